"""What will be asked, decided before anything is: which items, in which order, under which keys.

The key of an answer is a hash of everything it depends on: the prompt's text, the content of its
media, the engine with its model and projector, the route and its settings. All keys are known
before the first question, so that media that are missing are reported at once, and what was
answered before is not asked again.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from persona_assistant.bench.answering import Job
from persona_assistant.bench.log import key_of
from persona_assistant.bench.media import Assets, Hashed
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Conditions, Suite
from persona_assistant.errors import BadInput, MediaError, RecordError
from persona_assistant.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Subset:
    """Which of a file's items are asked, and why those."""

    items: tuple[Any, ...]
    of: int
    strata: Mapping[str, tuple[int, int]]
    """Name of a stratum -> how many of it were taken, and how many there are."""


def subset(suite: Suite, items: Sequence[Any], limit: int | None, seed: int) -> Subset:
    """At most `limit` items, proportional over the suite's strata, the same ones for the same seed.

    Shares are rounded by largest remainder; the order of the file is kept.
    """
    strata: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        strata[suite.strata(item)].append(index)
    sizes = {name: len(strata[name]) for name in sorted(strata)}
    counts = dict(sizes)
    if limit is not None and limit < len(items):
        chance = random.Random(seed)
        shares = {}
        for name in sizes:
            chance.shuffle(strata[name])
            shares[name] = divmod(limit * sizes[name], len(items))
        counts = {name: whole for name, (whole, _) in shares.items()}
        # Equal remainders are settled by chance, not by the alphabet.
        order = sorted(shares, key=lambda name: (-shares[name][1], chance.random()))
        for name in order[: limit - sum(counts.values())]:
            counts[name] += 1
    chosen = {index for name, count in counts.items() for index in strata[name][:count]}
    return Subset(
        tuple(item for index, item in enumerate(items) if index in chosen),
        len(items),
        {" / ".join(name): (counts[name], sizes[name]) for name in sizes},
    )


@dataclass(frozen=True, slots=True)
class Shard:
    """Part `number` of `of`, from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"


def shard_from(text: str) -> Shard:
    """ "2/8". Raises BadInput."""
    found = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    if not found or not 1 <= int(found[1]) <= int(found[2]):
        raise BadInput(f"--shard {text}: give it as part/parts, from 1/8 to 8/8 for eight machines")
    return Shard(int(found[1]), int(found[2]))


def part(suite: Suite, items: Sequence[Any], shard: Shard | None) -> list[Any]:
    """The items of one shard. Samples stay whole, so that what they share is computed on one
    machine."""
    if shard is None:
        return list(items)
    order: dict[str, int] = {}
    for item in items:
        order.setdefault(suite.case(item).sample, len(order))
    return [item for item in items if order[suite.case(item).sample] % shard.of == shard.number - 1]


def plan(
    suite: Suite,
    items: Sequence[Any],
    assets: Assets,
    conditions: Conditions,
    depends: Mapping[str, Any],
) -> list[Job]:
    """A job per item, in the order in which they are best asked: those of one sample together.

    `depends` is what an answer depends on beside its prompt. Media that cannot be had are the
    item's error.
    """
    media = Hashed(assets)
    jobs = []
    for item in items:
        key = error = None
        try:
            item = suite.under(item, conditions)
            blind = getattr(item, "blind", lambda item=item: item)()
            prompt = suite.build_prompt(blind, media, conditions)
            media.check()
            key = key_of(prompt=outline(prompt), **depends)
        except (MediaError, RecordError) as failure:
            error = str(failure)
        jobs.append(Job(item, Entry(suite.case(item), key, error)))
    return jobs


def together(jobs: Sequence[Job]) -> list[Job]:
    """Jobs of one sample one after another, samples in the order of their first item."""
    order: dict[str, int] = {}
    for job in jobs:
        order.setdefault(job.entry.case.sample, len(order))
    return sorted(jobs, key=lambda job: order[job.entry.case.sample])


def outline(prompt: Prompt) -> list[Any]:
    """A prompt as text and hashes of media, turn by turn."""
    turns = [("user", prompt.parts)]
    for turn in reversed(prompt.before):
        turns.insert(0, (turn.role, turn.parts))
    return [
        [
            role,
            [
                part if isinstance(part, str) else [type(part).__name__, part.data.decode()]
                for part in parts
            ],
        ]
        for role, parts in turns
    ]

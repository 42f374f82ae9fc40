"""The plan of a run: which items are asked, in which order and under which keys.

The key of an answer is a hash of everything it depends on: the prompt's text, the content of its
media, the engine with its model and projector, the route and its settings. All keys are known
before the first question, so that missing media are reported at once and what was answered before
is not asked again.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from persona_assistant.bench.answering import Job
from persona_assistant.bench.log import key_of
from persona_assistant.bench.media import Assets, HashedMedia
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Conditions, ItemT, Suite
from persona_assistant.errors import BadInput, MediaError, RecordError
from persona_assistant.prompt import Part, Prompt


@dataclass(frozen=True, slots=True)
class Subset(Generic[ItemT]):
    """Which of a file's items are asked, and how they were chosen."""

    items: tuple[ItemT, ...]
    total: int
    """Items in the file."""
    strata: Mapping[str, tuple[int, int]]
    """Name of a stratum -> how many of its items were taken, and how many it has."""


def subset(
    suite: Suite[ItemT], items: Sequence[ItemT], limit: int | None, seed: int
) -> Subset[ItemT]:
    """At most `limit` items, proportional over the suite's strata, the same ones for the same seed.

    Shares are rounded by largest remainder; the order of the file is kept.
    """
    strata: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        strata[suite.strata(item)].append(index)
    sizes = {name: len(strata[name]) for name in sorted(strata)}
    counts = dict(sizes)
    if limit is not None and limit < len(items):
        rng = random.Random(seed)
        shares = {}
        for name in sizes:
            rng.shuffle(strata[name])
            shares[name] = divmod(limit * sizes[name], len(items))
        counts = {name: whole for name, (whole, _) in shares.items()}
        # Equal remainders are decided at random, not by the alphabet.
        order = sorted(shares, key=lambda name: (-shares[name][1], rng.random()))
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
    """One of `count` parts of a run; `number` counts from 1."""

    number: int
    count: int

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"


def parse_shard(text: str) -> Shard:
    """ "2/8" as a shard. Raises BadInput."""
    match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise BadInput(
            f"shard {text}: give it as part/parts, from 1/8 to 8/8 for eight machines",
            code="bench_shard",
        )
    return Shard(int(match[1]), int(match[2]))


def select_shard(suite: Suite[ItemT], items: Sequence[ItemT], shard: Shard | None) -> list[ItemT]:
    """The items of one shard. Samples stay complete, so that what their items share is computed on
    one machine."""
    if shard is None:
        return list(items)
    order: dict[str, int] = {}
    for item in items:
        order.setdefault(suite.case(item).sample, len(order))
    return [
        item for item in items if order[suite.case(item).sample] % shard.count == shard.number - 1
    ]


def plan_jobs(
    suite: Suite[ItemT],
    items: Sequence[ItemT],
    assets: Assets,
    conditions: Conditions,
    dependencies: Mapping[str, Any],
) -> list[Job[ItemT]]:
    """A job per item, in their order.

    `dependencies` is what an answer depends on besides its prompt. Media that cannot be read are
    the item's error.
    """
    media = HashedMedia(assets)
    jobs = []
    for item in items:
        key = error = None
        try:
            item = suite.apply_conditions(item, conditions)
            prompt = suite.build_prompt(item.without_ground_truth(), media, conditions)
            media.raise_problems()
            key = key_of(prompt=describe_prompt(prompt), **dependencies)
        except (MediaError, RecordError) as failure:
            error = str(failure)
        jobs.append(Job(item, Entry(suite.case(item), key, error)))
    return jobs


def group_by_sample(jobs: Sequence[Job[ItemT]]) -> list[Job[ItemT]]:
    """The jobs of one sample one after another, samples in the order of their first item."""
    order: dict[str, int] = {}
    for job in jobs:
        order.setdefault(job.entry.case.sample, len(order))
    return sorted(jobs, key=lambda job: order[job.entry.case.sample])


def describe_prompt(prompt: Prompt) -> list[Any]:
    """A prompt as JSON, for its key: per turn the role and the parts, media by kind and hash."""

    def describe(part: Part) -> str | list[str]:
        return part if isinstance(part, str) else [type(part).__name__, part.data.decode()]

    turns = [*((turn.role, turn.parts) for turn in prompt.before), ("user", prompt.parts)]
    return [[role, [describe(part) for part in parts]] for role, parts in turns]

"""A prompt taken apart into the batches it is computed in.

Keys and values that were computed once are reused batch by batch, and a reused batch equals a fresh
one bit for bit only when both were computed with the same neighbours. So where batches end depends
on the prompt's parts alone, not on what happens to be in memory: at the ends of media, between two
texts (where one persona ends and the next begins), where a turn begins, before the query, and every
so many tokens. A token may reach across the border of two texts; the batch then ends before it, and
the tokens stay those of the whole prompt.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from persona_assistant.engines.llama.soft_tokens import Medium
from persona_assistant.engines.llama.vocabulary import Vocabulary, text_bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Text `tokens`, or one run of soft tokens of the medium with key `medium`."""

    count: int
    positions: int
    tokens: tuple[int, ...] = ()
    medium: str = ""
    segment: int = 0


@dataclass
class Plan:
    batches: list[Batch] = field(default_factory=list)
    media: dict[str, Medium] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    """Part number -> how many batches stand before that part entirely; for parts where batches
    end."""

    @property
    def tokens(self) -> int:
        return sum(batch.count for batch in self.batches)


def make_plan(
    parts: Sequence[dict[str, Any]],
    head: int,
    vocabulary: Vocabulary,
    medium_of: Callable[[dict[str, Any]], Medium],
    batch_size: int,
) -> Plan:
    """`parts` as `prompt_encoding` makes them; the first `head` of them stand before the query."""
    plan, run = Plan(), _TextRun(batch_size, list(vocabulary.bos))
    at = 1 if parts and "turn" in parts[0] else 0
    run.tokens += vocabulary.turn_start(parts[0]["turn"] if at else "user")
    while at < len(parts):
        if "turn" in parts[at]:
            run.tokens += vocabulary.turn_change(parts[at]["turn"])
            at += 1
            run.end_batch(at)
            continue
        if "text" in parts[at]:
            end = next((i for i in range(at, len(parts)) if "text" not in parts[i]), len(parts))
            texts = [part["text"] for part in parts[at:end]]
            tokens = vocabulary.user_tokens("".join(texts))
            borders = _token_borders(texts, tokens, vocabulary)
            for part, border in enumerate(borders, at + 1):
                if part < end or part == head:
                    run.end_batch(part, border)
            if at < head <= end and not borders:
                plan.ends[head] = len(plan.batches)
            run.tokens += tokens
            at = end
            continue
        key = parts[at]["key"]
        medium = plan.media[key] = medium_of(parts[at])
        for number, segment in enumerate(medium.segments):
            if segment.tokens:
                run.tokens += segment.tokens
            else:
                run.flush(plan)
                plan.batches.append(Batch(segment.count, segment.positions, (), key, number))
        at += 1
        if at == head:
            run.end_batch(head)
    run.tokens += vocabulary.generation_prompt
    run.flush(plan)
    return plan


def prefix_keys(batches: Sequence[Batch], origin: str) -> list[str]:
    """A key for every prefix of `batches`: SHA-256 over `origin` and all batches up to there."""
    keys, state = [], hashlib.sha256(origin.encode())
    for batch in batches:
        state.update(repr((batch.tokens, batch.medium, batch.segment)).encode())
        keys.append(state.copy().hexdigest())
    return keys


class _TextRun:
    """Text tokens between two media, and where in them batches must end."""

    def __init__(self, batch_size: int, tokens: list[int]) -> None:
        self._batch_size = batch_size
        self.tokens = tokens
        self._ends: list[tuple[int, int]] = []

    def end_batch(self, part: int, offset: int = 0) -> None:
        """A batch ends before part number `part`, `offset` tokens from here."""
        self._ends.append((len(self.tokens) + offset, part))

    def flush(self, plan: Plan) -> None:
        start = 0
        for end, part in [*self._ends, (len(self.tokens), None)]:
            for at in range(start, end, self._batch_size):
                tokens = tuple(self.tokens[at : min(at + self._batch_size, end)])
                plan.batches.append(Batch(len(tokens), len(tokens), tokens))
            start = end
            if part is not None:
                plan.ends[part] = len(plan.batches)
        self.tokens, self._ends = [], []


def _token_borders(
    texts: Sequence[str], tokens: Sequence[int], vocabulary: Vocabulary
) -> list[int]:
    """For the end of each text the number of tokens that lie before it entirely.

    Empty where the tokens' texts do not add up to the text, as with tokenizers that rewrite it.
    """
    ends = list(accumulate(vocabulary.length_of(token) for token in tokens))
    borders = list(accumulate(len(text_bytes(text)) for text in texts))
    if (ends[-1] if ends else 0) != borders[-1]:
        return []
    return [bisect_right(ends, border) for border in borders]

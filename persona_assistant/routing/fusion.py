"""One ranking out of several that cannot be added up.

BM25 counts words, a sentence encoder and CLIP measure angles: their numbers have nothing in common,
their orders do. Reciprocal rank fusion gives a persona 1 / (60 + rank) from every ranking that
lists them, and sorts by the sum (Cormack, Clarke and Büttcher, SIGIR 2009, where 60 was found to
work on every collection).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_DAMPING = 60
"""Of the paper: how little the first few places of one ranking may outweigh the others."""


def fuse(rankings: Iterable[Sequence[int]]) -> list[int]:
    """The personas of all rankings, best first. Each ranking holds ids without repetition, best
    first; of two with the same sum the smaller id comes first."""
    sums: dict[int, float] = {}
    for ranking in rankings:
        for rank, persona in enumerate(ranking, start=1):
            sums[persona] = sums.get(persona, 0.0) + 1 / (_DAMPING + rank)
    return sorted(sums, key=lambda persona: (-sums[persona], persona))

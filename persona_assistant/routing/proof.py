"""Whether what is searched is what is stored.

All stored vectors are read once, a block at a time. Each must lie in the index as it lies in the
file, and a few queries must find the people that comparing them with every vector finds.
"""

from __future__ import annotations

import numpy as np

from persona_assistant.memory import Store, Vectors
from persona_assistant.routing.index import Index, Indexes, StoredIndex

_PEOPLE = 64
"""So many, or all, a search has to find."""
_CLOSE = 1e-4
"""Two sums of a few hundred products of 32-bit numbers differ by less, however they are ordered."""


def problems(indexes: Indexes, memory: Store, encoder: str, *, queries: int = 8) -> list[str]:
    """Where the index of an encoder differs from the stored vectors, in plain words; empty where it
    is equal.

    `queries` stored vectors are searched, and as many that lie between two of them.
    """
    while True:
        version = memory.version
        found = _problems(indexes.of(encoder), memory, encoder, queries)
        if (
            not found or memory.version == version
        ):  # else another process wrote while this one compared
            return found


def _problems(index: Index | StoredIndex, memory: Store, encoder: str, queries: int) -> list[str]:
    personas = np.unique(memory.media.vector_owners(encoder)["persona"])
    asked, best, read, different = None, None, 0, 0
    for block in memory.media.vector_blocks(encoder):
        if isinstance(index, Index):
            different += _different(block, index.rows(read, read + len(block.matrix)))
        read += len(block.matrix)
        if asked is None:
            asked = _queries(block.matrix, queries)
            best = np.full((len(asked), len(personas)), -np.inf, np.float32)
        place = np.searchsorted(personas, block.persona_ids)
        for row, scores in zip(best, asked @ block.matrix.T, strict=True):
            np.maximum.at(row, place, scores)
    if len(index) != read or different:
        return [
            f"The index of {encoder} is not what is stored: it holds {len(index)} vectors instead of {read}, "
            f"{different} of them others."
        ]
    wrong = (
        0
        if asked is None
        else sum(
            not _agrees(index, query, personas, row) for query, row in zip(asked, best, strict=True)
        )
    )
    return (
        [
            f"The index of {encoder} finds other people than are stored for {wrong} of {len(asked)} queries."
        ]
        if wrong
        else []
    )


def _different(stored: Vectors, held: Vectors) -> int:
    """How many of the stored vectors are not in the index as they are stored."""
    if stored.matrix.shape != held.matrix.shape:
        return abs(len(stored.matrix) - len(held.matrix)) or len(stored.matrix)
    same = (stored.matrix == held.matrix).all(axis=1)
    for name in ("persona_ids", "triplet_ids", "media_ids"):
        same &= getattr(stored, name) == getattr(held, name)
    return int((~same).sum())


def _queries(matrix: np.ndarray, count: int) -> np.ndarray:
    chance = np.random.default_rng(0)
    some = matrix[chance.integers(0, len(matrix), count)]
    between = some + matrix[chance.integers(0, len(matrix), count)]
    rows = np.concatenate([some, between])
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def _agrees(
    index: Index | StoredIndex, query: np.ndarray, personas: np.ndarray, best: np.ndarray
) -> bool:
    found = index.nearest(query)
    if len(found.scores) < min(_PEOPLE, len(personas)):
        return False
    expected = np.sort(best)[::-1][: len(found.scores)]
    own = best[np.searchsorted(personas, found.persona_ids)]
    return bool(
        np.allclose(found.scores, expected, atol=_CLOSE)
        and np.allclose(found.scores, own, atol=_CLOSE)
    )

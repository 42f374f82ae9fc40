"""Whether what is searched is what is stored.

All stored vectors are read once, a block at a time. Each must lie in the index as it lies in the
file, and a few queries must find the people that comparing them with every vector finds.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.memory import Store, Vectors
from persona_assistant.routing.index import Index, Indexes, StoredIndex

_PEOPLE = 64
"""A search has to find so many, or all."""
_CLOSE = 1e-4
"""Two sums of a few hundred products of 32-bit numbers differ by less, however they are ordered."""


def problems(indexes: Indexes, memory: Store, encoder: str, *, queries: int = 8) -> list[str]:
    """Where the index of an encoder differs from the stored vectors, in plain words; empty where it
    is equal.

    `queries` stored vectors are searched, and as many that lie between two of them.
    """
    while True:
        version = memory.version
        found = _problems(indexes.media_index(encoder), memory, encoder, queries)
        if (
            not found or memory.version == version
        ):  # else another process wrote while this one compared
            return found


def _problems(index: Index | StoredIndex, memory: Store, encoder: str, queries: int) -> list[str]:
    personas = np.unique(memory.media.vector_owners(encoder)["persona"])
    probes: NDArray[Any] = np.empty((0, 0), np.float32)
    best: NDArray[Any] = np.empty((0, len(personas)), np.float32)
    read, different = 0, 0
    for block in memory.media.vector_blocks(encoder):
        if isinstance(index, Index):
            different += _different(block, index.rows(read, read + len(block.matrix)))
        if read == 0:
            probes = _queries(block.matrix, queries)
            best = np.full((len(probes), len(personas)), -np.inf, np.float32)
        read += len(block.matrix)
        place = np.searchsorted(personas, block.persona_ids)
        for row, scores in zip(best, probes @ block.matrix.T, strict=True):
            np.maximum.at(row, place, scores)
    if len(index) != read or different:
        return [
            f"The index of {encoder} is not what is stored: it holds {len(index)} vectors instead "
            f"of {read}, {different} of them others."
        ]
    wrong = sum(
        not _agrees(index, query, personas, row) for query, row in zip(probes, best, strict=True)
    )
    if not wrong:
        return []
    return [
        f"The index of {encoder} finds other people than are stored for {wrong} of {len(probes)} "
        "queries."
    ]


def _different(stored: Vectors, indexed: Vectors) -> int:
    """How many of the stored vectors are not in the index as they are stored."""
    if stored.matrix.shape != indexed.matrix.shape:
        return abs(len(stored.matrix) - len(indexed.matrix)) or len(stored.matrix)
    same = (stored.matrix == indexed.matrix).all(axis=1)
    for name in ("persona_ids", "triplet_ids", "media_ids"):
        same &= getattr(stored, name) == getattr(indexed, name)
    return int((~same).sum())


def _queries(matrix: NDArray[np.float32], count: int) -> NDArray[np.float32]:
    """Stored vectors, and as many between two of them: (2 * count, dim)."""
    chance = np.random.default_rng(0)
    some = matrix[chance.integers(0, len(matrix), count)]
    between = some + matrix[chance.integers(0, len(matrix), count)]
    rows = np.concatenate([some, between])
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-9), np.float32)


def _agrees(
    index: Index | StoredIndex, query: NDArray[Any], personas: NDArray[Any], best: NDArray[Any]
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

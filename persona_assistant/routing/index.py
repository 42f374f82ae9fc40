"""The exemplars nearest to a query, per persona.

A persona is as close as their best exemplar. Search is exact: below a few thousand vectors one
matrix product over what the memory holds, above that a FAISS flat index, which answers the same and
faster. Either is derived from the memory and rebuilt when the memory changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from persona_assistant.memory import Memory, Vectors

_FAISS_FROM = 8192
"""Vectors from which loading FAISS (0.1 s) and its copy of the vectors pay off."""
_NEIGHBOURS = 1024
"""Exemplars FAISS is asked for. Personas beyond them are too far away to carry any probability."""


@dataclass(frozen=True)
class Nearest:
    """The best exemplar of each persona, nearest first."""

    persona_ids: np.ndarray
    scores: np.ndarray
    """Cosine similarity, float32, same order."""
    triplet_ids: np.ndarray


class Index:
    """Exact cosine search over one encoder's vectors."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors
        self._faiss = None
        if len(vectors.matrix) >= _FAISS_FROM:
            import faiss

            self._faiss = faiss.IndexFlatIP(vectors.matrix.shape[1])
            self._faiss.add(np.ascontiguousarray(vectors.matrix))

    @cached_property
    def enrolled(self) -> frozenset[int]:
        """Personas with at least one vector."""
        return frozenset(self._vectors.persona_ids.tolist())

    def __len__(self) -> int:
        return len(self._vectors.matrix)

    def nearest(self, query: np.ndarray) -> Nearest:
        """Personas by their best exemplar's cosine to `query` (dim,)."""
        if not len(self):
            empty = np.zeros(0, dtype=np.int64)
            return Nearest(empty, np.zeros(0, dtype=np.float32), empty)
        if self._faiss is None:
            scores = self._vectors.matrix @ query
            order = np.argsort(-scores, kind="stable")
            scores = scores[order]
        else:
            found, rows = self._faiss.search(query[None].astype(np.float32), min(_NEIGHBOURS, len(self)))
            scores, order = found[0], rows[0]
        personas = self._vectors.persona_ids[order]
        _, first = np.unique(personas, return_index=True)
        first.sort()
        return Nearest(personas[first], scores[first], self._vectors.triplet_ids[order[first]])


class Indexes:
    """One index per encoder over a memory, rebuilt when the memory has changed."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._built: dict[str, tuple[int, Index]] = {}

    def of(self, encoder: str) -> Index:
        version = self._memory.version
        built = self._built.get(encoder)
        if built is None or built[0] != version:
            built = (version, Index(self._memory.vectors(encoder)))
            self._built[encoder] = built
        return built[1]

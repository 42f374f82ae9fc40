"""The exemplars nearest to a query, per persona.

A persona is as close as their best exemplar, unless somebody said that what is closer still is not
them. Search is exact and reads nothing but what the memory holds. By default the vectors are in
this process, once: a few thousand are one matrix product, more are searched by FAISS where they
lie. With sqlite-vec they stay in the file. What is in this process follows the memory: what was
added is added here, and only when something was removed is all read again.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from persona_assistant.memory import Store, Vectors

_FAISS_FROM = 8192
"""Vectors from which loading FAISS (0.1 s) pays off."""
_PERSONAS = 32
"""Personas a search is to find, or all: others are too far away to carry any probability."""
_EXEMPLARS = 1.5
"""Exemplars asked for at first: as many as so many people have on average, times this."""
_MORE = 16
"""How many times as many are asked for when too few people own the nearest ones."""
_SAME = 1e-6
"""Scores of one pair of vectors differ by less, whatever computes them."""
_TAIL = 4
"""What was added is searched beside the rest until it is a quarter of that."""
_Hits: TypeAlias = tuple[NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]
"""Score, persona and triplet of exemplars, nearest first."""
_COLUMNS = ("matrix", "persona_ids", "triplet_ids", "media_ids")


@dataclass(frozen=True)
class Nearest:
    """The best exemplar of each persona, nearest first."""

    persona_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    """Cosine similarity, float32, same order."""
    triplet_ids: NDArray[np.int64]
    rejected: NDArray[np.bool_]
    """Whether a negative exemplar of the persona is nearer to the query than their best one."""


class Index:
    """Search over vectors that are in this process, once. It never changes: `extended` makes
    another."""

    def __init__(
        self, vectors: Vectors, negatives: Vectors | None = None, *, added: Vectors | None = None
    ) -> None:
        """`added` was stored after `vectors`."""
        self._blocks = [
            block for block in (vectors, added) if block is not None and len(block.matrix)
        ]
        self._negatives = _Negatives(negatives)
        self._faiss: Any = None
        if len(self) >= _FAISS_FROM:
            import faiss

            self._faiss = faiss

    @cached_property
    def enrolled(self) -> frozenset[int]:
        """Personas with at least one vector."""
        return frozenset(np.unique(self._all("persona_ids")).tolist())

    def __len__(self) -> int:
        return sum(len(block.matrix) for block in self._blocks)

    def nearest(self, query: NDArray[Any], people: int | None = None) -> Nearest:
        """Personas by their best exemplar's cosine to `query` (dim,), a unit vector: the nearest of
        them, at least `people` (None: 32) or all."""
        query = np.ascontiguousarray(query, dtype=np.float32)
        wanted, count = _search_size(people, len(self), len(self.enrolled))
        while True:
            everything = self._faiss is None or count >= len(self)
            scores, personas, triplets = (
                self._brute_force(query) if everything else self._knn(query, count)
            )
            first = _first_of_each(personas)
            if everything or len(first) >= wanted:
                return self._negatives.checked(
                    query, personas[first], scores[first], triplets[first]
                )
            count *= _MORE

    def extended(self, memory: Store, encoder: str, since: int) -> Index | None:
        """This index, which was made at the memory's version `since`, with what was stored after
        all it holds; None when anything else has changed, or too much was added to be searched
        beside the rest."""
        if not self._blocks:
            return None
        base, *tail = self._blocks
        last = int(self._blocks[-1].media_ids[-1])
        if not memory.media.only_grew(encoder, since=since, last=last, count=len(self)):
            return None
        tail.append(memory.media.vectors(encoder, after=last))
        if sum(len(block.matrix) for block in tail) * _TAIL > len(base.matrix):
            return None
        return Index(
            base,
            memory.media.vectors(encoder, negative=True),
            added=_concatenated([b for b in tail if len(b.matrix)]),
        )

    def rows(self, start: int, stop: int) -> Vectors:
        """Some of what it searches, in the order of the memory."""
        parts: list[Vectors] = []
        before = 0
        for block in self._blocks:
            span = slice(max(start - before, 0), max(stop - before, 0))
            parts.append(Vectors(*(getattr(block, name)[span] for name in _COLUMNS)))
            before += len(block.matrix)
        return _concatenated([part for part in parts if len(part.matrix)]) or _EMPTY

    def _all(self, name: str) -> NDArray[Any]:
        return np.concatenate([getattr(block, name) for block in self._blocks or [_EMPTY]])

    def _brute_force(self, query: NDArray[np.float32]) -> _Hits:
        """Every exemplar."""
        parts = [
            (block.matrix @ query, block.persona_ids, block.triplet_ids) for block in self._blocks
        ]
        return _by_score(parts)

    def _knn(self, query: NDArray[np.float32], count: int) -> _Hits:
        """The `count` nearest exemplars."""
        parts = []
        for block in self._blocks:
            scores, rows = self._faiss.knn(
                query[None],
                block.matrix,
                min(count, len(block.matrix)),
                metric=self._faiss.METRIC_INNER_PRODUCT,
            )
            parts.append((scores[0], block.persona_ids[rows[0]], block.triplet_ids[rows[0]]))
        if len(parts) == 1:
            return parts[0]
        scores, personas, triplets = _by_score(parts)
        return scores[:count], personas[:count], triplets[:count]


class StoredIndex:
    """Search over vectors that stay in the memory's file, by sqlite-vec; right until the memory
    changes."""

    def __init__(self, memory: Store, encoder: str) -> None:
        self._memory, self._encoder = memory, encoder
        owners = memory.media.vector_owners(encoder)
        self.enrolled = frozenset(np.unique(owners["persona"]).tolist())
        self._size = len(owners)
        self._negatives = _Negatives(memory.media.vectors(encoder, negative=True))

    def __len__(self) -> int:
        return self._size

    def nearest(self, query: NDArray[Any], people: int | None = None) -> Nearest:
        """As `Index.nearest`."""
        wanted, count = _search_size(people, len(self), len(self.enrolled))
        while True:
            found = self._memory.media.nearest(self._encoder, query, count)
            personas = np.array([near.persona_id for near in found], np.int64)
            first = _first_of_each(personas)
            if len(found) < count or len(first) >= wanted:
                break
            count *= _MORE
        scores = np.array([near.score for near in found], np.float32)
        triplets = np.array([near.triplet_id for near in found], np.int64)
        return self._negatives.checked(query, personas[first], scores[first], triplets[first])


@dataclass(frozen=True)
class _Negatives:
    """What is known not to be somebody. There is little of it: it is compared whole."""

    vectors: Vectors | None

    def checked(
        self,
        query: NDArray[Any],
        personas: NDArray[np.int64],
        scores: NDArray[np.float32],
        triplets: NDArray[np.int64],
    ) -> Nearest:
        """The personas with whether their negative exemplars reject the query."""
        rejected = np.zeros(len(personas), dtype=bool)
        if self.vectors is not None and len(self.vectors.matrix):
            against = dict.fromkeys(self.vectors.persona_ids.tolist(), -np.inf)
            for persona, score in zip(
                self.vectors.persona_ids.tolist(),
                (self.vectors.matrix @ query).tolist(),
                strict=True,
            ):
                against[persona] = max(against[persona], score)
            rejected |= [
                against.get(persona, -np.inf) > score + _SAME
                for persona, score in zip(personas.tolist(), scores.tolist(), strict=True)
            ]
        return Nearest(personas, scores, triplets, rejected)


def _search_size(people: int | None, exemplars: int, personas: int) -> tuple[int, int]:
    """How many personas to find, and how many exemplars to ask for at first."""
    wanted = min(people or _PERSONAS, personas)
    return wanted, max(1, math.ceil(wanted * _EXEMPLARS * exemplars / max(personas, 1)))


def _by_score(parts: Sequence[_Hits]) -> _Hits:
    """Several searches as one."""
    if not parts:
        return np.zeros(0, np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64)
    scores, personas, triplets = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(-scores, kind="stable")
    return scores[order], personas[order], triplets[order]


def _first_of_each(personas: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each persona stands first, in that order."""
    return np.sort(np.unique(personas, return_index=True)[1])


def _concatenated(parts: list[Vectors]) -> Vectors | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    return Vectors(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))


_EMPTY = Vectors(np.empty((0, 0), np.float32), np.empty(0, np.int64), np.empty(0, np.int64))


class Indexes:
    """One index per encoder over a memory; each follows it."""

    def __init__(self, memory: Store, search: str = "faiss") -> None:
        """`search` is "faiss" or "sqlite-vec"."""
        self._memory = memory
        self._search = search
        self._built: dict[str, tuple[int, Index | StoredIndex]] = {}
        self._texts: tuple[int, str, Index] | None = None

    def media_index(self, encoder: str) -> Index | StoredIndex:
        """The index as the memory is now. Its `nearest` raises StoreError where sqlite-vec does not
        load."""
        version = self._memory.version
        built = self._built.get(encoder)
        if built is not None and built[0] == version:
            return built[1]
        del built  # the old vectors go before new ones are read
        index = self._build(encoder)
        self._built[encoder] = (version, index)
        return index

    def text_index(self, encoder: str) -> Index:
        """The index of what a sentence encoder read; always in this process, there is little of
        it."""
        version = self._memory.version
        if self._texts is None or self._texts[:2] != (version, encoder):
            self._texts = version, encoder, Index(self._memory.passages.vectors(encoder))
        return self._texts[2]

    def _build(self, encoder: str) -> Index | StoredIndex:
        if self._search == "sqlite-vec":
            return StoredIndex(self._memory, encoder)
        if encoder in self._built:
            # The old vectors go before all is read again: many machines have no room for a million
            # of them twice.
            since, before = self._built.pop(encoder)
            grown = (
                before.extended(self._memory, encoder, since) if isinstance(before, Index) else None
            )
            del before
            if grown is not None:
                return grown
        return Index(
            self._memory.media.vectors(encoder), self._memory.media.vectors(encoder, negative=True)
        )

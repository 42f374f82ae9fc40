"""The exemplars nearest to a query, per persona.

A persona is as close as their best exemplar, unless somebody said that what is closer still is not
them. Which exemplar is best may also depend on how good each of them is (`Judge`). Search is exact
and reads nothing but what the memory holds. By default the vectors are in this process, once: a few
thousand are one matrix product, more are searched by FAISS where they lie. With sqlite-vec they
stay in the file. What is in this process follows the memory: what was added is added here, and only
when something was removed is all read again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
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
Judge: TypeAlias = Callable[[NDArray[Any], NDArray[Any] | None], NDArray[Any]]
"""What the scores (n,) of exemplars of quality (n, k), or of no known quality, are worth: (n,)."""
_COLUMNS = ("matrix", "persona_ids", "triplet_ids", "media_ids", "quality")


@dataclass(frozen=True)
class _Hits:
    """Exemplars, nearest first."""

    scores: NDArray[np.float32]
    personas: NDArray[np.int64]
    triplets: NDArray[np.int64]
    quality: NDArray[Any] | None

    def at(self, rows: NDArray[np.intp]) -> _Hits:
        quality = None if self.quality is None else self.quality[rows]
        return _Hits(self.scores[rows], self.personas[rows], self.triplets[rows], quality)


@dataclass(frozen=True)
class Nearest:
    """The best exemplar of each persona, nearest first."""

    persona_ids: NDArray[np.int64]
    scores: NDArray[np.float32]
    """Cosine similarity, float32, same order."""
    triplet_ids: NDArray[np.int64]
    rejected: NDArray[np.bool_]
    """Whether a negative exemplar of the persona is nearer to the query than their best one."""
    worth: NDArray[Any]
    """What each score is worth by the `Judge`; the scores themselves without one."""


class Index:
    """Search over vectors that are in this process, once. It never changes: `extended` makes
    another."""

    def __init__(
        self, vectors: Vectors, negatives: Vectors | None = None, *, added: Vectors | None = None
    ) -> None:
        """`added` was stored after `vectors`."""
        given = [block for block in (vectors, added) if block is not None]
        self._blocks = [block for block in given if len(block.matrix)]
        self._left_out = sum(block.left_out for block in given)
        self._last = max(block.last for block in given)
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

    def nearest(
        self, query: NDArray[Any], people: int | None = None, judge: Judge | None = None
    ) -> Nearest:
        """Personas by their best exemplar's cosine to `query` (dim,), a unit vector, or by what
        that is worth to `judge`: the nearest of them, at least `people` (None: 32) or all."""
        query = np.ascontiguousarray(query, dtype=np.float32)
        wanted, count = _search_size(people, len(self), len(self.enrolled))
        while True:
            everything = self._faiss is None or count >= len(self)
            hits = self._brute_force(query) if everything else self._knn(query, count)
            if everything or len(_first_of_each(hits.personas)) >= wanted:
                return self._negatives.checked(query, hits, judge)
            count *= _MORE

    def extended(
        self, memory: Store, encoder: str, since: int, unless: Collection[str] = ()
    ) -> Index | None:
        """This index, which was made at the memory's version `since`, with what was stored after
        all it holds; None when anything else has changed, or too much was added to be searched
        beside the rest."""
        if not self._blocks:
            return None
        base, *tail = self._blocks
        if not memory.media.only_grew(
            encoder,
            since=since,
            last=self._last,
            count=len(self),
            unless=unless,
            left_out=self._left_out,
        ):
            return None
        rest = memory.media.vectors(encoder, after=self._last, unless=unless)
        tail.append(rest)
        if sum(len(block.matrix) for block in tail) * _TAIL > len(base.matrix):
            return None
        added = _concatenated([block for block in tail if len(block.matrix)])
        return Index(
            replace(base, left_out=self._left_out + rest.left_out, last=rest.last),
            memory.media.vectors(encoder, negative=True, unless=unless),
            added=None if added is None else replace(added, left_out=0, last=0),
        )

    def rows(self, start: int, stop: int) -> Vectors:
        """Some of what it searches, in the order of the memory."""
        parts: list[Vectors] = []
        before = 0
        for block in self._blocks:
            span = slice(max(start - before, 0), max(stop - before, 0))
            parts.append(Vectors(*(_cut(getattr(block, name), span) for name in _COLUMNS)))
            before += len(block.matrix)
        return _concatenated([part for part in parts if len(part.matrix)]) or _EMPTY

    def _all(self, name: str) -> NDArray[Any]:
        return np.concatenate([getattr(block, name) for block in self._blocks or [_EMPTY]])

    def _brute_force(self, query: NDArray[np.float32]) -> _Hits:
        """Every exemplar."""
        return _by_score(
            [
                _Hits(block.matrix @ query, block.persona_ids, block.triplet_ids, block.quality)
                for block in self._blocks
            ]
        )

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
            near = rows[0]
            quality = None if block.quality is None else block.quality[near]
            parts.append(
                _Hits(scores[0], block.persona_ids[near], block.triplet_ids[near], quality)
            )
        return parts[0] if len(parts) == 1 else _by_score(parts).at(np.arange(count))


class StoredIndex:
    """Search over vectors that stay in the memory's file, by sqlite-vec; right until the memory
    changes."""

    def __init__(self, memory: Store, encoder: str, unless: Collection[str] = ()) -> None:
        self._memory, self._encoder, self._unless = memory, encoder, unless
        owners = memory.media.vector_owners(encoder, unless=unless)
        self.enrolled = frozenset(np.unique(owners["persona"]).tolist())
        self._size = len(owners)
        self._negatives = _Negatives(memory.media.vectors(encoder, negative=True, unless=unless))

    def __len__(self) -> int:
        return self._size

    def nearest(
        self, query: NDArray[Any], people: int | None = None, judge: Judge | None = None
    ) -> Nearest:
        """As `Index.nearest`."""
        wanted, count = _search_size(people, len(self), len(self.enrolled))
        while True:
            found = self._memory.media.nearest(self._encoder, query, count, unless=self._unless)
            personas = np.array([near.persona_id for near in found], np.int64)
            if len(found) < count or len(_first_of_each(personas)) >= wanted:
                break
            count *= _MORE
        judged = bool(found) and found[0].quality is not None
        hits = _Hits(
            np.array([near.score for near in found], np.float32),
            personas,
            np.array([near.triplet_id for near in found], np.int64),
            np.array([near.quality for near in found]) if judged else None,
        )
        return self._negatives.checked(query, hits, judge)


@dataclass(frozen=True)
class _Negatives:
    """What is known not to be somebody. There is little of it: it is compared whole."""

    vectors: Vectors | None

    def checked(self, query: NDArray[Any], hits: _Hits, judge: Judge | None) -> Nearest:
        """The best hit of each persona, with whether their negative exemplars reject the query."""
        worth = hits.scores if judge is None else judge(hits.scores, hits.quality)
        if judge is not None and hits.quality is not None:
            order = np.argsort(-worth, kind="stable")
            hits, worth = hits.at(order), worth[order]
        first = _first_of_each(hits.personas)
        best, worth = hits.at(first), worth[first]
        rejected = np.zeros(len(first), dtype=bool)
        if self.vectors is not None and len(self.vectors.matrix):
            against = dict.fromkeys(self.vectors.persona_ids.tolist(), -np.inf)
            for persona, score in zip(
                self.vectors.persona_ids.tolist(),
                (self.vectors.matrix @ query).tolist(),
                strict=True,
            ):
                against[persona] = max(against[persona], score)
            refused = [
                against.get(persona, -np.inf) > score + _SAME
                for persona, score in zip(best.personas.tolist(), best.scores.tolist(), strict=True)
            ]
            rejected |= np.array(refused, bool)
        return Nearest(best.personas, best.scores, best.triplets, rejected, worth)


def _search_size(people: int | None, exemplars: int, personas: int) -> tuple[int, int]:
    """How many personas to find, and how many exemplars to ask for at first."""
    wanted = min(people or _PERSONAS, personas)
    return wanted, max(1, math.ceil(wanted * _EXEMPLARS * exemplars / max(personas, 1)))


def _by_score(parts: Sequence[_Hits]) -> _Hits:
    """Several searches as one."""
    if not parts:
        return _Hits(np.zeros(0, np.float32), np.zeros(0, np.int64), np.zeros(0, np.int64), None)
    quality = [part.quality for part in parts if part.quality is not None]
    together = _Hits(
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.personas for part in parts]),
        np.concatenate([part.triplets for part in parts]),
        np.concatenate(quality) if quality else None,
    )
    return together.at(np.argsort(-together.scores, kind="stable"))


def _first_of_each(personas: NDArray[np.int64]) -> NDArray[np.intp]:
    """Where each persona stands first, in that order."""
    return np.sort(np.unique(personas, return_index=True)[1])


def _concatenated(parts: list[Vectors]) -> Vectors | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    columns = [[getattr(part, name) for part in parts] for name in _COLUMNS]
    joined: list[Any] = [None if each[0] is None else np.concatenate(each) for each in columns]
    return Vectors(*joined)


def _cut(column: NDArray[Any] | None, span: slice) -> Any:
    return None if column is None else column[span]


_EMPTY = Vectors(np.empty((0, 0), np.float32), np.empty(0, np.int64), np.empty(0, np.int64))


_Key: TypeAlias = tuple[str, tuple[str, ...]]
"""An encoder, and those whose media are left out."""


class Indexes:
    """One index per encoder over a memory; each follows it."""

    def __init__(self, memory: Store, search: str = "faiss") -> None:
        """`search` is "faiss" or "sqlite-vec"."""
        self._memory = memory
        self._search = search
        self._built: dict[_Key, tuple[int, Index | StoredIndex]] = {}
        self._texts: tuple[int, str, Index] | None = None

    def media_index(self, encoder: str, unless: Collection[str] = ()) -> Index | StoredIndex:
        """The index as the memory is now, without media that the encoders `unless` have a vector
        of. Its `nearest` raises StoreError where sqlite-vec does not load."""
        key = encoder, tuple(unless)
        version = self._memory.version
        built = self._built.get(key)
        if built is not None and built[0] == version:
            return built[1]
        del built  # the old vectors go before new ones are read
        index = self._build(key)
        self._built[key] = (version, index)
        return index

    def text_index(self, encoder: str) -> Index:
        """The index of what a sentence encoder read; always in this process, there is little of
        it."""
        version = self._memory.version
        if self._texts is None or self._texts[:2] != (version, encoder):
            self._texts = version, encoder, Index(self._memory.passages.vectors(encoder))
        return self._texts[2]

    def _build(self, key: _Key) -> Index | StoredIndex:
        encoder, unless = key
        if self._search == "sqlite-vec":
            return StoredIndex(self._memory, encoder, unless)
        if key in self._built:
            # The old vectors go before all is read again: many machines have no room for a million
            # of them twice.
            since, before = self._built.pop(key)
            grown = (
                before.extended(self._memory, encoder, since, unless)
                if isinstance(before, Index)
                else None
            )
            del before
            if grown is not None:
                return grown
        return Index(
            self._memory.media.vectors(encoder, unless=unless),
            self._memory.media.vectors(encoder, negative=True, unless=unless),
        )

"""Finding the messages nearest to a question: by words (BM25) or by meaning (sentence vectors).

BM25 is SQLite's, over stems, in a database that lies in memory alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import apsw
import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+")
_TOO_COMMON = frozenset(
    "a an and are as at be been by can could did do does for from had has have he her his how i in "
    "is it its me my of on or she that the their them they this to was we were what when where "
    "which who whom whose why will with would you your".split()
)


class Retriever(Protocol):
    """Messages by their number, from 0."""

    def add(self, texts: Sequence[str]) -> None: ...

    def nearest(self, question: str, count: int) -> list[int]:
        """At most so many, the nearest first; fewer where no more have anything to do with it."""
        ...

    def close(self) -> None: ...


class WordRetriever:
    def __init__(self) -> None:
        # One question at a time, but not always by the same thread: apsw allows that.
        self._database = apsw.Connection(":memory:")
        self._database.execute(
            "create virtual table message using fts5(text, tokenize='porter unicode61')"
        )
        self._count = 0

    def add(self, texts: Sequence[str]) -> None:
        rows = [(self._count + at, text) for at, text in enumerate(texts)]
        self._database.executemany("insert into message(rowid, text) values (?, ?)", rows)
        self._count += len(texts)

    def nearest(self, question: str, count: int) -> list[int]:
        words = dict.fromkeys(_WORD.findall(question.lower()))
        asked = [word for word in words if word not in _TOO_COMMON] or list(words)
        if not asked:
            return []
        match = " OR ".join(f'"{word}"' for word in asked)
        found = self._database.execute(
            "select rowid from message where text match ? order by rank, rowid limit ?",
            (match, count),
        )
        return [row for (row,) in found]

    def close(self) -> None:
        self._database.close()


class SentenceVectors(Protocol):
    """As `encoders.sentence.SentenceEncoder`."""

    @property
    def id(self) -> str: ...

    def encode(self, items: Sequence[str]) -> NDArray[np.float32]: ...


class MeaningRetriever:
    def __init__(self, encoder: SentenceVectors) -> None:
        self._encoder = encoder
        self._vectors: list[NDArray[np.float32]] = []

    def add(self, texts: Sequence[str]) -> None:
        if texts:
            self._vectors.append(self._encoder.encode(texts))

    def nearest(self, question: str, count: int) -> list[int]:
        if not self._vectors:
            return []
        self._vectors = [np.concatenate(self._vectors)]
        likeness = self._vectors[0] @ self._encoder.encode([question])[0]
        return [int(at) for at in np.argsort(-likeness, kind="stable")[:count]]

    def close(self) -> None:
        self._vectors = []

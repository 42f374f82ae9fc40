"""Sentences in, unit vectors out: texts that mean the same lie near each other.

A network of the BERT kind gives a vector per token; a sentence's vector is their mean, padding left
out. Sentences of similar length go through together, so that little of the work is padding.

An int8 network scales what it computes by the largest number in the batch, so that a sentence's
vector would depend on its neighbours: there sentences go through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from persona_assistant.encoders.session import Session, unit
from persona_assistant.encoders.tokens import Tokens, as_inputs
from persona_assistant.errors import ModelError

BATCH = 16


class SentenceEncoder:
    """See the module's idea. Longer texts count with their first `context` tokens."""

    family = "sentence"
    modality = "text"

    def __init__(
        self,
        path: Path,
        id: str,
        tokenizer: Path,
        *,
        context: int = 256,
        one_by_one: bool = False,
        threads: int | None = None,
    ) -> None:
        """Raises ModelError."""
        self.id = id
        self._session = Session(path, threads=threads)
        self._tokens = Tokens(tokenizer, context)
        self._batch = 1 if one_by_one else BATCH
        self._output = self._best_output()
        self.dim = self._session.results[self._output].shape[-1] or self.encode(["a"]).shape[1]

    def encode(self, items: Sequence[str]) -> np.ndarray:
        """float32 (len(items), dim), each row of length 1."""
        rows: list[np.ndarray] = []
        order: list[np.ndarray] = []
        for some, _, mask, found in self._batches(items, self._output):
            order.append(some)
            rows.append(found if found.ndim == 2 else _mean(found, mask))
        if not rows:
            return np.empty((0, self.dim), np.float32)
        vectors = np.empty((len(items), rows[0].shape[1]), np.float32)
        vectors[np.concatenate(order)] = np.concatenate(rows)
        return unit(vectors, self._session.path)

    def tokens(self, texts: Sequence[str]) -> list[np.ndarray]:
        """For each text the vectors of its tokens, float32 (tokens, d), each of length 1.

        The control tokens around a text are left out. Raises ModelError where the file gives the
        vectors of sentences alone.
        """
        output = self._named(3, "")
        if output is None:
            raise ModelError(
                f"{self._session.path} gives vectors of sentences, none of tokens; use a sentence encoder of "
                "the BERT kind"
            )
        # What a person wrote never becomes a control token, so those of an empty text are all there
        # are.
        control = np.unique(self._tokens([""])[0])
        vectors: list[np.ndarray] = [np.empty((0, 0), np.float32)] * len(texts)
        for some, ids, mask, found in self._batches(texts, output):
            own = (mask > 0) & ~np.isin(ids, control)
            for place, row, kept in zip(some, found, own):
                vectors[place] = unit(row[kept], self._session.path)
        return vectors

    def _batches(
        self, texts: Sequence[str], output: str
    ) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
        """Indices of some of the texts, with their ids, mask and what the network gives for
        them."""
        ids, mask = self._tokens(texts)
        lengths = mask.sum(axis=1)
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(texts), self._batch):
            some = order[start : start + self._batch]
            longest = int(lengths[some].max())
            given = ids[some, :longest], mask[some, :longest]
            found = self._session.run(*as_inputs(self._session.inputs, *given), output=output)
            yield some, *given, found.astype(np.float32, copy=False)

    def _best_output(self) -> str:
        """Sentence vectors where the file gives them, otherwise the vectors of the tokens."""
        found = self._named(2, "embed") or self._named(3, "")
        if found is None:
            raise ModelError(
                f"{self._session.path} gives no vectors of tokens; use a sentence encoder of the BERT kind"
            )
        return found

    def _named(self, rank: int, meaning: str) -> str | None:
        """The first output of that rank with `meaning` in its name."""
        results = self._session.results.items()
        return next((name for name, port in results if port.rank == rank and meaning in name), None)


def _mean(found: np.ndarray, mask: np.ndarray) -> np.ndarray:
    """(texts, d): the mean of (texts, tokens, d) over each text's own tokens."""
    weights = mask[..., None].astype(np.float32)
    return (found * weights).sum(axis=1) / weights.sum(axis=1)

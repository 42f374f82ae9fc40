"""Sentences in, unit vectors out: texts that mean the same lie near each other.

A network of the BERT kind gives a vector per token; a sentence's vector is their mean, padding left
out. Sentences of similar length go through together, so that little of the work is padding.

An int8 network scales what it computes by the largest number in the batch, so that a sentence's
vector would depend on its neighbours: there sentences go through one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.onnx_session import OnnxSession, normalized
from persona_assistant.encoders.tokenizer import TextTokenizer, network_inputs
from persona_assistant.errors import ModelError

BATCH = 16


class SentenceEncoder:
    """See the module's idea. Longer texts count with their first `context` tokens."""

    family = "sentence"
    modality: Literal["text"] = "text"

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
        self._session = OnnxSession(path, threads=threads)
        self._tokens = TextTokenizer(tokenizer, context)
        self._batch = 1 if one_by_one else BATCH
        self._output = self._best_output()
        self.dim: int = (
            self._session.output_specs[self._output].shape[-1] or self.encode(["a"]).shape[1]
        )

    def encode(self, items: Sequence[str]) -> NDArray[np.float32]:
        """float32 (len(items), dim), each row of length 1."""
        rows: list[NDArray[np.float32]] = []
        order: list[NDArray[np.intp]] = []
        for some, _, mask, output in self._batches(items, self._output):
            order.append(some)
            rows.append(output if output.ndim == 2 else _mean(output, mask))
        if not rows:
            return np.empty((0, self.dim), np.float32)
        vectors = np.empty((len(items), rows[0].shape[1]), np.float32)
        vectors[np.concatenate(order)] = np.concatenate(rows)
        return normalized(vectors, self._session.path)

    def tokens(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        """For each text the vectors of its tokens, float32 (tokens, d), each of length 1.

        The control tokens around a text are left out. Raises ModelError where the file gives the
        vectors of sentences alone.
        """
        output = self._named(3, "")
        if output is None:
            raise ModelError(
                f"{self._session.path} gives vectors of sentences, none of tokens; use a sentence "
                "encoder of the BERT kind"
            )
        # What a person wrote never becomes a control token, so those of an empty text are all there
        # are.
        control = np.unique(self._tokens([""])[0])
        vectors: list[NDArray[np.float32]] = [np.empty((0, 0), np.float32)] * len(texts)
        for some, ids, mask, rows in self._batches(texts, output):
            own = (mask > 0) & ~np.isin(ids, control)
            for place, row, kept in zip(some, rows, own):
                vectors[place] = normalized(row[kept], self._session.path)
        return vectors

    def _batches(
        self, texts: Sequence[str], output: str
    ) -> Iterator[tuple[NDArray[np.intp], NDArray[Any], NDArray[Any], NDArray[np.float32]]]:
        """Indices of some of the texts, with their ids, mask and what the network gives for
        them."""
        ids, mask = self._tokens(texts)
        lengths = mask.sum(axis=1)
        order = np.argsort(lengths, kind="stable")
        for start in range(0, len(texts), self._batch):
            some = order[start : start + self._batch]
            longest = int(lengths[some].max())
            given = ids[some, :longest], mask[some, :longest]
            inputs = network_inputs(self._session.inputs, *given)
            computed = self._session.run(*inputs, output=output)
            yield some, *given, computed.astype(np.float32, copy=False)

    def _best_output(self) -> str:
        """Sentence vectors where the file gives them, otherwise the vectors of the tokens."""
        found = self._named(2, "embed") or self._named(3, "")
        if found is None:
            raise ModelError(
                f"{self._session.path} gives no vectors of tokens; use a sentence encoder of the "
                "BERT kind"
            )
        return found

    def _named(self, rank: int, meaning: str) -> str | None:
        """The first output of that rank with `meaning` in its name."""
        specs = self._session.output_specs.items()
        return next((name for name, spec in specs if spec.rank == rank and meaning in name), None)


def _mean(tokens: NDArray[np.float32], mask: NDArray[Any]) -> NDArray[np.float32]:
    """(texts, d): the mean of (texts, tokens, d) over each text's own tokens."""
    weights = mask[..., None].astype(np.float32)
    mean: NDArray[np.float32] = (tokens * weights).sum(axis=1) / weights.sum(axis=1)
    return mean

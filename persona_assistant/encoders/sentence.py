"""Sentences in, unit vectors out: texts that mean the same lie near each other.

A network of the BERT kind gives a vector per token; a sentence's vector is their mean, padding left out.
Sentences of similar length go through together, so that little of the work is padding.

An int8 network scales what it computes by the largest number in the batch, so that a sentence's vector
would depend on its neighbours: there sentences go through one by one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Sequence

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
        ids, mask = self._tokens(items)
        lengths = mask.sum(axis=1)
        order = np.argsort(lengths, kind="stable")
        rows: list[np.ndarray] = []
        for start in range(0, len(items), self._batch):
            some = order[start : start + self._batch]
            longest = int(lengths[some].max())
            rows.append(self._pooled(ids[some, :longest], mask[some, :longest]))
        if not rows:
            return np.empty((0, self.dim), np.float32)
        vectors = np.empty((len(items), rows[0].shape[1]), np.float32)
        vectors[order] = np.concatenate(rows)
        return unit(vectors, self._session.path)

    def _pooled(self, ids: np.ndarray, mask: np.ndarray) -> np.ndarray:
        found = self._session.run(*as_inputs(self._session.inputs, ids, mask), output=self._output)
        found = found.astype(np.float32, copy=False)
        if found.ndim == 2:
            return found
        weights = mask[..., None].astype(np.float32)
        return (found * weights).sum(axis=1) / weights.sum(axis=1)

    def _best_output(self) -> str:
        """Sentence vectors where the file gives them, otherwise the vectors of the tokens."""
        for rank, meaning in ((2, "embed"), (3, "")):
            for name, port in self._session.results.items():
                if port.rank == rank and meaning in name:
                    return name
        raise ModelError(
            f"{self._session.path} gives no vectors of tokens; use a sentence encoder of the BERT kind"
        )

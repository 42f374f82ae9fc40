"""The vectors of words that the network reads, and how near two texts are by them alone.

The nearness goes by the question's tokens: each counts by how rare it is among the notes and by
the most similar token that a note has.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import ModelError

_NEAR = 0.35
"""Two tokens with a smaller cosine have nothing to do with each other."""


@dataclass(frozen=True, eq=False)
class WordVectors:
    levels: NDArray[np.int8]
    """Shape (tokens of the vocabulary, d)."""
    scale: NDArray[np.float32]
    """Shape (tokens of the vocabulary, 1)."""

    def vectors(self, ids: NDArray[Any]) -> NDArray[np.float32]:
        """Shape (n, d)."""
        vectors: NDArray[np.float32] = self.levels[ids] * self.scale[ids]
        return vectors

    def nearness(
        self, question: Sequence[int], notes: Sequence[NDArray[Any]]
    ) -> NDArray[np.float64]:
        """Of each note, shape (notes,), 0 and more."""
        lengths = [len(note) for note in notes]
        if not question or not sum(lengths):
            return np.zeros(len(notes))
        tokens, places = np.unique(np.concatenate(notes), return_inverse=True)
        asked = np.unique(np.array(question))
        cosines = _unit(self.vectors(tokens)) @ _unit(self.vectors(asked)).T
        cosines = np.where(cosines < _NEAR, 0.0, cosines)
        owners = np.repeat(np.arange(len(notes)), lengths)
        best = np.zeros((len(notes), len(asked)))
        np.maximum.at(best, owners, cosines[places])
        rarity = np.log1p(len(notes) / (0.5 + best.sum(axis=0)))
        worth: NDArray[np.float64] = best @ rarity
        return worth


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def load_words(path: Path) -> WordVectors:
    """Raises ModelError."""
    try:
        with np.load(path) as file:
            return WordVectors(file["levels"], file["scale"])
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise ModelError(f"{path} cannot be read ({error}); install the package again") from error

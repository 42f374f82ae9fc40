"""The learned reader: which sentence of a note answers, with which words, or that none does.

A small cross-encoder reads question and note together (`layout`). For each sentence it gives a
logit that it answers, for the note one that nothing in it does, and for each token how well the
answer begins and ends there. What its logits are worth says `models/reader/reader.json`.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.errors import ModelError
from persona_assistant.pmg import Note
from persona_assistant.reader.layout import Layout, Window, prepared
from persona_assistant.reader.word_vectors import load_words
from persona_assistant.resources import data_path

LONGEST_SPAN = 24
"""Tokens of an answer, at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence of a note as an answer."""

    start: int
    """Of the sentence, in characters of the note."""
    end: int
    span: tuple[int, int]
    """The words in it that answer best, in characters of the note."""
    logit: float
    """That it answers, against that nothing in the note does."""


_KEPT = 8_192
"""Notes whose tokens are kept for the next question."""


class ReaderNetwork:
    """See the module's idea. Loaded when it is first asked; may be asked by several threads."""

    def __init__(self, folder: Path | None = None, *, threads: int | None = None) -> None:
        """`folder` holds reader.onnx, words.npz, tokenizer.json and reader.json; None is the
        bundled one."""
        self._folder = folder or data_path("models", "reader")
        self._threads = threads
        self._opening = threading.Lock()
        self._opened: _Opened | None = None

    @property
    def scale(self) -> Scale:
        """What the logits are worth. Raises ModelError."""
        return self._open().scale

    def places(self, question: str, notes: Sequence[Note], name: str | None) -> list[list[Place]]:
        """For each note its sentences, in order; a sentence that two windows hold is there once,
        with the better logit. Raises ModelError."""
        opened = self._open()
        asked = opened.layout.question(question)
        found = []
        for note in notes:
            places: dict[int, Place] = {}
            for window in opened.layout.windows(asked, note, name):
                for place in opened.read(window):
                    known = places.get(place.start)
                    if known is None or known.logit < place.logit:
                        places[place.start] = place
            found.append([places[start] for start in sorted(places)])
        return found

    def places_together(
        self, question: str, notes: Sequence[Note], name: str | None
    ) -> list[list[Place]]:
        """As `places`, the notes of one person read together as far as a window holds them. Raises
        ModelError."""
        opened = self._open()
        asked = opened.layout.question(question)
        found: list[dict[int, Place]] = [{} for _ in notes]
        for group, window in opened.layout.together(asked, notes, name):
            for sentence, place in zip(window.sentences, opened.read(window)):
                places = found[group[sentence.note]]
                known = places.get(place.start)
                if known is None or known.logit < place.logit:
                    places[place.start] = place
        return [[places[start] for start in sorted(places)] for places in found]

    def nearness(self, question: str, notes: Sequence[Note]) -> NDArray[np.float64]:
        """How near the words of each note are to those of the question, shape (notes,): much faster
        than reading them, and much less sure. Raises ModelError."""
        opened = self._open()
        return opened.words.nearness(
            opened.layout.question(question), [opened.tokens(note.text) for note in notes]
        )

    def _open(self) -> _Opened:
        with self._opening:
            if self._opened is None:
                self._opened = _Opened(self._folder, self._threads)
            return self._opened


@lru_cache(maxsize=1)
def bundled_network() -> ReaderNetwork:
    """The one that comes with the product, loaded once in a process."""
    return ReaderNetwork()


class _Opened:
    """The files of a reader."""

    def __init__(self, folder: Path, threads: int | None) -> None:
        self.session = OnnxSession(folder / "reader.onnx", threads=threads)
        self.layout = Layout(_tokenizer(folder / "tokenizer.json"))
        self.words = load_words(folder / "words.npz")
        self.scale = load_scale(folder / "reader.json")
        self.tokens = lru_cache(maxsize=_KEPT)(self.layout.tokens)

    def read(self, window: Window) -> list[Place]:
        if not window.sentences:
            return []
        words = self.words.vectors(window.ids)
        output = self.session.run(words, window.types, window.pool)
        return places_of(window, *split_output(output, len(window.sentences)))


def _tokenizer(path: Path) -> Any:
    from tokenizers import Tokenizer

    try:
        return prepared(Tokenizer.from_file(str(path)))
    except Exception as error:
        # The library raises plain Exception for whatever it cannot read.
        raise ModelError(f"{path} is missing or no tokenizer; install the package again") from error


def split_output(output: NDArray[Any], sentences: int) -> tuple[NDArray[Any], float, NDArray[Any]]:
    """The network's one output (m,) as logits of sentences, of "nothing answers", and of the
    tokens at which answers begin and end (n, 2)."""
    return output[:sentences], float(output[sentences]), output[sentences + 1 :].reshape(-1, 2)


def places_of(
    window: Window, answers: NDArray[Any], nothing: float, edges: NDArray[Any]
) -> list[Place]:
    found = []
    for sentence, logit in zip(window.sentences, answers):
        first, last = _span(edges[sentence.first : sentence.last + 1])
        span = window.characters(sentence.first + first, sentence.first + last)
        found.append(Place(sentence.start, sentence.end, span, float(logit) - nothing))
    return found


def _span(edges: NDArray[Any]) -> tuple[int, int]:
    """The best (first, last) within a sentence's tokens: (n, 2) of begin and end logits."""
    size = len(edges)
    worth = edges[:, 0][:, None] + edges[:, 1][None, :]
    rows, columns = np.indices((size, size))
    worth = np.where((columns >= rows) & (columns < rows + LONGEST_SPAN), worth, -np.inf)
    first, last = np.unravel_index(int(np.argmax(worth)), worth.shape)
    return int(first), int(last)


@dataclass(frozen=True, slots=True)
class Scale:
    """What logits are worth: fitted on questions that the network was not trained on."""

    slope: float
    intercept: float
    threshold: float
    """The probability from which a place answers."""

    def probability(self, logit: float) -> float:
        return float(sigmoid(self.slope * np.float64(logit) + self.intercept))


def sigmoid(value: Any) -> Any:
    return 1.0 / (1.0 + np.exp(-np.clip(value, -60.0, 60.0)))


def load_scale(path: Path) -> Scale:
    """Raises ModelError."""
    try:
        source = json.loads(path.read_text(encoding="utf-8"))
        return Scale(*(float(source[each]) for each in ("slope", "intercept", "threshold")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read ({error}); install the package again") from error

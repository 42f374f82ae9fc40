"""What a reader already knows: questions that it gets right for sure teach it little.

A run that goes on from a reader keeps a share of them, so that nothing is forgotten, and spends its
hours on the others.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence

import numpy as np

from persona_assistant.errors import Cancelled
from persona_assistant.progress import CancelToken, Progress
from persona_assistant.reader.network import ReaderNetwork
from persona_assistant.train.reader.people import Asked

SURE = 0.9
"""The chance of what is right from which on a question is known."""


def harder(
    reader: ReaderNetwork,
    questions: Sequence[Asked],
    easy: float,
    seed: int,
    kept: list[Asked],
    cancel: CancelToken | None = None,
) -> Iterator[Progress]:
    """Adds to `kept` what the reader does not know, and a share `easy` of the rest. Raises
    Cancelled, ModelError."""
    chance, began = random.Random(seed), time.monotonic()
    for number, each in enumerate(questions, 1):
        if cancel is not None and cancel.is_set():
            raise Cancelled("the choice of questions was stopped; nothing of it is kept")
        if chance.random() < easy or chance_of_right(reader, each) < SURE:
            kept.append(each)
        seconds = time.monotonic() - began
        yield Progress("choosing", number, len(questions), "questions", seconds)


def chance_of_right(reader: ReaderNetwork, question: Asked) -> float:
    """Of a sentence that answers or, where none does, of nothing. Raises ModelError."""
    found = reader.places_together(question.text, question.notes, question.name)
    right, total = 0.0, 1.0
    for number, places in enumerate(found):
        spans = [(start, end) for at, start, end in question.spots if at == number]
        for place in places:
            worth = float(np.exp(np.clip(place.logit, -60.0, 60.0)))
            total += worth
            if any(start < place.end and end > place.start for start, end in spans):
                right += worth
    return right / total if question.spots else 1.0 / total

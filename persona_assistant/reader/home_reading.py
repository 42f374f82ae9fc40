"""What the notes say of a home, with the place that tells it first and the others below it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.reader.reading import Found


@dataclass(frozen=True, slots=True)
class Housed:
    """What the notes say of a home."""

    found: tuple[Found, ...]
    """The answer stands on the first one, where there is an answer."""
    answered: bool
    """Whether a stated home answers; otherwise it is left to the places that remain."""
    answer: str = ""
    """With yes or no; "" where the span says it all."""
    earlier: Found | None = None
    history: str = ""
    """As `Reading.history`."""


def told_first(place: Found, found: Sequence[Found]) -> tuple[Found, ...]:
    """A place, with the others below it."""
    rest = [
        each.unfit
        for each in found
        if not (each.note == place.note and each.sentence == place.sentence)
    ]
    return (place, *sorted(rest, key=lambda each: -each.probability))

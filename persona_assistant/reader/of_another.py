"""An age or a birthday that a note plainly tells of somebody else: "daughter Ivy born 4 May" is no
birthday of her mother's, and "Nora turned 41" no age of Nora's dad."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from persona_assistant.language.contacts import Detail
from persona_assistant.reader.reading import Found
from persona_assistant.reader.whose import is_anothers

_UNFIT = 0.3
"""What remains of the probability of such a place."""


def without_others(
    found: Sequence[Found],
    thing: Callable[[Found], Detail | None],
    name: str | None,
    wanted: frozenset[int],
) -> list[Found]:
    """The places, most probable first, those of another less sure. `thing` gives what was parsed in
    a place; `wanted` are the relatives asked about."""

    def weighed(place: Found) -> Found:
        told = thing(place)
        if told is None or not is_anothers(place.note.text, told.start, name=name, wanted=wanted):
            return place
        return replace(place, probability=place.probability * _UNFIT)

    return sorted(map(weighed, found), key=lambda each: -each.probability)

"""An age or a birthday that a note plainly tells of somebody else: "daughter Ivy born 4 May" is no
birthday of her mother's, and "Nora turned 41" no age of Nora's dad."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from persona_assistant.language.contacts import Detail
from persona_assistant.language.date_words import plain
from persona_assistant.reader.reading import Found
from persona_assistant.reader.whose import is_anothers, owners_of


def without_others(
    found: Sequence[Found],
    thing: Callable[[Found], Detail | None],
    name: str | None,
    wanted: frozenset[int],
    called: str = "",
) -> list[Found]:
    """The places, most probable first, those of another less sure. `thing` gives what was parsed in
    a place; `wanted` are the relatives asked about, `called` what the notes call the person."""
    own = set(re.findall(r"[^\W\d_]+", plain(called or name or "")))

    def is_of_another(place: Found, told: Detail) -> bool:
        text = place.note.text
        if is_anothers(text, told.start, name=called or name, wanted=wanted):
            return True
        owners = set() if wanted else owners_of(text, told.start)
        return bool(owners) and not owners & own

    def weighed(place: Found) -> Found:
        told = thing(place)
        if told is None or not is_of_another(place, told):
            return place
        return place.unfit

    return sorted(map(weighed, found), key=lambda each: -each.probability)

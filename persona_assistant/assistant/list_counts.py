"""Lists by a number: "who has two children", "which of them have more than one dog".

How many somebody has may stand in several notes, a son here and a daughter there. So it is read of
everybody as it is when they alone are asked about, and compared with the number that is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from persona_assistant.language.claims import Stance
from persona_assistant.language.numbers import NUMBER_WORDS, number_in
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import AnyReader, Found, Reading

People = Mapping[int, tuple[str, Sequence[Note]]]
Stances = list[tuple[Stance, Found]]
Finder = Callable[[AnyReader, People], dict[int, Stances]]

_NUMBER = r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten"
_ASKED = re.compile(
    rf"^(?:does|has) she (?:have |got |have got )?(?P<how>at least |more than |over |exactly |"
    rf"just |only )?(?P<n>one(?! or)|{_NUMBER})(?P<more> or more)? "
    r"(?P<what>(?!brothers? and\b)[a-z]+(?: [a-z]+)?)\?$",
    re.I,
)


def finder(question: str) -> Finder | None:
    """What finds out who has so many of something; None for another question."""
    match = _ASKED.match(question)
    number = number_in(match["n"]) if match else None
    if match is None or number is None:
        return None
    how = (match["how"] or "").strip().lower()
    least = number + 1 if how in ("more than", "over") else number
    most = 99.0 if how in ("at least", "more than", "over") or match["more"] else number
    asked = f"How many {match['what']} does she have?"

    def find(reader: AnyReader, people: People) -> dict[int, Stances]:
        readings = reader.read_people(asked, people)
        return {
            i: [(Stance.STATES, reading.found[0])]
            for i, reading in readings.items()
            if (told := _told(reading)) is not None and least <= told <= most
        }

    return find


def _told(reading: Reading) -> float | None:
    """The number that an answer begins with."""
    if not reading.answered or not reading.found:
        return None
    match = re.match(r"(?:at least )?(?P<n>\d{1,2}|[a-z]+)\b", reading.answer.strip(), re.I)
    if match is None or not (match["n"].isdigit() or match["n"].lower() in NUMBER_WORDS):
        return None
    return number_in(match["n"])


__all__ = ["finder"]

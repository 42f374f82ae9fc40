"""The homes of one person in order of time: those that were, the one that is, and the one to come.

A newer home takes the place of an older one, from the day on which it begins.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import STOP, words
from persona_assistant.pmg import Note
from persona_assistant.reader.home_ties import Tie
from persona_assistant.reader.home_times import begins
from persona_assistant.reader.home_words import DWELLING
from persona_assistant.reader.homes import Stated, stated_homes
from persona_assistant.reader.layout import bounds
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

SURE = 0.88
"""How probable a stated home is to be the one asked for."""
_IN_ONE_SENTENCE = 25
_RIGHT_BEHIND = 4
"""Characters between a town and its street: "in Hither Green!! 31 Springbank Rd"."""


@dataclass(frozen=True, slots=True)
class Home:
    """What a note states of a home."""

    note: Note
    stated: Stated
    begins: datetime.date | None = None
    """Where the note tells of it before it is one."""

    @property
    def when(self) -> tuple[datetime.date, int, int]:
        """In order of time."""
        date = self.begins or self.note.date or datetime.date.min
        return date, self.note.triplet_id or 0, self.stated.start

    def overlaps(self, place: Found) -> bool:
        """Whether a place of the network is of these words."""
        end = place.start + len(place.span)
        near = place.start < self.stated.end and self.stated.start < end
        return place.note == self.note and near

    def place(self, found: Sequence[Found]) -> Found:
        """It as an answer, at least as probable as the network holds it."""
        text = self.note.text
        sentence = next((text[a:b] for a, b in bounds(text) if a <= self.stated.start < b), text)
        seen = max((each.probability for each in found if self.overlaps(each)), default=0.0)
        start = self.stated.start
        return Found(self.note, sentence, self.stated.text, start, max(SURE, seen))


def homes_of(notes: Sequence[Note], day: datetime.date) -> Iterator[Home]:
    """What the notes state of homes, as it is on a day: what has not begun by then is planned."""
    for note in notes:
        stated = stated_homes(note.text)
        starts = [begins(note.text, each.said_at, each.end, each.tie, note.date) for each in stated]
        for at, each in enumerate(stated):
            start = starts[at]
            if at + 1 < len(stated) and _is_street_of(note.text, stated[at + 1], each):
                start = start or starts[at + 1]
            if at and _is_street_of(note.text, each, stated[at - 1]):
                start = start or starts[at - 1]
            tie = each.tie
            if tie is Tie.LIVES and start is None and _is_got(note.text, each):
                start = next((day for day in reversed(starts[:at]) if day is not None), None)
            if start is not None:
                tie = Tie.LIVES if start <= day else Tie.MOVING
            yield Home(note, replace(each, tie=tie), start)


def _is_got(text: str, home: Stated) -> bool:
    """ "Moving to Athens in april, got a flat in Kypseli"."""
    return re.match(r"(?i)(?:got|bought|found|has|have|new|rent)", text[home.said_at :]) is not None


def _is_street_of(text: str, street: Stated, town: Stated) -> bool:
    gap = street.start - town.end
    same = text[town.end : street.start].count(".") + text[town.end : street.start].count(";") == 0
    near = 0 <= gap <= (_IN_ONE_SENTENCE if same else _RIGHT_BEHIND)
    return near and street.tie is town.tie and bool(re.match(r"\d", street.text))


def history_of(own: Sequence[Home]) -> tuple[list[Home], Home | None]:
    """The homes that were, in order, and the one that is."""
    past: list[Home] = []
    current: Home | None = None
    for each in sorted(own, key=lambda each: each.when):
        if each.stated.tie is Tie.LIVES:
            if current is not None and _is_said_to_be_known(each):
                continue
            if current is not None and not same_home(each, current):
                past.append(current)
            current = each if current is None or not _says_less(each, current) else current
        elif each.stated.tie in (Tie.LIVED, Tie.LEFT):
            if current is not None and stems(each.stated.text) & stems(current.stated.text):
                past.append(current)
                current = None
            elif not any(same_home(each, other) for other in past):
                past.append(each)
    return past, current


def _is_said_to_be_known(home: Home) -> bool:
    """ "Still at the farm": the home that is known already."""
    said = home.note.text[home.stated.said_at : home.stated.start].lower()
    known = re.fullmatch(r"(?:the|her|his|their|that) [a-zà-ÿ ]+", home.stated.text)
    alone = compiled(rf"(?:the|her|his|their) {DWELLING}").fullmatch(home.stated.text)
    return ("still" in said and known is not None) or ("stay" in said and alone is not None)


def planned(own: Sequence[Home]) -> Home | None:
    """The home to come: the newest that is told of, with its street where that is told too."""
    coming = [each for each in own if each.stated.tie is Tie.MOVING]
    newest = max(coming, key=lambda each: each.note.date or datetime.date.min, default=None)
    streets = [each for each in coming if re.search(r"\d", each.stated.text)]
    return next((each for each in streets if newest and each.note == newest.note), newest)


def same_home(one: Home, other: Home) -> bool:
    """Whether two statements are of one home: the words of one are in the other."""
    if one.note == other.note and one.stated.tie is other.stated.tie is Tie.LIVES:
        return one.begins == other.begins
    first, second = stems(one.stated.text), stems(other.stated.text)
    return first <= second or second <= first


def in_full(home: Home, own: Sequence[Home]) -> str:
    """A home with its town, where the note tells street and town apart: "Leith, 4 Mill Rd"."""
    text = re.sub(r"^an? home(?: now)?, |\snow(?=,)", "", home.stated.text)
    if text.islower() and (beside := _town_beside(home)):
        return f"{text}, {beside}"
    if not compiled(_STREET_ALONE).fullmatch(text):
        return text
    towns = [
        each.stated.text
        for each in own
        if each.note == home.note
        and each.stated.tie is home.stated.tie
        and each.begins == home.begins
        and each.stated.end <= home.stated.start
        and compiled(_TOWN).fullmatch(each.stated.text)
    ]
    return f"{towns[-1]}, {text}" if towns else text


def _town_beside(home: Home) -> str:
    """ "Teaching in Leicester, lives near the station"."""
    sentence = sentence_at(home.note.text, home.stated.start)
    before = sentence[: sentence.find(home.stated.text)]
    town = compiled(r"\bin (?P<town>(?-i:[A-ZÀ-Þ])[\w-]+)(?=[,;]|\s(?:and|now)\b)").search(before)
    return town["town"] if town and home.stated.text.startswith(_BESIDE) else ""


_BESIDE = ("near", "by ", "above", "over", "off", "opposite", "next", "the ", "a ", "round")
_STREET_ALONE = r"\d+[a-z]?\s[^,]+|[^\d,]+\s\d+[a-z]?"
_TOWN = r"(?-i:[A-ZÀ-Þ])[^\d,]*"


def _says_less(one: Home, other: Home) -> bool:
    company = re.match(r"(?:with|w/)\b", one.stated.text)
    less = company is not None or len(one.stated.text) < len(other.stated.text)
    return same_home(one, other) and less


def stems(text: str) -> set[str]:
    """The stems of the words of a text that mean something."""
    return {word.stem for word in words(text) if word.lower not in STOP}

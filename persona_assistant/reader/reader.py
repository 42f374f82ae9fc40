"""Reads somebody's notes for an answer: the network's places, and what is parsed, together.

Of many notes those are read whose words come nearest to the question, with the newest; the others
would cost a second and hold nothing.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence

from persona_assistant.language.chats import is_user
from persona_assistant.language.contacts import find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.gloss import question_in_english
from persona_assistant.pmg import Note
from persona_assistant.reader.and_when import with_its_day
from persona_assistant.reader.as_partner import as_the_person
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.asked_time import without_ordinal
from persona_assistant.reader.clauses import asked_of_before, asked_of_now
from persona_assistant.reader.combined import reading_of
from persona_assistant.reader.joint import weighed
from persona_assistant.reader.lasting import asked_of_arrival, asked_of_beginning
from persona_assistant.reader.looks import looks
from persona_assistant.reader.network import Place, ReaderNetwork, Scale, bundled_network
from persona_assistant.reader.new_work import new_work
from persona_assistant.reader.rates import rate
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.relative_named import with_relative_named

MOST_READ = 40
"""Notes of one person that are read whole."""
_LISTED = 0.02
"""A place less probable is not worth telling of."""
_PLACES = 12
_PLAINLY = (
    (re.compile(r"\b(?:other|better) half\b", re.I), "partner"),
    # "leaving" is moving to the network
    (re.compile(r"\bleaving (?:do|party|bash|meal|drinks|lunch|dinner)\b", re.I), "farewell party"),
)
"""What the network reads as something else, and the same in other words."""
_UNSPACED = "\u2e80"
"""From here on stand the scripts of Chinese and Japanese."""


class Reader:
    """See the module's idea and `reading.AnyReader`."""

    def __init__(self, network: ReaderNetwork | None = None, *, order: DateOrder = "auto") -> None:
        """`network` is the bundled one by default; `order` says how 3/4/2024 is read."""
        self._network = network or bundled_network()
        self._order = order

    def read(
        self,
        question: str,
        notes: Sequence[Note],
        *,
        name: str | None = None,
        today: datetime.date | None = None,
    ) -> Reading:
        """See `AnyReader`. Raises ModelError."""
        today = today or datetime.date.today()
        if (seen := looks(question, notes, name)) is not None:
            return seen
        reading = self._read(question, notes, name, today, compare=True)
        reading = new_work(question, reading, notes, name, today) or reading
        reading = rate(question, reading, notes, name) or reading
        return with_its_day(question, reading, self._order)

    def _read(
        self,
        question: str,
        notes: Sequence[Note],
        name: str | None,
        today: datetime.date | None,
        *,
        compare: bool,
    ) -> Reading:
        today = today or datetime.date.today()
        question = _told(question, name)
        for said, plainly in _PLAINLY:
            question = said.sub(plainly, question)
        question = as_the_person(question, notes, name)
        named = with_relative_named(question, notes, name)
        first = self._read_as(named.in_full, named.by_name, notes, name, today, compare=compare)
        if not first.answered and (now := asked_of_now(named.by_name)):
            before = self._read_as(named.in_full, now, notes, name, today, compare=compare)
            first = before if before.answered else first
        if not first.answered and (arrived := asked_of_arrival(named.by_name)):
            first = self._read_as(named.in_full, arrived, notes, name, today, compare=compare)
        if first.answered or named.by_name == question or (name and is_user(name)):
            return first  # of "my brother" nothing holds the places of others against the question
        other = self._read_as(question, question, notes, name, today, compare=compare)
        return other if other.answered else first

    def _read_as(
        self,
        question: str,
        asked: str,
        notes: Sequence[Note],
        name: str | None,
        today: datetime.date,
        *,
        compare: bool,
    ) -> Reading:
        """What answers a question, of the places that the network finds when it is `asked`."""
        asked, _ = asked_of_before(asked_of_beginning(asked))  # to the network "before" is "when"
        asked = without_ordinal(asked)
        found: Sequence[Found] = self._found(asked, notes, name, compare=compare)
        return reading_of(
            question,
            found,
            notes,
            threshold=self._network.scale.threshold,
            name=name,
            today=today,
            order=self._order,
        )

    def read_people(
        self,
        question: str,
        people: Mapping[int, tuple[str, Sequence[Note]]],
        *,
        today: datetime.date | None = None,
    ) -> dict[int, Reading]:
        """See `AnyReader`. Of each the likeliest sentences are not compared once more: it would
        take as long again. Raises ModelError."""
        return {
            persona: self._read(question, notes, name, today, compare=False)
            for persona, (name, notes) in people.items()
        }

    def relevance(
        self, question: str, notes: Sequence[Note], *, name: str | None = None
    ) -> list[float]:
        """See `AnyReader`. Raises ModelError."""
        worth = [0.0] * len(notes)
        near = self._network.nearness(question, notes)
        if near.max(initial=0.0) > 0.0:
            # What is not read counts less than anything that is.
            worth = (near / near.max() * _LISTED).tolist()
        chosen = self._chosen(question, notes, MOST_READ)
        places = self._network.places(question, [notes[at] for at in chosen], name)
        scale = self._network.scale
        for at, each in zip(chosen, places):
            chances = (scale.probability(place.logit) for place in each)
            worth[at] = max(worth[at], *chances, 0.0)
        return worth

    def _chosen(self, question: str, notes: Sequence[Note], most: int) -> list[int]:
        """Which notes are read, in their order."""
        if len(notes) <= most:
            return list(range(len(notes)))
        near = self._network.nearness(question, notes)
        # Of equally near ones the newer.
        order = sorted(range(len(notes)), key=lambda at: (-near[at], -at))
        return sorted(order[:most])

    def _found(
        self, question: str, notes: Sequence[Note], name: str | None, *, compare: bool
    ) -> list[Found]:
        """The places, most probable first."""
        chosen = [notes[at] for at in self._chosen(question, notes, MOST_READ)]
        read = self._network.places_together(question, chosen, name)
        places = [(note, place) for note, those in zip(chosen, read) for place in those]
        if compare:
            places = weighed(self._network, question, name, places)
        scale = self._network.scale
        found = [found_at(note, place, scale) for note, place in places]
        found.sort(key=lambda each: -each.probability)
        return [each for each in found[:_PLACES] if each.probability >= _LISTED] or found[:1]


def _told(question: str, name: str | None) -> str:
    """A foreign question in English, where it asks for the same kind of thing so. What is a word in
    another language and the person's name is the name: "donna"."""
    english = question_in_english(question)
    own = set(re.findall(r"\w+", plain(name or "")))
    said, kept = (set(re.findall(r"\w+", plain(each))) for each in (question, english))
    if own & said - kept:
        return question
    return english if asked_kind(question) in (None, asked_kind(english)) else question


def found_at(note: Note, place: Place, scale: Scale) -> Found:
    start, end = _whole_address(note.text, *_whole_words(note.text, *place.span))
    if not any(sign.isalnum() for sign in note.text[start:end]):  # a quotation mark says nothing
        start, end = place.start, place.end
    return Found(
        note,
        note.text[place.start : place.end],
        note.text[start:end],
        start,
        scale.probability(place.logit),
    )


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with the rest of the words it cuts: the network knows pieces of words."""
    while start > 0 and _joined(text, start):
        start -= 1
    while end < len(text) and _joined(text, end):
        end += 1
    return start, end


def _whole_address(text: str, start: int, end: int) -> tuple[int, int]:
    """The span with all of an e-mail address or a user name that it is part of."""
    if "@" not in text:
        return start, end
    for each in (*find_details(text, "email"), *find_details(text, "handle")):
        if each.start < end and start < each.end:
            return min(start, each.start), max(end, each.end)
    return start, end


def _joined(text: str, at: int) -> bool:
    """Whether a word goes on across a place. In writing without spaces every sign stands alone."""
    return all(sign.isalnum() and sign < _UNSPACED for sign in text[at - 1 : at + 1])

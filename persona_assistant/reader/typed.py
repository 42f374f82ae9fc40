"""Answers that are parsed and not guessed: dates, ages, numbers and how to reach somebody.

The network proposes places; where a question asks for a thing of a kind, the answer is such a
thing, and a place that holds one is narrowed to it. Phone numbers and the like are so plain in a
note that one of the right person answers even where the network saw nothing; where there is none,
there is no answer, whatever the network thinks ("what is her phone number", with only an e-mail).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.contacts import Detail, Kind, find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.words import sentences, stem
from persona_assistant.pmg import Note
from persona_assistant.reader import reckoning
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.reading import Found
from persona_assistant.reader.whose import asked_about, clause_before, is_theirs

__all__ = ["Refined", "asked_kind", "refine"]

_SURE: Mapping[Kind, float] = {
    "phone": 0.93, "email": 0.93, "web": 0.9, "birthday": 0.92, "age": 0.9, "address": 0.85,
    "code": 0.85, "size": 0.85,
}  # fmt: skip
"""How sure a parsed thing of the right person is to be the one asked for."""
_REQUIRED = frozenset({"phone", "email", "web", "birthday", "age"})
"""Without one of these there is no answer to a question for it."""
_UNFIT = 0.3
"""What remains of the probability of a place that holds nothing of a required kind."""


@dataclass(frozen=True, slots=True)
class Refined:
    """The places of the network, with what was parsed in the notes."""

    kind: Kind
    """What the question asks for."""
    found: tuple[Found, ...]
    """Most probable first; the span of one that holds such a thing is that thing."""
    answer: str = ""
    """Reckoned or written out in full; "" where the first span is the answer as it stands."""
    missing: bool = False
    """The notes hold nothing of the kind that is the person's: there is no answer."""


def refine(
    question: str,
    found: Sequence[Found],
    notes: Sequence[Note],
    *,
    name: str | None = None,
    today: datetime.date | None = None,
    order: DateOrder = "auto",
) -> Refined | None:
    """What the network found, held against what is parsed; None for a question that asks for
    nothing of a kind. `name` is who the notes are about, "me" for the user; `today` is what ages
    are reckoned from."""
    kind = asked_kind(question)
    if kind is None:
        return None
    asked = _Asked(question, kind, name, today or datetime.date.today(), order)
    if kind not in _SURE:
        return asked.narrowed(found)
    places = [place for note in notes for place in asked.places(note)]
    return asked.chosen(places, found)


@dataclass(frozen=True, slots=True)
class _Place:
    """A parsed thing of the person's."""

    detail: Detail
    at: Found


@dataclass(frozen=True)
class _Asked:
    """A question for a thing of a kind."""

    question: str
    kind: Kind
    name: str | None
    today: datetime.date
    order: DateOrder

    # --- things so plain that they answer by themselves

    def places(self, note: Note) -> Iterator[_Place]:
        """The things of the kind in a note that are the person's, or the asked relative's."""
        wanted = asked_about(self.question)
        kinds: tuple[Kind, ...] = ("age", "birthday") if self.kind == "age" else (self.kind,)
        for kind in kinds:
            for detail in find_details(note.text, kind, note.date, self.order):
                ours = is_theirs(
                    note.text,
                    detail.start,
                    detail.end,
                    name=self.name,
                    wanted=wanted,
                    by_user=self.name is not None and is_user(self.name),
                )
                if ours and self._fits(note.text, detail):
                    sentence = _sentence_at(note.text, detail.start)
                    at = Found(note, sentence, detail.text, detail.start, _SURE[self.kind])
                    yield _Place(detail, at)

    def _fits(self, text: str, detail: Detail) -> bool:
        """Whether what stands beside a code, a size or an address is what was asked about."""
        clause = plain(clause_before(text, detail.start) + _until_cut(text[detail.start :]))
        beside = plain(text[max(0, detail.start - 60) : detail.end + 25])
        groups = _SORTS.get(self.kind, ())
        asked = [each for each in groups if _says(plain(self.question), each)]
        if asked and not any(_says(clause, each) for each in asked):
            others = any(_says(clause, each) for each in groups)
            return not others and any(_says(beside, each) for each in asked)
        return self.kind != "address" or _says(beside, _DWELLING) or _alone(text, detail)

    def chosen(self, places: Sequence[_Place], found: Sequence[Found]) -> Refined:
        parsed = [
            replace(each.at, probability=max(_seen(each.at, found), each.at.probability))
            for each in self._best(places)
        ]
        required = self.kind in _REQUIRED
        rest = [
            replace(each, probability=each.probability * _UNFIT) if required or parsed else each
            for each in found
            if not any(_holds(each, thing) for thing in parsed)
        ]
        ordered = tuple(sorted([*parsed, *rest], key=lambda each: -each.probability))
        return Refined(
            self.kind, ordered, self._answer(places, parsed), missing=required and not parsed
        )

    def _best(self, places: Sequence[_Place]) -> list[_Place]:
        """Those beside which the question's own words stand ("work", "mobile"), else all; the
        newest first."""
        words = {stem(each) for each in re.findall(r"\w+", self.question)} & _TELLING
        marked = [each for each in places if words & _words_beside(each.at)]
        chosen = marked or list(places)
        return sorted(chosen, key=lambda each: each.at.note.date or datetime.date.min, reverse=True)

    def _answer(self, places: Sequence[_Place], parsed: Sequence[Found]) -> str:
        if self.kind == "age":
            said = [reckoning.Dated(each.detail, each.at.note.date) for each in places]
            return reckoning.age(said, self.today)
        if self.kind == "birthday" and places:
            return self._birthday([each.detail for each in self._best(places)])
        newest = parsed[0].note if parsed else None
        same_day = dict.fromkeys(each.span for each in parsed if each.note == newest)
        return ", ".join(same_day) if len(same_day) > 1 else ""

    def _birthday(self, details: Sequence[Detail]) -> str:
        """The fullest one: the day with its year, the day, the year."""
        dates = [each.date for each in details if each.date is not None]
        fullest = max(dates, key=lambda each: (each.day is not None) + (each.year is not None))
        if re.search(r"\byear\b|\bjahr\b|\bano\b", plain(self.question)) and fullest.year:
            return str(fullest.year)
        return reckoning.in_full(fullest, None)

    # --- things that the network has to find first

    def narrowed(self, found: Sequence[Found]) -> Refined:
        """The places with their spans cut to the date, time or amount in them."""
        narrow = [self._narrow(each) for each in found]
        answer = ""
        if narrow and (thing := narrow[0][1]) is not None and thing.date is not None:
            answer = reckoning.in_full(thing.date, narrow[0][0].note.date)
            if re.search(r"\bago\b", plain(self.question)):
                answer = reckoning.how_long_ago(thing.date, self.today) or answer
        return Refined(self.kind, tuple(each for each, _ in narrow), answer)

    def _narrow(self, place: Found) -> tuple[Found, Detail | None]:
        """The thing in the span, else the one nearest to it in the sentence."""
        note = place.note
        start, end = _bounds(place)
        kinds: tuple[Kind, ...] = ("date", "time") if self.kind == "date" else (self.kind,)
        for kind in kinds:
            inside = [
                each
                for each in find_details(note.text, kind, note.date, self.order)
                if start <= each.start and each.end <= end
            ]
            if inside:
                thing = min(inside, key=lambda each: _gap(place, each))
                if self.kind == "count" and _gap(place, thing) > 0:
                    return place, None
                return (place if _says_it(place, thing) else _cut(place, thing)), thing
        return place, None


def _says_it(place: Found, thing: Detail) -> bool:
    """Whether the span is the thing, with a word that belongs to it: "since May", "at about 7"."""
    lead = place.span.removesuffix(thing.text)
    return thing.start == place.start + len(lead) and bool(_LEAD.fullmatch(lead))


_LEAD = re.compile(
    r"(?:(?:not )?(?:since|until|till|from|before|after|around|about|at|on|in|by|every|the|early"
    r"|late"
    r"|mid|end of|seit|bis|am|im|um|desde|hasta|depuis)\s+)+",
    re.IGNORECASE,
)


def _cut(place: Found, thing: Detail) -> Found:
    return replace(place, span=thing.text, start=thing.start)


def _gap(place: Found, thing: Detail) -> int:
    """Characters between a span and a thing; 0 where they overlap."""
    end = place.start + len(place.span)
    return max(0, thing.start - end, place.start - thing.end)


def _bounds(place: Found) -> tuple[int, int]:
    """From where to where the sentence of a place stands in its note."""
    text, sentence = place.note.text, place.sentence
    start = text.rfind(sentence, 0, place.start + len(sentence))
    return (start, start + len(sentence)) if start >= 0 else (0, len(text))


def _holds(place: Found, thing: Found) -> bool:
    start, end = _bounds(place)
    return place.note == thing.note and start <= thing.start < end


def _seen(thing: Found, found: Sequence[Found]) -> float:
    """How probable the network holds the sentence of a parsed thing."""
    return max((each.probability for each in found if _holds(each, thing)), default=0.0)


def _sentence_at(text: str, position: int) -> str:
    """The sentence that a place of a note stands in."""
    at = 0
    for sentence in sentences(text):
        at = text.index(sentence, at)
        if position < at + len(sentence):
            return sentence
        at += len(sentence)
    return text


def _alone(text: str, detail: Detail) -> bool:
    """Whether a line or a sentence is little more than the thing."""
    return len(_sentence_at(text, detail.start)) <= len(detail.text) + 15


def _says(text: str, word: str) -> bool:
    return re.search(rf"\b(?:{word})", text) is not None


def _until_cut(text: str) -> str:
    return re.split(r"[,;.\n]", text, maxsplit=1)[0]


def _words_beside(place: Found) -> set[str]:
    """The stems of the clause a thing stands in, and of a bracket behind it."""
    text, end = place.note.text, place.start + len(place.span)
    behind = re.match(r"\s*[(\w ]{0,12}", text[end:])
    said = clause_before(text, place.start) + (behind.group() if behind else "")
    return {stem(each) for each in re.findall(r"\w+", said)}


_TELLING = {stem(each) for each in "work office home private mobile cell landline new old".split()}
"""What tells two numbers of one person apart."""
_DWELLING = (
    r"(?:live|lives|living|address|adresse|moved?|moving|home|house|flat|stays|wohnt|vive"
    r"|habite|abita"
    r"|mora|calle|post|send|parcel|door|new place)\b"
)
_SORTS: Mapping[Kind, tuple[str, ...]] = {
    "size": (
        "shoe|trainer|sneaker|boot|schuh|pointure|zapato|scarpe|sapato|foot|feet",
        "dress|kleid|robe",
        "ring",
        "shirt|tee|top|jumper|sweater",
        "jean|trouser|pant",
        "hat|helmet",
        "coat|jacket",
    ),
    "code": (
        "wi ?-?fi|wlan|wireless|internet",
        "door|gate|entr|building|front|haust|digicode",
        "alarm",
        "safe|locker",
        "garage",
        "phone|sim",
    ),
}
"""Words for what a size or a code is of: a question for one of them is not answered by another."""

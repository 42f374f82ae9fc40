"""Notes that call the person they are about by what they are to the user: "mum moved on 2 May".

In the notes of Glenys, who is the user's mother, "mum" is Glenys and no relative of hers. Where
most of somebody's notes begin so, they are read with the name in place of the word; what is found
is given back as the notes have it.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.kin_of_user import GROUP, begins_with_kin, kin_of_user
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import AnyReader, Found, Reading

_SHARE = 0.5
"""Of somebody's notes, how many begin with the word."""


def own_kin(texts: Sequence[str], name: str | None) -> int | None:
    """The relative of the user's, as `kin_of_user.GROUP` numbers them, as whom the notes of
    somebody speak of them; None where they speak of them by their name."""
    found = Counter(GROUP[word] for text in texts if (word := begins_with_kin(text)))
    if not found or not name:
        return None
    kind, count = found.most_common(1)[0]
    begun = [text for text in texts if (word := begins_with_kin(text)) and GROUP[word] == kind]
    parts = [fold(part) for part in name.split()]
    by_name = any(re.search(rf"\b{re.escape(parts[0])}", fold(text)) for text in begun)
    return kind if count >= _SHARE * len(texts) and not by_name else None


def under_the_name(notes: Sequence[Note], name: str | None) -> Sequence[Note]:
    """The notes with the name in place of what their person is to the user; as they are where they
    speak of that person by the name."""
    return _Named.of(notes, name).notes


class OwnKinReader:
    """A reader that reads such notes under the name. See `reading.AnyReader`."""

    def __init__(self, inner: AnyReader) -> None:
        self._inner = inner

    def read(
        self,
        question: str,
        notes: Sequence[Note],
        *,
        name: str | None = None,
        today: datetime.date | None = None,
    ) -> Reading:
        """See `AnyReader`."""
        named = _Named.of(notes, name)
        reading = self._inner.read(question, named.notes, name=name, today=today)
        return named.as_written(reading)

    def read_people(
        self,
        question: str,
        people: Mapping[int, tuple[str, Sequence[Note]]],
        *,
        today: datetime.date | None = None,
    ) -> dict[int, Reading]:
        """See `AnyReader`."""
        named = {each: _Named.of(notes, name) for each, (name, notes) in people.items()}
        read = self._inner.read_people(
            question,
            {each: (name, named[each].notes) for each, (name, _) in people.items()},
            today=today,
        )
        return {each: named[each].as_written(reading) for each, reading in read.items()}

    def relevance(
        self, question: str, notes: Sequence[Note], *, name: str | None = None
    ) -> list[float]:
        """See `AnyReader`."""
        return self._inner.relevance(question, _Named.of(notes, name).notes, name=name)


@dataclass(frozen=True, slots=True)
class _Edit:
    """Characters start..end of a written note that stand as begin..stop in the one that is read."""

    start: int
    end: int
    begin: int
    stop: int


@dataclass(frozen=True, slots=True)
class _Named:
    """Notes as they are read, and how to come back to what is written."""

    notes: Sequence[Note]
    written: Mapping[str, tuple[str, tuple[_Edit, ...]]]
    """By the text that is read."""

    @classmethod
    def of(cls, notes: Sequence[Note], name: str | None) -> _Named:
        if not name or is_user(name):  # "my brother" in the user's own notes is not the user
            return cls(notes, {})
        kind = own_kin([each.text for each in notes], name)
        if kind is None:
            return cls(notes, {})
        first = name.split()[0]
        changed, written = [], {}
        for note in notes:
            text, edits = _with_name(note.text, kind, first)
            changed.append(note if text == note.text else replace(note, text=text))
            written[text] = (note.text, edits)
        return cls(changed, written)

    def as_written(self, reading: Reading) -> Reading:
        if not self.written:
            return reading
        earlier = None if reading.earlier is None else self._found(reading.earlier)
        found = tuple(map(self._found, reading.found))
        answer = reading.answer
        if found and answer == reading.found[0].span:
            answer = found[0].span
        return replace(reading, answer=answer, found=found, earlier=earlier)

    def _found(self, place: Found) -> Found:
        if place.note.text not in self.written:
            return place
        text, edits = self.written[place.note.text]
        at = place.note.text.rfind(place.sentence, 0, place.start + len(place.span))
        at = place.note.text.find(place.sentence) if at < 0 else at
        start, end = (
            _back(place.start, edits),
            _back(place.start + len(place.span), edits, end=True),
        )
        sentence = place.sentence
        if at >= 0:
            sentence = text[_back(at, edits) : _back(at + len(sentence), edits, end=True)]
        return replace(
            place,
            note=replace(place.note, text=text),
            sentence=sentence,
            span=text[start:end],
            start=start,
        )


def _with_name(text: str, kind: int, name: str) -> tuple[str, tuple[_Edit, ...]]:
    parts, edits, last, length = [], [], 0, 0
    for each in kin_of_user(text):
        if each.kinds != {kind} or each.start < last:
            continue
        called = f"{name}'s" if each.owns else name
        parts += [text[last : each.start], called]
        begin = length + each.start - last
        length = begin + len(called)
        edits.append(_Edit(each.start, each.end, begin, length))
        last = each.end
    return "".join([*parts, text[last:]]), tuple(edits)


def _back(place: int, edits: Sequence[_Edit], *, end: bool = False) -> int:
    """A place of the text that is read, in the one that is written."""
    shift = 0
    for each in edits:
        if place <= each.begin:
            break
        if place < each.stop:
            return each.end if end else each.start
        shift = each.end - each.stop
    return place + shift

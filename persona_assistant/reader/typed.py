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
from persona_assistant.language.contacts import Detail, Kind, find_details, with_extension
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.nicknames import called as known_as
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.asked_age import asks_of_today
from persona_assistant.reader.asked_plainly import (
    asks_plainly,
    beside,
    meant_by,
    told_besides,
    where_asked,
)
from persona_assistant.reader.asked_reach import reached_anyhow, without_purpose, written_to
from persona_assistant.reader.born import (
    born_child,
    holds_birth_of_another,
    is_birth_of_another,
)
from persona_assistant.reader.called_in_notes import names_in
from persona_assistant.reader.clause_before import clause_before
from persona_assistant.reader.counting import counted
from persona_assistant.reader.named_other import is_of_them, named_others
from persona_assistant.reader.narrowed import Asked, Refined
from persona_assistant.reader.of_another import without_others
from persona_assistant.reader.one_of_kind import is_of_a_business
from persona_assistant.reader.places import first_of, holds, seen, sentence_at
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import names_of
from persona_assistant.reader.told_age import (
    age_told,
    birthday_told,
    both_before,
    is_of_today,
    part_told,
    year_told,
)
from persona_assistant.reader.told_apart import is_old, told_apart
from persona_assistant.reader.typed_spans import (
    is_alone,
    says,
    until_cut,
)
from persona_assistant.reader.typed_words import (
    ALSO,
    DENIED,
    DWELLING,
    MAY_HOLD,
    NAMED,
    REQUIRED,
    SORTS,
    TOLD_BESIDE,
)
from persona_assistant.reader.whose import (
    asked_about,
    is_theirs,
    owners_of,
    without_relatives,
)

__all__ = ["Refined", "asked_kind", "refine"]

_SURE: Mapping[Kind, float] = {
    "phone": 0.9, "email": 0.93, "web": 0.9, "handle": 0.9, "birthday": 0.92, "age": 0.85,
    "address": 0.85, "unit": 0.85, "code": 0.85, "size": 0.75,
}  # fmt: skip
"""How sure a parsed thing of the right person is to be the one asked for."""
_SURE_OF_COUNT = 0.85
_NOT_ENOUGH = 0.4
"""How probable a year is to be all that was asked for with a birthday."""
_SEEN_AT_ALL = 0.4
"""The least probability of a place of the network that a parsed thing gives way to."""


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
    kind = reached_anyhow(question, asked_kind(question), notes) or written_to(question, notes)
    if kind is None:
        return None
    of_user = name is not None and is_user(name)
    wanted = asked_about(question, of_user=of_user, name=name)
    called, also = names_of(wanted, notes, name), names_in(notes, name or "")
    asked = _Asked(
        question, kind, name, today or datetime.date.today(), order, wanted, called, also
    )
    if kind == "count" and (told := counted(question, notes, _SURE_OF_COUNT, name)) is not None:
        return Refined(kind, first_of(told.at, found), str(told.number))
    child = born_child(question, kind, notes, name, wanted, asked.today, order)
    if child is not None:
        return Refined(kind, first_of(child.at, found), child.answer)
    others = named_others(question, notes, name) if kind in ("age", "birthday") else None
    if others and not wanted:
        return asked.of_others(others, notes)
    may_hold = compiled(MAY_HOLD.get(kind, ""))
    holding = [note for note in notes if may_hold.search(note.text)]
    named = [place for note in holding for place in asked.of_the_named(note)]
    if named:
        return asked.chosen(asked.told_apart(named), found)
    rest_of_it = without_relatives(question)
    if kind in REQUIRED:
        rest_of_it = without_purpose(rest_of_it, name, notes)
    known = " ".join({name or "", *known_as(name or "", tuple(each.text for each in notes))})
    left = told_besides(rest_of_it, known) if kind in TOLD_BESIDE else []
    plainly = asks_plainly(rest_of_it, name) or (kind in TOLD_BESIDE and not left)
    if kind not in _SURE or not (plainly or left or (kind in REQUIRED and wanted)):
        return asked.narrowed(found)
    places = [place for note in holding for place in asked.places(note)]
    if left:
        at = [each.at for each in places]
        meant = meant_by(rest_of_it, left, known, at, reaching=kind in REQUIRED)
        if kind in REQUIRED and not beside(left, at):
            every = [place for note in holding for place in asked.places(note, anybodys=True)]
            beside_them = beside(left, [each.at for each in every], right_beside=True)
            places, meant = (every, beside_them) if beside_them else (places, meant)
        if not meant and not (kind in REQUIRED and wanted):
            return asked.narrowed(where_asked(question, left, found))
        places = [each for each in places if not meant or each.at in meant]
    return asked.chosen(asked.told_apart(places), found)


@dataclass(frozen=True, slots=True)
class _Place:
    """A parsed thing of the person's."""

    detail: Detail
    at: Found


class _Asked(Asked):
    """A question for a thing of a kind, and what answers it by itself."""

    def places(self, note: Note, *, anybodys: bool = False) -> Iterator[_Place]:
        """The things of the kind in a note that are the person's, or the asked relative's; or all
        of them, whose they ever are."""
        for kind in self.kinds:
            for detail in find_details(note.text, kind, note.date, self.order):
                if (anybodys or self._is_ours(note, detail)) and self._fits(note.text, detail):
                    sentence = sentence_at(note.text, detail.start)
                    said = with_extension(note.text, detail)
                    at = Found(note, sentence, said, detail.start, _SURE[self.kind])
                    yield _Place(detail, at)

    def _is_ours(self, note: Note, detail: Detail) -> bool:
        """Whether a thing is the person's, or the asked relative's."""
        if is_birth_of_another(note, detail.start, self.name, self.order):
            return False
        if self.wanted and self.relatives.intersection(both_before(note.text[: detail.start])):
            return True
        return is_theirs(
            note.text,
            detail.start,
            detail.end,
            name=self.also or None,
            wanted=self.wanted,
            names=self.relatives,
            by_user=self.name is not None and is_user(self.name),
            in_brackets=self.kind == "age",
        )

    def of_the_named(self, note: Note) -> Iterator[_Place]:
        """The things in a note that belong to somebody else whom the question names: "how old is
        Rory" of "two boys: Finlay 9 and Rory 6"."""
        if self.kind not in NAMED:
            return
        own = set(re.findall(r"\w+", plain(self.name or "")))
        asked = set(re.findall(r"\w+", plain(re.sub(r"['’]s\b", "", self.question)))) - own
        for kind in ALSO.get(self.kind, (self.kind,)):
            for detail in find_details(note.text, kind, note.date, self.order):
                owners = owners_of(note.text, detail.start, in_brackets=self.kind == "age")
                if owners & asked:
                    sentence = sentence_at(note.text, detail.start)
                    at = Found(note, sentence, detail.text, detail.start, _SURE[self.kind])
                    yield _Place(detail, at)

    def of_others(self, others: frozenset[str], notes: Sequence[Note]) -> Refined:
        """What the notes tell of somebody else whom the question names, and of nobody beside."""
        places = [
            _Place(
                detail,
                Found(
                    note,
                    sentence_at(note.text, detail.start),
                    detail.text,
                    detail.start,
                    _SURE[self.kind],
                ),
            )
            for note in notes
            for kind in self.kinds
            for detail in find_details(note.text, kind, note.date, self.order)
            if is_of_them(note.text, detail.start, others, self.name)
        ]
        today = [each for each in places if self._fits(each.at.note.text, each.detail)]
        if self.kind == "age" and not asks_of_today(self.question):
            found = tuple(each.at for each in places if each not in today)
            return Refined(self.kind, found[:1], missing=not found)
        answer = self._answer(today)
        return Refined(
            self.kind, tuple(each.at for each in today), answer or "", missing=not answer
        )

    def _fits(self, text: str, detail: Detail) -> bool:
        """Whether what stands beside a code, a size or an address is what was asked about."""
        clause = plain(clause_before(text, detail.start) + until_cut(text[detail.start :]))
        beside = plain(text[max(0, detail.start - 60) : detail.end + 25])
        if self.kind == "age" and not is_of_today(text, detail, clause, self.question):
            return False
        groups = SORTS.get(self.kind, ())
        asked = [each for each in groups if says(plain(self.question), each)]
        if asked and not any(says(clause, each) for each in asked):
            others = any(says(clause, each) for each in groups)
            return not others and any(says(beside, each) for each in asked)
        if self.kind in ("address", "unit") and is_of_a_business(self.question, text, detail.start):
            return False
        return self.kind != "address" or says(beside, DWELLING) or is_alone(text, detail)

    def chosen(self, places: Sequence[_Place], found: Sequence[Found]) -> Refined:
        """Those that answer, before what the network found; where the network is surer of another
        place that holds such a thing, that one stays first."""
        answer = self._answer(places)
        if answer is None and places and self.kind == "birthday" and not self.asks_for_year:
            near = tuple(replace(each.at, probability=_NOT_ENOUGH) for each in places)
            return Refined(self.kind, near, part_told([it.detail for it in places]), missing=True)
        if answer is None:
            places, answer = (), ""
        parsed = [
            replace(each.at, probability=max(seen(each.at, found), self._sure(found, places)))
            for each in places
        ]
        denied = found and re.match(DENIED, found[0].span)
        required = self.kind in REQUIRED and not denied
        if self.kind == "birthday" and not self.wanted:
            found = [
                each.unfit if holds_birth_of_another(each, self.name, self.order) else each
                for each in found
            ]
        if not parsed and not required:
            return self.narrowed(
                without_others(found, self._tells, self.name, self.wanted, self.also)
            )
        rest = [
            each.unfit if required or (parsed and self._is_anothers(each)) else each
            for each in found
            if not any(holds(each, thing) for thing in parsed)
        ]
        ordered = sorted([*parsed, *rest], key=lambda each: -each.probability)
        first = bool(parsed) and ordered[0] in parsed
        return Refined(self.kind, tuple(ordered), answer if first else "", missing=not parsed)

    def _tells(self, place: Found) -> Detail | None:
        """The age or the birthday that a place tells, where one is asked for."""
        return self.narrow(place)[1] if self.kind in ("age", "birthday") else None

    def _sure(self, found: Sequence[Found], places: Sequence[_Place]) -> float:
        """How probable a parsed thing is of which the network says nothing."""
        others = [each for each in found if not any(holds(each, it.at) for it in places)]
        if self.kind in REQUIRED or not others:
            return _SURE[self.kind]
        best = max(others, key=lambda each: each.probability)
        best, thing = self.owned(*self.narrow(best))
        if thing is None or self._is_anothers(best) or best.probability < _SEEN_AT_ALL:
            return _SURE[self.kind]
        return min(_SURE[self.kind], best.probability - 0.01)

    def _is_anothers(self, place: Found) -> bool:
        """Whether a place speaks of the age or the birthday of somebody else, or of another thing
        than an address or a home."""
        if self.kind in ("age", "birthday"):
            told = self._tells(place)
            return told is None or not self._is_ours(place.note, told)
        thing = self.narrow(place)[1]
        if thing and is_of_a_business(self.question, place.note.text, thing.start):
            return self.kind in ("address", "unit")
        home = self.kind == "address" and says(plain(place.sentence), DWELLING)
        return self.kind in ("address", "unit") and thing is None and not home

    def told_apart(self, places: Sequence[_Place]) -> list[_Place]:
        """Those of the sort that the question names ("work", "mobile"), the one meant first."""
        of = {id(each.at): each for each in places}
        return [of[id(each)] for each in told_apart(self.question, [it.at for it in places])]

    def _answer(self, places: Sequence[_Place]) -> str | None:
        """In words; "" where the first place says it, None where they do not answer."""
        if not places:
            return None
        told = [(each.detail, each.at) for each in places]
        if self.kind == "age":
            return age_told(self.question, told, self.relatives, self.today) or None
        if self.asks_for_year:
            return year_told(self.question, told) or None
        if self.kind == "birthday":
            return birthday_told(self.question, [each.detail for each in places])
        newest = places[0].at.note
        same_day = dict.fromkeys(
            each.at.span
            for each in places
            if each.at.note == newest and is_old(each.at) == is_old(places[0].at)
        )
        return ", ".join(same_day) if len(same_day) > 1 and self.kind != "unit" else ""

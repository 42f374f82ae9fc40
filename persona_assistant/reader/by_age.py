"""Which of somebody's children is the youngest or the eldest, where no note calls one so.

The days of birth and the ages that the notes tell put the children in order; where one of them has
neither, or two may be of an age, nobody can tell.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace

from persona_assistant.language.births import births
from persona_assistant.language.contacts import find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.kin import ALIKE, sex_of
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_relative import AskedRelative
from persona_assistant.reader.noted_names import FULL, NAME
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import relatives
from persona_assistant.reader.whose import owners_of

_CHILD = r"(?:kids?|child(?:ren)?|sons?|daughters?|boys?|girls?|lads?|twins?)"
_HOW = r"(?P<how>young(?:est|er)|old(?:est|er)|eld(?:est|er))"
_ASKED = (
    rf"^\W*(?:(?:who|which)\b|what['’]?s\b.*\b(?:name|called)\b).*\b(?:{_HOW}\b.*\b(?P<of>{_CHILD})"
    rf"|(?P<of_them>{_CHILD})\b.*\b{_HOW.replace('<how>', '<what>')})\b"
)


def youngest_or_eldest(
    question: str, notes: Sequence[Note], name: str | None, order: DateOrder = "auto"
) -> Found | None:
    """The place that names the child; None for another question, and where it cannot be told."""
    asked, alone = compiled(_ASKED).search(question), compiled(_ALONE).search(question)
    if name is None or not (asked or alone):
        return None
    how, of = (alone["how"], "child") if alone else ("", "")
    if asked is not None:
        how, of = asked["how"] or asked["what"], asked["of"] or asked["of_them"]
    youngest = how.lower().startswith("young")
    called_so = compiled(_ENDS[not youngest])
    if any(called_so.search(each.text) for each in notes):
        return None
    sex = sex_of(plain(of).removesuffix("s"))
    words = frozenset(it for it in ALIKE["child"] if sex not in ("she", "he") or sex_of(it) == sex)
    named = {
        plain(match.group()).split()[0]: replace(
            place, span=match.group(), start=place.start + match.start()
        )
        for place in relatives(AskedRelative(words, False), notes, name)
        for match in compiled(FULL).finditer(place.span)
    }
    born = dict(_born(notes, order))
    for each, place in named.items() if youngest else ():
        if place.note.date is not None:  # born by then
            born.setdefault(each, place.note.date)
    if len(named) < 2 or not named.keys() <= born.keys():
        return None
    known = sorted(named, key=lambda each: born[each], reverse=youngest)
    first, second = born[known[0]], born[known[1]]
    return named[known[0]] if abs((first - second).days) > _APART else None


_ALONE = r"^\W*who(?:['’]?s| is)\s[\w-]+['’]s\s(?P<how>youngest|eldest|oldest)\W*$"
""" "Who is Ana's youngest": a child is meant."""
_ENDS = (r"\byoungest\b", r"\b(?:eldest|oldest)\b")


def of_the_asked_end(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """The places, for a question about the youngest without those that speak of the eldest, and the
    other way round."""
    asked = [at for at, each in enumerate(_ENDS) if compiled(each).search(question)]
    if len(asked) != 1:
        return found
    (end,) = asked
    mine, other = compiled(_ENDS[end]), compiled(_ENDS[1 - end])
    return [it for it in found if mine.search(it.sentence) or not other.search(it.sentence)]


_BABY = rf"\b(?:baby|newborn),?\s(?:(?:boy|girl|son|daughter),?\s)?(?P<who>{NAME})"
_APART = 400
"""Days between two births of which one may be told by an age alone."""


def _born(notes: Sequence[Note], order: DateOrder) -> Iterator[tuple[str, datetime.date]]:
    """About when somebody was born by name: by an age first, by the day of birth at last."""
    for note in notes:
        for age in find_details(note.text, "age", note.date, order):
            if age.number is None or note.date is None:
                continue
            for owner in owners_of(note.text, age.start, in_brackets=True):
                yield owner, note.date - datetime.timedelta(365.25 * age.number)
    for note in notes:
        for match in compiled(_BABY).finditer(note.text) if note.date else ():
            yield plain(match["who"]), note.date or datetime.date.min
    for note in notes:
        for birth in births(note.text, note.date, order):
            for each in birth.names if birth.day.first else ():
                yield plain(each), birth.day.first or datetime.date.min
        for detail in find_details(note.text, "birthday", note.date, order):
            if detail.date is not None and detail.date.first is not None:
                for owner in owners_of(note.text, detail.start):
                    yield owner, detail.date.first

"""How old somebody's child is, and when it was born, where a note tells of the birth.

"How old is Lotte", "what day was her baby born": a note says "had a baby girl on 2 aug, Lotte".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from persona_assistant.language.births import Birth, births
from persona_assistant.language.contacts import Kind
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.kin import ANY
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader import reckoning
from persona_assistant.reader.reading import Found
from persona_assistant.reader.whose import RELATION

_SURE = 0.9
"""How sure the birth of just that child is to answer."""
_CHILD, _SON, _DAUGHTER = (RELATION[each] for each in ("child", "son", "daughter"))
_HER = r"\b(?:girl|daughter|granddaughter|tochter|hija|fille|figlia|filha|bimba|menina)"
_HIS = r"\b(?:boy|son|lad|grandson|sohn|hijo|fils|figlio|filho|bimbo|menino)"
_WIDER = r"\b(?:grand|nephew|niece)"


@dataclass(frozen=True, slots=True)
class BornChild:
    """What a note tells of the child who is asked for."""

    at: Found
    """The day in the note."""
    answer: str


def born_child(
    question: str,
    kind: Kind,
    notes: Sequence[Note],
    name: str | None,
    wanted: frozenset[int],
    today: datetime.date,
    order: DateOrder,
) -> BornChild | None:
    """The age or the birthday of a child whose birth a note tells; None where another thing is
    asked for, or of another child. `wanted` are the relatives whose thing is asked for."""
    if kind not in ("age", "birthday"):
        return None
    asked = plain(re.sub(r"['’]s\b", "", question))
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    told = [(note, each) for note in notes for each in births(note.text, note.date, order)]
    told = [(note, each) for note, each in told if not own & _called(each)]
    named = [it for it in told if _called(it[1]) & _called_in(asked)]
    meant = named or [it for it in told if _is_meant(it[1], asked, wanted)]
    if not meant:
        return None
    note, birth = max(meant, key=lambda it: it[1].day.first or datetime.date.min)
    answer = _answer(birth, kind, asked, today)
    if not answer:
        return None
    sentence = note.text[birth.start : birth.end]
    return BornChild(Found(note, sentence, birth.day.text, birth.day.start, _SURE), answer)


def is_birth_of_another(note: Note, start: int, name: str | None, order: DateOrder) -> bool:
    """Whether a place of a note stands where it tells of the birth of somebody's child."""
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    return any(
        each.start <= start < each.end and not own & _called(each) and each.day.start == start
        for each in births(note.text, note.date, order)
    )


def holds_birth_of_another(place: Found, name: str | None, order: DateOrder) -> bool:
    """Whether a place spans the day on which somebody's child was born."""
    within = range(place.start, place.start + len(place.span))
    return any(
        each.day.start in within and is_birth_of_another(place.note, each.day.start, name, order)
        for each in births(place.note.text, place.note.date, order)
    )


def _called(birth: Birth) -> set[str]:
    return {plain(each) for each in birth.names}


def _called_in(asked: str) -> set[str]:
    words = set(re.findall(r"[^\W\d_]+", asked))
    return words | {each.removesuffix("s") for each in words}


def _is_meant(birth: Birth, asked: str, wanted: frozenset[int]) -> bool:
    """Whether the child is the one whom the question calls "baby", "son", "twins"."""
    said = " ".join(birth.words)
    if not said or re.search(_WIDER, said):
        return False
    if re.search(r"\b(?:twins|triplets|zwillinge)\b", asked):
        return bool({"twins", "triplets", "zwillinge"} & birth.words)
    if re.search(r"\b(?:eld|old|young)e(?:r|st)\b", asked) and not _asks_for_youngest(asked):
        return False
    if _SON in wanted and _DAUGHTER not in wanted:
        return not re.search(_HER, said)
    if _DAUGHTER in wanted and _SON not in wanted:
        return not re.search(_HIS, said)
    return _CHILD in wanted or _asks_for_youngest(asked)


def _asks_for_youngest(asked: str) -> bool:
    """The newest birth is that of the youngest, unless they are asked for as they were before."""
    return re.search(r"\byoungest\b(?! (?:sister|brother|sibling|niece|nephew))", asked) is not None


def _answer(birth: Birth, kind: Kind, asked: str, today: datetime.date) -> str:
    if kind == "age":
        return reckoning.age_of_child(birth.day, today)
    if reckoning.asks_for_year(asked):
        return str(birth.day.year) if birth.day.year else ""
    return reckoning.in_full(birth.day, None)


@dataclass(frozen=True, slots=True)
class NamedAtBirth:
    """A child, or twins, by the name that the note of the birth tells."""

    start: int
    """In characters of the note."""
    who: str
    word: str
    """What they are to the person: "son", "daughter", "child"."""


_HAD = r"\s(?:(?:has|just|finally|now)\s)*(?:had|gave birth|welcomed|got)\b"
_ANOTHERS = (
    rf"\b(?:(?!partner|wife|husband|girlfriend)(?:{ANY}))(?:\s(?-i:[A-ZÀ-Þ])[^\W\d_]+)?{_HAD}"
    rf"|\b(?:{ANY})['’]s\s(?:\w+\s)?(?:{ANY})\b"
    r"|\bgrand(?:ad|dad|ma|pa|mother|father|parents?|son|daughter|child)\b|\b(?:nephew|niece)\b"
    r"|\b(?:aunt(?:ie|y)?|uncle|granny|nana?)\b"
)
"""A birth in somebody else's family: "her sister had a boy"."""
_SUBJECT = rf"^\W*(?P<who>(?-i:[A-ZÀ-Þ])[^\W\d_]+){_HAD}"


def named_at_birth(note: Note, own: set[str], sexes: Collection[str]) -> Iterator[NamedAtBirth]:
    """The children of the person whom a note names where it tells the day of their birth; of the
    `sexes` that are meant, "any" for both. `own` are the words of the person's name."""
    for birth in births(note.text, note.date):
        said, text = " ".join(birth.words), note.text[birth.start : birth.end]
        subject = compiled(_SUBJECT).match(text)
        other = subject and not any(plain(subject["who"])[:3] == each[:3] for each in own)
        if not birth.names or own & _called(birth) or other or compiled(_ANOTHERS).search(text):
            continue
        her, his = re.search(_HER, said) is not None, re.search(_HIS, said) is not None
        if len({"she", "he"} & set(sexes)) == 1 and (her != his) and her != ("she" in sexes):
            continue
        if len({"she", "he"} & set(sexes)) == 1 and her == his:
            continue  # nothing tells
        first, last = birth.names[0], birth.names[-1]
        row = re.search(rf"\b{re.escape(first)}\b(?:[^.;!?]{{0,30}}?\b{re.escape(last)}\b)?", text)
        if row is not None and (first == last or row.group() != first):
            word = ("daughter" if her else "son") if her != his else "child"
            yield NamedAtBirth(birth.start + row.start(), row.group(), word)

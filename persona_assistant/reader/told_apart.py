"""Which of somebody's numbers is meant: the one of work, the landline, the new or the old one.

The words of the question stand beside the number, or they do not: "work number" is not answered by
a landline, and a mobile number without a word beside it is one by its digits. Of those that remain
the newest counts, and where the old one is asked for, the one before it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.language.words import stem
from persona_assistant.reader.clause_before import clause_before
from persona_assistant.reader.reading import Found

_SORTS = (
    "work office büro buro dienstlich oficina trabajo bureau travail ufficio lavoro desk",
    "home landline festnetz zuhause casa maison",
    "private personal privat privado perso",
    "mobile mob cell handy móvil movil portable cellulare text texts sms whatsapp",
    "practice clinic surgery praxis",
    "emergency emergencies notfall urgencias",
    "shop store",
    "ext extension",
)
_MOBILE, _EXTENSION = 3, 7
_TELLING = {stem(word): number for number, words in enumerate(_SORTS) for word in words.split()}
_OLD = (
    r"(?i)\b(?:old (?:one|work |home |mobile |cell |phone|number|no|e-?mail|address|adress"
    r"|mobile|cell|landline|tel|handy|web|insta|handle|code|password|wifi|pin)|former|previous|dead"
    r"|alte[nrs]? nummer|antiguo|ancien|vecchio)"
)
_OLD_ONE = r"(?i)\bold\b[\s:=]*$"
_OUT_OF_USE = (
    r"(?i)[\s,(–—-]*(?:(?:is|are|was|has)\s|['’]s\s)?(?:now\s|been\s)?"
    r"(?:dead\b|out of (?:use|service)|not in use|no longer|gone\b|defunct|disconnected"
    r"|cancell?ed|cut off|stopped|not working|no good|does(?:n['’]?t| not) work)|\s*\(old\b"
)
_NEW = r"(?i)\bnew|\bneue?|\bnuevo|\bnouveau|\bnuovo|\bnovo"
_BY_DIGITS = re.compile(r"\(?(?:\+44 ?|0)7\d{3}")
"""A British mobile number tells by itself that it is one."""


def told_apart(question: str, places: Sequence[Found]) -> list[Found]:
    """The places that are of the sort a question names, the one that is meant first."""
    asked = _sorts(question)
    told = [(each, _told_beside(each)) for each in places]
    marked = [each for each, sorts in told if asked & sorts and _is_asked(each, asked)]
    others = [each for each, sorts in told if not asked & sorts and _may_be(sorts, asked)]
    newest = max((_day(each) for each in marked), default=datetime.date.min)
    if marked:
        others = [each for each in others if _day(each) > newest and _renewed(each)]
    order = sorted([*marked, *others], key=_day, reverse=True)
    return _former(order) if re.search(_OLD, question) else _in_use(order)


def _sorts(text: str) -> set[int]:
    return {_TELLING[each] for each in map(stem, re.findall(r"\w+", text)) if each in _TELLING}


def _told_beside(place: Found) -> set[int]:
    """What tells it apart in the clause a thing stands in, or in a bracket behind it."""
    text, end = place.note.text, place.start + len(place.span)
    behind = re.match(r"\s*[(\w ]{0,12}", text[end:])
    after = re.split(r"\b(?:and|or)\b", behind.group())[0] if behind else ""
    clause = re.sub(r"^[^()]*\)", "", clause_before(text, place.start))  # "... (work) 07700 ..."
    said = clause.split(":")
    sorts = _sorts(" ".join(said[-2:]) + after)
    return sorts | {_MOBILE} if _BY_DIGITS.match(place.span) else sorts


def _may_be(sorts: set[int], asked: set[int]) -> bool:
    """Whether nothing says that it is of another sort."""
    if _EXTENSION in sorts | asked:
        return False
    return not asked or not sorts


def _is_asked(place: Found, asked: set[int]) -> bool:
    """Whether it is no mere extension, or one is asked for: "work 0131 496 0456 ext 12"."""
    return _EXTENSION in asked or not re.fullmatch(r"\d{1,5}", place.span)


def _renewed(place: Found) -> bool:
    clause = clause_before(place.note.text, place.start)
    return re.search(_NEW, clause) is not None


def _day(place: Found) -> datetime.date:
    return place.note.date or datetime.date.min


def is_old(place: Found) -> bool:
    """Whether the note says that it is no longer in use."""
    text, end = place.note.text, place.start + len(place.span)
    clause = clause_before(text, place.start)
    return bool(
        re.search(_OLD, clause) or re.search(_OLD_ONE, clause) or re.match(_OUT_OF_USE, text[end:])
    )


def _in_use(order: Sequence[Found]) -> list[Found]:
    return sorted(order, key=is_old)


def _former(order: Sequence[Found]) -> list[Found]:
    """Those that are said to be old, else those before the newest."""
    old = [each for each in order if is_old(each)]
    days = {_day(each) for each in order}
    return old or [each for each in order if len(days) > 1 and _day(each) < max(days)]

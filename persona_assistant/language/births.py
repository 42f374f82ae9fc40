"""Children who were born on a day that a text tells: "had a boy, Eirik, 28 april".

It is the child's day and not that of the person the note is about, whoever is the subject.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder, FoundDate, find_dates
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import sentences

_CHILD = (
    r"(?:baby(?:\s(?:boy|girl|son|daughter))?|boys?|girls?|sons?|daughters?|twins|triplets|kid|child"
    r"|bub(?:ba)?|(?:little|wee)\s(?:one|guy|man|lad|girl|boy)|newborn|grand(?:son|daughter|child)"
    r"|(?:first|second|third|fourth|2nd|3rd|4th)(?=,\s(?-i:[A-ZÀ-Þ])|\s(?:child|kid|baby)\b)"
    r"|nephew|niece|first ?born|sohn|tochter|zwillinge|kind|baby|hij[oa]|beb[eé]|ni[ñn][oa]"
    r"|fils|fille|b[eé]b[eé]|figli[oa]|bimb[oa]|bambin[oa]|filh[oa]|menin[oa])"
)
_COMES = (
    r"(?:\b(?:was|were|is|are|got)?\s?born\b|\barrived\b|\bcame\b(?!\s(?:to|from|back|home|with|over"
    r"|in|out|along|by|up|off|and|as)\b)|\bgeboren\b|\bauf die welt\b|\bnaci(?:ó|o|eron)\b"
    r"|\b(?:est|sont) née?s?\b|\bè nat[oa]\b|\bnasceu\b)"
)
_HAS = (
    r"(?:\b(?:had|welcomed|gave birth to|gave birth)\s(?:(?:a|an|the|her|his|their|another)\s"
    rf"(?:[^\W\d_]+,?\s){{0,4}}?)?(?!boys|girls|sons|daughters){_CHILD}\b"
    r"|\b(?:ein|eine|einen|una?|uma?|une)\s(?:[^\W\d_]+\s)?"
    rf"{_CHILD}\b(?=.*\b(?:bekommen|bekam|tenido|avuto|geboren)\b)"
    r"|\b(?:bekam(?:en)?|tuv(?:o|ieron)|(?:a|ont) eu|teve|tiveram|ha(?:nno)? avuto|han? tenido)\s"
    rf"(?:ein|eine|einen|una?|uma?|une)\s(?:[^\W\d_]+\s)?{_CHILD}\b)"
)
_NAME = r"(?-i:[A-ZÀ-Þ][^\W\d_]+)"
_NAMES = rf"{_NAME}(?:(?:\s?[&+,]\s?|\s(?:and|und|y|et|e)\s){_NAME})*"
_BEHIND_THE_WORD = rf"\b{_CHILD}(?:\s(?:called|named)\s|\s?[,:(–—-]\s?|\s)(?P<who>{_NAMES})"
_BEFORE_THE_VERB = (
    rf"(?P<who>{_NAMES})(?:\s\([^)]*\))?,?\s(?=(?:was|were|is|are|got)?\s?(?:born|arrived|geboren))"
)
_CALLED = rf"\b(?:called|named)\s(?P<who>{_NAMES})"
_AT_THE_END = rf"[,:;–—-]\s?(?:(?:called|named)\s)?(?P<who>{_NAMES})\W*$"
_NAMED_NEXT = (
    r"[\s.!?]*(?:(?:she|he|they|we)(?:['’](?:s|re|ve)| is| are| have)? )?"
    r"(?:called|named|calling|naming|name is|name's)"
    rf"\s(?:(?:him|her|them|it|the baby)\s)?(?P<who>{_NAMES})"
)
"""Names the child in the sentence behind: "had a boy on 4 june! they've named him Huw"."""
_BEFORE_A_DAY = (
    rf"(?:\b(?P<word>{_CHILD}),?\s)?(?<![\w'’-])(?P<who>{_NAME})[\s,:(–-]{{1,3}}"
    r"(?:(?:was\s)?(?:born|b\.?)\s)?(?:on\s|in\s)?$"
)
_ROW = r"\b(?:kids|children|sons|daughters|boys|girls|twins)\b"
"""Children one after the other, each with a day: "kids: Joe 3 feb 2010, May 17 june 2015"."""
_BEHIND_IT = rf"[\s.!?]*(?P<who>{_NAMES}),?\s(?:on\s)?(?=\S)"
"""What tells of the birth in the sentence before: "had twins!! Isla & Finn, june 9"."""
_GOES_ON = r"\W*(?:(?:she|he|they)(?:['’](?:s|re)| is| are) )?(?:called|named|name is)\b"
"""Begins a sentence about the child of the one before: "had a boy!! called Huw, born 2 may"."""
_ONE_DAY = datetime.timedelta(days=1)
_NO_NAMES = frozenset(
    "he she they his her their the a an jan feb mar apr may jun jul aug sep sept oct nov dec"
    " january february march april june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun"
    " christmas xmas easter good mum dad".split()
)


@dataclass(frozen=True, slots=True)
class Birth:
    """A child's birth."""

    start: int
    """Of the sentence, in characters."""
    end: int
    day: FoundDate
    """With its year where the day of writing is known."""
    words: frozenset[str]
    """What the text calls the child: "baby", "girl"."""
    names: tuple[str, ...] = ()
    """As they are written."""


def births(
    text: str, written: datetime.date | None = None, order: DateOrder = "auto"
) -> list[Birth]:
    """Every birth of a child of which a text tells the day or the month, in order."""
    if not compiled(rf"{_COMES}|{_HAS}|{_ROW}").search(text):
        return []
    return list(_told(text, written, order))


def _told(text: str, written: datetime.date | None, order: DateOrder) -> Iterator[Birth]:
    at = 0
    dates = find_dates(text, written, order)
    before = ""
    for sentence in sentences(text):
        at = text.index(sentence, at)
        start, end = at, at + len(sentence)
        at = end
        led, before = before, sentence
        verb = compiled(_COMES).search(sentence) or compiled(_HAS).search(sentence)
        days = [each for each in dates if start <= each.start and each.end <= end]
        days = [each for each in days if _is_a_day(each) and each.precision != "range"]
        each_named = list(_each_on_a_day(text, start, days))
        if len(each_named) > 1 and (verb or compiled(_ROW).search(sentence)):
            for name, day, word in each_named:
                if (its_day := _before(day, written)) is not None:
                    yield Birth(start, end, its_day, frozenset(word), (name,))
            continue
        if verb is None:
            continue
        names = _names(sentence)
        if not days and (behind := compiled(_BEHIND_IT).match(text, end)) is not None:
            days = [each for each in dates if each.start == behind.end() and each.month is not None]
            names = names or tuple(re.findall(_NAME, behind["who"]))
            end = max((each.end for each in days), default=end)
        if not days:
            continue
        if not names and (named := compiled(_NAMED_NEXT).match(text, end)) is not None:
            names, end = tuple(re.findall(_NAME, named["who"])), named.end()
        called = {plain(each) for each in names}
        spoken = f"{led} {sentence}" if compiled(_GOES_ON).match(sentence) else sentence
        words = compiled(rf"\b{_CHILD}(?!\w)").finditer(spoken)
        said = frozenset(plain(each.group()) for each in words) - called
        comes = compiled(_COMES).search(sentence) is not None
        if not said and not (comes and names and _is_late(days, written)):
            continue
        day = min(days, key=lambda each: abs(each.start - start - verb.end()))
        in_its_year = _before(day, written)
        if in_its_year is not None:
            yield Birth(start, end, in_its_year, said, names)


def _each_on_a_day(
    text: str, start: int, days: list[FoundDate]
) -> Iterator[tuple[str, FoundDate, list[str]]]:
    """The names right before a day, with what the child is called: "Rosie was born 12 may 2012, son
    Finn 3 august 2015"."""
    for day in days:
        match = compiled(_BEFORE_A_DAY).search(text[start : day.start])
        if match is not None and plain(match["who"]) not in _NO_NAMES:
            yield match["who"], day, [plain(match["word"])] if match["word"] else []


def _is_late(days: list[FoundDate], written: datetime.date | None) -> bool:
    """Whether somebody of whom no more is said than that they were born on a day is a child: the
    day has no year or one shortly before the writing."""
    return all(
        each.year is None or (written is not None and written.year - each.year < 2) for each in days
    )


def _names(sentence: str) -> tuple[str, ...]:
    for pattern in (_BEHIND_THE_WORD, _BEFORE_THE_VERB, _CALLED, _AT_THE_END):
        for match in compiled(pattern).finditer(sentence):
            names = re.findall(r"[^\W\d_]{2,}", re.sub(r"\s(?:and|und|et)\s", " ", match["who"]))
            if names and plain(names[0]) not in _NO_NAMES:
                return tuple(names)
    return ()


def _is_a_day(date: FoundDate) -> bool:
    """Whether it names a month, or the day of one: "the 11th"."""
    return date.month is not None or (date.day is not None and not date.relative)


def _before(date: FoundDate, written: datetime.date | None) -> FoundDate | None:
    """The latest such day before the writing."""
    if date.month is None and date.day is not None and written is not None:
        back = written if date.day <= written.day else written.replace(day=1) - _ONE_DAY
        date = replace(date, month=back.month)
    if date.year is not None or written is None or date.month is None:
        return date
    year = written.year - ((date.month, date.day or 1) > (written.month, written.day))
    try:
        first = datetime.date(year, date.month, date.day or 1)
    except ValueError:
        return None
    return replace(date, first=first, last=first if date.day else date.last, year=year)

"""Several of somebody's, one after the other: "kids Noor 4 and Sami 9", "twins Asha + Dev, 7".

Of such a row the network points at one; where all are asked about, the answer is the whole row. So
it is with days and hours: "mon and wed".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.about_each import is_verbal
from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.reading import Found

_SEVERAL = (
    r"(?:kids|children|sons|daughters|twins|triplets|boys|girls|babies|brothers|sisters|siblings"
    r"|parents|grandchildren|grandkids|nephews|nieces|cousins|dogs|cats|pets|horses|kinder|söhne"
    r"|töchter|geschwister|hunde|katzen|hijos|hijas|hermanos|perros|gatos|enfants|fils|filles"
    r"|chiens|chats|figli|figlie|cani|gatti|filhos|filhas|cães|irmãos)"
)
_MONTH = r"\s?(?:st|nd|rd|th)?\s(?:of\s)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
ITEM = rf"(?-i:[A-ZÀ-Þ])[\w'’-]+(?:,?\s\d{{1,2}}(?!\d|{_MONTH})|\s?\(\d{{1,2}}\))?"
ASIDE = r"(?:\sin\s(?-i:[A-ZÀ-Þ])[\w'’-]+)?(?:\s\([^()\d][^()]{0,30}\))?"
"""Behind somebody of a row: "Kev in Perth (plumber), Donna"."""
AND = (
    rf"{ASIDE}(?:\s?,\s?(?:and\s)?|\s?[&+]\s?|\s(?:and|und|y|e|et)\s)"
    r"(?:(?:little|baby|wee|young|(?:the\s)?(?:twins|triplets|twin\s(?:boys|girls)))\s"
    r"(?=(?-i:[A-ZÀ-Þ])))?"
)
_ROW = (
    rf"\b(?P<of>{_SEVERAL})\b(?:\s?[:,(=]|\scalled|\snamed|\sare)?\s?"
    rf"(?P<row>{ITEM}(?:{AND}{ITEM})+)"
)


@dataclass(frozen=True, slots=True)
class Row:
    start: int
    """In characters of the note."""
    end: int
    count: int


def whole_rows(question: str, found: Sequence[Found]) -> tuple[Found, ...]:
    """The places, with the span of one in a row widened to the row where a question asks about
    several."""
    if compiled(rf"\b{_SEVERAL}\b").search(question):
        twins = compiled(_TWINS).search(question) is not None
        return tuple(_widened(each, twins=twins) for each in found)
    if compiled(_ASKS_ALL).search(plain(question)):
        return tuple(map(_with_the_rest, found))
    if compiled(_ASKS_TITLE).search(question):
        return tuple(map(_whole_title, found))
    if compiled(_ASKS_WHEN).search(question):
        return tuple(map(_with_other_times, found))
    return tuple(found)


_ASKS_TITLE = (
    r"(?i)^\W*(?:and |so )?(?:what|which)\b.*"
    r"\b(?:read(?:s|ing)?|watch(?:es|ing)?|book|film|movie|show|series|novel)\b"
)
_TITLE = r"\s(?:and|of|&)(?:\sthe)?(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]*)+"


def _whole_title(place: Found) -> Found:
    """ "War and Peace" of "War"."""
    end = place.start + len(place.span)
    rest = compiled(_TITLE).match(place.note.text, end)
    if rest is None or not place.span.split()[-1][:1].isupper():
        return place
    return replace(place, span=place.note.text[place.start : rest.end()])


_ASKS_WHEN = r"\b(?:when|what times?|what days?|which days?|which evenings?|how often|days|hours)\b"
_WEEKDAY = (
    r"(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)(?:\s(?:am|pm|mornings?|afternoons?|evenings?"
    r"|nights?))?\b"
)
_HOUR = r"(?<![\w.:£$€])\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm)?(?![\w%£$€]|[.:]\d|-\d)"
_ANDS = r"(?:\s?,\s?(?:and\s)?|\s?[&+/]\s?|\sand\s)"


def _with_other_times(place: Found) -> Found:
    """With the other days or hours of the list that the span cuts: "8, 12.30 and 6"."""
    text, end = place.note.text, place.start + len(place.span)
    for each in (rf"{_WEEKDAY}\s(?:at\s)?{_HOUR}", _WEEKDAY, _HOUR):
        for match in compiled(rf"\b{each}(?:{_ANDS}{each})+").finditer(text):
            begin, stop = match.span()
            cut = (begin <= place.start < stop) != (begin < end <= stop)
            inside = begin <= place.start and end <= stop
            if inside or (cut and begin < end and place.start < stop):
                start, last = min(begin, place.start), max(stop, end)
                return replace(place, span=text[start:last], start=start)
    which = compiled(_WHICH).search(text, max(0, place.start - 15), place.start)
    if which is not None and compiled(_WEEKDAY).match(place.span):
        return replace(place, span=text[which.start() : end], start=which.start())
    return place


_WHICH = r"\b(?:every(?: other| second)?|each|alternate|first|second|third|fourth|last)\s$"
"""Which of the month's or of all such days: "last weds of the month"."""
_ASKS_ALL = (
    r"^\W*(?:and |so )?what(?:['’]?s| does| do| did| is| are)\b(?!.*\b(?:first|best|most)\b).*"
    r"\b(?:likes?|love|enjoy|hate|dislike|collect|grow|into|allergic to|(?:afraid|scared) of)\W*$"
)
""" "What does she like", which asks for all of it, and not "which biscuits does she like"."""
_THING = r"(?!(?:she|he|they|i|we|it|who|which|is|was|has|so)\b)[^\s,;.!?()&+][^,;.!?()&+\n]{1,40}?"
_REST = rf"(?:,\s{_THING}){{0,4}}(?:,?\s(?:and|&|\+)\s)(?P<last>{_THING})(?=\s*(?:$|[,;.!?()\n]))"


def _with_the_rest(place: Found) -> Found:
    """With what is named behind it: "sherry, crosswords and darts" of "sherry"."""
    text, end = place.note.text, place.start + len(place.span)
    rest = compiled(_REST).match(text, end)
    if rest is None or is_verbal(rest["last"]):
        return place
    return replace(place, span=text[place.start : rest.end()])


def row_at(place: Found) -> Row | None:
    """The row that a place is in."""
    end = place.start + len(place.span)
    for match in compiled(_ROW).finditer(place.note.text):
        if match.start() < end and place.start < match.end():
            items = compiled(ITEM).findall(compiled(ASIDE).sub("", match["row"]))
            return Row(*match.span("row"), len(items))
    return None


_TWINS = r"\b(?:twins|triplets)\b"


def _widened(place: Found, *, twins: bool) -> Found:
    """`twins` alone are asked for: not the first one of "Ada and twins Bo & Cy"."""
    row = row_at(place)
    if row is None:
        return place
    text = place.note.text
    born_together = compiled(rf"{_TWINS}\s").search(text, row.start, row.end) if twins else None
    start = born_together.end() if born_together else row.start
    return replace(place, span=text[start : row.end], start=start)

"""Several of somebody's, one after the other: "kids Noor 4 and Sami 9", "twins Asha + Dev, 7".

Of such a row the network points at one; where all are asked about, the answer is the whole row.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.patterns import compiled
from persona_assistant.reader.reading import Found

_SEVERAL = (
    r"(?:kids|children|sons|daughters|twins|triplets|boys|girls|babies|brothers|sisters|siblings"
    r"|parents|grandchildren|grandkids|nephews|nieces|cousins|dogs|cats|pets|horses|kinder|söhne"
    r"|töchter|geschwister|hunde|katzen|hijos|hijas|hermanos|perros|gatos|enfants|fils|filles"
    r"|chiens|chats|figli|figlie|cani|gatti|filhos|filhas|cães|irmãos)"
)
ITEM = r"(?-i:[A-ZÀ-Þ])[\w'’-]+(?:,?\s\d{1,2}(?!\d)|\s?\(\d{1,2}\))?"
AND = r"(?:\s?,\s?(?:and\s)?|\s?[&+]\s?|\s(?:and|und|y|e|et)\s)"
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
    if not compiled(rf"\b{_SEVERAL}\b").search(question):
        return tuple(found)
    return tuple(map(_widened, found))


def row_at(place: Found) -> Row | None:
    """The row that a place is in."""
    end = place.start + len(place.span)
    for match in compiled(_ROW).finditer(place.note.text):
        if match.start() < end and place.start < match.end():
            items = compiled(ITEM).findall(match["row"])
            return Row(*match.span("row"), len(items))
    return None


def _widened(place: Found) -> Found:
    row = row_at(place)
    if row is None:
        return place
    return replace(place, span=place.note.text[row.start : row.end], start=row.start)

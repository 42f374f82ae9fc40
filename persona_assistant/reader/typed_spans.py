"""How a place of the network is cut to the parsed thing in it or beside it."""

from __future__ import annotations

import re
from dataclasses import replace

from persona_assistant.language.contacts import Detail
from persona_assistant.language.date_words import CARDINAL
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found


def has_figure(span: str) -> bool:
    return re.search(rf"(?i)\d|\b{CARDINAL}\b", span) is not None


def says_it(place: Found, thing: Detail) -> bool:
    """Whether the span is part of the thing, or holds it and little else: "1 July, 10am"."""
    end = place.start + len(place.span)
    held = place.start <= thing.start and thing.end <= end
    cut = re.search(r"\d[.:/]?$", place.note.text[thing.start : place.start])
    part = thing.start <= place.start and end <= thing.end and not cut
    return part or (held and len(place.span) <= len(thing.text) + _LITTLE)


BESIDE, _LITTLE = 25, 20
"""Characters: between a span and a thing beside it; of a span beyond the thing in it."""


def cut_to(place: Found, thing: Detail) -> Found:
    """With the words before it that belong to it: "not before May"."""
    lead = _LEAD.search(place.note.text[max(0, thing.start - 30) : thing.start])
    start = thing.start - (len(lead.group()) if lead else 0)
    return replace(place, span=place.note.text[start : thing.end], start=start)


_LEAD = re.compile(
    r"\b(?:(?:every|each|other|alternate|first|second|third|fourth|last|1st|2nd|3rd"
    r"|4th|not|since|until|till|from|before|after|around|about|by|early|late|mid|end of|seit|bis"
    r"|desde|hasta|depuis)\s+)+$",
    re.IGNORECASE,
)


def whole_date(place: Found, date: Detail) -> Found:
    """The place with all of the date that it says a part of: "June 2027" of "June"; one that says
    it and a town before it is cut to it: "end of august" of "Deal end of august"."""
    end = place.start + len(place.span)
    before = place.note.text[place.start : date.start]
    if date.start <= place.start and end < date.end:
        return cut_to(place, date)
    town = re.fullmatch(r"(?:[A-ZÀ-Þ][\w'’-]*\s)+", _LEAD.sub("", before))
    if town and not re.match(r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)", before):
        return cut_to(place, date)
    return place if says_it(place, date) else cut_to(place, date)


def gap(place: Found, thing: Detail) -> int:
    """Characters between a span and a thing; 0 where they overlap."""
    end = place.start + len(place.span)
    return max(0, thing.start - end, place.start - thing.end)


def is_alone(text: str, detail: Detail) -> bool:
    """Whether a line or a sentence is little more than the thing."""
    return len(sentence_at(text, detail.start)) <= len(detail.text) + 15


def says(text: str, word: str) -> bool:
    """Whether a text has a word that matches a pattern."""
    return re.search(rf"\b(?:{word})", text) is not None


def until_cut(text: str) -> str:
    """What the clause says behind a place."""
    return re.split(r"[,;.\n]", text, maxsplit=1)[0]

"""The clause that a few words of a note stand in: "engaged to Simone" of "engaged", "wedding".

A word that only repeats what was asked tells a user little. The clause around it, up to the next
break, tells what the note says and no more.
"""

from __future__ import annotations

import re
from dataclasses import replace

from persona_assistant.language.about_each import is_verbal
from persona_assistant.reader.places import bounds_of
from persona_assistant.reader.reading import Found, Reading

_CUT = re.compile(
    r"(?:[;:!?]+|\.(?!\d)|,(?!\d)|\n|\s[-–—])\s*"
    r"|\s(?:but|so|because|cos|bc|coz|tho|though|although|while|whereas|which)\s",
    re.I,
)
_AND = re.compile(r"\s(?:and|&|\+)\s(?P<next>\S+)", re.I)
_PRONOUN = re.compile(r"(?:she|he|they|i|we|it|her|his|their)(?:['’]\w+)?$", re.I)
_LEAD = re.compile(r"(?:(?:and|but|so|also|then|&|\+)\s)+", re.I)
_DENIAL = re.compile(
    r"(?<![\w'’])(?P<word>not|never|no|no longer|hardly|cannot|[a-z]+n['’]t|(?:is|was|do|does|did"
    r"|has|have|had|ca|wo|are|were)nt)(?: (?:really|very|so|that|too|quite|at all|even|yet))* $",
    re.I,
)
_LONGEST = 90
"""Characters of a clause that is still a short answer."""
_IN_BRACKETS = 40
"""Characters of what may stand in brackets behind the words that answer."""


def in_its_clause(place: Found) -> str:
    """The words of the clause around a place; its span where they would be many."""
    text = place.note.text
    begin, end = bounds_of(place)
    last = place.start + len(place.span)
    cuts = [(each.start(), each.end()) for each in _CUT.finditer(text, begin, end)]
    cuts += [
        (each.start(), each.start("next"))
        for each in _AND.finditer(text, begin, end)
        if _PRONOUN.match(each["next"]) or is_verbal(each["next"])
    ]
    start = max((after for _, after in cuts if after <= place.start), default=begin)
    stop = min((before for before, _ in cuts if before >= last), default=end)
    start, stop = _in_brackets(text, place.start, start, stop)
    said = text[start:stop].strip(" ,.;:-–—&\n")
    said = said[lead.end() :] if (lead := _LEAD.match(said)) else said
    return said if len(said) <= max(_LONGEST, len(place.span)) else whole_brackets(place).span


def whole(reading: Reading) -> Reading:
    """The reading, where its answer is the words of its first place, with no bracket left open and
    no denial left out."""
    if not reading.answered or not reading.found or reading.answer != reading.found[0].span:
        return reading
    place = denied(whole_brackets(reading.found[0]))
    return replace(reading, answer=place.span, found=(place, *reading.found[1:]))


def denied(place: Found) -> Found:
    """The place with the "not" or "isn't" directly before it: never "coping" of "not coping"."""
    begin, _ = bounds_of(place)
    match = _DENIAL.search(place.note.text[begin : place.start])
    if match is None or (match["word"].lower() == "no" and place.span[:1].isdigit()):
        return place
    start = begin + match.start("word")
    return replace(place, span=place.note.text[start : place.start] + place.span, start=start)


def whole_brackets(place: Found) -> Found:
    """The place with the bracket it opens closed, or cut before it: never "Jo (a nurse"."""
    span, text = place.span, place.note.text
    if span.count("(") > span.count(")"):
        end = place.start + len(span)
        closed = text.find(")", end, end + _IN_BRACKETS)
        if closed >= 0 and not re.search(r"[(\n]", text[end:closed]):
            return replace(place, span=text[place.start : closed + 1])
        return replace(place, span=span[: span.rindex("(")].rstrip() or span)
    if span.count(")") > span.count("("):
        cut = span.index(")")
        behind = span[cut + 1 :].lstrip(" ,;")
        if cut > len(behind):
            return replace(place, span=span[:cut].rstrip() or span)
        return replace(place, span=behind, start=place.start + len(span) - len(behind))
    return place


def _in_brackets(text: str, at: int, start: int, stop: int) -> tuple[int, int]:
    """What stands inside brackets is a clause of its own, and outside of them a bracket that is
    open ends it."""
    opened = text.rfind("(", start, at)
    if opened >= 0 and ")" not in text[opened:at]:
        closed = text.find(")", at, stop)
        return opened + 1, closed if closed >= 0 else stop
    inner = text[start:stop]
    if inner.count("(") > inner.count(")"):
        return start, start + inner.rindex("(")
    return start, stop

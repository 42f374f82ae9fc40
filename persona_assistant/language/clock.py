"""Clock times in running text: 7pm, 18:30, half past six, 18 Uhr, à 7 heures, noon."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from persona_assistant.language import date_words as words
from persona_assistant.language.patterns import compiled


@dataclass(frozen=True, slots=True)
class FoundTime:
    """A time of day in a text."""

    start: int
    """In characters."""
    end: int
    text: str
    time: datetime.time
    """In 24 hours; "at seven" without more is 7:00."""


def find_times(text: str) -> tuple[FoundTime, ...]:
    """The times of day in a text, in order, without overlap."""
    taken: list[FoundTime] = []
    for found in _found(text):
        if not any(found.start < each.end and each.start < found.end for each in taken):
            taken.append(found)
    return tuple(sorted(taken, key=lambda each: each.start))


def _found(text: str) -> Iterator[FoundTime]:
    for pattern in _WAYS:
        for match in compiled(pattern).finditer(text):
            time = _time(match.groupdict())
            if time is not None:
                start, end = match.span("all")
                yield FoundTime(start, end, text[start:end], time)


def _time(parts: dict[str, str | None]) -> datetime.time | None:
    if name := parts.get("name"):
        return datetime.time(0 if words.plain(name) in _MIDNIGHT else 12)
    hour, minute = _number(parts["h"]), _number(parts.get("m"))
    if by := parts.get("by"):
        minute = _MINUTES.get(words.plain(by)) or _number(by)
        if words.plain(by) == "halb" or words.plain(parts["relation"] or "") in _TO:
            hour, minute = (hour - 1) % 24, 60 - minute
    half = re.sub(r"[^apm]", "", (parts.get("half") or "").lower())
    if half and hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return datetime.time(hour % 24, minute) if 0 <= hour <= 24 and 0 <= minute < 60 else None


def _number(said: str | None) -> int:
    if said is None:
        return 0
    return int(said) if said.isdigit() else _HOURS[words.plain(said)]


_HOURS = {**words.by_plain(words.COUNTS), "twenty": 20, "twenty-five": 25, "zwanzig": 20}
_MINUTES = {"quarter": 15, "viertel": 15, "half": 30, "halb": 30}
_NAMED = tuple(
    "noon midday midnight mittag mitternacht mediodía medianoche midi minuit mezzogiorno "
    "mezzanotte meio-dia meia-noite".split()
)
_MIDNIGHT = frozenset("midnight mitternacht medianoche minuit mezzanotte meia-noite".split())
_TO = frozenset("to vor before".split())
_SPELT = words.any_of(name for name, count in words.COUNTS.items() if count > 1 or name == "one")
_H = rf"(?P<h>[01]?\d|2[0-4]|{_SPELT})"
_HALF = r"(?P<half>[ap](?:\.\s?m\.|\s?m\b))"
_PART = r"(?:in the (?:morning|afternoon|evening)|at night|sharp)"
_WAYS = (
    rf"(?<![\w.,:/-])(?P<all>(?P<h>\d{{1,2}})(?:[:.](?P<m>[0-5]\d))?\s?{_HALF})",
    rf"(?<![\w-])(?P<all>(?P<h>{_SPELT})\s{_HALF})",
    r"(?<![\w.,:/-])(?P<all>(?P<h>[01]?\d|2[0-4])(?:[:h]|\sh\s)(?P<m>[0-5]\d)(?:\s?(?:uhr|h))?)(?![\w:]|\.\d)",
    r"(?<![\w.,:/-])(?P<all>(?P<h>[01]?\d|2[0-4])(?:[.:](?P<m>[0-5]\d))?\s?uhr)\b",
    r"(?<![\w.,:/-])(?P<all>(?P<h>[01]?\d|2[0-4])\s?(?:heures?|h|horas?))(?![\w'’])",
    rf"\b(?P<all>(?P<by>half|quarter|five|ten|twenty|twenty-five|5|10|20|25|halb|viertel|zehn|fünf)\s"
    rf"(?P<relation>past|to|nach|vor|before|after)\s{_H})\b",
    rf"\b(?P<all>(?P<by>half|halb)(?P<relation>\s){_H})\b(?!\s+(?:an?|of|the)\b)",
    rf"\b(?P<all>{_H}\s?o['’]?\s?clock)\b",
    rf"\b(?:at|um|around|by|gegen|ab|a las|alle(?: ore)?|às|vers)\s(?P<all>{_H})(?:\s{_PART})?"
    r"(?=\s*(?:[,;.!?)\n]|$|\b(?:in the|at|on|sharp|every|tomorrow|tonight|am|and)\b))(?!\.\d)",
    rf"\b(?P<all>(?P<name>{words.any_of(_NAMED)}))\b",
)

"""Lists of those whom the user has not seen for a while: "who haven't I seen since March".

Notes tell of a meeting in a few words: "saw her at the market", "lunch with Gaz". Whoever was seen
once, and by their notes never since the time that is asked about, is meant. Of somebody whose notes
tell of no meeting it cannot be said.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence

from persona_assistant.assistant.fragments import fragments, place_at
from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import spans, without_when
from persona_assistant.language.nicknames import called
from persona_assistant.language.numbers import number_in
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.reading import AnyReader, Found

People = Mapping[int, tuple[str, Sequence[Note]]]
Stances = list[tuple[Stance, Found]]
Finder = Callable[[AnyReader, People], dict[int, Stances]]

_ASKED = re.compile(
    r"^(?:have|had) (?:i|we) not (?:seen|met(?: up with)?|visited|caught up with|"
    r"(?:spoken|talked) (?:to|with)|heard from|been in touch with)(?: her)?\b(?P<rest>[^?]*)\?$",
    re.I,
)
_SEEN = re.compile(
    r"^(?:have|did) (?:i|we) (?:see|seen|meet up with|met up with|visit|visited) her\b"
    r"(?P<rest>[^?]+)\?$",
    re.I,
)
_FOR = re.compile(
    r"\b(?:for|in) (?:over |more than |at least |about )?(?P<n>\d{1,2}|[a-z]+) "
    r"(?P<unit>day|week|month|year)s?\b",
    re.I,
)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_AGES = re.compile(r"\b(?:for|in) (?:ages|a while|a long time|(?:so|too) long)\b|^\s*$", re.I)
_WHILE = datetime.timedelta(days=180)
_MEAL = r"(?:lunch|dinner|brunch|breakfast|coffee|tea|drinks?|pint|a pint|beers?|supper|curry)"
_WITH = (
    rf"(?:{_MEAL}|walk|met up|caught up|catch[- ]up|evening|day out|night out|weekend|hung out|out)"
)


def finder(question: str) -> Finder | None:
    """What finds out whom the user has not seen since a time; None for another question."""
    if seen := _SEEN.match(question):
        times = without_when(f"seen{seen['rest']}", datetime.date.today())[1]
        if times is None:
            return None
        first, end = times
        return lambda _, people: {
            i: [(Stance.STATES, at) for day, at in _meetings(*each) if first <= day <= end]
            for i, each in people.items()
        }
    match = _ASKED.match(question)
    if match is None:
        return None
    since = _since(match["rest"], datetime.date.today())
    if since is None:
        return None
    return lambda _, people: {i: _last_seen(since, *each) for i, each in people.items()}


def _since(rest: str, today: datetime.date) -> datetime.date | None:
    """The first day on which they were not seen any more; None where the words name no time."""
    if lasted := _FOR.search(rest):
        number = number_in(lasted["n"])
        days = _DAYS[lasted["unit"].lower()] * (number or 1)
        return today - datetime.timedelta(days=round(days)) if number else None
    if _AGES.search(rest):
        return today - _WHILE
    _, when = without_when(f"seen{rest}", today)
    if when is None:
        return None
    since = re.search(r"\bsince\b", rest, re.I)
    named = max((last for _, last in spans(rest, today) if last < today), default=None)
    if since:
        return None if named is None else named + datetime.timedelta(days=1)
    return when[0]


def _last_seen(since: datetime.date, name: str, notes: Sequence[Note]) -> Stances:
    told = _meetings(name, notes)
    if not told:
        return []
    day, place = max(told, key=lambda each: each[0])
    return [(Stance.STATES if day < since else Stance.DENIES, place)]


def _meetings(name: str, notes: Sequence[Note]) -> list[tuple[datetime.date, Found]]:
    """When the user saw somebody, by their notes."""
    own = "|".join(map(re.escape, sorted(called(name, tuple(each.text for each in notes)))))
    who = (
        r"(?!(?:an?|the|my|our|no|it|that|this|on|off|some|how|what|his|their)\b)[^\W\d_]+\b(?!['’]s)"
        r"(?! (?:mum|mom|dad|sister|brother|son|daughter|wife|husband|boss|friend|new|play|in))"
    )
    seen = re.compile(
        rf"^(?:\w+ )?(?:saw|met|visited|bumped into|ran into|caught up with|went to see|"
        rf"popped (?:in to|round to) see|stayed with) {who}"
        rf"|\b{_WITH} (?:with|w/) ?{who}|^(?:had |the )*{_MEAL} (?:at|in) |"
        rf"\b(?:{own}) (?:came|popped) (?:over|round|to (?:stay|visit|dinner|lunch|tea))\b|"
        rf"\b(?:i|we) (?:saw|met|visited) {who}",
        re.I,
    )
    told: list[tuple[datetime.date, Found]] = []
    for note, start, text in fragments(notes):
        match = seen.search(in_english(text))
        if match is None or note.date is None:
            continue
        days = [last for _, last in spans(text, note.date) if last <= note.date]
        told.append((max(days, default=note.date), place_at(note, start, start + len(text), PLAIN)))
    return told


__all__ = ["finder"]

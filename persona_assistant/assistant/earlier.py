"""Who of two people did something first: whose wedding was earlier, who moved last.

The place that tells of it gives the day: a date in its words, or the day of the note, for what had
just happened then. Where these times may be the other way round, nobody can tell who was first.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from persona_assistant.assistant import their_children
from persona_assistant.assistant.ages import Born, compare
from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import and_list, with_sentence
from persona_assistant.assistant.sides import Pair, Told, nothing
from persona_assistant.language.claims import Stance
from persona_assistant.language.happened import When, spans
from persona_assistant.language.pair_questions import PairQuestion
from persona_assistant.language.words import irregular_base, words
from persona_assistant.pmg import PersonAnswer
from persona_assistant.reader.claimed import claims_in
from persona_assistant.reader.reading import Found

_NEWS = datetime.timedelta(days=365)
"""How long ago it may be what a note tells as something that happened."""
_EVENT = re.compile(r"When was \{name\}'s (?P<what>.+)\?$")
_WHEN = ("When was {{name}}'s {what}?", "When is {{name}}'s {what}?")
_BORN = re.compile(r"When was \{name\}'s (?P<child>.+) born\?$")

_PARENT = re.compile(r"become an? (?:mother|mum|mom|mam|father|dad|parent)\b", re.I)


def earlier(pair: Pair, asked: PairQuestion) -> Told:
    """Who did it first, or last."""
    known = [_first(pair, asked, each) for each in pair.named]
    times = [each for each in known if each is not None]
    told = [each.told for each in times]
    if len(times) < len(known):
        unknown = [each.name for each, time in zip(pair.named, known, strict=True) if time is None]
        return nothing(pair, told, f"The notes of {and_list(unknown)} do not say when.")
    first = compare(times, youngest=asked.least)
    sides = and_list([_dated(each) for each in told])
    if first is None:
        return nothing(pair, (), f"The notes do not tell who was first: {sides}.")
    best = told[first]
    rest = [_dated(each) for each in told if each is not best]
    return Told(
        f"{_dated(best)}; {and_list(rest)}.",
        (best, *(each for each in told if each is not best)),
        short=with_sentence(best),
        best=best.persona_id,
    )


def _dated(each: PersonAnswer) -> str:
    return f"{with_sentence(each)}, noted on {each.date}" if each.date else with_sentence(each)


def _first(pair: Pair, asked: PairQuestion, each: Named) -> Born | None:
    """When somebody did it; the first time, or the last."""
    if (child := _BORN.match(asked.asked)) is not None:
        return their_children.born(pair, each, child["child"])
    times = [
        Born(*when, pair.of(each, place))
        for place in _places(pair, asked, each)
        if (when := _when(place)) is not None
    ]
    if not times:
        return None
    dated = [time for time in times if time.first.year > 1]
    if asked.least:
        return max(dated or times, key=lambda time: time.last)
    return min(dated or times, key=lambda time: time.last)


def _places(pair: Pair, asked: PairQuestion, each: Named) -> Iterator[Found]:
    """Where somebody's notes tell that they did it."""
    event = _EVENT.match(asked.asked)
    ways = [asked.asked] if event is None else [f"Did {{name}} have a {event['what']}?"]
    if _PARENT.search(asked.asked):
        ways.append("Did {name} have a baby?")
    for way in ways:
        question = way.replace("{name}'s", "her").replace("{name}", "she")
        claims = claims_in(question, pair.read(way, each), each.name, pair.notes[each.persona_id])
        found = [place for how, place in claims if how in (Stance.STATES, Stance.FORMER)]
        yield from found
    if event is not None:
        readings = [pair.read(way.format(**event.groupdict()), each) for way in _WHEN]
        yield from [reading.found[0] for reading in readings if reading.answered][:1]


def _when(place: Found) -> When | None:
    """From when to when it was."""
    written = place.note.date
    dates = spans(place.sentence, written)
    if dates:
        return dates[0]
    if written is None:
        return None
    return (written - _NEWS if _has_happened(place.sentence) else datetime.date.min), written


def _has_happened(sentence: str) -> bool:
    """Whether it is told as something that happened: "had a boy", and not "has a boy"."""
    return any(
        word.lower.endswith("ed") or ((irregular_base(word.lower) or word.lower) != word.lower)
        for word in words(sentence)
        if word.lower not in ("has", "is", "does", "goes", "was", "were")
    )

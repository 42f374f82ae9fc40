"""Questions for everything that is known of somebody: "tell me about Tom", "who is Tom?", or for
what is new: "what's new with Tom", "what changed with Tom since 2024".

The answer quotes the latest notes and what was told in conversations, newest first, as far as it
stays readable, and says how many more there are.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from persona_assistant.assistant.longterm import of_people
from persona_assistant.assistant.services import Services
from persona_assistant.language.dates import FoundDate, find_dates, written_out
from persona_assistant.language.words import sentences
from persona_assistant.pmg import AbstentionReason, Answer, Evidence, Note, Outcome, Query

_QUOTED = 6
"""Notes that are quoted, at most."""
_LETTERS = 600
"""Of all quotes together, at most; the first is always there."""
_LONGEST = 240
"""Letters of one quote; a longer note is quoted by its beginning."""
_NOISE = (
    r"(?:please|hi|hello|so|ok(?:ay)?|and|now|well|hey|can you|could you|would you|will you)\b[, ]*"
)
_ALL = (
    r"(?:tell|give|show) me (?:\w+ ){0,4}?(?:about|of|on)"
    r"|what (?:all |else )?(?:do|did|can|have|had|has) (?:you|i|we) (?:\w+ ){0,3}?(?:about|of|on)"
    r"|(?:everything|anything|all) (?:\w+ ){0,3}?(?:about|of|on)"
    r"|what(?: is|['’]s) (?:known|noted|there to know|remembered) (?:about|of|on)"
    r"|(?:summari[sz]e|describe|introduce)(?: me to)?"
)
_WHO = r"who(?: is|['’]?s| was)"
_NEWS = (
    r"(?:what(?:['’]?s| is| has)? (?:all |else )?(?:new|changed|happened|been happening"
    r"|been going on|going on|the (?:latest|news))|any (?:news|changes)"
    r"|(?:has |is |have )?any ?thing (?:new|changed|happened|else new))(?: lately| recently)?"
    r"(?: with| about| on| from| of| for)"
)
_LATELY = r"\s*\b(?:lately|recently|these days|nowadays|at the moment|now)(?=\W*$)"
_WHEN = r"\s+(?P<how>since|in|during)\s+(?P<when>[\w ]{3,30}?)(?=\s+(?:with|about|for)\b|\W*$)"
_NEWS_OPENS = r"what(?:['’]?s| is| has)?|any(?:thing)?|has anything"
_NEWEST = 2
"""Notes that are quoted where it is asked what is new."""


def _any(_: Note) -> bool:
    return True


def or_overview(services: Services, query: Query, answer: Answer) -> Answer | None:
    """What is known of the one person, where that is what is asked; None for any other question.
    "Who is Tom?" is one, however the reader took it."""
    edge = answer.edge
    if edge.outcome is not Outcome.MATCHED or query.image is not None or query.voice is not None:
        return None
    declined = answer.reason is AbstentionReason.ABSENT_ATTRIBUTE
    if answer.abstained and not declined:
        return None
    if not re.match(rf"^\W*(?:{_NOISE})*(?:{_ALL}|{_WHO}|{_NEWS_OPENS})\s", query.text, re.I):
        return None  # most questions: their names are not looked for again
    asked = _without_name(services, query.text)
    when = None
    if not _matches(_ALL, asked) and not _matches(_WHO, asked):
        when = _asked_for_news(asked)
        if when is None:
            return None
    person = edge.candidates[0]
    told = of_people.told_of(services, person.persona_id)
    noted = services.store.passages.dated_notes([person.persona_id]).get(person.persona_id, ())
    every = sorted([*noted, *told], key=lambda note: (note.date is not None, note.date or 0))[::-1]
    if when is not None:
        every = [each for each in every if when(each)]
    if not every:
        return None
    quoted = _quoted(every)[: _NEWEST if when is _any else None]
    return replace(
        answer,
        text=_in_words(person.name, quoted, len(every)),
        abstained=False,
        reason=None,
        evidence=tuple(
            Evidence("text", "you" if n.told else person.name, text, n.triplet_id, n.date)
            for n, text in quoted
        ),
        people=(),
        short="",
    )


def _asked_for_news(asked: str) -> Callable[[Note], bool] | None:
    """Which notes tell what is new, where that is asked; None for any other question."""
    asked = re.sub(_LATELY, "", asked, flags=re.I)
    told = re.search(_WHEN, asked, re.I)
    bare = asked if told is None else asked[: told.start()] + asked[told.end() :]
    if not _matches(_NEWS, bare):
        return None
    if told is None:
        return _any
    dates = find_dates(told["when"], datetime.date.today())
    first = _beginning_of(dates[0]) if len(dates) == 1 else None
    if first is None:
        return None
    last = dates[0].last if told["how"].lower() != "since" else None
    latest = last or datetime.date.max
    return lambda note: note.date is not None and first <= note.date <= latest


def _beginning_of(date: FoundDate) -> datetime.date | None:
    """Its first day; of a month without a year that of the latest one."""
    today = datetime.date.today()
    if date.first is not None or date.month is None:
        return date.first
    return datetime.date(today.year - (date.month > today.month), date.month, 1)


def _without_name(services: Services, text: str) -> str:
    """The question with "X" where it names somebody."""
    with services.deciding:
        mentions = services.router.known.by_name.mentions(text)
    for each in mentions:
        text = text.replace(each.typed, "X")
    return re.sub(r"\b(?:her|him|she|he|them)\W*$", "X", text)


def _matches(pattern: str, asked: str) -> bool:
    return bool(
        re.match(
            rf"^\W*(?:{_NOISE})*(?:{pattern})\s+(?:X\s*)+(?:again|then|anyway)?\W*$", asked, re.I
        )
    )


def _quoted(notes: Sequence[Note]) -> list[tuple[Note, str]]:
    found: list[tuple[Note, str]] = []
    room = _LETTERS
    for note in notes[:_QUOTED]:
        text = _beginning(note.text)
        room -= len(text)
        if found and room < 0:
            break
        found.append((note, text))
    return found


def _beginning(text: str) -> str:
    """Whole sentences, as far as they fit."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    kept = ""
    for each in sentences(line):
        if kept and len(kept) + len(each) > _LONGEST:
            break
        kept = f"{kept} {each}".strip()
    return kept if len(kept) <= _LONGEST else f"{kept[: _LONGEST - 1].rstrip()}…"


def _in_words(name: str, quoted: Sequence[tuple[Note, str]], of: int) -> str:
    said = [
        f"you {'said' if note.told else 'noted'}"
        f'{f" on {written_out(note.date)}" if note.date else ""}: "{text}"'
        for note, text in quoted
    ]
    left = of - len(quoted)
    more = f" ({left} more)" if left else ""
    return f"About {name}, {'; '.join(said)}{more}"

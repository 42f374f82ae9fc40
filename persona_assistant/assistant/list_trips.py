"""Lists of who is to go away: "who's going to Japan", "anyone off abroad in april", "who is away at
christmas".

Notes say where somebody is off to, and mostly when: "they're off to Japan in april". Without a time
the note must be a recent one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.assistant.fragments import place_at
from persona_assistant.assistant.list_visits import People, Stances, holiday, is_theirs, time_of
from persona_assistant.language.claims import Stance
from persona_assistant.language.countries import ABROAD, countries_named
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, spans
from persona_assistant.language.nicknames import called
from persona_assistant.language.words import stem
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.reading import Found

_SURE = 0.86
_DAY = datetime.timedelta(days=1)
_RECENT = 90 * _DAY
"""How old a note may be that tells no day."""
_STAY = 14 * _DAY
"""How long somebody is taken to be away of whom only the day of leaving is told."""
_GOING = (
    r"(?:going|off|flying|travell?ing|heading|jetting|sailing|driving|away|visiting|booked|booking)"
)
_ASKED = re.compile(
    rf"^(?:is|are|will) she (?:be |still |also )?(?:{_GOING} )*{_GOING}"
    r"(?: on (?:an? )?(?:holidays?|vacation|trip|hols))?"
    r"(?: (?:to|in|for|round|around) (?:the )?(?P<where>(?!me\b|us\b|my\b|our\b|work\b)[\w ]+?)"
    r"| (?P<abroad>abroad|overseas))?"
    r"(?P<when>(?: (?:for|over|at|in|on|this|next|before|after|soon|around)\b[^?]*)?)\?$",
    re.I,
)
_TRIP = re.compile(
    r"\b(?:(?:off|flying|flies|fly|going|goes|heading|heads|travell?ing|jetting|sailing|emigrating"
    r"|trip|cruise|honeymoon|holiday|hols|booked(?: flights?| tickets?)?)"
    r"\s(?:to|in|round|around|for)"
    r"|visiting)\s(?P<where>[^\W\d_][\w'’ -]*)",
    re.I,
)
_OVER = re.compile(
    r"\b(?:went|was|were|been|back from|used to|not|never|cancell?ed|would|wants?|wish\w*|might"
    r"|dreams?|if)\b|n['’]t\b",
    re.I,
)


def with_trips(question: str, stances: Stances, people: People, when: When | None) -> Stances:
    """How notes stand to a question, with the trips that they tell, where it asks who is to go
    somewhere. `when` is a time that the question named."""
    match = _ASKED.match(question)
    if match is None:
        return stances
    today = datetime.date.today()
    where, time = (match["where"] or "").strip(), match["when"].strip()
    within: When | None
    if where and not time and (named := holiday(where, today)):  # "away for christmas"
        where, time, within = "", where, named
    else:
        within = holiday(time, today) or next(iter(spans(time, today, to_come=True)), None)
    abroad = bool(match["abroad"]) or ABROAD.search(f"to {where}") is not None
    somewhere = abroad or (countries_named(where) if where else within or when)
    if not somewhere:
        return stances
    if when is not None and when[1] < today:  # "in april" is the next one
        when = when[0] + 365 * _DAY, when[1] + 365 * _DAY
    asked = within or when or (today, today + 366 * _DAY)
    wanted = "" if abroad else where
    told = {i: _trips(asked, wanted, abroad, today, *each) for i, each in people.items()}
    return {**stances, **{i: [*each, *stances.get(i, [])] for i, each in told.items() if each}}


def _trips(
    asked: When, wanted: str, abroad: bool, today: datetime.date, name: str, notes: Sequence[Note]
) -> list[tuple[Stance, Found]]:
    own = called(name, tuple(note.text for note in notes))
    found: list[tuple[Stance, Found]] = []
    for note in notes:
        for match in FRAGMENT.finditer(note.text):
            said = in_english(match.group())
            trip = _TRIP.search(said)
            if (
                trip is None
                or _OVER.search(said[: trip.end()])
                or not is_theirs(said[: trip.start()], own)
            ):
                continue
            if not _goes_there(trip["where"], wanted, abroad):
                continue
            written = note.date or today
            told = time_of(said[trip.start() :], written)
            if told is None and today - written > _RECENT:
                continue
            first, last = told or (written, written + _RECENT)
            last = max(last, first + _STAY)
            if last < today or first > asked[1] or last < asked[0]:
                continue
            found.append((Stance.STATES, place_at(note, *match.span(), _SURE)))
    return found


def _goes_there(where: str, wanted: str, abroad: bool) -> bool:
    """Whether a trip leads to the place that is asked for, or to a town or a country at all."""
    if not wanted:
        return bool(countries_named(where)) or not abroad
    said = {stem(each) for each in re.findall(r"[^\W\d_]+", where.lower())}
    if {stem(each) for each in re.findall(r"[^\W\d_]+", wanted.lower())} <= said:
        return True
    return bool(countries_named(wanted) & countries_named(where))

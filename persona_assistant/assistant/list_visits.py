"""Lists of who comes to the user: "who's visiting me over the holidays", "any guests at easter".

Notes say it of the person they are about: "coming for new year, 30 dec to 3 jan", "they fly in dec
22". The day, or the holiday, says whether that is still to come and when.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from persona_assistant.assistant.fragments import place_at
from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, spans
from persona_assistant.language.nicknames import called
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.reading import AnyReader, Found

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = dict[int, list[tuple[Stance, Found]]]

_SURE = 0.88
_DAY = datetime.timedelta(days=1)
_STAY = datetime.timedelta(days=5)
"""How long somebody is taken to stay of whom only the day of coming is told."""
_TO_USER = r"(?:me|us|mine|ours|my (?:place|house|flat)|our (?:place|house|flat)|here)"
_ASKED = re.compile(
    rf"^(?:is|are|will) she (?:be )?(?:(?:visiting|"
    r"coming(?: over)?(?: to)?(?: visit| see| stay with)?|"
    rf"staying(?: over)?(?: with| at)|stopping(?: with| at)|spending (?:\w+ )*with|joining) "
    rf"{_TO_USER}|"
    r"coming(?: over| round| to stay| to visit| for a visit| here|(?= (?:for|at|over|in) ))|"
    rf"(?:an? )?(?:house ?)?guest(?: of mine)?|staying over|visiting)\b(?P<when>[^?]*)\?$"
    rf"|^(?:will|does) she (?:come|visit|stay with)(?: to)?(?: {_TO_USER}| over| to stay)"
    r"(?P<then>[^?]*)\?$",
    re.I,
)
_COMES = re.compile(
    rf"\b(?:coming|comes?) (?:over|round|to (?:stay|visit|see (?:me|us)|{_TO_USER})|for|here|home|"
    rf"with us|(?=\d|on\b|in\b|next\b|at\b))|\b(?:visiting|visits?) (?:{_TO_USER}\b|from\b|for\b|"
    rf"(?=\d|on\b|next\b|in [a-z]+ (?:for|with)\b))|\b(?:fl(?:y|ies|ying)|arriv(?:e|es|ing)|"
    rf"land(?:s|ing)?|gets?|getting) in\b|\b(?:arriv(?:e|es|ing)|land(?:s|ing)?) (?:on |at )?"
    rf"(?=\d|[a-z]{{3,9}} \d)|\bstay(?:s|ing)? (?:over )?(?:with|at) {_TO_USER}\b|"
    rf"\bspending (?:[\w']+ ){{1,3}}with (?:me|us)\b",
    re.I,
)
_UNSURE = re.compile(
    r"\b(?:not|never|n't|might|may(?! \d)|would|wants?|hop(?:es?|ing)|can't|couldn't|if|"
    r"came|was|were|maybe|wish\w*|asked|invited|should|must)\b|n['’]t\b",
    re.I,
)
_SUBJECT = re.compile(r"\b(?:she|he|they|both|all|family|kids|girls|boys|lot)\b", re.I)


def finder(question: str, when: When | None) -> Callable[[AnyReader, People], Stances] | None:
    """What finds out who is to visit the user; None for another question. `when` is a time that
    the question named."""
    match = _ASKED.match(question)
    if match is None:
        return None
    today = datetime.date.today()
    time = (match["when"] or match["then"] or "").strip()
    within = holiday(time, today) or next(iter(spans(time, today, to_come=True)), None)
    if time and within is None and not re.fullmatch(r"(?:soon|again|at all)?", time):
        return None
    if when is not None and when[1] < today:  # "in december" is the next one
        when = when[0] + 365 * _DAY, when[1] + 365 * _DAY
    asked = within or when or (today, today + 366 * _DAY)
    return lambda _, people: {i: _visits(asked, today, *each) for i, each in people.items()}


def _visits(
    asked: When, today: datetime.date, name: str, notes: Sequence[Note]
) -> list[tuple[Stance, Found]]:
    own = called(name, tuple(note.text for note in notes))
    found: list[tuple[Stance, Found]] = []
    for note in notes:
        for match in FRAGMENT.finditer(note.text):
            said = in_english(match.group())
            comes = _COMES.search(said)
            if comes is None or not is_theirs(said[: comes.start()], own):
                continue
            when = time_of(said[comes.start() :], note.date or today)
            if when is None or when[1] < today or when[0] > asked[1] or when[1] < asked[0]:
                continue
            found.append((Stance.STATES, place_at(note, *match.span(), _SURE)))
    return found


def is_theirs(before: str, own: frozenset[str]) -> bool:
    """Whether the clause that leads to it is of the person, and says that it will be."""
    clause = re.split(r"[;:(]|, (?:and|but) |\bbut\b", before)[-1]
    if _UNSURE.search(clause) or re.search(r"\b(?:i|we)\b(?!.*\b(?:she|he|they)\b)", clause, re.I):
        return False
    said = {each.lower() for each in re.findall(r"[^\W\d_]+", clause)}
    named = re.findall(r"\b[A-ZÀ-Þ][^\W\d_]+", clause)
    theirs = bool(said & own) or _SUBJECT.search(clause) is not None
    return theirs or not named


def time_of(said: str, written: datetime.date) -> When | None:
    """When it is, told on a day."""
    times = spans(said, written, to_come=True)
    if times:
        first, last = min(first for first, _ in times), max(last for _, last in times)
        return first, (last if last > first else first + _STAY)
    return holiday(said, written)


_HOLIDAYS = (
    (r"new year|hogmanay|sylvester", (12, 29), (1, 4)),
    (r"christmas|xmas|x-mas|yule|boxing day", (12, 24), (12, 26)),
    (r"holidays?|festive|winter break", (12, 18), (1, 5)),
)


def holiday(said: str, on: datetime.date) -> When | None:
    """The holiday that some words name, the next one after a day."""
    for name, begin, end in _HOLIDAYS:
        if re.search(rf"\b(?:{name})", said, re.I):
            year = on.year - (on.month == 1 and on.day <= end[1] and end[0] == 1)
            last = datetime.date(year + (end[0] < begin[0]), *end)
            year += last < on
            return datetime.date(year, *begin), datetime.date(year + (end[0] < begin[0]), *end)
    return None

"""Lists by who works: "who has left their job", "who got a new job this year", "who isn't working".

Leaving, starting and stopping work are told in a few words each, so everybody's notes are gone
through in order of time. What was so at the end tells who works today; what is announced has
happened once its day is past.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from persona_assistant.assistant.fragments import day_of, fragments, place_at
from persona_assistant.assistant.list_marital import is_of_others
from persona_assistant.assistant.list_owners import Owners
from persona_assistant.language.claims import Stance
from persona_assistant.language.gloss import in_english
from persona_assistant.language.happened import When, spans
from persona_assistant.language.working import is_work_at
from persona_assistant.pmg import Note
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.reading import Found

People = Mapping[int, tuple[str, Sequence[Note]]]
Stances = dict[int, list[tuple[Stance, Found]]]


class _Event(Enum):
    LEFT = "left"
    """Of their own will, or without a word why."""
    LOST = "lost"
    NEW = "new"
    RETIRED = "retired"
    AWAY = "away"
    """On leave, or too ill to work: the job is theirs."""
    BACK = "back"


_JOB = r"(?:jobs?|work(?:ing)?|posts?|positions?|career)"
_ASKED = (
    (
        rf"(?:has|did) she (?:left?|leave|quit|given? up|give up|packed? in|chucked? in|resigned?|"
        rf"hand(?:ed)? in)(?: from)?"
        rf"(?: (?:(?:their|her|his|a|the) )?(?:old )?(?:{_JOB}|notice))?",
        {_Event.LEFT, _Event.RETIRED},
    ),
    (
        rf"(?:has|did) she (?:(?:get|got|gotten|start|started|begin|begun|find|found|have|land|"
        rf"landed) "
        rf"(?:an?|her|their) (?:new )?{_JOB}|(?:change|changed|switch|switched|move|moved) {_JOB})"
        r"|does she have an? (?:new )?(?:job|post|position)",
        {_Event.NEW},
    ),
    (
        r"(?:did|has) she retired?|is she retired|"
        r"(?:did|has) she (?:stop(?:ped)?|finish(?:ed)?|g[ia]ven? up) work(?:ing)?",
        {_Event.RETIRED},
    ),
    (
        r"is she (?:not |isn't )(?:working|in work|employed)|"
        r"does she not (?:work|have an? job)|does she have no job",
        {_Event.LOST, _Event.RETIRED, _Event.AWAY},
    ),
    (r"is she (?:out of work|unemployed|jobless|between jobs|looking for work)", {_Event.LOST}),
    (r"is she off work", {_Event.AWAY}),
)
_SAYS: tuple[tuple[_Event, str], ...] = (
    (
        _Event.BACK,
        r"\bback (?:at|to|in) (?:work|teaching|nursing|the office)\b|\bback full[- ]time\b",
    ),
    (
        _Event.RETIRED,
        r"\b(?:retired(?! to\b)|retires|retiring|took early retirement|retirement do|"
        r"stopped work(?:ing)?|finished work(?:ing)?|gave up work(?:ing)?)\b",
    ),
    (
        _Event.LOST,
        r"\b(?:laid off|(?:made )?redundant|sacked|fired(?! up)|let go(?! of)|"
        r"got the (?:sack|boot)|"
        r"lost (?:(?:his|her|their|the) )?job|unemployed|out of work|between jobs|jobless|"
        r"looking for (?:a (?:new )?job|work)|job[- ]hunting)\b",
    ),
    (
        _Event.AWAY,
        r"\b(?:on (?:mat(?:ernity)?|pat(?:ernity)?|sick|parental|gardening) ?leave|on mat|"
        r"off work|signed off|off sick|on a sabbatical|"
        r"stay[- ]at[- ]home (?:mum|mom|dad|parent)|not working)\b",
    ),
    (
        _Event.NEW,
        r"\bnew (?:job|post|role|position)\b|\bchanged jobs?\b|\bswitched jobs?\b|"
        r"\bgot (?:a|the) (?:\w+ )?(?:job|post)\b|\bnow freelanc\w+|\b(?:went|gone) freelance\b|"
        r"\b(?:now|went) self[- ]employed\b|\bset up on (?:her|his|their) own\b|"
        r"\bstart(?:s|ed|ing) (?:work )?(?:as|at|with) "
        r"(?!(?:the )?(?:uni|university|college|school|gym|nursery|a class|home|half|noon|\d))",
    ),
    (
        _Event.LEFT,
        r"\b(?:left|leaving|leaves|quit|quits|packed in|jacked in|chucked in|gave up|given up|"
        r"giving up|resigned|resigning|handed in (?:his|her|their) notice|leaving (?:do|drinks)|"
        r"finished (?:at|with))\b(?! handed| me\b| him\b| her (?!job|post|work)| us\b| it\b)"
        r"(?P<what>[^,;.!?]*)",
    ),
)
_NOT = re.compile(
    r"\b(?:not|never|no|n't|want(?:s|ed|ing)?|hop(?:es?|ing)|might|may|maybe|if|would|wish\w*|"
    r"think(?:s|ing)|apply\w*|applied|interview\w*|after a|looking for|could|nearly|almost|"
    r"didn|hasn|isn)\b|n['’]t\b",
    re.I,
)
_TO_COME = re.compile(
    r"\b(?:retir(?:es|ing)|leav(?:es|ing)(?! do| drinks)|start(?:s|ing)|from)\b", re.I
)
_WORK = re.compile(
    rf"\b(?:{_JOB}|firm|company|practice|notice|employers?|bank|council|office|agency|nhs|"
    r"police|army|navy|force|civil service|factory|hospital|restaurant|shop|salon|"
    r"leaving (?:do|drinks)|resign\w*)\b",
    re.I,
)
_OTHER_JOB = re.compile(
    r"\b(?:her|his|their) (?!new|old|first|next|dream)\w+['’]s? (?:new )?job", re.I
)


@dataclass(frozen=True, slots=True)
class _Told:
    event: _Event
    place: Found
    text: str
    to_come: bool


def with_work_changes(
    question: str, stances: Stances, people: People, when: When | None
) -> Stances:
    """How everybody stands to a question for leaving, starting or stopping work, with what the
    notes tell of it in so many words."""
    wanted = next(
        (
            frozenset(events)
            for said, events in _ASKED
            if re.fullmatch(rf"(?:{said})\?", question, re.I)
        ),
        None,
    )
    if wanted is None or (when is None and question == "Does she have a job?"):
        return stances
    lasting = _Event.AWAY in wanted or question.lower().startswith("is she")
    found: Stances = {}
    for persona, (name, notes) in people.items():
        told = list(_events(name, notes))
        if lasting:
            last = [each for each in told if each.event is not _Event.LEFT][-1:]
            own = [each for each in last if each.event in wanted]
            over = bool(last) and not own
        else:
            own = [
                each
                for each in told
                if each.event in wanted
                and _fits(each, when)
                and (_Event.LEFT not in wanted or not _STANDING.search(each.text))
            ]
            over = False
        told_alone = over or _STOPPED.match(question) is not None
        before = [] if told_alone else stances.get(persona, [])
        found[persona] = [*((Stance.STATES, each.place) for each in own), *before]
    return found


_STOPPED = re.compile(r"(?:did|has) she (?:stop|finish|g[ia]ve)", re.I)
"""Is told in few words, and the reader takes any change of work for it."""


def _events(name: str, notes: Sequence[Note]) -> Iterator[_Told]:
    """What the notes tell of somebody's work that began or ended, in order of time."""
    owners = Owners(name, notes)
    today = datetime.date.today()
    for note, start, text in fragments(sorted(notes, key=day_of)):
        english = in_english(text)
        matches = [
            (event, match)
            for event, pattern in _SAYS
            if (match := re.search(pattern, english, re.I)) is not None
        ]
        for event, match in sorted(matches, key=lambda each: each[1].start()):
            before = english[: match.start()]
            clause = re.split(r"[;:,(]|\bbut\b", before)[-1]
            if event is not _Event.AWAY and _NOT.search(clause):
                continue
            if event is _Event.LEFT and not _leaves_work(match, note, notes):
                continue
            begin, end = match.span() if english == text else (0, len(text))
            place = place_at(note, start + begin, start + end, PLAIN)
            if is_of_others(before, match.group(), place, owners) or _OTHER_JOB.search(english):
                continue
            to_come = _TO_COME.search(match.group()) is not None
            passed = _has_passed(text, note, today)
            if to_come and not passed:
                continue
            if event is _Event.AWAY and passed:
                event = _Event.BACK
            yield _Told(event, place, text, to_come)


def _has_passed(text: str, note: Note, today: datetime.date) -> bool:
    """Whether the day that some words announce is past: the day that they name, or a year on."""
    if note.date is None:
        return True
    text = re.sub(r"\b(?:til|till)\b", "until", text, flags=re.I)
    last = max((day for _, day in spans(text, note.date, to_come=True)), default=None)
    if _YEAR_END.search(text):
        last = datetime.date(note.date.year, 12, 31)
    if last is None or last < note.date:
        last = note.date + datetime.timedelta(days=365)
    return last < today


_YEAR_END = re.compile(r"\b(?:at |by )?(?:the )?end of (?:the |this )?year\b", re.I)
_STANDING = re.compile(
    r"\bretired (?!in|from|at|last|this|since|early|now|on|after|and|but)\w+", re.I
)
"""Tells what somebody is, and not that they left: "retired headteacher"."""


def _leaves_work(match: re.Match[str], note: Note, notes: Sequence[Note]) -> bool:
    """Whether what was left is work, by its name or by a note that tells of work there."""
    if _WORK.search(match.group()):
        return True
    what = re.match(
        r" (?:the |her |his |their |at )?(?P<what>[^\W\d_]{2,}(?: [A-ZÀ-Þ][\w'’]+)*)",
        match["what"] or "",
    )
    if what is None:
        return False
    word = re.compile(rf"\b{re.escape(what['what'])}\b", re.I)
    return any(
        is_work_at(each.text, at.start(), at.end())
        for each in notes
        if day_of(each) <= day_of(note)
        for at in word.finditer(each.text)
        if each is not note
    )


def _fits(told: _Told, when: When | None) -> bool:
    if when is None:
        return True
    written = told.place.note.date
    begins = told.event is _Event.NEW and _TO_COME.search(told.text) is not None
    to_come = told.to_come or begins
    named = spans(told.text, written, to_come=to_come)
    if to_come and written is not None:
        named = [each for each in named if each[1] >= written]
    if not named:
        return written is not None and when[0] <= written <= when[1]
    return any(first <= when[1] and when[0] <= last for first, last in named)


__all__ = ["with_work_changes"]

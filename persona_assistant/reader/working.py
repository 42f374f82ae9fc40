"""What somebody does for a living, or did before, by what the notes say of their work.

The network reads sentences, and often points at an older one or at one about a husband. What the
notes state of somebody's work is put in order of time instead: the newest is what they do, unless a
newer note says that it is over. Where the network is sure of a note as new, it is left to it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.gloss import question_in_english
from persona_assistant.language.kin import ALIKE
from persona_assistant.language.words import STOP, words
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_work import AsksWork, asked_work
from persona_assistant.reader.cast import Cast, cast_of
from persona_assistant.reader.clauses import asked_of_before
from persona_assistant.reader.layout import bounds
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import SURE
from persona_assistant.reader.said_of import Asked, is_of, of_whom
from persona_assistant.reader.standing import standing
from persona_assistant.reader.superseded import NEWER
from persona_assistant.reader.timeline import history
from persona_assistant.reader.works import StatedWork, Tie, stated_works

_LESS = 0.3
"""What remains of the probability of the places beside the one that answers."""
_SHORTER = 0.5
"""The probability from which on the network's words are told in place of a whole clause."""


@dataclass(frozen=True, slots=True)
class Working:
    """The answer from what the notes state; it stands on the first place."""

    found: tuple[Found, ...]
    answer: str = ""
    """With yes or no; "" where the span says it all."""
    earlier: Found | None = None
    history: str = ""
    """As `Reading.history`."""


@dataclass(frozen=True, slots=True)
class _Work:
    note: Note
    stated: StatedWork

    @property
    def when(self) -> tuple[datetime.date, int, int]:
        return self.note.date or datetime.date.min, self.note.triplet_id or 0, self.stated.start

    def place(self) -> Found:
        text, start = self.note.text, self.stated.start
        sentence = next((text[a:b] for a, b in bounds(text) if a <= start < b), text)
        return Found(self.note, sentence, self.stated.text, start, SURE)


def worked(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None, line: float
) -> Working | None:
    """What the notes state of the work that a question asks for; None where they state none, or
    where the network is sure, `line`, of what is as new."""
    if name is None or is_user(name):
        return None
    question = question_in_english(question)
    cast = cast_of(notes, name)
    asks = asked_work(question, cast.own | set(cast.others) | set(ALIKE))
    if asks is None:
        return None
    whom = of_whom(question, name, cast)
    works = sorted(_works(notes, cast, whom), key=lambda each: each.when)
    if not works:
        return None
    led = _BEFORE_FIRST.match(question)
    then = led["then"] if led else asked_of_before(question)[1]
    return _answer(asks, question, then, works, found, line)


def _works(notes: Sequence[Note], cast: Cast, whom: Asked | None) -> list[_Work]:
    """What is stated of the one asked about: of the person where `whom` is None."""
    return [
        _Work(note, each)
        for note in notes
        for each in stated_works(note.text, cast)
        if each.text
        and each.tie is not Tie.WISH
        and (each.subject.own if whom is None else is_of(each.subject, whom))
    ]


def _answer(
    asks: AsksWork,
    question: str,
    then: str,
    works: Sequence[_Work],
    found: Sequence[Found],
    line: float,
) -> Working | None:
    current = _current(works)
    if asks is AsksWork.STILL:
        thing = _stems(question.lower().rpartition("still")[2]) - _WORK
        has = thing & _stems(current.stated.text) and current.stated.tie is Tie.NOW
        known = any(thing & _stems(each.stated.text) for each in works)
        return _told(current, found, "yes" if has else "no") if known else None
    if asks is AsksWork.HAS:
        has = current.stated.tie is Tie.NOW
        asked_not = re.search(r"(?i)\b(?:unemployed|out of work|jobless)\b", question) is not None
        return _told(current, found, "yes" if has is not asked_not else "no")
    if asks is AsksWork.OWN:
        own = re.search(_OWN, current.stated.text + " " + current.place().sentence, re.I)
        if re.search(r"(?i)\bor\b", question):
            return _told(current, found)
        return _told(current, found, "yes" if own and current.stated.tie is Tie.NOW else "no")
    if asks is AsksWork.NOW:
        nowhere = current.stated.tie is Tie.OVER and re.search(_FOR_WHOM, question.lower())
        settled = nowhere or _is_settled(current, found, line)
        return None if settled else _now(current, works, found, line)
    done = [each for each in works if each.stated.tie is not Tie.OVER]
    if asks is AsksWork.FIRST:
        return _told(done[0], found) if done else None
    before = _before(_stems(then), works, done, current)
    return _told(before, found) if before is not None else None


_BEFORE_FIRST = re.compile(
    r"(?i)^\W*before (?:the |her |his |their |being an? |an? )?(?P<then>.+?),? (?:who|what|where"
    r"|which)\b"
)


def _before(
    then: set[str], works: Sequence[_Work], done: Sequence[_Work], current: _Work
) -> _Work | None:
    """The work before the one that `then` speaks of; before the one they have now, where it speaks
    of none."""
    later = [each for each in done if then & _stems(each.stated.text)]
    later = later or [each for each in done if then & _stems(each.place().sentence)]
    was = [each for each in done if each.stated.tie is Tie.PAST]
    if not later and was:
        return was[-1]
    if not later and current in done:
        later = [each for each in done if each.note == current.note]
    past = done[: done.index(later[0])] if later else list(done)
    ends = [
        each
        for each in works
        if later and each.stated.tie is Tie.OVER and each.note == later[0].note
    ]
    ended = [
        each
        for each in past
        if any(_stems(each.stated.text) & _stems(it.stated.text) for it in ends)
    ]
    past = ended or past
    if not past:
        return None
    sentence = past[-1].place().sentence
    return next(
        each for each in past if each.note == past[-1].note and each.place().sentence == sentence
    )


_WORK = {word.stem for word in words("work working employed job")}
_FOR_WHOM = r"\b(?:where|whom?|which|employ\w*|company|firm)\b"
"""What has ended is no answer to this."""
_OWN = (
    r"\b(?:own (?:\w+ )?(?:business|firm|garage|shop|salon|practice|bakery|company|studio|name"
    r"|boss)|for (?:him|her|them)sel\w+"
    r"|on (?:his|her|their) own|freelanc\w*|self[- ]employed|runs the \w+ (?:him|her)self)\b"
)


def _current(works: Sequence[_Work]) -> _Work:
    """What they do now: the newest work, or that it is over. What ended in the same note as
    something begins is past."""
    newest = [each for each in works if each.note == works[-1].note]
    has = [each for each in newest if each.stated.tie is Tie.NOW]
    over = [each for each in newest if each.stated.tie is Tie.OVER]
    return (has or over or newest)[0]


def _is_settled(current: _Work, found: Sequence[Found], line: float) -> bool:
    """Whether the network is sure of a place as new as what is stated."""
    best = max(found, key=lambda each: each.probability, default=None)
    if best is None or best.probability < line:
        return False
    first = current.stated.start
    beside = not first <= best.start < first + len(current.stated.text)
    return _day(best) > current.when[0] or (best.note == current.note and beside)


def _now(
    current: _Work, works: Sequence[_Work], found: Sequence[Found], line: float
) -> Working | None:
    """What they do now, with what they did before."""
    said = range(current.stated.start, current.stated.start + len(current.stated.text))
    if current.stated.tie is Tie.OVER and any(
        _day(each) >= current.when[0] and each.probability >= NEWER and each.start not in said
        for each in found
    ):
        return None  # what came next is not known as work, but may be read
    told = _told(current, found)
    older = [each.place() for each in works if each.when[0] < current.when[0]][-1:]
    older += [each for each in found if each.probability >= line and _day(each) < current.when[0]]
    if not older:
        return told
    since = standing(told.found[0]).since
    then = history(since, current.note.date, older[-1].span)
    return replace(told, earlier=older[-1], history=then)


def _day(place: Found) -> datetime.date:
    return place.note.date or datetime.date.min


def _told(work: _Work, found: Sequence[Found], said: str = "") -> Working:
    place = work.place()
    end = place.start + len(place.span)
    seen = [each for each in found if each.note == place.note and place.start <= each.start < end]
    best = max(seen, key=lambda each: each.probability, default=None)
    shorter = best is not None and best.probability >= _SHORTER
    if (
        best is not None and shorter and work.stated.tie is not Tie.OVER
    ):  # the network's fewer words
        place = replace(best, probability=max(SURE, best.probability))
    rest = [
        replace(each, probability=each.probability * _LESS)
        for each in found
        if not (each.note == place.note and each.sentence == place.sentence)
    ]
    rest.sort(key=lambda each: -each.probability)
    return Working((place, *rest), f"{said}: {place.span}" if said else "")


def _stems(text: str) -> set[str]:
    return {word.stem for word in words(text) if word.lower not in STOP}

"""Of several statements of one thing, which holds: the newer, and what was before.

A person has one home, one job, one phone number at a time: of two such statements the newer one
wins, and the answer says since when and what was before. Of other things there may be several, such
as hobbies: they are a list. What is said to have ended is left out, unless it is asked for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.contacts import Kind
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder, written_out
from persona_assistant.language.words import STOP, words
from persona_assistant.reader.asked_time import (
    ARRIVED,
    BEFORE,
    OF_WISHES,
    OF_WORK,
    ONCE,
    ONE_AT_A_TIME,
    OPEN,
    REGULAR,
    SINGLE,
    STILL,
    THEN,
    asks_for_first,
    asks_for_one_now,
    says,
)
from persona_assistant.reader.asked_work import asks_for_work
from persona_assistant.reader.clauses import asked_of_before, statements
from persona_assistant.reader.home_ties import is_wished
from persona_assistant.reader.reading import Found
from persona_assistant.reader.same_thing import (
    is_ahead,
    is_any,
    is_of_work,
    is_of_year,
    lacks,
    like,
    may_be_work,
    of_the_thing,
)
from persona_assistant.reader.standing import Holds, Standing, standing
from persona_assistant.reader.superseded import with_newer

LINE = 0.5
"""The least probability of a statement that counts."""
_BESIDE = 0.7
"""Of the best one's probability, what another one needs to stand beside it."""
_LISTED_WITH = 20
"""By so many times its odds may fall short of the surest one's for a place to be listed with it."""
_LONG_AGO = datetime.date.min
_HINT = 0.05
"""The probability from which on a place may be what was before."""
_ENDED = 0.5
"""What remains of the probability where all there is has ended and today is asked about."""


@dataclass(frozen=True, slots=True)
class Settled:
    """The statements in the order in which they hold."""

    found: tuple[Found, ...]
    """The answer stands on the first one."""
    answer: str = ""
    """As a list, or with yes or no; "" where the first span says it all."""
    history: str = ""
    """Since when it holds and what was before: "since May 2024; Lyon before"."""
    earlier: Found | None = None
    """An older statement of the same thing that no longer holds."""


def settle(
    question: str,
    found: Sequence[Found],
    *,
    kind: Kind | None = None,
    line: float = LINE,
    order: DateOrder = "auto",
    name: str | None = None,
) -> Settled:
    """Puts the places that answer, most probable first, in order of time. `kind` is what the
    question asks for, as `asked_kind` has it; `line` the least probability that counts; `name` who
    is asked about."""
    if not found or found[0].probability < line:
        return Settled(tuple(found))
    least = max(line, _BESIDE * found[0].probability)
    asked = plain(question)
    of_work = kind is None and (says(OF_WORK, asked) or asks_for_work(question, name))
    one = kind in ONE_AT_A_TIME or says(REGULAR if kind else SINGLE, asked) or of_work
    today = one or (kind is None and asks_for_one_now(asked))
    today = today and not says(f"{STILL}|{BEFORE}|{THEN}", asked)
    first = kind is None and asks_for_first(asked)
    if one and today and not first:
        other = is_any if kind is None else like(found[0], asked, name)
        fits = is_of_work if of_work else other
        found = with_newer(found, least, order, fits)
    if kind in ("amount", "time"):
        found = of_the_thing(asked, found, least, name)
    two_times = kind is None and says(f"{STILL}|{BEFORE}|{SINGLE}", asked)
    stated = [
        _Statement(each, standing(each, order))
        for place in found
        if place.probability >= least
        for each in (statements(place) if two_times else (place,))
    ]
    rest = [each for each in found if each.probability < least]
    if says(STILL, asked) and kind != "count":
        return _still(asked, _by_time(stated), rest)
    if first:
        return _oldest(_by_time(stated), rest)
    if says(BEFORE, asked):
        then = asked_of_before(question)[1]
        return _former(_by_time(stated), rest, then, arrived=says(ARRIVED, asked))
    if of_work and not says(OF_WISHES, asked):
        answering = [each.place for each in stated]
        real = [
            each
            for each in stated
            if not _is_wish(each)
            and not is_ahead(each.place, order)
            and may_be_work(each.place, answering)
        ]
        wished = [_less_sure(each) for each in stated if each not in real]
        stated, rest = real, [*wished, *rest]
        if not real:
            return Settled(tuple(rest))
    if today or kind in ONE_AT_A_TIME or (kind is None and says(SINGLE, asked)):
        newest = _newest(_by_time(stated), rest)
        return _no(newest, asked, name or "") if kind is None else newest
    if kind is None and says(OPEN, asked) and not says(ONCE, asked):
        return _listed([each for each in stated if is_of_year(asked, each.place)] or stated, rest)
    alike = [each for each in stated if _but_for_the_answer(each.place, found[0])]
    if kind is None and len(alike) > 1 and not says("did|was|were|when", asked):
        others = [each for each in found if each not in [like.place for like in alike]]
        return _newest(_by_time(alike), others)
    return Settled(tuple(found))


def _but_for_the_answer(one: Found, other: Found) -> bool:
    """Whether two sentences are one another's, but for the words that answer: "my commute takes 30
    minutes", "my commute takes 45 minutes now"."""
    first, second = (
        {word.stem for word in words(each.sentence) if word.content}
        - {word.stem for word in words(each.span)}
        for each in (one, other)
    )
    return bool(first) and first == second


def _is_wish(each: _Statement) -> bool:
    said = each.place.note.text, each.place.start
    return each.standing.holds is not Holds.NO and is_wished(*said)


def _odds(place: Found) -> float:
    return place.probability / max(1 - place.probability, 1e-9)


@dataclass(frozen=True, slots=True)
class _Statement:
    place: Found
    standing: Standing


def _by_time(stated: Sequence[_Statement]) -> list[_Statement]:
    """What holds now first, then what was stated later."""
    return sorted(stated, key=_when, reverse=True)


def _when(each: _Statement) -> tuple[bool, datetime.date, int, int, int, float]:
    place, holds = each.place, each.standing.holds
    return (
        holds > Holds.NO,
        place.note.date or datetime.date.min,
        holds,
        place.note.triplet_id or 0,
        place.start,
        place.probability,
    )


# --- what a person has one of


def _newest(stated: Sequence[_Statement], rest: Sequence[Found]) -> Settled:
    current = stated[0]
    if current.standing.holds is Holds.NO:
        return Settled((*map(_less_sure, stated), *rest), earlier=current.place)
    others = [each for each in stated[1:] if not _same(each.place.span, current.place.span)]
    ordered = (*(each.place for each in stated), *rest)
    if not others or _at_once(current, others[0]):
        return Settled(ordered)
    return Settled(ordered, "", _history(current, others[0]), others[0].place)


def _oldest(stated: Sequence[_Statement], rest: Sequence[Found]) -> Settled:
    """Of what somebody had one after the other the first."""
    places = sorted((each.place for each in stated), key=lambda each: each.note.date or _LONG_AGO)
    return Settled((*places, *rest))


def _no(newest: Settled, asked: str, name: str) -> Settled:
    """Whether somebody smokes is answered by "gave up smoking": no."""
    ended = newest.earlier
    if ended is None or newest.answer or ended.start != newest.found[0].start:
        return newest
    if not re.match(rf"(?:{_WHETHER})\b", asked):
        return newest
    said = {word.stem for word in words(ended.sentence)} - {word.stem for word in words(name)}
    if not said & {word.stem for word in words(asked) if word.lower not in STOP}:
        return newest
    return Settled((ended, *newest.found[1:]), f"no: {ended.span}", earlier=ended)


_WHETHER = "does|do|is|are|has|have|can"


def _less_sure(each: _Statement) -> Found:
    return replace(each.place, probability=each.place.probability * _ENDED)


def _at_once(one: _Statement, other: _Statement) -> bool:
    """Whether nothing tells two statements apart in time."""
    same_day = one.place.note.date == other.place.note.date
    return same_day and one.standing.holds == other.standing.holds


def _history(current: _Statement, before: _Statement) -> str:
    since = current.standing.since
    return history(since, current.place.note.date, before.place.span)


def history(since: str, written: datetime.date | None, before: str) -> str:
    """What is told after what holds: since when, or when it was noted, and what was before."""
    when = f"since {since}; " if since else f"noted on {written_out(written)}; " if written else ""
    return f"{when}{before} before"


def _same(one: str, other: str) -> bool:
    """Whether two spans say the same: all content words of the shorter are in the longer."""
    first, second = (
        {word.stem for word in words(each) if word.lower not in STOP} or {plain(each)}
        for each in (one, other)
    )
    return first <= second or second <= first


# --- what was, and whether it still is


def _former(
    stated: Sequence[_Statement], rest: Sequence[Found], then: str, *, arrived: bool
) -> Settled:
    """The latest statement that no longer holds; else the one before the newest. `then` is what
    came after it: "an instructor". What somebody did before they `arrived` is
    nothing that holds today."""
    came = {word.stem for word in words(then) if word.lower not in STOP} - _ENDING
    later = [each for each in stated if came and _named(_clause_of(each.place), came)]
    rest = (*(each.place for each in later), *rest)
    if later and len(later) == len(stated):
        return Settled((*map(_less_sure, later), *rest[len(later) :]))
    stated = [each for each in stated if each not in later]
    ended = [each for each in stated if each.standing.holds is Holds.NO]
    past = [each for each in stated if each.standing.holds is Holds.PAST_TENSE]
    older = [
        each
        for each in stated[1:]
        if not _same(each.place.span, stated[0].place.span) and not _at_once(stated[0], each)
    ]
    if came and not later and any(_came_then(each, stated[0], came) for each in rest):
        return Settled((stated[0].place, *(each.place for each in stated[1:]), *rest))
    if not (ended or past or older) and any(_is_older(each, stated[0]) for each in rest):
        return Settled((*map(_less_sure, stated), *rest))
    if arrived and not (ended or past):
        return Settled((*map(_less_sure, stated), *rest))
    former = (ended or past or older or list(stated))[0]
    others = [each.place for each in stated if each is not former]
    return Settled((former.place, *others, *rest))


_ENDING = frozenset(word.stem for word in words("retired retiring retirement pension ex former"))


def _clause_of(place: Found) -> str:
    """What its clause says, up to the next one."""
    end = place.start + len(place.span)
    before = re.split(r"[,.;\n!?]", place.note.text[: place.start])[-1]
    after = re.split(r"[,.;\n!?(]|\s(?:and|but|before|after|since)\s", place.note.text[end:])[0]
    return before + place.span + after


def _came_then(place: Found, newest: _Statement, came: set[str]) -> bool:
    """Whether a less sure place names what came then, in a newer note than the newest statement."""
    dates = place.note.date, newest.place.note.date
    if None in dates or not _named(_clause_of(place), came):
        return False
    return (dates[0] or datetime.date.min) > (dates[1] or datetime.date.max)


def _is_older(place: Found, newest: _Statement) -> bool:
    """Whether an older note may say something else: then the newest statement is no former one."""
    dates = place.note.date, newest.place.note.date
    if place.probability < _HINT or None in dates or _same(place.span, newest.place.span):
        return False
    return (dates[0] or datetime.date.max) < (dates[1] or datetime.date.min)


def _still(asked: str, stated: Sequence[_Statement], rest: Sequence[Found]) -> Settled:
    """No, where the newest statement says that it ended or names something else."""
    ordered = (*(each.place for each in stated), *rest)
    asked_of = {word.stem for word in words(asked)}
    thing = asked.rpartition("still")[2]
    content = {word.stem for word in words(thing) if word.lower not in STOP} - _STILL_WORDS
    if content - _TOGETHER and not any(_named(each.place.sentence, content) for each in stated):
        return Settled((*map(_less_sure, stated), *rest))
    newest = max(stated, key=lambda each: _when(each)[1:])
    if re.search(r"\bstill (?:not|no|doesn['’]?t)\b", asked):  # "still not eat fish"
        return Settled(ordered)
    if newest.standing.holds is Holds.NO:
        places = (newest.place, *(each for each in ordered if each is not newest.place))
        return Settled(places, f"no: {newest.place.span}", earlier=newest.place)
    current = stated[0]
    others = [each for each in stated[1:] if _named(each.place.span, asked_of)]
    if others and not _named(current.place.span, asked_of) and not _at_once(current, others[0]):
        told = _history(current, others[0])
        return Settled(ordered, f"no: {current.place.span}", told, others[0].place)
    if doubt := _overtaking(current, rest):
        return Settled(ordered, ", ".join(map(_with_year, (current.place, doubt))))
    if _named(current.place.span, asked_of):
        over = lacks(current.place, ordered, content - _TOGETHER)
        return Settled(ordered, f"{'no' if over else 'yes'}: {current.place.span}")
    return Settled(ordered)


def _with_year(place: Found) -> str:
    return f"{place.span} ({place.note.date.year})" if place.note.date else place.span


def _overtaking(current: _Statement, rest: Sequence[Found]) -> Found | None:
    """A less sure place in a newer note that may say something else of today."""
    for each in rest:
        newer = (each.note.date or _LONG_AGO) > (current.place.note.date or _LONG_AGO)
        changed = re.search(r"\b(?:again|now|instead|these days)\b", each.sentence, re.I)
        if newer and each.probability >= (_MAY_CHANGE if changed else LINE):
            return each
    return None


_MAY_CHANGE = 0.3
"""The probability from which on a newer place counts that says that something changed."""
_TOGETHER = frozenset(word.stem for word in words("couple together married engaged dating item"))
_STILL_WORDS = frozenset(word.stem for word in words("still anymore any more these days now"))


def _named(span: str, stems: set[str]) -> bool:
    content = {word.stem for word in words(span) if word.lower not in STOP}
    return bool(content & stems)


# --- what there may be several of


def _listed(stated: Sequence[_Statement], rest: Sequence[Found]) -> Settled:
    """All that still holds, each with its year where the years differ; oldest first."""
    surest = max(_odds(each.place) for each in stated)
    holding = [
        each
        for each in stated
        if each.standing.holds > Holds.NO and _odds(each.place) * _LISTED_WITH >= surest
    ]
    ended = [each for each in stated if each.standing.holds is Holds.NO]
    if not holding:
        return Settled((*map(_less_sure, ended), *rest), earlier=ended[0].place)
    different: list[_Statement] = []
    for each in holding:
        cancelled = any(
            _same(each.place.span, other.place.span) and _when(other)[1:] > _when(each)[1:]
            for other in ended
        )
        if not cancelled and not any(_same(each.place.span, it.place.span) for it in different):
            different.append(each)
    places = tuple(each.place for each in (different or holding))
    others = (each.place for each in stated if each.place not in places)
    found = (*places, *others, *rest)
    earlier = ended[0].place if ended else None
    if len(different) < 2:
        return Settled(found, earlier=earlier)
    in_time = sorted(different, key=lambda each: _when(each)[1:])
    years = [each.place.note.date and each.place.note.date.year for each in in_time]
    dated = len(set(years)) > 1 and None not in years
    items = (_with_year(each.place) if dated else each.place.span for each in in_time)
    return Settled(found, ", ".join(items), earlier=earlier)

"""Of several statements of one thing, which holds: the newer, and what was before.

A person has one home, one job, one phone number at a time: of two such statements the newer one
wins, and the answer says since when and what was before. Of other things there may be several, such
as hobbies: they are a list. What is said to have ended is left out, unless it is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.contacts import Kind
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.words import STOP, words
from persona_assistant.reader.asked_time import (
    ARRIVED,
    BEFORE,
    OF_A_COURSE,
    OF_AN_END,
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
from persona_assistant.reader.asked_work import asks_for_work, asks_what_is_done
from persona_assistant.reader.clauses import statements, then_of
from persona_assistant.reader.former import former
from persona_assistant.reader.home_ties import is_wished
from persona_assistant.reader.listed import listed
from persona_assistant.reader.reading import Found
from persona_assistant.reader.same_thing import (
    is_ahead,
    is_no_wish,
    is_of_work,
    is_of_year,
    like,
    may_be_work,
    of_the_thing,
    of_whom,
)
from persona_assistant.reader.standing import Holds, standing
from persona_assistant.reader.stated import (
    LONG_AGO,
    Settled,
    Statement,
    at_once,
    by_time,
    history_of,
    is_same,
    less_sure,
)
from persona_assistant.reader.still_stated import LINE, still_stated
from persona_assistant.reader.superseded import with_newer

_BESIDE = 0.7
"""Of the best one's probability, what another one needs to stand beside it."""


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
    of_state = not says(OF_A_COURSE, asked)
    asks_work = asks_for_work(question, name) or asks_what_is_done(question)
    of_work = kind is None and of_state and (says(OF_WORK, asked) or asks_work)
    of_one = of_state and says(REGULAR if kind else SINGLE, asked)
    one = of_one or of_work or kind in ONE_AT_A_TIME
    today = one or (kind is None and asks_for_one_now(asked))
    today = today and not says(f"{STILL}|{BEFORE}|{THEN}", asked)
    first = kind in (None, "amount") and asks_for_first(asked)
    if one and today and not first:
        whether = re.match(r"(?:has|have|did)\b", asked) is not None
        other = is_no_wish if kind is None and not whether else like(found[0], asked, name)
        of_them = of_whom(found[0], asked, name)
        fits = (lambda each: is_of_work(each) and of_them(each)) if of_work else other
        found = with_newer(found, least, order, fits)
    if kind in ("amount", "time"):
        found = of_the_thing(asked, found, least, name)
    counting = [each for each in found if each.probability >= least]
    if today and kind is None and not says(OF_WISHES, asked):
        counting = list(filter(is_no_wish, counting)) or counting
    two_times = kind is None and says(f"{STILL}|{BEFORE}|{SINGLE}", asked)
    stated = [
        Statement(each, standing(each, order))
        for place in counting
        for each in (statements(place) if two_times else (place,))
    ]
    rest = [each for each in found if each not in counting]
    if says(STILL, asked) and kind != "count" and kind not in ONE_AT_A_TIME:
        return still_stated(asked, by_time(stated), rest)
    if first:
        return _oldest(by_time(stated), rest)
    if says(BEFORE, asked):
        then = then_of(question)
        return former(by_time(stated), rest, then, arrived=says(ARRIVED, asked))
    if of_work and not says(OF_WISHES, asked):
        answering = [each.place for each in stated]
        real = [
            each
            for each in stated
            if not _is_wish(each)
            and not is_ahead(each.place, order)
            and may_be_work(each.place, answering)
        ]
        wished = [less_sure(each) for each in stated if each not in real]
        stated, rest = real, [*wished, *rest]
        if not real:
            return Settled(tuple(rest))
    over = says(f"{THEN}|{OF_AN_END}", asked)
    if today or kind in ONE_AT_A_TIME or (kind is None and of_one):
        newest = _newest(by_time(stated), rest, over)
        return _no(newest, asked, name or "") if kind is None else newest
    if kind is None and says(OPEN, asked) and not says(ONCE, asked):
        of_year = [each for each in stated if is_of_year(asked, each.place)]
        return listed(of_year or stated, rest, over)
    alike = [each for each in stated if _but_for_the_answer(each.place, found[0])]
    if kind is None and len(alike) > 1 and not says("did|was|were|when", asked):
        others = [each for each in found if each not in [like.place for like in alike]]
        return _newest(by_time(alike), others, over)
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


def _is_wish(each: Statement) -> bool:
    said = each.place.note.text, each.place.start
    return each.standing.holds is not Holds.NO and is_wished(*said)


# --- what a person has one of


def _newest(stated: Sequence[Statement], rest: Sequence[Found], over: bool) -> Settled:
    """`over` is whether what is over answers as well."""
    current = stated[0]
    if current.standing.holds is Holds.NO and not over:
        return Settled((*map(less_sure, stated), *rest), earlier=current.place)
    others = [
        each
        for each in stated[1:]
        if not is_same(each.place.span, current.place.span) and not _is_wish(each)
    ]
    ordered = (*(each.place for each in stated), *rest)
    if not others or at_once(current, others[0]):
        return Settled(ordered)
    return Settled(ordered, "", history_of(current, others[0]), others[0].place)


def _oldest(stated: Sequence[Statement], rest: Sequence[Found]) -> Settled:
    """Of what somebody had one after the other the first."""
    places = sorted((each.place for each in stated), key=lambda each: each.note.date or LONG_AGO)
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

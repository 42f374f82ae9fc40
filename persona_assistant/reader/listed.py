"""All that still holds of what there may be several of, such as hobbies."""

from __future__ import annotations

from collections.abc import Sequence

from persona_assistant.reader.reading import Found
from persona_assistant.reader.standing import Holds
from persona_assistant.reader.stated import (
    Settled,
    Statement,
    is_same,
    less_sure,
    odds,
    when_stated,
    with_year,
)

_LISTED_WITH = 20
"""By so many times its odds may fall short of the surest one's for a place to be listed with it."""


def listed(stated: Sequence[Statement], rest: Sequence[Found], over: bool) -> Settled:
    """All that still holds, each with its year where the years differ; oldest first. `over` is
    whether what is over answers as well."""
    surest = max(odds(each.place) for each in stated)
    holding = [
        each
        for each in stated
        if each.standing.holds > Holds.NO and odds(each.place) * _LISTED_WITH >= surest
    ]
    ended = [each for each in stated if each.standing.holds is Holds.NO]
    if not holding and over:
        return Settled((*(each.place for each in stated), *rest))
    if not holding:
        return Settled((*map(less_sure, ended), *rest), earlier=ended[0].place)
    different: list[Statement] = []
    for each in holding:
        cancelled = any(
            is_same(each.place.span, other.place.span)
            and when_stated(other)[1:] > when_stated(each)[1:]
            for other in ended
        )
        if not cancelled and not any(is_same(each.place.span, it.place.span) for it in different):
            different.append(each)
    places = tuple(each.place for each in (different or holding))
    others = (each.place for each in stated if each.place not in places)
    found = (*places, *others, *rest)
    earlier = ended[0].place if ended else None
    if len(different) < 2:
        return Settled(found, earlier=earlier)
    in_time = sorted(different, key=lambda each: when_stated(each)[1:])
    years = [each.place.note.date and each.place.note.date.year for each in in_time]
    dated = len(set(years)) > 1 and None not in years
    items = (with_year(each.place) if dated else each.place.span for each in in_time)
    return Settled(found, ", ".join(items), earlier=earlier)

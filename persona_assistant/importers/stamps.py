"""When a chat line was written, in the ways of phones and languages: 12 and 24 hours, day or month
or year first, other digits, other calendars.

A file writes all of its dates in one order, and lines follow each other in time; so the order is
the one in which the dates of the whole file make sense.
"""

from __future__ import annotations

import datetime
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from persona_assistant.language.dates import DateOrder, locale_order

Order = Literal["dmy", "mdy", "ymd"]
_ORDERS: tuple[Order, ...] = ("dmy", "mdy", "ymd")
_FIRST_YEAR = 1990
"""No chat is older."""
_BUDDHIST = 543
"""Years that the calendar of Thai phones is ahead."""
STAMP = (
    r"(?P<a>\d{1,4})(?:\s?[./-]\s?|[年년]\s?)(?P<b>\d{1,2})(?:\s?[./-]\s?|[月월]\s?)"
    r"(?P<c>\d{1,4})[.日일]?(?P<gap>[^\d\n\[\]]{1,16}?)"
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.]\d{2})?(?P<half>[^\d\n\[\]:–—-]{0,14}?)"
)
_AM = frozenset("am vorm fm de ap dop sa 上午 早上 凌晨 清晨 午前 오전 ص पूर्वाह्न öö πμ проб".split())
_PM = frozenset("pm nachm em du ip odp ch 下午 晚上 中午 午後 오후 م अपराह्न ös μμ слоб".split())


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date whose order is not known yet, and a time."""

    parts: tuple[int, int, int]
    long: tuple[bool, bool, bool]
    """Which of them have four digits."""
    time: datetime.time

    def day(self, order: Order) -> datetime.date | None:
        """None where there is no such day."""
        at = order.index("y")
        if any(self.long) and not self.long[at]:
            return None
        year, month, day = (self.parts[order.index(part)] for part in "ymd")
        if year < 100:
            year += 2000
        if year > 2400:
            year -= _BUDDHIST
        if year < _FIRST_YEAR:
            return None
        try:
            return datetime.date(year, month, day)
        except ValueError:
            return None


def stamp_of(match: re.Match[str]) -> Stamp | None:
    """The stamp that a match of a pattern with `STAMP` in it found; None for no time of day."""
    hour, minute = int(match["hour"]), int(match["minute"])
    after = _bare(match["half"])
    half = after or _bare(match["gap"])
    late, early = half in _PM, half in _AM
    if after and not (late or early):
        return None
    if (late or early) and 1 <= hour <= 12:
        hour = hour % 12 + (12 if late else 0)
    if hour > 23 or minute > 59:
        return None
    given = [match[part] for part in "abc"]
    a, b, c = (int(part) for part in given)
    stamp = Stamp(
        (a, b, c), (len(given[0]) == 4, False, len(given[2]) == 4), datetime.time(hour, minute)
    )
    return stamp if any(stamp.day(order) for order in _ORDERS) else None


def _bare(word: str) -> str:
    return re.sub(r"[\s.,،\u200e\u200f]", "", word).casefold()


def order_of(
    stamps: Sequence[Stamp], wanted: DateOrder, today: datetime.date
) -> tuple[Order, bool]:
    """In which order the dates of a file are written, and whether it is but a guess: the fewest
    impossible days, then the fewest steps back in time; `wanted` where that leaves a choice."""
    usual = locale_order() if wanted == "auto" else wanted
    ranks: dict[Order, tuple[int, int, bool]] = {}
    days: dict[Order, list[datetime.date | None]] = {}
    for order in _ORDERS:
        found = [each.day(order) for each in stamps]
        days[order] = found
        known = [day for day in found if day is not None]
        wrong = len(found) - len(known)
        wrong += sum(day > today + datetime.timedelta(days=1) for day in known)
        back = sum(two < one for one, two in itertools.pairwise(known))
        ranks[order] = (wrong, back, order != usual)
    best = min(_ORDERS, key=lambda order: ranks[order])
    rivals = [
        order
        for order in _ORDERS
        if order != best and ranks[order][:2] == ranks[best][:2] and days[order] != days[best]
    ]
    return best, bool(rivals)

"""Numbers and addresses in running text: how to reach somebody, and what is counted or measured.

Phone numbers, e-mail and web addresses, street addresses, amounts of money, sizes, codes and
passwords, ages, birthdays and counts, as people write them in several countries. Each is parsed by
its shape and the words beside it; a date is no phone number, and an amount no age.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from persona_assistant.language import date_words as words
from persona_assistant.language import detail_patterns as patterns
from persona_assistant.language.clock import find_times
from persona_assistant.language.dates import DateOrder, FoundDate, find_dates
from persona_assistant.language.patterns import compiled
from persona_assistant.language.reached import Reached, reached

Kind = Literal[
    "date",
    "time",
    "phone",
    "email",
    "web",
    "handle",
    "address",
    "unit",
    "amount",
    "size",
    "code",
    "age",
    "birthday",
    "count",
]


@dataclass(frozen=True, slots=True)
class Detail:
    """Something of one kind in a text."""

    start: int
    """In characters."""
    end: int
    text: str
    """`text[start:end]` of what was read: the thing itself, without the words that lead to it."""
    kind: Kind
    number: float | None = None
    """Of ages, counts and amounts."""
    date: FoundDate | None = None
    """Of dates and birthdays; of an age, when it is reached ("turning 40 in May")."""


@lru_cache(maxsize=8192)
def find_details(
    text: str, kind: Kind, written: datetime.date | None = None, order: DateOrder = "auto"
) -> tuple[Detail, ...]:
    """What a text holds of a kind, in order, without overlap. `written` and `order` are for dates,
    as in `find_dates`."""
    if kind in _DATED:
        found = _DATED[kind](_Text(text, written, order))
    else:
        found = _FINDERS[kind](text)
    taken: list[Detail] = []
    for each in found:
        if not any(each.start < other.end and other.start < each.end for other in taken):
            taken.append(each)
    return tuple(sorted(taken, key=lambda each: each.start))


# --- reaching somebody


def _matches(kind: Kind, *given: str) -> Callable[[str], Iterator[Detail]]:
    """Finds what the group "all" of these patterns holds, or the whole match."""

    def find(text: str) -> Iterator[Detail]:
        for pattern in given:
            for match in compiled(pattern).finditer(text):
                yield _detail(kind, match)

    return find


def _detail(kind: Kind, match: re.Match[str], number: float | None = None) -> Detail:
    start, end = match.span("all") if "all" in match.re.groupindex else match.span()
    inner = match.string[start:end]
    end -= len(inner) - len(inner.rstrip(" .,;:!?"))
    return Detail(start, end, match.string[start:end], kind, number)


def _phones(text: str) -> Iterator[Detail]:
    for extension in compiled(patterns.EXTENSION).finditer(text):
        yield _detail("phone", extension)
    pattern = compiled(patterns.PHONE)
    at = 0
    while match := pattern.search(text, at):
        if lead := re.match(r"\D?\d{1,2}\)?[.,;]\s+(?=[\d(+])", match.group()):  # "on aug 30. 651-"
            at = match.start() + lead.end()
        elif _is_phone(match):
            yield _trimmed(_detail("phone", match))
            at = match.end()
        else:  # "24/7 07700 900147": it may begin further on
            first = re.match(r"[^\s]+", text[match.start() :])
            at = match.start() + (first.end() if first else 1)


def with_extension(text: str, detail: Detail) -> str:
    """What a text says of a detail, a number with the extension right behind it."""
    behind = compiled(rf"\s?[(,]?\s?{patterns.EXTENSION}\)?").match(text, detail.end)
    return text[detail.start : behind.end() if behind and detail.kind == "phone" else detail.end]


def _trimmed(phone: Detail) -> Detail:
    """The number without an open bracket before it, "(01632 960208", and without what the next
    sentence begins with: "0121 496 0777. 38, climbs"."""
    said = re.sub(r"\.\s+\d{1,3}$", "", phone.text)
    said = said if len(re.findall(r"\d", said)) >= 7 else phone.text
    lead = said.startswith("(") and ")" not in said
    start, end = phone.start + lead, phone.start + len(said)
    return replace(phone, start=start, end=end, text=said[lead:])


def _is_phone(match: re.Match[str]) -> bool:
    text, number = match.string, match.group()
    groups = re.findall(r"\d+", number.split("x")[0])
    digits = "".join(groups)
    if not 5 <= len(digits) <= 15:
        return False
    if _is_date(number) or re.match(r"\(\d{1,2}\)[.,;]", number):  # "Ailsa (4). 07700 900311"
        return False
    beside = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 8]
    if compiled(patterns.NO_PHONE_BEFORE).search(beside[0]):
        return False
    if compiled(patterns.NO_PHONE_AFTER).match(beside[1]):
        return False
    led = compiled(patterns.PHONE_WORD).search(text, max(0, match.start() - 40), match.start())
    if led or number.startswith(("+", "00")):
        return len(digits) >= (5 if led else 8)
    if number.startswith(("0", "(")):
        return len(digits) >= 7 and not (len(groups) == 1 and len(digits) > 12)
    shape = tuple(map(len, groups))
    if len(groups) == 1:
        return len(digits) in (9, 10, 11)
    if shape == (3, 4):
        return True
    return len(digits) >= 9 and min(shape) >= 2 and max(shape) <= 5 and shape != (5, 4)


def _is_date(number: str) -> bool:
    """14.06.1989, 2014-2018."""
    return any(len(each.text) >= 6 for each in find_dates(number))


# --- what is counted and measured


def _amounts(text: str) -> Iterator[Detail]:
    for pattern in patterns.AMOUNTS:
        for match in compiled(pattern).finditer(text):
            yield _detail("amount", match, _number(match["n"]) if match["n"] else None)


def _counts(text: str) -> Iterator[Detail]:
    for match in compiled(patterns.COUNT).finditer(text):
        yield _detail("count", match, _number(match["n"]))


def _number(said: str) -> float | None:
    """1,200.50 and 1.200,50 and 3k and thirty-six."""
    said = said.strip().lower()
    if not said[:1].isdigit():
        known = {**words.COUNTS, "couple": 2, "dozen": 12, "both": 2, "single": 1}
        if said in known:
            return known[said]
        return words.cardinal(said) if compiled(words.CARDINAL).fullmatch(said) else None
    thousands = 1000 if said.endswith("k") else 1_000_000 if said.endswith("m") else 1
    said = said.rstrip("km ")
    said = re.sub(r"[\s'’](?=\d{3})|[.,](?=\d{3}(?:\D|$))", "", said).replace(",", ".")
    try:
        return thousands * float(said)
    except ValueError:
        return None


# --- ages and birthdays


@dataclass(frozen=True, slots=True)
class _Text:
    """A text whose dates are looked for only where something may need them."""

    text: str
    written: datetime.date | None
    order: DateOrder

    def dates(self) -> tuple[FoundDate, ...]:
        return find_dates(self.text, self.written, self.order)

    def reached(self) -> list[Reached]:
        return reached(self.text, self.written, self.order)


def _ages(given: _Text) -> Iterator[Detail]:
    text = given.text
    for each in given.reached():
        said = text[each.start : each.end]
        yield Detail(each.start, each.end, said, "age", each.number, each.day)
    dates = given.dates()
    for pattern in patterns.AGES:
        for match in compiled(pattern).finditer(text):
            if match["n"] is None:  # "in her forties"
                yield _detail("age", match)
                continue
            number = _number(match["n"])
            if number is None or not 0 <= number <= 120:
                continue
            before = text[max(0, match.start("n") - 45) : match.start("n")]
            if compiled(patterns.NO_AGE_BEFORE).search(before):
                continue
            if not any(each.start <= match.start("n") < each.end for each in dates):
                yield _detail("age", match, number)
    for match in compiled(patterns.AGE_NEXT).finditer(text):
        yield _detail("age", match, (_number(match["n"]) or 1) - 1)
    if given.written is not None:
        for match in compiled(patterns.AGE_IN_MONTHS).finditer(text):
            yield replace(
                _detail("birthday", match), date=_born_months_before(match, given.written)
            )
    for match in compiled(patterns.NAME_AND_AGE).finditer(text):
        before = text[max(0, match.start() - 60) : match.start()]
        bracket = text[match.start("n") - 1] == "(" and text[match.end() :][:1] == ")"
        if compiled(rf"\b{patterns.CHILDREN}\b[^.;\n]*$").search(before) or (
            bracket and not compiled(patterns.NO_AGE_BEFORE).search(text[: match.start("n")][-45:])
        ):
            yield _detail("age", match, _number(match["n"]))


def _born_months_before(match: re.Match[str], written: datetime.date) -> FoundDate:
    """The month of birth of a baby "6 months old" on a day."""
    number = int(_number(match["n"]) or 0)
    by_weeks = written - datetime.timedelta(weeks=number)
    months = 12 * written.year + written.month - 1 - number
    by_months = datetime.date(months // 12, months % 12 + 1, 1)
    first = (by_weeks if match["unit"].startswith("w") else by_months).replace(day=1)
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return FoundDate(
        *match.span("all"), match["all"], "month", first, last, first.year, first.month
    )


def _birthdays(given: _Text) -> Iterator[Detail]:
    text = given.text
    may_tell = compiled(rf"{patterns.BORN}|{patterns.BARE_BIRTHDAY}").search(text)
    dates = given.dates() if may_tell else ()
    for said in dates:
        before, after = text[: said.start], text[said.end :]
        today = said.relative and compiled(patterns.BIRTHDAY_BEFORE).search(before)
        each = _without_year(said) if today else said
        if each.relative or each.precision in ("week", "season", "decade", "range"):
            continue
        plan = each.year is None and before.endswith(" b ")  # "plan b 3 april"
        if (compiled(patterns.BORN_BEFORE).search(before) and not plan) or (
            each.day is not None
            and (
                compiled(patterns.BIRTHDAY_BEFORE).search(before)
                or compiled(patterns.BIRTHDAY_AFTER).match(after)
                or _is_bare_birthday(given, each)
            )
        ):
            each = _with_year_behind(text, each)
            yield Detail(each.start, each.end, each.text, "birthday", date=each)
    for told in given.reached():
        if told.day.day is not None or told.day.precision == "year":
            start, end = told.day.start, told.day.end
            yield Detail(start, end, text[start:end], "birthday", told.number, told.born)


def _is_bare_birthday(given: _Text, date: FoundDate) -> bool:
    """Whether it is a day of long ago in figures, with nothing said of it: "joe 22.4.94"."""
    if not compiled(rf"{patterns.BARE_BIRTHDAY}\.?").fullmatch(date.text) or date.year is None:
        return False
    if given.written is None or given.written.year - date.year < _LONG_AGO:
        return False
    return bool(
        compiled(patterns.BARE_BIRTHDAY_BEFORE).search(given.text[: date.start])
        and compiled(r"\s*(?:[,;.\n]|$)").match(given.text, date.end)
    )


_LONG_AGO = 12
"""Years from which on a day in figures alone is taken for a birthday."""


def _without_year(date: FoundDate) -> FoundDate:
    """The birthday that is "today" on the day of writing, which tells no year of birth."""
    if not date.relative or date.precision != "day" or date.first is None:
        return date
    day = date.first
    return replace(date, first=None, last=None, year=None, month=day.month, day=day.day,
                   relative=False)  # fmt: skip


def _with_year_behind(text: str, date: FoundDate) -> FoundDate:
    """The birthday with the year that stands behind it in brackets: "5 may (1998)"."""
    behind = compiled(r"\s?\((?:born\s|in\s)?(?P<year>(?:19|20)\d\d)\)").match(text, date.end)
    if behind is None or date.year is not None or date.month is None or date.day is None:
        return date
    try:
        born = datetime.date(int(behind["year"]), date.month, date.day)
    except ValueError:
        return date
    end = behind.end()
    return replace(
        date, first=born, last=born, year=born.year, end=end, text=text[date.start : end]
    )


def _all_dates(given: _Text) -> Iterator[Detail]:
    for each in given.dates():
        yield Detail(each.start, each.end, each.text, "date", date=each)


def _times(text: str) -> Iterator[Detail]:
    for each in find_times(text):
        yield Detail(each.start, each.end, each.text, "time")


_DATED: dict[Kind, Callable[[_Text], Iterator[Detail]]] = {
    "date": _all_dates,
    "birthday": _birthdays,
    "age": _ages,
}
_FINDERS: dict[Kind, Callable[[str], Iterator[Detail]]] = {
    "time": _times,
    "phone": _phones,
    "email": _matches("email", *patterns.EMAILS),
    "web": _matches("web", *patterns.WEB),
    "handle": _matches("handle", *patterns.HANDLES),
    "address": _matches("address", *patterns.ADDRESSES),
    "unit": _matches("unit", *patterns.UNITS),
    "amount": _amounts,
    "size": _matches("size", *patterns.SIZES),
    "code": _matches("code", *patterns.CODES),
    "count": _counts,
}

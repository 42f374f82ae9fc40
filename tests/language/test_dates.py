"""Dates in running text: every way of writing one is read back, and what is left out stays open."""

from __future__ import annotations

import datetime
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.language.date_words import MONTH_NAMES
from persona_assistant.language.dates import find_dates, locale_order, written_out

TUESDAY = datetime.date(2024, 3, 12)
DAYS = st.dates(datetime.date(1900, 1, 1), datetime.date(2030, 12, 31))
GERMAN = (
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()
)
SPANISH = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
).split()
FRENCH = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
).split()


def ordinal(day: int) -> str:
    last = 0 if 11 <= day <= 13 else day % 10
    return f"{day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"


def month(day: datetime.date) -> str:
    return MONTH_NAMES[day.month - 1]


WRITTEN = {
    "14 June 1989": lambda d: f"{d.day} {month(d)} {d.year}",
    "14th of june 1989": lambda d: f"{ordinal(d.day)} of {month(d).lower()} {d.year}",
    "June 14, 1989": lambda d: f"{month(d)} {d.day}, {d.year}",
    "jun 14th 1989": lambda d: f"{month(d)[:3].lower()} {ordinal(d.day)} {d.year}",
    "1989-06-14": lambda d: d.isoformat(),
    "14.6.1989": lambda d: f"{d.day}.{d.month}.{d.year}",
    "14. 06. 1989": lambda d: f"{d.day:02}. {d.month:02}. {d.year}",
    "14. Juni 1989": lambda d: f"{d.day}. {GERMAN[d.month - 1]} {d.year}",
    "14 de junio de 1989": lambda d: f"{d.day} de {SPANISH[d.month - 1]} de {d.year}",
    "14 juin 1989": lambda d: f"{d.day} {FRENCH[d.month - 1]} {d.year}",
    "1989年6月14日": lambda d: f"{d.year}年{d.month}月{d.day}日",
}  # fmt: skip


@pytest.mark.parametrize("way", WRITTEN)
@given(day=DAYS, before=st.sampled_from(["", "Born on ", "we met ("]))
def test_a_date_is_read_back_as_it_was_written(way, day, before):
    written = WRITTEN[way](day)
    text = f"{before}{written}, in Porto"
    (found,) = find_dates(text)
    assert (found.first, found.last, found.precision) == (day, day, "day")
    assert (found.text, text[found.start : found.end]) == (written, written)


@given(DAYS)
def test_the_setting_decides_the_order_of_digits(day):
    for order, digits in (
        ("dmy", f"{day.day}/{day.month}/{day.year}"),
        ("mdy", f"{day.month}/{day.day}/{day.year}"),
    ):
        (found,) = find_dates(f"on {digits}", None, order)
        assert found.first == day


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2025, 12, 31)))
def test_two_digits_of_a_year_are_the_latest_year_not_yet_over(day):
    (found,) = find_dates(f"{day.day}.{day.month}.{day.year % 100:02}", datetime.date(2025, 1, 1))
    assert found.first == (day if day.year > 1926 else day.replace(year=day.year + 100))


@given(st.text(st.sampled_from("0123456789./-: aMyjunelst’'früh,\n"), max_size=60))
def test_offsets_slice_the_text_and_never_overlap(text):
    found = find_dates(text, TUESDAY)
    assert [each.text for each in found] == [text[each.start : each.end] for each in found]
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))
    assert all(each.first <= each.last for each in found if each.first and each.last)


RELATIVE = [
    ("yesterday", "2024-03-11", "2024-03-11"), ("the day before yesterday", "2024-03-10", None),
    ("tomorrow", "2024-03-13", None), ("last Tuesday", "2024-03-05", None),
    ("last monday", "2024-03-11", None), ("this Friday", "2024-03-15", None),
    ("next Friday", "2024-03-22", None), ("next week", "2024-03-18", "2024-03-24"),
    ("this weekend", "2024-03-16", "2024-03-17"), ("in three weeks", "2024-04-01", "2024-04-07"),
    ("in 10 days", "2024-03-22", None), ("two years ago", "2022-01-01", "2022-12-31"),
    ("last month", "2024-02-01", "2024-02-29"), ("last may", "2023-05-01", "2023-05-31"),
    ("next June", "2024-06-01", "2024-06-30"), ("gestern", "2024-03-11", None),
    ("vor drei Jahren", "2021-01-01", "2021-12-31"), ("el lunes pasado", "2024-03-11", None),
    ("hace 2 años", "2022-01-01", "2022-12-31"), ("lundi dernier il est venu", "2024-03-11", None),
    ("hier il est venu", "2024-03-11", None), ("tre anni fa", "2021-01-01", "2021-12-31"),
    ("há três dias", "2024-03-09", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "last"), RELATIVE)
def test_what_is_said_from_the_day_of_writing(text, first, last):
    (found,) = find_dates(text, TUESDAY)
    assert (str(found.first), str(found.last)) == (first, last or first)
    assert found.relative
    (unknown,) = find_dates(text)
    assert unknown.first is None


PARTIAL = [
    ("14 June", "day", (None, 6, 14)), ("June 14th", "day", (None, 6, 14)),
    ("14. Juni", "day", (None, 6, 14)), ("le 14 juin", "day", (None, 6, 14)),
    ("the 14th", "day", (None, None, 14)), ("bday 14/6", "day", (None, 6, 14)),
    ("birthday: 6/14", "day", (None, 6, 14)), ("born 14.6.", "day", (None, 6, 14)),
    ("June 1989", "month", (1989, 6, None)), ("in june", "month", (None, 6, None)),
    ("in 1989", "year", (1989, None, None)), ("born '89", "year", (1989, None, None)),
    ("summer 2019", "season", (2019, None, None)), ("the 80s", "decade", (1980, None, None)),
    ("the fourteenth of june", "day", (None, 6, 14)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "precision", "parts"), PARTIAL)
def test_what_is_left_out_stays_open(text, precision, parts):
    (found,) = find_dates(text, TUESDAY)
    assert (found.precision, (found.year, found.month, found.day)) == (precision, parts)
    assert (found.first is None) == (found.year is None)


RANGES = [
    ("3-5 May 2024", "2024-05-03", "2024-05-05"), ("May 3-5, 2024", "2024-05-03", "2024-05-05"),
    ("from May to July 2023", "2023-05-01", "2023-07-31"),
    ("2014-2018", "2014-01-01", "2018-12-31"),
    ("from 2014 until 2018", "2014-01-01", "2018-12-31"), ("since May 2021", "2021-05-01", "None"),
    ("between 2014 and 2018", "2014-01-01", "2018-12-31"), ("until 2018", "None", "2018-12-31"),
    ("since May", "2023-05-01", "None"), ("seit März 2020", "2020-03-01", "None"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "first", "last"), RANGES)
def test_ranges(text, first, last):
    (found,) = find_dates(text, TUESDAY)
    assert (found.precision, str(found.first), str(found.last)) == ("range", first, last)


@pytest.mark.parametrize(
    "text",
    [
        "may come again", "she may call", "3 may come", "we march on", "he sat in the sun",
        "score 21/15", "open 24/7", "1/2 cup", "costs 3.5", "call 555 2019", "+44 7700 902019",
        "2019 EUR", "June told me", "met Jan in Berlin", "ich bin hier", "31 June", "31.6.2020",
    ],
)  # fmt: skip
def test_what_is_no_date(text):
    assert find_dates(text, TUESDAY) == ()


def test_auto_follows_an_unambiguous_date_of_the_text_else_the_locale(monkeypatch):
    for key in ("LC_ALL", "LC_TIME"):
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert find_dates("on 3/5/2021 again")[0].month == 3
    assert find_dates("on 23/4/2021, then on 3/5/2021")[1].month == 5
    assert locale_order({"LANG": "de_DE.UTF-8"}) == "dmy"
    assert locale_order({"LC_TIME": "ja_JP.UTF-8", "LANG": "en_US"}) == "ymd"


@given(DAYS)
def test_written_out_is_read_back(day):
    assert find_dates(written_out(day))[0].first == day

"""add --date: the day a note was written, which show tells."""

from __future__ import annotations

import datetime

import pytest


def held(run, name):
    return [(each["text"], each["date"]) for each in run("show", name, "--json").document["held"]]


def test_a_note_has_the_day_it_was_written(run):
    run("add", "Ana", "--text", "Plays the cello.", "--date", "2024-03-12")
    run("add", "Ana", "--text", "Sings.", "--text", "Sails.", "--date", "12 March 2023")
    run("add", "Ana", "--text", "A.", "--text", "B.", "--date", "1.2.2020", "--date", "2020-02-03")
    run("add", "Ana", "--text", "Likes tea.")
    assert held(run, "Ana") == [
        ("Plays the cello.", "2024-03-12"),
        ("Sings.", "2023-03-12"),
        ("Sails.", "2023-03-12"),
        ("A.", "2020-02-01"),
        ("B.", "2020-02-03"),
        ("Likes tea.", datetime.date.today().isoformat()),
    ]
    assert "1. a note, 2024-03-12" in run("show", "Ana").out


def test_yesterday_is_the_day_before(run):
    yesterday = datetime.date.today() - datetime.timedelta(1)
    run("add", "Ana", "--text", "Sings.", "--date", "yesterday")
    assert held(run, "Ana") == [("Sings.", yesterday.isoformat())]


@pytest.mark.parametrize("date", ["soon", "March 2024", "31.2.2024", "2999-01-01", "2024"])
def test_what_is_no_day_that_has_come_is_refused(run, date):
    ran = run("add", "Ana", "--text", "Sings.", "--date", date)
    assert ran.code == 2 and "--date" in ran.error
    assert run("show", "Ana").code != 0


def test_more_dates_than_notes_are_refused(run):
    ran = run("add", "Ana", "--text", "A.", "--date", "1.2.2020", "--date", "1.3.2020")
    assert ran.code == 2 and "more dates" in ran.error


def test_the_setting_says_which_is_the_month(run, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_DATE_ORDER", "mdy")
    run("add", "Ana", "--text", "Sings.", "--date", "3/5/2024")
    assert held(run, "Ana") == [("Sings.", "2024-03-05")]

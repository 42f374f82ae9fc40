"""Fields of work, countries, debts and children, by what questions and notes call them."""

from __future__ import annotations

import pytest

from persona_assistant.language.children import Child, asked_children
from persona_assistant.language.countries import countries_asked, country_of, home_country
from persona_assistant.language.debts import Owes, asked_debt, debts
from persona_assistant.language.plain_questions import of_my_friends, without_exceptions
from persona_assistant.language.work import asked_field


@pytest.mark.parametrize(
    ("home", "behind", "country"),
    [
        ("Trondheim", "", "norway"),
        ("Perth", " (the Scottish one)", "uk"),
        ("Portland", ", not the Canadian one", None),
        ("Nowhere", "", None),
    ],
)
def test_a_town_is_in_its_country(home, behind, country):
    assert country_of(home, behind) == country


def test_a_question_names_a_country_or_a_continent():
    assert countries_asked("Does she live in Norway?") == {"norway"}
    assert {"france", "poland"} <= (countries_asked("Does she live in Europe?") or set())
    assert countries_asked("Does she live in Bergen?") is None


def test_money_tells_where_the_user_lives():
    assert home_country(["lent him 20 quid", "rent is £900", "she is in Lyon"]) == "uk"
    assert home_country(["nothing of the kind"]) is None


@pytest.mark.parametrize(
    ("notes", "owed"),
    [
        (["I owe Pia £20"], [Owes.USER]),
        (["pia still owes me 20"], [Owes.THEY]),
        (["lent pia 20 euros", "she paid me back in cash"], []),
        (["pia lent me 5 pounds, i gave it back"], []),
        (["lent pia 20 euros", "pia hasn't paid me back"], [Owes.THEY, Owes.THEY]),
        (["her brother owes me 50", "we're even"], []),
        (["owes me 300", "pia paid back 100"], [Owes.THEY]),
        (["owes me 300", "pia paid back 100", "paid the remaining 200"], []),
        (["owes me 300", "pia paid back 100", "paid back 200"], []),
        (["lent her my rake", "rake came back"], []),
    ],
)
def test_what_is_left_open_is_owed(notes, owed):
    assert [debt.who for _, debt in debts(notes)] == owed


def test_a_debt_is_asked_for_one_way():
    they, user = asked_debt("Does she owe me money?"), asked_debt("Do I owe her?")
    assert they is not None and (they.who, they.money) == (Owes.THEY, True)
    assert user is not None and (user.who, user.money) == (Owes.USER, False)
    yet = asked_debt("Does she have yet to pay me back?")
    assert yet is not None and yet.who is Owes.THEY
    assert asked_debt("Did she pay for dinner?") is None


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("Does she work in healthcare?", "health care"),
        ("Can she fix my bike?", "bike mechanic"),
        ("Can she swim?", None),
        ("Is she vegan?", None),
    ],
)
def test_a_field_of_work_is_asked_for(question, field):
    found = asked_field(question)
    assert (found and found.name) == field


def test_children_are_asked_for():
    had = asked_children("Did she have a baby?")
    assert had is not None and had.came
    has = asked_children("Does she have a son?")
    assert has is not None and has.child is Child.SON and not has.came
    assert asked_children("Does she have a dog?") is None


def test_everybody_is_asked_about():
    assert of_my_friends("who of them all has a dog") == "which of my friends has a dog"
    assert of_my_friends("which of them is Greta") == "which of them is Greta"
    assert without_exceptions("who has a dog besides Ana?") == ("who has a dog", "Ana")

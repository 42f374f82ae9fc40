"""Lists that are asked for without a "who"."""

from __future__ import annotations

import pytest

from persona_assistant.language.group_questions import GroupKind, group_question


@pytest.mark.parametrize(
    ("asked", "each"),
    [
        ("any carpenters or plumbers?", "Is she a carpenter or plumber?"),
        ("folk I owe", "Do I owe her?"),
        ("people I met in Rome", "Did I meet her in Rome?"),
        ("everyone I lent money to", "Did I lend money to her?"),
        ("name everyone who's moved abroad", "Has she moved abroad?"),
        ("friends with pets: who has a parrot?", "Does she have a parrot?"),
        ("whose phone number do I have", "Does she have a phone number?"),
        ("which friends have a phobia I should know about", "Does she have a phobia?"),
    ],
)
def test_a_terse_list_is_asked_in_full(asked, each):
    found = group_question(asked)
    assert found is not None and found.kind is GroupKind.LIST and found.each == (each,)


@pytest.mark.parametrize(
    "asked", ["november birthdays", "any october babies?", "friends born in the month of june"]
)
def test_birthdays_of_a_month_are_asked_for(asked):
    found = group_question(asked)
    assert found is not None and found.birthday


def test_a_number_of_people_is_counted():
    found = group_question("number of friends who smoke")
    assert found is not None and found.kind is GroupKind.COUNT


@pytest.mark.parametrize("asked", ["any plans for easter", "any news", "who was born in Lisbon"])
def test_what_names_nobody_asks_for_no_birthday_and_no_trade(asked):
    found = group_question(asked)
    assert found is None or not found.birthday

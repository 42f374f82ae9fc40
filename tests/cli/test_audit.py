"""audit: what wants a look, with the command that mends it."""

from __future__ import annotations

import pytest

from persona_assistant.language.secret_patterns import find_secrets

LUHN = "4111 1111 1111 1111"
IBAN = "DE89 3704 0044 0532 0130 00"


def found(run, *words: str) -> list[tuple[str, str]]:
    concerns = run("audit", *words, "--json").document["concerns"]
    return [(each["kind"], each["command"]) for each in concerns]


def test_a_tidy_memory_wants_no_look(run):
    run("add", "Ana", "--text", "Ana sings. Her birthday is 3 May 1988.", "--text", "Ana is a vet.")
    run(
        "add",
        "Ana",
        "--text",
        "Her brother's birthday is 9 July.",
        "--text",
        "Ana rows on Sundays.",
    )
    assert run("audit").out == "Nothing wants a look.\n"


def test_doubles_are_found_and_the_command_mends_them(run):
    note = "Ana plays the cello in the town orchestra on Mondays."
    run(
        "add",
        "Ana Reis",
        "--text",
        note,
        "--text",
        "Ana plays the cello in the town orchestra, mondays",
    )
    run("add", "Ben", "--text", note)
    assert found(run) == [("near double", "remove 'Ana Reis' 2"), ("double", "remove Ben 1")]
    run("remove", "Ana Reis", "2")
    run("remove", "Ben", "1")
    assert found(run) == []


def test_two_birthdays_and_ages_that_do_not_fit_are_contradictions(run):
    run("add", "Ana", "--text", "Ana's birthday is 3 May.", "--text", "bday 9 july, bring cake")
    run("add", "Ben", "--text", "Ben is 30 years old.", "--date", "2020-01-05")
    run("add", "Ben", "--text", "Ben is 50 years old.", "--date", "2021-01-05")
    said = run("audit").out
    assert "Ana has several birthdays: 3 May (note 1), 9 July (note 2)." in said
    assert "Ben was born about 1971 (note 2) or about 1990 (note 1)." in said


def test_a_plan_that_time_has_overtaken_is_found_unless_a_later_note_follows(run):
    run("add", "Ana", "--text", "Ana starts at the bank on 1 June 2024.", "--date", "2024-05-12")
    assert [kind for kind, _ in found(run)] == ["overtaken"]
    run("add", "Ana", "--text", "Ana likes the bank.", "--date", "2024-07-01")
    assert found(run) == []


def test_secrets_are_named_and_never_quoted(run):
    run(
        "add",
        "Ana",
        "--text",
        f"her card is {LUHN}",
        "--text",
        f"IBAN {IBAN}",
        "--text",
        "wifi password: hunter22",
    )
    ran = run("audit")
    assert ran.out.count("seems to hold") == 3
    assert LUHN not in ran.out and "hunter22" not in ran.out
    assert ("secret", "edit Ana 1 --erase") in found(run, "Ana")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        (LUHN, ["card number"]),
        ("5555-5555-5555-4444 exp 12/27", ["card number"]),
        ("4111 1111 1111 1112", []),
        ("+351 912 345 678, order 1234567890123456", []),
        (IBAN, ["bank account"]),
        ("DE89 3704 0044 0532 0130 01", []),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", ["private key"]),
        ("token ghp_abcdefghijklmnopqrstuvwxyz0123456789", ["access key"]),
        ("the door code is 4417", ["password or code"]),
        ("born 12 May 1988, house 44, 0131 496 0123", []),
    ],
)
def test_secrets_by_their_shape(text, kinds):
    assert [each.kind for each in find_secrets(text)] == kinds


def test_what_is_remembered_of_the_user_is_looked_at_too(run):
    for text in (
        "I keep my bicycle in the shed behind the house.",
        "I keep my bicycle in a shed behind the house.",
        "My birthday is 3 May.",
        "My birthday is 4 May.",
        "My password is correct-horse-9!",
    ):
        run("memories", "add", text)
    reminder = ("--kind", "procedural", "--name", "reminder.boiler", "--to", "2024-05-03")
    run("memories", "add", "Call about the boiler", *reminder)
    assert found(run) == [
        ("near double", "memories remove 2"),
        ("contradiction", "memories edit 3"),
        ("overtaken", "memories remove 6"),
        ("secret", "memories remove 5 --erase"),
    ]
    assert "correct-horse" not in run("audit").out
    run("add", "Ana", "--text", "Ana sings.")
    assert found(run, "Ana") == []
    for number in (2, 3, 6, 5):
        run("memories", "remove", str(number))
    assert run("audit").out == "Nothing wants a look.\n"

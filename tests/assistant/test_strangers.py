"""Somebody who is nobody of the memory, told of in one person's note."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant import Settings, open_assistant


@pytest.fixture(scope="module")
def memory(tmp_path_factory):
    place = tmp_path_factory.mktemp("strangers")
    with open_assistant(Settings(store=place / "s", key_file=place / "k")) as found:
        found.add(
            "Kirsty Muldoon", texts=["Kirsty has a new boyfriend called Tunde, he drives trams."]
        )
        found.add("Ana Reis", texts=["Ana's sister Marla is a vet in Porto."])
        found.add("Ben Ode", texts=["Ben plays chess with Marla on Mondays."])
        found.add(
            "Dana Holm",
            texts=["dana's husband piet is a sailor, sells eels on fridays. dana bakes bread."],
        )
        found.add("Ivo Tan", texts=["Ivo's brother Rufus drives a bus."])
        found.add("Lea Moss", texts=["Lea lives with her son Rufus, who drives a taxi."])
        found.add("Amara Jessup", texts=["cousin Amara: studies beetles. she doesn't eat pork."])
        found.add(
            "Graciela Montoya",
            texts=[
                "Graciela (everyone says Chela) has a cousin Efraín, a baker. Never eats sugar."
            ],
        )
        found.add(
            "Petra Holub",
            texts=[
                "petra & her boy Rasmus came for tea, the eldest, Ylva, is a welder",
                "Rasmus broke his wrist on saturday. rasmus hates judo now",
            ],
        )
        yield found


@pytest.mark.parametrize("question", ["what does Tunde drive?", "what does tunde drive"])
def test_the_note_that_knows_the_name_answers_and_is_named(memory, question):
    answer = memory.ask(question)
    assert answer.short == "trams"
    assert answer.text.endswith("It is in a note of Kirsty Muldoon.")
    assert [each.name for each in answer.people] == ["Kirsty Muldoon"]


@pytest.mark.parametrize(
    "question",
    [
        "what is Tunde's phone number?",
        "what does Rufus drive?",
        "what does Zoe drive?",
        "what is piet's phone number?",
    ],
)
def test_what_no_note_says_or_two_people_have_is_declined(memory, question):
    assert memory.ask(question).abstained


def test_what_is_said_of_the_person_is_not_told_of_a_relative(memory):
    assert "bread" not in memory.ask("what does piet bake?").text


def test_of_several_who_know_a_name_the_one_whose_relative_it_is_tells(memory):
    answer = memory.ask("what does Marla do?")
    assert "vet" in answer.short and [each.name for each in answer.people] == ["Ana Reis"]


def test_a_note_without_capitals_tells_of_him_too_and_its_other_sentences_do_not(memory):
    answer = memory.ask("what does piet sell?")
    assert answer.short == "eels"
    assert [each.detail for each in answer.evidence] == [
        "dana's husband piet is a sailor, sells eels on fridays."
    ]


@pytest.mark.parametrize(
    ("question", "short"), [("what did rasmus break", "wrist"), ("what does rasmus hate", "judo")]
)
def test_once_a_name_is_known_it_is_one_at_the_beginning_and_in_small_letters(
    memory, question, short
):
    answer = memory.ask(question)
    assert short in answer.short and [each.name for each in answer.people] == ["Petra Holub"]


def test_the_welder_is_who_a_note_calls_so_by_name(memory):
    answer = memory.ask("who's the welder")
    assert answer.short == "Ylva" and answer.text.endswith("It is in a note of Petra Holub.")
    assert memory.ask("who is the baker").short == "Efraín"


def test_who_a_picture_or_words_are_of_is_still_nobody(memory):
    assert memory.who("where does Tunde work?").outcome.value == "unknown"


def test_my_cousin_is_who_a_note_calls_so(memory):
    assert memory.who("what meat does my cousin avoid").persona == "Amara Jessup"


def test_what_everyone_says_is_a_nickname(memory):
    assert memory.who("chela").persona == "Graciela Montoya"


@pytest.fixture(scope="module")
def household(tmp_path_factory):
    place = tmp_path_factory.mktemp("household")
    with open_assistant(Settings(store=place / "s", key_file=place / "k", me="Me")) as found:
        found.add(
            "Greta Olsen",
            texts=[
                "Greta, Nina's violin teacher, mondays 4pm, £28 a lesson. Recommends her friend "
                "Dario for theory, dario@strings.example",
                "greta moved ninas lesson to fridays at 3",
            ],
            dates=[datetime.date(2025, 2, 1), datetime.date(2026, 3, 1)],
        )
        found.add(
            "Walter Brandt",
            texts=[
                "walter brandt, electrician, rewired our kitchen. 07700 900111, cash only",
                "his brother in law Gus lays floors, 07700 900222. Walter allergic to latex",
                "walter in hospital. His cat Pixie staying with his neighbour Joy (01632 960111)",
            ],
            dates=[datetime.date(2024, 2, 1), datetime.date(2025, 2, 1), datetime.date(2026, 2, 1)],
        )
        found.add(
            "Me",
            texts=[
                "Nina's shoe size 3. boiler serviced by Warmwell in may. window cleaner Todd £9"
            ],
        )
        yield found


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("what is nina's shoe size", "size 3"),
        ("nina's shoe size", "size 3"),
        ("dario's email", "dario@strings.example"),
        ("what's joy's number", "01632 960111"),
        ("what's walter's number", "07700 900111"),
        ("gus's number", "07700 900222"),
    ],
)
def test_a_thing_of_somebody_s_who_stands_in_a_note_is_theirs_alone(household, question, short):
    assert household.ask(question).short == short


def test_of_two_who_have_a_name_the_one_whose_notes_say_it_tells_and_the_newer_note_counts(
    household,
):
    answer = household.ask("when is nina's lesson")
    assert "fridays at 3" in answer.short and answer.text.endswith("in a note of Greta Olsen.")


def test_the_user_s_own_note_is_nobody_else_s(household):
    assert "in a note of" not in household.ask("what is nina's shoe size").text


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("who's looking after pixie", "his neighbour Joy"),
        ("who serviced the boiler", "Warmwell"),
        ("who cleans our windows", "Todd"),
        ("who teaches nina violin", "Greta Olsen"),
        ("who lays floors", "Walter Brandt's brother in law"),
    ],
)
def test_who_does_it_may_be_nobody_of_the_memory(household, question, short):
    assert household.ask(question).short == short


@pytest.mark.parametrize(
    "question",
    [
        "who looks after tilda",
        "what is gus allergic to",
        "what's tilda's number",
        "who painted the fence",
    ],
)
def test_what_is_told_of_another_is_not_told_of_whom_a_question_names(household, question):
    assert household.ask(question).abstained


@pytest.fixture(scope="module")
def roles(tmp_path_factory):
    place = tmp_path_factory.mktemp("roles")
    with open_assistant(Settings(store=place / "s", key_file=place / "k", me="Me")) as found:
        found.add("Dr Amsel", texts=["my GP dr amsel, practice on Kiln Road, 01632 960777"])
        found.add("Rhona Blythe", texts=["rhona blythe, my manager at work. birthday 9 june"])
        found.add(
            "Me",
            texts=[
                "Cat Biscuit had her jabs 12 dec, vet is Hollow Farm",
                "bins: blue bin alternate thursdays. window cleaner Todd £9",
            ],
        )
        yield found


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("what's my doctors number", "01632 960777"),
        ("my gps number", "01632 960777"),
        ("when is my bosses birthday", "9 June"),
        ("who is my boss", "rhona blythe"),
        ("what's the window cleaner called", "Todd"),
        ("how much is the window cleaner", "£9"),
        ("which vet do we use", "Hollow Farm"),
    ],
)
def test_somebody_is_asked_for_by_what_they_are_to_the_user(roles, question, short):
    assert roles.ask(question).short == short


def test_where_a_stranger_was_met_is_not_where_they_work(tmp_path):
    with open_assistant(Settings(store=tmp_path / "s", key_file=tmp_path / "k")) as found:
        found.add(
            "Stefan Roth",
            texts=["stefan has cut his hair. Seeing a woman called Petra, vet in Caerphilly"],
        )
        assert found.ask("where did i meet petra").abstained

"""Whom words are about: people of one name, strangers' names, and one description among many."""

from __future__ import annotations

import pytest

from persona_assistant.memory import Entry, Store
from persona_assistant.pmg import Outcome, Query, Triplet
from tests.routing.test_router import enrol, router


@pytest.fixture
def memory():
    with Store.temporary() as temporary:
        yield temporary


# --- names

NOTED = {
    "Carla Roth": [
        "Carla is a nurse. Her friend Pete is a sailor.",
        "She is Pete's wife.",
    ],
    "Ben Frost": ["Plays chess with Pete every Monday.", "Comes from Porto and works in a bank."],
    "Matilda Gray": ["Everyone calls her Tilly.", "She teaches maths."],
    "Dana Berg": ["She knows a Tilly from school."],
}


@pytest.fixture
def four(memory):
    for name, texts in NOTED.items():
        enrol(memory, name, texts=texts)
    return router(memory)


@pytest.mark.parametrize(
    "text",
    [
        "Where does Pete work?",
        "where does pete work",
        "What is Pete's job?",
        "whats pete's phone number",
        "Is Pete married?",
        "What do you know about Pete?",
        "When is the birthday of Pete?",
        "Who is Pete?",
        "who is pete",
        "Wo arbeitet Pete?",
        "¿Dónde trabaja Pete?",
        "Où travaille Pete ?",
    ],
)
def test_a_name_in_somebody_elses_note_is_no_clue(four, text):
    edge = four.decide(Query(text))
    assert edge.outcome is Outcome.UNKNOWN and edge.candidates == ()


def test_a_strangers_name_behind_a_role_is_not_whoever_has_the_role(memory):
    enrol(memory, "Gwil Parry", texts=["gwil is my cousin. lives in Bala, likes beer"])
    enrol(memory, "Ben Frost", texts=["Comes from Porto and works in a bank."])
    decide = router(memory).decide
    for known in ("where does my cousin live", "where does my cousin Gwil live"):
        assert decide(Query(known)).outcome is Outcome.MATCHED, known
    for stranger in ("where does my cousin Nerys live", "my cousin nerys's address"):
        assert decide(Query(stranger)).outcome is Outcome.UNKNOWN, stranger


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Who is Pete's wife?", "Carla Roth"),
        ("What does Pete's wife do?", "Carla Roth"),
        ("Who plays chess with Pete?", "Ben Frost"),
        ("the man from Porto", "Ben Frost"),
        ("Who comes from Porto?", "Ben Frost"),
        ("What does the nurse do on Sundays?", "Carla Roth"),
    ],
)
def test_somebody_may_be_described_by_way_of_others(four, text, name):
    assert four.decide(Query(text)).persona == name


@pytest.mark.parametrize("text", ["What does Tilly teach?", "whats tilly's phone number", "Tilly"])
def test_a_nickname_in_a_persons_own_note_is_their_name(four, text):
    edge = four.decide(Query(text))
    assert edge.persona == "Matilda Gray" and "name" in edge.candidates[0].scores


def test_a_slip_is_heard_and_says_less_than_the_name_itself(four):
    exact, slip = (four.decide(Query(f"Where does {name} live?")) for name in ("Carla", "Calra"))
    assert exact.persona == slip.persona == "Carla Roth"
    assert slip.probability < exact.probability


def test_a_first_name_is_enough_among_however_many(memory):
    for number in range(400):
        enrol(memory, f"Person{number} Surname{number}", texts=["Collects stamps."])
    enrol(memory, "Carla Roth", texts=["She sails."])
    deciding = router(memory)
    for text in ("Where does Carla live?", "where does calra live"):
        assert deciding.decide(Query(text)).persona == "Carla Roth"


# --- people of one name


@pytest.fixture
def smiths(memory):
    for text in (
        "John Smith is a dentist in Porto. He has two dogs.",
        "John Smith plays the cello and lives in Graz.",
        "John Smith drives a lorry.",
    ):
        memory.people.add("John Smith", [Entry(Triplet(text=text))], new=True)
    enrol(memory, "Ida Lund", texts=["Ida is a dentist too."])
    return router(memory)


def test_people_of_one_name_are_all_named_each_with_what_tells_them_apart(smiths):
    edge = smiths.decide(Query("Where does John Smith live?"))
    assert (edge.outcome, edge.tied) == (Outcome.AMBIGUOUS, 3)
    assert [each.label for each in edge.alternatives] == [
        "John Smith (dentist in Porto)",
        "John Smith (plays the cello)",
        "John Smith (drives a lorry)",
    ]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Where does John Smith the dentist live?", "dentist in Porto"),
        ("where does john smith the dentist live", "dentist in Porto"),
        ("What is the phone number of John Smith (dentist)?", "dentist in Porto"),
        ("Where does John Smith, the one from Graz, work?", "plays the cello"),
        ("John Smith who plays the cello", "plays the cello"),
        ("What does John who drives a lorry eat?", "drives a lorry"),
        ("What does John Smith with the dogs do?", "dentist in Porto"),
    ],
)
def test_what_stands_beside_a_name_tells_who_of_that_name_is_meant(smiths, text, mark):
    edge = smiths.decide(Query(text))
    assert edge.outcome is Outcome.MATCHED and edge.candidates[0].mark == mark


def test_what_is_asked_does_not_tell_people_of_one_name_apart(smiths):
    edge = smiths.decide(Query("Does John Smith have a lorry?"))
    assert edge.outcome is Outcome.AMBIGUOUS


def test_whose_name_nobody_shares_has_no_mark(smiths):
    edge = smiths.decide(Query("Where does Ida live?"))
    assert edge.candidates[0].label == "Ida Lund" and edge.candidates[0].mark == ""


# --- descriptions among many

JOBS = "baker welder tailor dentist roofer florist optician plumber barber surveyor".split()
TOWNS = "Porto Leeds Ghent Turin Graz Bergen Cork Basel Rouen Dundee".split()
PETS = "parrot ferret hamster poodle gecko".split()


def crowd(memory: Store, count: int) -> None:
    for number in range(count):
        job, town = JOBS[number % 10], TOWNS[number // 10 % 10]
        pet = PETS[number // 100 % 5]
        texts = [f"Works as a {job}.", f"Lives in {town}.", f"Has a {pet} at home."]
        memory.people.add(f"P{number}", [Entry(Triplet(text=text)) for text in texts])


@pytest.mark.parametrize("number", [0, 250, 498, 499])
def test_one_of_many_is_found_wherever_they_stand(memory, number):
    crowd(memory, 500)
    job, town, pet = JOBS[number % 10], TOWNS[number // 10 % 10], PETS[number // 100]
    edge = router(memory).decide(Query(f"Where does the {job} from {town} with the {pet} work?"))
    assert edge.persona == f"P{number}"


def test_all_whom_a_description_fits_alike_are_named(memory):
    crowd(memory, 1000)
    edge = router(memory).decide(Query("What does the welder from Cork with the gecko like?"))
    assert (edge.outcome, edge.tied) == (Outcome.AMBIGUOUS, 2)
    assert {each.name for each in edge.alternatives} == {"P461", "P961"}
    edge = router(memory).decide(Query("the welder from Cork"), listed=4)
    assert (edge.outcome, edge.tied, len(edge.alternatives)) == (Outcome.AMBIGUOUS, 10, 4)


def test_what_fits_only_in_part_is_nobody_among_many(memory):
    crowd(memory, 500)
    edge = router(memory).decide(Query("the welder from Cork with the tortoise"))
    assert edge.outcome is Outcome.UNKNOWN


def test_words_that_only_ask_do_not_hide_whom_the_others_describe(memory):
    crowd(memory, 200)
    enrol(memory, "Ana", texts=["Keeps bees on the roof.", "She was born in May."])
    for text in (
        "what does the man who keeps bees do for work",
        "When is the birthday of the woman who keeps bees?",
        "phone number of the one who keeps bees",
        "the beekeeper: where did we last meet?",
    ):
        assert router(memory).decide(Query(text)).persona == "Ana", text


# --- roles

ROLES = {
    "Femi Sol": ["Femi plays bass in our band.", "He cannot eat peanuts."],
    "Dez Farrow": ["Dez on drums, new band.", "Trains with an electrician."],
    "Walt Dubicki": ["Across the street, #418.", "Keeps bees on the roof, four hives."],
    "Hugo Wex": ["Hugo has plot 22.", "Grows leeks."],
    "Gene Kowal": ["Gene, our mailman for years.", "Had a bypass."],
    "Ana Lima": ["Ana lives with two cats.", "Her dentist moved to Cork."],
    "Wendy Tran": ["Wendy, neighbour at no. 14.", "Has three tortoises."],
    "Colin Jones": ["Colin, neighbour at no. 18.", "Plays bagpipes on sundays."],
}


@pytest.fixture
def band(memory):
    for name, texts in ROLES.items():
        enrol(memory, name, texts=texts)
    return router(memory)


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("what can't our bass player eat?", "Femi Sol"),
        ("what trade is our drummer learning", "Dez Farrow"),
        ("house number of the guy with the bees", "Walt Dubicki"),
        ("what does the bloke on plot 22 enter into shows", "Hugo Wex"),
        ("what operation did the mailman have", "Gene Kowal"),
    ],
)
def test_a_role_that_one_persons_notes_give_them_is_that_person(band, text, who):
    assert band.decide(Query(text)).persona == who


def test_a_number_that_nobodys_notes_have_is_nobodys(band):
    assert band.decide(Query("what does the bloke on plot 9 grow")).persona is None


def test_a_word_for_two_people_is_neither_of_them_whatever_is_asked(band):
    edge = band.decide(Query("what instrument does my neighbour play"))
    assert edge.outcome is Outcome.AMBIGUOUS
    assert {each.name for each in edge.alternatives} == {"Wendy Tran", "Colin Jones"}

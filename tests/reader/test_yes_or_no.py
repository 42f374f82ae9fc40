"""Yes and no about somebody: what a note says in so many words answers, and what it says of
others does not."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant import Settings, open_assistant
from persona_assistant.pmg import Note
from persona_assistant.reader.couples import in_a_couple
from persona_assistant.reader.enumerations import whole_rows
from persona_assistant.reader.reading import Found
from persona_assistant.reader.said_clause import whole_brackets
from persona_assistant.reader.superseded import how_it_is_now

_NOTES = (
    "Ilse runs a kiosk in Bremen. two cats, Pico & Fritz. her brother keeps bees",
    "ilse off sugar since may. daughter Wanda in Graz, son Jost at home",
    "husband Theo mends organs. ilse used to have a motorbike, sold it",
    "allergic to wasp stings. hates crowds, afraid of lifts",
    "theo still plays darts on fridays. Wanda quit the choir",
    "ilse met a printer, Juna. juna quit smoking",
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory):
    place = tmp_path_factory.mktemp("yes")
    with open_assistant(Settings(store=place / "s", key_file=place / "k")) as memory:
        memory.add("Ilse Brandt", texts=list(_NOTES))
        yield memory.ask


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("does ilse have cats", "two cats"),
        ("has ilse got any children?", "daughter Wanda"),
        ("does ilse have kids at all", "daughter Wanda"),
        ("is ilse married", "husband Theo"),
        ("has ilse any siblings", "her brother"),
        ("does ilse have a motorbike", "sold it"),
        ("any allergies ilse?", "wasp stings"),
        ("what allergies does Ilse have", "wasp stings"),
        ("does ilse have pets", "two cats"),
    ],
)
def test_what_a_note_says_in_so_many_words_answers(ask, question, words):
    answer = ask(question)
    assert not answer.abstained
    assert words in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "does ilse have bees",
        "has ilse any grandchildren",
        "does ilse have a boat",
        "does ilse play darts",
        "does ilse sing",
        "does ilse smoke",
    ],
)
def test_what_is_said_of_others_or_of_nobody_does_not(ask, question):
    assert ask(question).abstained


_TOLD = (
    ("2022-04-02", "ilse single, typesetter. scared of lifts, coeliac. deaf in her left ear"),
    ("2022-05-02", "ilse has a wig, never wears it"),
    ("2023-05-06", "ilse had her appendix out in april. hates marzipan. speaks Danish"),
    ("2024-08-11", "ilse got the Bergen job! moved for the new post at the mint"),
    ("2026-09-14", "ilse engaged to Marten! wedding May 2099"),
)


@pytest.fixture(scope="module")
def of_ilse(tmp_path_factory):
    place = tmp_path_factory.mktemp("told")
    with open_assistant(Settings(store=place / "s", key_file=place / "k")) as memory:
        dates = [datetime.date.fromisoformat(day) for day, _ in _TOLD]
        memory.add("Ilse Brandt", texts=[text for _, text in _TOLD], dates=dates)
        yield memory.ask


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("is ilse afraid of anything", "yes: scared of lifts"),
        ("does ilse like marzipan", "no: hates marzipan"),
        ("is ilse deaf", "yes: deaf in her left ear"),
        ("can ilse eat bread", "no: coeliac"),
        ("did ilse have an operation", "yes: ilse had her appendix out in april"),
        ("did ilse get the bergen job", "yes: ilse got the Bergen job"),
        ("is ilse married", "no: ilse engaged to Marten"),
        ("is ilse single", "no: ilse engaged to Marten"),
        ("is ilse seeing anyone", "yes: ilse engaged to Marten"),
        ("when's ilses wedding", "May 2099"),
        ("can ilse eat toast", "no: coeliac"),
        ("does ilse wear her wig", "no: never wears it"),
        ("has ilse got a boyfriend", "yes: ilse engaged to Marten"),
        ("is ilse a typesetter", "yes: typesetter"),
    ],
)
def test_a_yes_or_a_no_comes_with_the_clause_it_stands_on(of_ilse, question, short):
    assert of_ilse(question).short == short


def test_a_note_that_does_not_say_it_answers_without_a_yes(of_ilse):
    assert not of_ilse("does ilse like her job").short.startswith("yes")


@pytest.mark.parametrize(
    ("texts", "married", "single"),
    [
        (("wife Ada, 3 sons",), "yes", "no"),
        (("husband Ole", "ilse and Ole split up in may"), "no", "yes"),
        (("divorced", "ilse is seeing a guy called Per"), "no", "no"),
        (("engaged to Per", "ilse got married to Per in june"), "yes", "no"),
        (("Ada's girlfriend",), "no", "no"),
        (("engaged to Per", "ilse and per's wedding was great, he cried"), "yes", "no"),
        (("engaged to Per", "Ole and Kim's wedding was great"), "no", "no"),
        (("single", "ilse off to Hull with her fiancé"), "no", "no"),
        (("ilse and Ole split up", "seeing a nurse called Per"), "no", "no"),
        (("ilse is married. her sister is divorced",), "yes", "no"),
        (("single", "ilse met Kim's cousin Per, they are an item"), "no", "no"),
        (("never married", "Ilse's Ole came with his wife"), "no", "yes"),
    ],
)
def test_the_newest_note_tells_whether_somebody_is_in_a_couple(texts, married, single):
    day = datetime.date.today() - datetime.timedelta(days=90)
    step = datetime.timedelta(days=20)
    notes = [Note(text, day + at * step) for at, text in enumerate(texts)]
    for asked, told in (("Is she married?", married), ("Is she single?", single)):
        reading = in_a_couple(asked, notes, "Ilse Brandt")
        assert reading is not None
        assert reading.answer.startswith(told)


@pytest.mark.parametrize(
    "text", ["wants a husband", "her sister is married", "business partner Ole", "single malt fan"]
)
def test_what_is_wished_or_told_of_others_makes_no_couple(text):
    assert in_a_couple("Is she married?", [Note(text)], "Ilse Brandt") is None


@pytest.mark.parametrize(
    ("question", "whole"),
    [
        ("what does ilse like", "gin, sudoku and old maps"),
        ("what's ilse into", "gin, sudoku and old maps"),
        ("which drink does ilse like", "gin"),
        ("what does ilse like best", "gin"),
    ],
)
def test_all_that_is_liked_is_told_where_all_is_asked_for(question, whole):
    text = "likes gin, sudoku and old maps. hates fog"
    place = Found(Note(text), text, "gin", text.index("gin"), 0.9)
    assert whole_rows(question, [place])[0].span == whole


@pytest.mark.parametrize(
    ("text", "span", "whole"),
    [
        ("back 3 days a week (a clerk at the mint)", "3 days a week (a clerk", "3 days a week (a"),
        ("has a dog (Rex)", "Rex)", "Rex"),
        ("lives by the canal", "the canal", "the canal"),
    ],
)
def test_no_bracket_is_left_open(text, span, whole):
    told = whole_brackets(Found(Note(text), text, span, text.index(span), 0.9)).span
    assert told.startswith(whole)
    assert told.count("(") == told.count(")")


def test_how_somebody_is_comes_from_the_newest_note():
    notes = [Note("coeliac", datetime.date(2023, 5, 1)), Note("in bits", datetime.date(2026, 5, 1))]
    found = [Found(each, each.text, each.text, 0, p) for each, p in zip(notes, (0.9, 0.7))]
    assert how_it_is_now("how is ilse", found)[0].span == "in bits"
    assert how_it_is_now("what is ilse allergic to", found)[0].span == "coeliac"


def test_what_was_only_applied_for_or_is_gone_is_no_yes(tmp_path):
    with open_assistant(Settings(store=tmp_path / "s", key_file=tmp_path / "k")) as memory:
        memory.add("Ilse Brandt", texts=["ilse applied for a job in Graz", "ilse is out of work"])
        for question in ("has ilse got the graz job", "is ilse employed"):
            assert not (memory.ask(question).short or "").startswith("yes")


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("is uncle bo my dads brother", "no: mum's brother"),
        ("is uncle bo my mums brother", "yes: mum's brother"),
        ("is bo angry about something", "Bo was livid about the drains"),
        ("was bo angry about the drains", "yes: Bo was livid about the drains"),
        ("does bo take milk in his tea", "no: not allowed milk"),
        ("where does bo live", "3 Mill Row, Cobh"),
    ],
)
def test_what_was_felt_is_no_no_and_whose_brother_he_is_tells(tmp_path, question, short):
    with open_assistant(Settings(store=tmp_path / "s", key_file=tmp_path / "k")) as memory:
        texts = (
            "Uncle Bo is 77, mum's brother. Lives at 3 Mill Row, Cobh. not allowed milk",
            "Bo was livid about the drains",
        )
        memory.add("Uncle Bo", texts=list(texts))
        assert memory.ask(question).short == short

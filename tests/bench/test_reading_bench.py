"""Verdicts on everyday answers: what counts as saying the same, and what as right."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.everyday import BadSet, Question, Said, Verdict, judge, load, matches, short_is_right
from bench.reading import KEPT_OUT, SETS, figures, measure, memory, remember
from bench.wording import contains, words

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "reading.py"
TODAY = datetime.date(2025, 9, 1)
DEV = SETS / "everyday_dev.json"
GOLD = [
    (question, accepted)
    for world in load(DEV).worlds
    for question in world.questions
    if question.answerable
    for accepted in question.accept
    if isinstance(accepted, str) and not accepted.startswith("re:")
]
CAPITALS = st.sampled_from([str.lower, str.upper, str.title, str.swapcase])
NUMBERED = st.integers(1, 28), st.integers(1, 12), st.integers(1941, 2040)


def asked(kind="home", answerable=True, **more) -> Question:
    return Question(kind, "?", answerable, **{"accept": ("Leith",), "people": ("Tess",), **more})


def told(short: str, *sentences: str, about=("Tess",)) -> Said:
    return Said(False, short, sentences, about)


DECLINED = Said(True, "I cannot determine that. Near: she lives in Leith.")


# --- one form for one thing


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 June", "June 14th"),
        ("14 June", "the fourteenth of june"),
        ("14 June 1989", "1989-06-14"),
        ("14 June 1989", "14.6.1989"),
        ("14 June 1989", "06/14/89"),
        ("9 March", "9. März"),
        ("14 June", "14 de junio"),
        ("seven", "7"),
        ("twenty-one cats", "21 cat"),
        ("a hundred and twenty", "120"),
        ("two thousand", "2,000"),
        ("7:30 pm", "19:30"),
        ("half past seven", "7:30"),
        ("£40", "forty quid"),
        ("0131 496-0123", "(0131) 4960123"),
        ("Zoë’s", "zoe's"),
        ("ben@x.example", "BEN@X.EXAMPLE."),
        ("e\u0301clair", "éclair"),
    ],
)
def test_the_same_thing_in_other_words(one, other):
    assert words(one) == words(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("14 June", "15 June"),
        ("14 June 1989", "14 June 1990"),
        ("five six", "eleven"),
        ("7:30 am", "7:30 pm"),
        ("£40", "$40"),
        ("0131 496 0123", "0131 496 0124"),
        ("2023-2024", "20232024"),
        ("twenty and five", "25"),
    ],
)
def test_other_things_stay_apart(one, other):
    assert words(one) != words(other)


@given(*NUMBERED)
def test_a_date_is_one_however_it_is_written(day, month, year):
    date = datetime.date(year, month, day)
    forms = ("%d %B %Y", "%B %d, %Y", "%Y-%m-%d", "%d.%m.%Y", "%d %b %Y")
    assert len({words(date.strftime(form)) for form in forms}) == 1


@given(st.text(st.characters(categories=("L", "P", "Z")), max_size=60))
def test_words_of_words_are_the_same_words(text):
    once = words(text)
    assert words(" ".join(once)) == once


@given(st.lists(st.sampled_from("red blue cat dog 7".split()), min_size=1), st.data())
def test_a_part_stands_in_its_whole(whole, data):
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start + 1, len(whole)))
    assert contains(whole, whole[start:end])
    assert not contains(whole, [*whole, "green"]) and not contains(whole, [])


# --- verdicts


@given(st.sampled_from(GOLD), CAPITALS, st.sampled_from(["{}", "{}.", "It is {}!", "({})"]))
def test_a_gold_answer_is_right(gold, capitals, frame):
    question, accepted = gold
    if "{" in accepted:
        accepted = re.search(r"aged:(\d+)|1989", accepted)[1] or "36"
    said = told(frame.format(capitals(accepted)), about=question.people)
    assert judge(question, said, TODAY) is Verdict.RIGHT
    assert short_is_right(question, said, TODAY)


@given(st.sampled_from(GOLD), st.text())
def test_declining_is_never_right(gold, text):
    question, accepted = gold
    said = Said(True, f"{text} {accepted}", (accepted,), question.people)
    assert judge(question, said, TODAY) is Verdict.DECLINED
    assert not short_is_right(question, said, TODAY)


def test_what_the_sentence_says_counts_but_is_no_right_short_answer():
    said = told("the Royal", "physio at the Royal, lives in Leith")
    assert judge(asked(), said, TODAY) is Verdict.RIGHT
    assert not short_is_right(asked(), said, TODAY)


def test_digits_of_the_answer_and_of_its_sentence_stay_apart():
    number = "0131 496 0123"
    assert judge(asked(accept=(number,)), told(number, number), TODAY) is Verdict.RIGHT
    assert judge(asked(accept=(number,)), told("0131 496", "0123"), TODAY) is Verdict.WRONG


def test_a_rejected_string_makes_the_short_answer_wrong_and_not_the_sentence():
    question = asked(reject=("re:^perth",))
    assert judge(question, told("Perth", "in Leith, before in Perth"), TODAY) is Verdict.WRONG
    assert judge(question, told("Leith; Perth before"), TODAY) is Verdict.RIGHT
    assert judge(question, told("Leith", "in Leith, before in Perth"), TODAY) is Verdict.RIGHT


def test_the_right_words_about_somebody_else_are_wrong():
    assert judge(asked(), told("Leith", about=("Ben",)), TODAY) is Verdict.WRONG
    assert judge(asked(), told("Leith", about=()), TODAY) is Verdict.WRONG
    assert judge(asked(), told("Leith", about=("TESS",)), TODAY) is Verdict.RIGHT


def test_all_of_an_inner_list_are_wanted():
    question = asked(accept=(("Noor", "Sami"), "both"))
    assert judge(question, told("Sami and Noor"), TODAY) is Verdict.RIGHT
    assert judge(question, told("both of them"), TODAY) is Verdict.RIGHT
    assert judge(question, told("Noor"), TODAY) is Verdict.WRONG


@pytest.mark.parametrize(
    ("about", "verdict"),
    [
        (("Anna", "Farah"), Verdict.RIGHT),
        (("Anna",), Verdict.WRONG),
        (("Anna", "Farah", "Ben"), Verdict.WRONG),
    ],
)
def test_a_list_names_exactly_who_belongs_on_it(about, verdict):
    question = asked("list", accept=(), people=("Farah", "Anna"))
    assert judge(question, told("two of them", about=about), TODAY) is verdict


def test_what_nobody_noted_must_be_declined():
    nobody = asked(answerable=False, accept=("nobody", "0"), people=())
    assert judge(nobody, DECLINED, TODAY) is Verdict.DECLINED
    assert judge(nobody, told("Nobody."), TODAY) is Verdict.DECLINED
    assert judge(nobody, told("Leith"), TODAY) is Verdict.WRONG
    assert judge(asked(answerable=False, accept=()), told("Leith"), TODAY) is Verdict.WRONG


def test_an_age_is_reckoned_from_the_day_of_the_question():
    born = "{age:1989-06-14}"
    assert matches(born, "She is thirty-six.", TODAY)
    assert matches(born, "35", datetime.date(2025, 6, 13))
    assert not matches(born, "35", TODAY)


def test_an_age_that_was_noted_grows():
    seven = "{aged:7@2022-10-01}"
    assert [age for age in range(20) if matches(seven, str(age), TODAY)] == [7, 9, 10]


# --- the form, and the run

WORLD = {
    "people": [{"name": "Tess Marlow", "notes": ["Tess Marlow is a nurse. She lives in Leith."]}],
    "questions": [
        {"kind": "job", "question": "What is Tess Marlow's job?", "accept": ["re:nurse|leith"]},
        {"kind": "home", "question": "Where does Tess Marlow live?", "accept": ["Mars"]},
        {"kind": "age", "question": "How old is Tess Marlow?", "answerable": False},
    ],
}


def written(folder: Path, **more) -> Path:
    path = folder / "set.json"
    path.write_text(json.dumps({**WORLD, **more}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "question",
    [
        {"kind": "hair", "question": "secret?", "accept": ["x"]},
        {"kind": "job", "question": "secret?"},
        {"kind": "job", "question": " ", "accept": ["x"]},
        {"kind": "job", "question": "secret?", "accept": ["!!"]},
        {"kind": "job", "question": "secret?", "accept": ["re:("]},
        {"kind": "job", "question": "secret?", "accept": ["x"], "people": ["secret"]},
    ],
)
def test_a_faulty_set_is_refused_without_quoting_it(tmp_path, question):
    with pytest.raises(BadSet) as refused:
        load(written(tmp_path, questions=[question]))
    assert "question 1" in str(refused.value) and "secret" not in str(refused.value)


def test_a_world_is_asked_through_the_library(tmp_path):
    result = measure(written(tmp_path), TODAY)
    row = figures(result)["all"]
    assert (row["n"], row["answerable"]) == (3, 2)
    assert (row["right"], row["wrong"], row["TA"]) == (50.0, 50.0, 100.0)
    assert [miss.question for miss in result.misses] == ["Where does Tess Marlow live?"]


def test_two_people_of_one_name_stay_two(tmp_path):
    people = [{"name": "Tess Marlow", "notes": [f"Her dog is {dog}."]} for dog in ("Rex", "Bo")]
    (world,) = load(written(tmp_path, people=people)).worlds
    with memory() as assistant:
        for person in world.people:
            remember(assistant, person)
        assert [each.texts for each in assistant.people()] == [1, 1]


@pytest.mark.parametrize("name", [*KEPT_OUT, "marked"])
def test_what_a_kept_out_set_asks_is_not_shown(tmp_path, name):
    path = tmp_path / f"{name}.json"
    text = json.dumps({**WORLD, "kept_out": True}) if name == "marked" else "[]"
    path.write_text(text, encoding="utf-8")
    command = [sys.executable, str(SCRIPT), str(path), "--show", "wrong"]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert ran.returncode == 2 and "kept out" in ran.stderr and not ran.stdout


def test_the_set_for_developing_has_all_kinds_and_a_third_without_an_answer():
    (world,) = load(DEV).worlds
    share = sum(not each.answerable for each in world.questions) / len(world.questions)
    assert len(world.questions) >= 120 and 0.3 < share < 0.4
    assert len({each.kind for each in world.questions}) == 25

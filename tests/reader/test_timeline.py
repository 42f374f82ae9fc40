"""Of several statements of one thing: which holds, since when, and what was before."""

from __future__ import annotations

import datetime

import pytest

from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found
from persona_assistant.reader.standing import Holds, standing
from persona_assistant.reader.timeline import settle
from persona_assistant.reader.typed import asked_kind


def place(text, span, written="2024-06-01", probability=0.8):
    date = datetime.date.fromisoformat(written) if written else None
    return Found(Note(text, date), text, span, text.index(span), probability)


def settled(question, *places):
    return settle(question, list(places), kind=asked_kind(question))


@pytest.mark.parametrize(
    ("text", "span", "holds", "since"),
    [
        ("Used to live in Lyon.", "Lyon", Holds.NO, ""),
        ("No longer works at the bank.", "the bank", Holds.NO, ""),
        ("Doesn't eat meat any more.", "meat", Holds.NO, ""),
        ("Lived in Lyon until 2018.", "Lyon", Holds.NO, ""),
        ("Worked for Bosch 2014-2018.", "Bosch", Holds.NO, ""),
        ("Moved from Lyon to Porto in May.", "Lyon", Holds.NO, ""),
        ("Moved from Lyon to Porto in May.", "Porto", Holds.NOW, "May 2024"),
        ("Her ex-husband Tom called.", "husband Tom", Holds.NO, ""),
        ("Wohnt nicht mehr in Berlin.", "Berlin", Holds.NO, ""),
        ("Lived in Lyon.", "Lyon", Holds.PAST_TENSE, ""),
        ("Lives in Porto.", "Porto", Holds.PLAIN, ""),
        ("Lives in Porto now.", "Porto", Holds.NOW, ""),
        ("Gave up smoking and eats mints all day.", "mints", Holds.PLAIN, ""),
        ("Gave up meat and fish.", "fish", Holds.NO, ""),
        ("Left the clinic and opened a bakery.", "opened a bakery", Holds.PLAIN, ""),
        ("Left the clinic in april.", "Left the clinic", Holds.NO, ""),
        ("Deaf in the left ear.", "left ear", Holds.PLAIN, ""),
        ("Lost the hearing in her right ear.", "right ear", Holds.PLAIN, ""),
        ("Came over from Bosch.", "Bosch", Holds.PAST_TENSE, ""),
        ("In Porto since May 2022.", "Porto", Holds.NOW, "May 2022"),
        ("Baker at Rossi's, starts 17 june.", "Baker at Rossi's", Holds.NOW, "17 June 2024"),
        ("Left law and trained as a cook.", "trained as a cook", Holds.PLAIN, ""),
        ("Porto, since 3 July.", "Porto", Holds.NOW, "3 July 2023"),
        ("New job: baker.", "baker", Holds.NOW, ""),
        ("Used to live in Lyon, now Porto.", "Porto", Holds.NOW, ""),
        ("Correction: it's 7 not 6.", "7", Holds.CORRECTED, ""),
        ("Correction: it's 7 not 6.", "6", Holds.NO, ""),
    ],
)
def test_what_a_clause_says_of_then_and_now(text, span, holds, since):
    said = standing(place(text, span))
    assert (said.holds, said.since) == (holds, since)


def test_of_two_sentences_that_differ_in_the_answer_alone_the_newer_wins():
    older = place("My commute takes 30 minutes.", "30 minutes", "2023-05-02", 0.95)
    newer = place("My commute takes 45 minutes now.", "45 minutes", "2023-05-20", 0.9)
    other = place("The ferry takes 50 minutes.", "50 minutes", "2023-06-01", 0.9)
    found = settled("how does my commute go", older, newer, other)
    assert found.found == (newer, older, other) and found.earlier == older


def test_the_newer_statement_wins_and_says_since_when():
    old = place("Lives in Lyon.", "Lyon", "2023-01-10", 0.9)
    new = place("Moved to Porto in May.", "Porto", "2024-06-01", 0.75)
    done = settled("where does she live?", old, new)
    assert done.history == "since May 2024; Lyon before"
    assert (done.found[0], done.earlier) == (new, old)
    plain = place("Lives in Porto.", "Porto", "2024-06-01")
    done = settled("where does she live?", old, plain)
    assert done.history == "noted on 1 June 2024; Lyon before"


def test_one_note_that_says_then_and_now():
    text = "Used to live in Lyon, now Porto."
    done = settled("where does she live", place(text, "Lyon"), place(text, "Porto"))
    assert done.found[0].span == "Porto" and done.earlier.span == "Lyon"


def test_what_ended_gives_way_to_what_holds_however_new_the_note_is():
    holds = place("Works at Siemens.", "Siemens", "2023-01-10")
    ended = place("Used to work at Bosch.", "Bosch", "2024-06-01", 0.9)
    done = settled("where does she work", ended, holds)
    assert (done.found[0], done.earlier) == (holds, ended)


def test_a_correction_wins_in_its_note():
    text = "Door code 4711. Correction: it's 4712."
    done = settled(
        "what's the door code", place(text, "4711", probability=0.9), place(text, "4712")
    )
    assert done.found[0].span == "4712"


def test_the_same_thing_said_twice_is_no_change():
    done = settled(
        "where does she live?",
        place("Lives in Porto.", "Porto", "2023-01-10"),
        place("She lives in the middle of Porto.", "the middle of Porto"),
    )
    assert (done.answer, done.earlier) == ("", None)


def test_what_may_be_several_is_a_list():
    chess = place("Plays chess.", "chess", "2023-01-10")
    climbing = place("Goes climbing.", "climbing", "2024-06-01", 0.85)
    assert (
        settled("what are her hobbies", climbing, chess).answer == "chess (2023), climbing (2024)"
    )
    later = place("No longer plays chess.", "chess", "2024-07-01", 0.8)
    done = settled("what are her hobbies", climbing, chess, later)
    assert (done.answer, done.found[0], done.earlier) == ("", climbing, later)


def test_of_what_a_year_is_asked_for_that_of_another_is_no_part():
    hip = place("Ida broke her hip.", "broke her hip", "2021-03-10")
    died = place("Ida died in her sleep.", "died in her sleep", "2023-06-01", 0.85)
    assert settled("what happened to Ida in 2021", hip, died).found[0] == hip
    assert settled("what happened to Ida in 2021", hip, died).answer == ""


def test_what_is_far_less_sure_stands_in_no_list():
    sure = place("Cannot have shellfish.", "shellfish", probability=0.998)
    unsure = place("She will teach me her jollof rice.", "jollof rice", probability=0.93)
    assert settled("What must Maya not eat?", sure, unsure).answer == ""
    both = settled("What must Maya not eat?", sure, place("No nuts.", "nuts", probability=0.98))
    assert set(both.answer.split(", ")) == {"shellfish", "nuts"}


def test_one_occasion_is_neither_a_change_nor_a_list():
    first = place("Met her at the market.", "at the market", "2023-01-10", 0.9)
    second = place("Met her at the lido again.", "at the lido", "2024-06-01")
    done = settled("where did I meet her", first, second)
    assert (done.found[0], done.answer) == (first, "")
    improbable = place("Likes the lido.", "the lido", "2024-06-01", 0.55)
    assert settled("what does she like", first, improbable).answer == ""


def test_the_past_is_asked_for():
    old = place("Lives in Lyon.", "Lyon", "2023-01-10")
    new = place("Lives in Porto.", "Porto", "2024-06-01")
    assert settled("where did she live before?", new, old).found[0] == old
    ended = place("Used to be a nurse.", "nurse", "2024-06-01", 0.7)
    now = place("Works as a baker.", "baker", "2024-06-01", 0.9)
    assert settled("what was her old job?", now, ended).found[0] == ended


def test_whether_something_still_holds():
    old = place("Lives in Lyon.", "Lyon", "2023-01-10", 0.9)
    new = place("Lives in Porto, since May.", "Porto", "2024-06-01")
    done = settled("does she still live in Lyon?", old, new)
    assert (done.answer, done.history) == ("no: Porto", "since May 2024; Lyon before")
    assert settled("does she still live in Porto?", old, new).answer == "yes: Porto"
    quit_it = place("He gave up smoking in 2020.", "gave up smoking in 2020")
    assert settled("does he still smoke?", quit_it).answer == "no: gave up smoking in 2020"


def test_what_has_ended_alone_is_less_sure_to_answer_today():
    done = settled("where does she work", place("No longer works at the bank.", "the bank"))
    assert done.found[0].probability < 0.5 and done.earlier.span == "the bank"


def test_what_is_improbable_is_left_alone():
    unsure = place("Lives in Lyon.", "Lyon", probability=0.2)
    assert settled("where does she live", unsure).found == (unsure,)
    assert settled("where does she live").found == ()


BOTH = "Tess - physio. lives in Leith since april, was in Perth before. 0131 496 0123"


@pytest.mark.parametrize("span", ["Leith", "Leith since april, was in Perth", "since april"])
def test_one_sentence_that_says_where_and_where_before(span):
    there = place(BOTH, span, "2024-05-12")
    now = settled("where does she live", there)
    assert (now.found[0].span, now.history) == ("Leith", "since April 2024; Perth before")
    assert settled("where did she live before", there).found[0].span == "Perth"
    still = settled("does she still live in Perth", there)
    assert still.answer == "no: Leith" and still.history.startswith("since April 2024")
    assert settled("does she still live in Leith", there).answer == "yes: Leith"


def test_a_clause_of_something_else_is_no_earlier_statement():
    text = "Works at Siemens, was ill before."
    there = place(text, "Siemens")
    assert settled("where does she work", there).found == (there,)


@pytest.mark.parametrize(
    "span", ["no more nights", "no longer works nights", "quit nights", "gave up nights"]
)
def test_what_a_newer_note_ends_no_longer_holds(span):
    old = place("Junior doctor, works nights.", "works nights", "2024-10-10", 0.7)
    new = place(f"GP in Dunbar now, {span}.", span, "2025-07-01", 0.9)
    assert settled("Does Sam still work nights?", new, old).answer == f"no: {span}"


def test_the_newest_is_not_what_was_before_where_an_older_note_may_say_it():
    now = place("Hired as an educator.", "educator", "2024-07-01", 0.9)
    old = place("Does testing.", "testing", "2022-06-01", 0.2)
    question = "what did he do before the bird place"
    assert settled(question, now, old).found[0].probability < 0.5
    assert settled(question, now).found[0] == now


def test_a_job_that_is_only_hoped_for_is_none():
    hoped = place("May apply at the museum.", "the museum", "2024-06-01", 0.9)
    works = place("Works at the zoo.", "the zoo", "2023-06-01", 0.8)
    assert settled("where does she work", hoped, works).found[0] == works
    assert settled("where does she work", hoped).found[0].probability < 0.5
    assert settled("where did she apply for a job", hoped).found[0] == hoped


def test_whether_something_still_holds_is_not_told_of_something_else():
    other = place("Hollis and she broke up.", "broke up", "2024-06-01", 0.9)
    assert settled("is she still at the bakery", other).found[0].probability < 0.5


def test_what_was_before_something_else_is_not_that_something():
    old = place("airline pilot, away a lot", "airline pilot", "2024-04-20", 0.8)
    new = place("starts as an instructor in feb", "an instructor", "2024-12-01", 0.7)
    question = "what was his job before he became an instructor"
    assert settled(question, old, new).found[0] == old
    assert settled(question, new).found[0].probability < 0.5


def test_that_something_else_of_theirs_is_over_is_no_no():
    ended = place("Ida no longer eats meat.", "no longer eats meat")
    asked = "does Ida smoke"
    assert settle(asked, (ended,), order="auto", name="Ida Moe").answer == ""


@pytest.mark.parametrize(
    ("question", "text", "span"),
    [
        ("what has Ida given up", "ida stopped eating meat", "meat"),
        ("who was Ida married to", "Divorced from a man called Gus", "Gus"),
        ("did Ida do something with her hair", "cut off the ponytail!!", "cut off the ponytail"),
        ("where did Ida work before she came to us", "came over from Bosch", "Bosch"),
        ("what did Ida do before she fixed bikes", "Ida, bike courier, from Hull", "bike courier"),
    ],
)
def test_what_has_ended_answers_where_it_is_asked_for(question, text, span):
    only = place(text, span, probability=0.9)
    assert settled(question, only).found[0] == only


def test_that_something_ended_in_other_words_is_no():
    gone = place("ida left the bookshop, teaches now", "left the bookshop", probability=0.93)
    assert settled("is ida still selling books", gone).answer == "no: left the bookshop"


def test_what_was_studied_to_start_with_is_the_oldest():
    first = place("off to uni, architecture", "architecture", "2020-09-01", 0.9)
    newer = place("switched to graphic design", "graphic design", "2021-09-01", 0.84)
    assert settled("what was Ida studying to start with", first, newer).found[0] == first


def test_a_newer_job_of_their_own_is_none_of_a_relative():
    other = place("her brother Ivo fishes at Lecco", "fishes at Lecco", "2023-06-01", 0.91)
    own = place("drives for a wine firm now", "drives for a wine firm", "2025-06-01", 0.52)
    found = settle("what job does her brother do", (other, own), order="auto", name="Ida Moe")
    assert found.found[0] == other


@pytest.mark.parametrize(
    ("question", "text", "span", "told"),
    [
        ("what colour was her hair before", "So. Gone grey, used to be red.", "Gone grey", "red"),
        (
            "what was ida doing before the clinic",
            "ida finished at a bakery, now a clerk at the clinic.",
            "a clerk at the clinic",
            "bakery",
        ),
    ],
)
def test_what_was_before_stands_in_the_clause_beside_it(question, text, span, told):
    assert settled(question, place(text, span)).found[0].span == told

"""who, ask."""

from __future__ import annotations

import signal
import threading

import pytest
from cli_support import DEMO, NURSE

from tests.support.slow_server import SlowServer
from tests.support.tiny_whisper import write_whisper

MAYA, MAYA_SPEAKS = DEMO / "queries" / "01.jpg", DEMO / "people" / "01_2.ogg"
STRANGER = DEMO / "queries" / "unknown.jpg"


def test_who_names_the_person_and_by_what(run, friends):
    seen = run("who", "--image", MAYA)
    assert seen.code == 0 and seen.err == ""
    assert seen.out.startswith("This is Maya Okonkwo - ") and ", by picture (01_" in seen.out
    assert "by voice (01_2.ogg)" in run("who", "--voice", MAYA_SPEAKS).out
    # The mark behind the name keeps the number that follows on its right.
    assert run("who", "ليلى حدّاد").out.startswith("This is ليلى حدّاد\u200e - ")
    stranger = run("who", "--image", STRANGER).out
    assert stranger.startswith("This is nobody in the memory") and "%" not in stranger


def test_who_as_json(run, friends):
    found = run("who", "--image", MAYA, "--voice", MAYA_SPEAKS, "--json").document
    assert set(found) == {
        "outcome", "persona", "probability", "candidates", "notices",
        "faces", "voices", "explanation",
    }  # fmt: skip
    assert (found["outcome"], found["persona"]) == ("matched", "Maya Okonkwo")
    first = found["candidates"][0]
    assert first["persona"] == "Maya Okonkwo" and first["probability"] == found["probability"] > 0.9
    assert set(first["scores"]) == {"image", "voice"}
    stranger = run("who", "--image", STRANGER, "--json").document
    assert (stranger["outcome"], stranger["persona"]) == ("unknown", None)


def test_two_who_may_be_meant_are_both_named(run, friends):
    """The same picture noted under two names cannot tell them apart."""
    for name in ("Una Twin", "Ida Twin"):
        run("add", name, "--image", DEMO / "people" / "05_1.jpg", "--text", f"{name} is a twin.")
    asked = run("who", "--image", DEMO / "people" / "05_1.jpg")
    assert "Una Twin" in asked.out and "Ida Twin" in asked.out
    answer = run(
        "ask", "What do you know of this person?", "--image", DEMO / "people" / "05_1.jpg", "--json"
    ).document
    assert (answer["outcome"], answer["persona"], answer["abstained"]) == ("ambiguous", None, True)
    assert (
        answer["reason"] == "ambiguous persona"
        and "Una Twin" in answer["text"]
        and "Ida Twin" in answer["text"]
    )


def test_ask_answers_with_the_noted_sentence_and_says_why(run, friends):
    answer = run("ask", "What is this person's job?", "--image", MAYA)
    text, footing = answer.out.splitlines()
    short, _, noted = text.partition(" You noted on ")
    assert "nurse" in short and noted.partition(": ")[2].strip('"') in NURSE
    assert footing.startswith("Maya Okonkwo ") and footing.endswith(" s")
    assert "picture 01_" in footing


def test_ask_as_json(run, friends):
    answer = run("ask", "What is this person's job?", "--image", MAYA, "--json").document
    assert set(answer) == {
        "outcome", "persona", "probability", "candidates",
        "text", "short", "abstained", "reason", "evidence", "people", "seconds",
        "notices", "faces", "voices",
    }  # fmt: skip
    assert answer["abstained"] is False and answer["reason"] is None and answer["seconds"] > 0
    grounds = {each["modality"]: each for each in answer["evidence"]}
    assert grounds["image"]["detail"].startswith("01_") and grounds["text"]["detail"] in NURSE
    assert {each["persona"] for each in answer["evidence"]} == {"Maya Okonkwo"}


def test_who_is_absent_and_what_is_absent(run, friends):
    stranger = run("ask", "What is this person's job?", "--image", STRANGER, "--json").document
    assert (stranger["abstained"], stranger["reason"], stranger["evidence"]) == (
        True,
        "absent persona",
        [],
    )
    unsaid = run("ask", "Which car does she drive?", "--image", MAYA, "--json").document
    assert (unsaid["persona"], unsaid["reason"]) == ("Maya Okonkwo", "absent attribute")


def test_asking_changes_nothing_in_the_file(run, friends, store):
    before = {path.name: path.read_bytes() for path in store.iterdir()}
    run("ask", "What is this person's job?", "--image", MAYA)
    run("who", "Maya")
    run("people")
    assert {path.name: path.read_bytes() for path in store.iterdir()} == before


@pytest.fixture
def server(request):
    running = SlowServer(finish=getattr(request, "param", False))
    yield running
    running.shutdown()
    running.server_close()


@pytest.mark.parametrize("server", [True], indirect=True)
@pytest.mark.parametrize("route", ["assistant", "model"])
def test_a_server_answers_without_commands_to_the_terminal(run, friends, server, route):
    answer = run(
        "ask",
        "What does Maya do?",
        "--engine",
        "endpoint",
        "--base-url",
        server.url,
        "--route",
        route,
    )
    assert answer.out.startswith("Maya is a nurse [31m.\n")


def test_ctrl_c_ends_the_answer_keeps_what_came_and_hangs_up(start, friends, server):
    process = start("ask", "What does Maya do?", "--engine", "endpoint", "--base-url", server.url)
    assert process.stdout.read(len("Maya is ")) == "Maya is "
    process.send_signal(signal.SIGINT)
    rest, err = process.communicate(timeout=30)
    assert (process.returncode, rest, err) == (130, "\n", "error: interrupted\n")
    assert server.hung_up.wait(5)


def test_ctrl_c_while_adding_stores_all_or_nothing(start, run, friends):
    media = [
        word
        for n in ("04", "05", "06", "07")
        for word in ("--image", DEMO / "people" / f"{n}_1.jpg")
    ]
    for wait in (0.15, 0.5, 0.7):
        process = start("add", "Nia", *media, "--text", "Nia is new.")
        threading.Event().wait(wait)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        people = {p["persona"]: p for p in run("people", "--json").document["people"]}
        assert "Nia" not in people or (people["Nia"]["images"], people["Nia"]["texts"]) == (4, 1)


# --- what is said


@pytest.fixture
def whisper(tmp_path_factory, monkeypatch):
    """A transcriber that hears the same words in every clip, whatever is said; the words can be
    chosen."""

    def hearing(words: str) -> None:
        folder = write_whisper(
            tmp_path_factory.mktemp("models") / "whisper", [f" {word}" for word in words.split()]
        )
        monkeypatch.setenv("PERSONA_ASSISTANT_TRANSCRIBER", str(folder))

    return hearing


def test_what_is_heard_in_a_clip_answers_what_was_said_and_is_never_shown_as_a_note(
    run, before, whisper
):
    whisper("I work as a dentist in Ghent.")
    added = run(
        "add",
        "Lia",
        "--voice",
        DEMO / "people" / "05_1.ogg",
        "--text",
        "Lia keeps goats.",
        "--json",
    ).document
    assert added["texts"] == 1
    shown = run("show", "Lia").out
    assert 'heard in the clip, by a program: "I work as a dentist in Ghent."' in shown
    assert (
        run("show", "Lia", "--json").document["held"][0]["heard"] == "I work as a dentist in Ghent."
    )
    assert run("ask", "Where does Lia come from?", "--json").document["abstained"]
    answer = run("ask", "What does Lia say about her work?", "--json").document
    assert answer["text"] == 'Heard in 05_1.ogg: "I work as a dentist in Ghent."'
    assert [(e["modality"], e["detail"].partition(",")[0]) for e in answer["evidence"]] == [
        ("voice", "05_1.ogg")
    ]
    assert "what was heard (05_1.ogg)" in run("who", "the dentist from Ghent").out


def test_a_question_may_be_spoken(run, friends, whisper):
    whisper("What is Maya Okonkwo's job?")
    answer = run("ask", "--spoken", DEMO / "people" / "09_1.ogg")
    assert NURSE.partition(". ")[0] in answer.out
    assert 'you asked: "What is Maya Okonkwo\'s job?"' in answer.err


def test_a_spoken_question_needs_a_transcriber(run, friends):
    assert (
        "PERSONA_ASSISTANT_TRANSCRIBER"
        in run("ask", "--spoken", DEMO / "people" / "09_1.ogg").error
    )

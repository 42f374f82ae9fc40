"""add, people, show, forget."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

from cli_support import ARCHIVIST, DEMO, NURSE, ROOT


def test_what_is_added_is_listed_and_shown(run, friends):
    listed = run("people").out
    assert "Maya Okonkwo" in listed and "ليلى حدّاد" in listed
    assert "\033" not in listed and max(map(len, listed.splitlines())) <= 80
    shown = run("show", "maya okonkwo").out
    for part in (NURSE, "01_1.jpg", "01_2.ogg", "yes, for me", "2 pictures, 2 clips and 1 note"):
        assert part in shown


def test_json_of_people_and_show(run, friends):
    people = run("people", "--json").document["people"]
    assert [(p["persona"], p["images"], p["voices"], p["texts"]) for p in people] == [
        ("Maya Okonkwo", 2, 2, 1),
        ("ليلى حدّاد", 1, 1, 1),
    ]
    shown = run("show", "ليلى حدّاد", "--json").document
    assert shown["held"][0]["text"] == ARCHIVIST
    assert (
        shown["held"][0]["image"]["source"] == "03_1.jpg"
        and shown["held"][0]["voice"]["seconds"] > 1
    )


def test_adding_again_adds_to_the_same_person(run, friends):
    added = run("add", "Maya Okonkwo", "--text", "Plays the cello.", "--json").document
    assert (added["persona"], added["texts"]) == ("Maya Okonkwo", 2)


def test_a_clip_that_is_too_long_is_capped_with_a_notice(run, tmp_path):
    import numpy
    import soundfile

    noise = numpy.random.default_rng(0).normal(0, 0.1, 16000 * 31)
    soundfile.write(tmp_path / "long.wav", noise, 16000)
    ran = run("add", "Ada", "--voice", tmp_path / "long.wav", "--anyway")
    assert ran.code == 0 and "only the first 30 s" in ran.err and ran.err.startswith("note: ")


def test_forgetting_takes_everything(run, friends):
    assert (
        run("forget", "maya okonkwo", "--yes", "--json").document["forgotten"]["persona"]
        == "Maya Okonkwo"
    )
    assert [p["persona"] for p in run("people", "--json").document["people"]] == ["ليلى حدّاد"]
    assert (
        run("who", "--image", DEMO / "people" / "01_1.jpg", "--json").document["outcome"]
        == "unknown"
    )


def test_forgetting_asks_at_a_terminal(run, before, friends):
    run("memories", "add", "I ride with Maya Okonkwo.")

    def answered(answer: bytes) -> int:
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "persona_assistant.cli", *before, "forget", "Maya Okonkwo"],
            stdin=theirs,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        os.write(ours, answer)
        _, said = process.communicate(timeout=30)
        os.close(ours), os.close(theirs)
        assert b"Maya Okonkwo with 2 pictures, 2 clips and 1 note?" in said
        assert b'speaks of them goes too: "I ride with Maya Okonkwo."' in said
        return process.returncode

    assert answered(b"n\n") == 1
    assert len(run("people", "--json").document["people"]) == 2
    assert answered(b"y\n") == 0
    assert len(run("people", "--json").document["people"]) == 1


def test_control_characters_of_notes_do_not_reach_the_terminal(run):
    assert run("add", "Eve", "--text", "red \033[31malert\a and\nnew line").code == 0
    shown = run("show", "Eve").out
    assert "\033" not in shown and "\a" not in shown and "and\nnew line" in shown
    assert (
        run("show", "Eve", "--json").document["held"][0]["text"]
        == "red \033[31malert\a and\nnew line"
    )


def test_an_empty_memory_says_so(run, friends):
    for name in ("Maya Okonkwo", "ليلى حدّاد"):
        run("forget", name, "--yes")
    assert "add a person first" in run("people").out
    assert run("people", "--json").document == {"people": []}


def test_two_processes_that_add_at_once_both_do(start, store, run, monkeypatch):
    """Also the store itself is created by one of them, while the others wait."""
    options, key = ["--store", str(store)], {"PERSONA_ASSISTANT_PASSPHRASE": "one for all"}
    names = ["Ann", "Ben", "Cem"]
    adding = [
        start("add", name, "--text", f"{name} is here.", options=options, **key) for name in names
    ]
    for process in adding:
        _, err = process.communicate(timeout=60)
        assert (process.returncode, err) == (0, "")
    monkeypatch.setenv("PERSONA_ASSISTANT_PASSPHRASE", "one for all")
    assert [
        p["persona"] for p in run("people", "--json", options=options).document["people"]
    ] == names


def test_a_closed_pipe_ends_quietly(start, friends):
    process = start("show", "Maya Okonkwo", PYTHONUNBUFFERED="1")
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(30) == 141

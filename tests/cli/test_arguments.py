"""Options in any place, and the nearest word to a mistyped one."""

from __future__ import annotations

import pytest
import typer

from persona_assistant.cli.arguments import arrange, verbs
from persona_assistant.cli.root import app

ROOT = typer.main.get_command(app)
LEAVES = [" ".join(path) for path, each in verbs(ROOT) if not hasattr(each, "commands")]


def test_json_may_stand_before_or_after_the_verb(run, friends):
    after = run("people", "--json").document
    assert after["people"] and run("--json", "people").document == after
    assert run("--json", "show", "Maya Okonkwo").document == (
        run("show", "Maya Okonkwo", "--json").document
    )


def test_json_may_stand_before_a_nested_verb(run):
    after = run("models", "list", "--json").document
    assert run("models", "--json", "list").document["models"] == after["models"]
    assert run("--json", "models", "list").document["models"] == after["models"]


def test_store_and_key_file_may_stand_after_the_verb(run, friends, before, store, tmp_path):
    assert run("people", *before, "--json", options=[]).document == run("people", "--json").document
    joined = [f"--store={store}", f"--key-file={tmp_path / 'key'}"]
    assert run("people", joined[0], "--check", joined[1], options=[]).code == 0
    assert run("show", *joined, "Maya Okonkwo", options=[]).code == 0


def test_a_value_that_looks_like_an_option_stays_a_value(run, friends, store):
    assert run("add", "Nia", "--text", "--json").code == 0
    assert run("add", "Nia", "--text", "--store").code == 0
    assert [each["text"] for each in run("show", "Nia", "--json").document["held"]] == [
        "--json",
        "--store",
    ]


def test_after_two_dashes_everything_is_a_name(run, friends):
    assert run("add", "--text", "hello", "--", "--json").code == 0
    assert "--json" in run("people").out
    assert "--jsno" in run("show", "--", "--jsno").error


@pytest.mark.parametrize("words", LEAVES)
def test_every_command_takes_h(run, words):
    short, long = run(*words.split(), "-h", options=[]), run(*words.split(), "--help", options=[])
    assert short.code == 0 and short.out == long.out and f"persona-assistant {words}" in short.out


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["Peple"], "people"),
        (["PEOPLE"], "people"),
        (["aks", "Who?"], "ask"),
        (["encod"], "encode"),
        (["models", "Lits"], "models list"),
        (["models", "export", "ecpa"], "models export ecapa"),
        (["bench", "RUN"], "bench run"),
        (["sft"], "train sft"),
        (["people", "--jsn"], "--json"),
        (["people", "--JSON"], "--json"),
        (["people", "--stroe", "x"], "--store"),
        (["add", "Nia", "--imgae=x.jpg"], "--image"),
        (["bench", "run", "omni-persona", "--jugde", "x"], "--judge"),
        (["--keyfile", "x", "people"], "--key-file"),
        (["show", "--hlep"], "--help"),
    ],
)
def test_a_mistyped_word_gets_the_nearest(run, words, meant):
    ran = run(*words, options=[])
    assert ran.code == 2 and f"Did you mean {meant}?" in ran.error


def test_a_word_like_no_other_gets_no_guess(run):
    ran = run("xyzzy", options=[])
    assert ran.code == 2 and "mean" not in ran.error and "persona-assistant --help" in ran.error
    assert "mean" not in run("people", "--xyzzy").error


def test_a_verb_of_two_groups_names_both(run):
    assert "bench pull or models pull" in run("pull", "x", options=[]).error


@pytest.mark.parametrize("words", [["people", "--store"], ["--key-file"]])
def test_an_option_without_its_value_is_refused(run, words):
    assert "needs a value" in run(*words, options=[]).error


def test_words_in_the_usual_order_stay_as_they_are():
    for words in (
        ["--store", "s", "add", "Ada", "--image", "a.jpg", "--text", "-5", "--json"],
        ["models", "export", "clip", "--checkpoint=x", "--json"],
        [],
    ):
        assert arrange(ROOT, words) == words

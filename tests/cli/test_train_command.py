"""train world, corpus, profile, estimate, sft, rlvr, pipeline: their forms, and what they refuse at
once."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path

import pytest

from persona_assistant.resources import data_path
from persona_assistant.train.corpus.format import read_corpus

MINI = data_path("bench", "mini")
SENTENCES = "Ada keeps a tortoise.\n\nShe works as a nurse in Lyon."


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> Path:
    """Twelve invented people; made by the command itself."""
    from persona_assistant.cli import main

    folder = tmp_path_factory.mktemp("train") / "world"
    assert main(["train", "world", "--out", str(folder), "--people", "12", "--seed", "5"]) == 0
    return folder


def test_a_world_becomes_a_corpus(world, run, tmp_path):
    again = run(
        "train", "world", "--out", world, "--people", "12", "--seed", "5", "--json"
    ).document
    assert again == {
        "world": str(world),
        "seed": 5,
        "people": 12,
        "splits": {"train": 10, "dev": 1, "test": 1},
    }
    out = tmp_path / "sft.jsonl"
    made = run(
        "train", "corpus", "sft-1k", "--world", world, "--out", out, "--records", "8", "--seed", "2"
    )
    assert made.code == 0 and "8 records" in made.out and "train sft" in made.out
    corpus = read_corpus(out)
    assert len(corpus) == 8 and len({record.task for record in corpus}) == 4
    other = run(
        "train",
        "corpus",
        "sft-1k",
        "--world",
        world,
        "--out",
        tmp_path / "b",
        "--records",
        "8",
        "--json",
    )
    assert other.document["records"] == 8
    assert (tmp_path / "b").read_text() != out.read_text(), "another seed asks otherwise"
    assert (
        "exists already" in run("train", "corpus", "sft-1k", "--world", world, "--out", out).error
    )
    assert (
        "more people"
        in run("train", "corpus", "heldout", "--world", world, "--out", tmp_path / "c").error
    )


def test_the_authors_pairs_become_a_corpus(run, tmp_path):
    lines = (MINI / "omni_persona_mini.jsonl").read_text(encoding="utf-8").splitlines()[:4]
    pairs = tmp_path / "rl_pairs.json"
    pairs.write_text(json.dumps([*map(json.loads, lines), {"query_text": "and the rest?"}]))
    out = tmp_path / "rl.jsonl"
    missing = run("train", "corpus", "rl-pairs", "--data", pairs, "--out", out)
    assert missing.code == 2 and "missing" in missing.error and not out.exists()
    made = run("train", "corpus", "rl-pairs", "--data", pairs, "--assets", MINI, "--out", out)
    assert made.code == 0 and "4 records" in made.out
    assert (
        made.err.startswith("note: left out, rl_pairs.json: index 4: ")
        and made.err.count("\n") == 1
    )
    assert {record.task for record in read_corpus(out)} == {"text_qa"}


def test_own_people_become_a_world_that_can_be_profiled(run, tmp_path):
    person = tmp_path / "people" / "Ada"
    person.mkdir(parents=True)
    (person / "notes.txt").write_text(SENTENCES)
    for number in (1, 2):
        shutil.copy(data_path("memory_store", "demo") / "people" / f"01_{number}.jpg", person)
    made = run(
        "train", "corpus", "own", "--data", tmp_path / "people", "--out", tmp_path / "own", "--json"
    )
    assert made.document["people"] == 1 and made.document["world"] == str(tmp_path / "own")
    nobody = run("train", "profile", tmp_path / "own", "--base-url", "http://127.0.0.1:9/v1")
    assert nobody.code == 1 and "127.0.0.1:9" in nobody.error
    assert (
        "server address" in run("train", "profile", tmp_path / "own", "--base-url", "nowhere").error
    )


def test_what_a_run_takes_is_told_without_torch(run):
    shown = run("train", "estimate", "--recipe", "gemma4-e4b-rlvr")
    assert shown.code == 0 and "fits" in shown.out and max(map(len, shown.out.splitlines())) <= 80
    told = run(
        "train", "estimate", "--recipe", "gemma4-e4b-rlvr", "--device", "4090", "--json"
    ).document
    assert told["fits"] is False and told["memory"]["peak"] > 24
    assert (
        "no device"
        in run("train", "estimate", "--recipe", "gemma4-e4b-rlvr", "--device", "abacus").error
    )


def test_a_mistake_in_a_recipe_is_named_with_its_line(run, tmp_path):
    text = data_path("models", "recipes", "tiny-sft.toml").read_text(encoding="utf-8")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(text.replace("\nlr = ", "\nlearning = ", 1))
    line = 1 + next(
        at for at, each in enumerate(wrong.read_text().splitlines()) if each.startswith("learning")
    )
    for command in ("sft", "estimate"):
        assert f"wrong.toml, line {line}: " in run("train", command, "--recipe", wrong).error
    assert (
        "is no pipeline"
        in run("train", "pipeline", "--recipe", "tiny-sft", "--out", tmp_path / "out").error
    )
    assert "is a pipeline" in run("train", "rlvr", "--recipe", "tiny").error


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["sft", "--recipe", "gemma4-e4b-sft-1k"], "name its folder (--model DIR)"),
        (
            ["rlvr", "--recipe", "gemma4-e4b-rlvr", "--model", "m"],
            "learns from rlvr-1k: name the file (--corpus FILE",
        ),
        (["sft", "--recipe", "tiny-sft", "--model", "m", "--corpus", "c"], "no folder m"),
        (["sft", "--recipe", "tiny-rlvr", "--model", "m", "--corpus", "c"], "is for rlvr"),
        (["corpus", "sft-1k", "--out", "x"], "name its folder (--world DIR)"),
        (["corpus", "sft-2k", "--out", "x"], "no corpus is called 'sft-2k'"),
        (["corpus", "rl-pairs", "--out", "x"], "name it (--data PATH)"),
        (["corpus", "sft-1k", "--world", "nowhere", "--out", "x"], "there is no world in nowhere"),
        (["world", "--out", "w", "--people", "0"], "at least one person"),
        (["world", "--people", "3"], "--out"),
        (["pipeline", "--recipe", "tiny"], "--out"),
        (["pipeline", "--recipe", "nothing", "--out", "x"], "there is no recipe 'nothing'"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(words, told, run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    ran = run("train", *words)
    assert ran.code == 2 and told in ran.error
    assert not any(each.name in ("x", "w") for each in tmp_path.iterdir())


@pytest.mark.parametrize("command", ["sft", "pipeline"])
def test_without_the_extra_training_says_how_to_get_it(command, world, run, tmp_path, monkeypatch):
    """As on a machine without torch, whatever this one has."""
    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *more: None if name == "torch" else find(name, *more),
    )
    model = tmp_path / "model"
    write_header_of_a_model(model)
    corpus = tmp_path / "c.jsonl"
    assert (
        run("train", "corpus", "sft-1k", "--world", world, "--out", corpus, "--records", "8").code
        == 0
    )
    words = ["--model", model, "--corpus", corpus] if command == "sft" else []
    recipe = "tiny-sft" if command == "sft" else "tiny"
    ran = run("train", command, "--recipe", recipe, *words, "--out", tmp_path / "out")
    assert ran.code == 2 and 'pip install "persona-assistant[train]"' in ran.error
    assert not (tmp_path / "out").exists()


# --- the reader


def test_a_reader_without_torch_or_a_corpus_says_what_to_do(run, tmp_path, monkeypatch):
    from persona_assistant.train.reader import make

    find = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name, *more: None if name == "torch" else find(name, *more),
    )
    out = tmp_path / "out"
    ran = run("train", "reader", "package.whl", "--out", out)
    assert ran.code == 2 and 'pip install "persona-assistant[train]"' in ran.error
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").write_text("mine")
    ran = run("train", "reader", "package.whl", "--out", tmp_path / "taken")
    assert ran.code == 2 and "taken exists already" in ran.error
    # As in an installed copy, which does not carry worlds/.
    monkeypatch.setattr(make, "data_path", lambda *parts: tmp_path.joinpath(*parts))
    ran = run("train", "reader", "package.whl", "--out", out)
    assert ran.code == 2 and "in a checkout of persona-assistant (worlds/reading)" in ran.error
    assert "--corpus DIR --kept-apart DIR" in ran.error and not out.exists()
    ran = run("train", "reader", "package.whl", "--out", out, "--epochs", "0")
    assert ran.code == 2 and "epochs" in ran.error


def write_header_of_a_model(folder: Path) -> None:
    """As much of a Gemma 4 as is looked at before anything is loaded."""
    folder.mkdir()
    names = [
        "model.language_model.layers.0.self_attn.q_proj.weight",
        "model.audio_tower.layers.0.norm.weight",
    ]
    header = {
        name: {"dtype": "F32", "shape": [2, 2], "data_offsets": [16 * at, 16 * at + 16]}
        for at, name in enumerate(names)
    }
    packed = json.dumps(header).encode()
    data = len(packed).to_bytes(8, "little") + packed + bytes(16 * len(names))
    (folder / "model.safetensors").write_bytes(data)
    about = {"model_type": "gemma4", "audio_config": {}, "vision_config": {}}
    (folder / "config.json").write_text(json.dumps(about))

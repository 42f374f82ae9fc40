"""What models/README.md, models/recipes/README.md and worlds/README.md show can be typed; what
takes seconds and no network is run."""

from __future__ import annotations

import importlib
import re
import shlex
from pathlib import Path

import pytest

from persona_assistant.cli import main
from persona_assistant.resources import data_path
from persona_assistant.train import recipes
from tests.support.commands import parse, shown_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    ROOT / "models" / "README.md",
    ROOT / "models" / "recipes" / "README.md",
    ROOT / "worlds" / "README.md",
]
COMMANDS = [words for document in DOCUMENTS for words in shown_commands(document)]
_MODULE = re.compile(r"^(?:.*`)?python -m ([\w.]+) ([^`#\n]*)", re.MULTILINE)


def modules() -> list[tuple[str, list[str]]]:
    """Each `python -m` that is shown: the module and its words."""
    found = []
    for document in DOCUMENTS:
        for module, words in _MODULE.findall(document.read_text(encoding="utf-8") + "\n"):
            found.append((module, shlex.split(words)))
    return found


@pytest.mark.parametrize("words", COMMANDS, ids=[" ".join(words)[:60] for words in COMMANDS])
def test_a_command_exists_in_the_form_that_is_shown(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert parse(words)
    if "--recipe" in words:
        name = words[words.index("--recipe") + 1]
        assert name in recipes.names(words[1] if words[1] in ("sft", "rlvr", "pipeline") else None)


def test_every_step_of_the_order_of_things_is_shown():
    verbs = {tuple(words[:2]) for words in COMMANDS}
    assert {("train", verb) for verb in ("estimate", "world", "corpus", "sft", "rlvr")} <= verbs
    assert {("models", verb) for verb in ("merge", "convert", "quantize")} <= verbs


@pytest.mark.parametrize(
    ("module", "words"), modules(), ids=[" ".join((m, *w))[:60] for m, w in modules()]
)
def test_a_module_takes_the_words_that_are_shown(module, words, monkeypatch):
    monkeypatch.chdir(ROOT)
    name = f"{module}.__main__" if module == "persona_worlds" else module
    given = importlib.import_module(name).parser().parse_args(words)
    for path in [*getattr(given, "cases", []), *getattr(given, "also", [])]:
        assert path.is_file(), "written cases that are named must be there"


def test_the_first_steps_run(tmp_path, monkeypatch, capsys):
    """As in models/recipes/README.md, with fewer people and records."""
    monkeypatch.chdir(tmp_path)
    smaller = {"--people": "12", "--seed": "5"}
    ran = []
    for words in shown_commands(ROOT / "models" / "recipes" / "README.md"):
        if words[:2] not in (["train", "estimate"], ["train", "world"]) and words[:3] != [
            "train",
            "corpus",
            "sft-1k",
        ]:
            continue
        words = [smaller.get(words[k - 1], word) if k else word for k, word in enumerate(words)]
        if words[1] == "corpus":
            words += ["--records", "8"]
        assert main(words) == 0, capsys.readouterr().err
        ran.append(words[1])
    assert ran == ["estimate", "world", "corpus"] and (tmp_path / "sft.jsonl").is_file()


def test_recordings_for_the_self_test_are_made(tmp_path, capsys):
    from persona_worlds.__main__ import main as make

    assert make(["self_test_clips", "--out", str(tmp_path)]) == 0
    shipped = {path.name for path in data_path("models", "self_test").glob("*.ogg")}
    assert {path.name for path in tmp_path.iterdir()} == shipped

"""Every command of bench/README.md exists in that form and, as far as it needs no network, runs:
in the README's order, on a few of the bundled items, with servers on this machine."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from persona_assistant.bench.use_cases import describe_suites
from persona_assistant.cli import main
from persona_assistant.resources import data_path
from tests.support.commands import parse, shown_commands
from tests.support.judge_server import judge_server

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "bench" / "README.md"
COMMANDS = [words for words in shown_commands(README) if words != ["bench"]]
MINI = data_path("bench", "mini")
NEEDS_NETWORK = {"pull"}


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A reader's empty folder, in which the benchmark was pulled: six of the bundled items."""
    monkeypatch.chdir(tmp_path)
    for name, value in (("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")):
        monkeypatch.setenv(name, str(tmp_path / value))
    pulled = tmp_path / "omni-persona"
    pulled.mkdir()
    lines = (MINI / "omni_persona_mini.jsonl").read_text(encoding="utf-8").splitlines()
    (pulled / "items.jsonl").write_text("\n".join(lines[:6]) + "\n", encoding="utf-8")
    (pulled / "assets").symlink_to(MINI / "assets")
    return tmp_path


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_exists_in_that_form(words, reader):
    assert parse(words).startswith("bench")


def test_every_inline_command_and_option_exists():
    text = README.read_text(encoding="utf-8")
    verbs = {words[1] for words in COMMANDS}
    for code in re.findall(r"`bench ([^`]+)`", text):
        verb = code.split()[0]
        assert verb in verbs or parse(["bench", verb])
    shown = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", _without_other_programs(text)))
    known = set()
    for verb in ("list", "pull", "run", "judge", "score", "report", "diff", "merge"):
        known |= set(re.findall(r"--[a-z][a-z-]+", _help(verb)))
    assert shown <= known, sorted(shown - known)


def _without_other_programs(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.startswith("vllm "))


def _help(verb: str) -> str:
    import typer

    from persona_assistant.cli.root import app

    command = typer.main.get_command(app).commands["bench"].commands[verb]
    return " ".join(option for parameter in command.params for option in parameter.opts)


def test_a_command_or_option_that_does_not_exist_is_noticed():
    for words in (["bench", "rnu", "omni-persona"], ["bench", "run", "omni-persona", "--limits"]):
        with pytest.raises(Exception, match="rnu|limits"):
            parse(words)


def test_options_of_suites_exist():
    known = {name for suite in describe_suites() for name in suite["options"]}
    shown = re.findall(r"--set ([a-z]+)=", README.read_text(encoding="utf-8"))
    assert shown and set(shown) <= known


def test_files_that_are_named_exist():
    text = README.read_text(encoding="utf-8")
    paths = re.findall(r"`((?:persona_assistant|bench|tests)/[\w./]+)`", text)
    paths += re.findall(r"pytest (tests/[\w./]+)", text)
    assert paths
    for path in paths:
        assert (ROOT / path).exists(), path


def test_the_commands_run(reader, capsys):
    """As one reader types them, one after another."""
    capsys.readouterr()
    ran = []
    with (
        judge_server(["CORRECT"]) as (judge, _),
        judge_server(["I cannot tell."]) as (model, asked),
    ):
        for words in COMMANDS:
            if words[1] in NEEDS_NETWORK:
                continue
            _prepare(words)
            words = [_stand_in(word, judge, model) for word in words]
            code = main(words)
            output = capsys.readouterr()
            assert code == 0, (words, output.err)
            assert len(output.out.splitlines()) > 0
            ran.append(words[1])
    assert ran.count("run") == 2 and len(asked) == 6
    assert set(ran) == {"list", "run", "judge", "score", "report", "diff", "merge"}
    assert json.loads((reader / "runs/whole/scores.json").read_text())["n"] == 6
    assert "<html" in (reader / "runs/first/report.html").read_text(encoding="utf-8")
    kept = {path.name for path in (reader / "runs/first").iterdir()}
    table = re.findall(r"^\| (`[^|]*`) \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    named = {name for row in table for name in re.findall(r"`([\w.]+\.\w+)`", row)}
    assert named and named <= kept


def _prepare(words: list[str]) -> None:
    """Make the runs that a command takes and no command of the README has made."""
    run = ["bench", "run", "omni-persona", "--data", "omni-persona", "--json", "--out"]
    if words[1] == "diff":
        assert main([*run, words[3], "--route", "model"]) == 0
    if words[1] == "merge":
        for number, part in enumerate(words[2:4], start=1):
            assert main([*run, part, "--shard", f"{number}/2"]) == 0


def _stand_in(word: str, judge: str, model: str) -> str:
    if word.startswith("http"):
        return judge if "..." in word else model
    return "referee-1" if word == "NAME" else word

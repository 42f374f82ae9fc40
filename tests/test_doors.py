"""The doors stay light, and every one of them says what it is for."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
import typer

from persona_assistant.cli.arguments import verbs
from persona_assistant.cli.root import app

ROOT = Path(__file__).resolve().parents[1]
HEAVY = ("torch", "transformers", "textual", "onnxruntime", "faiss", "llama_cpp")


def python(*words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_loads_nothing_heavy():
    loaded = python("-c", "import sys, persona_assistant; print(*sys.modules)").split()
    assert "persona_assistant" in loaded
    assert not {*HEAVY, "numpy", "pydantic", "PIL", "apsw", "typer"} & set(loaded)


def test_help_loads_nothing_of_the_product():
    said = python("-X", "importtime", "-c", _HELP)
    loaded = said.splitlines()[-1].split()
    assert not {
        *HEAVY,
        "numpy",
        "PIL",
        "apsw",
        "rich",
        "persona_assistant.app",
        "persona_assistant.settings",
        "persona_assistant.cli.manual",
    } & set(loaded)


_HELP = "import sys, persona_assistant.cli as cli; cli.main(['--help']); print(*sys.modules)"


def test_answering_loads_only_what_the_question_needs(tmp_path):
    words = ["--store", str(tmp_path / "s"), "--key-file", str(tmp_path / "k")]

    def loaded(*command: str) -> set[str]:
        script = (
            "import sys; from persona_assistant.cli import main;"
            f"assert main({[*words, *command]!r}) == 0; print(*sys.modules)"
        )
        return set(python("-c", script).splitlines()[-1].split())

    never = {*HEAVY, "pydantic", "rich"}
    assert not never & loaded("add", "Ada", "--text", "Ada is a nurse.")
    assert not {*never, "PIL", "soundfile"} & loaded("who", "Ada", "--json")
    seen = loaded("ask", "What does Ada do?")
    assert "onnxruntime" in seen, "the notes are read"
    assert not ({*never, "PIL", "soundfile"} - {"onnxruntime"}) & seen
    picture = str(ROOT / "memory_store" / "demo" / "people" / "01_1.jpg")
    seen = loaded("who", "--image", picture)
    assert {"PIL", "onnxruntime"} <= seen, "faces are looked for"
    assert not ({*never, "soundfile"} - {"onnxruntime"}) & seen


def commands() -> list[str]:
    """Every verb and every group of verbs; "" is the command itself."""
    root = typer.main.get_command(app)
    return ["", *(" ".join(path) for path, _ in verbs(root))]


@pytest.mark.parametrize("command", commands())
def test_every_command_explains_itself(command, capsys):
    from persona_assistant.cli import main

    assert main([*command.split(), "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.err == "" and f"Usage: persona-assistant {command}".rstrip() in shown.out
    assert max(map(len, shown.out.splitlines())) <= 80
    summaries = shown.out.partition("Commands:")[2]
    assert "..." not in summaries, "a summary was cut off"


def test_no_command_at_all_shows_the_help(capsys):
    from persona_assistant.cli import main

    assert main([]) == 0 and "Commands:" in capsys.readouterr().out


def test_the_version_is_the_packages(capsys):
    from persona_assistant.cli import main

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"persona-assistant {project['version']}\n"


def test_the_installed_script_is_this_command():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    module, _, name = project["scripts"]["persona-assistant"].partition(":")
    from persona_assistant.cli import main

    assert getattr(import_module(module), name) is main

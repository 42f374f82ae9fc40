"""Completion and the manual page: both come from the commands themselves."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from cli_support import ROOT

from persona_assistant.cli import manual
from persona_assistant.cli.arguments import verbs
from persona_assistant.cli.root import app

COMMAND = typer.main.get_command(app)
VERBS = [" ".join(path) for path, each in verbs(COMMAND) if not hasattr(each, "commands")]


@pytest.fixture
def program(tmp_path) -> Path:
    """A folder with an executable `persona-assistant`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    file = folder / "persona-assistant"
    file.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m persona_assistant.cli "$@"\n')
    file.chmod(0o755)
    return folder


@pytest.fixture
def model(tmp_path, monkeypatch) -> str:
    """An installed language model."""
    folder = tmp_path / "models" / "my-model"
    folder.mkdir(parents=True)
    (folder / "m.gguf").write_bytes(b"GGUF")
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(folder.parent))
    from persona_assistant.weights import registry

    file = registry.InstalledFile("m.gguf", "model", 4, "0" * 64)
    registry.write_manifest(
        folder, registry.InstalledModel("my-model", "added", None, None, None, (file,))
    )
    return "my-model"


def environment(program: Path, **more: str) -> dict[str, str]:
    path = f"{program}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), **more}


def offered(shell: str, typed: str, program: Path) -> str:
    """What the command answers to the shell's script."""
    variables = {
        "_PERSONA_ASSISTANT_COMPLETE": f"complete_{shell}",
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - (not typed.endswith(" "))),
    }
    return subprocess.run(
        ["persona-assistant"],
        env=environment(program, **variables),
        capture_output=True,
        text=True,
        check=True,
    ).stdout


_IN_BASH = """
eval "$(persona-assistant completion bash)"
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
function=$(complete -p persona-assistant | sed 's/.*-F //; s/ .*//')
$function persona-assistant
printf '%s\\n' "${COMPREPLY[@]}"
"""


def in_bash(typed: str, program: Path) -> list[str]:
    """What bash offers when the tab key is pressed after `typed`."""
    done = subprocess.run(
        ["bash", "--norc", "-c", _IN_BASH, "bash", *typed.split(" ")],
        env=environment(program),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
def test_bash_completes_verbs_options_and_values(program, model):
    assert in_bash("persona-assistant peo", program) == ["people"]
    assert set(in_bash("persona-assistant models e", program)) == {"export"}
    assert in_bash("persona-assistant people --ch", program) == ["--check"]
    assert in_bash("persona-assistant ask Who? --engine e", program) == ["extractive", "endpoint"]
    assert in_bash("persona-assistant ask --model m", program) == [model]
    assert in_bash("persona-assistant add Ada --image a", program) == []  # then bash offers files
    assert "complete -o default" in subprocess.run(
        ["persona-assistant", "completion", "bash"],
        env=environment(program), capture_output=True, text=True,
    ).stdout  # fmt: skip


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_get_the_same_words(program, model, shell):
    assert "people" in offered(shell, "persona-assistant peo", program)
    assert "--check" in offered(shell, "persona-assistant people --ch", program)
    assert model in offered(shell, "persona-assistant ask --model m", program)
    assert "Measure the assistant" in offered(shell, "persona-assistant be", program)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("models pull ecapa-5", ["ecapa-512"]),
        ("bench run mm", ["mmpb"]),
        ("train sft --recipe tiny-s", ["tiny-sft"]),
        ("completion f", ["fish"]),
        ("bench run omni-persona --judge ", ["lexical"]),
        ("--json peo", ["people"]),
    ],
)
def test_values_that_are_known_are_offered(program, typed, words):
    assert offered("bash", f"persona-assistant {typed}", program).split() == words


def test_a_damaged_model_is_no_error_while_completing(program, model, tmp_path):
    for file in (tmp_path / "models" / model).iterdir():
        file.write_text("{")
    assert offered("bash", "persona-assistant ask --model m", program) == "\n"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_names_the_command(run, shell):
    ran = run("completion", shell, options=[])
    assert ran.code == 0 and ran.err == "" and "_PERSONA_ASSISTANT_COMPLETE" in ran.out
    assert not ran.out.startswith("\n")  # zsh looks for #compdef in the first line


def test_a_shell_without_completion_is_refused(run):
    ran = run("completion", "tcsh", options=[])
    assert ran.code == 2 and "bash, zsh, fish" in ran.error


# --- the manual page


def test_the_manual_names_every_command_and_every_option(run):
    ran = run("man", options=[])
    text = ran.out.replace("\\-", "-")
    assert ran.code == 0 and text.startswith(".TH PERSONA-ASSISTANT 1")
    assert re.findall(r"^\.SS persona-assistant (.*)$", text, re.MULTILINE) == VERBS
    for _, command in verbs(COMMAND):
        for parameter in command.params:
            assert parameter.opts[-1] in text or parameter.metavar in text
    assert "PERSONA_ASSISTANT_SERVER__PORT" in text


def test_nothing_in_the_manual_is_taken_for_a_macro(run):
    known = {".TH", ".SH", ".SS", ".PP", ".TP", ".nh", ".ad"}
    lines = run("man", options=[]).out.splitlines()
    assert {line.split()[0] for line in lines if line[:1] in (".", "'")} <= known
    assert manual._text(".hidden 'x' a-b \\n") == "\\&.hidden 'x' a\\-b \\(rsn"


@pytest.mark.skipif(
    not (shutil.which("man") and shutil.which("groff")), reason="needs man and groff"
)
def test_the_manual_is_rendered_without_a_warning(run, tmp_path):
    file = tmp_path / "persona-assistant.1"
    file.write_text(run("man", options=[]).out, encoding="utf-8")
    done = subprocess.run(
        ["man", "--warnings=w", "-l", str(file)],
        capture_output=True,
        text=True,
        env={**os.environ, "MANWIDTH": "80", "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0 and done.stderr == ""
    assert "persona-assistant models export ecapa" in done.stdout

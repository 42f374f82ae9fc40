"""Whole commands, with every encoder and engine they load: none opens a network socket or leaves a
file outside the memory. The kernel watches over the sockets, so that this needs no tracer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from persona_assistant.resources import data_path
from tests.support import tiny_gguf, tiny_onnx
from tests.support.no_network import KILLED, can_forbid
from tests.support.tiny_whisper import write_whisper

ROOT = Path(__file__).resolve().parents[2]
PEOPLE = data_path("memory_store", "demo", "people")
FORBIDDEN = [sys.executable, "-m", "tests.support.no_network"]

pytestmark = pytest.mark.skipif(not can_forbid(), reason="only Linux keeps sockets from a process")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Folders for the memory and for what must stay empty, with models to use."""
    base = tmp_path_factory.mktemp("quiet")
    for name in ("home", "temporary", "called", "models"):
        (base / name).mkdir()
    return base


def environment(place: Path, **more: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "temporary"),
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def run(place: Path, *words: str, typed: str = "", **more: str) -> str:
    access = ["--store", str(place / "store"), "--key-file", str(place / "key")]
    done = subprocess.run(
        [*FORBIDDEN, sys.executable, "-m", "persona_assistant.cli", *access, *words],
        env=environment(place, **more),
        cwd=place / "called",
        input=typed,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (words, done.returncode, done.stderr)
    left = [
        path
        for name in ("home", "temporary", "called")
        for path in (place / name).rglob("*")
        if "asked-for" not in path.parts
    ]
    assert left == [], words
    return done.stdout


@pytest.fixture(scope="module")
def maya(place):
    photo, clip = str(PEOPLE / "01_1.jpg"), str(PEOPLE / "01_1.ogg")
    run(place, "add", "Maya", "--image", photo, "--voice", clip, "--text", "Maya keeps goats.")
    return place


@pytest.mark.parametrize(
    "words",
    [
        ["people"],
        ["show", "Maya"],
        ["who", "--image", str(PEOPLE / "01_2.jpg"), "--voice", str(PEOPLE / "01_2.ogg")],
        ["ask", "Which animals does Maya keep?"],
        ["models", "list"],
        ["doctor"],
        *([["demo"]] if "PERSONA_ASSISTANT_TORTURE" in os.environ else []),  # a minute
        ["bench", "run", "omni-persona", "--limit", "2", "--out", "asked-for"],
    ],
    ids=lambda words: words[0],
)
def test_a_command_opens_no_socket_and_leaves_nothing_behind(maya, words):
    assert run(maya, *words)


def test_a_conversation_is_as_quiet(maya):
    assert "goats" in run(maya, "chat", typed="Which animals does Maya keep?\nand where?\n")


def test_encoders_and_engines_of_ones_own_are_as_quiet(maya):
    pytest.importorskip("faster_whisper")
    models = maya / "models"
    tiny_gguf.write_model(models / "model.gguf")
    tiny_gguf.write_projector(models / "projector.gguf")
    own = {
        "PERSONA_ASSISTANT_IMAGE_ENCODER": tiny_onnx.clip_folder(models / "clip"),
        "PERSONA_ASSISTANT_TEXT_ENCODER": tiny_onnx.sentence_folder(models / "sentences"),
        "PERSONA_ASSISTANT_TRANSCRIBER": write_whisper(models / "whisper", [" Good", " morning"]),
        "PERSONA_ASSISTANT_ENGINE": "llama",
        "PERSONA_ASSISTANT_MODEL": models / "model.gguf",
        "PERSONA_ASSISTANT_PROJECTOR": models / "projector.gguf",
        "PERSONA_ASSISTANT_MAX_TOKENS": 8,
        "PERSONA_ASSISTANT_IMAGE_TOKENS": 70,
    }
    settings = {name: str(value) for name, value in own.items()}
    photo, clip = str(PEOPLE / "02_1.jpg"), str(PEOPLE / "02_1.ogg")
    run(maya, "add", "Abel", "--image", photo, "--voice", clip, "--text", "A baker.", **settings)
    assert "morning" in run(maya, "show", "Abel", **settings)
    run(maya, "ask", "Who is Abel?", **settings)


def test_a_socket_is_noticed():
    code = "import socket; socket.socket()"
    done = subprocess.run([*FORBIDDEN, sys.executable, "-c", code], cwd=ROOT)
    assert done.returncode == KILLED
    local = "import socket; socket.socketpair()"
    assert subprocess.run([*FORBIDDEN, sys.executable, "-c", local], cwd=ROOT).returncode == 0

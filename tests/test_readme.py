"""What the documents show can be typed: every command exists in the form that is shown, and those
that need neither network nor model files are run, in the order in which a reader meets them."""

from __future__ import annotations

import io
import re
import shlex
import shutil
from pathlib import Path

import pytest
from PIL import Image

from persona_assistant.cli import main
from persona_assistant.resources import data_path
from tests.support.commands import parse, shown_commands

ROOT = Path(__file__).resolve().parents[1]
DEMO = data_path("memory_store", "demo")
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/archive.md",
    "memory_store/demo/README.md",
]
ELSEWHERE = {"models", "train", "bench", "web"}
"""They need a network, a model, or what such a command left, or serve until they are stopped;
tests/bench, tests/train and tests/tui run what can be run of them."""


def commands() -> list[tuple[str, list[str]]]:
    return [(name, words) for name in DOCUMENTS for words in shown_commands(ROOT / name)]


@pytest.mark.parametrize(
    ("document", "words"), commands(), ids=[" ".join(words)[:60] for _, words in commands()]
)
def test_every_command_that_is_shown_exists_in_that_form(document, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert parse([word for word in words if word != "..."] if words[-1] == "..." else words)


def test_the_readmes_first_commands_run(tmp_path, monkeypatch, capsys):
    """In the order of the README, as one reader would type them, on the demo's files."""
    monkeypatch.chdir(tmp_path)
    typed = io.TextIOWrapper(io.BytesIO(b"And what does she do?\n/quit\n"))  # in the chat
    monkeypatch.setattr("sys.stdin", typed)
    for name, value in (("HOME", ""), ("XDG_CONFIG_HOME", "config"), ("XDG_DATA_HOME", "data")):
        monkeypatch.setenv(name, str(tmp_path / value))
    monkeypatch.setenv("PERSONA_ASSISTANT_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PERSONA_ASSISTANT_KEY_FILE", str(tmp_path / "key"))
    for source, name in (
        ("people/01_1.jpg", "IMG_2041.HEIC"), ("people/01_1.ogg", "PTT-20260412.m4a"),
        ("queries/01.jpg", "party.jpg"), ("people/02_1.jpg", "not-her.jpg"),
    ):  # fmt: skip
        shutil.copy(DEMO / source, tmp_path / name)
    (tmp_path / "FOLDER" / "Omar").mkdir(parents=True)
    (tmp_path / "FOLDER" / "Omar" / "note.txt").write_text("Omar bakes bread.", encoding="utf-8")
    shown = [words for words in shown_commands(ROOT / "README.md") if words[0] not in ELSEWHERE]
    ran = 0
    for words in shown:
        words = ["Lina Haddad" if word == "NAME" else word for word in words]
        if words[0] == "forget" or "..." in words or "--engine" in words or "--spoken" in words:
            continue
        code = main(words)
        printed = capsys.readouterr()
        assert code == 0, (words, printed.err)
        ran += 1
    assert ran >= 8
    assert main(["forget", "Lina Haddad", "--yes"]) == 0


DAY = re.compile(r"\d{4}-\d\d-\d\d( \d\d:\d\d)?")
SESSIONS = re.findall(r"^```\n(\$ .*?)^```", (ROOT / "README.md").read_text("utf-8"), re.S | re.M)


@pytest.mark.parametrize("block", SESSIONS)
def test_what_the_readme_shows_is_what_is_said(block, tmp_path, monkeypatch, capsys):
    """On the portraits that the commands name, and on two of them side by side."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PERSONA_ASSISTANT_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("PERSONA_ASSISTANT_KEY_FILE", str(tmp_path / "key"))
    (tmp_path / "models").symlink_to(ROOT / "models")
    faces = ROOT / "models" / "self_test" / "faces"
    both = [Image.open(faces / name).convert("RGB") for name in ("biden.jpg", "obama_2.jpg")]
    photo = Image.new("RGB", (both[0].width + both[1].width, both[0].height))
    photo.paste(both[0], (0, 0))
    photo.paste(both[1], (both[0].width, 0))
    photo.save("both.jpg", quality=92)
    for shown in block.removeprefix("$ ").split("\n$ "):
        command, *lines = shown.rstrip().splitlines()
        assert main(shlex.split(command)[1:]) == 0
        out, err = capsys.readouterr()
        said = [*err.splitlines(), *(line for line in out.splitlines() if " · " not in line)]
        # The last digit may differ from one processor to another, and the day will.
        said, lines = (
            [re.sub(r"(over )?9\d %", "9* %", DAY.sub("DAY", each)) for each in x]
            for x in (said, lines)
        )
        assert said == lines, command


def test_make_targets_that_are_shown_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md"):
        shown = re.findall(r"(?:^|`)make ([a-z-]+)", (ROOT / name).read_text("utf-8"), re.M)
        assert shown and set(shown) <= targets, name


def test_files_that_are_named_exist():
    """Paths in backticks or links of the documents for people who change something."""
    for name in ("docs/architecture.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        paths = re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[\w-]+\.(?:py|toml|sql|md))`", text)
        paths += [link.split("#")[0] for link in re.findall(r"\]\((?!http)([^)]+)\)", text)]
        assert paths
        for path in paths:
            places = [ROOT / path, (ROOT / name).parent / path, ROOT / "persona_assistant" / path]
            assert any(place.exists() for place in places), f"{name} names {path}"


def test_the_picture_of_the_rooms_is_the_present_one():
    from docs.draw_architecture import PICTURE, drawing

    assert PICTURE.read_text(encoding="utf-8") == drawing()

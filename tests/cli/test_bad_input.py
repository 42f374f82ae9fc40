"""Whatever is wrong with what was handed over: one line that names it, exit code 2, and a store
whose bytes are the same as before."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
import soundfile
from cli_support import DEMO
from PIL import Image

GOOD = DEMO / "people" / "02_1.jpg"
GOOD_CLIP = DEMO / "people" / "02_1.ogg"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A folder of media that cannot be used."""
    folder = tmp_path / "bad"
    (folder / "folder.jpg").mkdir(parents=True)
    (folder / "empty.jpg").touch()
    (folder / "empty.wav").touch()
    (folder / "text.jpg").write_text("I am a letter, not a picture.")
    (folder / "cut.jpg").write_bytes(GOOD.read_bytes()[:3000])
    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + header
    (folder / "bomb.png").write_bytes(
        b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    )
    Image.new("RGB", (200, 200), "grey").save(folder / "flat.png")
    soundfile.write(folder / "silent.wav", np.zeros(16000), 16000)
    soundfile.write(folder / "short.wav", np.ones(160) / 2, 16000)
    return folder


def snapshot(store: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in store.iterdir()}


IMAGES = [
    "missing.jpg",
    "folder.jpg",
    "empty.jpg",
    "text.jpg",
    "cut.jpg",
    "bomb.png",
    "flat.png",
    "silent.wav",
]
VOICES = [
    "missing.wav",
    "folder.jpg",
    "empty.wav",
    "text.jpg",
    "silent.wav",
    "short.wav",
    "flat.png",
]
MEDIA = [("--image", name) for name in IMAGES] + [("--voice", name) for name in VOICES]


@pytest.mark.parametrize(("option", "name"), MEDIA)
def test_media_that_cannot_be_used(run, friends, store, bad, option, name):
    before = snapshot(store)
    beside = ["--image", GOOD, "--voice", GOOD_CLIP, "--text", "fine"]
    for words in (
        ["add", "Nia", *beside, option, bad / name],
        ["who", option, bad / name],
        ["ask", "Who is this?", option, bad / name, "--json"],
    ):
        ran = run(*words)
        assert ran.code == 2 and name in ran.error
        assert snapshot(store) == before


@pytest.mark.parametrize(
    ("option", "name"),
    [("--image", "flat.png"), ("--image", "cut.jpg"), ("--voice", "missing.wav")],
)
def test_bad_media_begin_no_store(run, store, tmp_path, bad, option, name):
    assert run("add", "Nia", option, bad / name).code == 2
    assert not store.exists() and not (tmp_path / "key").exists()


WORDS = {
    "empty name": ["add", "  ", "--text", "hello"],
    "control character in a name": ["add", "a\nb", "--text", "hello"],
    "name too long": ["add", "x" * 201, "--text", "hello"],
    "nothing to add": ["add", "Nia"],
    "blank note": ["add", "Nia", "--text", "  "],
    "no Unicode": ["add", "Nia", "--text", "\udcff"],
    "unknown to show": ["show", "Nobody"],
    "unknown to forget": ["forget", "Nobody", "--yes"],
    "nobody to ask": ["forget", "Maya Okonkwo"],
    "nothing to recognise": ["who"],
    "blank description": ["who", "  "],
    "no question": ["ask", " "],
    "a question twice": ["ask", "Who?", "--spoken", DEMO / "people" / "01_1.ogg"],
    "no such engine": ["ask", "Who?", "--engine", "oracle"],
    "no such route": ["ask", "Who?", "--route", "scenic"],
    "no people for the model": ["ask", "Who?", "--top-k", "0"],
    "no model": ["ask", "Who?", "--engine", "llama"],
    "missing model": ["ask", "Who?", "--engine", "llama", "--model", "/nowhere.gguf"],
    "no server": ["ask", "Who?", "--engine", "endpoint"],
    "no server's address": ["ask", "Who?", "--engine", "endpoint", "--base-url", "my computer"],
    "no such benchmark": ["bench", "run", "omni"],
    "no items": ["bench", "run", "omni-persona", "--limit", "0"],
    "missing records": ["bench", "run", "omni-persona", "--data", "/nowhere.jsonl"],
    "missing assets": ["bench", "run", "omni-persona", "--assets", "/nowhere"],
    "no judge's address": ["bench", "run", "omni-persona", "--judge", "my friend"],
    "unknown command": ["remember", "Nia"],
    "unknown option": ["people", "--all"],
    "missing name": ["show"],
    "no number": ["ask", "Who?", "--top-k", "few"],
}


@pytest.mark.parametrize("what", WORDS)
def test_words_that_cannot_be_used(run, friends, store, what):
    before = snapshot(store)
    ran = run(*WORDS[what])
    assert ran.code == 2 and len(ran.error) > 10
    assert snapshot(store) == before


@pytest.mark.parametrize(
    ("what", "hint"),
    [
        ("no model", "persona-assistant models pull"),
        ("no model", "--model"),
        ("no server", "--base-url"),
        ("nothing to recognise", "--image"),
        ("nothing to add", "--text"),
    ],
)
def test_the_command_names_the_options_that_are_meant(run, friends, what, hint):
    assert hint in run(*WORDS[what]).error


@pytest.mark.parametrize(
    "what", ["empty name", "name too long", "nothing to add", "blank note", "no Unicode"]
)
def test_bad_words_begin_no_store(run, store, what):
    assert run(*WORDS[what]).code == 2
    assert not store.exists()


def test_an_unreachable_server_is_one_line(run, friends, store):
    before = snapshot(store)
    ran = run(
        "ask", "What does Maya do?", "--engine", "endpoint", "--base-url", "http://127.0.0.1:9/v1"
    )
    assert ran.code == 1 and "127.0.0.1:9" in ran.error
    assert snapshot(store) == before


@pytest.mark.parametrize(
    "words", [["people"], ["show", "A"], ["forget", "A", "--yes"], ["who", "A"], ["ask", "A?"]]
)
def test_without_a_memory_the_way_to_one_is_told(run, store, words):
    ran = run(*words)
    assert ran.code != 0 and "add a person" in ran.error
    assert not store.exists()


def test_wrong_keys(run, friends, store, tmp_path, monkeypatch):
    before = snapshot(store)
    other = ["--store", str(store), "--key-file", str(tmp_path / "other-key")]
    (tmp_path / "other-key").write_text("0" * 64)
    (tmp_path / "other-key").chmod(0o600)
    for options in (other, ["--store", str(store)]):
        for words in (
            ["people"],
            ["add", "Nia", "--text", "x"],
            ["who", "Maya"],
            ["forget", "Maya Okonkwo", "--yes"],
        ):
            ran = run(*words, options=options)
            assert ran.code == 2 and "key" in ran.error
    assert snapshot(store) == before


def test_a_wrong_passphrase(run, store, monkeypatch):
    options = ["--store", str(store)]
    monkeypatch.setenv("PERSONA_ASSISTANT_PASSPHRASE", "right")
    assert run("add", "Nia", "--text", "Nia is here.", options=options).code == 0
    before = snapshot(store)
    monkeypatch.setenv("PERSONA_ASSISTANT_PASSPHRASE", "sesame")
    for words in (["people"], ["add", "Nia", "--text", "more"], ["ask", "Where is Nia?"]):
        ran = run(*words, options=options)
        assert ran.code == 2 and "The key does not open" in ran.error and "sesame" not in ran.error
    monkeypatch.delenv("PERSONA_ASSISTANT_PASSPHRASE")
    assert "PERSONA_ASSISTANT_PASSPHRASE" in run("people", options=options).error
    assert snapshot(store) == before


def test_settings_that_cannot_be_used(run, friends, tmp_path, monkeypatch):
    (tmp_path / "settings.toml").write_text('engin = "llama"\n')
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(tmp_path / "settings.toml"))
    ran = run("people")
    assert ran.code == 2 and "engin" in ran.error and "settings.toml" in ran.error


def test_an_error_of_ours_is_not_dressed_up(run, friends, monkeypatch):
    monkeypatch.setattr("persona_assistant.memory.people.People.all", lambda self: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run("people")


LONG = "/tmp/" + "x" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ["add", "Zed", "--image", LONG],
        ["add", "x" * 5000, "--text", "x"],
        ["who", "--voice", LONG],
        ["ask", "Who?", "--engine", "llama", "--model", LONG],
        ["bench", "run", "omni-persona", "--data", LONG],
        ["bench", "run", "omni-persona", "--assets", LONG],
        ["bench", "run", "omni-persona", "--judge", LONG],
        ["bench", "report", LONG],
        ["bench", "diff", LONG, LONG],
        ["faces", LONG],
        ["enrol", LONG],
        ["models", "add", LONG],
        ["models", "merge", LONG, LONG, LONG],
        ["--store", LONG, "people"],
    ],
    ids=lambda words: " ".join(words)[:30],
)
def test_a_name_that_no_file_can_have_is_one_line(run, friends, store, words):
    before = snapshot(store)
    ran = run(*words)
    assert ran.code in (1, 2) and ran.error
    assert snapshot(store) == before

"""The first person: all is prepared before a store is created, and nothing is encoded twice."""

from __future__ import annotations

import pytest

from persona_assistant import app
from persona_assistant.errors import BadInput, MediaError, ModelError, StoreMissing
from persona_assistant.pmg import Picture
from persona_assistant.resources import data_path
from persona_assistant.settings import Settings
from tests.support.fakes import clip, encoders, picture


@pytest.fixture
def chosen(monkeypatch):
    """Encoders that count how often they are asked."""
    counting = encoders()
    monkeypatch.setattr(app, "encoders", lambda settings=None: counting)
    monkeypatch.setattr(app, "GATES", {})
    return counting


@pytest.fixture
def settings(tmp_path):
    return Settings(store=tmp_path / "store", key_file=tmp_path / "key")


def test_everything_is_encoded_once(settings, chosen):
    with app.assistant_of(settings) as assistant:
        persona = assistant.add(
            "Ana", images=[picture(0), picture(30)], voices=[clip(0)], texts=["Ana bakes."]
        )
    assert (persona.images, persona.voices, persona.texts) == (2, 1, 1)
    assert (chosen["image"].calls, chosen["voice"].calls) == (2, 1)
    assert (settings.store / "memory.db").is_file()


VOICE = data_path("memory_store", "demo", "people", "01_1.ogg")
BLANK = Picture(bytes(32), 1, 1, "blank.jpg")


@pytest.mark.parametrize(
    ("name", "more", "error"),
    [
        ("Ana", {"images": [BLANK]}, MediaError),
        ("Ana", {"images": ["nowhere.jpg"]}, MediaError),
        ("Ana", {"voices": [b"no sound"]}, MediaError),
        ("Ana", {}, BadInput),
        ("Ana", {"texts": ["  "]}, BadInput),
        ("Ana", {"texts": ["a\0b"]}, BadInput),
        ("  ", {"texts": ["hello"]}, BadInput),
        ("Ana", {"texts": ["hello"], "consent": "\0"}, BadInput),
        ("Ana", {"texts": "hello"}, BadInput),
        ("Ana", {"images": "face.jpg"}, BadInput),
    ],
)
def test_what_cannot_be_remembered_creates_no_store(settings, chosen, name, more, error, tmp_path):
    with app.assistant_of(settings) as assistant, pytest.raises(error):
        assistant.add(name, **more)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "more",
    [
        {"text_encoder": "nowhere-7"},
        {"transcriber": "nowhere-7"},
        {"engine": "llama", "model": "nowhere-7"},
    ],
)
def test_a_model_that_is_missing_creates_no_store(tmp_path, more):
    settings = Settings(store=tmp_path / "store", key_file=tmp_path / "key", **more)
    with app.assistant_of(settings) as assistant, pytest.raises(ModelError):
        assistant.add("Ana", voices=[VOICE], texts=["Ana bakes."])
    assert list(tmp_path.iterdir()) == []


def test_only_what_adds_creates_a_store(settings, chosen, tmp_path):
    with app.assistant_of(settings) as assistant:
        for call in (
            assistant.people,
            assistant.check_people,
            assistant.conversations.list,
            lambda: assistant.show("Ana"),
            lambda: assistant.forget("Ana"),
            lambda: assistant.who("Ana"),
            lambda: assistant.ask("Who is Ana?"),
            lambda: assistant.reject("Ana", image=picture(0)),
            lambda: list(assistant.encode()),
            lambda: list(assistant.calibrate()),
        ):
            with pytest.raises(StoreMissing):
                call()
        assert list(tmp_path.iterdir()) == []
        assistant.add("Ana", texts=["Ana works as a baker."])
        assert '"Ana works as a baker."' in assistant.ask("What is Ana's job?").text


def test_enrolling_files_that_are_all_refused_creates_no_store(settings, chosen, tmp_path):
    (tmp_path / "people" / "Ana").mkdir(parents=True)
    (tmp_path / "people" / "Ana" / "face.jpg").write_bytes(b"no picture")
    with app.assistant_of(settings) as assistant:
        *_, done = assistant.enrol(tmp_path / "people")
    assert len(done.result.refused) == 1 and not settings.store.exists()

"""The whole way with a local model: remembered people are encoded once, asked about, restarted,
forgotten."""

from __future__ import annotations

import pytest

from persona_assistant import app
from persona_assistant.pmg import Query
from persona_assistant.progress import finish
from persona_assistant.resources import data_path
from persona_assistant.settings import Settings
from tests.support.watched_engine import WatchedEngine

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

PEOPLE = data_path("memory_store", "demo", "people")


@pytest.fixture
def settings(tmp_path, gguf_folder, monkeypatch):
    monkeypatch.setattr("persona_assistant.engines.llama.LlamaEngine", WatchedEngine)
    return Settings(
        store=tmp_path / "store",
        key_file=tmp_path / "key",
        engine="llama",
        model=gguf_folder / "model.gguf",
        projector=gguf_folder / "projector.gguf",
        context_tokens=2048,
        image_tokens=70,
        threads=1,
        max_tokens=8,
    )


def media(name):
    from persona_assistant.media import load_image, load_voice

    return load_image(PEOPLE / f"{name}.jpg"), load_voice(PEOPLE / f"{name}.ogg")


def enrol(assistant, name, number, note):
    image, voice = media(f"{number}_1")
    assistant.add(name, images=[image], voices=[voice], texts=[note])
    finish(assistant.precompute(name))


def test_a_person_is_encoded_at_enrolment_and_a_restart_goes_on_from_what_was_kept(settings):
    seen, _ = media("01_2")
    with app.open_assistant(settings) as assistant:
        enrol(assistant, "Ana", "01", "Ana is a dentist.")
        first = assistant.ask(Query("What is her job?", seen))
        timings = assistant.engine.last
        assert first.edge.persona == "Ana" and timings.encoded == 1, (
            "only the question's picture is new"
        )
        again = assistant.ask(Query("What is her job?", seen))
        assert again.text == first.text and assistant.engine.last.encoded == 0
        assert assistant.engine.last.reused > 0.7 * assistant.engine.last.tokens
    with app.open_assistant(settings) as assistant:
        restarted = assistant.ask(Query("What is her job?", seen))
        timings = assistant.engine.last
        assert restarted.text == first.text
        assert timings.restored > 0 and timings.encoded == 1


def test_what_a_model_made_of_a_person_is_forgotten_with_them(settings):
    seen, _ = media("01_2")
    with app.open_assistant(settings) as assistant:
        enrol(assistant, "Ana", "01", "Ana is a dentist.")
        enrol(assistant, "Bo", "02", "Bo sails.")
        assistant.ask(Query("What is her job?", seen))
        kept = assistant.services.cache.size()
        assistant.forget("Ana")
        left = assistant.services.cache.size()
        assistant.ask(Query("What does Bo do?"))
        assert assistant.engine.last.reused == 0, "what the running model had read went with her"
        assert 0 < left < kept
    with app.open_assistant(settings) as assistant:
        assert not assistant.ask(Query("What is her job?", seen)).edge.persona


def test_nothing_is_kept_when_the_settings_say_so(settings, tmp_path):
    from dataclasses import replace

    with app.open_assistant(replace(settings, cache_mb=0)) as assistant:
        enrol(assistant, "Ana", "01", "Ana is a dentist.")
        assert not assistant.precomputes
    assert not list((tmp_path / "store").glob("cache*"))


def test_doctor_says_that_a_model_of_random_numbers_neither_sees_nor_hears(
    gguf_folder, monkeypatch, capsys, tmp_path
):
    from persona_assistant.cli import main

    for name, value in {
        "STORE": tmp_path / "store",
        "THREADS": 1,
        "CONTEXT_TOKENS": 1024,
    }.items():
        monkeypatch.setenv(f"PERSONA_ASSISTANT_{name}", str(value))
    files = [
        "--model",
        str(gguf_folder / "model.gguf"),
        "--projector",
        str(gguf_folder / "projector.gguf"),
    ]
    assert main(["doctor", *files]) == 1
    shown = capsys.readouterr().out
    assert "ok   engine: llama model.gguf" in shown and "ok   memory for the model" in shown
    for sense in ("read", "see", "hear"):
        assert f"does NOT {sense}" in shown


def test_a_model_that_was_given_a_name_is_asked_by_it(gguf_folder, monkeypatch, capsys, tmp_path):
    import json

    from persona_assistant.cli import main

    for name, value in {
        "MODELS": tmp_path / "models", "STORE": tmp_path / "store", "KEY_FILE": tmp_path / "key",
        "THREADS": 1, "CONTEXT_TOKENS": 1024, "IMAGE_TOKENS": 70, "MAX_TOKENS": 4,
    }.items():  # fmt: skip
        monkeypatch.setenv(f"PERSONA_ASSISTANT_{name}", str(value))
    projector = ["--projector", str(gguf_folder / "projector.gguf")]
    assert (
        main(["models", "add", str(gguf_folder / "model.gguf"), *projector, "--name", "tiny"]) == 0
    )
    assert (
        main(["add", "Ana", "--image", str(PEOPLE / "01_1.jpg"), "--text", "Ana is a dentist."])
        == 0
    )
    capsys.readouterr()
    question = [
        "ask",
        "What is her job?",
        "--image",
        str(PEOPLE / "01_2.jpg"),
        "--engine",
        "llama",
        "--json",
    ]
    assert main([*question, "--model", "tiny"]) == 0
    assert json.loads(capsys.readouterr().out)["persona"] == "Ana"
    assert main([*question, "--model", "small"]) == 2
    assert "models" in capsys.readouterr().err

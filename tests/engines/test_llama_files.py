"""Model files: what they say about themselves, and which cannot be used."""

from __future__ import annotations

import sys

import pytest

from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.errors import EngineMissing, ModelError
from tests.support.llama_engines import engine_on, prompt
from tests.support.made_media import clip, picture

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

SECRET = "Ada keeps a tortoise called Hypatia"


def test_probe_tells_what_the_model_is(engine):
    about = engine.probe()
    assert (about["architecture"], about["chat_template"], about["n_ctx_train"]) == (
        "gemma4",
        "gemma 4",
        8192,
    )
    assert (
        about["image"] and about["audio"] and about["n_ctx"] == 2048 and about["parameters"] > 3e6
    )


def test_what_an_engine_takes_is_what_its_projector_holds(gguf_folder):
    blind, deaf = (
        engine_on(gguf_folder, projector=None),
        engine_on(gguf_folder, projector="deaf.gguf"),
    )
    assert (blind.capabilities.modalities, deaf.capabilities.modalities) == (
        {"text"},
        {"text", "image"},
    )
    for engine, part in ((blind, picture(1)), (blind, clip(220)), (deaf, clip(220))):
        with pytest.raises(EngineMissing, match="without the projector") as caught:
            engine.generate(prompt("Who?", part))
        assert caught.value.code == "projector_missing"
        assert engine.pid is None, "nothing was started for that"


def test_files_that_cannot_be_models_are_refused_before_anything_starts(gguf_folder, tmp_path):
    text = tmp_path / "model.gguf"
    text.write_text("not a model")
    cut = tmp_path / "cut.gguf"
    cut.write_bytes((gguf_folder / "model.gguf").read_bytes()[:100])
    model, projector = gguf_folder / "model.gguf", gguf_folder / "projector.gguf"
    for arguments, message, code in (
        ((tmp_path / "absent.gguf",), "no file .*absent.gguf", "model_file"),
        ((tmp_path,), "cannot be read", "model_file"),
        ((text,), "not a GGUF file", "model_file"),
        ((cut,), "cut off or damaged", "model_file"),
        ((projector,), "is a projector", "projector_as_model"),
        ((model, tmp_path / "absent.gguf"), "no file .*absent.gguf", "projector_file"),
        ((model, model), "is not a projector", "projector_file"),
        (
            (model, gguf_folder / "both-ways-projector.gguf"),
            r"both-ways-projector.gguf belongs to another model \(widths 1536 and 256\)",
            "projector_mismatch",
        ),
    ):
        with pytest.raises(ModelError, match=message) as caught:
            LlamaEngine(*arguments)
        assert caught.value.code == code and "--" not in str(caught.value)
        assert caught.value.exit_code == 2 and "\n" not in str(caught.value)


def test_files_that_llama_cpp_refuses_are_named_with_its_reason(gguf_folder, tmp_path):
    whole = (gguf_folder / "model.gguf").read_bytes()
    (tmp_path / "cut.gguf").write_bytes(whole[: len(whole) // 2])
    eyes = (gguf_folder / "projector.gguf").read_bytes()
    (tmp_path / "half.gguf").write_bytes(eyes[: len(eyes) // 2])
    (tmp_path / "other.gguf").write_bytes(whole.replace(b"gemma4", b"gemma9"))
    for model, projector, message in (
        (tmp_path / "cut.gguf", None, "cut.gguf cannot be loaded: .*bounds"),
        (tmp_path / "other.gguf", None, "other.gguf cannot be loaded: .*architecture.*gemma9"),
        (
            gguf_folder / "model.gguf",
            tmp_path / "half.gguf",
            r"projector half.gguf cannot be loaded: ",
        ),
    ):
        engine = LlamaEngine(model, projector, threads=1)
        with pytest.raises(ModelError, match=message) as caught:
            list(engine.generate(prompt(SECRET, *[picture(1)] * bool(projector))))
        assert "\n" not in str(caught.value) and "tortoise" not in str(caught.value)
        engine.close()


def test_an_engine_that_is_not_installed_says_how_to_install_it(gguf_folder, monkeypatch):
    monkeypatch.setitem(sys.modules, "llama_cpp", None)
    with pytest.raises(EngineMissing, match=r'pip install "persona-assistant\[llama\]"'):
        LlamaEngine(gguf_folder / "model.gguf")


def test_an_engine_that_is_broken_says_the_same(gguf_folder, monkeypatch):
    monkeypatch.setenv("LLAMA_CPP_LIB_PATH", "/nowhere")
    engine = engine_on(gguf_folder)
    with pytest.raises(EngineMissing, match=r'broken: pip install "persona-assistant\[llama\]"'):
        engine.probe()
    engine.close()

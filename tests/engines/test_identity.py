"""What an engine says of itself: enough to know an answer's origin, and nothing of the place."""

from __future__ import annotations

import shutil

import pytest

from persona_assistant import __version__
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.errors import ModelError


def test_the_engine_without_a_model_is_its_version():
    assert ExtractiveEngine().identity == {"persona-assistant": __version__}


def test_a_model_is_known_by_its_content_projector_build_and_sizes(gguf_folder, tmp_path):
    pytest.importorskip("llama_cpp")
    from persona_assistant.engines.llama import LlamaEngine

    def identity(model="model.gguf", projector="projector.gguf", **sizes):
        return LlamaEngine(
            gguf_folder / model, projector and gguf_folder / projector, **sizes
        ).identity

    usual = identity()
    assert usual == identity(threads=1)
    others = [
        identity(projector=None),
        identity(projector="deaf.gguf"),
        identity(model="thoughtful.gguf", projector=None),
        identity(n_ctx=512),
        identity(image_tokens=70),
    ]
    assert len({tuple(each.items()) for each in (usual, *others)}) == 6

    copied = shutil.copy(gguf_folder / "model.gguf", tmp_path / "elsewhere.gguf")
    engine = LlamaEngine(copied, gguf_folder / "projector.gguf")
    assert engine.identity == usual and "elsewhere" not in repr(usual)
    copied.unlink()
    with pytest.raises(ModelError, match="elsewhere.gguf"):
        _ = engine.identity

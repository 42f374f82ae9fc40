"""What the llama engine reads from a message keeps to the form, whatever the model is."""

from __future__ import annotations

from pathlib import Path

import pytest

from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.personality import whole
from tests.support.fakes import assistant

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")


def test_a_model_of_random_weights_reads_whole_numbers_from_1_to_5(gguf_folder: Path):
    engine = LlamaEngine(gguf_folder / "model.gguf", n_ctx=8192, threads=1)
    with assistant(engine, personality=True, max_tokens=16) as memory:
        talk = memory.conversations.begin()
        memory.ask("I love caves, and I worry about my sister.", conversation=talk)
        memory.personality.update()
        (point,) = memory.personality.show().points
    assert whole(point.observation.traits) == point.observation.traits

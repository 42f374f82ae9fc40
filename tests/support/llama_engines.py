"""Engines on the tiny model files, and questions to them."""

from __future__ import annotations

import threading
from pathlib import Path

from persona_assistant.engines.base import GenerateOptions, collect, texts
from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.pmg import Query
from persona_assistant.prompt import Part, Prompt


def prompt(*parts: Part) -> Prompt:
    return Prompt(parts, Query())


def engine_on(
    folder: Path, model: str = "model.gguf", projector: str | None = "projector.gguf", **settings
):
    path = folder / projector if projector else None
    # One thread: more would wait for each other on a machine that is busy with other things.
    return LlamaEngine(
        folder / model, path, **{"n_ctx": 2048, "image_tokens": 70, "threads": 1, **settings}
    )


def says(engine: LlamaEngine, *parts: Part, max_tokens: int = 16) -> str:
    options = GenerateOptions(max_tokens=max_tokens)
    return collect(engine.generate(prompt(*parts), options=options)).text


def long_answer(engine: LlamaEngine, *parts: Part, cancel: threading.Event | None = None):
    """The pieces of an answer that takes seconds."""
    options = GenerateOptions(max_tokens=1900)
    return texts(engine.generate(prompt(*parts), options=options, cancel=cancel))

"""Model files for the engine tests: written once per session, a few MB."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


@pytest.fixture(scope="session")
def gguf_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """model.gguf and projector.gguf belong together, both-ways*.gguf and omni*.gguf too; deaf.gguf
    lacks audio; thoughtful.gguf has a template that asks for an empty thought."""
    from tests.support import tiny_gguf, tiny_qwen

    folder = tmp_path_factory.mktemp("gguf")
    tiny_gguf.write_model(folder / "model.gguf")
    tiny_gguf.write_model(folder / "base.gguf", hidden=256, template="")
    tiny_gguf.write_projector(folder / "projector.gguf")
    tiny_gguf.write_projector(folder / "deaf.gguf", voice=False)
    empty_thought = r"{{- '<|channel>thought\n<channel|>' -}}"
    tiny_gguf.write_model(folder / "thoughtful.gguf", hidden=256, template=empty_thought)
    tiny_gguf.write_model(folder / "both-ways.gguf", hidden=256)
    tiny_gguf.write_projector(folder / "both-ways-projector.gguf", hidden=256)
    tiny_qwen.write_qwen(folder)
    return folder


@pytest.fixture(scope="module")
def engine(gguf_folder: Path) -> Iterator:
    from tests.support.llama_engines import engine_on

    engine = engine_on(gguf_folder)
    yield engine
    engine.close()


@pytest.fixture(scope="module")
def all_engines(gguf_folder: Path) -> Iterator:
    from tests.support.llama_reuse import Engines

    engines = Engines(gguf_folder)
    yield engines
    engines.close_cold()


@pytest.fixture
def engines(all_engines) -> Iterator:
    """Makes engines on the tiny models that are closed at the end of the test."""
    yield all_engines
    all_engines.close()

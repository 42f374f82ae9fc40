"""What the tests with torch share: one tiny Gemma 4, converted once, and the converter it takes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def one_thread(request: pytest.FixtureRequest) -> None:
    """More would wait for each other on a machine that is busy with other things."""
    if request.node.get_closest_marker("torch"):
        import torch

        torch.set_num_threads(1)


@pytest.fixture(scope="session")
def converter_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the converter's archive is kept between runs, if `LLAMA_CPP_SOURCE_CACHE` says so."""
    named = os.environ.get("LLAMA_CPP_SOURCE_CACHE")
    return Path(named) if named else tmp_path_factory.mktemp("converter")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny Gemma 4 in single precision, as it would be published, in several files."""
    from tests.support import tiny_gemma4

    return tiny_gemma4.write_folder(tmp_path_factory.mktemp("published") / "tiny", shard="4MB")


@pytest.fixture(scope="session")
def converted(published: Path, converter_cache: Path, tmp_path_factory: pytest.TempPathFactory):
    """The same for the engine, model and projector in single precision."""
    from persona_assistant.weights.convert import convert

    out = tmp_path_factory.mktemp("converted") / "tiny"
    return convert(
        published, out, cache=converter_cache, precision="f32", projector_precision="f32"
    )

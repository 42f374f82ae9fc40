"""What the tests of models share: a folder for them, a hub, and with torch one tiny Gemma 4 that is
converted once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from persona_assistant.weights import registry
from tests.support.model_hub import ModelHub, without_network_settings


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that models live in, and nothing of the machine's own network settings."""
    without_network_settings(monkeypatch)
    monkeypatch.setenv(registry.VARIABLE, str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelHub]:
    with ModelHub.with_tiny_model() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        yield hub


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

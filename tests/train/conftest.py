"""Tiny models and a corpus that several tests train on. Tests that use them need torch."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def one_thread() -> None:
    """More threads wait for each other on matrices so small."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    from tests.support import tiny_gemma4, tiny_thinker

    folder = tmp_path_factory.mktemp("models")
    return {
        "gemma4": tiny_gemma4.write_folder(folder / "gemma"),
        "qwen2.5-omni": tiny_thinker.write_folder(folder / "qwen"),
    }


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.support import training_runs

    return training_runs.write_training(tmp_path_factory.mktemp("corpus"))

"""A store with three people for every test that wants one of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tui.tui_support import filled, key_of


@pytest.fixture(scope="session")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; only copies of it are opened."""
    return filled(tmp_path_factory.mktemp("people") / "store")


@pytest.fixture
def folder(people: Path, tmp_path: Path) -> Path:
    shutil.copytree(people, tmp_path / "store")
    shutil.copy(key_of(people), key_of(tmp_path / "store"))
    return tmp_path / "store"

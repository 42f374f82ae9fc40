from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from persona_assistant.memory import Store


@pytest.fixture
def memory() -> Store:
    with Store.temporary() as memory:
        yield memory


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "people"


@pytest.fixture
def reopen(tmp_path: Path) -> Callable[..., Store]:
    """Opens the store in `home` with a key file, as often as called."""
    opened: list[Store] = []

    def open_it(name: str = "home") -> Store:
        opened.append(Store.open(tmp_path / name, key_file=tmp_path / "key"))
        return opened[-1]

    yield open_it
    for memory in opened:
        memory.close()

"""A rejected picture of somebody of whom no picture is remembered."""

from __future__ import annotations

from pathlib import Path

import persona_assistant
from persona_assistant import demo
from persona_assistant.pmg import Outcome


def test_it_is_of_nobody_known(tmp_path: Path) -> None:
    picture = demo.folder() / "people" / "01_1.jpg"
    with persona_assistant.open_memory(tmp_path / "store", key_file=tmp_path / "key") as memory:
        memory.add("Ben", texts=["Ben repairs bicycles."])
        memory.reject("Ben", image=picture)
        assert memory.who(image=picture).outcome is Outcome.UNKNOWN

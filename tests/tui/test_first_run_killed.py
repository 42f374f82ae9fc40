"""A first run that is killed in the middle: nothing that can be read, and the next one is as if
there had been none."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Button, RadioButton

from persona_assistant.atomic import DRAFT_PREFIX
from persona_assistant.settings import load_settings
from persona_assistant.tui.app import PersonaApp
from persona_assistant.tui.dialogs import Confirm
from tests.tui.tui_support import drive, key_of, said, until

KILLED = """
import os, signal, sys
from pathlib import Path
from persona_assistant import first_run
from persona_assistant.progress import Progress
from persona_assistant.settings import load_settings

folder, key = map(Path, sys.argv[1:])
plan = first_run.Plan(folder, "file", key_file=key, demo=True)
for event in first_run.begin(plan, load_settings(store=folder)):
    if isinstance(event, Progress) and event.done == 1:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_killed_first_run_is_cleared_away_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text("")
    monkeypatch.setenv("PERSONA_ASSISTANT_SETTINGS", str(settings))
    monkeypatch.delenv("PERSONA_ASSISTANT_PASSPHRASE", raising=False)
    folder = tmp_path / "store"
    words = [sys.executable, "-c", KILLED, str(folder), str(key_of(folder))]
    assert subprocess.run(words, check=False).returncode == -signal.SIGKILL
    (left,) = folder.iterdir()
    assert left.name.startswith(DRAFT_PREFIX), "no memory is there, only a draft"
    assert all(b"SQLite format" not in each.read_bytes()[:16] for each in left.iterdir())
    app = PersonaApp(load_settings(store=folder), flags={"store": folder})

    async def steps(pilot: Pilot[Any]) -> None:
        for step, choice in (("1 of 3", None), ("2 of 3", "file"), ("3 of 3", "nobody")):
            await until(pilot, lambda step=step: step in said(app))
            if choice is not None:
                app.screen.query_one(f"#{choice}", RadioButton).value = True
            if choice == "file":
                app.screen.query_one("#key-file").value = str(key_of(folder))
            app.screen.query_one("#next", Button).press()
        await until(pilot, lambda: isinstance(app.screen, Confirm))
        assert app.is_ready and app.assistant.people() == []

    drive(app, steps, ready=False)
    assert [each.name for each in folder.iterdir()] == ["memory.db"]

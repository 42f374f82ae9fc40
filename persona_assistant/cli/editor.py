"""Lets the user write in their editor. The text lies in a private file meanwhile, in memory where
the system has a place for that, and the file is gone afterwards."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from persona_assistant.errors import BadInput


def edited(text: str) -> str | None:
    """The text as the user leaves it; None where it stayed as it was.

    Raises BadInput where nobody sits at a terminal, for an editor that cannot be run or that fails.
    """
    if not (sys.stdin and sys.stdin.isatty()):
        raise BadInput("no terminal to edit at; give --text", code="no_terminal")
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with tempfile.TemporaryDirectory(prefix="persona-assistant-", dir=_place()) as folder:
        file = Path(folder) / "note.txt"
        file.touch(mode=0o600)
        file.write_text(text + "\n", encoding="utf-8")
        try:
            ended = subprocess.run([*shlex.split(command), str(file)], check=False).returncode
        except (OSError, ValueError):
            ended = None
        if ended != 0:
            raise BadInput(
                f"the editor {command!r} could not be used; set EDITOR, or give --text",
                code="no_editor",
            )
        written = file.read_text(encoding="utf-8", errors="strict").rstrip("\n")
    return None if written == text.rstrip("\n") else written


def _place() -> str | None:
    """A folder in memory, where there is one."""
    for place in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):
        if place and os.path.isdir(place) and os.access(place, os.W_OK):
            return place
    return None

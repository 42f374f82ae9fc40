"""The passphrase of an archive: from a file, the environment or the terminal."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE = "PERSONA_ASSISTANT_ARCHIVE_PASSPHRASE"


def chosen(archive: Path, file: Path | None) -> str:
    """For an archive to be written; at the terminal it is typed twice. Raises BadInput."""
    from persona_assistant.errors import BadInput

    found = _given(file)
    if found is None:
        found = _asked(f"Choose a passphrase for {archive}: ")
        if _asked("The same passphrase again: ") != found:
            raise BadInput("the two passphrases differ; nothing was written. Try again")
    if not found:
        raise BadInput("the passphrase is empty; choose one that is not")
    return found


def known(archive: Path, file: Path | None) -> str:
    """Of an archive that is there. Raises BadInput."""
    found = _given(file)
    return _asked(f"Passphrase of {archive}: ") if found is None else found


def _given(file: Path | None) -> str | None:
    from persona_assistant.errors import BadInput

    if file is None:
        return os.environ.get(VARIABLE) or None
    try:
        with file.open(encoding="utf-8") as lines:
            return lines.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "no text in UTF-8"
        raise BadInput(f"the passphrase file {file} cannot be read ({why})") from None


def _asked(question: str) -> str:
    from getpass import getpass

    from persona_assistant.errors import BadInput

    if not (sys.stdin and sys.stdin.isatty()):
        raise BadInput("a passphrase is needed", code="passphrase_needed")
    try:
        return getpass(question)
    except EOFError:
        raise BadInput("no passphrase was entered; try again") from None

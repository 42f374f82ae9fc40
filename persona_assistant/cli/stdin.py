"""Text that comes through standard input: `echo "..." | persona-assistant ask`, `--text -`."""

from __future__ import annotations

import sys

from persona_assistant.errors import BadInput

DASH = "-"
"""Stands for standard input where a text is asked for."""
_MAX_BYTES = 2**20


def is_piped() -> bool:
    """Whether something other than a terminal is connected to standard input."""
    return sys.stdin is not None and not sys.stdin.isatty()


def read_text() -> str:
    """All of standard input, without space around it. Raises BadInput for what is no text."""
    from persona_assistant.enrolment.text_files import decode_text

    if sys.stdin is None:
        raise BadInput("standard input is closed; write the text as an argument")
    data = sys.stdin.buffer.read(_MAX_BYTES + 1)
    if len(data) > _MAX_BYTES:
        raise BadInput(f"standard input holds more than {_MAX_BYTES >> 20} MB; give a shorter text")
    try:
        return decode_text(data).strip()
    except ValueError:
        raise BadInput("standard input holds no text; send it as UTF-8") from None

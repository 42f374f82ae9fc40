"""An answer as it comes: its text on standard output, and, at a terminal, what it waits for.

While a language model thinks, one line on standard error says what it looks for; the line is gone
before the first word.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from persona_assistant.cli import output
from persona_assistant.progress import Done, Progress, finish

if TYPE_CHECKING:
    from persona_assistant.engines.base import TextPiece
    from persona_assistant.pmg import Answer


def answered(events: Iterable[Progress | TextPiece | Done[Answer]], *, as_json: bool) -> Answer:
    """The answer, when it is complete; with `as_json` nothing is shown."""
    if as_json:
        return finish(events)
    waiting = _WaitingLine()

    def show(text: str) -> None:
        waiting.say("")
        output.piece(text)

    try:
        return finish(events, on_progress=waiting, on_text=show)
    finally:
        waiting.say("")


class _WaitingLine:
    def __init__(self) -> None:
        self._at_terminal = output.may_redraw()
        self._said = ""

    def __call__(self, progress: Progress) -> None:
        from persona_assistant import views

        self.say(views.waits_for(progress))

    def say(self, words: str) -> None:
        if self._at_terminal and words != self._said:
            room = shutil.get_terminal_size().columns - 1
            print(f"\r\033[K{output.printable(words)[:room]}", end="", file=sys.stderr, flush=True)
            self._said = words

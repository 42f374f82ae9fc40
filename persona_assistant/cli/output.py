"""What reaches the terminal: lines, tables, JSON documents, notices, errors.

Standard output carries the result and nothing else; notices and errors go to standard error. Text
that comes from outside (names, notes, a model's words) loses what is invisible before it reaches a
terminal (see `visible`). The words themselves are made by `views`.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from persona_assistant.visible import document as visible_document
from persona_assistant.visible import visible

if TYPE_CHECKING:
    from rich.console import Console

    from persona_assistant.progress import Done, Notice, Progress
    from persona_assistant.views import Column, Line, Table

Result = TypeVar("Result")

_GAP = 2
"""Columns of the screen between those of a table."""


def printable(text: str) -> str:
    """`text` without what a terminal would take for a command and what nobody could see."""
    return visible(text)


def line(text: str) -> None:
    print(printable(text))


def lines(shown: Iterable[Line]) -> None:
    for each in shown:
        (dim if each.quiet else line)(each.text)


def piece(text: str) -> None:
    """A piece of an answer, shown at once."""
    print(visible(text, part=True), end="", flush=True)


_plain = False


def leave_plain() -> None:
    """From now on no line stands back, whatever the terminal can do."""
    global _plain
    _plain = True


def may_redraw() -> bool:
    """Whether standard error is a terminal on which a line may be written over."""
    at_terminal = sys.stderr is not None and sys.stderr.isatty()
    return at_terminal and not _plain and os.environ.get("TERM") != "dumb"


def dim(text: str) -> None:
    """A line that stands back, where the terminal can do that."""
    styled = (
        sys.stdout.isatty()
        and not _plain
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM") != "dumb"
    )
    print(f"\033[2m{printable(text)}\033[0m" if styled else printable(text))


def notices(texts: Iterable[str]) -> None:
    for notice in texts:
        print(f"note: {printable(notice)}", file=sys.stderr)


def error_line(message: str) -> None:
    print("error: " + " ".join(printable(message).split()), file=sys.stderr)


def confirmed(question: str) -> bool | None:
    """Whether the person at the terminal agrees; None when there is nobody to ask."""
    answer = answered(f"{question} [y/N]")
    return None if answer is None else answer in ("y", "yes")


def answered(question: str) -> str | None:
    """What the person at the terminal answers, in small letters; None when there is nobody to
    ask."""
    if not (sys.stdin and sys.stdin.isatty()):
        return None
    print(f"{printable(question)} ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold()


def console() -> Console:
    from rich.console import Console

    return Console(highlight=False, soft_wrap=False)


def document(content: Any) -> None:
    """The one JSON document of a command."""
    print(visible_document(content, indent=2))


def document_line(content: Any) -> None:
    """One of several JSON documents, at once and on a line of its own."""
    print(visible_document(content), flush=True)


# --- a run of events


def follow(
    events: Iterable[Progress | Notice | Done[Result]],
    stage: str | None = None,
    *,
    after_error: str | None = None,
) -> Result:
    """Runs a use case to its result and shows how far it is and what it notices.

    `stage` stands in place of every `Progress.stage`. `after_error` is a notice for a run that an
    error ends after it had done something.
    """
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.errors import PersonaAssistantError
    from persona_assistant.progress import finish

    has_done = False
    with progress_line(stage) as show:

        def on_progress(progress: Progress) -> None:
            nonlocal has_done
            has_done = has_done or progress.done > 0
            show(progress)

        def on_notice(text: str) -> None:
            if sys.stderr.isatty():
                sys.stderr.write("\r\033[K")
            notices([text])

        try:
            return finish(events, on_progress=on_progress, on_notice=on_notice)
        except PersonaAssistantError:
            if has_done and after_error is not None:
                on_notice(after_error)
            raise


# --- tables


def table(content: Table) -> None:
    """A table as wide as the terminal allows. What names a row is never broken or cut: columns of
    lesser rank go first, and where that is not enough each row takes two lines."""
    rows = [[printable(cell) for cell in row] for row in content.rows]
    width = shutil.get_terminal_size().columns
    ranks = sorted({column.rank for column in content.columns}, reverse=True)
    kept = [
        [place for place, column in enumerate(content.columns) if column.rank <= rank]
        for rank in ranks
    ]
    for places in kept:
        columns = [content.columns[place] for place in places]
        shown = [[row[place] for place in places] for row in rows]
        if sum(_widths(columns, shown)) + _GAP * (len(columns) - 1) <= width:
            return _side_by_side(columns, shown)
    for row in rows:
        line(row[0])
        texts = [_details(content.columns, row, places) for places in kept]
        dim(next((text for text in texts if len(text) <= width), texts[-1]))
    return None


def _details(columns: Sequence[Column], row: Sequence[str], places: Sequence[int]) -> str:
    """All of a row but its name, for example "  pictures 2, clips 1"."""
    return "  " + ", ".join(f"{columns[place].heading} {row[place]}" for place in places[1:])


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[int]:
    """Of each column on the screen, where a letter may take none, one or two places."""
    from rich.cells import cell_len

    cells = [[column.heading for column in columns], *rows]
    return [max(cell_len(row[place]) for row in cells) for place in range(len(columns))]


def _side_by_side(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    from rich.cells import cell_len

    widths = _widths(columns, rows)

    def text(cells: Sequence[str]) -> str:
        padded = []
        for cell, column, width in zip(cells, columns, widths, strict=True):
            space = " " * (width - cell_len(cell))
            padded.append(space + cell if column.numeric else cell + space)
        return (" " * _GAP).join(padded).rstrip()

    line(text([column.heading for column in columns]))
    dim("─" * (sum(widths) + _GAP * (len(columns) - 1)))
    for row in rows:
        line(text(row))

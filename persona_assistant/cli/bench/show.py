"""Scores on one screen, in full or as one JSON document; and the progress of what makes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from persona_assistant.cli import output
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.progress import progress_line

if TYPE_CHECKING:
    from persona_assistant.bench import Scores
    from persona_assistant.bench.longterm.comparing import Compared
    from persona_assistant.progress import CancelToken, OnProgress


@contextmanager
def progress(*, quiet: bool) -> Iterator[tuple[OnProgress, CancelToken]]:
    """A progress line unless `quiet`, and a Ctrl-C that keeps what is done."""
    with first_interrupt_cancels() as cancel, progress_line(quiet=quiet) as on_progress:
        yield on_progress, cancel


def show(
    scores: Scores,
    folder: Path | None,
    *,
    as_json: bool,
    verbose: bool,
    tasks: bool = False,
) -> None:
    """Print the scores and end the command: with 1 when some item is in none of them.

    `folder`: where the run is kept. `tasks`: with every slice."""
    from persona_assistant.bench.terminal.scores import render_scores, render_summary

    if as_json:
        output.document(scores.to_json())
    elif verbose:
        render_scores(scores, output.console(), tasks=tasks)
        if folder is not None:
            output.dim(f"Kept in {folder}; a page to read: persona-assistant bench report {folder}")
    else:
        render_summary(scores, output.console(), footer=_what_next(folder))
    raise typer.Exit(scores.exit_code)


def show_compared(compared: Compared, folder: Path | None, *, as_json: bool, verbose: bool) -> None:
    """Print several systems in one table and end the command. `verbose`: with how each differs from
    the first, item by item."""
    from persona_assistant.bench.terminal.compared import render_compared
    from persona_assistant.bench.terminal.diff import render_diff

    if as_json:
        output.document(compared.to_json())
        raise typer.Exit(compared.exit_code)
    render_compared(compared, output.console())
    for name, rounds in compared.replicates.items():
        output.line(
            f"{name}: {rounds.metric} {rounds.mean:.1f} over {len(rounds.values)} rounds of the "
            f"judge, standard deviation {rounds.spread:.1f}"
        )
    for diff in compared.diffs if verbose else ():
        render_diff(diff, output.console())
    for line in _what_next(folder and folder / next(iter(compared.scores))):
        output.line(line)
    raise typer.Exit(compared.exit_code)


def _what_next(folder: Path | None) -> list[str]:
    """Where the run is, and the next commands."""
    if folder is None:
        return ["Nothing is kept; --out DIR keeps the run, --verbose prints all of it."]
    return [
        f"Kept in: {folder}",
        f"All numbers: persona-assistant bench score {folder} --tasks",
        f"Every item: persona-assistant bench report {folder}",
    ]

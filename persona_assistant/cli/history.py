"""history, undo: what was changed, and taking it back."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of

_SHOWN = 20


def history(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Only what was changed of this person.")
    ] = None,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, help="How many changes, the latest first.")
    ] = _SHOWN,
    everything: Annotated[bool, typer.Option("--all", help="All of them.")] = False,
    as_json: Json = False,
) -> None:
    """Show what was changed, the latest first."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        changes = assistant.history(name, limit=None if everything else limit)
    if as_json:
        output.document(views.history_document(changes))
    else:
        output.lines(views.history_lines(changes))


def undo(
    context: typer.Context,
    change: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="Its number in the history.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Take back a change, by default the latest.

    Undoing an undoing does the change again.
    """
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        undone = assistant.undo(change)
    if as_json:
        output.document(views.undone_document(undone))
    else:
        output.lines(views.undone_lines(undone))

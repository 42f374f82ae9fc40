"""personality show, on, off, read, reset: how the user comes across, and whether that is read."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of

_SWITCH = "longterm.personality"

app = typer.Typer(
    help="Show, switch and reset how you come across.",
    rich_markup_mode=None,
    no_args_is_help=False,
)


@app.callback()
def personality() -> None:
    """Show, switch and reset how you come across."""


@app.command()
def show(
    context: typer.Context,
    history: Annotated[
        bool, typer.Option("--history", help="What each message showed, with its change.")
    ] = False,
    plot: Annotated[
        Path | None,
        typer.Option("--plot", metavar="FILE.png", help="Draw it over time into this file."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Write over a file that is there.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Show how you come across."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        page = assistant.personality.show()
        if plot is not None:
            assistant.personality.save_plot(plot, overwrite=overwrite)
    if as_json:
        output.document(views.personality_document(page))
        return
    output.lines(
        views.personality_history_lines(page) if history else views.personality_lines(page)
    )
    if plot is not None:
        output.line(f"Drawn into {plot}.")


@app.command()
def on(context: typer.Context, as_json: Json = False) -> None:
    """Read it from your messages from now on."""
    _turn(context, True, as_json)


@app.command()
def off(context: typer.Context, as_json: Json = False) -> None:
    """Read it no more, and do not use it."""
    _turn(context, False, as_json)


@app.command()
def read(context: typer.Context, as_json: Json = False) -> None:
    """Read the messages that are not read yet."""
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    with assistant_of(context.obj.settings()) as assistant:
        page = assistant.personality.show()
        if not page.on:
            raise BadInput("it is switched off: personality on switches it on")
        if page.obstacle:
            raise BadInput(page.obstacle)
        count = len(assistant.personality.update())
    if as_json:
        output.document({"read": count})
    else:
        output.line(views.personality_read(count))


@app.command()
def reset(
    context: typer.Context,
    erase: Annotated[
        bool, typer.Option("--erase", help="Leave nothing of it, also in the history.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Make it neutral again."""
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    with assistant_of(context.obj.settings()) as assistant:
        if erase and not yes:
            agreed = output.confirmed("Erase your personality? This cannot be undone.")
            if agreed is None:
                raise BadInput("erasing cannot be undone; say --yes where nobody can be asked")
            if not agreed:
                output.error_line("nothing was erased")
                raise typer.Exit(1)
        count = assistant.personality.reset(erase=erase)
    if as_json:
        output.document({"messages": count, "erased": erase})
    else:
        output.line(views.personality_reset(count, erased=erase))


def _turn(context: typer.Context, on: bool, as_json: bool) -> None:
    from persona_assistant import settings_edit, views

    with assistant_of(context.obj.settings()) as assistant:
        switched = settings_edit.switch(_SWITCH, on)
        assistant.personality.use(on)
        page = assistant.personality.show()
    if as_json:
        document = {"on": on, "changed": switched.changed, "obstacle": page.obstacle or None}
        output.document({**document, "overridden_by": switched.overridden_by or None})
    else:
        output.lines(views.personality_switched_lines(on, page.obstacle, switched.overridden_by))

"""No command: the terminal interface, or with --plain the same conversation line by line."""

from __future__ import annotations

import os
import sys

import typer

from persona_assistant.cli import chat


def open_interface(context: typer.Context, plain: bool) -> None:
    """What `persona-assistant` does without a command. Where there is no terminal to draw on, it
    says how it is used."""
    if plain:
        chat.chat(context)
        return
    if not _can_draw():
        typer.echo(context.get_help())
        return
    from persona_assistant.tui.app import run

    raise typer.Exit(run(context.obj.settings()))


def _can_draw() -> bool:
    streams = (sys.stdin, sys.stdout)
    at_terminal = all(each is not None and each.isatty() for each in streams)
    return at_terminal and os.environ.get("TERM", "") != "dumb"

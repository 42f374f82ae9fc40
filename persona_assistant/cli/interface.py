"""No command: the terminal interface, or with --plain the same conversation line by line."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from persona_assistant.cli import chat, output


def open_interface(context: typer.Context, plain: bool) -> None:
    """What `persona-assistant` does without a command. Where there is no terminal to draw on, it
    says how it is used."""
    if not plain and _is_dumb():
        output.notices(["this terminal (TERM=dumb) cannot be drawn on; going on as with --plain"])
        plain = True
    if plain:
        chat.chat_plainly(context)
        return
    if not _can_draw():
        typer.echo(context.get_help())
        return
    from persona_assistant.tui.app import run

    before = context.obj
    flags = {"store": before.store, "key_file": before.key_file}
    raise typer.Exit(run(before.settings(), flags=flags))


def web(
    context: typer.Context,
    port: Annotated[
        int | None, typer.Option(metavar="N", help="Port to listen on, on this machine alone.")
    ] = None,
    browse: Annotated[bool, typer.Option("--open", help="Open it in the browser at once.")] = False,
) -> None:
    """Serve the terminal interface to your browser.

    It listens on this machine alone, and the address holds a token without which nothing is shown:
    keep it to yourself. Ctrl-C ends it. Needs the extra web.
    """
    from persona_assistant.tui.web.server import BrowserServer

    before = context.obj
    settings = before.settings(server__port=port)
    words = [] if before.store is None else ["--store", str(before.store.absolute())]
    words += [] if before.key_file is None else ["--key-file", str(before.key_file.absolute())]
    server = BrowserServer(words, host=settings.server.host, port=settings.server.port)

    def tell(address: str) -> None:
        output.line(f"Open {address}")
        sys.stdout.flush()
        if browse:
            import webbrowser

            webbrowser.open(address)

    server.run(tell)


def _can_draw() -> bool:
    if "TEXTUAL_DRIVER" in os.environ:  # as textual-serve starts it
        return True
    return _at_terminal()


def _is_dumb() -> bool:
    at_terminal = "TEXTUAL_DRIVER" not in os.environ and _at_terminal()
    return at_terminal and os.environ.get("TERM", "") == "dumb"


def _at_terminal() -> bool:
    return all(each is not None and each.isatty() for each in (sys.stdin, sys.stdout))

"""lock, unlock, key: what opens the memory."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of

app = typer.Typer(help="What opens the memory.", no_args_is_help=True)

Recovery = Annotated[
    bool, typer.Option("--recovery", help="Open it with the recovery key, which is asked for.")
]


def lock(context: typer.Context, as_json: Json = False) -> None:
    """Take the memory's key out of the keyring.

    Then only the passphrase or the recovery key opens it. Programs that have it open keep it open.
    """
    from persona_assistant import app as product
    from persona_assistant import views

    locked = product.lock(context.obj.settings())
    if as_json:
        output.document(views.locked_document(locked))
    else:
        output.line(views.locked_line(locked))


def unlock(context: typer.Context, recovery: Recovery = False, as_json: Json = False) -> None:
    """Have the keyring hold the memory's key.

    Asks for the passphrase or the recovery key, and then nothing asks any more until lock.
    """
    from persona_assistant import app as product
    from persona_assistant import views

    unlocked = product.unlock(context.obj.settings(), recovery=recovery)
    if as_json:
        output.document(views.unlocked_document(unlocked))
    else:
        output.line(views.unlocked_line(unlocked))
    if unlocked.by_recovery:
        output.notices([views.RECOVERED])


@app.command()
def show(context: typer.Context, as_json: Json = False) -> None:
    """Show what opens the memory."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        status = assistant.key_status()
    if as_json:
        output.document(views.key_status_document(status))
    else:
        output.lines(views.key_status_lines(status))


@app.command()
def change(
    context: typer.Context,
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Open it with a passphrase, asked for twice.")
    ] = False,
    keyring: Annotated[
        bool, typer.Option("--keyring", help="Open it with a key that the keyring keeps.")
    ] = False,
    key_file: Annotated[
        Path | None,
        typer.Option("--key-file", metavar="FILE", help="Open it with this file, made if missing."),
    ] = None,
    recovery: Recovery = False,
    as_json: Json = False,
) -> None:
    """Encrypt the memory anew, under another key.

    By default of the present kind. What opened it before, a recovery key too, opens it no more. No
    other program may have it open meanwhile.
    """
    from persona_assistant import views
    from persona_assistant.errors import BadInput
    from persona_assistant.memory.keys import PASSPHRASE_VARIABLE

    if passphrase + keyring + (key_file is not None) > 1:
        raise BadInput("give one of --passphrase, --keyring and --key-file")
    settings = context.obj.settings()
    with assistant_of(settings, recovery=recovery) as assistant:
        before = assistant.key_status()
        status = assistant.change_key(
            "passphrase" if passphrase else "keyring" if keyring else None, key_file=key_file
        )
    if as_json:
        output.document(views.key_status_document(status))
    else:
        output.lines(views.key_changed_lines(status))
    if before.recovery:
        output.notices([views.recovery_ended(before)])
    if os.environ.get(PASSPHRASE_VARIABLE):
        output.notices([f"{PASSPHRASE_VARIABLE} holds what opened it before"])
    if settings.key_file is not None and status.opens_with != "file":
        output.notices([f"{settings.key_file} opens it no more; leave it out from now on"])


@app.command("recovery")
def make_recovery_key(
    context: typer.Context, recovery: Recovery = False, as_json: Json = False
) -> None:
    """Make a recovery key, shown once.

    It opens the memory by itself. A former one opens it no more: then the memory is encrypted anew,
    and no other program may have it open meanwhile.
    """
    from persona_assistant import views

    settings = context.obj.settings()
    with assistant_of(settings, recovery=recovery) as assistant:
        replaced = assistant.key_status().recovery is not None
        made = assistant.make_recovery_key(key_file=settings.key_file)
    if as_json:
        output.document(views.recovery_document(made, replaced))
    else:
        output.lines(views.recovery_lines(made, replaced))

"""Every command, and the options that stand before it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import (
    ask,
    audit,
    bench,
    calibrate,
    chat,
    consent,
    conversations,
    corrections,
    enrol,
    faces,
    history,
    interface,
    keys,
    maintenance,
    memories,
    models,
    people,
    personality,
    reject,
    shell,
    train,
    transfer,
)
from persona_assistant.cli.arguments import HELP_OPTIONS
from persona_assistant.cli.options import Before

app = typer.Typer(
    name="persona-assistant",
    help="A local assistant that knows the people in your life.",
    epilog="These options, and --json, may also stand after the command.",
    context_settings={"help_option_names": list(HELP_OPTIONS)},
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _version(asked: bool) -> None:
    if asked:
        import persona_assistant

        typer.echo(f"persona-assistant {persona_assistant.__version__}")
        raise typer.Exit()


@app.callback(invoke_without_command=True)
def before(
    context: typer.Context,
    store: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder of the encrypted memory.")
    ] = None,
    key_file: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="File that holds the memory's key, instead of keyring or passphrase.",
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain", help="Without a command: line by line, for screen readers and pipes."
        ),
    ] = False,
) -> None:
    context.obj = Before(store, key_file)
    if context.invoked_subcommand is None:
        interface.open_interface(context, plain)


COMMANDS: tuple[Callable[..., None], ...] = (
    people.add,
    people.people,
    people.show,
    corrections.edit,
    corrections.remove,
    corrections.rename,
    corrections.alias,
    corrections.move,
    corrections.merge,
    corrections.split,
    corrections.save,
    history.history,
    history.undo,
    people.forget,
    consent.consent,
    audit.audit,
    transfer.export,
    transfer.import_,
    transfer.backup,
    transfer.restore,
    keys.lock,
    keys.unlock,
    reject.reject,
    ask.who,
    ask.ask,
    chat.chat,
    faces.faces,
    enrol.enrol,
    enrol.encode,
    calibrate.calibrate,
    maintenance.demo,
    maintenance.doctor,
    maintenance.verify,
    interface.web,
    shell.completion,
    shell.man,
)
for command in COMMANDS:
    app.command(command.__name__.rstrip("_"))(command)
app.add_typer(keys.app, name="key")
app.add_typer(conversations.app, name="conversations")
app.add_typer(memories.app, name="memories")
app.add_typer(personality.app, name="personality")
app.add_typer(bench.app, name="bench")
app.add_typer(models.app, name="models")
app.add_typer(train.app, name="train")

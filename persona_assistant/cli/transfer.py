"""export, import, backup, restore: people in and out, the memory as a whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output, passphrases
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.options import Json, assistant_of
from persona_assistant.cli.watched import watched

PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", metavar="F", help="A file whose first line is the passphrase."
    ),
]


def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The archive to write.")],
    name: Annotated[
        list[str] | None,
        typer.Option("--name", metavar="NAME", help="Only this person; may be repeated."),
    ] = None,
    encrypt: Annotated[
        bool, typer.Option("--encrypt", help="Encrypt it with a passphrase of its own.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    vectors: Annotated[
        bool,
        typer.Option("--vectors", help="With what the encoders saw, which else is made again."),
    ] = False,
    conversations: Annotated[
        bool, typer.Option("--conversations", help="With what was asked and answered.")
    ] = False,
    memories: Annotated[
        bool, typer.Option("--memories", help="With what is remembered of you.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Write people into an archive.

    It is a zip file of pictures, clips and JSON that import reads, and any other program may.
    """
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        passphrase = None
        if encrypt or passphrase_file is not None:
            passphrase = passphrases.chosen(file, passphrase_file)
        with watched(quiet=as_json) as watching:
            done = assistant.export(
                file,
                names=name or (),
                vectors=vectors,
                conversations=conversations,
                memories=memories,
                passphrase=passphrase,
                **watching,
            )
    if as_json:
        output.document(views.exported_document(done))
    else:
        output.line(views.exported(done))
    if not done.encrypted:
        output.notices(["whoever has this file can read it; --encrypt prevents that"])


def import_(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="What to import.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be stored.")
    ] = False,
    same: Annotated[
        bool, typer.Option("--same", help="People of a name like one remembered are the same.")
    ] = False,
    new: Annotated[
        bool, typer.Option("--new", help="People of a name like one remembered are new ones.")
    ] = False,
    person: Annotated[
        list[str] | None,
        typer.Option(
            "--person", metavar="THERE=HERE", help="Who somebody there is here; may be repeated."
        ),
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option("--skip", metavar="NAME", help="Leave out who is called so in a chat."),
    ] = None,
    me: Annotated[
        str | None, typer.Option("--me", metavar="NAME", help="What a chat calls you.")
    ] = None,
    media: Annotated[
        bool, typer.Option("--media", help="Take pictures in a chat as pictures of their senders.")
    ] = False,
    no_memories: Annotated[
        bool,
        typer.Option("--no-memories", help="Leave out what an archive remembers of its user."),
    ] = False,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take in people from an archive, contacts, a chat.

    Contacts are a vCard file, chats an export of WhatsApp or Telegram. All of it or nothing; undo
    takes it back as one step.
    """
    from persona_assistant import views
    from persona_assistant.cli.people import same_or_new

    with (
        assistant_of(context.obj.settings()) as assistant,
        first_interrupt_cancels() as cancel,
    ):
        plan = assistant.plan_import(
            path,
            same=same_or_new(same, new),
            assigned=dict(map(_assigned, person or ())),
            skipped=skip or (),
            me=me,
            pictures=media,
            memories=not no_memories,
            passphrase=lambda: passphrases.known(path, passphrase_file),
        )
        if dry_run:
            if as_json:
                output.document(views.plan_document(plan))
            else:
                output.lines(views.plan_lines(plan))
            return
        done = output.follow(assistant.carry_out(plan, cancel=cancel))
    if as_json:
        output.document(views.imported_document(done))
    else:
        output.notices(plan.notices)
        output.line(views.imported(done))


def _assigned(said: str) -> tuple[str, str]:
    from persona_assistant.errors import BadInput

    there, equals, here = said.partition("=")
    if not (there.strip() and equals and here.strip()):
        raise BadInput(f"--person {said}: say it as THERE=HERE, such as --person 'Mum=Ana Sousa'")
    return there.strip(), here.strip()


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup to write.")],
    as_json: Json = False,
) -> None:
    """Copy the whole memory, encrypted as it is.

    Others may go on using it. The same key opens the copy; restore puts it back.
    """
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant, watched(quiet=as_json) as watching:
        done = assistant.backup(file, **watching)
    if as_json:
        output.document(views.backup_document(done))
    else:
        output.line(views.backed_up(done))


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Put a backup in the place of the memory.

    The memory that is there is kept beside it under another name.
    """
    from persona_assistant import app, views
    from persona_assistant.errors import BadInput

    settings = context.obj.settings()
    if not yes:
        agreed = output.confirmed(views.restore_question(str(settings.store), str(file)))
        if agreed is None:
            raise BadInput("restoring replaces the memory; say --yes where nobody can be asked")
        if not agreed:
            output.error_line("nothing was restored")
            raise typer.Exit(1)
    done = app.restore(file, settings)
    if as_json:
        output.document(views.restored_document(done))
    else:
        for line in views.restored(done):
            output.line(line)

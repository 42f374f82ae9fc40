"""conversations list, search, show, rename, export, delete: what was asked and answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of

app = typer.Typer(
    help="List, search, show, export and delete conversations.",
    rich_markup_mode=None,
    no_args_is_help=False,
)
Id = Annotated[int, typer.Argument(metavar="ID", help="Its number in the list.")]


@app.callback()
def conversations() -> None:
    """List, search, show, export and delete conversations."""


@app.command("list")
def list_conversations(context: typer.Context, as_json: Json = False) -> None:
    """List the conversations, the latest first."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        kept = assistant.conversations.list()
    if as_json:
        output.document(views.conversations_document(kept))
    elif kept:
        output.table(views.conversations_table(kept))
    else:
        output.line("There is no conversation; begin one: persona-assistant chat")


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words that all must stand there.")],
    as_json: Json = False,
) -> None:
    """Find words in everything that was said."""
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    if not any(map(str.isalnum, text)):
        raise BadInput("no words to search for")
    with assistant_of(context.obj.settings()) as assistant:
        hits = assistant.conversations.search(text)
    if as_json:
        output.document(views.hits_document(text, hits))
    else:
        output.lines(views.hits_lines(text, hits))


@app.command()
def show(context: typer.Context, conversation: Id, as_json: Json = False) -> None:
    """Show what was said in a conversation."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        page = assistant.conversations.show(conversation)
    if as_json:
        output.document(views.conversation_page_document(page))
    else:
        output.lines(views.conversation_page_lines(page))


@app.command()
def rename(
    context: typer.Context,
    conversation: Id,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What it is called from now on.")],
    as_json: Json = False,
) -> None:
    """Give a conversation another title."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        renamed = assistant.conversations.rename(conversation, title)
    if as_json:
        output.document(views.conversation_document(renamed))
    else:
        output.line(f"Conversation {renamed.id} is called {renamed.title}.")


@app.command()
def export(
    context: typer.Context,
    conversation: Id,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where to; else it is shown.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
) -> None:
    """Write a conversation as Markdown.

    A file is written complete or not at all, and only its owner may read it.
    """
    with assistant_of(context.obj.settings()) as assistant:
        if file is None:
            output.piece(assistant.conversations.as_markdown(conversation))
            return
        if not force and file.is_file():
            force = _may_replace(file)
        written = assistant.conversations.export(conversation, file, replace=force)
    output.line(f"Written to {written}; whoever has this file can read it.")


@app.command()
def delete(
    context: typer.Context,
    conversation: Annotated[
        int | None, typer.Argument(metavar="[ID]", help="Its number in the list.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every conversation.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Delete a conversation, or all of them. This cannot be undone."""
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    if everything == (conversation is not None):
        raise BadInput("name the conversation to delete, or --all")
    with assistant_of(context.obj.settings()) as assistant:
        if conversation is not None:
            assistant.conversations.delete(conversation)
            count = 1
        else:
            if not yes:
                _confirm(len(assistant.conversations.list()))
            count = assistant.conversations.delete_all()
    if as_json:
        output.document(views.deleted_document(count))
    else:
        output.line(views.deleted(count))


def _may_replace(file: Path) -> bool:
    from persona_assistant.errors import BadInput

    agreed = output.confirmed(f"{file} is there already; replace it?")
    if agreed is None:
        raise BadInput(f"{file} exists already: choose another place, or --force to replace it")
    if not agreed:
        output.error_line("nothing was written")
        raise typer.Exit(1)
    return True


def _confirm(count: int) -> None:
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    agreed = output.confirmed(views.delete_all_question(count))
    if agreed is None:
        raise BadInput(
            "deleting every conversation cannot be undone; say --yes where nobody can be asked"
        )
    if not agreed:
        output.error_line("nothing was deleted")
        raise typer.Exit(1)

"""memories list, search, show, add, edit, remove, update, on, off: what is remembered of the
user."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_assistant.cli import editor, output
from persona_assistant.cli.options import Json, assistant_of

if TYPE_CHECKING:
    from persona_assistant.memory.memories import MemoryKind

app = typer.Typer(
    help="List, search, show and correct what is remembered of you.",
    rich_markup_mode=None,
    no_args_is_help=False,
)
Id = Annotated[int, typer.Argument(metavar="ID", help="Its number in the list.")]
Kinds = Annotated[
    list[str] | None,
    typer.Option(
        "--kind",
        metavar="core|semantic|episodic|procedural",
        help="Only memories of this kind; may be repeated.",
    ),
]
Since = Annotated[
    str | None, typer.Option(metavar="D", help="Said, happened or valid on this day or later.")
]
Until = Annotated[
    str | None, typer.Option(metavar="D", help="Said, happened or valid on this day or before.")
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="D", help="When it began or happened, such as 2024-05."),
]
To = Annotated[str | None, typer.Option("--to", metavar="D", help="Until when it holds.")]
Keywords = Annotated[
    str | None, typer.Option(metavar="WORDS", help="Further words by which it is found.")
]


@app.callback()
def memories() -> None:
    """List, search, show and correct what is remembered of you."""


@app.command("list")
def list_memories(context: typer.Context, kind: Kinds = None, as_json: Json = False) -> None:
    """List what is remembered of you."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        kept = assistant.memories.list(_kinds(kind))
    if as_json:
        output.document(views.memories_document(kept))
    elif kept:
        output.table(views.memories_table(kept))
    else:
        output.line('Nothing is remembered yet; add something: persona-assistant memories add "…"')


@app.command()
def search(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Words to look for.")],
    kind: Kinds = None,
    since: Since = None,
    until: Until = None,
    as_json: Json = False,
) -> None:
    """Find memories by words and by time."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        found = assistant.memories.search(text, kinds=_kinds(kind), since=since, until=until)
    if as_json:
        output.document(views.memories_document(found))
    elif found:
        output.table(views.memories_table(found))
    else:
        output.line(f'No memory holds "{text}".')


@app.command()
def show(
    context: typer.Context,
    memory: Id,
    picture: Annotated[
        Path | None,
        typer.Option("--picture", metavar="FILE", help="Write the picture that it is of there."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Show a memory, where it is from and its history."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        page = assistant.memories.show(memory)
        if picture is not None:
            assistant.memories.save_picture(memory, picture)
    if as_json:
        output.document(views.memory_page_document(page))
    else:
        output.lines(views.memory_page_lines(page))


@app.command()
def add(
    context: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be remembered.")],
    kind: Annotated[
        str,
        typer.Option(
            metavar="core|semantic|episodic|procedural", help="What kind of memory it is."
        ),
    ] = "semantic",
    name: Annotated[
        str,
        typer.Option(
            metavar="NAME", help="What a core or procedural memory is of, such as user.name."
        ),
    ] = "",
    keywords: Keywords = None,
    valid_from: From = None,
    valid_to: To = None,
    as_json: Json = False,
) -> None:
    """Remember something about yourself."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        (checked,) = _kinds([kind])
        made = assistant.memories.add(
            text,
            kind=checked,
            name=name,
            keywords=keywords or "",
            valid_from=valid_from,
            valid_to=valid_to,
        )
    if as_json:
        output.document(views.memory_document(made))
    else:
        output.line(views.memory_changed(made, "Remembered"))


@app.command()
def edit(
    context: typer.Context,
    memory: Id,
    text: Annotated[
        str | None, typer.Option(metavar="T", help="What it says now; otherwise $EDITOR opens.")
    ] = None,
    keywords: Keywords = None,
    valid_from: From = None,
    valid_to: To = None,
    as_json: Json = False,
) -> None:
    """Correct a memory; the former version is kept."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        if text is None and keywords is None and valid_from is None and valid_to is None:
            text = editor.edited(assistant.memories.show(memory).memory.text)
            if text is None:
                output.error_line("nothing was changed")
                raise typer.Exit(1)
        made = assistant.memories.edit(
            memory, text=text, keywords=keywords, valid_from=valid_from, valid_to=valid_to
        )
    if as_json:
        output.document(views.memory_document(made))
    else:
        output.line(views.memory_changed(made, "Corrected"))


@app.command()
def remove(
    context: typer.Context,
    memory: Id,
    erase: Annotated[
        bool,
        typer.Option("--erase", help="Leave nothing of it, also in the history and conversations."),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Let a memory hold no more."""
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    with assistant_of(context.obj.settings()) as assistant:
        if erase and not yes:
            question = views.erase_memory_question(assistant.memories.show(memory).memory)
            agreed = output.confirmed(question)
            if agreed is None:
                raise BadInput("erasing cannot be undone; say --yes where nobody can be asked")
            if not agreed:
                output.error_line("nothing was erased")
                raise typer.Exit(1)
        own = assistant.memories
        gone = own.erase(memory) if erase else own.retract(memory)
    if as_json:
        output.document({**views.memory_document(gone), "erased": erase})
    else:
        output.line(views.memory_changed(gone, "Erased" if erase else "Retracted"))


@app.command()
def on(context: typer.Context, as_json: Json = False) -> None:
    """Remember what you say of yourself from now on."""
    _turn(True, as_json)


@app.command()
def off(context: typer.Context, as_json: Json = False) -> None:
    """Remember nothing more; what there is stays."""
    _turn(False, as_json)


def _turn(on: bool, as_json: bool) -> None:
    from persona_assistant import settings_edit, views

    switched = settings_edit.switch("longterm.remember", on)
    if as_json:
        output.document(
            {
                "on": on,
                "changed": switched.changed,
                "overridden_by": switched.overridden_by or None,
            }
        )
    else:
        output.line(views.remembering_switched(on, switched.overridden_by))


@app.command()
def update(
    context: typer.Context,
    flush: Annotated[
        bool, typer.Option("--flush", help="Take the conversation that goes on for ended.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Look through what you told since the last time.

    That goes on by itself behind a conversation; this does what is left, such as with a language
    model that is slow. Ctrl-C ends it, with all that is done kept.
    """
    from persona_assistant import views
    from persona_assistant.cli.interrupt import first_interrupt_cancels

    with assistant_of(context.obj.settings()) as assistant, first_interrupt_cancels() as cancel:
        run = assistant.memories.update(flush=flush, cancel=cancel)
        made = output.follow(run, after_error="what was found before is kept; update goes on")
    if as_json:
        output.document(views.memories_document(made))
    elif made:
        output.table(views.memories_table(made))
    else:
        output.line("Nothing new to remember.")
    if cancel.is_set():
        raise KeyboardInterrupt


def _kinds(given: list[str] | None) -> list[MemoryKind]:
    """As they are; the assistant refuses others."""
    kinds: list[MemoryKind] = []
    kinds.extend(given or [])  # type: ignore[arg-type]
    return kinds

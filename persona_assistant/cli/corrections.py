"""edit, remove, rename, alias, move, merge, split, save: correcting what is remembered."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_assistant.cli import editor, output
from persona_assistant.cli.options import Json, assistant_of

if TYPE_CHECKING:
    from persona_assistant.assistant.items import Item
    from persona_assistant.assistant.remembered import RememberedPerson

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the person is called.")]
Items = Annotated[
    list[str],
    typer.Argument(
        metavar="ITEM...",
        help="Numbers that show gives, or words that stand in one note alone.",
    ),
]
Erase = Annotated[
    bool,
    typer.Option("--erase", help="Leave nothing of it, also in the history and conversations."),
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask first.")]


def edit(
    context: typer.Context,
    name: Name,
    item: Annotated[
        str | None,
        typer.Argument(metavar="[ITEM]", help="A note: its number in show, or words of it."),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="T", help="What the note says now; otherwise $EDITOR opens."),
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="D", help="The day on which the note was written.")
    ] = None,
    erase: Erase = False,
    new_name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="What the person is called now.")
    ] = None,
    alias: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Another name they go by; may be repeated."),
    ] = None,
    no_alias: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A name they do not go by any more; may be repeated."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Correct a note, or change what a person is called."""
    from persona_assistant.errors import BadInput

    if (text or date or erase) and item is None:
        raise BadInput("name the note to edit; show numbers them", code="usage")
    if item is None and not (new_name or alias or no_alias):
        raise BadInput(
            "nothing to change; name a note, or give --name, --alias or --no-alias", code="usage"
        )
    if new_name or alias or no_alias:
        _edit_names(context, name, new_name, alias or [], no_alias or [], as_json)
        name = new_name or name
    if item is not None:
        _edit_note(context, name, item, text, date, erase, as_json)


def _edit_names(
    context: typer.Context,
    name: str,
    new_name: str | None,
    alias: list[str],
    no_alias: list[str],
    as_json: bool,
) -> None:
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        persona = assistant.show(name).persona
        aliases = None
        if alias or no_alias:
            gone = {each.casefold() for each in no_alias}
            kept = [each for each in persona.aliases if each.casefold() not in gone]
            aliases = [*kept, *alias]
        persona = assistant.edit(persona.uid, new_name=new_name, aliases=aliases)
    if as_json:
        output.document(views.persona_document(persona))
    else:
        output.line(views.named(persona))


def _edit_note(
    context: typer.Context,
    name: str,
    item: str,
    text: str | None,
    date: str | None,
    erase: bool,
    as_json: bool,
) -> None:
    from persona_assistant import views
    from persona_assistant.assistant.items import chosen

    with assistant_of(context.obj.settings()) as assistant:
        person = assistant.persona(name)
        if text is None and date is None:
            text = editor.edited(chosen(person.page, item).text or "")
            if text is None:
                output.error_line("nothing was changed")
                raise typer.Exit(1)
        note = person.edit(item, text=text, date=date, erase=erase)
        if as_json:
            output.document(views.item_document(note))
        else:
            output.line(views.edited(note, person.persona.label))


def remove(
    context: typer.Context,
    name: Name,
    items: Items,
    erase: Erase = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Take notes, pictures or clips away from a person."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        person = assistant.persona(name)
        if erase and not yes:
            _confirm_erasing(person, items)
        gone = person.remove(*items, erase=erase)
        persona = person.persona
    if as_json:
        output.document({"removed": [views.item_document(each) for each in gone], "erased": erase})
    else:
        output.line(views.taken(gone, persona, erased=erase))


def _confirm_erasing(person: RememberedPerson, items: Sequence[str]) -> None:
    from persona_assistant import views
    from persona_assistant.assistant.items import chosen
    from persona_assistant.errors import BadInput

    page = person.page
    found: list[Item] = [chosen(page, each) for each in items]
    agreed = output.confirmed(views.erase_question(found, page.persona))
    if agreed is None:
        raise BadInput("erasing cannot be undone; say --yes where nobody can be asked")
    if not agreed:
        output.error_line("nothing was erased")
        raise typer.Exit(1)


def rename(
    context: typer.Context,
    name: Name,
    new: Annotated[str, typer.Argument(metavar="NEW", help="What the person is called now.")],
    as_json: Json = False,
) -> None:
    """Give a person another name."""
    _edit_names(context, name, new, [], [], as_json)


def alias(
    context: typer.Context,
    name: Name,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another name they go by.")],
    remove: Annotated[
        bool, typer.Option("--remove", help="They do not go by it any more.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Let a person be found by another name too."""
    _edit_names(context, name, None, *(([], [other]) if remove else ([other], [])), as_json)


def move(
    context: typer.Context,
    name: Name,
    items: Items,
    to: Annotated[str, typer.Option("--to", metavar="OTHER", help="Whose they are.")],
    as_json: Json = False,
) -> None:
    """Give items of one person to another."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        person = assistant.persona(name)
        moved = person.move(*items, to=to)
        persona, other = person.persona, assistant.persona(to).persona
    if as_json:
        output.document({"moved": [views.item_document(each) for each in moved], "to": other.uid})
    else:
        output.line(views.moved(moved, persona, other.label))


def merge(
    context: typer.Context,
    name: Name,
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="Who turned out to be the same person.")
    ],
    as_json: Json = False,
) -> None:
    """Make one person of two."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        gone = assistant.persona(other).persona
        persona = assistant.merge(name, gone.uid)
    if as_json:
        output.document(views.persona_document(persona))
    else:
        output.line(views.merged(persona, gone.label))


def split(
    context: typer.Context,
    name: Name,
    items: Items,
    into: Annotated[str, typer.Option("--as", metavar="OTHER", help="What the other is called.")],
    as_json: Json = False,
) -> None:
    """Make somebody new of items that are another's."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        persona = assistant.persona(name).split(*items, into=into)
    if as_json:
        output.document(views.persona_document(persona))
    else:
        output.line(views.remembered(persona))


def save(
    context: typer.Context,
    name: Name,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="Its number in show.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it is written.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there.")] = False,
    as_json: Json = False,
) -> None:
    """Write a stored picture, clip or note to a file."""
    with assistant_of(context.obj.settings()) as assistant:
        saved = assistant.persona(name).save(item, file, overwrite=force)
    if as_json:
        output.document({"file": str(saved)})
    else:
        output.line(f"Saved {saved}.")

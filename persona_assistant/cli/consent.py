"""consent: who agreed to what, and how long somebody is kept."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of
from persona_assistant.cli.people import Name


def consent(
    context: typer.Context,
    name: Name,
    agreed: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="What the person agreed to.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(metavar="WHO", help="Who agreed, if not the person.")
    ] = None,
    date: Annotated[
        str | None, typer.Option(metavar="D", help="The day of agreeing; otherwise today.")
    ] = None,
    face: Annotated[
        bool | None,
        typer.Option("--face/--no-face", help="Whether pictures may be used to recognise them."),
    ] = None,
    voice: Annotated[
        bool | None,
        typer.Option("--voice/--no-voice", help="Whether clips may be used to recognise them."),
    ] = None,
    keep_until: Annotated[
        str | None,
        typer.Option("--keep-until", metavar="D", help="The last day; then they are forgotten."),
    ] = None,
    keep: Annotated[bool, typer.Option("--keep", help="Keep them for good.")] = False,
    as_json: Json = False,
) -> None:
    """Show or change what a person agreed to.

    With --no-face or --no-voice pictures and clips are kept, and what was computed from them is
    erased. You are told two weeks before a last day; after it the person is forgotten.
    """
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    if keep and keep_until:
        raise BadInput("give --keep or --keep-until, not both", code="usage")
    with assistant_of(context.obj.settings()) as assistant:
        found = assistant.consent(
            name,
            agreed,
            by=by,
            day=date,
            face=face,
            voice=voice,
            keep_until="" if keep else keep_until,
        )
        label = assistant.persona(name).persona.label
    if as_json:
        output.document(views.consent_document(label, found))
    else:
        output.lines(views.consent_lines(label, found))

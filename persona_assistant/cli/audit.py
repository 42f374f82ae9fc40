"""audit: what in the memory wants a look."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of
from persona_assistant.cli.watched import watched


def audit(
    context: typer.Context,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Only what is remembered of this person.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what in the memory wants a look.

    Doubles, contradictions, plans that time has overtaken, secrets, and people who may be one or
    two, each with the command that mends it. Changes nothing.
    """
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant, watched(quiet=as_json) as watching:
        concerns = assistant.audit(name, **watching)
    if as_json:
        output.document(views.audit_document(concerns))
    else:
        output.lines(views.audit_lines(concerns))

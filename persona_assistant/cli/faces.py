"""faces: which faces a picture shows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of


def faces(
    context: typer.Context,
    photo: Annotated[Path, typer.Argument(metavar="PHOTO", help="A picture.")],
    preview: Annotated[
        Path | None,
        typer.Option(metavar="OUT.png", help="Write the picture with a number at each face."),
    ] = None,
    write_xmp: Annotated[
        bool,
        typer.Option("--write-xmp", help="Write who is known into the photo, for photo programs."),
    ] = False,
    as_json: Json = False,
) -> None:
    """List the faces of a picture, with their numbers.

    Shows how large each is, what is poor about it, and who it is, if known. `add --face N` takes
    such a number. Nothing is stored in the memory.
    """
    from persona_assistant import views
    from persona_assistant.assistant import read_picture
    from persona_assistant.atomic import write_bytes

    picture = read_picture(photo)
    with assistant_of(context.obj.settings()) as assistant:
        found = assistant.faces(picture)
        edge = assistant.who(image=picture) if found and assistant.services.has_store else None
        if preview is not None:
            write_bytes(preview, assistant.faces_preview(picture, found))
        known = edge is not None and write_xmp
        written = assistant.write_face_names(photo) if known else ()
    output.notices(picture.notices)
    if as_json:
        output.document(views.faces_document(picture, found, edge))
    else:
        output.lines(views.faces_lines(picture, found, edge))
        if preview is not None:
            output.line(f"The numbered picture is {preview}.")
        if write_xmp:
            output.line(views.faces_written(photo, written))

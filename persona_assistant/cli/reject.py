"""reject: what a recognition got wrong."""

from __future__ import annotations

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Image, Json, Voice, assistant_of
from persona_assistant.cli.people import Name


def reject(
    context: typer.Context,
    name: Name,
    image: Image = None,
    voice: Voice = None,
    as_json: Json = False,
) -> None:
    """Remember that a picture or a clip is NOT of this person.

    Whoever is nearer to it than to what does show the person is not taken for them again.
    """
    from persona_assistant import views
    from persona_assistant.assistant import read_query

    shown = read_query("", image, voice)
    with assistant_of(context.obj.settings()) as assistant:
        persona = assistant.reject(name, image=shown.image, voice=shown.voice)
    media = [each for each in (shown.image, shown.voice) if each is not None]
    for each in media:
        output.notices(each.notices)
    if as_json:
        output.document(views.rejected_document(persona))
    else:
        output.line(views.rejected(persona, media))

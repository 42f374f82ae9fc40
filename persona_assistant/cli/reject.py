"""reject: what a recognition got wrong."""

from __future__ import annotations

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Image, Json, Voice, open_memory
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
    from persona_assistant import app
    from persona_assistant.engines.extractive import ExtractiveEngine

    settings = context.obj.settings()
    query = app.query("", image, voice)
    with app.assistant_over(
        open_memory(settings), settings, with_engine=ExtractiveEngine()
    ) as assistant:
        persona = assistant.reject(name, image=query.image, voice=query.voice)
    for media in filter(None, (query.image, query.voice)):
        output.notices(media.notices)
    if as_json:
        output.document({"not": output.persona_document(persona)})
    else:
        what = " and ".join(
            media.source for media in (query.image, query.voice) if media is not None
        )
        output.line(f"Remembered that {what} is not {output.shown(persona.name)}.")

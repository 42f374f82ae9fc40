"""add, people, show, forget: what is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, open_memory

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the person is called.")]


def add(
    context: typer.Context,
    name: Name,
    image: Annotated[
        list[Path] | None, typer.Option(metavar="F", help="A picture; may be repeated.")
    ] = None,
    voice: Annotated[
        list[Path] | None, typer.Option(metavar="F", help="A voice clip; may be repeated.")
    ] = None,
    text: Annotated[
        list[str] | None, typer.Option(metavar="T", help="A note; may be repeated.")
    ] = None,
    consent: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the person agreed to.")
    ] = None,
    anyway: Annotated[
        bool,
        typer.Option(
            "--anyway", help="Keep also a picture or clip too poor to recognise anybody by."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Remember a person, or more of a person.

    The first picture, the first clip and the first note belong together, and so on.
    """
    from persona_assistant import app
    from persona_assistant.engines.extractive import ExtractiveEngine
    from persona_assistant.media import load_image, load_voice
    from persona_assistant.memory import Store
    from persona_assistant.memory.store import FILE_NAME

    settings = context.obj.settings()
    images, voices = (
        [load_image(path) for path in image or ()],
        [load_voice(path) for path in voice or ()],
    )

    # Only a local model has something to do when a person is added.
    engine = app.engine(settings) if settings.engine == "llama" else ExtractiveEngine()

    def add_to(assistant: Assistant):
        return assistant.add(
            name, images=images, voices=voices, texts=text or (), consent=consent, anyway=anyway
        )

    if not (settings.store / FILE_NAME).exists():
        # A rehearsal: what cannot be remembered must not leave an empty store behind.
        with app.assistant_over(
            Store.temporary(), settings, with_engine=ExtractiveEngine()
        ) as rehearsing:
            add_to(rehearsing)
    with app.assistant_over(
        open_memory(settings, create=True), settings, with_engine=engine
    ) as assistant:
        persona = add_to(assistant)
        for media in (*images, *voices):
            output.notices(media.notices)
        if as_json:
            output.document(output.persona_document(persona))
        else:
            output.line(f"Remembered {persona.name}: now {output.holdings(persona)}.")
        if assistant.encodes and (images or voices):
            output.notices(
                [
                    f"{engine.name} looks and listens once, for all later questions; Ctrl-C leaves that to the first."
                ]
            )
            assistant.encode(persona.name)


def people(
    context: typer.Context,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Say who may be in it twice, and what may lie with the wrong person."
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """List everybody in the memory."""
    if check:
        _check(context, as_json)
        return
    with open_memory(context.obj.settings()) as memory:
        found = memory.people.all()
    if as_json:
        output.document({"people": [output.persona_document(persona) for persona in found]})
    else:
        output.people_table(found)


def _check(context: typer.Context, as_json: bool) -> None:
    """Only says what it finds; nothing is merged or moved."""
    from persona_assistant import app
    from persona_assistant.cli.calibrate import left_out
    from persona_assistant.routing import duplicates
    from persona_assistant.routing.calibration import load

    settings = context.obj.settings()
    with open_memory(settings) as memory:
        encoders = app.encoders(settings)
        left_out(memory, encoders)
        found = duplicates.check(memory, encoders, load().with_library(memory.calibrations.get))
        everybody = len(memory.people.names())
    if as_json:
        output.document(
            {"people": everybody, "findings": [output.finding_document(each) for each in found]}
        )
        return
    for each in found:
        output.line(f"{each.sentence} ({output.percent(each.probability)})\n  {each.advice}")
    if not found:
        among = f"{everybody} {'person' if everybody == 1 else 'people'}"
        output.line(f"Nothing looks doubled or mixed up among {among}.")


def show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Show all that is remembered of a person."""
    with open_memory(context.obj.settings()) as memory:
        persona = memory.people.get(name)
        triplets = memory.media.triplets(persona.id)
        heard = {
            each.triplet_id: each.text
            for each in memory.passages.transcripts([persona.id]).get(persona.id, ())
        }
    if as_json:
        held = [output.triplet_document(triplet, heard.get(triplet.id)) for triplet in triplets]
        output.document({**output.persona_document(persona), "held": held})
    else:
        output.persona_page(persona, triplets, heard)


def forget(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    as_json: Json = False,
) -> None:
    """Remove a person and every trace of them."""
    from persona_assistant.errors import BadInput

    with open_memory(context.obj.settings()) as memory:
        persona = memory.people.get(name)
        if not yes:
            question = (
                f"Forget {persona.name} with {output.holdings(persona)}? This cannot be undone."
            )
            answer = output.confirmed(question)
            if answer is None:
                raise BadInput(
                    f"forgetting {persona.name} cannot be undone; say --yes where nobody can be asked"
                )
            if not answer:
                output.error_line("nothing was forgotten")
                raise typer.Exit(1)
        persona = memory.people.forget(persona.name)
    if as_json:
        output.document({"forgotten": output.persona_document(persona)})
    else:
        output.line(f"Forgot {persona.name}.")

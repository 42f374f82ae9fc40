"""who, ask: what is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.options import (
    BaseUrl,
    EndpointModel,
    Engine,
    Image,
    Json,
    Model,
    Projector,
    Route,
    TopK,
    Voice,
    open_memory,
)


def who(
    context: typer.Context,
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help="A name or a description.")
    ] = None,
    image: Image = None,
    voice: Voice = None,
    as_json: Json = False,
) -> None:
    """Say who is meant.

    A picture, a clip of a voice, a name or a description; or several of them together.
    """
    from persona_assistant.app import assistant_over, query
    from persona_assistant.engines.extractive import ExtractiveEngine
    from persona_assistant.errors import BadInput

    settings = context.obj.settings()
    if image is None and voice is None and not (text or "").strip():
        raise BadInput("nothing to recognise; give --image, --voice or a description")
    asked = query(text or "", image, voice)
    with assistant_over(
        open_memory(settings), settings, with_engine=ExtractiveEngine()
    ) as assistant:
        edge = assistant.who(asked)
        for media in (asked.image, asked.voice):
            output.notices(media.notices if media else ())
        output.notices(edge.notices)
        if as_json:
            output.document(output.edge_document(edge))
        else:
            output.line(output.edge_sentence(edge, assistant.memory))


def ask(
    context: typer.Context,
    question: Annotated[
        str | None, typer.Argument(metavar="[QUESTION]", help="What you want to know.")
    ] = None,
    spoken: Annotated[
        Path | None,
        typer.Option(
            metavar="F", help="A clip in which you ask the question; needs a transcriber."
        ),
    ] = None,
    image: Image = None,
    voice: Voice = None,
    engine: Engine = None,
    model: Model = None,
    projector: Projector = None,
    base_url: BaseUrl = None,
    endpoint_model: EndpointModel = None,
    top_k: TopK = None,
    route: Route = None,
    as_json: Json = False,
) -> None:
    """Answer a question about a person.

    The answer comes from what you noted of that person; where it does not say, you are told so.
    """
    from persona_assistant import app
    from persona_assistant.errors import BadInput

    settings = context.obj.settings(
        engine=engine,
        model=model,
        projector=projector,
        base_url=base_url,
        endpoint_model=endpoint_model,
        top_k=top_k,
        route=route,
    )
    if bool((question or "").strip()) == (spoken is not None):
        raise BadInput("one question is needed; write it or hand it over with --spoken")
    query = app.query(question or "", image, voice)
    clip = app.query("", None, spoken).voice
    chosen = app.engine(settings)
    with app.assistant_over(open_memory(settings), settings, with_engine=chosen) as assistant:
        if clip is not None:
            query = replace(query, text=assistant.hear(clip))
            output.notices([f'you asked: "{query.text}"'])
        with first_interrupt_cancels() as cancel:
            answer = assistant.ask(query, on_text=None if as_json else output.piece, cancel=cancel)
    if as_json:
        output.document(output.answer_document(answer))
    else:
        output.line("")
    output.notices(answer.notices)
    if cancel.is_set():
        raise KeyboardInterrupt
    if not as_json:
        output.dim(output.footing(answer))

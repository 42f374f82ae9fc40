"""who, ask: what is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from persona_assistant.pmg import Answer

from persona_assistant.cli import output, stdin
from persona_assistant.cli.answering import answered
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.options import (
    BaseUrl,
    ChatTemplate,
    EndpointModel,
    Engine,
    Image,
    Json,
    Model,
    Projector,
    Route,
    TopK,
    Voice,
    assistant_of,
)
from persona_assistant.cli.retention import heed_last_days


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

    A picture, a clip of a voice, a name or a description; or several of them together. Of several
    faces or voices each is named, or said to be unknown.
    """
    from persona_assistant import views
    from persona_assistant.assistant import read_query

    with assistant_of(context.obj.settings()) as assistant:
        heed_last_days(assistant)
        query = read_query(text or "", image, voice)
        edge = assistant.who(query)
        for media in (query.image, query.voice):
            output.notices(media.notices if media else ())
        output.notices(edge.notices)
        explanation = assistant.explain(edge)
        if as_json:
            output.document(views.explanation_document(explanation))
        else:
            output.lines(views.explanation_lines(explanation))


GoOn = Annotated[bool, typer.Option("--continue", "-c", help="Go on with the latest conversation.")]
InConversation = Annotated[
    int | None, typer.Option("--conversation", metavar="ID", help="Go on with this conversation.")
]


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
    go_on: GoOn = False,
    new: Annotated[
        bool, typer.Option("--new", help="Begin a conversation that is kept, to go on with.")
    ] = False,
    conversation: InConversation = None,
    image: Image = None,
    voice: Voice = None,
    engine: Engine = None,
    model: Model = None,
    projector: Projector = None,
    chat_template: ChatTemplate = None,
    base_url: BaseUrl = None,
    endpoint_model: EndpointModel = None,
    top_k: TopK = None,
    route: Route = None,
    as_json: Json = False,
) -> None:
    """Answer a question about a person.

    The answer comes from what you noted of that person; where it does not say, you are told so. In
    a conversation a question may lean on the ones before it: "and where did I meet her?".
    """
    from persona_assistant.assistant import read_query
    from persona_assistant.errors import BadInput

    settings = context.obj.settings(
        engine=engine,
        model=model,
        projector=projector,
        chat_template=chat_template,
        base_url=base_url,
        endpoint_model=endpoint_model,
        top_k=top_k,
        route=route,
    )
    if question == stdin.DASH or (question is None and spoken is None and stdin.is_piped()):
        question = stdin.read_text()
    if bool((question or "").strip()) == (spoken is not None):
        raise BadInput("one question is needed; write it or hand it over with --spoken")
    if go_on + new + (conversation is not None) > 1:
        raise BadInput("give one of --continue, --new and --conversation")
    query = read_query(question or "", image, voice)
    with assistant_of(settings) as assistant:
        heed_last_days(assistant)
        talk = None
        if go_on or new or conversation is not None:
            talk = assistant.conversation("latest" if go_on else conversation)
        if spoken is not None:
            query = replace(query, text=assistant.hear(spoken))
            output.notices([f'you asked: "{query.text}"'])
        with first_interrupt_cancels() as cancel:
            asked = talk or assistant
            answer = answered(asked.stream(query, cancel=cancel), as_json=as_json)
    show_answer(answer, talk.id if talk else None, as_json)
    if cancel.is_set():
        raise KeyboardInterrupt
    if not as_json:
        output.dim(footing(answer, talk.id if talk and new else None))


def show_answer(answer: Answer, conversation: int | None, as_json: bool) -> None:
    """What is shown when the text of an answer was written out."""
    from persona_assistant import views

    if not as_json:
        output.line("")
    elif conversation is None:
        output.document(views.answer_document(answer))
    else:
        output.document({"conversation": conversation, **views.answer_document(answer)})
    output.notices(answer.notices)


def footing(answer: Answer, conversation: int | None) -> str:
    from persona_assistant import views

    text = views.footing(answer)
    return text if conversation is None else f"{text} · conversation {conversation}"

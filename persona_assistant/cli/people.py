"""add, people, show, edit, forget: what is remembered."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_assistant.cli import output, stdin
from persona_assistant.cli.options import Json, assistant_of
from persona_assistant.cli.retention import heed_last_days
from persona_assistant.cli.watched import watched

if TYPE_CHECKING:
    from persona_assistant.assistant import Assistant
    from persona_assistant.assistant.calibrate import Unseen
    from persona_assistant.pmg import Persona, Picture
    from persona_assistant.progress import Done, Notice, Progress

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the person is called.")]


def add(
    context: typer.Context,
    name: Name,
    image: Annotated[
        list[Path] | None, typer.Option(metavar="F", help="A picture; may be repeated.")
    ] = None,
    face: Annotated[
        list[int] | None,
        typer.Option(
            metavar="N",
            help="Which face is theirs in a picture of several, counted from the left; may be "
            "repeated, in the order of these pictures.",
        ),
    ] = None,
    voice: Annotated[
        list[Path] | None, typer.Option(metavar="F", help="A voice clip; may be repeated.")
    ] = None,
    text: Annotated[
        list[str] | None,
        typer.Option(metavar="T", help="A note; may be repeated; - reads standard input."),
    ] = None,
    date: Annotated[
        list[str] | None,
        typer.Option(
            metavar="D",
            help="The day a note was written, e.g. 2024-03-12 or yesterday; one for all notes, or "
            "one for each. Otherwise today.",
        ),
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
    same: Annotated[
        bool,
        typer.Option("--same", help="The person is the one who is remembered by a name like it."),
    ] = False,
    new: Annotated[
        bool,
        typer.Option("--new", help="The person is a new one, whoever has a name like it."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Remember a person, or more of a person.

    The first picture, the first clip and the first note belong together, and so on. Of several
    faces the one that fits the person's other pictures is taken, else the largest; you are told.
    """
    from persona_assistant import views
    from persona_assistant.assistant import read_clip, read_picture

    images = [read_picture(each) for each in image or ()]
    voices = [read_clip(each) for each in voice or ()]
    chosen: list[str] = []
    with assistant_of(context.obj.settings()) as assistant:
        remember = partial(
            assistant.add,
            images=images,
            voices=voices,
            texts=_texts(text or []),
            consent=consent,
            anyway=anyway,
            faces=_faces(assistant, images, face or []),
            on_notice=chosen.append,
            dates=date or (),
        )
        persona = asking_whose(remember, name, same_or_new(same, new))
        for media in (images, voices):
            output.notices(notice for each in media for notice in each.notices)
        output.notices(chosen)
        if as_json:
            output.document(views.persona_document(persona))
        else:
            output.line(views.remembered(persona))
        if images or voices:
            sys.stdout.flush()
            output.follow(_precompute(assistant, persona.uid))


def same_or_new(same: bool, new: bool) -> bool | None:
    from persona_assistant.errors import BadInput

    if same and new:
        raise BadInput("give --same or --new, not both", code="usage")
    return True if same else False if new else None


def asking_whose(remember: Callable[..., Persona], name: str, same: bool | None) -> Persona:
    """Asks at a terminal where a name may be somebody's who is remembered."""
    from persona_assistant import views
    from persona_assistant.errors import BadInput

    try:
        return remember(name, same=same)
    except BadInput as error:
        if error.code != "similar_name":
            raise
        uids = error.fields["uids"]
        answer = output.answered(views.whose_question(name, error.fields["labels"]))
        if answer is None:
            raise
    if answer.isdecimal() and 1 <= int(answer) <= len(uids):
        return remember(uids[int(answer) - 1])
    if answer in ("n", "new"):
        return remember(name, same=False)
    output.error_line("nothing was remembered")
    raise typer.Exit(1)


def _faces(
    assistant: Assistant, pictures: Sequence[Picture], numbers: Sequence[int]
) -> list[int | None]:
    """The number of the person's face in each picture, None where nobody gave one.

    As many numbers as pictures belong to these; fewer, to those that show several faces.
    """
    from persona_assistant.errors import BadInput

    if not numbers or len(numbers) == len(pictures):
        return list(numbers)
    several = [at for at, each in enumerate(pictures) if len(assistant.faces(each)) > 1]
    if len(several) != len(numbers):
        names = ", ".join(pictures[at].source for at in several) or "none"
        raise BadInput(
            f"which pictures --face {' and '.join(map(str, numbers))} belong to is not clear; "
            f"of {len(pictures)} these show several faces: {names}. "
            "Give one --face for each of these, or one for each picture"
        )
    of_picture = dict(zip(several, numbers, strict=True))
    return [of_picture.get(at) for at in range(len(pictures))]


def _texts(given: list[str]) -> list[str]:
    """The notes; - stands for one that comes through standard input."""
    from persona_assistant.errors import BadInput

    if given.count(stdin.DASH) > 1:
        raise BadInput("standard input holds one note; give --text - once")
    return [stdin.read_text() if each == stdin.DASH else each for each in given]


def _precompute(assistant: Assistant, name: str) -> Iterator[Progress | Notice | Done[int]]:
    """A model's first look; the command adds that it may be left out."""
    from persona_assistant.progress import Notice

    for event in assistant.precompute(name):
        if isinstance(event, Notice):
            event = Notice(f"{event.text}; Ctrl-C leaves that to the first.")
        yield event


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
    from persona_assistant import views

    if check:
        _check(context, as_json)
        return
    with assistant_of(context.obj.settings()) as assistant:
        heed_last_days(assistant)
        everybody = assistant.people()
    if as_json:
        output.document(views.people_document(everybody))
    elif everybody:
        output.table(views.people_table(everybody))
    else:
        output.line("The memory is empty; add a person first.")


def _check(context: typer.Context, as_json: bool) -> None:
    """Only says what it finds; nothing is merged or moved."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        report = assistant.check_people()
    say_left_out(report.unseen)
    if as_json:
        output.document(views.check_document(report))
    else:
        output.lines(views.check_lines(report))


def say_left_out(media: Iterable[Unseen]) -> None:
    """Notices about what the encoders of the settings have not seen yet."""
    from persona_assistant import views

    output.notices(f"{views.unseen(each)}: persona-assistant encode" for each in media)


def show(context: typer.Context, name: Name, as_json: Json = False) -> None:
    """Show all that is remembered of a person."""
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        heed_last_days(assistant)
        page = assistant.show(name)
    if as_json:
        output.document(views.page_document(page))
    else:
        output.lines(views.page_lines(page))


def forget(
    context: typer.Context,
    name: Name,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Search every page of the files for traces of them.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Remove a person and every trace of them."""
    from persona_assistant import views
    from persona_assistant.assistant.people import Forgotten
    from persona_assistant.errors import BadInput

    with assistant_of(context.obj.settings()) as assistant:
        if not yes:
            persona = assistant.show(name).persona
            memories = assistant.memories.of_person(persona.uid)
            agreed = output.confirmed(views.forget_question(persona, memories))
            if agreed is None:
                raise BadInput(
                    f"forgetting {persona.name} cannot be undone; "
                    "say --yes where nobody can be asked"
                )
            if not agreed:
                output.error_line("nothing was forgotten")
                raise typer.Exit(1)
        copies = assistant.copies(name)  # the memory forgets paths with the name in them too
        with watched(quiet=as_json) as watching:
            persona = assistant.forget(name, verify=verify, **watching)
    receipt = persona.receipt if isinstance(persona, Forgotten) else None
    if as_json:
        output.document(views.forgotten_document(persona, receipt))
    else:
        output.line(views.forgotten(persona))
        output.lines([] if receipt is None else views.receipt_lines(receipt))
    output.notices(views.copies_left(copies))
    if receipt is not None and not receipt.ok:
        raise typer.Exit(1)

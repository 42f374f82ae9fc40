"""enrol, encode: what takes a while, goes on where it was stopped and shows how far it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output
from persona_assistant.cli.counting import Counter, left
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.options import Json, open_memory

if TYPE_CHECKING:
    from persona_assistant.enrolment import Enrolled, Work
    from persona_assistant.settings import Settings

_NOTICES = 10
"""Shown of what was left out or changed; a camera's thousand photos are all scaled down."""
_ON = "the same command goes on from there"


def enrol(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help="It holds one folder for each person, named after them."
        ),
    ],
    consent: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What the people agreed to.")
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Keep also what is too poor to recognise somebody by.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Remember many people from a folder.

    FOLDER/<name>/ holds pictures, clips and .txt notes of a person; a paragraph of a .txt file is
    one note. May be repeated: what was taken in is not taken in again. Exit 1 when a file could not
    be used; the others are.
    """
    from persona_assistant import app, enrolment

    settings = context.obj.settings()
    enrolment.survey(folder)  # a folder without people leaves no empty memory behind
    with open_memory(settings, create=True) as memory, _stored("enrolled"):
        with first_interrupt_cancels() as cancel, Counter("enrolling") as counter:
            done = enrolment.enrol(
                memory,
                app.encoders(replace(settings, threads=1)),
                folder,
                consent=consent,
                anyway=anyway,
                workers=settings.threads,
                on_progress=counter,
                cancel=cancel,
            )
        unread = sum(work.count(memory) for work in _works(settings, ["text"]))
    if as_json:
        output.document(_enrolled_document(done))
    else:
        _say_enrolled(done)
    for each in done.refused:
        output.error_line(each.reason)
    if unread:
        output.notices(
            [
                f"{unread} texts and clips are still to be read or heard: persona-assistant encode does that"
            ]
        )
    if done.waiting:
        output.notices([f"{done.waiting} files were not looked at; {_ON}"])
        raise KeyboardInterrupt
    raise typer.Exit(1 if done.refused else 0)


def encode(context: typer.Context, as_json: Json = False) -> None:
    """Have the encoders see, hear and read what they have not yet.

    That is what was remembered with other encoders than those of the settings. Questions may go on
    meanwhile.
    """
    from persona_assistant import enrolment

    settings = context.obj.settings()
    works = _works(settings)
    with open_memory(settings) as memory, _stored("encoded"), Counter("encoding") as counter:
        run = enrolment.Encoding(memory, works, workers=settings.threads, on_progress=counter)
        with first_interrupt_cancels() as cancel:
            run.run(cancel)
        waiting = run.missing() - len(run.passed_over) if run.state == "cancelled" else 0
    if as_json:
        output.document(
            {
                "encoded": [
                    {"what": w.what, "by": w.by, "count": run.made.get(w.what, 0)} for w in works
                ],
                "passed_over": run.passed_over,
                "waiting": waiting,
            }
        )
    else:
        for work in works:
            if run.made.get(work.what):
                output.line(f"{run.made[work.what]} {work.what} encoded by {work.by}.")
        if not any(run.made.values()) and not run.passed_over:
            output.line("Nothing to do: everything is encoded.")
        output.notices(f"passed over: {each}" for each in run.passed_over)
    if run.state == "cancelled":
        output.notices([f"{waiting} are still to be encoded; {_ON}"])
        raise KeyboardInterrupt


def _works(
    settings: Settings, modalities: Sequence[str] = ("image", "voice", "text")
) -> list[Work[Any, Any]]:
    """What the encoders of the settings can make; each takes one thread, because several threads
    use it."""
    from persona_assistant import app, enrolment

    transcriber = app.transcriber(settings) if settings.transcriber is not None else None
    return enrolment.works(app.encoders(replace(settings, threads=1)), transcriber, modalities)


@contextmanager
def _stored(done: str) -> Iterator[None]:
    """Says of an error in the middle that it was not all for nothing."""
    from persona_assistant.errors import PersonaAssistantError

    try:
        yield
    except PersonaAssistantError:
        output.notices([f"what was {done} before is stored; {_ON}"])
        raise


# --- what came of it


def _enrolled_document(done: Enrolled) -> dict[str, Any]:
    return {
        "people": list(done.people),
        "images": done.images,
        "voices": done.voices,
        "notes": done.notes,
        "known": done.known,
        "refused": [{"path": str(each.path), "reason": each.reason} for each in done.refused],
        "notices": list(done.notices),
        "waiting": done.waiting,
        "seconds": done.seconds,
    }


def _say_enrolled(done: Enrolled) -> None:
    counts = ((done.images, "picture"), (done.voices, "clip"), (done.notes, "note"))
    taken = [_counted(count, word) for count, word in counts if count]
    said = f"Enrolled {_listed(taken)}" if taken else "Nothing new"
    said += f" of {_counted(len(done.people), 'person', 'people')}" if taken else ""
    said += f" in {left(done.seconds)}" if done.seconds >= 1 and taken else ""
    if done.known:
        said += f"; {_counted(done.known, 'file')} had been taken in before"
    output.line(said + ".")
    shown = done.notices[:_NOTICES]
    output.notices(shown)
    if len(done.notices) > len(shown):
        output.notices([f"{len(done.notices) - len(shown)} more like these; --json lists all"])


def _counted(count: int, word: str, several: str | None = None) -> str:
    return f"{count} {word if count == 1 else several or word + 's'}"


def _listed(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))

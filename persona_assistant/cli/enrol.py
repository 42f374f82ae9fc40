"""enrol, encode: what takes a while, goes on where it was stopped and shows how far it is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.interrupt import first_interrupt_cancels
from persona_assistant.cli.options import Json, assistant_of
from persona_assistant.views.durations import duration

if TYPE_CHECKING:
    from persona_assistant.assistant.bulk import EncodeReport
    from persona_assistant.enrolment import Enrolled
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
    one note. Its day is in the file's name (2024-03-12.txt) or in a line of its own above it, else
    it is the day the file was last changed. May be repeated: what was taken in is not taken in
    again. Exit 1 when a file could not be used; the others are.
    """
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant, first_interrupt_cancels() as cancel:
        run = assistant.enrol(folder, consent=consent, anyway=anyway, cancel=cancel)
        done = output.follow(run, after_error=f"what was enrolled before is stored; {_ON}")
    if as_json:
        output.document(views.enrolled_document(done))
    else:
        output.line(views.enrolled(done, duration(done.seconds) if done.seconds >= 1 else ""))
        _say_notices(done)
    for each in done.refused:
        output.error_line(each.reason)
    if done.waiting:
        output.notices([f"{done.waiting} files were not looked at; {_ON}"])
        raise KeyboardInterrupt
    raise typer.Exit(1 if done.refused else 0)


def _say_notices(done: Enrolled) -> None:
    shown = done.notices[:_NOTICES]
    output.notices(shown)
    if len(done.notices) > len(shown):
        output.notices([f"{len(done.notices) - len(shown)} more like these; --json lists all"])


def encode(context: typer.Context, as_json: Json = False) -> None:
    """Have the encoders see, hear and read what is new.

    That is what was remembered with other encoders than those of the settings. Questions may go on
    meanwhile.
    """
    from persona_assistant import views

    report = encode_all(context.obj.settings())
    if as_json:
        output.document(views.encoded_document(report))
    else:
        output.lines(views.encoded_lines(report))
    say_what_is_left(report, passed_over=not as_json)


def encode_all(settings: Settings) -> EncodeReport:
    """Has the encoders of these settings see everything, and shows how far they are."""
    with assistant_of(settings) as assistant, first_interrupt_cancels() as cancel:
        run = assistant.encode(cancel=cancel)
        return output.follow(run, after_error=f"what was encoded before is stored; {_ON}")


def say_what_is_left(report: EncodeReport, *, passed_over: bool) -> None:
    """Notices about it; ends the command as an interrupted one if it was stopped."""
    if passed_over:
        output.notices(report.notices[:_NOTICES])
        output.notices(f"passed over: {each}" for each in report.passed_over)
    if report.cancelled:
        waiting = f"{report.waiting} are still to be encoded"
        output.notices([f"{waiting}; persona-assistant encode goes on from there"])
        raise KeyboardInterrupt

"""calibrate: how well the people of this memory are told apart, and judging by that from now on."""

from __future__ import annotations

from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json, assistant_of
from persona_assistant.cli.people import say_left_out


def calibrate(
    context: typer.Context,
    forget: Annotated[
        bool, typer.Option("--forget", help="Judge by what is shipped again, not by this memory.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Measure how well people are told apart, and judge by that.

    Every picture and clip you remember is asked about as if it were new. With too few people
    nothing changes.
    """
    from persona_assistant import views

    with assistant_of(context.obj.settings()) as assistant:
        if forget:
            report = assistant.forget_calibration()
        else:
            report = output.follow(assistant.calibrate())
    say_left_out(report.unseen)
    if warning := views.doubtful(report):
        output.notices([f"{warning}: persona-assistant people --check, then calibrate again"])
    if as_json:
        output.document(views.calibration_document(report))
    else:
        output.lines(views.calibration_lines(report))

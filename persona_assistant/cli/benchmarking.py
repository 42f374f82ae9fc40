"""bench run: the product, or a model alone, on a published benchmark."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Callable, Optional

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import BaseUrl, EndpointModel, Engine, Json, Model, Projector, Route

app = typer.Typer(help="Measure the assistant on a benchmark.", rich_markup_mode=None, no_args_is_help=False)


@app.callback()
def bench() -> None:
    """Measure the assistant on a benchmark."""


@app.command()
def run(
    context: typer.Context,
    benchmark: Annotated[str, typer.Argument(metavar="omni-persona", help="Which benchmark.")],
    data: Annotated[
        Optional[Path],
        typer.Option(metavar="F.jsonl|F.json", help="Its records; without it the bundled items."),
    ] = None,
    assets: Annotated[
        Optional[Path], typer.Option(metavar="DIR", help="Folder the records' media paths start from.")
    ] = None,
    engine: Engine = None,
    model: Model = None,
    projector: Projector = None,
    base_url: BaseUrl = None,
    endpoint_model: EndpointModel = None,
    judge: Annotated[
        str, typer.Option(metavar="lexical|URL", help="Who says whether an answer is right.")
    ] = "lexical",
    judge_model: Annotated[
        Optional[str], typer.Option(metavar="NAME", help="Model on the judge's server.")
    ] = None,
    route: Route = None,
    limit: Annotated[
        Optional[int], typer.Option(metavar="N", help="A fixed proportional subset of N items.")
    ] = None,
    out: Annotated[
        Optional[Path],
        typer.Option(metavar="DIR", help="Folder for answers and run card; the same call resumes."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer, judge and measure every item; exit 1 when some could not be."""
    from persona_assistant import app as wiring
    from persona_assistant.bench import (
        SPEECH_NOTE,
        EndpointJudge,
        LexicalJudge,
        ModelRoute,
        render,
        run_bench,
    )
    from persona_assistant.bench.assistant_route import AssistantRoute
    from persona_assistant.errors import BadInput

    if benchmark != "omni-persona":
        raise BadInput(f"no benchmark {benchmark!r}; the one there is is called omni-persona")
    if assets is not None and not assets.is_dir():
        raise BadInput(f"--assets {assets}: no such folder; name the one the records' media paths start from")
    settings = context.obj.settings(
        engine=engine,
        model=model,
        projector=projector,
        base_url=base_url,
        endpoint_model=endpoint_model,
        route=route,
    )
    chosen = wiring.engine(settings)
    try:
        result = run_bench(
            data,
            assets,
            ModelRoute(chosen) if settings.route == "model" else AssistantRoute(chosen, settings),
            LexicalJudge() if judge == "lexical" else EndpointJudge(judge, judge_model),
            limit=limit,
            out=out,
            progress=counter(),
            notes=[] if "voice" in chosen.takes else [SPEECH_NOTE],
        )
    finally:
        chosen.close()
    if as_json:
        output.document(result.to_json())
    else:
        render(result, output.console())
    raise typer.Exit(result.exit_code)


def counter() -> Callable[[str, int, int], None] | None:
    """A line on standard error that counts items; None where nobody watches."""
    if not sys.stderr.isatty():
        return None

    def show(stage: str, done: int, total: int) -> None:
        doing = {"answer": "answering", "judge": "judging"}[stage]
        end = "\r\033[K" if done == total else ""
        sys.stderr.write(f"\r{doing} {done}/{total}\033[K{end}")
        sys.stderr.flush()

    return show

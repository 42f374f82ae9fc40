"""bench: the product, or a model alone, on published benchmarks; and what can be done with a run
afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import EndpointModel, Engine, Json, Model, Projector, Route

if TYPE_CHECKING:
    from persona_assistant.bench import Answerer, Conditions, Judge, Scores, Suite
    from persona_assistant.engines.base import Engine as AnyEngine
    from persona_assistant.settings import Settings

app = typer.Typer(
    help="Measure the assistant on benchmarks.", rich_markup_mode=None, no_args_is_help=False
)

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a bench run.")]
JudgeOption = Annotated[
    str | None,
    typer.Option(
        "--judge",
        metavar="lexical|URL|F.gguf",
        help="Who says whether an answer is right; lexical needs no model.",
    ),
]
JudgeModel = Annotated[
    str | None, typer.Option(metavar="NAME", help="Model on the judge's server.")
]
PromptFrom = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR",
        help="Take the wording from your copy of the authors' release; nothing in it is run.",
    ),
]


@app.callback()
def bench() -> None:
    """Measure the assistant on benchmarks."""


@app.command("list")
def list_suites(as_json: Json = False) -> None:
    """Show the benchmarks there are, and what may be varied in each."""
    from persona_assistant.bench import suites

    found = [suites.find(name) for name in suites.names()]
    if as_json:
        output.document([_suite_document(suite) for suite in found])
        return
    for suite in found:
        output.line(f"{suite.name}: {suite.about}")
        where = (
            f"bundled items ({suite.bundled.name}), or --data"
            if suite.bundled
            else "--data, or bench pull"
        )
        output.dim(
            f"  items: {where}; from the hub: {suite.dataset}; routes: {', '.join(suite.routes)}"
        )
        for option in suite.options:
            allowed = "|".join(option.allowed) or "N"
            output.dim(
                f"  --set {option.name}={allowed}   {option.help} (default {option.default})"
            )


@app.command()
def pull(
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="Which benchmark.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Folder for it; otherwise one named after it."),
    ] = None,
    token: Annotated[
        str | None,
        typer.Option(metavar="TOKEN", help="For data that ask who you are; otherwise HF_TOKEN."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Fetch a benchmark from the hub.

    The same command goes on after a stop. HF_ENDPOINT names a mirror.
    """
    from persona_assistant.bench.pull import pull_suite
    from persona_assistant.bench.suites import find
    from persona_assistant.cli.progress import progress_line

    wanted = find(suite)
    with progress_line(quiet=as_json) as on_progress:
        pulled = pull_suite(wanted, out or Path(wanted.name), token=token, on_progress=on_progress)
    if as_json:
        output.document(pulled.to_json())
        return
    there = "was there already, and whole" if pulled.already else f"{pulled.size / 1e6:,.0f} MB"
    output.line(f"{wanted.title} is in {pulled.folder}: {pulled.files} files, {there}.")
    if pulled.records:
        output.dim(f"Run it: persona-assistant bench run {wanted.name} --data {pulled.records}")


@app.command()
def run(
    context: typer.Context,
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="Which benchmark: see bench list.")],
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Its records, file or folder; otherwise the bundled items."
        ),
    ] = None,
    assets: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Folder the records' media paths start from."),
    ] = None,
    engine: Engine = None,
    model: Model = None,
    projector: Projector = None,
    base_url: Annotated[
        list[str] | None,
        typer.Option(
            metavar="URL",
            help="OpenAI-compatible server (endpoint); give several to use them at once.",
        ),
    ] = None,
    endpoint_model: EndpointModel = None,
    concurrency: Annotated[
        int | None,
        typer.Option(
            metavar="N", help="Questions under way at once, over all servers; otherwise one each."
        ),
    ] = None,
    judge: JudgeOption = None,
    judge_model: JudgeModel = None,
    route: Route = None,
    contexts: Annotated[
        int | None,
        typer.Option(metavar="K", help="Keep K people of each item, the one meant among them."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option(
            metavar="image|audio|text",
            help="Leave this out of contexts and query; may be repeated.",
        ),
    ] = None,
    prompt_from: PromptFrom = None,
    options: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="NAME=VALUE", help="An option of this benchmark: see bench list."
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", help="A fixed proportional subset of N items.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(metavar="N", help="For the subset and the contexts that are kept."),
    ] = None,
    shard: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Only this part of N; bench merge puts parts together."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Folder for answers, scores and run card; the same call resumes."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Answer, judge and score every item; exit 1 when some could not be."""
    from persona_assistant.bench import RunConfig, run_bench, suites
    from persona_assistant.bench.plan import shard_from
    from persona_assistant.errors import BadInput

    wanted = suites.find(suite)
    if assets is not None and not assets.is_dir():
        raise BadInput(
            f"--assets {assets}: no such folder; name the one the records' media paths start from"
        )
    settings = context.obj.settings(
        engine=engine or ("endpoint" if base_url else None),
        model=model,
        projector=projector,
        base_url=base_url[0] if base_url else None,
        endpoint_model=endpoint_model,
        route=route,
    )
    settings = replace(settings, route=_route(wanted, settings.route, route))
    if prompt_from is not None and wanted.name != "omni-persona":
        raise BadInput(
            f"--prompt-from reads the wording of Omni-Persona; leave it out for {wanted.title}"
        )
    conditions = _conditions(settings, contexts, drop, seed, options, prompt_from)
    config = RunConfig(
        data=data,
        assets=assets,
        conditions=conditions,
        limit=limit,
        shard=shard_from(shard) if shard else None,
        out=out,
        concurrency=concurrency if concurrency is not None else max(1, len(base_url or ())),
    )
    with (
        _answerers(settings, base_url or []) as (engines, answerers),
        _judge(judge, judge_model, prompt_from, settings) as chosen,
        _watching(wanted.headline) as (watch, cancel),
    ):
        scores = run_bench(
            wanted, config, answerers, chosen,
            watch=watch, cancel=cancel, token_vectors=_vectors(settings),
            notes=_notes(wanted, engines[0], settings, prompt_from),
        )  # fmt: skip
    _show(scores, as_json, out)


@app.command()
def judge(
    context: typer.Context,
    run: RunFolder,
    judge: JudgeOption = None,
    judge_model: JudgeModel = None,
    prompt_from: PromptFrom = None,
    as_json: Json = False,
) -> None:
    """Judge the answers of a run by another judge.

    Nothing is answered again.
    """
    from persona_assistant.bench import judge_run

    settings = context.obj.settings()
    with (
        _judge(judge, judge_model, prompt_from, settings) as chosen,
        _watching() as (watch, cancel),
    ):
        scores = judge_run(
            run, chosen, watch=watch, cancel=cancel, token_vectors=_vectors(settings)
        )
    _show(scores, as_json, run)


@app.command()
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
    """Score a run by the verdicts that are there.

    Neither a model nor the benchmark's files are needed.
    """
    from persona_assistant.bench import LexicalJudge, score_run

    vectors = _vectors(context.obj.settings())
    scores = score_run(run, judge=LexicalJudge() if lexical else None, token_vectors=vectors)
    if for_release is not None:
        from persona_assistant.bench import export_for_release

        export_for_release(run, for_release)
        output.notices([f"written for the authors' scorer: {for_release}"])
    _show(scores, as_json, run, tasks=tasks)


@app.command()
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
    from persona_assistant.bench.html import write_report
    from persona_assistant.bench.run import Run
    from persona_assistant.cli.watching import watching

    opened = Run.open(run)
    place = out or run / "report.html"
    try:
        with watching() as watch:
            write_report(opened, place, assets=assets, media=media, watch=watch)
    finally:
        opened.close()
    output.line(f"{place} ({place.stat().st_size / 1e6:.1f} MB)")


@app.command()
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
    from persona_assistant.bench.diff import diff as compare
    from persona_assistant.bench.diff import render
    from persona_assistant.bench.run import Run

    one = Run.open(first)
    try:
        other = Run.open(second)
        try:
            found = compare(one, other)
        finally:
            other.close()
    finally:
        one.close()
    if as_json:
        output.document(found.to_json())
    else:
        render(found, output.console())


@app.command()
def merge(
    runs: Annotated[
        list[Path], typer.Argument(metavar="RUN...", help="Folders of the parts of one run.")
    ],
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="DIR", help="A new folder for the whole.")
    ],
    as_json: Json = False,
) -> None:
    """Put the parts of a run with --shard together."""
    from persona_assistant.bench import score_run
    from persona_assistant.bench.merge import merge as put_together

    put_together(runs, out).close()
    _show(score_run(out), as_json, out)


# --- from words to what the benchmark takes


def _route(suite: Suite, settled: str, asked: str | None) -> str:
    from persona_assistant.errors import BadInput

    if settled in suite.routes:
        return settled
    if asked is None:
        return suite.routes[0]
    raise BadInput(
        f"--route {asked}: {suite.title} has the route{'s' * (len(suite.routes) > 1)} {', '.join(suite.routes)}"
    )


def _conditions(
    settings: Settings,
    contexts: int | None,
    drop: Sequence[str] | None,
    seed: int | None,
    options: Sequence[str] | None,
    prompt_from: Path | None,
) -> Conditions:
    from persona_assistant.bench import Conditions
    from persona_assistant.errors import BadInput

    said: dict[str, str] = {}
    for option in options or ():
        name, equals, value = option.partition("=")
        if not (name and equals):
            raise BadInput(f"--set {option}: give it as NAME=VALUE; see bench list")
        said[name.strip()] = value.strip()
    found = Conditions(contexts=contexts, drop=frozenset(drop or ()), options=said)
    if seed is not None:
        found = replace(found, seed=seed)
    if prompt_from is not None:
        if settings.route != "model":
            raise BadInput(
                "--prompt-from words the prompt with all contexts: give --route model with it"
            )
        from persona_assistant.bench.omni_persona.release import frozen_wording

        # A server takes text parts as blocks of their own; llama.cpp here would run them together.
        found = replace(
            found, wording=frozen_wording(prompt_from, framed=settings.engine != "endpoint")
        )
    return found


@contextmanager
def _answerers(
    settings: Settings, base_urls: Sequence[str]
) -> Iterator[tuple[list[AnyEngine], list[Answerer]]]:
    """An engine, and who answers with it, for every server; otherwise the one that settings
    name."""
    from persona_assistant import app as wiring
    from persona_assistant.bench import ModelRoute
    from persona_assistant.bench.assistant_route import AssistantRoute

    each = [replace(settings, base_url=url) for url in base_urls] or [settings]
    engines = [wiring.engine(one) for one in each]
    try:
        if settings.route == "model":
            yield engines, [ModelRoute(engine) for engine in engines]
        else:
            yield engines, [AssistantRoute(engine, settings) for engine in engines]
    finally:
        for engine in engines:
            engine.close()


@contextmanager
def _judge(
    spec: str | None, model: str | None, prompt_from: Path | None, settings: Settings
) -> Iterator[Judge]:
    from persona_assistant.bench.judges import open_judge

    wording = None
    if prompt_from is not None and spec not in (None, "lexical"):
        from persona_assistant.bench.omni_persona.release import frozen_judge

        wording = frozen_judge(prompt_from)
    judge = open_judge(spec or "lexical", model=model, wording=wording, settings=settings)
    try:
        yield judge
    finally:
        judge.close()


@contextmanager
def _watching(headline: str = "") -> Iterator[tuple[Any, Any]]:
    """A progress line, and Ctrl-C that keeps what is done."""
    from persona_assistant.bench import Stopped
    from persona_assistant.cli.interrupt import first_interrupt_cancels
    from persona_assistant.cli.watching import watching

    try:
        with first_interrupt_cancels() as cancel, watching(f"{headline} so far".strip()) as watch:
            yield watch, cancel
    except Stopped as stopped:
        output.error_line(f"{stopped}; the same command goes on from there, where --out was given")
        raise typer.Exit(130) from None


def _notes(
    suite: Suite, engine: AnyEngine, settings: Settings, prompt_from: Path | None
) -> list[str]:
    """What a reader of the scores should know before comparing."""
    from persona_assistant.bench import SPEECH_NOTE

    deaf = "voice" not in engine.capabilities.modalities and settings.transcriber is None
    notes = [SPEECH_NOTE] if suite.name == "omni-persona" and deaf else []
    if prompt_from is not None:
        from persona_assistant.bench.omni_persona.release import differences

        notes += differences(prompt_from)
    return notes


def _vectors(settings: Settings) -> Any:
    """What BERTScore reads tokens with, where a sentence encoder is installed."""
    if settings.text_encoder is None:
        return None
    from persona_assistant import app as wiring

    return wiring.encoders(settings)["text"]


def _suite_document(suite: Suite) -> dict[str, Any]:
    return {
        "suite": suite.name,
        "title": suite.title,
        "about": suite.about,
        "dataset": suite.dataset,
        "bundled": suite.bundled is not None,
        "routes": list(suite.routes),
        "options": {
            option.name: {
                "default": option.default,
                "allowed": list(option.allowed),
                "help": option.help,
            }
            for option in suite.options
        },
    }


def _show(scores: Scores, as_json: bool, folder: Path | None, tasks: bool = False) -> None:
    from persona_assistant.bench.tables import render

    if as_json:
        output.document(scores.to_json())
    else:
        render(scores, output.console(), tasks=tasks)
        if folder is not None:
            output.dim(f"Kept in {folder}; a page to read: persona-assistant bench report {folder}")
    raise typer.Exit(scores.exit_code)

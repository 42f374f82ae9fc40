"""What every door calls: a benchmark run by names and settings, and what can be done with it later.

`stages` works on suites, answerers and judges; here they are made from settings and plain values.
Messages name no options; an error has a `code` by which a door adds its own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from persona_assistant import app
from persona_assistant.bench import suites
from persona_assistant.bench.answerer import SPEECH_NOTE, Answerer, ModelRoute
from persona_assistant.bench.assistant_route import AssistantRoute
from persona_assistant.bench.bertscore import TokenVectors
from persona_assistant.bench.diff import Diff, compare
from persona_assistant.bench.html import write_report
from persona_assistant.bench.judge_rounds import Round
from persona_assistant.bench.judges import Judge, open_judge
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.longterm.opening import SYSTEMS, open_system
from persona_assistant.bench.longterm.states import States
from persona_assistant.bench.longterm.variants import variant
from persona_assistant.bench.merge import merge
from persona_assistant.bench.omni_persona.release import (
    abstention_differences,
    release_judge_prompt,
    release_wording,
)
from persona_assistant.bench.plan import parse_shard
from persona_assistant.bench.run import Run
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.stages import (
    RunConfig,
    export_for_release,
    judge_run,
    run_bench,
    score_run,
)
from persona_assistant.bench.suite import Conditions, Route, Suite
from persona_assistant.engines.base import Engine
from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken, OnProgress, ignore
from persona_assistant.settings import Settings

MEMORIES = "memories"
"""Folder of a run, in which the memories of its histories lie."""
REPORT = "report.html"
"""In the run folder, unless another place is given."""


@dataclass(frozen=True, slots=True)
class JudgeRequest:
    """Who judges: see `judges.open_judge`."""

    spec: str = "lexical"
    model: str | None = None
    release: Path | None = None
    """A copy of Omni-Persona's release, whose judge prompt a language model is given."""


@dataclass(frozen=True, slots=True)
class RunRequest:
    """A benchmark run; None where a default applies."""

    suite: str
    settings: Settings
    """The engine and, unless `route` names one, the route."""
    base_urls: Sequence[str] = ()
    """Several servers with the same model, instead of the one in the settings."""
    route: str | None = None
    system: str | None = None
    """In place of a route, for a suite of long-term memory: "rag", "full", "memory", or the latter
    without a part, "memory-reasoning"."""
    data: Path | None = None
    assets: Path | None = None
    contexts: int | None = None
    drop: frozenset[str] = frozenset()
    options: Sequence[str] = ()
    """The suite's own, each as "name=value"."""
    release: Path | None = None
    """A copy of Omni-Persona's release, whose wording the prompts get."""
    limit: int | None = None
    seed: int | None = None
    shard: str | None = None
    """As "2/8"."""
    out: Path | None = None
    concurrency: int | None = None
    """None: one question at a time per server."""


def run(
    request: RunRequest,
    judge: JudgeRequest = JudgeRequest(),
    *,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> Scores:
    """Answer, judge and score. Raises as `stages.run_bench`."""
    suite = suites.find(request.suite)
    if request.system is not None:
        chosen_system = variant(request.system)
        options = chosen_system.options(tuple(request.options))
        request = replace(request, system=chosen_system.system, options=options)
    if request.assets is not None and not request.assets.is_dir():
        raise BadInput(
            f"{request.assets}: no such folder; give the folder that the records' media paths "
            "start from",
            code="bench_assets",
        )
    route = _route(suite, request.settings.route, request.system or request.route)
    settings = request.settings
    if route in ("assistant", "model"):
        settings = replace(settings, route=route)
    conditions = _conditions(suite, settings, request)
    servers = len(request.base_urls) or 1
    config = RunConfig(
        data=request.data,
        assets=request.assets,
        conditions=conditions,
        limit=request.limit,
        shard=parse_shard(request.shard) if request.shard else None,
        out=request.out,
        concurrency=servers if request.concurrency is None else request.concurrency,
    )
    with (
        _answerers(
            settings,
            request.base_urls,
            route,
            _system_options(suite, conditions),
            None if request.out is None else request.out / MEMORIES,
        ) as (
            engines,
            answerers,
        ),
        _judge(judge, settings) as chosen,
    ):
        return run_bench(
            suite,
            config,
            answerers,
            chosen,
            on_progress=on_progress,
            cancel=cancel,
            token_vectors=token_vectors(settings),
            notes=_notes(suite, engines[0], settings, request.release),
        )


def judge_again(
    folder: Path,
    judge: JudgeRequest,
    settings: Settings,
    *,
    round: int = 1,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> Scores:
    """Judge the answers of a run by another judge, or by the same once more, which `round` counts
    from 1. Raises as `stages.judge_run`."""
    with _judge(judge, settings) as chosen:
        return judge_run(
            folder,
            chosen if round == 1 else Round(chosen, round),
            on_progress=on_progress,
            cancel=cancel,
            token_vectors=token_vectors(settings),
        )


def score(
    folder: Path, settings: Settings, *, lexical: bool = False, export_to: Path | None = None
) -> Scores:
    """Score a run by its last judge, or by the lexical one. `export_to`: a folder for the answers
    as the authors' own scorer reads them. Raises BadInput."""
    judge = LexicalJudge() if lexical else None
    scores = score_run(folder, judge=judge, token_vectors=token_vectors(settings))
    if export_to is not None:
        export_for_release(folder, export_to)
    return scores


def report(
    folder: Path,
    out: Path | None = None,
    *,
    assets: Path | None = None,
    media: str = "small",
    on_progress: OnProgress = ignore,
) -> Path:
    """Write the HTML report of a run and return its path. Raises as `html.write_report`."""
    path = out or folder / REPORT
    with Run.open(folder) as opened:
        write_report(opened, path, assets=assets, media=media, on_progress=on_progress)
    return path


def diff(first: Path, second: Path) -> Diff:
    """Compare two runs. Raises as `diff.compare`."""
    with Run.open(first) as one, Run.open(second) as other:
        return compare(one, other)


def merge_shards(folders: Sequence[Path], out: Path) -> Scores:
    """Merge the shards of a run into a new folder and score it. Raises as `merge.merge`."""
    merge(folders, out).close()
    return score_run(out)


def headline(suite: str) -> str:
    """The metric that a suite is known by. Raises BadInput."""
    return suites.find(suite).headline


def describe_suites() -> list[dict[str, Any]]:
    """The available suites and their options, as a JSON document."""
    return [_describe(suites.find(name)) for name in suites.names()]


def token_vectors(settings: Settings) -> TokenVectors | None:
    """What BERTScore compares tokens with; None without a sentence encoder."""
    if settings.text_encoder is None:
        return None
    return cast(TokenVectors, app.encoders(settings)["text"])


# --- from names to objects


def _route(suite: Suite[Any], from_settings: str, requested: str | None) -> Route:
    """The requested route, else that of the settings where the suite has it."""
    for route in suite.routes:
        if route == (requested or from_settings):
            return route
    if requested is None:
        return suite.routes[0]
    plural = "s" * (len(suite.routes) > 1)
    if suite.routes[0] in SYSTEMS:
        raise BadInput(
            f"{requested}: {suite.title} compares the systems {', '.join(suite.routes)}",
            code="bench_system",
        )
    raise BadInput(
        f"route {requested}: {suite.title} has the route{plural} {', '.join(suite.routes)}",
        code="bench_route",
    )


def _conditions(suite: Suite[Any], settings: Settings, request: RunRequest) -> Conditions:
    conditions = Conditions(
        contexts=request.contexts, drop=request.drop, options=_parse_options(request.options)
    )
    if request.seed is not None:
        conditions = replace(conditions, seed=request.seed)
    if request.release is None:
        return conditions
    if suite.name != "omni-persona":
        raise BadInput(
            f"only Omni-Persona has a release with a wording; {suite.title} has none",
            code="bench_release",
        )
    if settings.route != "model":
        raise BadInput(
            'the release\'s wording is for prompts with all contexts: choose the route "model"',
            code="bench_release_route",
        )
    # A server takes text parts as blocks of their own; llama.cpp would run them together.
    framed = settings.engine != "endpoint"
    return replace(conditions, wording=release_wording(request.release, framed=framed))


def _system_options(suite: Suite[Any], conditions: Conditions) -> Mapping[str, str]:
    """The suite's options, at their defaults where they are not given."""
    return {option.name: option.default for option in suite.options} | dict(conditions.options)


def _parse_options(options: Sequence[str]) -> Mapping[str, str]:
    values = {}
    for option in options:
        name, equals, value = option.partition("=")
        if not (name and equals):
            raise BadInput(f"option {option}: give it as NAME=VALUE", code="bench_option")
        values[name.strip()] = value.strip()
    return values


@contextmanager
def _answerers(
    settings: Settings,
    base_urls: Sequence[str],
    route: Route,
    options: Mapping[str, str],
    memories: Path | None,
) -> Iterator[tuple[list[Engine], list[Answerer]]]:
    """An engine and an answerer for every server, otherwise for the settings."""
    variants = [replace(settings, base_url=url) for url in base_urls] or [settings]
    with ExitStack() as stack:
        engines = [stack.enter_context(closing(app.engine(variant))) for variant in variants]
        answerers: list[Answerer]
        if route in SYSTEMS:
            states = States(memories if route == "memory" else None)
            systems = [open_system(route, engine, settings, options, states) for engine in engines]
            for system in systems:
                stack.callback(system.close)
            answerers = [*systems]
        elif route == "model":
            answerers = [ModelRoute(engine) for engine in engines]
        else:
            answerers = [AssistantRoute(engine, settings) for engine in engines]
        yield engines, answerers


@contextmanager
def _judge(request: JudgeRequest, settings: Settings) -> Iterator[Judge]:
    prompt = None
    if request.release is not None and request.spec != "lexical":
        prompt = release_judge_prompt(request.release)
    with closing(
        open_judge(request.spec, model=request.model, prompt=prompt, settings=settings)
    ) as judge:
        yield judge


def _notes(
    suite: Suite[Any], engine: Engine, settings: Settings, release: Path | None
) -> list[str]:
    """What a reader of the scores should know before comparing."""
    hears = "voice" in engine.capabilities.modalities or settings.transcriber is not None
    notes = [SPEECH_NOTE] if suite.name == "omni-persona" and not hears else []
    if release is not None:
        notes += abstention_differences(release)
    return notes


def _describe(suite: Suite[Any]) -> dict[str, Any]:
    bundled = suite.bundled
    return {
        "suite": suite.name,
        "title": suite.title,
        "about": suite.description,
        "dataset": suite.dataset,
        "bundled": bundled is not None,
        "routes": list(suite.routes),
        "options": {
            option.name: {
                "default": option.default,
                "allowed": list(option.allowed),
                "free": option.free,
                "help": option.help,
            }
            for option in suite.options
        },
    }

"""bench run: answer, judge and score every item."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from persona_assistant.cli.bench.options import (
    Judge,
    JudgeModel,
    PromptFrom,
    Verbose,
    judge_request,
)
from persona_assistant.cli.bench.show import progress, show, show_compared
from persona_assistant.cli.options import (
    ChatTemplate,
    EndpointModel,
    Engine,
    Json,
    Model,
    Projector,
    Route,
)

Data = Annotated[
    Path | None,
    typer.Option(metavar="PATH", help="Its records, file or folder; otherwise the bundled items."),
]
Assets = Annotated[
    Path | None,
    typer.Option(metavar="DIR", help="Folder the records' media paths start from."),
]
BaseUrls = Annotated[
    list[str] | None,
    typer.Option(
        metavar="URL", help="OpenAI-compatible server (endpoint); give several to use them at once."
    ),
]
Concurrency = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="Questions under way at once, over all servers; otherwise one each."
    ),
]
Contexts = Annotated[
    int | None,
    typer.Option(metavar="K", help="Keep K people of each item, the one meant among them."),
]
Drop = Annotated[
    list[str] | None,
    typer.Option(
        metavar="image|audio|text", help="Leave this out of contexts and query; may be repeated."
    ),
]
Systems = Annotated[
    list[str] | None,
    typer.Option(
        "--system",
        metavar="rag|full|memory|memory-PART",
        help="What remembers, in benchmarks of long-term memory; give several to compare them. "
        "memory-PART is the memory without core, semantic, episodic, procedural, reasoning or "
        "personality.",
    ),
]
Ablations = Annotated[
    bool, typer.Option("--ablations", help="Compare the memory with itself without each part.")
]
Efficiency = Annotated[
    bool,
    typer.Option(
        "--efficiency",
        help="Compare tokens and seconds of full, rag, memory and memory-reasoning.",
    ),
]
Rounds = Annotated[
    int | None,
    typer.Option(
        metavar="N", help="How often a language model judges when systems are compared: 3."
    ),
]
Options = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="NAME=VALUE", help="An option of this benchmark: see bench list."
    ),
]
Limit = Annotated[
    int | None, typer.Option(metavar="N", help="A fixed proportional subset of N items.")
]
Seed = Annotated[
    int | None, typer.Option(metavar="N", help="For the subset and the contexts that are kept.")
]
Shard = Annotated[
    str | None,
    typer.Option(metavar="I/N", help="Only this part of N; bench merge puts parts together."),
]
Out = Annotated[
    Path | None,
    typer.Option(
        metavar="DIR", help="Folder for answers, scores and run card; the same call resumes."
    ),
]


def run(
    context: typer.Context,
    suite: Annotated[str, typer.Argument(metavar="SUITE", help="Which benchmark: see bench list.")],
    data: Data = None,
    assets: Assets = None,
    engine: Engine = None,
    model: Model = None,
    projector: Projector = None,
    chat_template: ChatTemplate = None,
    base_url: BaseUrls = None,
    endpoint_model: EndpointModel = None,
    concurrency: Concurrency = None,
    judge: Judge = None,
    judge_model: JudgeModel = None,
    route: Route = None,
    systems: Systems = None,
    ablations: Ablations = False,
    efficiency: Efficiency = False,
    judge_rounds: Rounds = None,
    contexts: Contexts = None,
    drop: Drop = None,
    prompt_from: PromptFrom = None,
    options: Options = None,
    limit: Limit = None,
    seed: Seed = None,
    shard: Shard = None,
    out: Out = None,
    verbose: Verbose = False,
    as_json: Json = False,
) -> None:
    """Answer, judge and score every item; exit 1 when some could not be."""
    from persona_assistant.bench import use_cases
    from persona_assistant.bench.longterm.variants import named_systems

    systems = named_systems(systems or (), ablations=ablations, efficiency=efficiency)
    settings = context.obj.settings(
        engine=engine or ("endpoint" if base_url else None),
        model=model,
        projector=projector,
        chat_template=chat_template,
        base_url=base_url[0] if base_url else None,
        endpoint_model=endpoint_model,
        route=route,
    )
    request = use_cases.RunRequest(
        suite,
        settings,
        base_urls=base_url or (),
        route=route,
        system=systems[0] if systems else None,
        data=data,
        assets=assets,
        contexts=contexts,
        drop=frozenset(drop or ()),
        options=options or (),
        release=prompt_from,
        limit=limit,
        seed=seed,
        shard=shard,
        out=out,
        concurrency=concurrency,
    )
    if len(systems) > 1 or (systems and judge_rounds is not None):
        from persona_assistant.bench.longterm.comparing import compare_systems

        with progress(quiet=as_json) as (on_progress, cancel):
            compared = compare_systems(
                request,
                systems,
                judge_request(judge, judge_model, prompt_from),
                replicates=judge_rounds,
                on_progress=on_progress,
                cancel=cancel,
            )
        show_compared(compared, out, as_json=as_json, verbose=verbose)
    with progress(quiet=as_json) as (on_progress, cancel):
        scores = use_cases.run(
            request,
            judge_request(judge, judge_model, prompt_from),
            on_progress=on_progress,
            cancel=cancel,
        )
    show(scores, out, as_json=as_json, verbose=verbose)

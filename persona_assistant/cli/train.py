"""train: invented worlds, corpora from them, adapters trained on those, on a processor or on GPUs,
and the reader of notes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from persona_assistant.cli import corpus, output, train_reader
from persona_assistant.cli.corpus import Seed
from persona_assistant.cli.long_run import long_run
from persona_assistant.cli.options import Json

if TYPE_CHECKING:
    from persona_assistant.train.training_run import TrainingResult

app = typer.Typer(
    help="Train adapters or the reader, and make their corpora.",
    rich_markup_mode=None,
    no_args_is_help=False,
)

RecipeOption = Annotated[
    str,
    typer.Option(
        "--recipe", metavar="FILE|NAME", help="A recipe file, or the name of a shipped one."
    ),
]
ModelFolder = Annotated[
    Path | None,
    typer.Option(
        "--model", metavar="DIR", help="Full-precision model; otherwise the recipe's folder."
    ),
]
CorpusFile = Annotated[
    Path | None,
    typer.Option("--corpus", metavar="FILE", help="What it learns from: see train corpus."),
]
Assets = Annotated[
    Path | None,
    typer.Option(
        "--assets", metavar="DIR", help="Where media paths start from, if not as the file says."
    ),
]
Heldout = Annotated[
    Path | None,
    typer.Option(
        "--heldout", metavar="FILE", help="Omni-Persona records by which the best step is chosen."
    ),
]
RunOut = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Folder of the run; otherwise one named after the recipe."
    ),
]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run in that folder.")]


@app.callback()
def train() -> None:
    """Train adapters or the reader, and make their corpora."""


@app.command()
def world(
    out: Annotated[
        Path, typer.Option("--out", metavar="DIR", help="A new folder; the same call goes on.")
    ],
    people: Annotated[int, typer.Option("--people", metavar="N", help="How many.")],
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Invent people with faces, voices and lives.

    Every face is drawn and every voice synthetic (espeak-ng). Train, dev and
    test share no person, no name and no wording.
    """
    from persona_assistant.cli.interrupt import first_interrupt_cancels
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.train.generator import make_world

    with first_interrupt_cancels() as cancel, progress_line() as on_progress:
        made = make_world(out, people, seed, on_progress=on_progress, cancel=cancel)
    if as_json:
        output.document(
            {
                "world": str(out),
                "seed": made.seed,
                "people": len(made.people),
                "splits": dict(made.splits),
            }
        )
        return
    splits = ", ".join(f"{count} {split}" for split, count in made.splits.items())
    output.line(f"{len(made.people)} invented people are in {out}: {splits}.")
    output.line(
        f"Make a corpus of them: persona-assistant train corpus sft-1k --world {out} --out FILE"
    )


app.command()(corpus.corpus)
app.command()(corpus.profile)


@app.command()
def estimate(
    recipe: RecipeOption,
    device: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="h100 (default), h200, a100, a100-40, 4090 or cpu."),
    ] = None,
    gpus: Annotated[int, typer.Option("--gpus", metavar="N", help="How many of them.")] = 1,
    rate: Annotated[
        float | None, typer.Option(metavar="PRICE", help="Of one of them for an hour.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Say what a recipe takes in memory, disk and time."""
    from persona_assistant.train import estimate as estimating
    from persona_assistant.train.recipes import load

    found = estimating.estimate(load(recipe), device=device, gpus=gpus, rate=rate)
    if as_json:
        output.document(estimating.to_json(found))
    else:
        output.line(estimating.render(found).rstrip())


# --- training


@app.command()
def sft(
    recipe: RecipeOption,
    model: ModelFolder = None,
    corpus: CorpusFile = None,
    assets: Assets = None,
    heldout: Heldout = None,
    out: RunOut = None,
    resume: Resume = False,
    as_json: Json = False,
) -> None:
    """Teach a model to answer as a corpus does.

    Supervised fine-tuning of a LoRA adapter. Ctrl-C keeps what was learnt.
    """
    _train("sft", recipe, model, corpus, assets, heldout, out, resume, as_json)


@app.command()
def rlvr(
    recipe: RecipeOption,
    model: ModelFolder = None,
    corpus: CorpusFile = None,
    assets: Assets = None,
    heldout: Heldout = None,
    out: RunOut = None,
    resume: Resume = False,
    as_json: Json = False,
) -> None:
    """Reward a model for right answers and for declining.

    Reinforcement learning (GSPO or GRPO) of a LoRA adapter. Ctrl-C keeps
    what was learnt.
    """
    _train("rlvr", recipe, model, corpus, assets, heldout, out, resume, as_json)


def _train(
    kind: Literal["sft", "rlvr"],
    recipe: str,
    model: Path | None,
    corpus: Path | None,
    assets: Path | None,
    heldout: Path | None,
    out: Path | None,
    resume: bool,
    as_json: bool,
) -> None:
    from persona_assistant.train import run, training_run

    with long_run() as (on_progress, cancel):
        result = run.train(
            kind,
            recipe,
            model=model,
            corpus=corpus,
            assets=assets,
            heldout=heldout,
            out=out,
            resume=resume,
            on_progress=on_progress,
            cancel=cancel,
        )
    if not training_run.is_main_process():
        return
    if as_json:
        output.document(_result_document(result))
        return
    output.line(
        f"Trained {result.steps} steps; the adapter of step {result.best_step} is in "
        f"{result.adapter}."
    )
    output.dim(f"How it went: {result.card.with_suffix('.md')}")
    output.line(f"Merge it next: persona-assistant models merge {result.base} {result.adapter} OUT")


def _result_document(result: TrainingResult) -> dict[str, Any]:
    return {
        "adapter": str(result.adapter),
        "best_step": result.best_step,
        "steps": result.steps,
        "resumed_from": result.resumed_from,
        "seconds": round(result.seconds, 1),
        "card": str(result.card),
        "curves": [dict(row) for row in result.curves],
    }


@app.command()
def pipeline(
    recipe: RecipeOption,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="DIR", help="Folder for all of it; the same call goes on."),
    ],
    source: Annotated[
        Path | None,
        typer.Option(
            metavar="ARCHIVE", help="Source archive of llama-cpp-python, where pip cannot fetch it."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """World to quantized model, benchmarked before and after.

    The recipe "tiny" does all of it on a processor in minutes.
    """
    from persona_assistant.train.pipeline import run
    from persona_assistant.train.pipeline_parts import METRICS

    with long_run() as (on_progress, cancel):
        result = run(recipe, out, on_progress, cancel=cancel, source=source)
    if as_json:
        output.document(result.to_json())
        return
    for when, bench in (("before", result.bench_before), ("after", result.bench_after)):
        figures = ", ".join(f"{name} {_figure(bench[name])}" for name in METRICS)
        output.line(f"{when:6}  {figures}  ({bench['n']} questions)")
    output.line(f"The model: {result.gguf}, with {result.projector}")
    output.dim(f"What these numbers mean: {result.card}")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


app.command()(train_reader.reader)

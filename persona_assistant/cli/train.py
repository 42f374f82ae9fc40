"""train: invented worlds, corpora from them, and adapters trained on those, on a processor or on
GPUs."""

from __future__ import annotations

import shutil
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json

if TYPE_CHECKING:
    import threading

    from persona_assistant.train.training_run import TrainingResult

app = typer.Typer(
    help="Train adapters, and make what they learn from.",
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
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Equal seeds make equal records.")]


@app.callback()
def train() -> None:
    """Train adapters, and make what they learn from."""


# --- what is learnt from


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
    from persona_worlds.world_writer import write_world

    from persona_assistant.cli.interrupt import first_interrupt_cancels

    with first_interrupt_cancels() as cancel, _telling() as tell:

        def watch(done: int, total: int) -> None:
            tell("world", f"people {done}/{total}")
            if cancel.is_set():
                raise KeyboardInterrupt

        made = write_world(out, seed, people, watch=watch)
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


@app.command()
def corpus(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND", help="sft-1k, sft-10k, rlvr-1k, rlvr-mix, heldout, rl-pairs or own."
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out", metavar="PATH", help="File to make; of own, the folder for its world."
        ),
    ],
    world: Annotated[
        Path | None,
        typer.Option("--world", metavar="DIR", help="World whose people are asked about."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="PATH",
            help="The release's rl_pairs.json, or your folder of people (own).",
        ),
    ] = None,
    assets: Annotated[
        Path | None,
        typer.Option("--assets", metavar="DIR", help="Where the media of rl-pairs start from."),
    ] = None,
    split: Annotated[
        str | None,
        typer.Option(metavar="train|dev|test", help="Which people; train, and dev for heldout."),
    ] = None,
    records: Annotated[
        int | None,
        typer.Option(
            "--records", metavar="N", help="How many; otherwise as many as the kind says."
        ),
    ] = None,
    seed: Seed = 0,
    as_json: Json = False,
) -> None:
    """Make a corpus: questions with their right answers.

    sft-*, rlvr-* and heldout are about a world; rl-pairs takes the authors'
    training questions as they are; own makes a world of a folder FOLDER/NAME/
    with pictures, clips and notes.
    """
    from persona_assistant.errors import BadInput

    if kind in _GIVEN:
        if data is None:
            raise BadInput(f"{kind} is made of {_GIVEN[kind]}: name it with --data")
        made = _corpus_of_pairs(data, out, assets) if kind == "rl-pairs" else _own_world(data, out)
    else:
        from persona_assistant.train.corpus.kinds import KINDS

        if kind not in (*KINDS, "heldout"):
            raise BadInput(
                f"no corpus is called {kind!r}; there are: {', '.join((*KINDS, 'heldout', *_GIVEN))}"
            )
        if world is None:
            raise BadInput(f"{kind} is about the people of a world: name it with --world")
        made = _corpus_of_world(kind, world, out, split, seed, records)
    if as_json:
        output.document(made)
        return
    for line in made["refused"]:
        output.notices([line])
    output.line(made["said"])
    output.dim(made["next"])


_GIVEN = {
    "rl-pairs": "the release's rl_pairs.json",
    "own": "a folder with a folder for each person",
}


def _corpus_of_world(
    kind: str, folder: Path, out: Path, split: str | None, seed: int, records: int | None
) -> dict[str, Any]:
    from persona_worlds.world import read_world

    from persona_assistant.train.corpus import build
    from persona_assistant.train.corpus.format import write_corpus

    people = read_world(folder)
    _refuse_taken(out)
    if kind == "heldout":
        made = build.heldout(people, seed, **_given(n=records, split=split))
        build.write_heldout(out, made)
        run = f"bench run omni-persona --data {out}" + (
            "" if out.parent == folder else f" --assets {folder}"
        )
    else:
        made = build.build(people, kind, seed, records, **_given(split=split))
        about = {"kind": kind, "seed": seed, "world_seed": people.seed, **_given(split=split)}
        write_corpus(out, made, about, assets=folder)
        run = f"train {kind.split('-')[0]} --recipe RECIPE --model DIR --corpus {out}"
    return {
        "corpus": str(out),
        "kind": kind,
        "records": len(made),
        "refused": [],
        "said": f"{len(made)} records are in {out}; their media stay in {folder}.",
        "next": f"Next: persona-assistant {run}",
    }


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _refuse_taken(out: Path) -> None:
    from persona_assistant.errors import BadInput

    if out.exists():
        raise BadInput(f"{out} exists already: choose another place or remove it first.")


def _corpus_of_pairs(data: Path, out: Path, assets: Path | None) -> dict[str, Any]:
    from persona_assistant.train.corpus.format import check_assets, read_corpus, write_corpus
    from persona_assistant.train.corpus.rl_pairs import read_pairs

    _refuse_taken(out)
    found, bad = read_pairs(data)
    if not found:
        raise bad[0]
    write_corpus(out, found, {"kind": "rl-pairs"}, assets=assets or data.parent)
    try:
        check_assets(read_corpus(out, check=False))
    except BaseException:
        out.unlink()
        raise
    return {
        "corpus": str(out),
        "kind": "rl-pairs",
        "records": len(found),
        "refused": [f"left out, {data.name}: {error}" for error in bad],
        "said": f"{len(found)} records are in {out}; their media stay where they are.",
        "next": f"Next: persona-assistant train rlvr --recipe RECIPE --model DIR --corpus {out}",
    }


def _own_world(data: Path, out: Path) -> dict[str, Any]:
    from persona_assistant.train.corpus.own_media import import_people

    made = import_people(data, out)
    return {
        "world": str(out),
        "kind": "own",
        "people": len(made.world.people),
        "refused": [*made.refused, *made.notices],
        "said": f"{len(made.world.people)} people are in the world {out}. They exist: guard it as well.",
        "next": f"Next: persona-assistant train profile {out} --base-url URL, then train corpus rlvr-1k",
    }


@app.command()
def profile(
    folder: Annotated[
        Path, typer.Argument(metavar="WORLD", help="World of your own people: train corpus own.")
    ],
    base_url: Annotated[
        str,
        typer.Option(
            metavar="URL", help="OpenAI-compatible server; it gets the notes of every person."
        ),
    ],
    model: Annotated[
        str | None,
        typer.Option("--model", metavar="NAME", help="Model on it; otherwise the first it offers."),
    ] = None,
    concurrency: Annotated[int, typer.Option(metavar="N", help="People under way at once.")] = 4,
    as_json: Json = False,
) -> None:
    """Have a language model find out what notes tell.

    What it says is believed only where the notes bear it out. The same
    command goes on after a stop.
    """
    from dataclasses import asdict

    from persona_assistant.cli.interrupt import first_interrupt_cancels
    from persona_assistant.engines.chat import ChatClient
    from persona_assistant.errors import EndpointError
    from persona_assistant.train.corpus.profiling import profile as profile_people

    with first_interrupt_cancels() as cancel, _telling() as tell:
        try:
            made = profile_people(
                folder, ChatClient(base_url, model), concurrency=concurrency, cancel=cancel,
                watch=lambda done, total: tell("profile", f"people {done}/{total}"),
            )  # fmt: skip
        except EndpointError:
            if not cancel.is_set():
                raise
            output.error_line("stopped; the same command goes on from there")
            raise typer.Exit(130) from None
    if as_json:
        output.document(asdict(made))
    else:
        output.notices(made.failed)
        asked = f"{made.answerable} questions with an answer and {made.unanswerable} without"
        output.line(
            f"{made.people} people: {made.attributes} attributes, {made.imputed} of them made up; {asked}."
        )
    raise typer.Exit(1 if made.failed else 0)


# --- before a GPU is rented


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
    kind: str,
    name: str,
    model: Path | None,
    corpus: Path | None,
    assets: Path | None,
    heldout: Path | None,
    out: Path | None,
    resume: bool,
    as_json: bool,
) -> None:
    from importlib import import_module

    from persona_assistant.errors import BadInput
    from persona_assistant.train import training_run
    from persona_assistant.train.recipes import load

    recipe = load(name)
    if model is None and recipe.model.folder is None:
        raise BadInput(
            f"recipe {recipe.name} trains {recipe.model.name}: name its folder with --model"
        )
    if corpus is None:
        raise BadInput(
            f"recipe {recipe.name} learns from {recipe.data.corpus}: name the file with --corpus; "
            "to make one: persona-assistant train corpus"
        )
    folder = model or Path(str(recipe.model.folder))
    place = out or Path(recipe.name)
    trainer = import_module(f"persona_assistant.train.{kind}")
    with _long(f"persona-assistant train {kind} --resume, with the same options,") as (
        tell,
        cancel,
    ):

        def watch(progress: training_run.Progress) -> None:
            told = ", ".join(
                f"{key} {value:.3g}" for key, value in progress.values.items() if key in _TOLD
            )
            tell(
                progress.stage,
                f"{_DOING[progress.stage]} {progress.step}/{progress.total}{told and ', ' + told}",
            )

        with _to_standard_error():
            outcome: TrainingResult = trainer.train(
                recipe,
                folder,
                corpus,
                place,
                resume=resume,
                watch=watch,
                assets=assets,
                heldout=heldout,
                cancel=cancel,
            )
    if not training_run.is_main_process():
        return
    if as_json:
        output.document(_outcome_document(outcome))
        return
    output.line(
        f"Trained {outcome.steps} steps; the adapter of step {outcome.best_step} is in {outcome.adapter}."
    )
    output.dim(f"How it went: {outcome.card.with_suffix('.md')}")
    output.line(f"Merge it next: persona-assistant models merge {folder} {outcome.adapter} OUT")


_TOLD = ("loss", "reward", "kl", "Ans", "Unans", "1-FA", "Cal")
_DOING = {
    "load": "loading the model",
    "train": "step",
    "evaluate": "asking held-out questions after step",
}


def _outcome_document(outcome: TrainingResult) -> dict[str, Any]:
    return {
        "adapter": str(outcome.adapter),
        "best_step": outcome.best_step,
        "steps": outcome.steps,
        "resumed_from": outcome.resumed_from,
        "seconds": round(outcome.seconds, 1),
        "card": str(outcome.card),
        "curves": [dict(row) for row in outcome.curves],
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
    from persona_assistant.train import pipeline as whole

    with _long("the same command") as (tell, cancel):

        def watch(moment: whole.Moment) -> None:
            step = f"{moment.number}/{len(whole.STEPS)} {moment.step}"
            count = f"{moment.done}/{moment.total} " if moment.total else ""
            tell(moment.step, f"{step}: {count}{moment.what}" if moment.what else step)

        with _to_standard_error():
            result = whole.run(recipe, out, watch, cancel=cancel, source=source)
    if as_json:
        output.document(result.to_json())
        return
    for when, bench in (("before", result.bench_before), ("after", result.bench_after)):
        figures = ", ".join(f"{name} {_figure(bench[name])}" for name in whole.METRICS)
        output.line(f"{when:6}  {figures}  ({bench['n']} questions)")
    output.line(f"The model: {result.gguf}, with {result.projector}")
    output.dim(f"What these numbers mean: {result.card}")


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f}"


# --- while it lasts


@contextmanager
def _long(again: str) -> Iterator[tuple[Tell, threading.Event]]:
    """What tells how far a long run is, and the event that the first Ctrl-C sets. `again`: what
    goes on."""
    from persona_assistant.cli.interrupt import first_interrupt_cancels
    from persona_assistant.train.pipeline import Stopped as StoppedPipeline
    from persona_assistant.train.training_run import Stopped as StoppedRun

    try:
        with first_interrupt_cancels() as cancel, _telling() as tell:
            yield tell, cancel
    except (StoppedRun, StoppedPipeline) as stopped:
        where = str(stopped).partition(";")[0]
        output.error_line(f"{where}; {again} goes on from there")
        raise typer.Exit(130) from None


Tell = Callable[[str, str], None]
"""Takes the name of a stage and a line about it."""
_LIVE_SECONDS, _SPARSE_SECONDS = 0.1, 15.0


@contextmanager
def _telling() -> Iterator[Tell]:
    """On standard error: at a terminal one line that lives, elsewhere one a stage, and now and
    then."""
    live = sys.stderr.isatty()
    stage, last = "", float("-inf")

    def tell(now_in: str, line: str) -> None:
        nonlocal stage, last
        now = time.monotonic()
        if now_in == stage and now - last < (_LIVE_SECONDS if live else _SPARSE_SECONDS):
            return
        stage, last = now_in, now
        said = output.printable(line)
        if live:
            room = min(100, shutil.get_terminal_size().columns) - 1
            sys.stderr.write(f"\r{said[:room]}\033[K")
        else:
            sys.stderr.write(said + "\n")
        sys.stderr.flush()

    try:
        yield tell
    finally:
        if live:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()


@contextmanager
def _to_standard_error() -> Iterator[None]:
    """What libraries print on their own goes beside the result, never into it."""
    with redirect_stdout(sys.stderr), warnings.catch_warnings():
        # Of their versions among each other: nothing that a user could change.
        warnings.simplefilter("ignore", FutureWarning)
        yield

"""train corpus, train profile: what a model learns from, and what is known of one's own people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from persona_assistant.cli import output
from persona_assistant.cli.options import Json

if TYPE_CHECKING:
    from persona_assistant.train.corpus.make import MadeCorpus

Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Equal seeds make equal records.")]


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
    from persona_assistant.train.corpus.make import make_corpus

    made = make_corpus(
        kind, out, world=world, data=data, assets=assets, split=split, records=records, seed=seed
    )
    document = _document(made)
    if as_json:
        output.document(document)
        return
    output.notices(made.skipped)
    output.line(document["said"])
    output.dim(document["next"])


def _document(made: MadeCorpus) -> dict[str, Any]:
    """As --json shows it."""
    if made.kind == "own":
        return {
            "world": str(made.path),
            "kind": made.kind,
            "people": made.count,
            "refused": list(made.skipped),
            "said": f"{made.count} people are in the world {made.path}. "
            "They exist: guard it as well.",
            "next": f"Next: persona-assistant train profile {made.path} --base-url URL, "
            "then train corpus rlvr-1k",
        }
    place = "where they are" if made.kind == "rl-pairs" else f"in {made.media}"
    return {
        "corpus": str(made.path),
        "kind": made.kind,
        "records": made.count,
        "refused": list(made.skipped),
        "said": f"{made.count} records are in {made.path}; their media stay {place}.",
        "next": f"Next: persona-assistant {_next(made)}",
    }


def _next(made: MadeCorpus) -> str:
    if made.kind == "heldout":
        assets = "" if made.path.parent == made.media else f" --assets {made.media}"
        return f"bench run omni-persona --data {made.path}{assets}"
    trainer = "rlvr" if made.kind == "rl-pairs" else made.kind.split("-")[0]
    return f"train {trainer} --recipe RECIPE --model DIR --corpus {made.path}"


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
    from persona_assistant.cli.progress import progress_line
    from persona_assistant.engines.chat import ChatClient
    from persona_assistant.train.generator import require_generator

    require_generator()
    from persona_assistant.train.corpus.profiling import profile as profile_people

    with first_interrupt_cancels() as cancel, progress_line() as on_progress:
        made = profile_people(
            folder,
            ChatClient(base_url, model),
            concurrency=concurrency,
            cancel=cancel,
            on_progress=on_progress,
        )
    if as_json:
        output.document(asdict(made))
    else:
        output.notices(made.failed)
        questions = f"{made.answerable} questions with an answer and {made.unanswerable} without"
        output.line(
            f"{made.people} people: {made.attributes} attributes, "
            f"{made.imputed} of them made up; {questions}."
        )
    raise typer.Exit(1 if made.failed else 0)

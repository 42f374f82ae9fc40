"""Options that several of the bench commands take."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from persona_assistant.bench.use_cases import JudgeRequest

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a bench run.")]
Judge = Annotated[
    str | None,
    typer.Option(
        "--judge",
        metavar="lexical|URL|F.gguf",
        help="Who decides whether an answer is right; lexical needs no model.",
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
Verbose = Annotated[
    bool, typer.Option("--verbose", help="Print all tables, notes and published results.")
]


def judge_request(judge: str | None, model: str | None, prompt_from: Path | None) -> JudgeRequest:
    from persona_assistant.bench.use_cases import JudgeRequest

    return JudgeRequest(judge or "lexical", model, prompt_from)

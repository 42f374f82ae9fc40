"""bench: the product, or a model alone, on published benchmarks; and what can be done with a run
afterwards.

    suites      bench list, pull
    run         bench run
    afterwards  bench judge, score, report, diff, merge
    options     what several of them take
    show        scores on one screen, in full or as JSON
"""

from __future__ import annotations

from collections.abc import Callable

import typer

from persona_assistant.cli.bench import afterwards, run, suites

app = typer.Typer(
    help="Measure the assistant on benchmarks.", rich_markup_mode=None, no_args_is_help=False
)


@app.callback()
def bench() -> None:
    """Measure the assistant on benchmarks."""


COMMANDS: dict[str, Callable[..., None]] = {
    "list": suites.list_suites,
    "pull": suites.pull,
    "run": run.run,
    "judge": afterwards.judge,
    "score": afterwards.score,
    "report": afterwards.report,
    "diff": afterwards.diff,
    "merge": afterwards.merge,
}
for name, command in COMMANDS.items():
    app.command(name)(command)

"""What a run found, as JSON for programs and as tables for people.

Scores always stand beside the names of the judge, the engine, the route and the wording they were
made with. Published rows are shown apart, under what they were measured with: the full benchmark
and a language model as the judge.
"""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from persona_assistant import resources

if TYPE_CHECKING:
    from rich.console import Console

COLUMNS = (
    ("n", "n"), ("Ans", "Ans"), ("Ans_v2_2", "Ans\nv2.2"), ("Cal", "Cal"), ("Cal_v2_2", "Cal\nv2.2"),
    ("1-FA", "1-FA"), ("TA", "TA"), ("Abs-F1", "Abs\nF1"),
    ("routing", "rout-\ning"), ("false_name", "false\nname"),
)  # fmt: skip
"""Metric and heading; narrow enough for 80 characters."""
SHOWN_ERRORS = 10


@dataclass(slots=True)
class BenchResult:
    """A finished run. Metrics as `metrics.measure` names them."""

    n: int
    """Items scored."""
    overall: dict[str, Any]
    groups: dict[str, dict[str, Any]]
    tasks: dict[str, dict[str, Any]]
    judge: str
    engine: str
    route: str
    wording: str
    """Where the fixed text of the prompt comes from."""
    error_items: list[dict[str, str]] = field(default_factory=list)
    """`id` and `error` of every record that is in no score."""
    missing_media: list[str] = field(default_factory=list)
    subset: dict[str, Any] | None = None
    """How a subset was taken; None for the whole file."""
    notes: list[str] = field(default_factory=list)
    reused: int = 0
    """Answers found in the log of an earlier call."""
    seconds: float = 0.0

    @property
    def errors(self) -> int:
        return len(self.error_items)

    @property
    def incomplete(self) -> bool:
        """Some record of the file, or of the subset asked for, is in no score."""
        return self.errors > 0

    @property
    def exit_code(self) -> int:
        return 1 if self.incomplete else 0

    def to_json(self) -> dict[str, Any]:
        return {"errors": self.errors, "incomplete": self.incomplete, **asdict(self)}


def baselines() -> list[dict[str, Any]]:
    """The published rows of `bench/baselines.toml`: model, definition, metrics, source, shown."""
    data = tomllib.loads(resources.data_path("bench", "baselines.toml").read_text("utf-8"))
    return [
        {"definition": name, "source": table["source"], "shown": False, **row}
        for name, table in data["overall"].items()
        for row in table["rows"]
    ]


def render(result: BenchResult, console: Console) -> None:
    """Print the tables of a run, then published rows for orientation."""
    from rich.markup import escape

    lines = [
        f"Engine: {result.engine}   Route: {result.route}   Prompt wording: {result.wording}",
        f"Judge: {result.judge}",
    ]
    if result.subset:
        lines.append(
            f"Subset: {result.subset['items']} of {result.subset['of']} items, proportional over "
            f"{result.subset['by']}, seed {result.subset['seed']}"
        )
    if result.incomplete:
        lines.append(
            f"INCOMPLETE: {result.errors} item(s) could not be read, answered or judged and are in no score"
        )
    for line in lines:
        console.print(escape(line), highlight=False)
    console.print(scores(result))
    for note in result.notes:
        console.print(escape(f"Note: {note}"), highlight=False)
    for item in result.error_items[:SHOWN_ERRORS]:
        console.print(escape(f"Error: {item['id']}: {item['error']}"), highlight=False)
    if result.errors > SHOWN_ERRORS:
        console.print(f"... and {result.errors - SHOWN_ERRORS} more errors", highlight=False)
    console.print()
    console.print("Published, on the full benchmark with an LLM judge:", highlight=False)
    console.print("not comparable with a lexical judge, a subset or other items.", highlight=False)
    console.print(_published())


def scores(result: BenchResult):
    """The table of a run: all items, then each group."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("x100")
    for _, heading in COLUMNS:
        table.add_column(heading, justify="right")
    for name, metrics in {"all": result.overall, **result.groups}.items():
        table.add_row(name, *(_number(metrics[key]) for key, _ in COLUMNS))
    return table


def _published():
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("model")
    table.add_column("definition")
    for name in ("Ans", "Cal", "1-FA", "TA"):
        table.add_column(name, justify="right")
    for row in baselines():
        if row["shown"]:
            table.add_row(
                row["model"], row["definition"], *(_number(row[key]) for key in ("Ans", "Cal", "1-FA", "TA"))
            )
    return table


def _number(value: float | int | None) -> str:
    if isinstance(value, float):
        return f"{value:.1f}"
    return "-" if value is None else str(value)

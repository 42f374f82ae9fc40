"""How a run went, step by step: kept as JSON, drawn as SVG, written for TensorBoard; and which step
was best.

A row belongs to a step. Training adds its loss or reward to the row, the bench on held-out records
its Ans, Unans, 1-FA, TA and Cal; rows after the step that a run is resumed from are dropped,
because they are made again. Which step is the best follows from the rows alone, so a resumed run
chooses as an uninterrupted one does.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from persona_assistant import json_documents
from persona_assistant.atomic import write_text
from persona_assistant.errors import BadInput
from persona_assistant.train.recipe_parts import Select

METRICS = ("Ans", "Unans", "1-FA", "TA", "Cal")
"""Of the bench, x100."""
KEPT = (
    "loss",
    "reward",
    "reward_std",
    "kl",
    "entropy",
    "grad_norm",
    "learning_rate",
    "completions/mean_length",
)
"""Of what a trainer logs, and every share of an outcome."""
Row = dict[str, Any]


class Curves:
    """The rows of a run; `file` None keeps them in memory."""

    def __init__(self, file: Path | None, rows: Sequence[Mapping[str, Any]] = ()) -> None:
        self._file = file
        self._rows: dict[int, Row] = {int(row["step"]): dict(row) for row in rows}

    @classmethod
    def read(cls, file: Path, *, until: int) -> Curves:
        """What `file` holds up to and with the step `until`; nothing where it is not there. Raises
        BadInput."""
        try:
            rows = json_documents.loads(file.read_text(encoding="utf-8"))
            return cls(file, [row for row in rows if row["step"] <= until])
        except FileNotFoundError:
            return cls(file)
        except (OSError, ValueError, TypeError, KeyError):
            raise BadInput(f"{file}: damaged; remove it to resume without its curves") from None

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows[step] for step in sorted(self._rows))

    def add(self, step: int, values: Mapping[str, float]) -> None:
        """Put `values` into the row of `step` and save. What is no finite number is left out."""
        row = self._rows.setdefault(step, {"step": step})
        row |= {name: value for name, value in values.items() if math.isfinite(value)}
        if self._file is not None:
            lines = ",\n".join(json.dumps(each) for each in self.rows)
            write_text(self._file, f"[{lines}]\n")

    def evaluated(self) -> tuple[Row, ...]:
        """Rows with scores of the bench."""
        return tuple(row for row in self.rows if "evaluated" in row)


# --- the best step


def value_of(row: Mapping[str, Any], select: Select) -> float | None:
    """What a row is chosen by, more being better; None for a row that cannot be chosen."""
    if "evaluated" not in row or row["step"] == 0:
        return None
    if select.metric == "loss":
        return -row["mean_loss"] if "mean_loss" in row else None
    if row.get("1-FA", 0.0) < select.least_1fa:
        return None
    if select.metric == "grounding":
        halves = [row[name] for name in ("1-FA", "TA") if name in row]
        return sum(halves) / 2 if len(halves) == 2 else None
    return row.get(select.metric)


def best_step(rows: Sequence[Mapping[str, Any]], select: Select) -> int | None:
    """The step with the best value, of equals the earliest; None where no row can be chosen."""
    found = [(value, -row["step"]) for row in rows if (value := value_of(row, select)) is not None]
    return -max(found)[1] if found else None


def exhausted(rows: Sequence[Mapping[str, Any]], select: Select) -> bool:
    """Whether so many evaluations in a row were no better that the run is to end."""
    if not select.patience:
        return False
    steps = [row["step"] for row in rows if "evaluated" in row and row["step"]]
    best = best_step(rows, select)
    # Before any row can be chosen (least_1fa), waiting counts from the first evaluation.
    since = steps if best is None else [step for step in steps if step > best]
    return len(since) >= select.patience + (best is None)


# --- for TensorBoard


class EventLog:
    """Scalars in the format of TensorBoard. Its own writer puts the machine's name into the file's
    name."""

    def __init__(self, folder: Path, step: int) -> None:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.summary.writer.record_writer import RecordWriter

        folder.mkdir(parents=True, exist_ok=True)
        number = len(list(folder.glob("events.out.tfevents.*")))
        # Closed by `close`, through the writer.
        file = open(folder / f"events.out.tfevents.{int(time.time())}.{number}", "xb")  # noqa: SIM115
        self._writer = RecordWriter(file)
        self._write(Event(wall_time=time.time(), step=step, file_version="brain.Event:2"))

    def add(self, step: int, values: Mapping[str, float]) -> None:
        from tensorboard.compat.proto.event_pb2 import Event
        from tensorboard.compat.proto.summary_pb2 import Summary

        scalars = [Summary.Value(tag=name, simple_value=value) for name, value in values.items()]
        self._write(Event(wall_time=time.time(), step=step, summary=Summary(value=scalars)))

    def close(self) -> None:
        self._writer.close()

    def _write(self, event: Any) -> None:
        self._writer.write(event.SerializeToString())
        self._writer.flush()


# --- as a picture

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 220, 56, 118, 34, 30
_COLOURS = ("#1b6ca8", "#c0392b", "#2e8b57", "#8e44ad", "#d68910")


def svg(rows: Sequence[Mapping[str, Any]], title: str, best: int | None) -> str:
    """The curves as one SVG: what training did above, what the bench said below. `best` is
    marked."""
    panels = [(name, [name]) for name in ("reward", "loss") if any(name in row for row in rows)]
    if any("evaluated" in row for row in rows):
        panels.append(("held-out bench, %", [name for name in METRICS if name != "Unans"]))
    height = _HEIGHT * max(1, len(panels)) + 30
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        'font-family="sans-serif" font-size="11" fill="#333">',
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text x="{_LEFT}" y="18" font-size="13" font-weight="bold">{escape(title)}</text>',
    ]
    for number, (heading, names) in enumerate(panels):
        lines += _panel(rows, heading, names, best, 24 + number * _HEIGHT)
    return "\n".join([*lines, "</svg>"]) + "\n"


def _panel(
    rows: Sequence[Mapping[str, Any]],
    heading: str,
    names: Sequence[str],
    best: int | None,
    top: int,
) -> Iterator[str]:
    points = {name: [(row["step"], row[name]) for row in rows if name in row] for name in names}
    every = [value for line in points.values() for _, value in line] or [0.0]
    low, high = (0.0, 100.0) if "%" in heading else _spread(every)
    last = max((row["step"] for row in rows), default=1) or 1
    y0, y1 = top + _TOP, top + _HEIGHT - _BOTTOM

    def x(step: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * step / last

    def y(value: float) -> float:
        return y1 - (y1 - y0) * (value - low) / (high - low)

    yield f'<text x="{_LEFT}" y="{y0 - 8}">{escape(heading)}</text>'
    for share in (0, 0.5, 1):
        value = low + share * (high - low)
        yield f'<path d="M{_LEFT} {y(value):.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" text-anchor="end">{value:.4g}</text>'
        step = round(share * last)
        yield f'<text x="{x(step):.1f}" y="{y1 + 15}" text-anchor="middle">{step}</text>'
    if best is not None:
        yield f'<path d="M{x(best):.1f} {y0}V{y1}" stroke="#888" stroke-dasharray="4 3"/>'
        yield f'<text x="{x(best) + 4:.1f}" y="{y0 + 10}">best: {best}</text>'
    # Names at the right, moved apart where lines end close together.
    taken = y0 - 12.0
    ended = sorted((line for line in points.items() if line[1]), key=lambda line: y(line[1][-1][1]))
    for name, line in ended:
        colour = _COLOURS[list(names).index(name) % len(_COLOURS)]
        path = "L".join(f"{x(step):.1f} {y(value):.1f}" for step, value in line)
        yield f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="1.6"/>'
        yield from (
            f'<circle cx="{x(s):.1f}" cy="{y(v):.1f}" r="2.4" fill="{colour}"/>'
            for s, v in line
            if len(line) < 40
        )
        taken = max(taken + 12, y(line[-1][1]) + 4)
        label = f"{escape(name)} {line[-1][1]:.3g}"
        yield f'<text x="{_WIDTH - _RIGHT + 8}" y="{taken:.1f}" fill="{colour}">{label}</text>'


def _spread(values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values), max(values)
    return (low, high) if high > low else (low - 0.5, high + 0.5)

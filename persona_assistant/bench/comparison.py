"""A run beside published results: which rows it may be compared with, and why not.

A published row was measured on all items of a benchmark, with a certain judge, on a certain route,
under a certain definition of the metrics. Every difference is stated next to the numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.suite import Suite

RELEASE = "release"
"""How `Scores.wording` begins when the prompt's wording is that of the authors' release."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Published rows of one definition, and this run's numbers under it."""

    definition: str
    defined: str
    """What the definition says about its metrics; empty where the benchmark has only one."""
    source: str
    metrics: tuple[str, ...]
    ours: Mapping[str, str]
    """Published metric -> its name in a run's scores."""
    rows: tuple[Mapping[str, Any], ...]
    against: tuple[str, ...]
    """Why the numbers cannot be compared; empty where they can."""
    differs: tuple[str, ...]
    """Differences that may matter little."""


def comparisons(suite: Suite[Any], scores: Scores) -> list[Comparison]:
    """One for each definition that fits this run's options; rows in the order of publication."""
    by_definition: dict[str, list[Mapping[str, Any]]] = {}
    for row in suite.published_results():
        options = scores.conditions.get("options", {})
        if all(options.get(name, value) == value for name, value in row.get("when", {}).items()):
            by_definition.setdefault(row["definition"], []).append(row)
    return [_comparison(definition, rows, scores) for definition, rows in by_definition.items()]


def _comparison(definition: str, rows: Sequence[Mapping[str, Any]], scores: Scores) -> Comparison:
    names = dict.fromkeys(
        name for row in rows for name, value in row.items() if type(value) in (int, float)
    )
    suffix = "_" + definition.replace(".", "_")
    measured = rows[0].get("measured", {})
    return Comparison(
        definition=definition,
        defined=rows[0].get("defined", ""),
        source=rows[0]["source"],
        metrics=tuple(names),
        ours={name: name + suffix if name + suffix in scores.overall else name for name in names},
        rows=tuple(rows),
        against=tuple(_against(scores, measured)),
        differs=tuple(_differs(scores)),
    )


def _against(scores: Scores, measured: Mapping[str, Any]) -> list[str]:
    reasons = []
    if "judge" in measured and scores.judge == LexicalJudge.name:
        reasons.append(f"a lexical judge, not {measured['judge']}")
    if scores.subset:
        reasons.append(f"a subset of {scores.subset['items']} of {scores.subset['of']} items")
    elif scores.of != measured.get("items", scores.of):
        reasons.append(f"{scores.of} items, not {measured['items']}")
    if scores.incomplete:
        reasons.append(f"{scores.errors} item(s) in no score")
    if scores.route != measured.get("route", scores.route):
        reasons.append("who is meant decided by encoders, not by the model")
    if scores.conditions.get("contexts"):
        reasons.append(f"only {scores.conditions['contexts']} contexts")
    if scores.conditions.get("drop"):
        reasons.append(f"without {', '.join(scores.conditions['drop'])}")
    return reasons


def _differs(scores: Scores) -> list[str]:
    return [] if scores.wording.startswith(RELEASE) else [f"prompt worded by {scores.wording}"]

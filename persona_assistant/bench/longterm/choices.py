"""Which option an answer chooses, by the published rules of the benchmarks that have options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from persona_assistant.bench.longterm import accounting
from persona_assistant.bench.suite import Counts, Metrics, Row

_TAG = re.compile(r"</?final_answer>", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([a-d])\)", re.IGNORECASE)
_ALONE = re.compile(r"\b([a-d])\b", re.IGNORECASE)


def before_bracket(answer: str) -> str | None:
    """The last sign before the first closing bracket, in small letters: Persona-MME. None where
    there is none; an answer without a bracket counts by its last sign."""
    before = answer.strip().partition(")")[0]
    return before[-1:].lower() or None


def in_two_stages(answer: str) -> frozenset[str]:
    """The letters chosen: PERSONAMEM. Those after the last opening tag, where there is one."""
    return _letters(_final(answer))


def is_chosen(answer: str, gold: str) -> bool:
    """Whether exactly `gold` is chosen: after the tag, or else in the whole answer."""
    wanted = frozenset(gold)
    return _letters(_final(answer)) == wanted or _letters(answer) == wanted


def _final(answer: str) -> str:
    start = answer.lower().rfind("<final_answer>")
    return answer if start < 0 else _TAG.sub(" ", answer[start:])


def _letters(text: str) -> frozenset[str]:
    """Those in brackets; without any, those that stand alone."""
    found = _IN_BRACKETS.findall(text) or _ALONE.findall(text)
    return frozenset(letter.lower() for letter in found)


class ScoredByChoice:
    """Part of a suite whose answers choose one of several options."""

    def count(self, row: Row) -> Counts:
        said = row.reply.text
        return {
            "n": 1,
            "right": is_chosen(said, row.case.gold),
            "unparsed": not in_two_stages(said),
            **accounting.count(row),
        }

    def metrics(self, counts: Mapping[str, Any]) -> Metrics:
        """Accuracy, and the share of answers that name no option, from summed counts."""
        return {
            "n": counts["n"] if not isinstance(counts["n"], (int, float)) else int(counts["n"]),
            "Accuracy": accounting.ratio(counts["right"], counts["n"]),
            "unparsed": accounting.ratio(counts["unparsed"], counts["n"]),
            **accounting.metrics(counts),
        }

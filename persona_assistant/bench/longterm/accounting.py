"""What a question cost: tokens of prompts, and time to the first word and to the end.

Sums, so that the means of any part of a benchmark come from the same formula. Numbers are whole:
tokens and milliseconds. A question whose engine does not count tokens is in no mean of tokens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from persona_assistant.bench.suite import Column, Row

COLUMNS = (
    Column("prompt tokens", "prompt\ntokens"),
    Column("first token ms", "first\nms"),
    Column("answer ms", "whole\nms"),
)


def count(row: Row) -> dict[str, float]:
    reply = row.reply
    return {
        "counted": reply.prompt_tokens is not None,
        "prompt_tokens": reply.prompt_tokens or 0,
        "begun": reply.first_token_seconds is not None,
        "first_ms": 1000 * (reply.first_token_seconds or 0),
        "all": 1,
        "ms": 1000 * reply.seconds,
    }


def metrics(counts: Mapping[str, Any]) -> dict[str, Any]:
    """Means, as whole numbers; None (in arrays NaN) over nothing."""
    return {
        "prompt tokens": _mean(counts["prompt_tokens"], counts["counted"]),
        "first token ms": _mean(counts["first_ms"], counts["begun"]),
        "answer ms": _mean(counts["ms"], counts["all"]),
    }


def _mean(total: Any, number: Any) -> Any:
    value = ratio(total, number, 1)
    return round(value) if isinstance(value, float) else value


def ratio(part: Any, whole: Any, times: float = 100) -> Any:
    """`times` part / whole; None (in arrays NaN) over nothing."""
    if np.ndim(whole) == 0:
        return float(times * part / whole) if whole else None
    return np.divide(
        times * np.asarray(part, float),
        whole,
        out=np.full(np.shape(whole), np.nan),
        where=np.asarray(whole) > 0,
    )


def found(row: Row) -> dict[str, float]:
    """Of the turns that hold the answer, the share among those that the answer rests on."""
    wanted: Sequence[str] = row.case.facts.get("evidence", ())
    given = row.reply.evidence
    if not wanted or given is None:
        return {"with_evidence": 0, "found": 0}
    return {"with_evidence": 1, "found": len(set(wanted) & set(given)) / len(set(wanted))}


def mean_of(rates: Sequence[Any]) -> Any:
    """Of those that are over something; None (in arrays NaN) where none is."""
    if any(np.ndim(rate) for rate in rates):
        stacked = np.stack([np.asarray(rate, float) for rate in rates])
        there = np.isfinite(stacked)
        return ratio(np.where(there, stacked, 0.0).sum(axis=0), there.sum(axis=0), 1)
    known = [rate for rate in rates if rate is not None]
    return sum(known) / len(known) if known else None

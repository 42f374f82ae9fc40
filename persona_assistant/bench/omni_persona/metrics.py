"""From answers and verdicts to the benchmark's metrics, in both published definitions.

An answered item becomes additive counts; every metric is one formula over their sums. The formulas
take numbers and arrays alike, so that they also serve the resampled sums of intervals.

The paper (arXiv 2605.09996) and its data release (v2.2, "guarded") differ in two metrics: the
release counts an answer as a hit only when it does not abstain, and its Cal is the share of all
items done right where the paper takes the mean of two rates. Both are computed; the release's carry
`_v2_2`. All rates are x100 and unrounded. A rate over nothing is None, never 0 (in arrays NaN).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from persona_assistant.bench.overlap import rouge_l, token_f1
from persona_assistant.bench.suite import Counts, Metrics, Row

COUNTS = (
    "n",
    "answerable",
    "absent_persona",  # unanswerable, because the persona is not among the contexts
    "hits",  # answerable and judged correct
    "guarded_hits",  # and not abstained on
    "false_abstentions",
    "true_abstentions",
    "true_abstentions_persona",
    "rouge_l",  # this and the next: sums of 0..1 over answerable items
    "token_f1",
    "words",
    "decided",
    "routed_right",
    "named_wrong",
)
BERTSCORE = "bertscore"
"""A further count, of answerable items, where an encoder gives it: see `bench.bertscore`."""

NINE = ("Overall", "Ans", "Unans", "Abs-F1", "ROUGE-L", "Tok-F1", "BERTScore", "1-FA", "TA")
"""What the paper's Avg is the mean of."""


def count(row: Row) -> Counts:
    """What one answered item adds to the counts."""
    facts, reply = row.case.facts, row.reply
    answerable, absent, target = facts["answerable"], facts["absent_persona"], facts["target"]
    abstained = reply.abstained
    # An identity decision counts where the route makes one and the item knows who is meant.
    decided = reply.outcome is not None and (target is not None or absent)
    return {
        "n": 1,
        "answerable": answerable,
        "absent_persona": not answerable and absent,
        "hits": answerable and row.correct,
        "guarded_hits": answerable and row.correct and not abstained,
        "false_abstentions": answerable and abstained,
        "true_abstentions": not answerable and abstained,
        "true_abstentions_persona": not answerable and absent and abstained,
        "rouge_l": rouge_l(row.case.gold, reply.text) if answerable else 0.0,
        "token_f1": token_f1(row.case.gold, reply.text) if answerable else 0.0,
        "words": len(reply.text.split()),
        "decided": decided,
        "routed_right": decided and reply.routed == target,
        "named_wrong": decided and reply.routed not in (None, target),
    }


def metrics(counts: Mapping[str, Any]) -> Metrics:
    """Every metric, from summed counts: numbers, or arrays of one shape.

    Ans, Ans_v2_2     answerable items judged correct (v2.2: and not abstained on)
    Unans = TA        unanswerable items abstained on
    TA_absent_persona, TA_absent_attribute   the same, by what is missing
    Cal, Cal_v2_2     (Ans + Unans) / 2; all items done right, guarded
    Overall           all items done right, unguarded (the paper's overall recall)
    1-FA              answerable items not abstained on
    Avg_add           (1-FA + TA) / 2
    Abs-P, Abs-R, Abs-F1   abstentions that were due; due abstentions made; their harmonic mean
    ROUGE-L, Tok-F1   against the gold answer, answerable items: see `bench.overlap`
    BERTScore, Avg    with an encoder: against the gold answer; the mean of the paper's `NINE`
    MeanLen           words per answer, all items
    false_abstentions, wrong_answers, hallucinations   the error table: answerable items abstained
                      on, answerable items answered wrongly, unanswerable items answered; each has
                      its `_rate`
    routing           identity decisions that name the gold persona, or nobody when it is absent
    false_name        identity decisions that name somebody else
    """
    c = counts
    n, answerable = c["n"], c["answerable"]
    unanswerable = n - answerable
    absent_attribute = unanswerable - c["absent_persona"]
    hallucinations = unanswerable - c["true_abstentions"]
    wrong = answerable - c["false_abstentions"] - c["guarded_hits"]
    abstained = c["false_abstentions"] + c["true_abstentions"]
    ans, ta = _rate(c["hits"], answerable), _rate(c["true_abstentions"], unanswerable)
    one_minus_fa = _rate(answerable - c["false_abstentions"], answerable)
    result = {
        "n": _whole(n),
        "answerable": _whole(answerable),
        "unanswerable": _whole(unanswerable),
        "Overall": _rate(c["hits"] + c["true_abstentions"], n),
        "Ans": ans,
        "Ans_v2_2": _rate(c["guarded_hits"], answerable),
        "Unans": ta,
        "TA": ta,
        "TA_absent_persona": _rate(c["true_abstentions_persona"], c["absent_persona"]),
        "TA_absent_attribute": _rate(
            c["true_abstentions"] - c["true_abstentions_persona"], absent_attribute
        ),
        "Cal": _mean(ans, ta),
        "Cal_v2_2": _rate(c["guarded_hits"] + c["true_abstentions"], n),
        "1-FA": one_minus_fa,
        "Avg_add": _mean(one_minus_fa, ta),
        "Abs-P": _rate(c["true_abstentions"], abstained),
        "Abs-R": ta,
        # 2TP / (2TP + FP + FN): the harmonic mean, also where nothing was abstained on.
        "Abs-F1": _rate(
            2 * c["true_abstentions"], c["true_abstentions"] + c["false_abstentions"] + unanswerable
        ),
        "ROUGE-L": _rate(c["rouge_l"], answerable),
        "Tok-F1": _rate(c["token_f1"], answerable),
        "MeanLen": _share(c["words"], n),
        "false_abstentions": _whole(c["false_abstentions"]),
        "false_abstention_rate": _rate(c["false_abstentions"], answerable),
        "wrong_answers": _whole(wrong),
        "wrong_answer_rate": _rate(wrong, answerable),
        "hallucinations": _whole(hallucinations),
        "hallucination_rate": _rate(hallucinations, unanswerable),
        "routing": _rate(c["routed_right"], c["decided"]),
        "false_name": _rate(c["named_wrong"], c["decided"]),
        "decided": _whole(c["decided"]),
    }
    if BERTSCORE in c:
        result["BERTScore"] = _rate(c[BERTSCORE], answerable)
        result["Avg"] = _mean(*(result[name] for name in NINE))
    return result


def _rate(part: Any, whole: Any) -> Any:
    return _share(100 * part, whole)


def _share(part: Any, whole: Any) -> Any:
    """part / whole; None (in arrays NaN) where the whole is 0."""
    if isinstance(whole, np.ndarray):
        return np.divide(part, whole, out=np.full(whole.shape, np.nan), where=whole != 0)
    return part / whole if whole else None


def _mean(*rates: Any) -> Any:
    return None if any(rate is None for rate in rates) else sum(rates) / len(rates)


def _whole(number: Any) -> Any:
    return number if isinstance(number, np.ndarray) else int(number)

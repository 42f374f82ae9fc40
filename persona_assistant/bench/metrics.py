"""From answers and verdicts to the benchmark's numbers, in both published definitions.

The paper (arXiv 2605.09996) and its data release (v2.2, "guarded") differ in two numbers: the
release counts an answer as a hit only when it does not abstain, and its Cal is the share of all
items done right where the paper takes the mean of two rates. Both are computed; the release's
carry `_v2_2`. All rates are x100 and unrounded. A rate over nothing is None, never 0.

BERTScore, and with it the paper's mean of nine, needs a language model of its own and is not here.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import Any, Iterable, Sequence

from persona_assistant.bench.lexical import words


@dataclass(frozen=True, slots=True)
class Scored:
    """One answered item, with everything a metric needs."""

    id: str
    group: str
    task: str
    answerable: bool
    absent_persona: bool
    gold: str
    prediction: str
    abstained: bool
    correct: bool
    """The judge's verdict; False for unanswerable items, about which no judge is asked."""
    target: int | None = None
    """Index of the gold persona, from 0."""
    routed: int | None = None
    outcome: str | None = None
    """None when the route makes no identity decision."""

    @property
    def decided(self) -> bool:
        """Whether there is an identity decision here that can be right or wrong."""
        return self.outcome is not None and (self.target is not None or self.absent_persona)


def rate(part: float, whole: float) -> float | None:
    """100 x part / whole; None when there is nothing to divide by."""
    return 100 * part / whole if whole else None


def _mean(*rates: float | None) -> float | None:
    return None if None in rates else sum(rates) / len(rates)


def measure(rows: Iterable[Scored]) -> dict[str, Any]:
    """Every metric over `rows`; the order of the rows does not matter.

    Ans, Ans_v2_2     answerable items judged correct (v2.2: and not abstained on)
    Unans = TA        unanswerable items abstained on
    TA_absent_persona, TA_absent_attribute   the same, by what is missing
    Cal, Cal_v2_2     (Ans + Unans) / 2; all items done right, guarded
    Overall           all items done right, unguarded (the paper's overall recall)
    1-FA              answerable items not abstained on
    Avg_add           (1-FA + TA) / 2
    Abs-F1            harmonic mean of the precision and recall of abstaining
    ROUGE-L, Tok-F1   against the gold answer, answerable items: recall by longest common
                      subsequence, F1 by shared words; lower-case words without punctuation
    MeanLen           words per answer, all items
    false_abstentions, hallucinations   counts, and `_rate`s of answerable and unanswerable items
    routing           identity decisions that name the gold persona, or nobody when it is absent
    false_name        identity decisions that name somebody else
    """
    rows = list(rows)
    yes = [row for row in rows if row.answerable]
    no = [row for row in rows if not row.answerable]
    absent = [row for row in no if row.absent_persona]
    lacking = [row for row in no if not row.absent_persona]
    decided = [row for row in rows if row.decided]

    hits = sum(row.correct for row in yes)
    guarded = sum(row.correct and not row.abstained for row in yes)
    false_abstentions = sum(row.abstained for row in yes)
    true_abstentions = sum(row.abstained for row in no)
    hallucinations = len(no) - true_abstentions
    ans, ta = rate(hits, len(yes)), rate(true_abstentions, len(no))
    one_minus_fa = rate(len(yes) - false_abstentions, len(yes))
    return {
        "n": len(rows),
        "answerable": len(yes),
        "unanswerable": len(no),
        "Overall": rate(hits + true_abstentions, len(rows)),
        "Ans": ans,
        "Ans_v2_2": rate(guarded, len(yes)),
        "Unans": ta,
        "TA": ta,
        "TA_absent_persona": rate(sum(row.abstained for row in absent), len(absent)),
        "TA_absent_attribute": rate(sum(row.abstained for row in lacking), len(lacking)),
        "Cal": _mean(ans, ta),
        "Cal_v2_2": rate(guarded + true_abstentions, len(rows)),
        "1-FA": one_minus_fa,
        "Avg_add": _mean(one_minus_fa, ta),
        # 2TP / (2TP + FP + FN): the harmonic mean, also where nothing was abstained on.
        "Abs-F1": rate(2 * true_abstentions, 2 * true_abstentions + false_abstentions + hallucinations),
        "ROUGE-L": rate(math.fsum(rouge_l(row.gold, row.prediction) for row in yes), len(yes)),
        "Tok-F1": rate(math.fsum(token_f1(row.gold, row.prediction) for row in yes), len(yes)),
        "MeanLen": sum(len(row.prediction.split()) for row in rows) / len(rows) if rows else None,
        "false_abstentions": false_abstentions,
        "false_abstention_rate": rate(false_abstentions, len(yes)),
        "hallucinations": hallucinations,
        "hallucination_rate": rate(hallucinations, len(no)),
        "routing": rate(sum(row.routed == row.target for row in decided), len(decided)),
        "false_name": rate(sum(row.routed not in (None, row.target) for row in decided), len(decided)),
        "decided": len(decided),
    }


def by(rows: Sequence[Scored], field: str, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """`measure` for each of `names` that occurs as `field` ("group" or "task"), in that order."""
    parts = {name: [row for row in rows if getattr(row, field) == name] for name in names}
    return {name: measure(part) for name, part in parts.items() if part}


def rouge_l(gold: str, prediction: str) -> float:
    """Longest common subsequence of words, as a share of the gold answer's words (0..1)."""
    expected, said = words(gold), words(prediction)
    if not expected:
        return 0.0
    row = [0] * (len(said) + 1)
    for word in expected:
        diagonal = 0
        for index, other in enumerate(said, start=1):
            above = row[index]
            row[index] = diagonal + 1 if word == other else max(above, row[index - 1])
            diagonal = above
    return row[-1] / len(expected)


def token_f1(gold: str, prediction: str) -> float:
    """Harmonic mean of precision and recall of shared words, counted with repeats (0..1)."""
    expected, said = Counter(words(gold)), Counter(words(prediction))
    total = expected.total() + said.total()
    return 2 * (expected & said).total() / total if total else 0.0

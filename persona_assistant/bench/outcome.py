"""The outcome of one item in a word: the same in reports, their filters and comparisons of runs.

Where a suite knows whether its items can be answered (the fact "answerable"), there are two more
ways to be wrong, with very different consequences: abstaining on what the contexts hold, and
inventing what they do not. Elsewhere the suite's own rule says right or wrong.
"""

from __future__ import annotations

from typing import Any

from persona_assistant.bench.run import Run
from persona_assistant.bench.suite import Row, Suite
from persona_assistant.errors import BadInput

RIGHT = "right"
WRONG = "wrong"
FALSE_ABSTENTION = "false abstention"
HALLUCINATION = "hallucination"
ERROR = "error"
"""Could not be read, put into a prompt, answered or judged."""
UNANSWERED = "not answered"
"""The run was stopped before it."""
UNJUDGED = "not judged"

OUTCOMES = (RIGHT, WRONG, FALSE_ABSTENTION, HALLUCINATION, ERROR, UNANSWERED, UNJUDGED)


def outcome_of(suite: Suite[Any], row: Row) -> str:
    """RIGHT, WRONG, FALSE_ABSTENTION or HALLUCINATION."""
    answerable = row.case.facts.get("answerable")
    if answerable is None:
        hit = suite.metrics(suite.count(row)).get(suite.headline)
        return RIGHT if hit is not None and hit >= 100 else WRONG
    if answerable:
        if row.reply.abstained:
            return FALSE_ABSTENTION
        return RIGHT if row.correct else WRONG
    return RIGHT if row.reply.abstained else HALLUCINATION


def scored_rows(run: Run) -> dict[str, Row]:
    """The items of a run that are in its scores, by id in the order of the plan. Raises BadInput
    for a run without scores."""
    scores = stored_scores(run)
    replies = run.replies()
    verdicts = run.verdicts_by(scores["judge"], scores["judge_fingerprint"])
    rows = {}
    for entry in run.entries:
        case = entry.case
        reply = replies.get(case.id)
        if reply is not None and (case.id in verdicts or not case.judged):
            rows[case.id] = Row(case, reply, verdicts.get(case.id, False))
    return rows


def stored_scores(run: Run) -> dict[str, Any]:
    """The content of scores.json. Raises BadInput for a run without scores."""
    scores = run.scores
    if scores is None:
        raise BadInput(
            f"{run.folder or 'this run'}: not scored yet; score it first", code="bench_not_scored"
        )
    return scores

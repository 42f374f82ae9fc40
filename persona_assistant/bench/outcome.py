"""What became of one item, in a word: the same word in the report, its filter and the comparison of
runs.

Where a suite says of its items whether they can be answered (the fact "answerable"), an answer can
be wrong in ways of very different consequence: abstaining on what was there to be known is not
inventing what was not. Elsewhere the suite's own rule says hit or miss.
"""

from __future__ import annotations

from persona_assistant.bench.run import Run
from persona_assistant.bench.suite import Row, Suite
from persona_assistant.errors import BadInput

RIGHT = "right"
WRONG = "wrong"
FALSE_ABSTENTION = "false abstention"
HALLUCINATION = "hallucination"
ERROR = "error"
"""Could not be read, posed, answered or judged."""
OPEN = "not answered"
"""Its turn has not come yet."""
UNJUDGED = "not judged"

OUTCOMES = (RIGHT, WRONG, FALSE_ABSTENTION, HALLUCINATION, ERROR, OPEN, UNJUDGED)


def outcome(suite: Suite, row: Row) -> str:
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


def scored(run: Run) -> dict[str, Row]:
    """The items of a run that are in its scores, by id in the order of the plan. Raises
    BadInput."""
    scores = scores_of(run)
    replies = run.replies()
    verdicts = run.verdicts_of(scores["judge"], scores["judge_fingerprint"])
    rows = {}
    for entry in run.entries:
        case = entry.case
        reply = replies.get(case.id)
        if reply is not None and (case.id in verdicts or not case.judged):
            rows[case.id] = Row(case, reply, verdicts.get(case.id, False))
    return rows


def scores_of(run: Run) -> dict:
    """What scores.json holds. Raises BadInput for a run that was not scored yet."""
    scores = run.scores
    if scores is None:
        where = run.folder if run.folder else "this run"
        raise BadInput(f"{where}: not scored yet; run: bench score {where}")
    return scores

"""Run folders made by hand, as `bench run` leaves them, and a suite of rules alone."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from persona_assistant.bench.log import key_of
from persona_assistant.bench.run import Run
from persona_assistant.bench.suite import Case, Column, Reply, Row

JUDGE = {"name": "a-judge", "fingerprint": "f00d"}


class Quiz:
    """Right is what equals the gold answer. No judge, no abstention."""

    name, title = "quiz", "Quiz"
    slices: ClassVar = {"topic": ("birds", "boats")}
    columns = (Column("n", "n"), Column("accuracy", "accu-\nracy"), Column("words", "words"))
    headline = "accuracy"

    def count(self, row: Row) -> Mapping[str, float]:
        return {
            "n": 1,
            "hits": row.reply.text == row.case.gold,
            "words": len(row.reply.text.split()),
        }

    def metrics(self, counts: Mapping[str, Any]) -> dict[str, Any]:
        if isinstance(counts["n"], (int, float)) and not counts["n"]:
            return {"n": 0, "accuracy": None, "words": None}
        return {
            "n": counts["n"],
            "accuracy": 100 * counts["hits"] / counts["n"],
            "words": counts["words"] / counts["n"],
        }

    def published_results(self):
        return ()


def quiz_case(number: int, sample: int, topic: str = "birds", **kind: Any) -> Case:
    return Case(
        f"q{number}", f"s{sample}", {"topic": topic}, f"Question {number}?", gold="yes", **kind
    )


def write_run(
    folder: Path,
    cases: Sequence[Case],
    replies: Mapping[str, Reply],
    *,
    suite: str = "quiz",
    verdicts: Mapping[str, bool] | None = None,
    errors: Mapping[str, str] | None = None,
    about: Mapping[str, Any] | None = None,
    scores: Mapping[str, Any] | None = None,
    assets: Path | None = None,
) -> Run:
    """`errors`: of items that could not be posed. `scores` None: not scored yet."""
    folder.mkdir(parents=True)
    errors = errors or {}

    def write(name: str, lines: Sequence[Mapping[str, Any]]) -> None:
        (folder / name).write_text(
            "".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8"
        )

    write(
        "items.jsonl",
        [
            {
                **case.to_json(),
                "key": None if case.id in errors else f"key of {case.id}",
                "error": errors.get(case.id),
            }
            for case in cases
        ],
    )
    write(
        "answers.jsonl",
        [
            {"key": f"key of {name}", "id": name, "abstained": reply.abstained}
            | {field: getattr(reply, field) for field in Reply.__dataclass_fields__}
            for name, reply in replies.items()
        ],
    )
    golds = {case.id: case.gold for case in cases}
    write(
        "verdicts.jsonl",
        [
            {
                "key": key_of(
                    judge=JUDGE["name"],
                    fingerprint=JUDGE["fingerprint"],
                    gold=golds[name],
                    prediction=replies[name].text,
                ),
                "id": name,
                "judge": JUDGE["name"],
                "fingerprint": JUDGE["fingerprint"],
                "correct": correct,
            }
            for name, correct in (verdicts or {}).items()
        ],
    )
    (folder / "card.json").write_text(json.dumps({"run": {"suite": suite}, **(about or {})}))
    if assets is not None:
        (folder / "local.json").write_text(json.dumps({"data": str(assets), "assets": str(assets)}))
    if scores is not None:
        found = {
            "suite": suite,
            "judge": JUDGE["name"],
            "judge_fingerprint": JUDGE["fingerprint"],
            "engine": "engine-a",
            "route": "model",
            "wording": "persona-assistant",
            **scores,
        }
        (folder / "scores.json").write_text(json.dumps(found))
    return Run.open(folder)


def quiz_run(
    folder: Path, right: Mapping[int, bool], *, per_sample: int = 1, topics=("birds",), **kind: Any
) -> Run:
    """A run over questions by number, each answered rightly or not; `per_sample` questions share a
    sample."""
    cases = [quiz_case(at, at // per_sample, topics[at % len(topics)]) for at in right]
    replies = {f"q{at}": Reply("yes" if good else "oh no") for at, good in right.items()}
    return write_run(folder, cases, replies, scores=kind.pop("scores", {}), **kind)

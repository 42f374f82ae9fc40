"""A run's answers and verdicts as the files that the authors' own scorer reads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from persona_assistant import atomic
from persona_assistant.bench.omni_persona.release import CORRECT, WRONG
from persona_assistant.bench.run import Entry
from persona_assistant.bench.suite import Reply

PREDICTIONS, JUDGE_RESULTS = "predictions.jsonl", "judge_results.jsonl"


def export_predictions(
    entries: Sequence[Entry],
    replies: Mapping[str, Reply],
    verdicts: Mapping[str, bool],
    folder: Path,
    model_name: str,
) -> tuple[Path, Path]:
    """Write `predictions.jsonl` and `judge_results.jsonl` into `folder`, as the release's own
    programs do.

    Items without an answer are in neither file, answerable ones without a verdict not in the
    second. Its token F1, which its scorer does not read, is null. Raises BadInput, DiskFull.
    """
    predictions, results = [], []
    for entry in entries:
        case, facts = entry.case, entry.case.facts
        reply = replies.get(case.id)
        if entry.error is not None or reply is None:
            continue
        common = {
            "augmented_id": case.id,
            "source_sample_id": case.sample,
            "model_name": model_name,
            "scenario": facts["scenario"],
            "selected_task": case.labels["task"],
            "query_modality": facts["query_modality"],
            "target_modality": facts["target_modality"],
            "no_GT": facts["absent_persona"],
            "gold_answer": case.gold,
            "model_prediction": reply.text,
            "answerable_from_context": facts["answerable"],
            "asked_subfield": facts["asked_subfield"],
            "asked_group": facts["asked_group"],
            "support_mode": facts["support_mode"],
        }
        predictions.append({**common, "query_text": case.question})
        if facts["answerable"] and case.id not in verdicts:
            continue
        correct = verdicts[case.id] if facts["answerable"] else reply.abstained
        results.append(
            {
                **common,
                "judge_verdict": CORRECT if correct else WRONG,
                "correct": correct,
                "abstained": reply.abstained,
                "token_f1": None,
            }
        )
    return _write(folder / PREDICTIONS, predictions), _write(folder / JUDGE_RESULTS, results)


def _write(path: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    atomic.write_text(path, "".join(lines))
    return path

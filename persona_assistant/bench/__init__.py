"""Omni-Persona, run on this product: one door, `run_bench`.

A benchmark file is read as released (`records`), its media are found and its prompts built with the
product's own prompt builder (`prompting`), every item is answered by the whole product or by a model
alone (`answerer`, `runner`), judged (`judges`, `lexical`) and measured in both published definitions
(`metrics`); `report` shows the outcome and `card` records how it came about.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Sequence

from persona_assistant import resources
from persona_assistant.bench import card, metrics
from persona_assistant.bench.answerer import SPEECH_NOTE, Answerer, ModelRoute, Reply
from persona_assistant.bench.judges import EndpointJudge, Judge
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.log import Log
from persona_assistant.bench.prompting import Assets
from persona_assistant.bench.records import GROUPS, TASKS, Item, read_records
from persona_assistant.bench.report import BenchResult, render
from persona_assistant.bench.runner import SUBSET_SEED, Progress, answer_all, judge_all, scored, subset
from persona_assistant.errors import BadInput

__all__ = [
    "SPEECH_NOTE", "Answerer", "BenchResult", "EndpointJudge", "Item", "Judge", "LexicalJudge", "ModelRoute",
    "Reply", "render", "run_bench",
]  # fmt: skip


def run_bench(
    data: Path | None,
    assets: Path | None,
    answerer: Answerer,
    judge: Judge,
    *,
    limit: int | None = None,
    out: Path | None = None,
    progress: Progress | None = None,
    notes: Sequence[str] = (),
) -> BenchResult:
    """Answer, judge and measure every item of `data` (None: the items bundled with the product).

    `assets` is the folder the records' media paths start from (None: where `data` is). With `out`,
    answers and verdicts are logged there as they come, the same call resumes after a stop, and
    `card.json` says how the run was made. `limit` takes a fixed proportional subset. Items that
    cannot be read, answered or judged are counted in `errors` and left out of the scores.

    Raises RecordError when there is no record at all, JudgeError when the judge is not there,
    EngineError when the engine is not.
    """
    start = time.perf_counter()
    if limit is not None and limit < 1:
        raise BadInput(f"--limit {limit}: give a number of items, at least 1")
    data = data or resources.data_path("bench", "mini", "omni_persona_mini.jsonl")
    records = read_records(data)
    if records.bad and not records.items:
        raise records.bad[0].error
    items = subset(records.items, limit)
    media = Assets(assets or data.parent)
    answers, verdicts = (Log(out and out / name) for name in ("answers.jsonl", "verdicts.jsonl"))
    try:
        answerer.check()
        judge.check()
        replied = answer_all(items, media, answerer, answers, progress)
        judged = judge_all(items, replied.results, judge, verdicts, progress)
    finally:
        answers.close()
        verdicts.close()

    rows = [
        scored(item, replied.results[item.id], judged.results.get(item.id, False))
        for item in items
        if item.id in replied.results and item.id not in judged.errors
    ]
    failed = [(bad.id, str(bad.error)) for bad in records.bad]
    failed += [*replied.errors.items(), *judged.errors.items()]
    result = BenchResult(
        n=len(rows),
        overall=metrics.measure(rows),
        groups=metrics.by(rows, "group", GROUPS.values()),
        tasks=metrics.by(rows, "task", (task for group in TASKS.values() for task in group)),
        judge=judge.name,
        engine=answerer.engine,
        route=answerer.name,
        wording=answerer.wording.source,
        error_items=[{"id": name, "error": error} for name, error in failed],
        missing_media=sorted(media.missing),
        subset={"items": len(items), "of": len(records.items), "seed": SUBSET_SEED, "by": "task x answerable"}
        if len(items) < len(records.items)
        else None,
        notes=[*notes, *_media_note(media)],
        reused=replied.reused,
        seconds=time.perf_counter() - start,
    )
    if out is not None:
        card.write(out / "card.json", result, records, answerer, judge)
    return result


def _media_note(media: Assets) -> list[str]:
    if not media.missing or media.found:
        return []
    return [
        f"None of the {len(media.missing)} pictures and clips that the records name was found: "
        "--assets should be the folder their paths start from."
    ]

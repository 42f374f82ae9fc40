"""The product, or a model alone, on published benchmarks.

A suite (`suite.Suite`) reads a benchmark's files and poses its items; everything else is the same
for all. What is asked is planned first, every answer under a key of all that it depends on
(`plan`); it is answered (`answering`), judged (`judging`) and scored (`scoring`), each stage over
the run folder (`run`) that the one before left. `stages` runs them, together or alone.

    suite, suites            what a benchmark has to be; those there are: omni_persona, mmpb
    pull                     a benchmark from the hub
    plan, media              which items, under which conditions; their media
    answerer, assistant_route, answering        stage 1: who answers; on how many engines at once
    judges, lexical, judging, agreement         stage 2: who says what is right
    scoring, intervals, overlap, bertscore      stage 3: numbers, and how far they can be trusted
    run, log, card, merge    the run folder: its logs, its card, parts of it put together
    tables, html, outcome, diff                 what a person reads
"""

from __future__ import annotations

from persona_assistant.bench.answerer import SPEECH_NOTE, Answerer, ModelRoute, Reply
from persona_assistant.bench.judges import EndpointJudge, GgufJudge, Judge, open_judge
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.stages import (
    RunConfig,
    Stopped,
    export_for_release,
    judge_run,
    run_bench,
    score_run,
)
from persona_assistant.bench.suite import Case, Conditions, Suite

__all__ = [
    "SPEECH_NOTE", "Answerer", "Case", "Conditions", "EndpointJudge", "GgufJudge", "Judge", "LexicalJudge",
    "ModelRoute", "RunConfig", "Reply", "Scores", "Stopped", "Suite", "export_for_release", "judge_run", "open_judge",
    "run_bench", "score_run",
]  # fmt: skip

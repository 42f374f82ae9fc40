"""The product, or a model alone, on published benchmarks.

A suite (`suite.Suite`) reads a benchmark's files and turns its items into prompts; everything else
is the same for all. A run is planned first, with the key of every answer (`plan`); its items are
answered (`answering`), judged (`judging`) and scored (`scoring`), each stage over the run folder
(`run`) that the one before left. `stages` runs them, together or alone; `use_cases` offers what the
command and other doors call.

    suite, suites            what a benchmark has to be; the available ones: omni_persona, mmpb
    pull                     a benchmark from the hub
    plan, media              which items, under which conditions; their media
    answerer, assistant_route, answering, scheduler    stage 1: who answers; several at once
    running                                            the main metrics while answers come
    judges, lexical, judging, agreement                stage 2: who decides what is right
    scoring, intervals, overlap, bertscore             stage 3: metrics and their intervals
    run, log, run_card, merge                          the run folder, its logs and its card; shards
    outcome, diff, paired_tests, comparison            outcomes of items; two runs; published rows
    terminal, html                                     what a person reads
    earlier                                            runs made before, and going on with one
"""

from __future__ import annotations

from persona_assistant.bench.answerer import SPEECH_NOTE, Answerer, ModelRoute, Reply
from persona_assistant.bench.judges import EndpointJudge, GgufJudge, Judge, open_judge
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.scoring import Scores
from persona_assistant.bench.stages import (
    RunConfig,
    export_for_release,
    judge_run,
    run_bench,
    score_run,
)
from persona_assistant.bench.suite import Case, Conditions, Suite

__all__ = [
    "SPEECH_NOTE",
    "Answerer",
    "Case",
    "Conditions",
    "EndpointJudge",
    "GgufJudge",
    "Judge",
    "LexicalJudge",
    "ModelRoute",
    "Reply",
    "RunConfig",
    "Scores",
    "Suite",
    "export_for_release",
    "judge_run",
    "open_judge",
    "run_bench",
    "score_run",
]

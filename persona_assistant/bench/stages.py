"""A benchmark run from end to end, and its later stages alone: plan, answer, judge, score.

Each stage reads what the one before left in the run folder and nothing else: judging and scoring
load no answering model and need neither the benchmark's files nor its media.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from persona_assistant.bench import run_card
from persona_assistant.bench.agreement import agreement
from persona_assistant.bench.answerer import Answerer
from persona_assistant.bench.answering import AnsweringResult, Job, answer_all
from persona_assistant.bench.bertscore import TokenVectors
from persona_assistant.bench.judges import Judge
from persona_assistant.bench.judging import judge_all
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.media import Assets
from persona_assistant.bench.plan import (
    Shard,
    group_by_sample,
    plan_jobs,
    select_shard,
    subset,
)
from persona_assistant.bench.run import Entry, Run
from persona_assistant.bench.scoring import Scores, score
from persona_assistant.bench.suite import Case, Conditions, ItemT, Records, Reply, Row, Suite
from persona_assistant.bench.suites import find
from persona_assistant.errors import BadInput, Cancelled
from persona_assistant.progress import CancelToken, OnProgress, ignore


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What is asked, apart from who answers and who judges."""

    data: Path | None = None
    """None: the items bundled with the product."""
    assets: Path | None = None
    """Folder that the records' media paths start from; None: where the data are."""
    conditions: Conditions = field(default_factory=Conditions)
    limit: int | None = None
    shard: Shard | None = None
    out: Path | None = None
    """The run folder; None keeps nothing."""
    concurrency: int = 1


def run_bench(
    suite: Suite[Any],
    config: RunConfig,
    answerers: Sequence[Answerer],
    judge: Judge,
    *,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
    notes: Sequence[str] = (),
    token_vectors: TokenVectors | None = None,
) -> Scores:
    """Answer, judge and score the items. `answerers` differ only in where they run (several
    endpoints).

    Items that cannot be read, answered or judged are counted in `Scores.errors` and left out of the
    scores. The same call resumes in the same folder. Raises RecordError when there is no record at
    all, JudgeError when the judge is not available, EngineError when the engine is not, BadInput,
    Cancelled.
    """
    begun = time.perf_counter()
    conditions = _with_all_options(suite, config.conditions)
    _check_config(config, conditions)
    data = config.data or suite.bundled
    if data is None:
        raise BadInput(
            f"{suite.title} does not come with the product: give its records, or pull it first",
            code="bench_data_missing",
        )
    records = suite.read(data, conditions.options)
    if records.bad and not records.items:
        raise records.bad[0].error
    chosen = subset(suite, records.items, config.limit, conditions.seed)
    judge.check()
    _check_answerers(answerers)
    first = answerers[0]
    root = config.assets or (data if data.is_dir() else data.parent)
    assets = Assets(root)
    dependencies = {
        "route": first.name,
        "engine": dict(first.identity),
        "settings": dict(first.settings),
        "max_tokens": first.max_tokens,
    }
    shard = config.shard
    items = select_shard(suite, chosen.items, shard)
    jobs = plan_jobs(suite, items, assets, conditions, dependencies)
    # Bad records belong to the first shard alone, so that shards can be merged.
    bad = _bad_entries(records, jobs) if shard is None or shard.number == 1 else []
    run = Run.start(
        config.out,
        run_card.start_card(
            suite,
            records,
            chosen,
            conditions,
            first,
            limit=config.limit,
            shard=shard,
            concurrency=config.concurrency,
            endpoints=len(answerers),
        ),
        [*(job.entry for job in jobs), *bad],
        {"data": str(data.absolute()), "assets": str(root.absolute())},
    )
    with run:
        run.card |= {
            "judge": {"name": judge.name, "fingerprint": judge.fingerprint},
            "notes": [*notes],
            "missing_media": {"count": len(assets.missing), "files": sorted(assets.missing)},
        }
        run.write_card(run_card.render_markdown(run.card, _headings(suite)))
        answered = answer_all(
            group_by_sample(jobs),
            suite,
            assets,
            conditions,
            answerers,
            run.answers,
            concurrency=config.concurrency,
            cancel=cancel,
            on_progress=on_progress,
            on_answer=None if on_progress is ignore else RunningHeadline(suite),
        )
        _raise_if_cancelled(cancel, "answered", len(answered.results), len(run.entries))
        run.errors |= _without_addresses(answered.errors)
        return _judge_and_score(
            run,
            suite,
            judge,
            begun,
            on_progress=on_progress,
            cancel=cancel,
            answered=answered,
            token_vectors=token_vectors,
        )


def judge_run(
    folder: Path,
    judge: Judge,
    *,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
    token_vectors: TokenVectors | None = None,
) -> Scores:
    """Judge the answers of a run, again or by another judge, and score it by that judge.

    Raises BadInput for a folder without a run, JudgeError, Cancelled.
    """
    begun = time.perf_counter()
    with Run.open(folder, writing=True) as run:
        suite = find(run.card["run"]["suite"])
        judge.check()
        return _judge_and_score(
            run,
            suite,
            judge,
            begun,
            on_progress=on_progress,
            cancel=cancel,
            token_vectors=token_vectors,
        )


def score_run(
    folder: Path, *, judge: Judge | None = None, token_vectors: TokenVectors | None = None
) -> Scores:
    """Score a run by the verdicts it has: those of the judge who judged it last, or of `judge`.

    The run keeps its last judge. Raises BadInput.
    """
    begun = time.perf_counter()
    with Run.open(folder) as run:
        suite = find(run.card["run"]["suite"])
        identity = run.card.get("judge") or {}
        if judge is not None:
            identity = {"name": judge.name, "fingerprint": judge.fingerprint}
        if not identity:
            raise BadInput(f"{folder}: not judged yet; judge it first", code="bench_not_judged")
        verdicts = run.verdicts_by(identity["name"], identity["fingerprint"])
        return _score(run, suite, identity, verdicts, begun, token_vectors=token_vectors)


def export_for_release(folder: Path, into: Path) -> None:
    """A run's answers and verdicts as the authors' own scorer reads them. Raises BadInput for a
    suite other than Omni-Persona."""
    from persona_assistant.bench.omni_persona.export import export_predictions

    with Run.open(folder) as run:
        if run.card["run"]["suite"] != "omni-persona":
            raise BadInput(
                f"{folder}: {run.card['benchmark']} has no such format, only Omni-Persona has"
            )
        identity = run.card.get("judge") or {
            "name": LexicalJudge.name,
            "fingerprint": LexicalJudge.fingerprint,
        }
        verdicts = run.verdicts_by(identity["name"], identity["fingerprint"])
        export_predictions(run.entries, run.replies(), verdicts, into, run.card["run"]["engine"])


class RunningHeadline:
    """The suite's headline metric over the answers so far, by the lexical judge."""

    def __init__(self, suite: Suite[Any]) -> None:
        self._suite = suite
        self._judge = LexicalJudge()
        self._counts: dict[str, float] = {}

    def __call__(self, case: Case, reply: Reply) -> float | None:
        correct = case.judged and self._judge.judge(case.gold, reply.text)
        for name, value in self._suite.count(Row(case, reply, correct)).items():
            self._counts[name] = self._counts.get(name, 0) + value
        return self._suite.metrics(self._counts)[self._suite.headline]


# --- inside


def _raise_if_cancelled(cancel: CancelToken | None, stage: str, done: int, total: int) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled(
            f"stopped: {done} of {total} {stage}",
            code="bench_cancelled",
            stage=stage,
            done=done,
            total=total,
        )


def _judge_and_score(
    run: Run,
    suite: Suite[Any],
    judge: Judge,
    begun: float,
    *,
    on_progress: OnProgress,
    cancel: CancelToken | None,
    answered: AnsweringResult | None = None,
    token_vectors: TokenVectors | None,
) -> Scores:
    judged = judge_all(
        run.entries, run.replies(), judge, run.verdicts, cancel=cancel, on_progress=on_progress
    )
    total = len(judged.results) + len(judged.errors)
    _raise_if_cancelled(cancel, "judged", len(judged.results), total)
    run.errors |= _without_addresses(judged.errors)
    return _score(
        run,
        suite,
        {"name": judge.name, "fingerprint": judge.fingerprint},
        judged.results,
        begun,
        answered=answered,
        token_vectors=token_vectors,
        set_judge=True,
    )


def _score(
    run: Run,
    suite: Suite[Any],
    judge: Mapping[str, str],
    verdicts: Mapping[str, bool],
    begun: float,
    *,
    answered: AnsweringResult | None = None,
    token_vectors: TokenVectors | None,
    set_judge: bool = False,
) -> Scores:
    card, replies = run.card, run.replies()
    if not any(entry.case.judged for entry in run.entries):
        judge = {
            "name": f"none: {suite.title} is scored by its own rule",
            "fingerprint": suite.name,
        }
    scores = score(
        suite, run.entries, replies, verdicts, errors=run.errors, token_vectors=token_vectors
    )
    scores.judge, scores.judge_fingerprint = judge["name"], judge["fingerprint"]
    if set_judge:
        card["judge"] = dict(judge)
    scores.engine, scores.route = card["run"]["engine"], card["run"]["route"]
    scores.wording = card["run"]["conditions"]["wording"]
    scores.conditions = card["run"]["conditions"]
    scores.missing_media = list((card.get("missing_media") or {}).get("files", []))
    scores.subset = card["subset"]
    scores.notes = [*card.get("notes", []), *_media_notes(scores)]
    scores.reused = answered.reused if answered else len(replies)
    if scores.judge != LexicalJudge.name and verdicts:
        lexical = run.verdicts_by(LexicalJudge.name, LexicalJudge.fingerprint)
        scores.agreement = agreement(lexical, verdicts)
    scores.seconds = time.perf_counter() - begun
    run.card = run_card.finish_card(card, scores, answered)
    run.write_scores(scores.to_json())
    run.write_card(run_card.render_markdown(run.card, _headings(suite)))
    return scores


def _with_all_options(suite: Suite[Any], conditions: Conditions) -> Conditions:
    """With every option of the suite, at its default where it is not given. Raises BadInput."""
    known = {option.name: option for option in suite.options}
    for name, value in conditions.options.items():
        if name not in known:
            available = f"it has: {', '.join(known)}" if known else "it has none"
            problem = f"{suite.title} has no such option; {available}"
        elif known[name].free:
            continue
        elif known[name].allowed and value not in known[name].allowed:
            problem = f"must be one of {', '.join(known[name].allowed)}"
        elif not known[name].allowed and not (value.isascii() and value.isdigit()):
            problem = "must be a whole number"
        else:
            continue
        raise BadInput(f"{name}={value}: {problem}", code="bench_option")
    options = {name: conditions.options.get(name, option.default) for name, option in known.items()}
    return replace(conditions, options=options)


def _check_config(config: RunConfig, conditions: Conditions) -> None:
    """Raises BadInput."""
    for value, what, code in (
        (config.limit, "items", "bench_limit"),
        (conditions.contexts, "contexts", "bench_contexts"),
        (config.concurrency, "questions at once", "bench_concurrency"),
    ):
        if value is not None and value < 1:
            raise BadInput(f"{value} {what}: give a number of at least 1", code=code)
    if unknown := conditions.drop - {"image", "audio", "text"}:
        raise BadInput(f"drop {min(unknown)}: must be image, audio or text", code="bench_drop")


def _check_answerers(answerers: Sequence[Answerer]) -> None:
    """All are available and answer alike. Raises EngineError, BadInput."""
    for answerer in answerers:
        answerer.check()
    first = dict(answerers[0].identity)
    for other in answerers[1:]:
        if dict(other.identity) != first:
            raise BadInput(
                f"the endpoints do not serve the same: {first} and {dict(other.identity)}; "
                "give each run endpoints with one model"
            )


def _without_addresses(errors: Mapping[str, str]) -> dict[str, str]:
    """Scores and cards are shared, so they must not tell where somebody's servers are."""
    return {
        name: re.sub(r"https?://\S*[^\s:.,;?!)]", "the server", error)
        for name, error in errors.items()
    }


def _bad_entries(records: Records[ItemT], jobs: Sequence[Job[ItemT]]) -> list[Entry]:
    """Entries for the bad records, each under an id of its own."""
    taken = {job.entry.case.id for job in jobs}
    entries = []
    for bad in records.bad:
        name, number = bad.id, 2
        while name in taken:
            name, number = f"{bad.id} #{number}", number + 1
        taken.add(name)
        entries.append(Entry(Case(name, name, {}, ""), None, str(bad.error)))
    return entries


def _media_notes(scores: Scores) -> list[str]:
    if not scores.missing_media or scores.n:
        return []
    return [
        f"None of the {len(scores.missing_media)} pictures and clips that the records name was "
        "found: give the folder that their paths start from."
    ]


def _headings(suite: Suite[Any]) -> dict[str, str]:
    return {column.metric: column.heading for column in suite.columns}

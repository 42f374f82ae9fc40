"""A benchmark run from end to end, and its later stages alone: plan, answer, judge, score.

Each stage reads what the one before left in the run folder and nothing else: judging and scoring
wake no model and need neither the benchmark's files nor its media.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from persona_assistant.bench import card
from persona_assistant.bench.agreement import agreement
from persona_assistant.bench.answerer import Answerer
from persona_assistant.bench.answering import Stage, answer_all
from persona_assistant.bench.judges import Judge
from persona_assistant.bench.judging import judge_all
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.media import Assets
from persona_assistant.bench.plan import Shard, part, plan, subset, together
from persona_assistant.bench.run import Entry, Run
from persona_assistant.bench.scoring import Scores, TokenVectors, score
from persona_assistant.bench.suite import Case, Conditions, Records, Row, Suite, Watch
from persona_assistant.bench.suites import find
from persona_assistant.errors import BadInput


class Stopped(Exception):
    """Ended before its end by whoever watched. What was done is kept."""

    def __init__(self, stage: str, done: int, total: int) -> None:
        super().__init__(f"stopped: {done} of {total} {stage}")
        self.stage, self.done, self.total = stage, done, total


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What is asked for, beside what answers and judges."""

    data: Path | None = None
    """None: the items bundled with the product."""
    assets: Path | None = None
    """Folder the records' media paths start from; None: where the data are."""
    conditions: Conditions = field(default_factory=Conditions)
    limit: int | None = None
    shard: Shard | None = None
    out: Path | None = None
    """The run folder; None keeps nothing."""
    concurrency: int = 1


def run_bench(
    suite: Suite,
    config: RunConfig,
    answerers: Sequence[Answerer],
    judge: Judge,
    *,
    watch: Watch | None = None,
    cancel: threading.Event | None = None,
    notes: Sequence[str] = (),
    token_vectors: TokenVectors | None = None,
) -> Scores:
    """Answer, judge and score the items. `answerers` differ in their place alone (several
    endpoints).

    Items that cannot be read, answered or judged are counted in `Scores.errors` and left out of the
    scores. The same call resumes in the same folder. Raises RecordError when there is no record at
    all, JudgeError when the judge is not there, EngineError when the engine is not, BadInput,
    Stopped.
    """
    begun = time.perf_counter()
    conditions = _complete(suite, config.conditions)
    _refuse_nonsense(suite, config, conditions)
    data = config.data or suite.bundled
    if data is None:
        raise BadInput(
            f"{suite.title} does not come with the product: give its file with --data, or first: bench pull {suite.name}"
        )
    records = suite.read(data, conditions.options)
    if records.bad and not records.items:
        raise records.bad[0].error
    chosen = subset(suite, records.items, config.limit, conditions.seed)
    judge.check()
    _check(answerers)
    first = answerers[0]
    root = config.assets or (data if data.is_dir() else data.parent)
    assets = Assets(root)
    depends = {
        "route": first.name,
        "engine": dict(first.identity),
        "settings": dict(first.settings),
        "max_tokens": first.max_tokens,
    }
    jobs = plan(suite, part(suite, chosen.items, config.shard), assets, conditions, depends)
    # Unreadable records belong to the first part alone, so that parts can be put together again.
    unreadable = (
        _unreadable(records, jobs) if config.shard is None or config.shard.number == 1 else []
    )
    run = Run.start(
        config.out,
        card.beginning(
            suite, records, chosen, conditions, first,
            limit=config.limit, shard=config.shard, concurrency=config.concurrency, endpoints=len(answerers),
        ),
        [*(job.entry for job in jobs), *unreadable],
        {"data": str(data.absolute()), "assets": str(root.absolute())},
    )  # fmt: skip
    try:
        run.about |= {
            "judge": {"name": judge.name, "fingerprint": judge.fingerprint},
            "notes": [*notes],
        }
        run.about["missing_media"] = {"count": len(assets.missing), "files": sorted(assets.missing)}
        run.write_card(card.markdown(run.about, _headings(suite)))
        answered = answer_all(
            together(jobs), suite, assets, conditions, answerers, run.answers,
            concurrency=config.concurrency, cancel=cancel, watch=watch, live=Live(suite) if watch else None,
        )  # fmt: skip
        if cancel is not None and cancel.is_set():
            raise Stopped("answered", len(answered.results), len(run.entries))
        run.errors |= _without_addresses(answered.errors)
        return _judged_and_scored(
            run,
            suite,
            judge,
            begun,
            watch=watch,
            cancel=cancel,
            answered=answered,
            token_vectors=token_vectors,
        )
    finally:
        run.close()


def judge_run(
    folder: Path,
    judge: Judge,
    *,
    watch: Watch | None = None,
    cancel: threading.Event | None = None,
    token_vectors: TokenVectors | None = None,
) -> Scores:
    """Judge the answers of a run, again or by another judge, and score it by that judge.

    Raises BadInput for a folder that is none of a run, JudgeError.
    """
    begun = time.perf_counter()
    run = Run.open(folder, writing=True)
    try:
        suite = find(run.about["run"]["suite"])
        judge.check()
        return _judged_and_scored(
            run, suite, judge, begun, watch=watch, cancel=cancel, token_vectors=token_vectors
        )
    finally:
        run.close()


def score_run(
    folder: Path, *, judge: Judge | None = None, token_vectors: TokenVectors | None = None
) -> Scores:
    """Score a run by verdicts that are there: those of the judge it was last judged by, or of
    `judge`.

    Who judged the run last stays so. Raises BadInput.
    """
    begun = time.perf_counter()
    run = Run.open(folder)
    try:
        suite = find(run.about["run"]["suite"])
        named = run.about.get("judge") or {}
        if judge is not None:
            named = {"name": judge.name, "fingerprint": judge.fingerprint}
        if not named:
            raise BadInput(
                f"{folder}: no judge has spoken yet; first: bench judge {folder} --judge lexical"
            )
        verdicts = run.verdicts_of(named["name"], named["fingerprint"])
        return _scored(run, suite, named, verdicts, begun, token_vectors=token_vectors)
    finally:
        run.close()


def export_for_release(folder: Path, into: Path) -> None:
    """A run's answers and verdicts as the authors' own scorer reads them. Raises BadInput where
    that is not Omni-Persona."""
    from persona_assistant.bench.omni_persona.release import write_release

    run = Run.open(folder)
    try:
        if run.about["run"]["suite"] != "omni-persona":
            raise BadInput(
                f"{folder}: {run.about['benchmark']} has no such format; it is Omni-Persona's"
            )
        named = run.about.get("judge") or {
            "name": LexicalJudge.name,
            "fingerprint": LexicalJudge.fingerprint,
        }
        verdicts = run.verdicts_of(named["name"], named["fingerprint"])
        write_release(run.entries, run.replies(), verdicts, into, run.about["run"]["engine"])
    finally:
        run.close()


class Live:
    """The suite's headline metric over what is answered so far, by the lexical judge."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._judge = LexicalJudge()
        self._counts: dict[str, float] = {}

    def __call__(self, case: Case, reply: Any) -> float | None:
        correct = case.judged and self._judge.judge(case.gold, reply.text)
        for name, value in self._suite.count(Row(case, reply, correct)).items():
            self._counts[name] = self._counts.get(name, 0) + value
        return self._suite.metrics(self._counts)[self._suite.headline]


# --- inside


def _judged_and_scored(
    run: Run,
    suite: Suite,
    judge: Judge,
    begun: float,
    *,
    watch: Watch | None,
    cancel: threading.Event | None,
    answered: Stage | None = None,
    token_vectors: TokenVectors | None,
) -> Scores:
    judged = judge_all(run.entries, run.replies(), judge, run.verdicts, cancel=cancel, watch=watch)
    if cancel is not None and cancel.is_set():
        raise Stopped("judged", len(judged.results), len(judged.results) + len(judged.errors))
    run.errors |= _without_addresses(judged.errors)
    named = {"name": judge.name, "fingerprint": judge.fingerprint}
    return _scored(
        run,
        suite,
        named,
        judged.results,
        begun,
        answered=answered,
        token_vectors=token_vectors,
        judging=True,
    )


def _scored(
    run: Run,
    suite: Suite,
    judge: Mapping[str, str],
    verdicts: Mapping[str, bool],
    begun: float,
    *,
    answered: Stage | None = None,
    token_vectors: TokenVectors | None,
    judging: bool = False,
) -> Scores:
    about, replies = run.about, run.replies()
    if not any(entry.case.judged for entry in run.entries):
        judge = {
            "name": f"none: {suite.title} is scored by its own rule",
            "fingerprint": suite.name,
        }
    scores = score(
        suite, run.entries, replies, verdicts, errors=run.errors, token_vectors=token_vectors
    )
    scores.judge, scores.judge_fingerprint = judge["name"], judge["fingerprint"]
    if judging:
        run.about["judge"] = dict(judge)
    scores.engine, scores.route = about["run"]["engine"], about["run"]["route"]
    scores.wording = about["run"]["conditions"]["wording"]
    scores.conditions = about["run"]["conditions"]
    scores.missing_media = list((about.get("missing_media") or {}).get("files", []))
    scores.subset = about["subset"]
    scores.notes = [*about.get("notes", []), *_media_note(scores)]
    scores.reused = answered.reused if answered else len(replies)
    if scores.judge != LexicalJudge.name and verdicts:
        scores.agreement = agreement(
            run.verdicts_of(LexicalJudge.name, LexicalJudge.fingerprint), verdicts
        )
    scores.seconds = time.perf_counter() - begun
    if answered is None:
        # How the answers came about is told by the card of the run that made them.
        made = {
            "answering": about.get("answering_seconds", 0.0),
            "tokens": about.get("answer_tokens", 0),
        }
        run.about = card.finished(about, scores, reused=about.get("answers_reused", 0), **made)
        run.about["wall_seconds"] = about.get("wall_seconds")
    else:
        run.about = card.finished(
            about,
            scores,
            answering=answered.seconds,
            tokens=answered.tokens,
            reused=answered.reused,
        )
    run.write_scores(scores.to_json())
    run.write_card(card.markdown(run.about, _headings(suite)))
    return scores


def _complete(suite: Suite, conditions: Conditions) -> Conditions:
    """With every option of the suite, those not given at their default. Raises BadInput."""
    known = {option.name: option for option in suite.options}
    for name, value in conditions.options.items():
        if name not in known:
            offers = f"it has: {', '.join(known)}" if known else "it has none"
            raise BadInput(f"--set {name}={value}: {suite.title} has no such option; {offers}")
        allowed = known[name].allowed
        if allowed and value not in allowed:
            raise BadInput(f"--set {name}={value}: must be one of {', '.join(allowed)}")
        if not allowed and not (value.isascii() and value.isdigit()):
            raise BadInput(f"--set {name}={value}: must be a whole number")
    options = {name: conditions.options.get(name, option.default) for name, option in known.items()}
    return replace(conditions, options=options)


def _refuse_nonsense(suite: Suite, config: RunConfig, conditions: Conditions) -> None:
    if config.limit is not None and config.limit < 1:
        raise BadInput(f"--limit {config.limit}: give a number of items, at least 1")
    if conditions.contexts is not None and conditions.contexts < 1:
        raise BadInput(f"--contexts {conditions.contexts}: give a number of contexts, at least 1")
    if config.concurrency < 1:
        raise BadInput(f"--concurrency {config.concurrency}: give a number, at least 1")
    unknown = conditions.drop - {"image", "audio", "text"}
    if unknown:
        raise BadInput(f"--drop {sorted(unknown)[0]}: must be image, audio or text")


def _check(answerers: Sequence[Answerer]) -> None:
    """All are there, and answer alike. Raises EngineError, BadInput."""
    for answerer in answerers:
        answerer.check()
    for other in answerers[1:]:
        if dict(other.identity) != dict(answerers[0].identity):
            raise BadInput(
                f"the endpoints do not serve the same: {dict(answerers[0].identity)} and {dict(other.identity)}; "
                "give each run endpoints with one model"
            )


def _without_addresses(errors: Mapping[str, str]) -> dict[str, str]:
    """Scores and cards are shared; where somebody's servers stand is nobody's affair."""
    return {
        name: re.sub(r"https?://\S*[^\s:.,;?!)]", "the server", error)
        for name, error in errors.items()
    }


def _unreadable(records: Records, jobs: Sequence[Any]) -> list[Entry]:
    """Entries for records that could not be read, under names of their own."""
    taken = {job.entry.case.id for job in jobs}
    entries = []
    for bad in records.bad:
        name, number = bad.id, 2
        while name in taken:
            name, number = f"{bad.id} #{number}", number + 1
        taken.add(name)
        entries.append(Entry(Case(name, name, {}, ""), None, str(bad.error)))
    return entries


def _media_note(scores: Scores) -> list[str]:
    if not scores.missing_media or scores.n:
        return []
    return [
        f"None of the {len(scores.missing_media)} pictures and clips that the records name was found: "
        "--assets should be the folder their paths start from."
    ]


def _headings(suite: Suite) -> dict[str, str]:
    return {column.metric: column.heading for column in suite.columns}

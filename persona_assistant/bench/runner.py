"""The two stages of a run: every item answered, every answer to an answerable item judged.

Each result is logged before the next begins and found again by a key made of everything it depends
on, so the same command picks up where it was stopped, and another engine, wording or media file
never meets results that are not its own. What goes wrong with one item is that item's error and
the run goes on; when the engine or the judge itself is gone, the rest is counted as errors instead
of waiting for it again and again.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from typing import Callable, Mapping, Sequence

from persona_assistant.bench.answerer import Answerer, Reply
from persona_assistant.bench.judges import Judge
from persona_assistant.bench.log import Log, key_of
from persona_assistant.bench.metrics import Scored
from persona_assistant.bench.prompting import Assets, pose
from persona_assistant.bench.records import Item
from persona_assistant.errors import (
    EndpointError,
    EngineError,
    EngineMissing,
    JudgeError,
    MediaError,
    ModelError,
)

Progress = Callable[[str, int, int], None]
"""Called with the stage ("answer" or "judge"), how many are done, and how many there are."""

SUBSET_SEED = 20_260_509
STRIKES = 5
"""Engine failures in a row after which it counts as gone. More than the three questions that share
one source sample, so that a single bad recording is not mistaken for a dead engine."""


@dataclass(slots=True)
class Stage:
    """What a stage made, by item id."""

    results: dict = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    reused: int = 0


def subset(items: Sequence[Item], limit: int | None) -> list[Item]:
    """At most `limit` items, proportional over task x answerable, the same ones every time.

    Shares are rounded by largest remainder; the order of the file is kept.
    """
    if limit is None or limit >= len(items):
        return list(items)
    strata: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        strata[item.selected_task, item.oracle.answerable_from_context].append(index)
    chance = random.Random(SUBSET_SEED)
    shares = {}
    for name in sorted(strata):
        chance.shuffle(strata[name])
        shares[name] = divmod(limit * len(strata[name]), len(items))
    counts = {name: whole for name, (whole, _) in shares.items()}
    # Equal remainders are settled by chance, not by the alphabet.
    order = sorted(shares, key=lambda name: (-shares[name][1], chance.random()))
    for name in order[: limit - sum(counts.values())]:
        counts[name] += 1
    chosen = {index for name, count in counts.items() for index in strata[name][:count]}
    return [item for index, item in enumerate(items) if index in chosen]


def answer_all(
    items: Sequence[Item], assets: Assets, answerer: Answerer, log: Log, progress: Progress | None = None
) -> Stage:
    """A Reply for every item that can be answered. Raises EngineError when the engine never works."""
    same = {
        "route": answerer.name,
        "engine": answerer.engine,
        "wording": asdict(answerer.wording),
        "max_tokens": answerer.max_tokens,
        "settings": dict(answerer.settings),
    }
    stage = Stage()
    strikes = 0
    for done, item in enumerate(items):
        if progress is not None:
            progress("answer", done, len(items))
        try:
            key = key_of(item=item.digest, media=assets.hashes(item), **same)
            logged = log.get(key)
            if logged is not None:
                stage.results[item.id] = _reply(logged)
                stage.reused += 1
                continue
            if strikes >= STRIKES:
                stage.errors[item.id] = f"not asked: the engine failed {STRIKES} times in a row"
                continue
            query, contexts = pose(item, assets)
            reply = answerer.answer(item.blind(), query, contexts)
        except MediaError as error:
            stage.errors[item.id] = str(error)
        except (EngineMissing, ModelError):
            raise
        except EngineError as error:
            strikes += 1
            if strikes >= STRIKES and not stage.results:
                raise
            stage.errors[item.id] = str(error)
        else:
            strikes = 0
            stage.results[item.id] = reply
            log.add(key, {"id": item.id, "abstained": reply.abstained, **asdict(reply)})
    if progress is not None:
        progress("answer", len(items), len(items))
    return stage


def judge_all(
    items: Sequence[Item],
    replies: Mapping[str, Reply],
    judge: Judge,
    log: Log,
    progress: Progress | None = None,
) -> Stage:
    """A verdict for every answer to an answerable item; the judge never sees another one."""
    asked = [item for item in items if item.id in replies and item.oracle.answerable_from_context]
    stage = Stage()
    gone = ""
    for done, item in enumerate(asked):
        if progress is not None:
            progress("judge", done, len(asked))
        gold, prediction = item.oracle.gold_answer, replies[item.id].text
        key = key_of(judge=judge.name, fingerprint=judge.fingerprint, gold=gold, prediction=prediction)
        logged = log.get(key)
        if logged is not None:
            stage.results[item.id] = logged["correct"]
            stage.reused += 1
        elif not prediction.strip():
            stage.results[item.id] = False
        elif gone:
            stage.errors[item.id] = f"not judged: {gone}"
        else:
            try:
                correct = judge.judge(gold, prediction)
            except JudgeError as error:
                stage.errors[item.id] = str(error)
            except EndpointError as error:
                gone = str(error)
                stage.errors[item.id] = f"not judged: {gone}"
            else:
                stage.results[item.id] = correct
                log.add(key, {"id": item.id, "judge": judge.name, "correct": correct})
    if progress is not None:
        progress("judge", len(asked), len(asked))
    return stage


def scored(item: Item, reply: Reply, correct: bool) -> Scored:
    """One row for the metrics."""
    oracle = item.oracle
    return Scored(
        id=item.id,
        group=item.group,
        task=item.selected_task,
        answerable=oracle.answerable_from_context,
        absent_persona=oracle.no_GT,
        gold=oracle.gold_answer,
        prediction=reply.text,
        abstained=reply.abstained,
        correct=correct,
        target=oracle.target,
        routed=reply.routed,
        outcome=reply.outcome,
    )


def _reply(logged: Mapping) -> Reply:
    return Reply(**{name: logged[name] for name in ("text", "routed", "outcome", "seconds")})

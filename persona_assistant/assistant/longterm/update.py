"""The update with a language model: per turn what it tells, per session who the user is, what they
want, and what it was about.

The model thinks while nothing is locked; what it found is kept in one transaction with how far the
stage is. So a run that is cancelled or killed goes on with the same turn, and since a model decodes
greedily, to the same memories. Turns are taken in the order in which they were said, and a session
is rewritten before the turns of the next one are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TypeAlias

from persona_assistant.assistant import remembering
from persona_assistant.assistant.longterm import (
    core_rewrite,
    extraction,
    procedural_rewrite,
    topics,
)
from persona_assistant.assistant.longterm.found import Found
from persona_assistant.assistant.longterm.material import parts, room
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import Engine
from persona_assistant.errors import EngineCrashed, EngineError
from persona_assistant.language.statements import only_asks
from persona_assistant.memory.memories import Memory
from persona_assistant.memory.memory_stages import CORE, EPISODIC, PROCEDURAL, SEMANTIC
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken, Counter, Done, Progress

Turns: TypeAlias = Sequence[ConversationTurn]
Stage: TypeAlias = Callable[[Services, Engine, Turns, CancelToken | None], Found | None]


def _of_what_is_told(stage: Stage) -> Stage:
    """The stage without the turns that only ask: they say nothing of the user, and a small model
    takes them for something all the same."""

    def told(
        services: Services, engine: Engine, turns: Turns, cancel: CancelToken | None
    ) -> Found | None:
        telling = [each for each in turns if not only_asks(each.text)]
        return stage(services, engine, telling, cancel) if telling else Found()

    return told


_SESSION: tuple[tuple[str, Stage], ...] = (
    (CORE, _of_what_is_told(core_rewrite.rewrite)),
    (PROCEDURAL, _of_what_is_told(procedural_rewrite.rewrite)),
    (EPISODIC, topics.segment),
)


def update(
    services: Services, cancel: CancelToken | None = None, *, flush: bool = False
) -> Iterator[Progress | Done[tuple[Memory, ...]]]:
    """Looks at all turns that no update has looked at; the result is what is remembered now and was
    not before. With `flush` the session that goes on counts as over. When it is cancelled, the next
    update goes on. Raises EngineError; what was kept before stays."""
    made = list(remembering.update(services, cancel, flush=flush))
    if remembering.has_model(services):
        yield from _think(services, services.engine, cancel, flush, made)
    yield Done(tuple(made))


def _behind(services: Services) -> int:
    """The id of the last turn that all stages have looked at."""
    stages = services.store.memory_stages
    return min(stages.reached(SEMANTIC), *(stages.reached(name) for name, _ in _SESSION))


def _think(
    services: Services,
    engine: Engine,
    cancel: CancelToken | None,
    flush: bool,
    made: list[Memory],
) -> Iterator[Progress]:
    store = services.store
    sessions = remembering.runs(store.conversations.said_since(_behind(services)))
    reports: list[Progress] = []
    count = Counter(reports.append, "remembering", sum(map(len, sessions)), unit="turns")
    for session in sessions:
        yield from _reported(reports)
        for turn in session:
            is_new = (turn.id or 0) > store.memory_stages.reached(SEMANTIC)
            if is_new and not _step(services, engine, SEMANTIC, _of_turn, [turn], cancel, made):
                return
            count()
            yield from _reported(reports)
        if not flush and session is sessions[-1] and not remembering.is_over(session):
            return
        for name, stage in _SESSION:
            left = [each for each in session if (each.id or 0) > store.memory_stages.reached(name)]
            for part in parts(left, room(engine)):
                if not _step(services, engine, name, stage, part, cancel, made):
                    return


def _step(
    services: Services,
    engine: Engine,
    name: str,
    stage: Stage,
    turns: Turns,
    cancel: CancelToken | None,
    made: list[Memory],
) -> bool:
    """One stage over some turns; False when it was cancelled, which leaves nothing. Raises
    EngineError, after which the same turns are looked at again, unless the engine crashed."""
    if cancel is not None and cancel.is_set():
        return False
    found, crashed = None, None
    try:
        found = stage(services, engine, turns, cancel)
    except EngineCrashed as error:
        crashed = error  # over these turns it might crash every time
    except EngineError as error:
        if error.code != "prompt_too_long":
            raise
    if cancel is not None and cancel.is_set():
        return False
    if found is None:
        found = _without_model(name, turns)
    made += services.store.memory_stages.settle(
        name,
        turns[-1].id or 0,
        found.memories,
        replaced=found.replaced,
        retracted=found.retracted,
    )
    if crashed is not None:
        raise crashed
    return True


def _of_turn(
    services: Services, engine: Engine, turns: Turns, cancel: CancelToken | None
) -> Found | None:
    (turn,) = turns
    if not extraction.worth_reading(turn):
        return Found()
    return extraction.extract(services, engine, turn, cancel)


def _without_model(name: str, turns: Turns) -> Found:
    """What is kept where the model gave nothing: of a session its beginning, as without one."""
    if name != EPISODIC:
        return Found()
    kept = remembering.episode(turns)
    return Found(() if kept is None else (kept,))


def _reported(reports: list[Progress]) -> Iterator[Progress]:
    with suppress(IndexError):
        while True:
            yield reports.pop(0)

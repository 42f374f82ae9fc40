"""The update after a turn: what the user stated becomes memories, and sessions become episodes.

Only what the user said is looked at, never what was answered. What was looked at is noted in the
transaction that keeps what was found, so that an update that was killed is done again, to the same
memories, by the next one.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby

from persona_assistant.assistant.memories import mentioned
from persona_assistant.assistant.services import Services
from persona_assistant.language.statements import Statement, statements
from persona_assistant.language.words import words
from persona_assistant.memory.memories import Memory
from persona_assistant.memory.memory_stages import EPISODIC, STATED
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken

GAP = datetime.timedelta(minutes=60)
"""After so long without a turn a session is over."""
_SUMMARY = 400
"""Letters, at most, of what an episode quotes."""
_KEYWORDS = 24


def update(
    services: Services, cancel: CancelToken | None = None, *, flush: bool = False
) -> tuple[Memory, ...]:
    """Looks at the turns that came since the last update; returns what is remembered now and was
    not before. With `flush` the session that goes on is made an episode too. When it is cancelled,
    the next update goes on."""
    store = services.store
    turns = store.conversations.said_since(store.memory_stages.reached(STATED))
    made: list[Memory] = []
    for turn in turns:
        if cancel is not None and cancel.is_set():
            return tuple(made)
        found = [_memory(services, turn, each) for each in stated(turn)]
        made += store.memory_stages.settle(STATED, turn.id or 0, found)
    for last, episode in _episodes(services, flush):
        if cancel is not None and cancel.is_set():
            return tuple(made)
        made += store.memory_stages.settle(EPISODIC, last, [episode])
    return tuple(made)


def stated(turn: ConversationTurn) -> tuple[Statement, ...]:
    """What the user states in a turn."""
    return statements(turn.text, _moment(turn).date()) if turn.role == "user" else ()


def _memory(services: Services, turn: ConversationTurn, statement: Statement) -> Memory:
    return Memory(
        statement.kind,
        statement.text,
        statement.name,
        statement.keywords,
        said=turn.created,
        valid_from=statement.valid_from,
        valid_to=statement.valid_to,
        origin="turn",
        turns=(turn.id or 0,),
        about=tuple(sorted({*turn.about, *mentioned(services, statement.text)})),
    )


def _episodes(services: Services, flush: bool) -> Iterator[tuple[int, Memory]]:
    """Sessions that are over and no episode yet, each after the id of its last turn."""
    store = services.store
    turns = store.conversations.said_since(store.memory_stages.reached(EPISODIC))
    sessions = [list(each) for each in _sessions(turns)]
    if sessions and not flush and datetime.datetime.now() - _moment(sessions[-1][-1]) < GAP:
        sessions.pop()
    for session in sessions:
        text = " ".join(" ".join(each.text.split()) for each in session if each.text.strip())
        if not text:
            continue
        yield (
            session[-1].id or 0,
            Memory(
                "episodic",
                text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…",
                keywords=_keywords(text),
                said=session[0].created,
                origin="turn",
                turns=tuple(each.id or 0 for each in session),
                about=tuple(sorted({person for each in session for person in each.about})),
            ),
        )


def _sessions(turns: Sequence[ConversationTurn]) -> Iterator[Iterator[ConversationTurn]]:
    """The turns of the user in runs without a gap."""
    number, last = 0, None
    numbered = []
    for turn in turns:
        if turn.role != "user":
            continue
        at = _moment(turn)
        number += last is not None and at - last >= GAP
        last = at
        numbered.append((number, turn))
    for _, run in groupby(numbered, key=lambda each: each[0]):
        yield (turn for _, turn in run)


def _keywords(text: str) -> str:
    telling = [each.lower for each in words(text) if each.content and each.lower[:1].isalnum()]
    return " ".join(list(dict.fromkeys(telling))[:_KEYWORDS])


def _moment(turn: ConversationTurn) -> datetime.datetime:
    """In local time, which is what "yesterday" is reckoned from."""
    created = datetime.datetime.fromisoformat(turn.created)
    return created.astimezone().replace(tzinfo=None)

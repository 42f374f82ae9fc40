"""The update after a turn: what the user stated becomes memories, and sessions become episodes.

Only what the user said is looked at, never what was answered. What was looked at is noted in the
transaction that keeps what was found, so that an update that was killed is done again, to the same
memories, by the next one.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from itertools import groupby

from persona_assistant.assistant.longterm import shown
from persona_assistant.assistant.mentions import mentioned
from persona_assistant.assistant.services import Services
from persona_assistant.language.statements import Statement, statements
from persona_assistant.language.words import words
from persona_assistant.memory.memories import Memory
from persona_assistant.memory.memory_stages import (
    CORE,
    EPISODIC,
    PROCEDURAL,
    SEMANTIC,
    STATED,
)
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
    the next update goes on.

    A language model, where there is one, makes the episodes and looks further afterwards; see
    `longterm.update`."""
    store, thinks = services.store, has_model(services)
    also = () if thinks else (SEMANTIC, CORE, PROCEDURAL)
    turns = store.conversations.said_since(store.memory_stages.reached(STATED))
    made: list[Memory] = []
    for turn in turns:
        if cancel is not None and cancel.is_set():
            return tuple(made)
        found = [_memory(services, turn, each) for each in stated(turn)]
        made += store.memory_stages.settle(STATED, turn.id or 0, found, also=also)
    made += shown.update(services)
    for session in [] if thinks else sessions(services, flush):
        if cancel is not None and cancel.is_set():
            return tuple(made)
        found = [each for each in [episode(session)] if each is not None]
        made += store.memory_stages.settle(EPISODIC, session[-1].id or 0, found)
    return tuple(made)


def has_model(services: Services) -> bool:
    """Whether what answers is a language model. Raises EngineError."""
    return services.load_engine().capabilities.window is not None


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


def sessions(services: Services, flush: bool) -> list[tuple[ConversationTurn, ...]]:
    """The user's turns of each session that is over and no episode yet; with `flush` also of the
    one that goes on."""
    store = services.store
    turns = store.conversations.said_since(store.memory_stages.reached(EPISODIC))
    found = runs(turns)
    if found and not flush and not is_over(found[-1]):
        found.pop()
    return found


def runs(turns: Sequence[ConversationTurn]) -> list[tuple[ConversationTurn, ...]]:
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
    return [tuple(each for _, each in run) for _, run in groupby(numbered, key=lambda n: n[0])]


def is_over(session: Sequence[ConversationTurn]) -> bool:
    return datetime.datetime.now() - _moment(session[-1]) >= GAP


def episode(
    session: Sequence[ConversationTurn], summary: str = "", keywords: str = ""
) -> Memory | None:
    """What these turns were about: a summary of them, or else their beginning; None where nothing
    was said."""
    text = " ".join(" ".join(each.text.split()) for each in session if each.text.strip())
    if not text:
        return None
    quoted = text if len(text) <= _SUMMARY else text[: _SUMMARY - 1].rstrip() + "…"
    return Memory(
        "episodic",
        summary or quoted,
        keywords=" ".join(dict.fromkeys(f"{keywords} {_keywords(text)}".split())),
        said=session[0].created,
        origin="turn",
        turns=tuple(each.id or 0 for each in session),
        about=tuple(sorted({person for each in session for person in each.about})),
    )


def _keywords(text: str) -> str:
    telling = [each.lower for each in words(text) if each.content and each.lower[:1].isalnum()]
    return " ".join(list(dict.fromkeys(telling))[:_KEYWORDS])


def _moment(turn: ConversationTurn) -> datetime.datetime:
    """In local time, which is what "yesterday" is reckoned from."""
    created = datetime.datetime.fromisoformat(turn.created)
    return created.astimezone().replace(tzinfo=None)

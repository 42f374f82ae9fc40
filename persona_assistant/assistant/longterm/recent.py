"""What was said just now: the turns that a language model reads before a question.

Where nothing is remembered these are the latest turns. Otherwise those of the last hour, or the
last exchange, are enough, and few tokens: what was said before is in the memories. A memory of what
stands in these turns is not looked for.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.assistant.prompt_memories import remembers
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.takeable import taken
from persona_assistant.assistant.token_estimate import TURN_TOKENS, media_tokens, text_tokens
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import ConversationTurn
from persona_assistant.prompt import Turn, conversation_turns

LAST = 20
"""Turns, at most: enough to know what "she" means."""
MINUTES = 60
BUDGET = 800
"""Tokens of these turns, at most, where there are memories."""
_EXCHANGE = 2


@dataclass(frozen=True, slots=True)
class Recent:
    turns: tuple[Turn, ...] = ()
    """As a prompt holds them, oldest first."""
    ids: frozenset[int] = frozenset()

    def holds(self, memory: Memory) -> bool:
        """Whether all that a memory was taken from stands in these turns."""
        return bool(memory.turns) and self.ids.issuperset(memory.turns)


def recent(
    services: Services, conversation: int | None, now: datetime.datetime | None = None
) -> Recent:
    """Of a conversation, None for a question outside one. `now`: with a time zone."""
    if conversation is None:
        return Recent()
    store = services.store
    turns = store.conversations.turns(conversation, last=LAST)
    if remembers(services):
        now = now or datetime.datetime.now(datetime.UTC)
        turns = _affordable(services, _young(turns, now))
    ids = frozenset(each.id for each in turns if each.id is not None)
    return Recent(conversation_turns(turns), ids)


def _young(
    turns: Sequence[ConversationTurn], now: datetime.datetime
) -> tuple[ConversationTurn, ...]:
    """Those of the last hour and the last exchange."""
    oldest = now - datetime.timedelta(minutes=MINUTES)
    return tuple(
        turn
        for place, turn in enumerate(turns, _EXCHANGE - len(turns))
        if place >= 0 or datetime.datetime.fromisoformat(turn.created) >= oldest
    )


def _affordable(
    services: Services, turns: Sequence[ConversationTurn]
) -> tuple[ConversationTurn, ...]:
    """The latest of them that take no more than the budget."""
    able, room = services.load_engine().capabilities, BUDGET
    kept: list[ConversationTurn] = []
    for turn in reversed(turns):
        media = media_tokens(taken(turn.attachments, able), able.picture_tokens)
        room -= text_tokens(turn.text) + media + TURN_TOKENS
        if room < 0:
            break
        kept.append(turn)
    return tuple(reversed(kept))

"""What a language model is told of its user: core memories, then those that the question is about.

They get so many tokens and no more, and only where the prompt leaves room; what is left out is said
in a notice, by number.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.assistant.prompt_length import length_of
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.token_estimate import TURN_TOKENS, text_tokens
from persona_assistant.engines.base import Engine
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Note
from persona_assistant.prompt import Prompt, with_memories

BUDGET = 1200
"""Tokens of memories in a prompt, at most."""
MEMORY_TOKENS = BUDGET + 400
"""What is kept free for them, and for what a step of thinking asks."""
_SPARE = 48
"""Tokens kept free, for the heading."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """A prompt with memories in it."""

    prompt: Prompt
    memories: tuple[Memory, ...] = ()
    """Those in the prompt."""
    notices: tuple[str, ...] = ()
    """What was left out of it."""


def remembers(services: Services) -> bool:
    """Whether there is any memory."""
    return services.has_store and bool(services.store.memories.search([], limit=1))


def remembered(
    services: Services,
    prompt: Prompt,
    engine: Engine,
    found: Sequence[Memory],
    today: datetime.date,
    latest: int = 0,
) -> Remembered:
    """The prompt with core memories and with those of `found` that fit, of which the last `latest`
    matter most. Unchanged for what is no language model."""
    window = engine.capabilities.window
    if window is None or not services.has_store:
        return Remembered(prompt)
    reads_core = "core" in services.options.kinds
    core = services.store.memories.list(["core"]) if reads_core else ()
    taking = length_of(prompt, engine)
    room = min(BUDGET, window - services.options.max_tokens - taking.tokens - _SPARE)
    earlier = len(found) - latest
    fitting = _fitting([*core, *found[earlier:], *found[:earlier]], room / taking.ratio)
    taken = [each for each in (*core, *found) if each.id in fitting]
    left = [str(each.id) for each in (*core, *found) if each.id not in fitting]
    notices = (f"memories left out of the prompt: {', '.join(left)}",) if left else ()
    told = with_memories(prompt, [_note(each) for each in taken], today)
    return Remembered(told, tuple(taken), notices)


def _fitting(wanted: Sequence[Memory], room: float) -> set[int]:
    """Ids of those that fit, the first ones first."""
    taken: set[int] = set()
    for memory in wanted:
        tokens = text_tokens(_line(memory)) + TURN_TOKENS
        if tokens <= room:
            taken.add(memory.id)
            room -= tokens
    return taken


def _line(memory: Memory) -> str:
    return f"{_note(memory).date}: {_note(memory).text}"


def _note(memory: Memory) -> Note:
    text = f"{memory.name}: {memory.text}" if memory.kind == "core" else memory.text
    times = [each for each in (memory.valid_from, memory.valid_to) if each]
    if times:
        text = f"{text} [{' to '.join(dict.fromkeys(times))}]"
    return Note(text, day_said(memory))


def day_said(memory: Memory) -> datetime.date:
    """Where the user is."""
    return datetime.datetime.fromisoformat(memory.said).astimezone().date()

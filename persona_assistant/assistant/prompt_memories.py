"""What a language model is told of its user: core memories, then those that the question is about.

They get so many tokens and no more, and only where the prompt leaves room; what is left out is said
in a notice, by number.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from persona_assistant.assistant.recollection import retrieve
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.token_estimate import TURN_TOKENS, media_tokens, text_tokens
from persona_assistant.engines.base import Engine
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Note
from persona_assistant.prompt import Prompt, with_memories

BUDGET = 600
"""Tokens of memories in a prompt, at most."""


def remembered(
    services: Services, prompt: Prompt, engine: Engine
) -> tuple[Prompt, tuple[str, ...]]:
    """The prompt with the memories that fit, and a notice of those that do not; unchanged for what
    is no language model."""
    window = engine.capabilities.window
    if window is None or not services.has_store:
        return prompt, ()
    reads_core = "core" in services.options.kinds
    core = services.store.memories.list(["core"]) if reads_core else ()
    wanted = [*core, *retrieve(services, prompt.query.text)]
    room = min(BUDGET, window - services.options.max_tokens - _tokens(prompt))
    taken, left = _fitting(wanted, room)
    notice = f"memories left out of the prompt: {', '.join(str(each.id) for each in left)}"
    return with_memories(prompt, [_note(each) for each in taken]), (notice,) if left else ()


def _fitting(wanted: Sequence[Memory], room: int) -> tuple[list[Memory], list[Memory]]:
    taken: list[Memory] = []
    left: list[Memory] = []
    for memory in wanted:
        tokens = text_tokens(_note(memory).text) + TURN_TOKENS
        fits = tokens <= room
        (taken if fits else left).append(memory)
        room -= tokens if fits else 0
    return taken, left


def _tokens(prompt: Prompt) -> int:
    parts = prompt.all_parts
    texts = sum(text_tokens(part) for part in parts if isinstance(part, str))
    return texts + media_tokens(parts) + TURN_TOKENS * (1 + len(prompt.before))


def _note(memory: Memory) -> Note:
    text = f"{memory.name}: {memory.text}" if memory.kind == "core" else memory.text
    return Note(text, datetime.datetime.fromisoformat(memory.said).astimezone().date())

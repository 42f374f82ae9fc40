"""What the user told of a person in conversations, read as notes of that person.

"Tom broke his arm" is a memory about Tom: asked what happened to him, it stands beside his notes,
with the day on which it was told, so that of two statements the newer one wins. A language model is
told memories in another way, see `response`.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace

from persona_assistant.assistant.prompt_memories import day_said
from persona_assistant.assistant.services import Services
from persona_assistant.pmg import Context, Note

_LATEST = 200
"""Memories about one person that are read, at most."""


def with_told(services: Services, context: Context) -> Context:
    """The context with what was told of the person."""
    if services.engine.capabilities.window is not None or context.persona_id is None:
        return context
    return replace(context, told=told_of(services, context.persona_id))


def told_of(services: Services, persona_id: int) -> tuple[Note, ...]:
    """What was told of a person, the oldest first."""
    options = services.options
    if options.route != "assistant" or "semantic" not in options.kinds:
        return ()
    found = services.store.memories.list(["semantic"], about=persona_id)[-_LATEST:]
    return tuple(Note(each.text, day_said(each), told=True) for each in found)


def told_of_many(
    services: Services, people: Container[int], words: Sequence[str] | None
) -> dict[int, list[Note]]:
    """What was told of each of many people, the oldest first: all of it, or what holds any of some
    words."""
    options, memories = services.options, services.store.memories
    if options.route != "assistant" or "semantic" not in options.kinds:
        return {}
    if words is None:
        found = memories.list(["semantic"])
    else:
        hits = memories.search(words, kinds=["semantic"], limit=_LATEST)
        found = tuple(sorted(hits, key=lambda each: each.id))
    told: dict[int, list[Note]] = {}
    for each in found:
        for persona in each.about:
            if persona in people:
                told.setdefault(persona, []).append(Note(each.text, day_said(each), told=True))
    return told

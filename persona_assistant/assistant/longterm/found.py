"""What a stage of the update found in the turns that it looked at."""

from __future__ import annotations

from dataclasses import dataclass

from persona_assistant.memory.memories import Memory


@dataclass(frozen=True, slots=True)
class Found:
    memories: tuple[Memory, ...] = ()
    """To be kept."""
    replaced: tuple[int, ...] = ()
    """Ids of memories that they stand for from now on."""
    retracted: tuple[int, ...] = ()
    """Ids of memories that hold no more."""

"""The encrypted store: people, their triplets and the vectors that find them, in one file."""

from persona_assistant.memory.records import (
    Arrival,
    Entry,
    Hit,
    Near,
    Passage,
    Transcript,
    Vector,
    Vectors,
)
from persona_assistant.memory.store import Memory

__all__ = [
    "Arrival",
    "Entry",
    "Hit",
    "Memory",
    "Near",
    "Passage",
    "Transcript",
    "Vector",
    "Vectors",
]

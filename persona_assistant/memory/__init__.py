"""The encrypted store: people, their triplets and the vectors that find them, in one file."""

from persona_assistant.memory.records import (
    Entry,
    Event,
    Fact,
    Hit,
    IngestedFile,
    Near,
    Passage,
    Transcript,
    Vector,
    Vectors,
)
from persona_assistant.memory.store import Store
from persona_assistant.memory.verification import Verification

__all__ = [
    "Entry",
    "Event",
    "Fact",
    "Hit",
    "IngestedFile",
    "Near",
    "Passage",
    "Store",
    "Transcript",
    "Vector",
    "Vectors",
    "Verification",
]

"""The likeliest sentences, read once more side by side.

A note is read by itself, so that the places of several notes were never compared: "the day he moved
in" is as sure of one date as the next note is of another. Laid below each other as one passage, the
network weighs them against each other, as it has learned to weigh the sentences of one note.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.pmg import Note

BESIDE = 4
"""How many sentences are laid side by side."""


@dataclass(frozen=True, slots=True)
class Passage:
    """Sentences as one note."""

    note: Note
    starts: tuple[int, ...]
    """Where each sentence begins in it, in characters."""


def side_by_side(sentences: Sequence[tuple[str, Note]]) -> Passage:
    """Sentences with their notes as one passage, a line each, with the date of the newest note."""
    lines = [" ".join(sentence.split("\n")) for sentence, _ in sentences]
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    days = [note.date for _, note in sentences if note.date is not None]
    return Passage(Note("\n".join(lines), max(days, default=None)), tuple(starts))

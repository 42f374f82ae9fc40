"""What the animal was called that somebody had before: "what was Tom's old dog called"."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.named_animals import any_animal, is_called, named_animals
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_FORMER = r"(?:old|previous|former|last|late|dead)"
_NAME = r"\b(?:called|named?|names)\b"
_GONE = (
    r"\b(?:died|dead|dies|passed(?: away)?|put down|put to sleep|run over|ran away|rehomed|gone"
    r"|vanished|lost|buried|put)\b"
)
_SURE = 0.85


def former_pet(question: str, notes: Sequence[Note]) -> Found | None:
    """Where the notes name the one animal of that kind that is gone, or of two the older; None for
    another question, and where it may be several."""
    asked = plain(question)
    animal = f"(?P<word>{any_animal()}|pet)"
    match = re.search(rf"\b{_FORMER} {animal}\b", asked) or re.search(
        rf"\b{animal} (?:called|named) before\b", asked
    )
    if match is None or not compiled(_NAME).search(asked):
        return None
    known = [each for each in named_animals(notes) if is_called(each, match["word"])]
    first = {plain(each.who): each for each in reversed(known)}
    gone = [each for name, each in first.items() if _has_gone(name, notes)]
    newest = max((_day(each.note) for each in first.values()), default=datetime.date.min)
    meant = gone or [each for each in first.values() if _day(each.note) < newest]
    if len(meant) != 1:
        return None
    (it,) = meant
    return Found(it.note, sentence_at(it.note.text, it.start), it.who, it.start, _SURE)


def _has_gone(name: str, notes: Sequence[Note]) -> bool:
    said = rf"\b{re.escape(name)}\b[^.;!?\n]*{_GONE}|{_GONE}[^.;,!?\n]{{0,12}}\b{re.escape(name)}\b"
    return any(re.search(said, plain(each.text)) for each in notes)


def _day(note: Note) -> datetime.date:
    return note.date or datetime.date.min

"""Word banks and sentence templates, read from words.toml.

Every list of wordings is shared out between the splits by position (`share`): even places belong to
"mini", odd places to "calibration". Values (jobs, pets, places) are common property, wordings,
names and things said are not, so nothing tuned on one split has met a sentence of the other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
SPLITS = ("mini", "calibration")


def share(items: Sequence[T], split: str) -> tuple[T, ...]:
    """The part of a list that belongs to a split."""
    return tuple(items[SPLITS.index(split) :: 2])


@dataclass(frozen=True, slots=True)
class Attribute:
    group: str
    """bio, environment or appearance."""
    values: tuple[str, ...]
    """Each may carry a paraphrase after " | ". Empty for clothes, whose values come from the
    picture."""
    prose: tuple[str, ...]
    notes: tuple[str, ...]
    questions: tuple[str, ...]
    cues: tuple[str, ...]
    """Clauses after "the person who", with {v} or {hint}."""
    gold: str = "{v}"
    near: tuple[str, ...] = ()
    """Attributes whose presence could be taken for an answer to this one."""
    leaks: tuple[str, ...] = ()
    """Words near which it would not be fairly absent."""


def _frozen(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_frozen(v) for v in value)
    return {k: _frozen(v) for k, v in value.items()} if isinstance(value, dict) else value


_BANK = _frozen(tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")))

NAMES_F: tuple[str, ...] = _BANK["names_f"]
NAMES_M: tuple[str, ...] = _BANK["names_m"]
OPENERS: tuple[str, ...] = _BANK["openers"]
NOTE_OPENERS: tuple[str, ...] = _BANK["note_openers"]
FILLERS: tuple[str, ...] = _BANK["fillers"]
WHO_SHOWN: tuple[str, ...] = _BANK["who_shown"]
WHO_HEARD: tuple[str, ...] = _BANK["who_heard"]
WHO_HINTED: tuple[str, ...] = _BANK["who_hinted"]
QUOTED: tuple[str, ...] = _BANK["quoted"]
PLACE_SCENES: dict[str, tuple[str, ...]] = _BANK["place_scenes"]

ATTRIBUTES: dict[str, Attribute] = {
    name: Attribute(**fields) for name, fields in _BANK["attribute"].items()
}

FEELINGS: tuple[tuple[str, str, tuple[str, ...]], ...] = tuple(
    (f["value"], f["mood"], f["reasons"]) for f in _BANK["feeling"]["values"]
)
"""(feeling with its paraphrase, mood of the voice, reasons)."""
FEELING_PROSE: tuple[str, ...] = _BANK["feeling"]["prose"]
FEELING_ONLY: tuple[str, ...] = _BANK["feeling"]["only"]
FEELING_NOTES: tuple[str, ...] = _BANK["feeling"]["notes"]
FEELING_ONLY_NOTES: tuple[str, ...] = _BANK["feeling"]["only_notes"]
FEELING_QUESTIONS: tuple[str, ...] = _BANK["feeling"]["questions"]
REASON_QUESTIONS: tuple[str, ...] = _BANK["feeling"]["reason_questions"]
FEELING_CUES: tuple[str, ...] = _BANK["feeling"]["cues"]

SAID: tuple[tuple[str, str, str, str], ...] = _BANK["said"]["values"]
"""(in the first person, reported after "she", the right answer, kind: promise, advice, request or
news)."""
SAID_PROSE: tuple[str, ...] = _BANK["said"]["prose"]
SAID_NOTES: tuple[str, ...] = _BANK["said"]["notes"]
SAID_QUESTIONS: dict[str, tuple[str, ...]] = _BANK["said"]["questions"]

TOPICS: dict[str, str] = _BANK["said"]["topics"]
"""What a note calls the talk of it, by the right answer; of the split "mini" alone."""
TOPIC_PROSE: tuple[str, ...] = _BANK["said"]["topic_prose"]
TOPIC_NOTES: tuple[str, ...] = _BANK["said"]["topic_notes"]

LEAKS: dict[str, tuple[str, ...]] = {
    **{name: a.leaks for name, a in ATTRIBUTES.items()},
    "feeling": _BANK["feeling"]["leaks"],
    "reason": _BANK["feeling"]["reason_leaks"],
}

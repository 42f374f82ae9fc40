"""The world's word banks: frames with interchangeable parts, shared out between train, dev and
test.

A frame is a sentence in which `<a|b|c>` stands for one of its parts; `spin` chooses them, `expand`
lists all that a frame can become. Every list of frames, values, names and things said is shared out
by position (`share`: of every five, three are train's, one is dev's, one is test's), so two splits
have no wording, no name, no value and no saying in common, however the parts fall. (Feelings are
too few and go to all of them.)
"""

from __future__ import annotations

import hashlib
import itertools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")

SPLITS = ("train", "dev", "test")
_OF_FIVE = ("train", "train", "train", "dev", "test")
_PARTS = re.compile(r"<([^<>]*)>")


def share(items: Sequence[T], split: str) -> tuple[T, ...]:
    """The part of a list that belongs to a split, in its order."""
    return tuple(item for k, item in enumerate(items) if _OF_FIVE[k % 5] == split)


def fill_choices(rng: np.random.Generator, frame: str) -> str:
    """The frame with one part chosen in every place."""

    def choose(found: re.Match[str]) -> str:
        parts = found.group(1).split("|")
        return parts[int(rng.integers(len(parts)))]

    return _PARTS.sub(choose, frame)


def expand(frame: str) -> tuple[str, ...]:
    """Everything a frame can become."""
    pieces = [p.split("|") if k % 2 else [p] for k, p in enumerate(_PARTS.split(frame))]
    return tuple("".join(choice) for choice in itertools.product(*pieces))


@dataclass(frozen=True, slots=True)
class Value:
    text: str
    hint: str
    """How somebody would point at it without its own words, after "who"; may be empty."""
    root: str
    """The frame it came from: values of one root are too much alike to tell people apart by."""


@dataclass(frozen=True, slots=True)
class Attribute:
    group: str
    """bio, environment or appearance."""
    values: tuple[Value, ...]
    """Empty for clothes, whose values come from the picture."""
    prose: tuple[str, ...]
    notes: tuple[str, ...]
    asks: tuple[str, ...]
    """Questions put to the person, and `tells`, what they answer: turns of a dialogue. Bio only."""
    tells: tuple[str, ...]
    questions: tuple[str, ...]
    cues: tuple[str, ...]
    """Relative clauses, with {v}, {av} or {hint}."""
    gold: str
    near: tuple[str, ...]
    """Attributes whose presence could be taken for an answer to this one."""
    leaks: tuple[str, ...]
    """Beginnings of words near which it would not be fairly absent."""


@dataclass(frozen=True, slots=True)
class Feeling:
    text: str
    hint: str
    mood: str
    """Of the voice: a key of voices.MOODS."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    first_person: str
    reported: str
    """After "she"."""
    gold: str
    kind: str
    """promise, advice, request or news."""

    @property
    def spoken(self) -> str:
        """With its full stop or question mark."""
        return self.first_person + (
            "?" if self.first_person.startswith(("Could", "Would", "Can", "May")) else "."
        )


@dataclass(frozen=True, slots=True)
class WordBank:
    """All words of one split."""

    attributes: Mapping[str, Attribute]
    feelings: tuple[Feeling, ...]
    statements: tuple[Statement, ...]
    templates: Mapping[str, tuple[str, ...]]
    """Frames by use: openers, fillers, who_shown, said_prose ..."""
    said_questions: Mapping[str, tuple[str, ...]]
    """Kind of saying -> questions for it."""
    names: Mapping[str, Mapping[str, tuple[str, ...]]]
    """script -> f, m, last."""


FILES = ("word_bank_attributes.toml", "word_bank_talk.toml", "word_bank_names.toml")


def fingerprint() -> str:
    """Of all words: worlds made with other words are other worlds."""
    together = hashlib.sha256()
    for name in FILES:
        together.update(Path(__file__).with_name(name).read_bytes())
    return together.hexdigest()[:16]


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _values(frames: Sequence[str]) -> tuple[Value, ...]:
    found = []
    for frame in frames:
        text, _, hint = frame.partition(" | ")
        found += [Value(v, hint, frame) for v in expand(text)]
    return tuple(found)


def _statements(rows: Sequence[Mapping[str, Any]]) -> tuple[Statement, ...]:
    return tuple(
        Statement(
            row["q"].replace("{x}", x),
            row["rep"].replace("{x}", x),
            row["gold"].replace("{x}", x),
            row["kind"],
        )
        for row in rows
        for x in row.get("x", [""])
    )


@lru_cache(maxsize=len(SPLITS))
def load_words(split: str) -> WordBank:
    """The words of a split."""
    words = _load("word_bank_attributes.toml")
    attributes = {}
    for name, raw in words["attribute"].items():
        attributes[name] = Attribute(
            group=raw["group"],
            values=_values(share(raw.get("values", ()), split)),
            **{
                k: share(raw.get(k, ()), split)
                for k in ("prose", "notes", "asks", "tells", "questions", "cues")
            },
            gold=raw.get("gold", "{v}"),
            near=tuple(raw.get("near", ())),
            leaks=tuple(raw.get("leaks", ())),
        )
    feelings = tuple(
        Feeling(f["value"], f["hint"], f["mood"], share(f["reasons"], split))
        for f in words["feeling"]
    )
    talk = _load("word_bank_talk.toml")
    frames = {
        use: share(frames, split) for use, frames in (words["frames"] | talk["frames"]).items()
    }
    names = {
        script: {part: share(bank_, split) for part, bank_ in parts.items()}
        for script, parts in _load("word_bank_names.toml").items()
    }
    statements = _statements(share(talk["said"], split))
    questions = {kind: share(frames, split) for kind, frames in talk["said_questions"].items()}
    return WordBank(attributes, feelings, statements, frames, questions, names)

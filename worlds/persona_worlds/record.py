"""One line of people.jsonl: a person with their media and notes, and how it is read.

The world fills every field. A world made from somebody's own media has the same lines with less
in them: what has a default here may be missing there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from persona_worlds.word_bank import SPLITS

ALIKE = ("face", "voice", "job")


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; what is not known of it is None."""

    path: str
    clothes: str | None = None
    """"a red hoodie"."""
    background: str | None = None
    expression: str | None = None
    light: str | None = None
    """dim, normal or bright."""


@dataclass(frozen=True, slots=True)
class SoundEvent:
    """A sound that is not speech, and the seconds from when to when it is heard."""

    name: str
    start: float
    end: float
    under: bool
    """Heard while the person speaks, not afterwards."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A clip; what is not known of it is None."""

    path: str
    text: str | None = None
    """What is said in it, word for word."""
    mood: str | None = None
    speed: str | None = None
    """slow, normal or fast."""
    speaks_fact: bool = False
    """It says what the person's "said" fact is, which then stands in no note."""
    seconds: float | None = None
    event: SoundEvent | None = None


@dataclass(frozen=True, slots=True)
class Note:
    kind: str
    """biography or dialogue."""
    text: str
    holds: Mapping[str, str] = field(default_factory=dict)
    """Attribute -> the sentence of the text that holds it."""


@dataclass(frozen=True, slots=True)
class Said:
    """Something worth remembering that the person said."""

    first_person: str
    reported: str
    """After "she"."""
    gold: str
    """The right answer."""
    kind: str
    """promise, advice, request or news."""


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    split: str
    name: str
    images: tuple[Image, ...]
    """The first one is of the day that the notes tell of: its clothes are the fact "clothes"."""
    voices: tuple[Voice, ...]
    """The first one is of that day too: it may say a fact, in the mood of the day. Nothing but
    speech is heard.
    """
    notes: tuple[Note, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    """Attribute -> value, whether it is written down or not. The world fills all of
    biographies.ATTRIBUTES."""
    sounds: tuple[Voice, ...] = ()
    """Clips of the person in which something else is heard as well: `event` is never None."""
    first_name: str | None = None
    presentation: str | None = None
    """"f" or "m"."""
    mood: str | None = None
    """Of the day, as a key of voices.MOODS."""
    said: Said | None = None
    alike: Mapping[str, str | None] = field(default_factory=lambda: dict.fromkeys(ALIKE))
    """face, voice, job -> id of the person of the same split who shares it."""
    face: Mapping[str, Any] | None = None
    """The fields of looks.FaceIdentity."""
    voice: Mapping[str, Any] | None = None
    """The fields of voices.VoiceIdentity."""

    @property
    def statement(self) -> Said:
        """What an invented person said; people of one's own have none."""
        assert self.said is not None
        return self.said


def to_json(person: Person) -> dict[str, Any]:
    return asdict(person)


def from_json(raw: Any) -> Person:
    """The person of a line. Raises ValueError or TypeError that says what is wrong with it."""
    if not isinstance(raw, dict):
        raise ValueError("a JSON object was expected")
    names = {f.name for f in fields(Person)}
    if unknown := sorted(set(raw) - names):
        raise ValueError(f"unknown field {unknown[0]}")
    if missing := [n for n in ("id", "split", "name", "images", "voices", "notes") if n not in raw]:
        raise ValueError(f"no field {missing[0]}")
    if raw["split"] not in SPLITS:
        raise ValueError(f"split {raw['split']!r} is none of {', '.join(SPLITS)}")
    person = Person(
        **{
            **raw,
            "images": tuple(Image(**i) for i in raw["images"]),
            "voices": tuple(map(_voice, raw["voices"])),
            "sounds": tuple(map(_voice, raw.get("sounds", ()))),
            "notes": tuple(Note(**n) for n in raw["notes"]),
            "said": Said(**raw["said"]) if raw.get("said") else None,
        }
    )
    for note in person.notes:
        for attribute, sentence in note.holds.items():
            if sentence not in note.text:
                raise ValueError(
                    f"a note is said to hold {attribute}, but its sentence is not in the text"
                )
    return person


def _voice(raw: dict[str, Any]) -> Voice:
    event = raw.get("event")
    return Voice(**{**raw, "event": SoundEvent(**event) if event else None})

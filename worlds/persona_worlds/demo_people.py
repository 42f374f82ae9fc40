"""The people of the demo memory and what may be asked about them, read from demo_cast.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Encounter:
    """One triplet: how the picture looks, what is said in the clip and in which mood, what was
    noted."""

    look: Mapping[str, str]
    """Fields of a FaceNuisance."""
    mood: str
    spoken: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class DemoPerson:
    name: str
    presentation: str
    seed: int
    face: Mapping[str, object]
    """Fields of a FaceIdentity that the notes speak of."""
    consent: str = ""
    encounters: tuple[Encounter, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoQuestion:
    """A question of the demo. `shows` and `plays` name whose new picture or clip goes with it."""

    question: str
    kind: str
    expect: str | None = None
    gold: str | None = None
    """What a good answer says; None where abstaining is right."""
    shows: str | None = None
    plays: str | None = None


def _person(fields: dict[str, Any]) -> DemoPerson:
    return DemoPerson(
        **{**fields, "encounters": tuple(Encounter(**e) for e in fields.get("encounters", ()))}
    )


_FILE = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

PEOPLE: tuple[DemoPerson, ...] = tuple(_person(fields) for fields in _FILE["people"])
STRANGER: DemoPerson = _person(_FILE["stranger"])
QUESTIONS: tuple[DemoQuestion, ...] = tuple(DemoQuestion(**fields) for fields in _FILE["questions"])

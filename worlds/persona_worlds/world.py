"""A world on the disk: its people, where their media lie, and how a folder is read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant.errors import BadInput
from persona_worlds import record
from persona_worlds.record import Person
from persona_worlds.word_bank import SPLITS

FORMAT = 1
WORLD, PEOPLE, MEDIA = "world.json", "people.jsonl", "media"


@dataclass(frozen=True, slots=True)
class World:
    folder: Path
    seed: int
    splits: Mapping[str, int]
    """Split -> how many people."""
    options: Mapping[str, Any]
    people: tuple[Person, ...]

    def of(self, split: str) -> tuple[Person, ...]:
        """The people of a split."""
        if split not in SPLITS:
            raise BadInput(f"a world has no split {split!r}: take one of {', '.join(SPLITS)}")
        return tuple(p for p in self.people if p.split == split)

    def person(self, id: str) -> Person:
        found = next((p for p in self.people if p.id == id), None)
        if found is None:
            raise BadInput(f"nobody in the world {self.folder} has the id {id}")
        return found

    def path(self, media: str) -> Path:
        """Where a picture or a clip lies."""
        return self.folder / media


def read_world(folder: Path) -> World:
    """A finished world. Raises BadInput, naming file and line, for one that is not, or not to be
    read."""
    folder = Path(folder)
    if not (folder / WORLD).exists():
        raise BadInput(f"there is no world in {folder}: make one first", code="world_not_found")
    about = about_of(folder)
    if about.get("format") != FORMAT:
        raise BadInput(
            f"{folder / WORLD} has format {about.get('format')}, this version reads {FORMAT}"
        )
    path = folder / PEOPLE
    if not path.exists():
        raise BadInput(
            f"the world in {folder} is not finished: make it again with the same arguments to go on"
        )
    people: list[Person] = []
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            person = record.from_json(json.loads(line))
        except (ValueError, TypeError, AttributeError) as error:
            raise BadInput(f"{path}, line {number}: not a person ({error})") from error
        if person.id in seen:
            raise BadInput(f"{path}, line {number}: the id {person.id} was there before")
        seen.add(person.id)
        people.append(person)
    expected = about.get("people")
    if len(people) != expected:
        raise BadInput(
            f"{path}, line {len(people)}: ends after {len(people)} people, {WORLD} says {expected}"
        )
    return World(folder, about["seed"], about["splits"], about["options"], tuple(people))


def about_of(folder: Path) -> dict[str, Any]:
    try:
        about = json.loads((folder / WORLD).read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput(f"{folder / WORLD} is not JSON: {error}") from error
    if not isinstance(about, dict):
        raise BadInput(f"{folder / WORLD} is not a JSON object")
    return about

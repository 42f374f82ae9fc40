"""Somebody's own media as a world: from the folders that `enrol` reads to a world for `build`.

FOLDER/<name of the person>/ holds pictures, clips and .txt notes (`enrolment.folder`). Every medium
comes in through `media`, so what is written is upright, without metadata and under a new name.
Nothing is known of the people but their names and notes; `profiling` finds out more. What cannot be
read is named and left out; the world is there as a whole or not at all. It holds people who exist:
keep it where the originals are kept.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from persona_worlds import record
from persona_worlds.record import Image, Note, Person, Voice
from persona_worlds.sampling import split_sizes
from persona_worlds.word_bank import SPLITS
from persona_worlds.world import FORMAT, MEDIA, PEOPLE, WORLD, World, read_world

from persona_assistant import __version__, media
from persona_assistant.atomic import whole_folder
from persona_assistant.enrolment.folder import NOTES, paragraphs, survey
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.pmg import Picture

OWN = "own"
"""`World.options["source"]` of such a world."""


@dataclass(frozen=True, slots=True)
class ImportedWorld:
    world: World
    skipped: tuple[str, ...]
    """What was left out because it cannot be used, one line each."""
    notices: tuple[str, ...]
    """What else there is to know."""


@dataclass(slots=True)
class _Files:
    """What was read of one person's folder."""

    images: list[Image] = field(default_factory=list)
    voices: list[Voice] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def import_people(
    folder: Path, out: Path, *, splits: tuple[float, float, float] = (1, 0, 0)
) -> ImportedWorld:
    """Make a world below `out` of the people in `folder`; `splits` are the shares of train, dev and
    test.

    Who goes where depends on the names alone. Raises BadInput for a folder without people or
    without anything usable, and for an `out` that holds something; DiskFull.
    """
    folder, out = Path(folder), Path(out)
    if len(splits) != 3 or min(splits) < 0 or sum(splits) <= 0:
        raise BadInput(f"splits are three shares, of train, dev and test, not {splits}")
    tree = survey(folder)
    skipped = [each.reason for each in tree.refused]
    notices = list(tree.notices)
    names = sorted({file.name for file in tree.files}, key=_shuffle_key)
    ids = {name: f"p{number:05d}" for number, name in enumerate(names)}
    found = {name: _Files() for name in names}
    with whole_folder(out) as making:
        for file in tree.files:
            try:
                _read_file(file.path, found[file.name], making, ids[file.name], notices)
            except MediaError as error:
                skipped.append(str(error))
        people = _people({name: each for name, each in found.items() if each.seen}, ids, splits)
        if not people:
            raise BadInput(
                f"{folder} holds nothing that can be used: "
                f"{skipped[0] if skipped else 'no media, no notes'}"
            )
        _write(making, people)
    return ImportedWorld(read_world(out), tuple(skipped), tuple(notices))


def _shuffle_key(name: str) -> str:
    """Sorts in an order that has nothing to do with the alphabet."""
    return hashlib.sha256(name.encode()).hexdigest()


def _read_file(path: Path, found: _Files, making: Path, id: str, notices: list[str]) -> None:
    """Raises MediaError."""
    if path.suffix.lower() == NOTES:
        texts = [text for text in paragraphs(path) if text not in found.seen]
        found.seen.update(texts)
        found.notes += [Note("biography", text) for text in texts]
        return
    medium = (
        media.load_image(path) if media.modality_of(path) == "image" else media.load_voice(path)
    )
    if medium.sha256 in found.seen:
        # A query has to show another picture than the entry does.
        notices.append(f"{path} is there twice and was left out once")
        return
    found.seen.add(medium.sha256)
    notices += medium.notices
    picture = isinstance(medium, Picture)
    suffix = ".flac" if not picture else ".png" if medium.data.startswith(b"\x89PNG") else ".jpg"
    relative = f"{MEDIA}/{id}/{len(found.images if picture else found.voices)}{suffix}"
    place = making / relative
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(medium.data)
    if isinstance(medium, Picture):
        found.images.append(Image(relative))
    else:
        found.voices.append(Voice(relative, seconds=round(medium.seconds, 2)))


def _people(
    found: dict[str, _Files], ids: dict[str, str], splits: tuple[float, float, float]
) -> list[Person]:
    sizes = split_sizes(len(found), splits)
    of_each = [split for split in SPLITS for _ in range(sizes[split])]
    return [
        Person(ids[name], split, name, tuple(each.images), tuple(each.voices), tuple(each.notes))
        for (name, each), split in zip(found.items(), of_each, strict=True)
    ]


def _write(making: Path, people: list[Person]) -> None:
    about = {
        "format": FORMAT,
        "seed": 0,
        "people": len(people),
        "splits": {split: sum(person.split == split for person in people) for split in SPLITS},
        "options": {"source": OWN},
        "made_by": __version__,
        "licence": None,
    }
    lines = [json.dumps(record.to_json(person), ensure_ascii=False) for person in people]
    (making / PEOPLE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    (making / WORLD).write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")

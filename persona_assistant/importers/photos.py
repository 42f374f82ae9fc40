"""Importing photos in which a photo program has named the faces: each named person gets the photo,
and in it the face with the name."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.enrolment.file_dates import day_taken
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.importers import photo_metadata
from persona_assistant.importers.matching import Match, Matcher
from persona_assistant.importers.plan import (
    Choices,
    Imported,
    Plan,
    PlannedPerson,
    Skipped,
    storing,
)
from persona_assistant.importers.regions import Region, read_regions
from persona_assistant.media import load_image
from persona_assistant.memory import Entry, Store
from persona_assistant.memory.dossiers import Dossier
from persona_assistant.memory.exchange import Incoming
from persona_assistant.memory.records import clean_name, fold_name
from persona_assistant.pmg import Box, Picture, Triplet
from persona_assistant.progress import UNWATCHED, Watch

ENDINGS = frozenset(".jpg .jpeg .png .webp .heic .heif .avif".split())
SOURCE = "photos"
"""Source of the external id, the name in photos, by which somebody is known next time."""
MAX_FILES = 200_000
MAX_PHOTOS = 500
"""Of one person that are taken, the latest ones: more would make nobody easier to recognise."""


@dataclass(frozen=True, slots=True)
class _Photo:
    """A photo of somebody."""

    path: Path
    box: Box
    digest: str
    """SHA-256 of the file when the plan was made."""
    changed: float


@dataclass(frozen=True, slots=True)
class _Named:
    """Somebody whom photos name."""

    name: str
    match: Match
    photos: tuple[_Photo, ...]


class PhotosImporter:
    """See `plan.Importer`."""

    kind = "photos with named faces"

    def recognises(self, path: Path) -> bool:
        """A picture, or a folder with pictures at any depth."""
        if path.is_file():
            return path.suffix.lower() in ENDINGS
        return path.is_dir() and next(_files(path), None) is not None

    def preview(self, path: Path, store: Store | None, choices: Choices) -> Plan:
        """See `plan.Importer`. Reads the metadata of every photo, and decodes those with names."""
        by_name: dict[str, tuple[str, list[_Photo]]] = {}
        skipped: list[Skipped] = []
        files = [path] if path.is_file() else _files(path)
        for file in choices.watch.each(files, "reading", unit="photos"):
            try:
                regions = _names(file)
            except BadInput as error:
                skipped.append(Skipped(file.name, str(error).removeprefix(f"{file}: ")))
                continue
            if not regions:
                continue
            data = photo_metadata.read(file)
            digest, changed = hashlib.sha256(data).hexdigest(), file.stat().st_mtime
            for region in regions:
                name, photos = by_name.setdefault(fold_name(region.name), (region.name, []))
                if not any(each.path == file for each in photos):
                    photos.append(_Photo(file, region.box, digest, changed))
        if not by_name:
            raise BadInput(
                f"no face in the photos of {path} has a name"
                + (f" ({skipped[0].what}: {skipped[0].why})" if skipped else "")
                + "; enrol takes photos in folders that are named after people",
                code="nothing_to_import",
            )
        matcher = Matcher(store, choices, source=SOURCE)
        people: list[PlannedPerson] = []
        named: list[_Named] = []
        for name, photos in by_name.values():
            match = matcher.match(name, uid=fold_name(name))
            photos.sort(key=lambda each: each.changed)
            kept = photos[-MAX_PHOTOS:]
            if len(kept) < len(photos):
                more = f"{len(photos) - len(kept)} older photos of {name}"
                skipped.append(Skipped(more, f"of one person {MAX_PHOTOS} are taken"))
            held: set[str] = set()
            if store is not None and match.persona_id is not None:
                held = set(store.exchange.media_ids(match.persona_id))
            good: list[_Photo] = []
            doubles = 0
            for each in kept:
                try:
                    doubles += load_image(each.path).sha256 in held
                except MediaError as error:
                    skipped.append(
                        Skipped(each.path.name, str(error).removeprefix(f"{each.path}: "))
                    )
                    continue
                good.append(each)
            if good:
                named.append(_Named(name, match, tuple(good)))
                people.append(
                    PlannedPerson(
                        match.name or name,
                        match.uid,
                        pictures=len(good) - doubles,
                        doubles=doubles,
                    )
                )
        matcher.finish()
        return Plan(self.kind, path, tuple(people), tuple(dict.fromkeys(skipped)), (), named)

    def carry_out(self, plan: Plan, store: Store, watch: Watch = UNWATCHED) -> Imported:
        """See `plan.Importer`."""
        named: list[_Named] = plan.work
        faces: list[tuple[tuple[str, Box], ...]] = []
        stored = store.exchange.take_in(
            storing(_incoming(named, faces), plan, watch), source=self.kind
        )
        uids = tuple(each.uid for each in stored)
        return Imported(plan, uids, faces=dict(zip(uids, faces, strict=True)))


def _incoming(named: list[_Named], faces: list[tuple[tuple[str, Box], ...]]) -> Iterator[Incoming]:
    for each in named:
        pictures = [(_picture(photo), photo) for photo in each.photos]
        faces.append(tuple((picture.sha256, photo.box) for picture, photo in pictures))
        entries = tuple(
            Entry(Triplet(image=picture, date=day_taken(photo.path))) for picture, photo in pictures
        )
        known_as = ((SOURCE, fold_name(each.name)),)
        dossier = Dossier(each.name, external_ids=known_as, entries=entries)
        yield Incoming(dossier, each.match.persona_id, each.match.unlike)


def _picture(photo: _Photo) -> Picture:
    if hashlib.sha256(photo_metadata.read(photo.path)).hexdigest() != photo.digest:
        raise BadInput(
            f"{photo.path} has changed since the plan was made; import once more",
            code="changed_meanwhile",
        )
    return load_image(photo.path)


def _names(file: Path) -> list[Region]:
    """The regions whose names can be those of people here."""
    return [
        Region(clean_name(each.name), each.box)
        for each in read_regions(file)
        if len(each.name) <= 200 and any(char.isalnum() for char in each.name)
    ]


def _files(folder: Path) -> Iterator[Path]:
    """The pictures below a folder, in order; no links, nothing hidden. Raises BadInput."""
    count = 0
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if path.suffix.lower() in ENDINGS and name[0] != "." and not path.is_symlink():
                count += 1
                if count > MAX_FILES:
                    raise BadInput(f"{folder} holds more than {MAX_FILES} pictures; take a part.")
                yield path

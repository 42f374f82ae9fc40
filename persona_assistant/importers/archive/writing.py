"""Writing an archive: complete or not at all, readable by its owner alone."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from persona_assistant.atomic import whole_file
from persona_assistant.importers.archive import layout
from persona_assistant.importers.archive.documents import Kind, Medium, media_of
from persona_assistant.importers.archive.documents_out import (
    dialogue_document,
    person_document,
    vectors_document,
)
from persona_assistant.importers.archive.memories import memories_document
from persona_assistant.media.files import format_of
from persona_assistant.memory.dialogues import Dialogue
from persona_assistant.memory.dossiers import Dossier
from persona_assistant.memory.impressions import Carriage
from persona_assistant.memory.memory_states import State
from persona_assistant.memory.sealed import sealing
from persona_assistant.progress import UNWATCHED, Watch

_COUNTED = ("people", "notes", "pictures", "clips", "conversations", "memories")
_ENDINGS = {"JPEG": "jpg", "PNG": "png", "FLAC": "flac"}


@dataclass(frozen=True, slots=True)
class Exported:
    """What an archive holds."""

    path: Path
    people: int
    notes: int
    pictures: int
    clips: int
    conversations: int
    memories: int
    encrypted: bool
    size: int
    """Bytes."""


def write(
    path: Path,
    dossiers: Iterable[Dossier],
    *,
    conversations: Iterable[Dialogue] | None = None,
    memories: State | None = None,
    personality: Carriage = (),
    vectors: bool = False,
    passphrase: str | None = None,
    watch: Watch = UNWATCHED,
    people: int | None = None,
) -> Exported:
    """Writes dossiers, of so many `people`, and conversations and memories where they are given, to
    a new archive, encrypted where there is a passphrase. How the user came across goes with the
    memories.

    Raises BadInput with the code "target_exists" for a path that is there, DiskFull, Cancelled;
    then nothing is written.
    """
    with (
        whole_file(path, mode=0o600) as draft,
        _stream(draft, passphrase, path) as stream,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive,
    ):
        writer = _Writer(archive)
        for dossier in watch.each(dossiers, "writing", people, unit="people"):
            writer.person(dossier, vectors)
        if conversations is not None:
            writer.conversations(watch.each(conversations, "writing", unit="conversations"))
        if memories is not None:
            writer.memories(memories, personality)
        watch.heed("writing")
        writer.manifest()
    counts = writer.counts
    return Exported(
        path,
        counts["people"],
        counts["notes"],
        counts["pictures"],
        counts["clips"],
        counts["conversations"],
        counts["memories"],
        passphrase is not None,
        path.stat().st_size,
    )


@contextmanager
def _stream(draft: Path, passphrase: str | None, path: Path) -> Iterator[IO[bytes]]:
    if passphrase is not None:
        with sealing(draft, passphrase, called=path) as stream:
            yield stream
        return
    with os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        yield file


class _Writer:
    """Writes members and remembers what they are."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, dict[str, Any]] = {}
        self.counts = dict.fromkeys(_COUNTED, 0)
        self._unremembered = False
        """Whether a turn is never to become a memory, which the first version cannot say."""

    def person(self, dossier: Dossier, vectors: bool) -> None:
        folder = f"people/{dossier.uid}/"
        names: dict[tuple[Kind, str], str] = {}
        for number, (key, medium) in enumerate(media_of(dossier).items(), start=1):
            names[key] = f"media/{layout.media_name(number, medium.source, _ending(medium))}"
            self._member(folder + names[key], medium.data)
            self.counts["pictures" if key[0] == "image" else "clips"] += 1
        self._json(layout.person_file(dossier.uid), person_document(dossier, names))
        if vectors:
            self._json(layout.vectors_file(dossier.uid), vectors_document(dossier, names))
        self.counts["people"] += 1
        self.counts["notes"] += sum(each.triplet.text is not None for each in dossier.entries)

    def conversations(self, dialogues: Iterable[Dialogue]) -> None:
        documents = []
        number = 0
        for dialogue in dialogues:
            files: list[list[str]] = []
            for said in dialogue.turns:
                files.append([])
                self._unremembered |= not said.remembers
                for medium in said.turn.attachments:
                    number += 1
                    name = layout.media_name(number, medium.source, _ending(medium))
                    self._member(f"conversations/{name}", medium.data)
                    files[-1].append(f"conversations/{name}")
            documents.append(dialogue_document(dialogue, files))
            self.counts["conversations"] += 1
        self._json(layout.CONVERSATIONS, {"conversations": documents})

    def memories(self, state: State, personality: Carriage) -> None:
        self._json(layout.MEMORIES, memories_document(state, personality))
        self.counts["memories"] = sum(each.memory.ended is None for each in state)

    def manifest(self) -> None:
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self._json(
            layout.MANIFEST,
            {
                "format": layout.FORMAT,
                "version": self._version,
                "created": now,
                "counts": self.counts,
                "members": self._members.copy(),
            },
        )

    @property
    def _version(self) -> int:
        is_new = layout.MEMORIES in self._members or self._unremembered
        return layout.VERSION if is_new else layout.FIRST_VERSION

    def _json(self, name: str, document: Any) -> None:
        text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
        self._member(name, text.encode("utf-8"), zipfile.ZIP_DEFLATED)

    def _member(self, name: str, data: bytes, method: int = zipfile.ZIP_STORED) -> None:
        assert layout.is_member(name), name
        # A fixed time, since when a file was written here says nothing of it.
        info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        info.compress_type = method
        info.external_attr = 0o600 << 16
        self._archive.writestr(info, data)
        self._members[name] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def _ending(medium: Medium) -> str:
    return _ENDINGS.get(format_of(io.BytesIO(medium.data)) or "", "bin")

"""Reading an archive that anybody may have made.

Nothing is ever unpacked to the disk. Before anything is read the list of members must be what the
layout allows, within sizes that the file itself bounds; what is read must be as long and have the
SHA-256 that the manifest says; and every picture and clip goes the way of any media from outside.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

from persona_assistant.errors import BadInput
from persona_assistant.importers.archive import layout
from persona_assistant.importers.archive.documents import (
    Kind,
    Medium,
    dialogues_of,
    dossier_of,
    kind_of,
)
from persona_assistant.importers.archive.memories import remembered_of
from persona_assistant.importers.archive.values import Fields, parsed
from persona_assistant.media import load_image, load_voice
from persona_assistant.memory import dialogues
from persona_assistant.memory.dialogues import Dialogue
from persona_assistant.memory.dossiers import Dossier
from persona_assistant.memory.exchange import checked
from persona_assistant.memory.impressions import Carriage
from persona_assistant.memory.memory_states import State
from persona_assistant.memory.sealed import is_sealed, unsealed

MAX_MEMBERS = 300_000
MAX_DOCUMENT = 256 * 2**20
"""Bytes of a JSON document."""
MAX_MEDIUM = 64 * 2**20
MAX_RATIO = 60
"""How many times larger than the archive all of its members may be together. Media are not
compressed, and text shrinks to a tenth."""
_ALLOWANCE = 2**20

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises for damaged or unusual files."""


@contextmanager
def opened(path: Path, passphrase: Callable[[], str] | None) -> Iterator[Archive]:
    """The archive at `path`; `passphrase` is called for an encrypted one.

    Raises BadInput for what is no archive, WrongKey, and with the code "passphrase_needed" where
    nobody can be asked.
    """
    if not is_sealed(path):
        with path.open("rb") as file:
            yield Archive(path, file)
        return
    if passphrase is None:
        raise BadInput(f"{path} is encrypted; its passphrase is needed", code="passphrase_needed")
    with unsealed(path, passphrase()) as stream:
        yield Archive(path, stream)


class Archive:
    """An open archive whose list of members is as it should be."""

    def __init__(self, path: Path, stream: IO[bytes]) -> None:
        self._path = path
        with self._errors():
            self._zip = zipfile.ZipFile(stream)
            size = stream.seek(0, 2)
        self._sizes = self._checked_members(size)
        self.manifest_digest = ""
        self._manifest = self._read_manifest()

    def _checked_members(self, size: int) -> dict[str, int]:
        infos = self._zip.infolist()
        if len(infos) > MAX_MEMBERS:
            raise self._refused(f"it has {len(infos)} members; at most {MAX_MEMBERS} are read")
        found: dict[str, int] = {}
        folded: set[str] = set()
        for info in infos:
            name = info.orig_filename
            kind = stat.S_IFMT(info.external_attr >> 16)
            if layout.is_folder(name) and not info.file_size:
                continue
            if kind not in (0, stat.S_IFREG):
                raise self._refused(f"{_shown(name)} is no regular file (a link or a device)")
            if name != info.filename or not layout.is_member(name):
                raise self._refused(f"{_shown(name)} has no place in an archive")
            if name.casefold() in folded:
                raise self._refused(f"{_shown(name)} is in it twice")
            if info.flag_bits & 0x1:
                raise self._refused(f"{_shown(name)} is encrypted by another program")
            limit = MAX_DOCUMENT if name.endswith(".json") else MAX_MEDIUM
            if info.file_size > limit:
                raise self._refused(f"{_shown(name)} is larger than {limit >> 20} MB")
            folded.add(name.casefold())
            found[name] = info.file_size
        if sum(found.values()) > MAX_RATIO * size + _ALLOWANCE:
            raise self._refused("it would unpack to many times its size")
        return found

    def _read_manifest(self) -> dict[str, tuple[int, str]]:
        if layout.MANIFEST not in self._sizes:
            raise self._refused("it has no manifest.json, so it is no archive of persona-assistant")
        data = self._member(layout.MANIFEST)
        self.manifest_digest = hashlib.sha256(data).hexdigest()
        with self._named(layout.MANIFEST):
            fields = Fields(parsed(data, layout.MANIFEST), "manifest")
            if fields.text("format") != layout.FORMAT:
                raise fields.wrong("format", "is another one")
            version = fields.number("version")
            if version is None or version < 1:
                raise fields.wrong("version", "is none")
            if version > layout.VERSION:
                raise BadInput(
                    f"it was written by a newer version (format {version}); update "
                    "persona-assistant to import it",
                    code="newer_archive",
                )
            members = fields.value("members")
            listed = {
                name: (each.number("size") or 0, each.text("sha256"))
                for name, each in _objects(members)
            }
        for name in self._sizes.keys() - listed.keys() - {layout.MANIFEST}:
            raise self._refused(f"{_shown(name)} is not in its manifest")
        for name, (size, _) in listed.items():
            if name not in self._sizes:
                raise self._refused(f"{_shown(name)} is missing")
            if self._sizes[name] != size:
                raise self._refused(f"{_shown(name)} is not as long as the manifest says")
        return listed

    # --- what is in it

    @property
    def uids(self) -> tuple[str, ...]:
        """Of the people in it."""
        return tuple(
            name.split("/")[1] for name in sorted(self._sizes) if name.endswith("/person.json")
        )

    def dossier(self, uid: str, proved: dict[str, Medium]) -> Dossier:
        """The dossier of a person in it. Media that decoding shows to be just what is stored of
        them enter `proved`, by their members and without their bytes; those in it are not decoded
        again. Raises BadInput."""
        document = self._document(layout.person_file(uid))
        vectors = layout.vectors_file(uid)
        seen = self._document(vectors) if vectors in self._sizes else None

        def load(file: str, kind: Kind, source: str) -> Medium:
            return self._medium(f"people/{uid}/{file}", kind, source, proved)

        with self._named(layout.person_file(uid)):
            dossier = checked(dossier_of(document, seen, load))
            if dossier.uid != uid:
                raise BadInput("it is not of the person in whose folder it lies")
            return dossier

    def dialogues(self, proved: dict[str, Medium]) -> Iterator[Dialogue]:
        """The conversations in it; otherwise as `dossier`."""
        if layout.CONVERSATIONS not in self._sizes:
            return
        document = self._document(layout.CONVERSATIONS)

        def load(file: str, kind: Kind, source: str) -> Medium:
            return self._medium(file, kind, source, proved)

        with self._named(layout.CONVERSATIONS):
            yield from map(dialogues.checked, dialogues_of(document, load))

    def memories(self) -> State | None:
        """What it remembers of its user, None where it has nothing of that; otherwise as
        `dossier`."""
        if layout.MEMORIES not in self._sizes:
            return None
        document = self._document(layout.MEMORIES)
        with self._named(layout.MEMORIES):
            return remembered_of(document)[0]

    def personality(self) -> Carriage:
        """How its user came across in messages; otherwise as `dossier`."""
        if layout.MEMORIES not in self._sizes:
            return ()
        document = self._document(layout.MEMORIES)
        with self._named(layout.MEMORIES):
            return remembered_of(document)[1]

    def _medium(self, name: str, kind: Kind, source: str, proved: dict[str, Medium]) -> Medium:
        data = self._checked(name)
        if name in proved and kind_of(proved[name]) == kind:
            return replace(proved[name], data=data)
        with self._named(name):
            medium: Medium = load_image(data) if kind == "image" else load_voice(data)
        medium = replace(medium, source=source[:255], notices=())
        if medium.data == data:
            proved[name] = replace(medium, data=b"")
        return medium

    def _document(self, name: str) -> Any:
        return parsed(self._checked(name), f"{self._path}: {name}")

    def _checked(self, name: str) -> bytes:
        """A member that the manifest lists, as it lists it."""
        if name not in self._manifest:
            raise self._refused(f"{_shown(name)} is missing")
        data = self._member(name)
        if hashlib.sha256(data).hexdigest() != self._manifest[name][1]:
            raise self._refused(f"{_shown(name)} is not what the manifest says; it was changed")
        return data

    def _member(self, name: str) -> bytes:
        with self._errors(name), self._zip.open(name) as file:
            data = file.read(self._sizes[name] + 1)
        if len(data) != self._sizes[name]:
            raise self._refused(f"{_shown(name)} is not as long as it says")
        return data

    # --- errors

    def _refused(self, why: str) -> BadInput:
        return BadInput(f"{self._path} cannot be imported: {why}", code="bad_archive")

    @contextmanager
    def _errors(self, name: str = "") -> Iterator[None]:
        try:
            yield
        except _BROKEN as error:
            where = f"{_shown(name)} of it" if name else "it"
            raise self._refused(
                f"{where} is damaged, cut short or no zip file ({str(error)[:100]})"
            ) from None

    @contextmanager
    def _named(self, name: str) -> Iterator[None]:
        """Errors of documents and media with the member they are in."""
        try:
            yield
        except BadInput as error:
            if error.code == "bad_archive":
                raise
            code = error.code if error.code == "newer_archive" else "bad_archive"
            raise BadInput(
                f"{self._path} cannot be imported: {_shown(name)}: {error}", code=code
            ) from None


def _objects(members: Any) -> Iterator[tuple[str, Fields]]:
    if not isinstance(members, dict):
        raise BadInput("under 'members': an object is expected")
    for name, each in members.items():
        yield name, Fields(each, name[:80])


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "?" for char in name[:120])

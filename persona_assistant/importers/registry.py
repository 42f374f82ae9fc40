"""Who reads what: the importers, and which of them a path is for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from persona_assistant.errors import BadInput
from persona_assistant.importers.archive import ArchiveImporter
from persona_assistant.importers.chats import ChatImporter
from persona_assistant.importers.contacts import ContactsImporter
from persona_assistant.importers.photos import PhotosImporter
from persona_assistant.importers.plan import Importer

IMPORTERS: list[Importer] = [
    ArchiveImporter(),
    ContactsImporter(),
    ChatImporter(),
    PhotosImporter(),
]
"""In the order in which they are asked: the more exactly one knows its own, the earlier."""


def importer_called(kind: str) -> Importer:
    """The importer that made a plan."""
    return next(each for each in IMPORTERS if each.kind == kind)


def importer_of(path: Path, importers: Sequence[Importer] | None = None) -> Importer:
    """The importer for what `path` holds.

    Raises BadInput with the code "no_such_file", or "unknown_source" for what none of them reads.
    """
    known = IMPORTERS if importers is None else importers
    try:
        if not path.exists():
            raise BadInput(f"there is no file or folder {path}", code="no_such_file")
        for importer in known:
            if importer.recognises(path):
                return importer
    except OSError as error:
        raise BadInput(
            f"{path} cannot be read ({error.strerror or error}); check the file", code="unreadable"
        ) from None
    kinds = ", ".join(importer.kind for importer in known)
    raise BadInput(
        f"{path} is nothing that can be imported; what can be: {kinds}", code="unknown_source"
    )

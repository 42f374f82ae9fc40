"""A folder tree as people: FOLDER/<name of the person>/ holds what is known of them.

Any picture, any clip and any .txt file in such a folder is that person's. The content of a file
decides what it is, not its name, except for notes. Each paragraph of a .txt file is one note: that
is the size of what is added by hand, of what search finds and of what an answer quotes. Nothing is
guessed about which picture belongs to which clip; each is a triplet of its own.

Left out with a notice: what begins with a dot or is a file manager's own, folders within a person's
folder, files beside the people's folders, and what phones lay beside a photo: the film of a live
photo, which has its name, and lists of edits.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from persona_assistant.enrolment.text_files import decode_text
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.memory.records import clean_name

NOTES = ".txt"
_STILLS = frozenset({".heic", ".heif", ".jpg", ".jpeg"})
_LIVE = frozenset({".mov", ".mp4"})
_EDITS = ".aae"
MAX_NOTES_BYTES = 2**20
_NOT_THE_USERS = frozenset({"thumbs.db", "desktop.ini"})
_FORM = "people are folders in it, named after them, e.g. {}/Maya Okonkwo/photo.jpg"


@dataclass(frozen=True)
class File:
    """A file and whose it is."""

    name: str
    """The person's, as `clean_name` makes it."""
    path: Path


@dataclass(frozen=True)
class Refused:
    """A file, or a person's folder, that could not be used."""

    path: Path
    reason: str
    """One line that names the file and the remedy."""


@dataclass(frozen=True)
class Survey:
    """What a folder tree holds."""

    files: tuple[File, ...]
    """Ordered by folder, then by file name."""
    refused: tuple[Refused, ...]
    notices: tuple[str, ...]


def survey(folder: Path) -> Survey:
    """Says of every file in a folder tree whose it is. Opens none of them. Raises BadInput for a
    folder without people."""
    files: list[File] = []
    refused: list[Refused] = []
    notices: list[str] = []
    people = 0
    for path in _listed(folder, "The folder of people"):
        if _hidden(path):
            notices.append(f"{path} is hidden and was left out")
        elif not path.is_dir():
            notices.append(f"{path} lies in no person's folder and was left out")
        else:
            people += 1
            try:
                name = clean_name(path.name)
                files.extend(File(name, each) for each in _files(path, notices))
            except BadInput as error:
                refused.append(Refused(path, f"{path}: {error}"))
    if not people:
        raise BadInput(f"{folder} holds nobody: {_FORM.format(folder)}")
    return Survey(tuple(files), tuple(refused), tuple(notices))


def paragraphs(path: Path) -> list[str]:
    """The notes of a .txt file, which blank lines separate. Raises MediaError."""
    if path.stat().st_size > MAX_NOTES_BYTES:
        raise MediaError(
            f"{path}: larger than {MAX_NOTES_BYTES >> 20} MB; keep what is worth remembering of it"
        )
    try:
        text = decode_text(path.read_bytes())
    except ValueError:
        raise MediaError(f"{path}: not a text file; save it as UTF-8 text") from None
    notes = [each.strip() for each in re.split(r"\n[^\S\n]*\n", text)]
    if not any(notes):
        raise MediaError(f"{path}: there is no text in it; write something or remove it")
    return [each for each in notes if each]


def _files(person: Path, notices: list[str]) -> list[Path]:
    files = []
    listed = _listed(person, "The person's folder")
    photos = {path.stem.casefold() for path in listed if path.suffix.casefold() in _STILLS}
    for path in listed:
        kind = path.suffix.casefold()
        if kind in _LIVE and path.stem.casefold() in photos:
            notices.append(f"{path} is the film of a live photo and was left out; the photo counts")
        elif kind == _EDITS:
            notices.append(f"{path} lists edits of a photo and was left out")
        elif _hidden(path):
            notices.append(f"{path} is hidden and was left out")
        elif path.is_dir():
            notices.append(f"{path} is a folder within a person's and was left out")
        else:
            files.append(path)
    if not files:
        notices.append(f"{person} is empty and was left out")
    return files


def _listed(folder: Path, what: str) -> list[Path]:
    try:
        return sorted(folder.iterdir(), key=lambda path: path.name)
    except FileNotFoundError:
        raise BadInput(f"{what} {folder} does not exist: no such folder; check the path") from None
    except NotADirectoryError:
        raise BadInput(
            f"{what} {folder} is a file; name the folder that holds the people's folders"
        ) from None
    except OSError as error:
        raise BadInput(
            f"{what} {folder} cannot be read ({error.strerror or error}); check its permissions"
        ) from None


def _hidden(path: Path) -> bool:
    return path.name.startswith(".") or path.name.casefold() in _NOT_THE_USERS

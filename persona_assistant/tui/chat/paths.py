"""Paths as people write, complete, paste and drop them."""

from __future__ import annotations

import os
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlparse

_WORD = re.compile(r"(?:^|(?<=\s))(?:/|~/|\./|\.\./|@)(?:\\.|[^\s\\])*$")
_PASTED = re.compile(r"\s*['\"]?(?:/|~/|\./|\.\./|file://|[A-Za-z]:\\)")
_LONGEST_PASTE = 16_384
_UNSAFE = re.compile(r"([\s\\'\"])")
_SUFFIXES = frozenset(
    ".jpg .jpeg .png .webp .bmp .gif .heic .heif .avif .wav .flac .ogg .oga .opus .mp3 .m4a .mp4"
    " .mov .3gp .aac .amr .webm .caf .aif .aiff".split()
)
"""How files are named that may be pictures or sound. What they are is read from their content."""
_OFFERED = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """A file or folder that a word may become."""

    word: str
    """The whole word, as it is written then."""
    label: str
    path: Path
    is_folder: bool


@dataclass(frozen=True, slots=True)
class Pasted:
    """A path in a pasted text."""

    written: str
    """As it can be written in the field."""
    path: Path


# --- while somebody writes


def path_word(before: str) -> str:
    """The word at the end of `before` that may be a path; "" for none."""
    found = _WORD.search(before)
    return found.group() if found else ""


def path_of(word: str) -> Path:
    """The path that a word of the field means."""
    return Path(re.sub(r"\\(.)", r"\1", word.removeprefix("@"))).expanduser()


def offers(word: str) -> list[Offer]:
    """The files and folders that a word may become, by name; none where its folder cannot be read.
    For a thread: it looks at the disk."""
    folder, begun = _split(word)
    start = re.sub(r"\\(.)", r"\1", begun).casefold()
    found = []
    try:
        with os.scandir(path_of(folder) if folder.strip("@") else ".") as entries:
            for entry in entries:
                name = entry.name
                if not name.casefold().startswith(start) or not name.isprintable():
                    continue
                if name.startswith(".") and not start:
                    continue
                is_folder = entry.is_dir()
                if is_folder or Path(name).suffix.lower() in _SUFFIXES:
                    written = folder + _UNSAFE.sub(r"\\\1", name) + "/" * is_folder
                    label = name + "/" * is_folder
                    found.append(Offer(written, label, path_of(written), is_folder))
    except OSError:
        return []
    return sorted(found, key=lambda each: (each.label.casefold(), each.label))[:_OFFERED]


def _split(word: str) -> tuple[str, str]:
    """The folder of a word as it is written, and the beginning of a name in it."""
    at = word.rfind("/") + 1
    if at == 0 and word.startswith("@"):
        at = 1
    return word[:at], word[at:]


# --- pasted or dropped


def may_be_paths(text: str) -> bool:
    """Whether a pasted text begins like a path; nothing is looked at."""
    return len(text) <= _LONGEST_PASTE and _PASTED.match(text) is not None


def pasted_paths(text: str) -> tuple[Pasted, ...]:
    """The paths of a pasted text, which holds nothing but paths: quoted, with backslashes, as
    file:// addresses, one or more a line. () where it is ordinary text: where something else stands
    in it, or no path is there and none is named like a picture or sound. Looks at the disk."""
    found: list[Pasted] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        whole = _one_path(line)
        if whole is not None and _exists(whole.path):
            found.append(whole)
            continue
        words = [_one_path(each) for each in _words(line)]
        paths = [each for each in words if each is not None]
        if not paths or len(paths) < len(words):
            return ()
        found += paths
    likely = any(_exists(each.path) or each.path.suffix.lower() in _SUFFIXES for each in found)
    return tuple(found) if likely else ()


def _words(line: str) -> list[str]:
    try:
        if os.name == "nt":
            return [each.strip("\"'") for each in shlex.split(line, posix=False)]
        return shlex.split(line)
    except ValueError:  # a quote that is not closed: ordinary text
        return []


def _one_path(word: str) -> Pasted | None:
    if not may_be_paths(word) or word[:1] in "'\"":
        return None
    if word.startswith("file://"):
        address = urlparse(word)
        if address.netloc not in ("", "localhost"):
            return None
        word = unquote(address.path)
        if os.name == "nt":
            word = word.removeprefix("/")
    return Pasted(_UNSAFE.sub(r"\\\1", word), Path(word).expanduser())


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False

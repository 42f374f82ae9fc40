"""The media of a benchmark below one folder: found by the paths its files name, hashed, decoded,
each once.

Relative paths are looked for below the folder, in the places where releases keep them (`assets/`,
`assets/lsd/`), and without the prefix when the folder handed over *is* such a place. What one
source sample's questions share is decoded once and kept for the next question. Nothing is answered
without its media: what is missing is reported for every item that needs it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from persona_assistant import media
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Picture

_LFS = b"version https://git-lfs"
_BLOCK = 1 << 20
_PLACES = (("assets",), ("assets", "lsd"))
_KEPT = 64
"""Decoded pictures and clips kept: those of a few source samples, of which several workers may be
busy with one each."""


class Assets:
    """Decoded media by relative path. Several threads may use it at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._own = root.resolve().parts
        self.missing: set[str] = set()
        """Relative paths asked for and not there."""
        self.found: set[str] = set()
        self._hashes: dict[str, str] = {}
        self._kept: OrderedDict[str, Picture | Clip] = OrderedDict()
        self._lock = threading.Lock()
        self._busy: dict[str, threading.Lock] = {}

    def picture(self, relative: str) -> Picture:
        """Raises MediaError naming the path as the benchmark does."""
        return self._decoded(relative, media.load_image)

    def clip(self, relative: str) -> Clip:
        return self._decoded(relative, media.load_voice)

    def sha256(self, relative: str) -> str:
        """Of the file itself. Raises MediaError for a file that is not there, or a git-lfs
        pointer."""
        if relative not in self._hashes:
            digest = hashlib.sha256()
            with self.path(relative).open("rb") as file:
                while block := file.read(_BLOCK):
                    if block.startswith(_LFS):
                        raise MediaError(
                            f"{relative}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
                        )
                    digest.update(block)
            self._hashes[relative] = digest.hexdigest()
        return self._hashes[relative]

    def path(self, relative: str) -> Path:
        """Where it lies on this machine. Raises MediaError."""
        parts = PurePosixPath(relative).parts
        places = [
            self._root.joinpath(*parts),
            *(self._root.joinpath(*place, *parts) for place in _PLACES),
        ]
        for length in (1, 2):
            if len(parts) > length and parts[:length] == self._own[-length:]:
                places.append(self._root.joinpath(*parts[length:]))
        for place in places:
            if place.is_file():
                self.found.add(relative)
                return place
        self.missing.add(relative)
        raise MediaError(f"missing media: {relative}")

    def _decoded(self, relative: str, load: Callable[[Path], Picture | Clip]) -> Picture | Clip:
        with self._lock:
            busy = self._busy.setdefault(relative, threading.Lock())
        with busy:  # whoever comes second finds it done
            return self._found(relative) or self._load(relative, load)

    def _found(self, relative: str) -> Picture | Clip | None:
        with self._lock:
            if relative in self._kept:
                self._kept.move_to_end(relative)
            return self._kept.get(relative)

    def _load(self, relative: str, load: Callable[[Path], Picture | Clip]) -> Picture | Clip:
        path = self.path(relative)
        try:
            medium = load(path)
        except MediaError as error:
            # Named as the record names it: run cards are shared, the folders of a machine are not.
            raise MediaError(str(error).replace(str(path), relative)) from None
        with self._lock:
            self._kept[relative] = medium
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return medium


class Hashed:
    """Stand-ins whose data is the SHA-256 of the file: what a prompt depends on, without
    decoding."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._asked: list[str] = []
        self._wrong: list[str] = []
        self._missing: list[str] = []

    def picture(self, relative: str) -> Picture:
        return Picture(self._hash(relative), 0, 0, relative)

    def clip(self, relative: str) -> Clip:
        return Clip(self._hash(relative), 0.0, relative)

    def check(self) -> None:
        """Raise MediaError for all that was asked for since the last check and cannot be had, in
        one line."""
        asked, missing, wrong = self._asked, self._missing, self._wrong
        self._asked, self._missing, self._wrong = [], [], []
        if missing and len(missing) == len(set(asked)):
            raise MediaError(
                f"no media present: none of its {len(missing)} files is there (first: {missing[0]})"
            )
        if missing:
            wrong = [f"missing media: {', '.join(missing)}", *wrong]
        if wrong:
            raise MediaError("; ".join(wrong))

    def _hash(self, relative: str) -> bytes:
        self._asked.append(relative)
        try:
            return self._assets.sha256(relative).encode()
        except MediaError as error:
            if relative in self._assets.missing:
                self._missing += [relative] * (relative not in self._missing)
            else:
                self._wrong += [str(error)] * (str(error) not in self._wrong)
            return b""

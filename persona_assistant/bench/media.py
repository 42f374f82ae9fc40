"""The media of a benchmark below one folder: each is found, hashed and decoded once.

Relative paths are looked up below the folder, in the places where releases keep them (`assets/`,
`assets/lsd/`), and without the prefix when the folder *is* such a place. Media that the questions
of one source sample share are decoded once and cached for the next question. Nothing is answered
without its media: a missing file is reported for every item that needs it.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import TypeVar

from persona_assistant import media
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Picture

_LFS_POINTER = b"version https://git-lfs"
_BLOCK_BYTES = 1 << 20
_ASSET_FOLDERS = (("assets",), ("assets", "lsd"))
_CACHE_SIZE = 64
"""Decoded pictures and clips: those of a few source samples, as several workers may be busy with
one each."""

Medium = TypeVar("Medium", Picture, Clip)


class Assets:
    """Decoded media by relative path. Several threads may use it at once."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._root_parts = root.resolve().parts
        self.missing: set[str] = set()
        """Relative paths that were asked for and do not exist."""
        self.found: set[str] = set()
        """Relative paths that were asked for and exist."""
        self._hashes: dict[str, str] = {}
        self._cache: OrderedDict[str, Picture | Clip] = OrderedDict()
        self._lock = threading.Lock()
        self._decoding: dict[str, threading.Lock] = {}

    def picture(self, relative: str) -> Picture:
        """Raises MediaError naming the path as the benchmark does."""
        return self._decoded(relative, media.load_image, Picture)

    def clip(self, relative: str) -> Clip:
        """Raises MediaError naming the path as the benchmark does."""
        return self._decoded(relative, media.load_voice, Clip)

    def sha256(self, relative: str) -> str:
        """Of the file itself. Raises MediaError for a missing file and for a git-lfs pointer."""
        if relative not in self._hashes:
            digest = hashlib.sha256()
            with self.path(relative).open("rb") as file:
                while block := file.read(_BLOCK_BYTES):
                    if block.startswith(_LFS_POINTER):
                        raise MediaError(
                            f"{relative}: a git-lfs pointer, not the file itself; "
                            "fetch it with: git lfs pull"
                        )
                    digest.update(block)
            self._hashes[relative] = digest.hexdigest()
        return self._hashes[relative]

    def path(self, relative: str) -> Path:
        """Where the file is on this machine. Raises MediaError."""
        parts = PurePosixPath(relative).parts
        candidates = [
            self._root.joinpath(*parts),
            *(self._root.joinpath(*folder, *parts) for folder in _ASSET_FOLDERS),
        ]
        candidates += [
            self._root.joinpath(*parts[length:])
            for length in (1, 2)
            if len(parts) > length and parts[:length] == self._root_parts[-length:]
        ]
        for candidate in candidates:
            if _is_file(candidate):
                self.found.add(relative)
                return candidate
        self.missing.add(relative)
        raise MediaError(f"missing media: {relative}")

    def _decoded(self, relative: str, load: Callable[[Path], Medium], kind: type[Medium]) -> Medium:
        with self._lock:
            decoding = self._decoding.setdefault(relative, threading.Lock())
        with decoding:  # whoever comes second finds it in the cache
            cached = self._cached(relative)
            return cached if isinstance(cached, kind) else self._load(relative, load)

    def _cached(self, relative: str) -> Picture | Clip | None:
        with self._lock:
            if relative in self._cache:
                self._cache.move_to_end(relative)
            return self._cache.get(relative)

    def _load(self, relative: str, load: Callable[[Path], Medium]) -> Medium:
        path = self.path(relative)
        try:
            medium = load(path)
        except MediaError as error:
            # Run cards are shared, so errors name the record's path and no folder of this machine.
            raise MediaError(str(error).replace(str(path), relative)) from None
        with self._lock:
            self._cache[relative] = medium
            while len(self._cache) > _CACHE_SIZE:
                self._cache.popitem(last=False)
        return medium


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that is longer than the system's names
        return False


class HashedMedia:
    """Stand-ins whose data is the SHA-256 of the file: what a prompt depends on, without
    decoding."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self._requested: list[str] = []
        self._missing: list[str] = []
        self._errors: list[str] = []

    def picture(self, relative: str) -> Picture:
        return Picture(self._hash(relative), 0, 0, relative)

    def clip(self, relative: str) -> Clip:
        return Clip(self._hash(relative), 0.0, relative)

    def raise_problems(self) -> None:
        """Raise one MediaError for all media requested since the last call that cannot be had."""
        requested, missing, errors = self._requested, self._missing, self._errors
        self._requested, self._missing, self._errors = [], [], []
        if missing and len(missing) == len(set(requested)):
            raise MediaError(
                f"no media present: none of its {len(missing)} files is there (first: {missing[0]})"
            )
        if missing:
            errors = [f"missing media: {', '.join(missing)}", *errors]
        if errors:
            raise MediaError("; ".join(errors))

    def _hash(self, relative: str) -> bytes:
        self._requested.append(relative)
        try:
            return self._assets.sha256(relative).encode()
        except MediaError as error:
            if relative in self._assets.missing:
                if relative not in self._missing:
                    self._missing.append(relative)
            elif str(error) not in self._errors:
                self._errors.append(str(error))
            return b""

"""Looks for what should be gone in every decrypted byte of a store's files.

It shares no code with what erases and verifies: SQLite itself hands over the pages, and a trace is
any eight bytes that only the searched things have.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import apsw
import numpy as np

from persona_assistant.memory import keys

_WIDTH = 8


def whole_content(home: Path, key_file: Path) -> bytes:
    """The decrypted pages of the store and of its cache, free ones included. Their logs are empty
    or gone."""
    logs = [file for file in home.glob("*-wal") if file.stat().st_size]
    assert logs == []
    path = home / "memory.db"
    (key,) = keys.for_store(path.read_bytes()[:16], path, passphrase=None, key_file=key_file)
    connection = apsw.Connection(str(path))
    key.unlock(connection)
    pages = connection.serialize("main")
    secret = connection.execute("SELECT key FROM cache_key").get
    connection.close()
    cache = home / "cache.db"
    if cache.exists():
        connection = apsw.Connection(str(cache))
        connection.execute("PRAGMA cipher = 'chacha20'")
        connection.execute(f"PRAGMA key = 'raw:{secret.hex()}'")
        pages += connection.serialize("main")
        connection.close()
    return pages


class Needles:
    """Pieces of things, and to whom each belongs."""

    def __init__(self) -> None:
        self._pieces: dict[bytes, str] = {}

    def text(self, owner: str, text: str) -> None:
        """Every run of three words and every word of eight letters or more, as written and small,
        and whatever eight bytes of them one looks at."""
        words = text.split()
        runs = [" ".join(words[i : i + 3]) for i in range(len(words) - 2)]
        for run in (*runs, *words):
            for form in {run, run.lower()}:
                self._add(owner, form.encode(), step=1)

    def data(self, owner: str, data: bytes, *, step: int = 16) -> None:
        """Bytes of a picture, a clip or a vector."""
        self._add(owner, data, step=step)

    def digest(self, owner: str, data: bytes) -> None:
        for form in (hashlib.sha256(data).digest(), hashlib.sha256(data).hexdigest().encode()):
            self._add(owner, form, step=1)

    def _add(self, owner: str, data: bytes, *, step: int) -> None:
        for at in range(0, len(data) - _WIDTH + 1, step):
            piece = data[at : at + _WIDTH]
            known = self._pieces.setdefault(piece, owner)
            if known != owner:
                self._pieces[piece] = ""  # of several: says nothing

    def found_in(self, content: bytes) -> dict[str, set[bytes]]:
        """The pieces that occur in `content`, by owner."""
        owned = [piece for piece, owner in self._pieces.items() if owner]
        wanted = np.sort(np.frombuffer(b"".join(owned), "<u8"))
        # Few of the bytes pass this sieve, and only they are looked up.
        sieve = np.zeros(1 << 24, np.bool_)
        sieve[_hashed(wanted)] = True
        hits: set[int] = set()
        for offset in range(_WIDTH):
            count = (len(content) - offset) // _WIDTH
            there = np.frombuffer(content, "<u8", count, offset)
            there = there[sieve[_hashed(there)]]
            at = np.minimum(np.searchsorted(wanted, there), len(wanted) - 1)
            hits |= set(there[wanted[at] == there].tolist())
        found: dict[str, set[bytes]] = {}
        for hit in hits:
            piece = int(hit).to_bytes(_WIDTH, "little")
            found.setdefault(self._pieces[piece], set()).add(piece)
        return found

    def counts(self) -> Counter[str]:
        """How many pieces each has."""
        return Counter(self._pieces.values())


def remnants(needles: Needles, content: bytes, gone: Iterable[str]) -> dict[str, list[bytes]]:
    """What is left of those who should be gone: nothing."""
    found = needles.found_in(content)
    return {owner: sorted(found[owner])[:5] for owner in gone if owner in found}


def _hashed(values: np.ndarray) -> np.ndarray:
    return (values * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(40)

"""Where the key comes from, and how the file says so without a second file.

The cipher keeps the first 16 bytes of a database file in the clear, for a salt of our choosing.
Ours reads `PAM`, one letter for the kind of key that opens the store, and 12 random bytes which are
the store's id: salt for the passphrase, account name in the OS keyring. Nothing in it is secret,
and it survives checkpoints and VACUUM.

    kind         secret                                   becomes the key by
    K keyring    32 random bytes in the OS keyring        keyed BLAKE2b over the header
    P passphrase what the user types                      Argon2id, salted with the header
    F file       32 random bytes in a file, mode 0600     keyed BLAKE2b over the header

A `Key` shows itself by its kind only; the bytes are handed to SQLite and to nothing else.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
import sys
import threading
import unicodedata
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from persona_assistant.errors import BadInput, KeyUnavailable, WrongKey

PASSPHRASE_VARIABLE = "PERSONA_ASSISTANT_PASSPHRASE"
KEYRING_SERVICE = "persona-assistant"

MARK = b"PAM"
HEADER_BYTES = 16
_SECRET_BYTES = 32

# RFC 9106, section 4: the second recommended option (64 MiB of memory).
_ARGON2_PASSES = 3
_ARGON2_KIB = 64 * 1024
_ARGON2_LANES = 4

_ATTEMPTS = 3
"""How often a passphrase may be typed at a terminal."""

_KEYRING_DETECT_SECONDS = 10.0
_KEYRING_ANSWER_SECONDS = 60.0
"""An unlock dialog waits for a person; a bus that nobody serves waits for ever."""


class Kind(Enum):
    """What opens a store, as the fourth byte of its file."""

    KEYRING = b"K"
    PASSPHRASE = b"P"
    FILE = b"F"


_OPENS_WITH = {
    Kind.KEYRING: "a key in the OS keyring",
    Kind.PASSPHRASE: "a passphrase",
    Kind.FILE: "a key file",
}


class Key:
    """A store's key. It can unlock a connection; it cannot be printed."""

    __slots__ = ("_bytes", "header")

    def __init__(self, header: bytes, key: bytes) -> None:
        self.header = header
        self._bytes = key

    def __repr__(self) -> str:
        return f"Key({kind_of(self.header).name.lower()})"  # type: ignore[union-attr]

    def unlock(self, connection: Any) -> None:
        """Hand the key to an apsw connection; it leaves neither a local name nor a cached
        statement."""
        connection.execute("PRAGMA cipher = 'chacha20'")
        connection.execute(
            f"PRAGMA key = 'raw:{self._bytes.hex()}{self.header.hex()}'", can_cache=False
        )


def kind_of(header: bytes) -> Kind | None:
    """What opens the store whose file begins with `header`; None when it is no store of ours."""
    if len(header) != HEADER_BYTES or not header.startswith(MARK):
        return None
    letter = header[len(MARK) : len(MARK) + 1]
    return next((kind for kind in Kind if kind.value == letter), None)


def for_new_store(where: Path, *, passphrase: str | None, key_file: Path | None) -> Key:
    """Draw a header and a key for a store to be created at `where`.

    An explicit passphrase or key file decides; else the passphrase of the environment, the OS
    keyring, the terminal. A key file that does not exist is created. Raises KeyUnavailable.
    """
    _only_one(passphrase, key_file)
    if key_file is not None:
        return _from_secret(_new_header(Kind.FILE), _read_or_create_key_file(key_file))
    given = passphrase if passphrase is not None else os.environ.get(PASSPHRASE_VARIABLE) or None
    if given is not None:
        return _from_passphrase(_new_header(Kind.PASSPHRASE), given)
    header = _new_header(Kind.KEYRING)
    if (secret := _new_keyring_secret(header)) is not None:
        return _from_secret(header, secret)
    if _has_terminal():
        return _from_passphrase(_new_header(Kind.PASSPHRASE), _ask_twice(where))
    raise KeyUnavailable(
        f"No key to encrypt {where} with: set up an OS keyring, set {PASSPHRASE_VARIABLE} "
        "(or use a terminal to be asked for a passphrase), or name a key file."
    )


def for_store(
    header: bytes, where: Path, *, passphrase: str | None, key_file: Path | None
) -> Iterator[Key]:
    """The key of the store at `where`, whose file begins with `header`: one, or as many as a person
    at the terminal may try to type the passphrase. Ask for the next one when a key does not open
    the store.

    Raises WrongKey when a key of another kind was handed over, KeyUnavailable when there is none.
    """
    _only_one(passphrase, key_file)
    kind = kind_of(header)
    assert kind is not None
    given = (
        Kind.PASSPHRASE if passphrase is not None else Kind.FILE if key_file is not None else None
    )
    if given is not None and given is not kind:
        raise WrongKey(f"{where} opens with {_OPENS_WITH[kind]}, not with {_OPENS_WITH[given]}.")
    if kind is Kind.FILE:
        if key_file is None:
            raise KeyUnavailable(f"{where} opens with a key file; name that file.")
        yield _from_secret(header, _read_key_file(key_file))
        return
    if kind is Kind.KEYRING:
        yield _from_secret(header, _keyring_secret(header, where))
        return
    found = passphrase if passphrase is not None else os.environ.get(PASSPHRASE_VARIABLE) or None
    if found is not None:
        yield _from_passphrase(header, found)
        return
    if not _has_terminal():
        raise KeyUnavailable(
            f"{where} opens with a passphrase: set {PASSPHRASE_VARIABLE}, "
            "or use a terminal to be asked."
        )
    for attempt in range(_ATTEMPTS):
        again = "That passphrase does not open it. " if attempt else ""
        yield _from_passphrase(header, _ask(f"{again}Passphrase of {where}: "))


def discard(key: Key) -> None:
    """Take back what `for_new_store` left in the keyring, when the store was not created after
    all."""
    if kind_of(key.header) is Kind.KEYRING:
        _with_keyring(lambda ring: ring.delete_password(KEYRING_SERVICE, _store_id(key.header)))


def _only_one(passphrase: str | None, key_file: Path | None) -> None:
    if passphrase is not None and key_file is not None:
        raise BadInput("A passphrase and a key file were given; a store opens with one of them.")


def _new_header(kind: Kind) -> bytes:
    return MARK + kind.value + secrets.token_bytes(HEADER_BYTES - len(MARK) - 1)


def _store_id(header: bytes) -> str:
    return header[len(MARK) + 1 :].hex()


# --- from secret to key


def _from_secret(header: bytes, secret: bytes) -> Key:
    return Key(
        header,
        hashlib.blake2b(header, key=secret, digest_size=32, person=b"persona-memory").digest(),
    )


def _from_passphrase(header: bytes, passphrase: str) -> Key:
    from argon2.low_level import Type, hash_secret_raw

    if not passphrase:
        raise BadInput("The passphrase is empty; choose one that is not.")
    typed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Key(
        header,
        hash_secret_raw(typed, header, _ARGON2_PASSES, _ARGON2_KIB, _ARGON2_LANES, 32, Type.ID),
    )


# --- the terminal


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _ask(question: str) -> str:
    from getpass import getpass

    try:
        return getpass(question)
    except EOFError:
        raise KeyUnavailable("No passphrase was entered; try again.") from None


def _ask_twice(where: Path) -> str:
    first = _ask(f"Choose a passphrase for {where}: ")
    if _ask("The same passphrase again: ") != first:
        raise BadInput("The two passphrases differ; nothing was created. Try again.")
    return first


# --- the key file


def _read_or_create_key_file(path: Path) -> bytes:
    if path.exists():
        return _read_key_file(path)
    secret = secrets.token_bytes(_SECRET_BYTES)
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return _read_key_file(path)
    except OSError as error:
        raise KeyUnavailable(f"The key file {path} cannot be written: {error.strerror}.") from None
    return secret


def _read_key_file(path: Path) -> bytes:
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise KeyUnavailable(f"Others can read the key file {path}; run: chmod 600 {path}")
            content = file.read(2 * _SECRET_BYTES + 2).strip()
    except OSError as error:
        raise KeyUnavailable(f"The key file {path} cannot be read: {error.strerror}.") from None
    try:
        secret = bytes.fromhex(content)
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_BYTES:
        raise KeyUnavailable(f"{path} is not a key file: it should hold 64 hexadecimal digits.")
    return secret


# --- the OS keyring


def _new_keyring_secret(header: bytes) -> bytes | None:
    """A fresh secret that the keyring demonstrably keeps, or None when there is no working
    keyring."""
    secret = secrets.token_bytes(_SECRET_BYTES).hex()
    account = _store_id(header)

    def store(ring: Any) -> str | None:
        ring.set_password(KEYRING_SERVICE, account, secret)
        stored: str | None = ring.get_password(KEYRING_SERVICE, account)
        return stored

    kept, _ = _with_keyring(store)
    return bytes.fromhex(secret) if kept == secret else None


def _keyring_secret(header: bytes, where: Path) -> bytes:
    account = _store_id(header)
    found, problem = _with_keyring(lambda ring: ring.get_password(KEYRING_SERVICE, account))
    if problem is not None:
        raise KeyUnavailable(
            f"The key of {where} is in the OS keyring, which does not answer ({problem}); "
            "unlock it, or open the memory in the desktop session it was created in."
        )
    try:
        secret = bytes.fromhex(found or "")
    except ValueError:
        secret = b""
    if len(secret) != _SECRET_BYTES:
        raise KeyUnavailable(
            f"The OS keyring has no key for {where}; restore the entry {KEYRING_SERVICE}/{account} "
            "from a backup of the keyring."
        )
    return secret


def _with_keyring(call: Callable[[Any], Any]) -> tuple[Any, str | None]:
    """(what `call` returns for the OS keyring, None), or (None, why there is no answer).

    Backends are foreign code that may raise anything and may wait for ever on a bus nobody serves:
    they run in a thread that can be left behind.
    """
    outcome: list[tuple[Any, str | None]] = []
    detected = threading.Event()

    def work() -> None:
        try:
            import keyring

            ring = keyring.get_keyring()
            # Below 1 stand "no keyring", the one that discards and those that keep secrets in plain
            # files.
            if ring.priority < 1:
                outcome.append((None, "no keyring is set up"))
                return
            detected.set()
            outcome.append((call(ring), None))
        except Exception as error:
            outcome.append((None, type(error).__name__))
        finally:
            detected.set()

    worker = threading.Thread(target=work, daemon=True, name="keyring")
    worker.start()
    if detected.wait(_KEYRING_DETECT_SECONDS):
        worker.join(_KEYRING_ANSWER_SECONDS)
    return outcome[0] if outcome else (None, "no answer in time")

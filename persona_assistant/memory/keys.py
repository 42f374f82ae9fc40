"""Where the key comes from, and how the file says so without a second file.

The cipher keeps the first 16 bytes of a database file in the clear, for a salt of our choosing.
Ours reads `PAM`, one letter for the kind of key that opens the store, and 12 random bytes which are
the store's id: salt for the passphrase, account name in the OS keyring. Nothing in it is secret,
and it survives checkpoints and VACUUM.

    kind         secret                                   becomes the key by
    K keyring    32 random bytes in the OS keyring        keyed BLAKE2b over the header
    P passphrase what the user types                      Argon2id, salted with the header
    F file       32 random bytes in a file, mode 0600     keyed BLAKE2b over the header

Beside it a recovery key opens a store of any kind (`recovery`), and the OS keyring may hold the key
of one that was unlocked (`store_key`). A `Key` shows itself by its kind only; the bytes are
handed to SQLite and to nothing else, and are overwritten when it is wiped.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from persona_assistant.errors import BadInput, KeyUnavailable, StoreError, WrongKey
from persona_assistant.memory import key_files, keyring_access, recovery
from persona_assistant.memory.derivation import KEY_BYTES, from_passphrase, from_secret, wipe

PASSPHRASE_VARIABLE = "PERSONA_ASSISTANT_PASSPHRASE"
NEW_PASSPHRASE_VARIABLE = "PERSONA_ASSISTANT_NEW_PASSPHRASE"
"""For a change of the passphrase where nobody can be asked."""

MARK = b"PAM"
HEADER_BYTES = 16

_ATTEMPTS = 3
"""How often a passphrase may be typed at a terminal."""
_PASSPHRASE_NEEDED = (
    f"{{where}} opens with a passphrase: set {PASSPHRASE_VARIABLE}, or use a terminal to be asked."
)
NO_KEYRING = "There is no OS keyring that keeps a key; set one up, or take a passphrase."
_KEY_ITSELF = "key:"
"""Before the key in an entry of the keyring; without it the entry is a secret."""


class Kind(Enum):
    """What opens a store, as the fourth byte of its file."""

    KEYRING = b"K"
    PASSPHRASE = b"P"
    FILE = b"F"


OPENS_WITH = {
    Kind.KEYRING: "a key in the OS keyring",
    Kind.PASSPHRASE: "a passphrase",
    Kind.FILE: "a key file",
}


class Key:
    """A store's key. It can unlock a connection; it cannot be printed."""

    __slots__ = ("_bytes", "by_recovery", "header")

    def __init__(self, header: bytes, key: bytes | bytearray, *, by_recovery: bool = False) -> None:
        """`by_recovery`: whether it was spelt out as a recovery key."""
        self.header = header
        self.by_recovery = by_recovery
        self._bytes = key if isinstance(key, bytearray) else bytearray(key)

    def __repr__(self) -> str:
        return f"Key({self.kind.name.lower()})"

    @property
    def kind(self) -> Kind:
        kind = kind_of(self.header)
        assert kind is not None
        return kind

    def copy(self) -> Key:
        """For somebody else, who wipes it."""
        return Key(self.header, bytearray(self._bytes), by_recovery=self.by_recovery)

    def unlock(self, connection: Any) -> None:
        """Hand the key to an apsw connection; it leaves neither a local name nor a cached
        statement. Raises StoreError once it is wiped."""
        if not any(self._bytes):
            raise StoreError("The memory is closed; open it again.", code="store_closed")
        connection.execute("PRAGMA cipher = 'chacha20'")
        connection.execute(
            f"PRAGMA key = 'raw:{self._bytes.hex()}{self.header.hex()}'", can_cache=False
        )

    def wipe(self) -> None:
        """Overwrite it. Nothing is opened with it any more. May be called again."""
        wipe(self._bytes)

    def equals(self, other: Key) -> bool:
        return secrets.compare_digest(self._bytes, other._bytes)

    def spelt(self) -> str:
        """The recovery key that stands for it."""
        return recovery.spell(self._bytes)

    def entry(self) -> str:
        """The keyring's entry that holds it."""
        return _KEY_ITSELF + self._bytes.hex()


def kind_of(header: bytes) -> Kind | None:
    """What opens the store whose file begins with `header`; None when it is no store of ours."""
    if len(header) != HEADER_BYTES or not header.startswith(MARK):
        return None
    letter = header[len(MARK) : len(MARK) + 1]
    return next((kind for kind in Kind if kind.value == letter), None)


def store_id(header: bytes) -> str:
    """The account of the store in the OS keyring."""
    return header[len(MARK) + 1 :].hex()


# --- a new key


def for_new_store(
    where: Path, *, passphrase: str | None, key_file: Path | None, keyring: bool = False
) -> Key:
    """Draw a header and a key for a store to be created at `where`.

    An explicit passphrase, key file or `keyring` decides; else the passphrase of the environment,
    the OS keyring, the terminal. A key file that does not exist is created. Raises KeyUnavailable.
    """
    _only_one(passphrase, key_file)
    if key_file is not None:
        return by_file(key_file)
    if keyring:
        if (key := by_keyring()) is None:
            raise KeyUnavailable(NO_KEYRING)
        return key
    given = passphrase if passphrase is not None else os.environ.get(PASSPHRASE_VARIABLE) or None
    if given is not None:
        return by_passphrase(given)
    if (key := by_keyring()) is not None:
        return key
    if has_terminal():
        return by_passphrase(ask_twice(where, "nothing was created"))
    raise KeyUnavailable(
        f"No key to encrypt {where} with: set up an OS keyring, set {PASSPHRASE_VARIABLE} "
        "(or use a terminal to be asked for a passphrase), or name a key file.",
        code="key_needed",
    )


def by_passphrase(passphrase: str) -> Key:
    """A new key for this passphrase. Raises BadInput for an empty one."""
    header = _new_header(Kind.PASSPHRASE)
    return Key(header, from_passphrase(header, passphrase))


def by_file(key_file: Path) -> Key:
    """A new key for the secret in a key file, which is created where there is none. Raises
    KeyUnavailable."""
    return _from_secret(_new_header(Kind.FILE), key_files.read_or_create(key_file))


def from_file(header: bytes, key_file: Path) -> Key:
    """The key that a key file stands for in a store that is there. Raises KeyUnavailable."""
    return _from_secret(header, key_files.read(key_file))


def by_keyring() -> Key | None:
    """A new key for a secret that the keyring keeps from now on; None where no keyring does."""
    header, secret = (
        _new_header(Kind.KEYRING),
        bytearray(secrets.token_bytes(key_files.SECRET_BYTES)),
    )
    if keyring_access.keep(store_id(header), secret.hex()) is not None:
        return None
    return _from_secret(header, secret)


def discard(key: Key) -> None:
    """Take back what making the key left in the keyring, when no store has it after all."""
    if key.kind is Kind.KEYRING:
        keyring_access.remove(store_id(key.header))


def _new_header(kind: Kind) -> bytes:
    return MARK + kind.value + secrets.token_bytes(HEADER_BYTES - len(MARK) - 1)


# --- the key of a store that is there


def for_store(
    header: bytes, where: Path, *, passphrase: str | None, key_file: Path | None
) -> Iterator[Key]:
    """The keys that may open the store at `where`, whose file begins with `header`: usually one, or
    as many as a person at the terminal may try to type the passphrase. Ask for the next one when a
    key does not open the store.

    A recovery key may be given wherever a passphrase is. Raises WrongKey when a key of another kind
    was handed over, KeyUnavailable when there is none.
    """
    _only_one(passphrase, key_file)
    kind = kind_of(header)
    assert kind is not None
    if passphrase is not None:
        if (key := _recovery(header, passphrase)) is not None:
            yield key
        if key is None or kind is Kind.PASSPHRASE:
            _require_kind(kind, Kind.PASSPHRASE, where, passphrase)
            yield Key(header, from_passphrase(header, passphrase))
    elif kind is Kind.FILE:
        if key_file is None:
            raise KeyUnavailable(f"{where} opens with a key file; name that file.")
        yield from_file(header, key_file)
    else:
        if key_file is not None:
            _require_kind(kind, Kind.FILE, where)
        if kind is Kind.KEYRING:
            yield from _by_kept_secret(header, where)
        else:
            yield from _by_known_passphrase(header, where)


def _require_kind(kind: Kind, given: Kind, where: Path, passphrase: str = "") -> None:
    if kind is given:
        return
    if recovery.looks_like_one(passphrase):
        raise WrongKey(f"The recovery key of {where} has a slip in it; compare it with your copy.")
    raise WrongKey(f"{where} opens with {OPENS_WITH[kind]}, not with {OPENS_WITH[given]}.")


def _by_kept_secret(header: bytes, where: Path) -> Iterator[Key]:
    account = store_id(header)
    found, problem = keyring_access.entry(account)
    if problem is not None:
        raise KeyUnavailable(
            f"The key of {where} is in the OS keyring, which does not answer ({problem}); unlock "
            "it, open the memory in the desktop session it was created in, or use its recovery key."
        )
    if (key := _kept(header, found)) is not None:
        yield key
    elif has_terminal():
        yield from _typed(header, where, "Recovery key")
    else:
        raise KeyUnavailable(
            f"The OS keyring has no key for {where}; unlock it with its recovery key, or restore "
            f"the entry {keyring_access.SERVICE}/{account} from a backup of the keyring.",
            code="keyring_entry_missing",
        )


def _by_known_passphrase(header: bytes, where: Path) -> Iterator[Key]:
    given = os.environ.get(PASSPHRASE_VARIABLE)
    if given:
        if (key := _recovery(header, given)) is not None:
            yield key
        yield Key(header, from_passphrase(header, given))
        return
    found, _ = keyring_access.entry(store_id(header))
    if (key := _kept(header, found)) is not None:
        yield key
    if not has_terminal():
        raise KeyUnavailable(_PASSPHRASE_NEEDED.format(where=where), code="store_passphrase_needed")
    yield from _typed(header, where, "Passphrase")


def _typed(header: bytes, where: Path, wanted: str) -> Iterator[Key]:
    """What is typed at the terminal, a passphrase or a recovery key, as often as may be tried."""
    wrong = ""
    for _ in range(_ATTEMPTS):
        typed = ask(f"{wrong}{wanted} of {where}: ")
        wrong = f"That {wanted.lower()} does not open it. "
        if not typed:
            wrong = "Nothing was typed. "
            continue
        if (key := _recovery(header, typed)) is not None:
            yield key
        elif recovery.looks_like_one(typed):
            wrong = "That recovery key has a slip in it. "
        if key is None and kind_of(header) is Kind.PASSPHRASE:
            yield Key(header, from_passphrase(header, typed))
    if not wrong.startswith("That passphrase"):
        raise WrongKey(f"{wrong}Nothing opened {where}; try again.")


def passphrases(where: Path, given: str | None) -> Iterator[str]:
    """What the user says is the passphrase: the one given, else that of the environment, else what
    is typed, as often as may be tried. Raises KeyUnavailable where nobody can be asked."""
    found = given if given is not None else os.environ.get(PASSPHRASE_VARIABLE) or None
    if found is not None:
        yield found
        return
    if not has_terminal():
        raise KeyUnavailable(_PASSPHRASE_NEEDED.format(where=where))
    wrong = ""
    for _ in range(_ATTEMPTS):
        if typed := ask(f"{wrong}Passphrase of {where}: "):
            yield typed
        wrong = "That passphrase does not open it. " if typed else "Nothing was typed. "


def ask_recovery(where: Path) -> str:
    """A recovery key without a slip: the one in the environment where nobody can be asked, else
    what is typed, as often as may be tried. Raises KeyUnavailable, WrongKey."""
    if not has_terminal():
        given = os.environ.get(PASSPHRASE_VARIABLE) or ""
        if recovery.read(given) is None:
            raise KeyUnavailable(
                f"There is no terminal to ask for the recovery key of {where}; "
                f"set {PASSPHRASE_VARIABLE} to it."
            )
        return given
    wrong = ""
    for _ in range(_ATTEMPTS):
        typed = ask(f"{wrong}Recovery key of {where}: ")
        if recovery.read(typed) is not None:
            return typed
        wrong = "That recovery key has a slip in it. " if typed else "Nothing was typed. "
    raise WrongKey(f"{wrong}Nothing opened {where}; compare it with your copy and try again.")


def _recovery(header: bytes, text: str) -> Key | None:
    key = recovery.read(text)
    return None if key is None else Key(header, key, by_recovery=True)


def _kept(header: bytes, entry: str | None) -> Key | None:
    """The key that an entry of the keyring stands for."""
    entry = entry or ""
    try:
        content = bytearray.fromhex(entry.removeprefix(_KEY_ITSELF))
    except ValueError:
        return None
    if len(content) != KEY_BYTES:
        return None
    if entry.startswith(_KEY_ITSELF):
        return Key(header, content)
    return _from_secret(header, content) if kind_of(header) is Kind.KEYRING else None


def _from_secret(header: bytes, secret: bytearray) -> Key:
    try:
        return Key(header, from_secret(header, secret))
    finally:
        wipe(secret)


def _only_one(passphrase: str | None, key_file: Path | None) -> None:
    if passphrase is not None and key_file is not None:
        raise BadInput("A passphrase and a key file were given; a store opens with one of them.")


# --- the terminal

_terminal_taken = False


def leave_terminal_alone() -> None:
    """From now on nobody is asked at the terminal in this process: a screen owns it, and asks
    itself where an error has the code "store_passphrase_needed" or "key_needed"."""
    global _terminal_taken
    _terminal_taken = True


def has_terminal() -> bool:
    return not _terminal_taken and sys.stdin is not None and sys.stdin.isatty()


def ask(question: str) -> str:
    """What is typed, unseen. Raises KeyUnavailable at the end of input."""
    from getpass import getpass

    try:
        return getpass(question)
    except EOFError:
        raise KeyUnavailable("No passphrase was entered; try again.") from None


def ask_twice(where: Path, otherwise: str) -> str:
    """A new passphrase. Raises BadInput when it is empty or the second is another, saying what
    then."""
    first = ask(f"Choose a passphrase for {where}: ")
    if not first:
        raise BadInput("The passphrase is empty; choose one that is not.")
    if ask("The same passphrase again: ") != first:
        raise BadInput(f"The two passphrases differ; {otherwise}. Try again.")
    return first

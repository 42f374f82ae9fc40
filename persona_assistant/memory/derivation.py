"""From a secret to a key, in bytes that can be overwritten.

Python copies text and `bytes` as it likes and never clears them. So a key lives in a `bytearray`
from the moment it is derived: Argon2 writes into a buffer of ours, which is cleared at once, and
whoever holds the key overwrites it with `wipe` when done.
"""

from __future__ import annotations

import hashlib
import unicodedata

from persona_assistant.errors import BadInput, KeyUnavailable

KEY_BYTES = 32

# RFC 9106, section 4: the second recommended option (64 MiB of memory).
_ARGON2_PASSES = 3
_ARGON2_KIB = 64 * 1024
_ARGON2_LANES = 4


def wipe(secret: bytearray) -> None:
    """Overwrite it with zeros, where it lies."""
    secret[:] = bytes(len(secret))


def from_secret(header: bytes, secret: bytearray) -> bytearray:
    """The key of the store with this header, from 32 random bytes."""
    return bytearray(
        hashlib.blake2b(
            header, key=secret, digest_size=KEY_BYTES, person=b"persona-memory"
        ).digest()
    )


def from_passphrase(header: bytes, passphrase: str) -> bytearray:
    """The key of a file with this header (the salt), from what a user types. Raises BadInput for an
    empty passphrase, KeyUnavailable where 64 MiB of memory are not free."""
    from argon2.low_level import Type, error_to_str, ffi, lib

    if not passphrase:
        raise BadInput("The passphrase is empty; choose one that is not.")
    typed = bytearray(unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass"))
    derived = bytearray(KEY_BYTES)
    try:
        failed = lib.argon2_hash(
            _ARGON2_PASSES,
            _ARGON2_KIB,
            _ARGON2_LANES,
            ffi.from_buffer(typed),
            len(typed),
            ffi.from_buffer(header),
            len(header),
            ffi.from_buffer(derived),
            len(derived),
            ffi.NULL,
            0,
            Type.ID.value,
            lib.ARGON2_VERSION_NUMBER,
        )
    finally:
        wipe(typed)
    if failed:
        raise KeyUnavailable(
            f"The passphrase could not be worked into a key ({error_to_str(failed)}); close other "
            "programs and try again."
        )
    return derived

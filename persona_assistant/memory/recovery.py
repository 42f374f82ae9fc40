"""Recovery keys: the key of a store, spelt so that it can be kept on paper.

A recovery key opens the file by itself, whatever else was lost: the passphrase, the keyring, the
key file. It is the store's own 256-bit key, so nothing has to lie beside the file for it to work,
and it ends with the key: `key change` encrypts the file anew.

    55 characters in eleven groups, Crockford's base 32 (no I, L, O, U; small letters will do)
    = 256 bits of the key, then 19 bits of its BLAKE2b hash, which notice a slip of the pen
"""

from __future__ import annotations

import hashlib

from persona_assistant.memory.derivation import KEY_BYTES

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_READ_AS = str.maketrans("ILO", "110")
_GROUP = 5
_LENGTH = 55
_CHECK_BITS = 5 * _LENGTH - 8 * KEY_BYTES


def spell(key: bytes | bytearray) -> str:
    """The recovery key for the 32 bytes of a key."""
    number = int.from_bytes(key, "big") << _CHECK_BITS | _check(key)
    letters = [_LETTERS[number >> 5 * place & 31] for place in reversed(range(_LENGTH))]
    groups = ("".join(letters[start : start + _GROUP]) for start in range(0, _LENGTH, _GROUP))
    return "-".join(groups)


def looks_like_one(text: str) -> bool:
    """Whether somebody who typed this meant a recovery key, with or without a slip."""
    letters = _letters(text)
    return abs(len(letters) - _LENGTH) <= 2 and set(letters) <= {*_LETTERS, "U"}


def read(text: str) -> bytearray | None:
    """The key that is spelt; None for anything else, also for a recovery key with a slip."""
    letters = _letters(text)
    if len(letters) != _LENGTH or not set(letters) <= _VALUES.keys():
        return None
    number = 0
    for letter in letters:
        number = number << 5 | _VALUES[letter]
    key = bytearray((number >> _CHECK_BITS).to_bytes(KEY_BYTES, "big"))
    return key if number & (1 << _CHECK_BITS) - 1 == _check(key) else None


def _letters(text: str) -> str:
    return "".join(text.split()).replace("-", "").upper().translate(_READ_AS)


def _check(key: bytes | bytearray) -> int:
    digest = hashlib.blake2b(key, digest_size=8, person=b"persona-recover").digest()
    return int.from_bytes(digest, "big") >> 64 - _CHECK_BITS

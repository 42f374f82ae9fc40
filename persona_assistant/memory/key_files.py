"""Key files: a secret of 32 random bytes, as 64 hexadecimal digits, for its owner alone."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from persona_assistant.errors import KeyUnavailable

SECRET_BYTES = 32


def read_or_create(path: Path) -> bytearray:
    """The secret of a key file, a new one where there is no file. Raises KeyUnavailable."""
    if path.exists():
        return read(path)
    secret = bytearray(secrets.token_bytes(SECRET_BYTES))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret.hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        return read(path)
    except OSError as error:
        raise KeyUnavailable(f"The key file {path} cannot be written: {error.strerror}.") from None
    return secret


def read(path: Path) -> bytearray:
    """Raises KeyUnavailable, also for a file that others can read."""
    try:
        with open(path, encoding="ascii", errors="replace") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise KeyUnavailable(f"Others can read the key file {path}; run: chmod 600 {path}")
            content = file.read(2 * SECRET_BYTES + 2).strip()
    except OSError as error:
        raise KeyUnavailable(f"The key file {path} cannot be read: {error.strerror}.") from None
    try:
        secret = bytearray.fromhex(content)
    except ValueError:
        secret = bytearray()
    if len(secret) != SECRET_BYTES:
        raise KeyUnavailable(f"{path} is not a key file: it should hold 64 hexadecimal digits.")
    return secret

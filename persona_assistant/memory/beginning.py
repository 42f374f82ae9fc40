"""A new store that is filled before anybody finds it: whole, with what was put into it, or not at
all.

It is made in a hidden folder beside its place and moves there in one step. What ends the block
early leaves nothing: no file, no folder, no key file, no entry in the keyring. A kill leaves the
hidden folder, which the next opening removes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from persona_assistant import atomic
from persona_assistant.errors import BadInput
from persona_assistant.memory import database, keys, opening
from persona_assistant.memory.store import FILE_NAME, Store


@contextmanager
def beginning(
    directory: Path,
    *,
    passphrase: str | None = None,
    key_file: Path | None = None,
    keyring: bool = False,
) -> Iterator[Store]:
    """A new store to fill, closed and in `directory` once the block ends well.

    What opens it is chosen as in `Store.open`, `keyring` being a choice too. Raises BadInput where
    there is a store already, KeyUnavailable, DiskFull, StoreError.
    """
    path = directory / FILE_NAME
    with _nothing_left(directory, key_file), database.translated(path):
        opening.refuse_links(path)
        require_none(directory)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        key = keys.for_new_store(path, passphrase=passphrase, key_file=key_file, keyring=keyring)
        try:
            with atomic.drafts_beside(path) as (folder, _):
                database.make(folder / FILE_NAME, key)
                with Store.reopen(folder / FILE_NAME, key.copy()) as store:
                    yield store
                if not database.publish(folder / FILE_NAME, path):
                    require_none(directory)
        except BaseException:
            keys.discard(key)
            raise
        finally:
            key.wipe()


def require_none(directory: Path) -> None:
    """Raises BadInput where `directory` holds a store."""
    if os.path.lexists(directory / FILE_NAME):
        raise BadInput(
            f"{directory} holds a memory already; name another folder, or open that one.",
            code="memory_exists",
        )


def require_usable(directory: Path) -> None:
    """Raises BadInput unless a store may be begun in `directory`, which need not exist."""
    require_none(directory)
    existing = directory.absolute()
    while not os.path.lexists(existing):
        existing = existing.parent
    if not existing.is_dir():
        raise BadInput(f"{existing} is not a folder; name another place.", code="not_a_folder")
    if not os.access(existing, os.W_OK | os.X_OK):
        raise BadInput(
            f"You may not write in {existing}; name another folder.", code="folder_not_writable"
        )


@contextmanager
def _nothing_left(directory: Path, key_file: Path | None) -> Iterator[None]:
    """Takes back the folders and the key file that were made in a block that ends early."""
    files = [] if key_file is None or key_file.exists() else [key_file]
    folders = [*_missing(directory), *(_missing(files[0].parent) if files else ())]
    try:
        yield
    except BaseException:
        for file in files:
            file.unlink(missing_ok=True)
        for folder in sorted(folders, key=lambda each: len(each.parts), reverse=True):
            with suppress(OSError):  # there never was one, or somebody put something into it
                folder.rmdir()
        raise


def _missing(folder: Path) -> Iterator[Path]:
    folder = folder.absolute()
    while not folder.exists():
        yield folder
        folder = folder.parent

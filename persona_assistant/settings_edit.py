"""Changes single settings in the settings file and leaves all else in it, comments included, as it
is."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant import atomic
from persona_assistant.errors import SettingsError
from persona_assistant.settings import PREFIX, load_settings, settings_file


@dataclass(frozen=True, slots=True)
class Switched:
    """A switch was turned in the settings file."""

    on: bool
    changed: bool
    """False where it stood like that already."""
    file: Path
    overridden_by: str = ""
    """An environment variable that says otherwise and wins over the file."""


def switch(name: str, on: bool, environment: Mapping[str, str] = os.environ) -> Switched:
    """Turn a switch, such as "longterm.personality", on or off from now on. Raises SettingsError
    for a file that is wrong anywhere, DiskFull, BadInput; the file is then as it was."""
    load_settings(environment)
    file = settings_file(environment)
    changed = bool(edit(file, {name: on}))
    now: Any = load_settings(environment)
    for part in name.split("."):
        now = getattr(now, part)
    variable = PREFIX + name.upper().replace(".", "__")
    return Switched(on, changed, file, "" if now is on else variable)


def edit(path: Path, changes: Mapping[str, str | int | bool | None]) -> tuple[str, ...]:
    """Set the settings to these values, or remove those that are None; the names of those that
    changed. One in a table is named with a point: "tui.theme".

    A file that is not there is made; a link is followed. It is replaced in one step, or stays as it
    was. Raises SettingsError for a file that cannot be read, DiskFull, BadInput.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    target = path.resolve()
    mode = None
    try:
        text = target.read_bytes().decode("utf-8")
        mode = stat.S_IMODE(target.stat().st_mode)
    except FileNotFoundError:
        text = ""
    except (OSError, UnicodeDecodeError) as error:
        raise _unreadable(path, error) from error
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise _unreadable(path, error) from error
    changed = []
    for name, value in changes.items():
        if _change(document, name, value, path):
            changed.append(name)
    if changed:
        atomic.write_bytes(target, tomlkit.dumps(document).encode("utf-8"), mode=mode)
    return tuple(changed)


def _change(document: Any, name: str, value: str | int | bool | None, path: Path) -> bool:
    """Whether something had to be changed. Raises SettingsError where a table is something else."""
    import tomlkit

    table, nested, inner = name.partition(".")
    where, key = (document.get(table), inner) if nested else (document, name)
    if where is None:
        if value is None:
            return False
        where = document[table] = tomlkit.table()
    if not isinstance(where, MutableMapping):
        raise SettingsError(
            f"settings file {path}: {table!r} is not a table, such as [{table}]; correct it"
        )
    if value is None:
        return where.pop(key, None) is not None
    if key in where and _same(where[key], value):
        return False
    where[key] = value
    return True


def _same(old: Any, new: str | int | bool) -> bool:
    return bool(old == new) and isinstance(old, bool) == isinstance(new, bool)


def _unreadable(path: Path, error: Exception) -> SettingsError:
    return SettingsError(f"settings file {path} cannot be read: {error}; correct it or remove it")

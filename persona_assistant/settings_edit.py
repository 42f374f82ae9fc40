"""Changes single settings in the settings file and leaves all else in it, comments included, as it
is."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path

from persona_assistant import atomic
from persona_assistant.errors import SettingsError


def edit(path: Path, changes: Mapping[str, str | None]) -> tuple[str, ...]:
    """Set the settings outside tables to these texts, or remove those that are None; the names of
    those that changed.

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
        if value is None and name in document:
            del document[name]
        elif value is not None and document.get(name) != value:
            document[name] = value
        else:
            continue
        changed.append(name)
    if changed:
        atomic.write_bytes(target, tomlkit.dumps(document).encode("utf-8"), mode=mode)
    return tuple(changed)


def _unreadable(path: Path, error: Exception) -> SettingsError:
    return SettingsError(f"settings file {path} cannot be read: {error}; correct it or remove it")

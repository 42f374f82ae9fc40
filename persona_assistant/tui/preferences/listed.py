"""Every setting as the screen lists it, made from the settings model: names, values and choices
from its fields, help from what stands below them. Imports no widget."""

from __future__ import annotations

import ast
import inspect
import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from persona_assistant import settings_edit
from persona_assistant.settings import (
    COMMAND_LINE,
    ENVIRONMENT,
    PREFIX,
    Longterm,
    Server,
    Settings,
    Tui,
    checked,
    known_settings,
    load_settings,
    settings_file,
    sources,
)

NOW = frozenset(
    "tui.theme tui.media_preview auto_lock longterm.personality longterm.remember".split()
)
"""What takes effect at once; everything else when the app starts the next time."""
_UNSET = "not set"
_TABLES: tuple[type, ...] = (Settings, Longterm, Server, Tui)


@dataclass(frozen=True, slots=True)
class Listed:
    """A setting."""

    name: str
    """Its full name, such as "top_k" and "tui.theme"."""
    value: Any
    default: Any
    source: str
    """Where it was given: "default", "file", "environment" or "command line"."""
    help: str
    choices: tuple[Any, ...]
    """What it may be, where that is one of a few."""

    @property
    def shown(self) -> str:
        return written(self.value)

    @property
    def at_once(self) -> bool:
        return self.name in NOW

    @property
    def variable(self) -> str:
        """The environment variable that sets it."""
        return PREFIX + self.name.upper().replace(".", "__")


@dataclass(frozen=True, slots=True)
class Changed:
    """A setting was written, or taken out of the file."""

    settings: Settings
    """As they are from now on."""
    sentence: str


def written(value: Any) -> str:
    """A value as a person would write it."""
    if value is None:
        return _UNSET
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def listed(settings: Settings, flags: Mapping[str, Any]) -> Iterator[Listed]:
    """Every setting. Raises SettingsError for a settings file that became wrong meanwhile."""
    given = sources(os.environ, **flags)
    for name, field in known_settings().items():
        value: Any = settings
        for part in name.split("."):
            value = getattr(value, part)
        convert = field.metadata["convert"]
        choices = (True, False) if isinstance(value, bool) else getattr(convert, "choices", ())
        if choices and field.default is None:
            choices = (*choices, None)
        yield Listed(
            name, value, _default(field), _source(given.get(name)), helps()[name], tuple(choices)
        )


def change(setting: Listed, given: Any, flags: Mapping[str, Any]) -> Changed:
    """Writes a value into the settings file, after the model's own check; None or, where there
    need not be a value, an empty text takes it out. Raises SettingsError, DiskFull, BadInput; the
    file is then as it was."""
    file = settings_file()
    if given is None or (setting.default is None and str(given).strip() == ""):
        value = None
    else:
        value = checked(setting.name, given, "this field")
        value = str(value) if isinstance(value, Path) else value
    load_settings(os.environ, **flags)  # a file that is wrong elsewhere is not written to
    changed = settings_edit.edit(file, {setting.name: value})
    settings = load_settings(os.environ, **flags)
    return Changed(settings, _sentence(setting, value, bool(changed), flags))


def _sentence(setting: Listed, value: Any, changed: bool, flags: Mapping[str, Any]) -> str:
    winner = sources(os.environ, **flags).get(setting.name, "")
    if not changed:
        return f"{setting.name}: the settings file says so already."
    said = "is at its default again" if value is None else f"is {written(value)}"
    if winner == ENVIRONMENT:
        return f"{setting.name} was written, but {setting.variable} says otherwise and wins."
    if winner == COMMAND_LINE:
        return f"{setting.name} was written, but the command line says otherwise this time."
    when = "now" if setting.at_once else "when the app starts the next time"
    return f"{setting.name} {said}; it takes effect {when}."


def _source(source: str | None) -> str:
    if source is None:
        return "default"
    short = {ENVIRONMENT: "environment", COMMAND_LINE: "command line"}
    return short.get(source, "file")


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


@cache
def helps() -> Mapping[str, str]:
    """Full name -> the sentences below its field in the model."""
    found = {}
    prefixes = {Settings: "", Longterm: "longterm.", Server: "server.", Tui: "tui."}
    for table in _TABLES:
        body = ast.parse(inspect.getsource(table)).body[0]
        assert isinstance(body, ast.ClassDef)
        name = None
        for node in body.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = prefixes[table] + node.target.id
                found[name] = ""
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and name:
                found[name] = " ".join(str(node.value.value).split())
    return {name: found[name] for name in known_settings()}

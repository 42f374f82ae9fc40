"""What a setting may be: each kind converts what was given, from wherever, or refuses it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

from persona_assistant.errors import SettingsError

# --- converters take what was given, and raise ValueError


def text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {value!r}")
    return value


def path(value: Any) -> Path:
    if not isinstance(value, (str, os.PathLike)):
        raise ValueError(f"must be a path, not {value!r}")
    return Path(value)


def flag(value: Any) -> bool:
    for meaning, words in (
        (True, ("true", "yes", "on", "1")),
        (False, ("false", "no", "off", "0")),
    ):
        if str(value).casefold() in words:
            return meaning
    raise ValueError(f"must be true or false, not {value!r}")


class OneOf:
    def __init__(self, *choices: Any) -> None:
        self.choices = choices

    def __call__(self, value: Any) -> Any:
        for each in self.choices:
            if value in (each, str(each)):  # the environment holds strings, also for numbers
                return each
        raise ValueError(f"must be one of {', '.join(map(str, self.choices))}, not {value!r}")


def whole(least: int, most: int | None = None) -> Callable[[Any], int]:
    wanted = f"must be a whole number from {least}" + (f" to {most}" if most else "")

    def convert(value: Any) -> int:
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{wanted}, not {value!r}") from None
        odd = isinstance(value, bool) or (isinstance(value, float) and value != number)
        if odd or number < least or (most is not None and number > most):
            raise ValueError(f"{wanted}, not {value!r}")
        return number

    return convert


def media_kinds(value: Any) -> str:
    named = [each.strip() for each in text(value).split(",") if each.strip()]
    if not named or not set(named) <= {"text", "image", "voice"}:
        raise ValueError(f"must be some of text, image, voice, not {value!r}")
    return ", ".join(dict.fromkeys(named))


def key_map(value: Any) -> Mapping[str, str]:
    """Keys by the action they stand for. In the environment: "chat.new=ctrl+b, chat.stop=f10"."""
    if isinstance(value, str):
        parts = [each.partition("=") for each in re.split(r"[\s,;]+", value) if each]
        value = {name: keys for name, _, keys in parts}
    found = dict(_keys(value)) if isinstance(value, Mapping) else {"": ""}
    if not all(name and keys for name, keys in found.items()):
        raise ValueError(f'must name keys by action, such as "chat.new" = "ctrl+b", not {value!r}')
    return found


def _keys(value: Mapping[str, Any], table: str = "") -> Iterator[tuple[str, str]]:
    """An unquoted chat.new is a table within a table."""
    for name, keys in value.items():
        if isinstance(keys, Mapping):
            yield from _keys(keys, f"{table}{name}.")
        elif isinstance(keys, list) and all(isinstance(each, str) for each in keys):
            yield table + name, ",".join(keys)
        else:
            yield table + name, keys.strip() if isinstance(keys, str) else ""


def by(convert: Callable[[Any], Any]) -> Mapping[str, Any]:
    return {"convert": convert}


def table(kind: type) -> Mapping[str, Any]:
    return {"table": kind}


# --- a table of settings


class Checked:
    """Checks every value and converts it; raises SettingsError naming the setting."""

    def __post_init__(self) -> None:
        for each in fields(self):  # type: ignore[arg-type]  # each subclass is a dataclass
            value = getattr(self, each.name)
            table = each.metadata.get("table")
            if table is not None:
                if isinstance(value, Mapping):
                    object.__setattr__(self, each.name, table(**value))
                elif not isinstance(value, table):
                    raise refusal(each.name, "the call", needs_table(each.name, value))
            elif value is not None or each.default is not None:
                object.__setattr__(self, each.name, converted(each, each.name, value, "the call"))


def converted(setting: Field[Any], name: str, value: Any, source: str) -> Any:
    try:
        return setting.metadata["convert"](value)
    except ValueError as error:
        raise refusal(name, source, str(error)) from None


def needs_table(name: str, value: Any) -> str:
    return f"must be a table, such as [{name}], not {value!r}"


def refusal(name: str, source: str, problem: str) -> SettingsError:
    return SettingsError(f"setting {name!r} in {source}: {problem}")

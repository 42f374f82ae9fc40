"""Fields of a JSON record. Each function raises a RecordError that names the field, what was
expected and what was found; `where` is the prefix of the field's name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from persona_assistant.bench.suite import MAX_PATH
from persona_assistant.errors import RecordError


def typed_field(
    record: Mapping[str, Any],
    name: str,
    kind: type,
    expected: str,
    where: str = "",
    *,
    optional: bool = False,
) -> Any:
    value = record.get(name)
    if value is None and optional:
        return None
    if name not in record:
        raise RecordError(f"{where}{name}: missing; expected {expected}")
    if not isinstance(value, kind):
        raise RecordError(f"{where}{name}: expected {expected}, found {kind_of(value)}")
    return value


def text_field(record: Mapping[str, Any], name: str, where: str = "") -> str:
    value = _encodable_text(typed_field(record, name, str, "text", where), name, where)
    if not value.strip():
        raise RecordError(f"{where}{name}: expected text, found nothing in it")
    return value


def optional_text(record: Mapping[str, Any], name: str, where: str = "") -> str | None:
    value = typed_field(record, name, str, "text", where, optional=True)
    return None if value is None else _encodable_text(value, name, where)


def _encodable_text(value: Any, name: str, where: str) -> str:
    text = str(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise RecordError(
            f"{where}{name}: expected text, found half of a Unicode pair (a lone surrogate)"
        ) from None
    return text


def choice_field(
    record: Mapping[str, Any], name: str, choices: Sequence[str] | Mapping[str, str]
) -> str:
    expected = "one of " + ", ".join(choices)
    value = str(typed_field(record, name, str, expected))
    if value not in choices:
        raise RecordError(f"{name}: expected {expected}, found {value!r}")
    return value


def asset_field(record: Mapping[str, Any], name: str, where: str) -> str | None:
    value = optional_text(record, name, where)
    if not value:
        return None
    path = PurePosixPath(value)
    if (
        path.is_absolute()
        or ".." in path.parts
        or "\\" in value
        or ":" in value
        or not value.isprintable()
        or len(value) > MAX_PATH
    ):
        raise RecordError(
            f"{where}{name}: expected a relative path below the assets folder, found {value[:80]!r}"
        )
    return value


def kind_of(value: Any) -> str:
    kinds = {
        dict: "an object",
        list: "a list",
        str: "text",
        bool: "true or false",
        type(None): "null",
    }
    return kinds.get(type(value), "a number")

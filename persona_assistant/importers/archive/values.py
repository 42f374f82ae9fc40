"""JSON that anybody may have written: parsed within bounds, each value of the type it should be."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NoReturn

from persona_assistant.errors import BadInput


def parsed(data: bytes, name: str) -> Any:
    """The JSON document in `data`. Raises BadInput for what is none, is nested too deeply, or holds
    numbers that JSON has not."""
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse)
    except RecursionError:
        raise BadInput(f"{name} is nested too deeply") from None
    except ValueError as error:
        raise BadInput(f"{name} is not valid JSON ({str(error)[:100]})") from None


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def at(where: str) -> str:
    return f"under {where!r}"


def text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise BadInput(f"{at(where)}: a text is expected, not {_type(value)}")
    return value


def listed(value: Any, where: str, length: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (length is not None and len(value) != length):
        many = "" if length is None else f" of {length}"
        raise BadInput(f"{at(where)}: a list{many} is expected")
    return value


class Fields:
    """A JSON object whose fields are taken one by one; `done` refuses what is left."""

    def __init__(self, value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise BadInput(f"{at(where)}: an object is expected, not {_type(value)}")
        self._value, self._where = dict(value), where

    def has(self, name: str) -> bool:
        return name in self._value

    def value(self, name: str) -> Any:
        """Any value; None where there is none."""
        return self._value.pop(name, None)

    def text(self, name: str, default: str | None = None) -> str:
        if default is not None and name not in self._value:
            return default
        return text(self.value(name), f"{self._where}.{name}")

    def optional(self, name: str) -> str | None:
        value = self.value(name)
        return None if value is None else text(value, f"{self._where}.{name}")

    def texts(self, name: str) -> tuple[str, ...]:
        where = f"{self._where}.{name}"
        return tuple(text(each, where) for each in listed(self.value(name) or [], where))

    def number(self, name: str) -> int | None:
        value = self.value(name)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        raise self.wrong(name, "is no whole number")

    def flag(self, name: str) -> bool:
        value = self.value(name)
        if not isinstance(value, bool):
            raise self.wrong(name, "is neither true nor false")
        return value

    def one_of(self, name: str, known: Sequence[str]) -> str:
        value = self.text(name)
        if value not in known:
            raise self.wrong(name, f"is none of {', '.join(known)}")
        return value

    def object(self, name: str) -> Fields | None:
        value = self.value(name)
        return None if value is None else Fields(value, f"{self._where}.{name}")

    def objects(self, name: str) -> list[Fields]:
        where = f"{self._where}.{name}"
        return [Fields(each, where) for each in listed(self.value(name) or [], where)]

    def wrong(self, name: str, what: str) -> BadInput:
        return BadInput(f"{at(self._where)}: {name} {what}")

    def done(self) -> None:
        """Raises BadInput where a field is left that nobody asked for."""
        if self._value:
            raise BadInput(f"{at(self._where)}: {next(iter(self._value))[:40]!r} is unknown")


def _type(value: Any) -> str:
    return "nothing" if value is None else type(value).__name__

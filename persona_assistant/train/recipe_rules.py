"""What a value in a recipe may be, and in which line of its file it stands.

A key carries its rule in the field of its dataclass, so that what is documented, checked and used
is one and the same. `tomllib` forgets lines; `lines_of` finds them again.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    """Of one key: its type, and its choices or range (both ends allowed, `above`: not the lower
    one)."""

    type: type
    choices: tuple[Any, ...] = ()
    low: float = -math.inf
    high: float = math.inf
    above: bool = False

    def problem(self, value: Any) -> str | None:
        """What is wrong with `value`, to be read after the name of its key."""
        if self.type is tuple:
            if (
                not isinstance(value, list)
                or not value
                or any(each not in self.choices for each in value)
            ):
                return f"must be a list of: {listed(self.choices)}"
            return "names something twice" if len(set(value)) < len(value) else None
        if self.choices:
            return None if value in self.choices else f"must be one of: {listed(self.choices)}"
        accepted: tuple[type, ...] = (int, float) if self.type is float else (self.type,)
        if not isinstance(value, accepted) or isinstance(value, bool) != (self.type is bool):
            return f"must be {TYPES[self.type]}"
        if isinstance(value, str):
            return None if value.strip() else "must not be empty"
        if self.type is bool or not isinstance(value, (int, float)):
            return None
        return None if self._in_range(value) else f"must be {self.range}"

    def _in_range(self, value: float) -> bool:
        within = math.isfinite(value) and self.low <= value <= self.high
        return within and not (self.above and value == self.low)

    @property
    def range(self) -> str:
        least = f"above {self.low:g}" if self.above else f"at least {self.low:g}"
        if self.high == math.inf:
            return least
        return (
            f"{least} and at most {self.high:g}"
            if self.above
            else f"from {self.low:g} to {self.high:g}"
        )


TYPES = {int: "a whole number", float: "a number", str: "a text in quotes", bool: "true or false"}


def whole(low: int, high: float = math.inf, default: Any = MISSING) -> Any:
    return field(default=default, metadata={"rule": Rule(int, low=low, high=high)})


def real(low: float, high: float = math.inf, default: Any = MISSING, above: bool = False) -> Any:
    return field(default=default, metadata={"rule": Rule(float, low=low, high=high, above=above)})


def one_of(*choices: Any, default: Any = MISSING) -> Any:
    return field(default=default, metadata={"rule": Rule(str, choices)})


def some_of(*choices: Any, default: Any = MISSING) -> Any:
    return field(default=default, metadata={"rule": Rule(tuple, choices)})


def string(default: Any = MISSING) -> Any:
    return field(default=default, metadata={"rule": Rule(str)})


def flag(default: bool) -> Any:
    return field(default=default, metadata={"rule": Rule(bool)})


def listed(choices: tuple[Any, ...]) -> str:
    return ", ".join(map(str, choices))


def near(word: str, choices: Iterable[str]) -> str:
    """A hint at the nearest of `choices`, or nothing."""
    found = difflib.get_close_matches(word, list(choices), n=1, cutoff=0.5)
    return f"; did you mean {found[0]!r}?" if found else ""


_TABLE = re.compile(r"\s*\[+\s*([^\[\]]+?)\s*\]+\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w-]+)((?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")


def lines_of(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each table and key with its line. Values over several lines are skipped as far as recipes
    need it: inside triple quotes nothing is a key."""
    table: tuple[str, ...] = ()
    inside = False
    for number, line in enumerate(text.splitlines(), start=1):
        quotes = line.count('"""') + line.count("'''")
        if not inside:
            if header := _TABLE.match(line):
                table = tuple(part.strip("\"' ") for part in header[1].split("."))
                yield table, number
            elif key := _KEY.match(line):
                path = (key[1], *key[2].split(".")[1:])
                named = (*table, *(part.strip("\"' \t") for part in path))
                for depth in range(len(table) + 1, len(named) + 1):
                    yield named[:depth], number
        inside ^= quotes % 2 == 1

"""What every part of the memory stands on: one connection, whose statements end whole or leave no
trace.

Reading that takes several statements sees one state of the file; writing is one transaction and,
when it changed something, one event, whose number is the memory's new version.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apsw

from persona_assistant.memory import database


@dataclass
class Event:
    persona: int | None = None
    """Whom it is about, when it is about one."""


class Held:
    """The connection and its file, as the parts of `Memory` use them."""

    def __init__(self, connection: apsw.Connection, where: Path | str) -> None:
        self._connection = connection
        self._where = where

    @contextmanager
    def _reading(self) -> Iterator[None]:
        with database.translated(self._where), database.snapshot(self._connection):
            yield

    @contextmanager
    def _writing(self, what: str) -> Iterator[Event]:
        """One transaction; when it changed anything, an event of the kind `what`."""
        event = Event()
        with database.translated(self._where), database.transaction(self._connection):
            before = self._connection.total_changes()
            yield event
            if self._connection.total_changes() != before:
                row = (what, event.persona)
                self._connection.execute("INSERT INTO event (what, persona) VALUES (?, ?)", row)

    def _one(self, sql: str, *values: Any) -> tuple[Any, ...] | None:
        return self._connection.execute(sql, values).fetchone()


def as_json(ids: Iterable[int]) -> str:
    return json.dumps([int(each) for each in ids])


def storable(text: str) -> str:
    """Text SQLite can compare: a lone surrogate matches nothing instead of failing."""
    return text.encode("utf-8", "replace").decode("utf-8")

"""Facts: single statements about people, each with its source and the time it holds."""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory.connections import Connections
from persona_assistant.memory.events import changing
from persona_assistant.memory.records import Fact, Origin, clean_text

_FACT = """
    SELECT id, persona, attribute, value, triplet, origin, valid_from, valid_to, created FROM fact
"""
_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class Facts:
    """The facts of a store. The content version stays as it is when they change."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    def add(
        self,
        persona_id: int,
        attribute: str,
        value: str,
        *,
        triplet_id: int | None = None,
        origin: Origin | None = None,
        valid_from: str | None = None,
        valid_to: str | None = None,
    ) -> Fact:
        """Keep a statement; the same one again (all but its id) is kept once.

        `triplet_id` and `origin` name the passage it comes from; dates are ISO 8601 (2024, 2024-05
        or 2024-05-17). Raises BadInput for an empty attribute or value, a date of another form, a
        triplet that is not the persona's, and with the code "persona_forgotten" for an unknown
        persona.
        """
        attribute, value = _required(attribute, "attribute"), _required(value, "value")
        for date in (valid_from, valid_to):
            if date is not None and not is_date(date):
                raise BadInput(f"{date!r} is no date; write it like 2024, 2024-05 or 2024-05-17.")
        row = (persona_id, attribute, value, triplet_id, origin, valid_from, valid_to)
        with changing(self._connections, capture=True) as change:
            _check_source(change.db, persona_id, triplet_id)
            known: Any = change.db.execute(
                "SELECT id FROM fact WHERE persona = ? AND attribute = ? AND value = ?"
                " AND triplet IS ? AND origin IS ? AND valid_from IS ? AND valid_to IS ?",
                row,
            ).fetchone()
            if known is not None:
                return _one(change.db, known[0])
            change.db.execute(
                "INSERT INTO fact"
                " (persona, attribute, value, triplet, origin, valid_from, valid_to)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            fact = _one(change.db, change.db.last_insert_rowid())
            content = {"fact": fact.id}
            change.record("fact_added", subject=persona_id, payload=content, inverse=content)
            return fact

    def of(self, persona_id: int) -> list[Fact]:
        """The facts of a persona, in the order they were added; empty for an unknown id."""
        with self._connections.using() as db:
            rows: Any = db.execute(f"{_FACT} WHERE persona = ? ORDER BY id", (persona_id,))
            return [Fact(*row) for row in rows]

    def remove(self, fact_id: int) -> Fact:
        """Remove a fact and return it. Raises BadInput with the code "no_such_fact"."""
        with changing(self._connections, capture=True) as change:
            fact = _one(change.db, fact_id)
            change.db.execute("DELETE FROM fact WHERE id = ?", (fact_id,))
            change.record(
                "fact_removed",
                subject=fact.persona_id,
                payload={"fact": fact_id},
                inverse=dataclasses.asdict(fact),
            )
            return fact


def is_date(text: str) -> bool:
    """Whether it is a date as facts have them."""
    return _DATE.fullmatch(text) is not None


def _one(db: apsw.Connection, fact_id: int) -> Fact:
    row: Any = db.execute(f"{_FACT} WHERE id = ?", (fact_id,)).fetchone()
    if row is None:
        raise BadInput(
            f"There is no fact {fact_id}; it may have been removed.", code="no_such_fact"
        )
    return Fact(*row)


def _check_source(db: apsw.Connection, persona_id: int, triplet_id: int | None) -> None:
    if db.execute("SELECT 1 FROM persona WHERE id = ?", (persona_id,)).fetchone() is None:
        raise BadInput(
            f"There is no persona {persona_id}; they may have been forgotten.",
            code="persona_forgotten",
            persona=persona_id,
        )
    if triplet_id is None:
        return
    row: Any = db.execute("SELECT persona FROM triplet WHERE id = ?", (triplet_id,)).fetchone()
    if row is None or row[0] != persona_id:
        raise BadInput(
            f"Triplet {triplet_id} is not of persona {persona_id}.", code="no_such_triplet"
        )


def _required(text: str, what: str) -> str:
    cleaned = clean_text(text, what)
    if cleaned is None:
        raise BadInput(f"The {what} of a fact is empty.")
    return cleaned.strip()

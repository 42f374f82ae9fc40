"""Who is in the memory: names to people and back."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from persona_assistant.errors import PersonaNotFound
from persona_assistant.memory import database
from persona_assistant.memory.connection import Held, as_json, storable
from persona_assistant.memory.records import fold_name
from persona_assistant.pmg import Persona

_PERSONA = """
    SELECT p.id, p.name, count(t.id), count(DISTINCT t.image), count(DISTINCT t.voice), count(t.text),
           p.consent, p.created
    FROM persona p LEFT JOIN triplet t ON t.persona = p.id
"""


class People(Held):
    """The part of `Memory` that knows people by name and by id."""

    def people(self) -> list[Persona]:
        """Everybody, ordered by name."""
        with database.translated(self._where):
            return self._personas("")

    def persona(self, name: str) -> Persona:
        """The person called `name`, in whatever case. Raises PersonaNotFound, naming similar
        names."""
        folded = fold_name(name)
        with database.translated(self._where):
            found = self._personas("WHERE p.folded = ?", storable(folded))
            if found:
                return found[0]
            names = dict(
                self._connection.execute("SELECT folded, name FROM persona ORDER BY folded")
            )
        if not names:
            raise PersonaNotFound("The memory is empty; add a person first.")
        close = [f'"{names[match]}"' for match in difflib.get_close_matches(folded, names)]
        hint = f"did you mean {' or '.join(close)}?" if close else "list the people to see who is."
        asked = storable(" ".join(name.split()))
        raise PersonaNotFound(f'Nobody called "{asked}" is in the memory; {hint}')

    def personas_by_id(self, ids: Iterable[int]) -> dict[int, Persona]:
        """The people with these ids; an id that is not in the memory is left out."""
        with database.translated(self._where):
            found = self._personas("WHERE p.id IN (SELECT value FROM json_each(?))", as_json(ids))
        return {persona.id: persona for persona in found}

    def names(self) -> dict[int, str]:
        """The name of everybody by their id, in the order of ids. Much faster than `people`."""
        with database.translated(self._where):
            return dict(self._connection.execute("SELECT id, name FROM persona ORDER BY id"))

    def _personas(self, where: str, *values: Any) -> list[Persona]:
        rows = self._connection.execute(
            f"{_PERSONA} {where} GROUP BY p.id ORDER BY p.folded", values
        )
        return [Persona(*row) for row in rows]

    def _persona_row(self, name: str, consent: str | None) -> int:
        known = self._one("SELECT id, consent FROM persona WHERE folded = ?", fold_name(name))
        if known is None:
            self._connection.execute(
                "INSERT INTO persona (name, folded, consent) VALUES (?, ?, ?)",
                (name, fold_name(name), consent),
            )
            return self._connection.last_insert_rowid()
        if consent is not None and consent != known[1]:
            self._connection.execute(
                "UPDATE persona SET consent = ? WHERE id = ?", (consent, known[0])
            )
        return known[0]

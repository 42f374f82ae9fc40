"""The tables of a store, behind its back."""

from __future__ import annotations

from persona_assistant.memory import Store


def tables(store: Store) -> list[str]:
    """Names of all tables, those of the text indexes too."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    return [name for (name,) in store._connections.raw().execute(sql)]

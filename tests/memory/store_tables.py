"""The tables of a store, behind its back."""

from __future__ import annotations

from persona_assistant.memory import Store


def tables(store: Store) -> list[str]:
    """Names of all tables, those of the text indexes too."""
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    return [name for (name,) in store._connections.raw().execute(sql)]


def contents(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the tables that hold people and what is theirs, and of conversations."""
    db = store._connections.raw()
    left_out = ("event", "content_version", "cache_key")
    kept = [
        name
        for name in tables(store)
        if name not in left_out and "_index" not in name and not name.startswith("sqlite_")
    ]
    return {name: sorted(db.execute(f"SELECT * FROM {name}").fetchall(), key=repr) for name in kept}

"""The words of text indexes: none outlives the texts it stands in.

An index keeps the first letters of some words as signposts to its pages, and a deletion leaves
these where they are.
"""

from __future__ import annotations

from typing import Any

import apsw

INDEXES = ("text_index", "transcript_index", "turn_index", "memory_index")
_MAIN = ord("0")
"""What stands before every signpost of an index without prefixes."""


def drop_stale(db: apsw.Connection) -> None:
    """Build those indexes again whose signposts name words that are in no text any more."""
    for index in INDEXES:
        if _stale(db, index):
            db.execute(f"INSERT INTO {index} ({index}) VALUES ('rebuild')")


def _stale(db: apsw.Connection, index: str) -> bool:
    db.execute(f"CREATE VIRTUAL TABLE temp.words USING fts5vocab (main, {index}, row)")
    try:
        # Asking for words also writes down what the index has in memory only.
        db.execute("SELECT 1 FROM temp.words LIMIT 1").fetchall()
        rows: Any = db.execute(f"SELECT term FROM {index}_idx").fetchall()
        return any(not _known(db, bytes(term)) for (term,) in rows)
    finally:
        db.execute("DROP TABLE temp.words")


def _known(db: apsw.Connection, term: bytes) -> bool:
    if len(term) < 2:
        return True
    beginning = term[1:].decode("utf-8", "ignore")
    found: Any = db.execute(
        "SELECT term FROM temp.words WHERE term >= ? ORDER BY term LIMIT 1", (beginning,)
    ).fetchone()
    return term[0] == _MAIN and found is not None and found[0].startswith(beginning)

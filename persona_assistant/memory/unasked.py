"""What is not asked yet goes with people, notes and conversations.

Nobody has said whom a draft or a waiting question is about, so it goes with everybody whom it
names, and one with a picture or a clip goes when anybody is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import apsw

from persona_assistant.memory.connections import as_json


def forget(db: apsw.Connection, speaks: Callable[[str], bool], *, media: bool) -> None:
    """Remove a draft and questions whose text or file names speak of somebody; with `media` also
    questions that show or play something."""
    row: Any = db.execute("SELECT draft FROM session").fetchone()
    if row and speaks(row[0]):
        db.execute("UPDATE session SET draft = ''")
    rows: Any = db.execute(
        "SELECT u.id, u.text, m.source FROM unasked u LEFT JOIN unasked_medium m"
        " ON m.question = u.id"
    ).fetchall()
    gone = {
        question
        for question, text, source in rows
        if speaks(text) or (source is not None and (media or speaks(source)))
    }
    db.execute("DELETE FROM unasked WHERE id IN (SELECT value FROM json_each(?))", (as_json(gone),))


def leave(db: apsw.Connection, conversation_id: int) -> None:
    """A conversation is deleted: what was going to be asked in it goes too."""
    db.execute("UPDATE session SET draft = '' WHERE conversation = ?", (conversation_id,))
    if db.changes():
        db.execute("DELETE FROM unasked")

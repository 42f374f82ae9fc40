"""The session: the conversation that is open, what is being typed, the questions that wait. It is
kept so that a kill loses nothing, and is nothing that people are recognised by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw

from persona_assistant.memory import erasure
from persona_assistant.memory.connections import Connections, storable
from persona_assistant.memory.entries import media_columns
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.media import medium
from persona_assistant.pmg import Clip, Picture, Query, Session


class Sessions:
    """The session of a store. It leaves no event: nothing of it can be undone."""

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections, self._eraser = connections, eraser

    def get(self) -> Session:
        """The session as it was kept last; an empty one where none was."""
        with self._connections.reading() as db:
            row: Any = db.execute("SELECT conversation, draft FROM session").fetchone()
            conversation, draft = row or (None, "")
            return Session(conversation, draft, tuple(_waiting(db)))

    def keep(self, session: Session) -> None:
        """Keep this session instead of the former one. A conversation that is not there any more
        is left out."""
        with self._connections.writing() as db:
            db.execute("DELETE FROM session")
            db.execute(
                "INSERT INTO session (one, conversation, draft)"
                " VALUES (1, (SELECT id FROM conversation WHERE id = ?), ?)",
                (session.conversation, storable(session.draft)),
            )
            if list(session.waiting) != list(_waiting(db)):
                db.execute("DELETE FROM unasked")
                for question in session.waiting:
                    _add(db, question)

    def clear(self) -> None:
        """Leave nothing of it, in the file either."""
        with self._connections.writing() as db:
            db.execute("DELETE FROM session")
            db.execute("DELETE FROM unasked")
            erasure.mark(db)
        self._eraser.finish("What was being typed is deleted")


def _waiting(db: apsw.Connection) -> list[Query]:
    shown: dict[int, list[Picture | Clip]] = {}
    media: Any = db.execute(
        "SELECT question, data, width, height, seconds, source FROM unasked_medium ORDER BY id"
    )
    for question, *columns in media.fetchall():
        shown.setdefault(question, []).append(medium(*columns))
    rows: Any = db.execute("SELECT id, text FROM unasked ORDER BY id").fetchall()
    return [_query(text, shown.get(question, ())) for question, text in rows]


def _query(text: str, shown: Sequence[Picture | Clip]) -> Query:
    picture = next((each for each in shown if isinstance(each, Picture)), None)
    clip = next((each for each in shown if isinstance(each, Clip)), None)
    return Query(text, picture, clip)


def _add(db: apsw.Connection, query: Query) -> None:
    db.execute("INSERT INTO unasked (text) VALUES (?)", (storable(query.text),))
    question = db.last_insert_rowid()
    for shown in (query.image, query.voice):
        if shown is not None:
            db.execute(
                "INSERT INTO unasked_medium"
                " (question, sha256, width, height, seconds, source, data)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (question, *media_columns(shown)),
            )

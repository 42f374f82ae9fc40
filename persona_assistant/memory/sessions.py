"""Sessions: the conversation that is open in a chat, what is being typed, the questions that wait.
They are kept so that a kill loses nothing, and are nothing that people are recognised by.

Several programs may have a chat of the same memory open. Each has a session of its own; one that no
running program has is taken up by the next that begins.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import apsw

from persona_assistant.memory import erasure
from persona_assistant.memory.connections import Connections, storable
from persona_assistant.memory.entries import media_columns
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.holding import Hold, hold
from persona_assistant.memory.media import medium
from persona_assistant.memory.records import clean_source
from persona_assistant.pmg import Clip, Picture, Query, Session

_UNASKED = "EXISTS (SELECT 1 FROM chat_question q WHERE q.chat = chat.id)"


class Sessions:
    """The sessions of a store. They leave no event: nothing of them can be undone."""

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections, self._eraser = connections, eraser
        self._own: tuple[int, Hold] | None = None
        self._holding = threading.Lock()

    def get(self) -> Session:
        """This program's session. The first call takes one up that no running program has: the
        latest in which something is not asked yet, else the latest; where there is none, an empty
        one begins. Others without anything in them go."""
        chat = self._take_up()
        with self._connections.reading() as db:
            return _session(db, chat)

    def keep(self, session: Session) -> None:
        """Keep this as the session of this program, instead of what was kept before. A conversation
        that is not there any more is left out."""
        chat = self._begin()
        with self._connections.writing() as db:
            db.execute(
                "INSERT INTO chat (id, conversation, kept) VALUES"
                " (?1, (SELECT id FROM conversation WHERE id = ?2),"
                " (SELECT ifnull(max(kept), 0) + 1 FROM chat))"
                " ON CONFLICT DO UPDATE SET conversation = excluded.conversation,"
                " kept = excluded.kept",
                (chat, session.conversation),
            )
            draft = Query(session.draft, session.image, session.voice)
            _replace(db, chat, asked=0, questions=[draft] if draft != Query("") else [])
            _replace(db, chat, asked=1, questions=session.waiting)

    def all(self) -> tuple[Session, ...]:
        """Those of every program, the latest first, without taking one up."""
        with self._connections.reading() as db:
            rows: Any = db.execute("SELECT id FROM chat ORDER BY kept DESC").fetchall()
            return tuple(_session(db, chat) for (chat,) in rows)

    def is_open_elsewhere(self) -> bool:
        """Whether another program has a chat of this memory open."""
        own = self._own
        with self._connections.reading() as db:
            rows: Any = db.execute("SELECT id FROM chat").fetchall()
        with ExitStack() as held:
            for (chat,) in rows:
                if own is None or chat != own[0]:
                    found = hold(self._path, chat)
                    if found is None:
                        return True
                    held.callback(found.release)
        return False

    def go_on(self, former: Sessions) -> None:
        """Have this program's session in a store that takes the place of the former one, which is
        closed."""
        if former._own is not None:
            number = former._own[0]
            found = hold(self._path, number)
            self._own = None if found is None else (number, found)

    def clear(self) -> None:
        """Leave nothing of any, in the file either."""
        with self._connections.writing() as db:
            db.execute("DELETE FROM chat")
            erasure.mark(db)
        self._eraser.finish("What was being typed is deleted")

    def let_go(self) -> None:
        """What this program has may be taken up by another. May be called again."""
        if self._own is not None:
            self._own[1].release()

    @property
    def _path(self) -> Path | None:
        where = self._connections.where
        return where if isinstance(where, Path) else None

    def _take_up(self) -> int:
        with self._holding, ExitStack() as others:
            if self._own is not None:
                return self._own[0]
            with self._connections.reading() as db:
                rows: Any = db.execute(
                    f"SELECT id, {_UNASKED} FROM chat ORDER BY 2 DESC, kept DESC"
                ).fetchall()
            empty = []
            for chat, has_something in rows:
                found = hold(self._path, chat)
                if found is None:
                    continue
                if self._own is None:
                    self._own = chat, found
                    continue
                others.callback(found.release)
                if not has_something:
                    empty.append((chat,))
            if empty:
                with self._connections.writing() as db:
                    db.executemany("DELETE FROM chat WHERE id = ?", empty)
            return self._own[0] if self._own else self._new()

    def _begin(self) -> int:
        """The session of this program; a new one where it has not taken one up, so that none is
        overwritten that was not read."""
        with self._holding:
            return self._own[0] if self._own is not None else self._new()

    def _new(self) -> int:
        with self._connections.writing() as db:
            row: Any = db.execute("SELECT ifnull(max(id), 0) FROM chat").fetchone()
            number = int(row[0])
            found = None
            while found is None:  # nobody sees the row before it is held
                number += 1
                found = hold(self._path, number)
            self._own = number, found
            db.execute(
                "INSERT INTO chat (id, kept) SELECT ?, ifnull(max(kept), 0) + 1 FROM chat",
                (number,),
            )
        return number


def _session(db: apsw.Connection, chat: int) -> Session:
    row: Any = db.execute("SELECT conversation FROM chat WHERE id = ?", (chat,)).fetchone()
    drafts = _questions(db, chat, asked=0)
    draft = drafts[0] if drafts else Query("")
    waiting = tuple(_questions(db, chat, asked=1))
    return Session(row and row[0], draft.text, waiting, draft.image, draft.voice)


def _questions(db: apsw.Connection, chat: int, *, asked: int) -> list[Query]:
    rows: Any = db.execute(
        "SELECT id, text FROM chat_question WHERE chat = ? AND asked = ? ORDER BY id",
        (chat, asked),
    ).fetchall()
    return [_query(db, question, text) for question, text in rows]


def _query(db: apsw.Connection, question: int, text: str) -> Query:
    rows: Any = db.execute(
        "SELECT data, width, height, seconds, source FROM chat_medium WHERE question = ?"
        " ORDER BY id",
        (question,),
    )
    shown = [medium(*row) for row in rows]
    picture = next((each for each in shown if isinstance(each, Picture)), None)
    clip = next((each for each in shown if isinstance(each, Clip)), None)
    return Query(text, picture, clip)


def _replace(db: apsw.Connection, chat: int, *, asked: int, questions: Sequence[Query]) -> None:
    """Have these and no others. Media that are there already are not written again."""
    rows: Any = db.execute(
        "SELECT id, text FROM chat_question WHERE chat = ? AND asked = ? ORDER BY id",
        (chat, asked),
    ).fetchall()
    same = 0
    for (question, text), query in zip(rows, questions, strict=False):
        if _shown(db, question) != _media(query):
            break
        same += 1
        if text != (wanted := storable(query.text)):
            db.execute("UPDATE chat_question SET text = ? WHERE id = ?", (wanted, question))
    gone = [(question,) for question, _ in rows[same:]]
    db.executemany("DELETE FROM chat_question WHERE id = ?", gone)
    for query in questions[same:]:
        _add(db, chat, asked, query)


def _shown(db: apsw.Connection, question: int) -> list[tuple[bytes, str]]:
    rows: Any = db.execute(
        "SELECT sha256, source FROM chat_medium WHERE question = ? ORDER BY id", (question,)
    )
    return list(rows)


def _media(query: Query) -> list[tuple[bytes, str]]:
    return [(bytes.fromhex(each.sha256), clean_source(each.source)) for each in _shown_with(query)]


def _shown_with(query: Query) -> Iterator[Picture | Clip]:
    yield from (each for each in (query.image, query.voice) if each is not None)


def _add(db: apsw.Connection, chat: int, asked: int, query: Query) -> None:
    db.execute(
        "INSERT INTO chat_question (chat, asked, text) VALUES (?, ?, ?)",
        (chat, asked, storable(query.text)),
    )
    question = db.last_insert_rowid()
    db.executemany(
        "INSERT INTO chat_medium (question, sha256, width, height, seconds, source, data)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(question, *media_columns(each)) for each in _shown_with(query)],
    )

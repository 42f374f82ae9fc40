"""Conversations: what the user and the assistant said, whom it was about, and what was shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory import erasure, events, remembered, said, unasked
from persona_assistant.memory.connections import Connections, as_json
from persona_assistant.memory.entries import media_columns
from persona_assistant.memory.erasure import Eraser
from persona_assistant.memory.events import Change, changing
from persona_assistant.memory.media import medium
from persona_assistant.memory.records import clean_text
from persona_assistant.pmg import Conversation, ConversationHit, ConversationTurn, Picture

_CONVERSATION = """
    SELECT c.id, c.title, count(t.id), c.created, ifnull(max(t.created), c.created)
    FROM conversation c LEFT JOIN turn t ON t.conversation = c.id
"""


class Conversations:
    """The conversations of a store. They are nothing that people are recognised by: the content
    version stays as it is.

    An id that is not there raises BadInput with the code "no_such_conversation".
    """

    def __init__(self, connections: Connections, eraser: Eraser) -> None:
        self._connections = connections
        self._eraser = eraser

    def begin(self, title: str = "") -> Conversation:
        """A new conversation."""
        title = clean_text(title, "title") or ""
        with changing(self._connections) as change:
            change.db.execute("INSERT INTO conversation (title) VALUES (?)", (title,))
            conversation = change.db.last_insert_rowid()
            change.record("conversation_begun", payload={"conversation": conversation})
            return _one(change.db, conversation)

    def list(self) -> tuple[Conversation, ...]:
        """All conversations, the one with the latest turn first."""
        with self._connections.using() as db:
            rows: Any = db.execute(f"{_CONVERSATION} GROUP BY c.id ORDER BY 5 DESC, 1 DESC")
            return tuple(Conversation(*row) for row in rows)

    def get(self, conversation_id: int) -> Conversation:
        """One conversation."""
        with self._connections.using() as db:
            return _one(db, conversation_id)

    def append(
        self,
        conversation_id: int,
        *turns: ConversationTurn,
        title: str = "",
        remembers: bool = True,
    ) -> tuple[ConversationTurn, ...]:
        """Add turns to the end, in one transaction, and return them as they are stored. `title` is
        for a conversation that begins with them and has none. Unless it `remembers`, they never
        become memories.

        Raises BadInput with the code "persona_forgotten" for a turn about somebody who is not in
        the store.
        """
        title = clean_text(title, "title") or ""
        with changing(self._connections) as change:
            former = _one(change.db, conversation_id)
            if title and not former.title and not former.turns:
                _rename(change, former, title)
            added = [add_turn(change.db, conversation_id, turn) for turn in turns]
            if not remembers:
                change.db.execute(
                    "UPDATE turn SET remembers = 0 WHERE id IN (SELECT value FROM json_each(?))",
                    (as_json(added),),
                )
            for turn_id in added:
                content = {"conversation": conversation_id, "turn": turn_id}
                change.record("turn_added", payload=content, inverse=content)
            return tuple(turns_of(change.db, "t.id IN (SELECT value FROM json_each(?1))", added))

    def turns(
        self,
        conversation_id: int,
        *,
        last: int | None = None,
        before: int | None = None,
        first: int | None = None,
        after: int | None = None,
    ) -> tuple[ConversationTurn, ...]:
        """The turns of a conversation with their attachments, oldest first; only the `last` ones
        when a number is given, and of those only what came before the turn of the id `before`; or
        the `first` ones after the turn of the id `after`."""
        with self._connections.reading() as db:
            _one(db, conversation_id)
            rows: Any = db.execute(
                "SELECT id FROM turn WHERE conversation = ?1"
                " AND (?2 IS NULL OR id < ?2) AND (?3 IS NULL OR id > ?3)"
                f" ORDER BY id {'DESC' if first is None else 'ASC'} LIMIT ?4",
                (conversation_id, before, after, -1 if last is first is None else first or last),
            )
            ids = [turn for (turn,) in rows]
            return tuple(turns_of(db, "t.id IN (SELECT value FROM json_each(?1))", ids))

    def said_since(self, turn_id: int) -> tuple[ConversationTurn, ...]:
        """The turns of all conversations beyond an id, in order, without their attachments; but
        those that were said while remembering was off."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT t.id, t.role, t.text, t.created, (SELECT group_concat(persona, ' ')"
                " FROM turn_about WHERE turn = t.id) FROM turn t"
                " WHERE t.id > ? AND t.remembers ORDER BY t.id",
                (turn_id,),
            )
            return tuple(
                ConversationTurn(
                    role, text, tuple(map(int, (about or "").split())), created=created, id=turn
                )
                for turn, role, text, created, about in rows
            )

    def count(self, up_to: int) -> int:
        """How many turns there are up to an id, but those said while remembering was off."""
        with self._connections.using() as db:
            row: Any = db.execute(
                "SELECT count(*) FROM turn WHERE id <= ? AND remembers", (up_to,)
            ).fetchone()
            return int(row[0])

    def not_held(self) -> frozenset[int]:
        """Ids of the turns of which a memory was corrected or retracted: their words do not hold as
        what the user told."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT t.turn FROM memory_turn t JOIN memory m ON m.id = t.memory"
                " WHERE m.ended IS NOT NULL"
            )
            return frozenset(turn for (turn,) in rows)

    def said(self, turn_ids: Iterable[int]) -> tuple[str, ...]:
        """What was said in these turns, in order."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT text FROM turn WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (as_json(turn_ids),),
            )
            return tuple(text for (text,) in rows)

    def places(self, turn_ids: Iterable[int]) -> tuple[tuple[int, int], ...]:
        """Of these turns, in order, the id of the conversation and their own."""
        with self._connections.using() as db:
            rows: Any = db.execute(
                "SELECT conversation, id FROM turn"
                " WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id",
                (as_json(turn_ids),),
            )
            return tuple(rows)

    def rename(self, conversation_id: int, title: str) -> Conversation:
        """Give a conversation another title, which may be empty."""
        title = clean_text(title, "title") or ""
        with changing(self._connections) as change:
            former = _one(change.db, conversation_id)
            if former.title != title:
                _rename(change, former, title)
            return _one(change.db, conversation_id)

    def delete(self, conversation_id: int) -> None:
        """Remove a conversation with everything in it; that cannot be undone."""
        with changing(self._connections) as change:
            _one(change.db, conversation_id)
            _delete(change, conversation_id)
            erasure.mark(change.db)
        self._eraser.finish("The conversation is deleted")

    def delete_all(self) -> int:
        """Remove every conversation, in one transaction, and return how many there were; that
        cannot be undone."""
        with changing(self._connections) as change:
            rows: Any = change.db.execute("SELECT id FROM conversation ORDER BY id").fetchall()
            for (conversation,) in rows:
                _delete(change, conversation)
            erasure.mark(change.db)
        self._eraser.finish("The conversations are deleted")
        return len(rows)

    def search(self, text: str, *, limit: int = 50) -> tuple[ConversationHit, ...]:
        """The latest turns, at most `limit`, in which all words of `text` stand.

        Words are compared by their English stem, without case and accents; what is written without
        spaces, as Chinese and Thai are, letter by letter.
        """
        with self._connections.reading() as db:
            return tuple(
                ConversationHit(_one(db, conversation), *turn)
                for conversation, *turn in said.found(db, text, limit)
            )


def _rename(change: Change, former: Conversation, title: str) -> None:
    change.db.execute("UPDATE conversation SET title = ? WHERE id = ?", (title, former.id))
    change.record(
        "conversation_renamed",
        payload={"conversation": former.id, "title": title},
        inverse={"conversation": former.id, "title": former.title},
    )


def _delete(change: Change, conversation_id: int) -> None:
    unasked.leave(change.db, conversation_id)
    rows: Any = change.db.execute("SELECT id FROM turn WHERE conversation = ?", (conversation_id,))
    remembered.drop_of_turns(change.db, [turn for (turn,) in rows.fetchall()])
    change.db.execute("DELETE FROM conversation WHERE id = ?", (conversation_id,))
    events.purge_conversation(change.db, conversation_id)
    change.record("conversation_deleted", payload={"conversation": conversation_id})


def _one(db: apsw.Connection, conversation_id: int) -> Conversation:
    row: Any = db.execute(
        f"{_CONVERSATION} WHERE c.id = ? GROUP BY c.id", (conversation_id,)
    ).fetchone()
    if row is None:
        raise BadInput(
            f"There is no conversation {conversation_id}; it may have been deleted.",
            code="no_such_conversation",
            conversation=conversation_id,
        )
    return Conversation(*row)


def add_turn(db: apsw.Connection, conversation_id: int, turn: ConversationTurn) -> int:
    """The stored turn's id."""
    if turn.role not in ("user", "assistant"):
        raise BadInput(f"A turn is by the user or the assistant, not by {turn.role!r}.")
    db.execute(
        "INSERT INTO turn (conversation, role, text, abstained) VALUES (?, ?, ?, ?)",
        (conversation_id, turn.role, clean_text(turn.text, "text") or "", int(turn.abstained)),
    )
    turn_id = db.last_insert_rowid()
    for persona in dict.fromkeys(turn.about):
        db.execute(
            "INSERT INTO turn_about (turn, persona) SELECT ?, id FROM persona WHERE id = ?",
            (turn_id, persona),
        )
        if not db.changes():
            raise BadInput(
                "This turn is about somebody who was forgotten; it is not kept.",
                code="persona_forgotten",
                persona=persona,
            )
    for media in turn.attachments:
        kind = "image" if isinstance(media, Picture) else "voice"
        db.execute(
            "INSERT INTO attachment (turn, kind, sha256, width, height, seconds, source, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (turn_id, kind, *media_columns(media)),
        )
    return turn_id


def turns_of(db: apsw.Connection, where: str, ids: list[int]) -> list[ConversationTurn]:
    rows: Any = db.execute(
        "SELECT t.id, t.role, t.text, t.abstained, t.created,"
        " (SELECT group_concat(persona, ' ' ORDER BY persona)"
        " FROM turn_about a WHERE a.turn = t.id)"
        f" FROM turn t WHERE {where} ORDER BY t.id",
        (as_json(ids),),
    ).fetchall()
    shown: dict[int, list[Any]] = {}
    media: Any = db.execute(
        "SELECT t.turn, t.data, t.width, t.height, t.seconds, t.source FROM attachment t"
        " WHERE t.turn IN (SELECT value FROM json_each(?1)) ORDER BY t.id",
        (as_json(ids),),
    )
    for turn, *columns in media:
        shown.setdefault(turn, []).append(medium(*columns))
    return [
        ConversationTurn(
            role=role,
            text=text,
            about=tuple(map(int, (about or "").split())),
            attachments=tuple(shown.get(turn, ())),
            abstained=bool(abstained),
            created=created,
            id=turn,
        )
        for turn, role, text, abstained, created, about in rows
    ]

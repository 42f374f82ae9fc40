"""Dialogues: conversations on their way from one store to another, about people by their uids."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import apsw

from persona_assistant.errors import BadInput
from persona_assistant.memory.conversations import add_turn, turns_of
from persona_assistant.memory.events import Change
from persona_assistant.memory.records import clean_text
from persona_assistant.pmg import ConversationTurn

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


@dataclass(frozen=True, slots=True)
class Said:
    """A turn; `ConversationTurn.about` is empty."""

    turn: ConversationTurn
    about: tuple[str, ...] = ()
    """Uids of the people it is about."""
    remembers: bool = True
    """False where it was said while remembering was off, and is never to become a memory."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A conversation."""

    title: str
    created: str
    """UTC, ISO 8601."""
    turns: tuple[Said, ...]


def among(db: apsw.Connection, persona_ids: Collection[int] | None) -> list[int]:
    """Ids of the conversations that are about nobody but these people; of all, when None. Those of
    nobody are left out when there are ids."""
    if persona_ids is None:
        rows: Any = db.execute("SELECT id FROM conversation ORDER BY id")
    else:
        rows = db.execute(
            "SELECT t.conversation FROM turn_about a JOIN turn t ON t.id = a.turn"
            " GROUP BY t.conversation"
            " HAVING min(a.persona IN (SELECT value FROM json_each(?))) ORDER BY 1",
            (json.dumps(sorted(persona_ids)),),
        )
    return [conversation for (conversation,) in rows]


def read(db: apsw.Connection, conversation_id: int) -> Dialogue | None:
    """A conversation; None where there is none any more. Inside a transaction."""
    row: Any = db.execute(
        "SELECT title, created FROM conversation WHERE id = ?", (conversation_id,)
    ).fetchone()
    if row is None:
        return None
    held: dict[int, int] = dict(
        _any(
            db.execute("SELECT id, remembers FROM turn WHERE conversation = ?", (conversation_id,))
        )
    )
    turns = turns_of(db, "t.id IN (SELECT value FROM json_each(?1))", list(held))
    uids: dict[int, str] = dict(_any(db.execute("SELECT id, uid FROM persona")))
    return Dialogue(
        row[0],
        row[1],
        tuple(
            Said(
                replace(each, about=(), id=None),
                tuple(uids[person] for person in each.about),
                bool(held[each.id or 0]),
            )
            for each in turns
        ),
    )


def take_in(change: Change, dialogues: Iterable[Dialogue], people: Mapping[str, int]) -> int:
    """Store conversations that are not there yet, with the time of each turn; `people` are the ids
    of people by the uids that the dialogues have. Returns how many. Raises BadInput."""
    taken = 0
    for each in dialogues:
        dialogue = checked(each)
        if _is_there(change.db, dialogue):
            continue
        change.db.execute(
            "INSERT INTO conversation (title, created) VALUES (?, ?)",
            (dialogue.title, dialogue.created),
        )
        conversation = change.db.last_insert_rowid()
        change.record("conversation_begun", payload={"conversation": conversation})
        for said in dialogue.turns:
            about = tuple(people[uid] for uid in said.about if uid in people)
            turn = add_turn(change.db, conversation, replace(said.turn, about=about))
            change.db.execute(
                "UPDATE turn SET created = ?, remembers = ? WHERE id = ?",
                (said.turn.created, said.remembers, turn),
            )
        taken += 1
    return taken


def checked(dialogue: Dialogue) -> Dialogue:
    """The dialogue as it can be stored. Raises BadInput for what cannot."""
    for moment in (dialogue.created, *(said.turn.created for said in dialogue.turns)):
        if not _MOMENT.fullmatch(moment):
            raise BadInput(f"{moment[:40]!r} is no time; write it like 2024-05-17T12:00:00Z.")
    return replace(dialogue, title=clean_text(dialogue.title, "title") or "")


def _is_there(db: apsw.Connection, dialogue: Dialogue) -> bool:
    """Whether a conversation of the same beginning says the same."""
    rows: Any = db.execute(
        "SELECT id FROM conversation WHERE created = ?", (dialogue.created,)
    ).fetchall()
    said = [(s.turn.role, s.turn.text, s.turn.created) for s in dialogue.turns]
    for (conversation,) in rows:
        held: Any = db.execute(
            "SELECT role, text, created FROM turn WHERE conversation = ? ORDER BY id",
            (conversation,),
        ).fetchall()
        if held[: len(said)] == said:
            return True
    return False


def _any(rows: Any) -> Any:
    """Rows without the types that SQLite might give."""
    return rows

"""Forgetting: what else goes when a person goes.

Deleting the persona takes what is theirs alone along. Beside that, other people's rows may speak of
them: turns of conversations, titles, what is not asked yet, and the log of events.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

import apsw

from persona_assistant.memory import erasing, events, personas, remembered, unasked
from persona_assistant.memory.connections import as_json
from persona_assistant.memory.events import Change
from persona_assistant.memory.records import fold_name
from persona_assistant.pmg import Persona


def forget(change: Change, persona: Persona) -> None:
    """Remove a persona and every trace of them. The caller empties the write-ahead log."""
    db = change.db
    speaks = _speaks(db, persona)
    _forget_turns(db, persona.id, speaks)
    unasked.forget(db, speaks, media=True)
    remembered.drop_speaking(db, persona.id, speaks)
    events.purge_titles(db, speaks)
    events.purge_paths(db, speaks)
    _purge_events(db, persona.id)
    db.execute("DELETE FROM persona WHERE id = ?", (persona.id,))
    change.record("forgot", subject=persona.id)


def memories_of(db: apsw.Connection, persona: Persona) -> set[int]:
    """Ids of the memories of the user that go with a persona."""
    speaks = _speaks(db, persona)
    turns = {turn for each in _turns(db, persona.id, speaks).values() for turn in each}
    return remembered.speaking(db, persona.id, speaks) | remembered.of_turns(db, turns)


def _speaks(db: apsw.Connection, persona: Persona) -> Callable[[str], bool]:
    """Whether a text speaks of a persona by a name."""
    names = [
        name
        for name in (persona.name, *persona.aliases)
        # A name that somebody else has as well does not give this person away.
        if personas.matching(db, name) == [persona.id]
    ]
    return _speaking_of(names)


def _purge_events(db: apsw.Connection, persona_id: int) -> None:
    """Also events of those who were merged with the person, and changes made to what is the
    person's now while it was somebody else's."""
    people = events.merged_into(db, persona_id)
    triplets, media = events.rows_of(db, people)
    erasing.purge_changes(db, triplets, media)
    for each in people:
        events.purge_person(db, each)


def _forget_turns(db: apsw.Connection, persona_id: int, speaks: Callable[[str], bool]) -> None:
    """Remove turns about the persona or with their name in it, and those conversations' titles."""
    gone = _turns(db, persona_id, speaks)
    titles: Any = db.execute("SELECT id, title FROM conversation").fetchall()
    for conversation, title in titles:
        turns = gone.get(conversation, set())
        if turns or speaks(title):
            remembered.drop_of_turns(db, turns)
            db.execute(
                "DELETE FROM turn WHERE id IN (SELECT value FROM json_each(?))", (as_json(turns),)
            )
            db.execute("UPDATE conversation SET title = '' WHERE id = ?", (conversation,))
            events.purge_conversation(db, conversation, turns)
    db.execute(
        "DELETE FROM conversation WHERE id IN (SELECT value FROM json_each(?))"
        " AND NOT EXISTS (SELECT 1 FROM turn WHERE conversation = conversation.id)",
        (as_json(gone),),
    )


def _turns(
    db: apsw.Connection, persona_id: int, speaks: Callable[[str], bool]
) -> dict[int, set[int]]:
    """By conversation, the turns about the persona or with their name in it."""
    found: dict[int, set[int]] = {}
    rows: Any = db.execute(
        "SELECT conversation, id, text, EXISTS"
        " (SELECT 1 FROM turn_about a WHERE a.turn = turn.id AND a.persona = ?) FROM turn",
        (persona_id,),
    )
    for conversation, turn, text, about in rows:
        if about or speaks(text):
            found.setdefault(conversation, set()).add(turn)
    return found


def _speaking_of(names: Iterable[str]) -> Callable[[str], bool]:
    """Whether a text has any of these names in it, as whole words and in whatever case."""
    folded = "|".join(re.escape(fold_name(name)) for name in names)
    pattern = re.compile(rf"(?<!\w)(?:{folded})(?!\w)") if folded else None
    return lambda text: pattern is not None and pattern.search(fold_name(text)) is not None

"""What is not asked yet goes with people, notes and conversations.

Nobody has said whom a draft or a waiting question is about, so it goes with everybody whom it
names, and one with a picture or a clip goes when anybody is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import apsw

from persona_assistant.memory.connections import as_json


def forget(db: apsw.Connection, speaks: Callable[[str], bool], *, media: bool) -> None:
    """Remove drafts and questions whose text or file names speak of somebody; with `media` also
    those that show or play something."""
    rows: Any = db.execute(
        "SELECT q.id, q.text, m.source FROM chat_question q LEFT JOIN chat_medium m"
        " ON m.question = q.id"
    ).fetchall()
    gone = {
        question
        for question, text, source in rows
        if speaks(text) or (source is not None and (media or speaks(source)))
    }
    _drop(db, gone)


def leave(db: apsw.Connection, conversation_id: int) -> None:
    """A conversation is deleted: what was going to be asked in it goes too."""
    rows: Any = db.execute(
        "SELECT q.id FROM chat_question q JOIN chat c ON c.id = q.chat WHERE c.conversation = ?",
        (conversation_id,),
    ).fetchall()
    _drop(db, {question for (question,) in rows})


def _drop(db: apsw.Connection, questions: Collection[int]) -> None:
    db.execute(
        "DELETE FROM chat_question WHERE id IN (SELECT value FROM json_each(?))",
        (as_json(questions),),
    )

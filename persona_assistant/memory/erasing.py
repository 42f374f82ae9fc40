"""Erasing: what single items leave behind goes too.

Beside their rows that is: events that hold them as they were, and turns of conversations and
questions not asked yet that quote them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Any

import apsw

from persona_assistant.memory import changesets, events, remembered, unasked
from persona_assistant.memory.connections import as_json
from persona_assistant.memory.records import fold_name

_WORD = re.compile(r"\w+")
_RUN = 4
"""Words in a row by which a text is quoted; a shorter text by all of its words."""


def erase(
    db: apsw.Connection,
    texts: Sequence[str],
    triplets: Collection[int],
    media: Collection[int],
    turns: Collection[int] = (),
) -> None:
    """Remove every trace of these texts, triplets and media outside their own rows, and the turns
    of these ids, which say the same in other words."""
    purge_changes(db, triplets, media)
    _forget_quotes(db, texts, set(turns))


def purge_changes(db: apsw.Connection, triplets: Collection[int], media: Collection[int]) -> None:
    """Drop the changesets that hold anything of these; their changes can no longer be undone."""
    rows: Any = db.execute("SELECT id, changes FROM event WHERE changes IS NOT NULL")
    purged = [(event,) for event, held in rows if changesets.touches(held, triplets, media)]
    db.executemany("UPDATE event SET changes = NULL WHERE id = ?", purged)


def _forget_quotes(db: apsw.Connection, texts: Iterable[str], alike: Collection[int]) -> None:
    runs = {run for text in texts for run in _runs(text)}
    if not runs and not alike:
        return

    def quotes(text: str) -> bool:
        folded = _folded(text)
        return not runs.isdisjoint(_runs(text)) or any(run in folded for run in runs if _short(run))

    unasked.forget(db, quotes, media=False)
    rows: Any = db.execute("SELECT id, conversation, text FROM turn").fetchall()
    gone: dict[int, set[int]] = {}
    for turn, conversation, text in rows:
        if turn in alike or quotes(text):
            gone.setdefault(conversation, set()).add(turn)
    quoting: Any = db.execute("SELECT id, text FROM memory").fetchall()
    remembered.drop(db, {memory for memory, text in quoting if quotes(text)})
    for conversation, turns in gone.items():
        remembered.drop_of_turns(db, turns)
        db.execute(
            "DELETE FROM turn WHERE id IN (SELECT value FROM json_each(?))", (as_json(turns),)
        )
        db.execute("UPDATE conversation SET title = '' WHERE id = ?", (conversation,))
        events.purge_conversation(db, conversation, turns)


def _folded(text: str) -> str:
    return f" {' '.join(_WORD.findall(fold_name(text)))} "


def _short(run: str) -> bool:
    return len(run.split()) < _RUN


def _runs(text: str) -> set[str]:
    """Every run of `_RUN` words, in lower case; all words of a text that has fewer."""
    words = _WORD.findall(fold_name(text))
    if len(words) < _RUN:
        return {f" {' '.join(words)} "} if words else set()
    return {f" {' '.join(words[at : at + _RUN])} " for at in range(len(words) - _RUN + 1)}

"""Finds words in what was said in conversations."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

import apsw

from persona_assistant.memory.connections import storable

_COLUMNS = "t.conversation, t.id, t.role"
_BY_INDEX = f"""
    SELECT {_COLUMNS}, snippet(turn_index, 0, '', '', '…', 16), t.created
    FROM turn_index JOIN turn t ON t.id = turn_index.rowid
    WHERE turn_index MATCH ? ORDER BY t.id DESC LIMIT ?
"""
_BY_LETTERS = f"""
    SELECT {_COLUMNS}, t.text, t.created FROM turn t
    WHERE NOT EXISTS (SELECT 1 FROM json_each(?) WHERE instr(t.text, value) = 0)
    ORDER BY t.id DESC LIMIT ?
"""
_WORD = re.compile(r"\w+")
_AROUND = 40
"""Letters shown on each side of what was found."""


def found(db: apsw.Connection, text: str, limit: int) -> list[tuple[Any, ...]]:
    """(conversation, turn, role, excerpt, created) of turns with all words of `text`, the latest
    first."""
    words = list(dict.fromkeys(_WORD.findall(storable(text))))
    if not words or limit <= 0:
        return []
    if not any(_runs_on(char) for char in text):
        query = " ".join(f'"{word}"' for word in words)
        return db.execute(_BY_INDEX, (query, limit)).fetchall()
    rows: Any = db.execute(_BY_LETTERS, (json.dumps(words), limit)).fetchall()
    return [(*place, _excerpt(said, words[0]), created) for *place, said, created in rows]


def _excerpt(said: str, word: str) -> str:
    at = max(said.find(word), 0)
    start, end = max(at - _AROUND, 0), at + len(word) + _AROUND
    return f"{'…' * (start > 0)}{said[start:end]}{'…' * (end < len(said))}"


def _runs_on(char: str) -> bool:
    """Whether words of this script stand without spaces between them."""
    return unicodedata.name(char, "").split(" ")[0] in ("CJK", "HIRAGANA", "KATAKANA", "THAI")

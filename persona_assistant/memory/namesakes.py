"""What tells people of one name apart: the first words of what is noted of them, or their uid."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import Any

import apsw

from persona_assistant.memory.connections import as_json

_LONGEST = 32
"""Characters."""
_SHARED = """
    SELECT p.id, p.uid, p.name, (SELECT t.text FROM triplet t
        WHERE t.persona = p.id AND t.text IS NOT NULL ORDER BY t.id LIMIT 1)
    FROM persona p
    WHERE p.folded IN (SELECT folded FROM persona GROUP BY folded HAVING count(*) > 1)
        AND (?1 IS NULL OR p.folded IN
            (SELECT folded FROM persona WHERE id IN (SELECT value FROM json_each(?1))))
    ORDER BY p.id
"""
_BEGINS = re.compile(
    r"^[\s,:;–—-]*(?:(?:he|she|they|who|er|sie|el|ella|il|elle|lui|lei|ele|ela)\b\s*)?"
    r"(?:(?:is|was|ist|es|est|è|é|works as)\b\s*)?(?:(?:an?|the|my|our|ein|eine|der|die|un|una|une|"
    r"um|uma|le|la)\b\s*)?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.!?;:\n]|,\s+(?:and|who|but)\b|\band\b")


def marks(db: apsw.Connection, ids: list[int] | None = None) -> dict[int, str]:
    """A short mark of each person whose name is another's too, by id; no two who share a name have
    the same. `ids` asks for some people, and may bring those of their names."""
    rows: Any = db.execute(_SHARED, (None if ids is None else as_json(ids),)).fetchall()
    found = {
        persona: _mark(name, unicodedata.normalize("NFC", text or "")) or uid
        for persona, uid, name, text in rows
    }
    often = Counter((name.casefold(), found[persona]) for persona, _, name, _ in rows)
    for persona, uid, name, _ in rows:
        if often[name.casefold(), found[persona]] > 1 and found[persona] != uid:
            found[persona] = f"{found[persona]}, {uid}"
    return found


def _mark(name: str, text: str) -> str:
    """ "John Smith is a dentist in Porto. He has two dogs." becomes "dentist in Porto"."""
    for part in (name, *name.split()):
        if text.casefold().startswith(part.casefold()):
            text = text[len(part) :]
            break
    text = _BEGINS.sub("", text, count=1)
    text = " ".join(_ENDS.split(text, maxsplit=1)[0].split())
    if len(text) > _LONGEST:
        text = text[:_LONGEST].rsplit(" ", 1)[0] + "…"
    return text.strip(" ,")

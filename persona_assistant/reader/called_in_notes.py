"""What the notes about somebody call them beside the name: "Dec" of Declan, "Tilly" of Matilda.

Notes that call their person by what they are to the user, as "mum", are read under the name before
(`own_kin`).
"""

from __future__ import annotations

from collections.abc import Sequence

from persona_assistant.language.nicknames import called
from persona_assistant.pmg import Note


def names_in(notes: Sequence[Note], name: str) -> str:
    """All words by which the notes may call somebody of that name, in a row."""
    texts = tuple(each.text for each in notes)
    return " ".join((name, *sorted(called(name, texts)))).strip()

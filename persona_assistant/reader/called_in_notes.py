"""What the notes about somebody call them beside the name: "Dec" of Declan, "Tilly" of Matilda.

Notes that call their person by what they are to the user, as "mum", are read under the name before
(`own_kin`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from persona_assistant.language.nicknames import called
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.pmg import Note


def names_in(notes: Sequence[Note], name: str) -> str:
    """All words by which the notes may call somebody of that name, in a row."""
    texts = tuple(each.text for each in notes)
    return " ".join((name, *sorted(called(name, texts)))).strip()


def own_names(notes: Sequence[Note], name: str) -> frozenset[str]:
    """The words by which notes may call somebody, in small letters, with the one that half of
    them begin with: "margo"."""
    begun = [match.group().lower() for note in notes if (match := _FIRST_WORD.match(note.text))]
    word, times = Counter(begun).most_common(1)[0] if begun else ("", 0)
    often = times > 1 and 2 * times >= len(notes) and not is_ordinary(word)
    texts = tuple(each.text for each in notes)
    return called(name, texts) | ({word} if often else frozenset())


_FIRST_WORD = re.compile(r"[^\W\d_]{2,}(?=\W)")

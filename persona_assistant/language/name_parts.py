"""Which part of somebody's own name a question asks for: "what's Teo's surname", or all of it:
"what's my dentist called".

The memory has the name, whether a note writes it or not.
"""

from __future__ import annotations

import re

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ANY

_LAST = (
    r"\b(?:surname|last name|family name|second name|nachname|apellido|cognome|nom de famille"
    r"|sobrenome)\b"
)
_FIRST = r"\b(?:first name|given name|forename|christian name|vorname|prenom)\b"
_WHOLE = re.compile(
    r"^\W*(?:and |so )?(?:(?:do you know |tell me |remind me )?what(?:s| is|['’]s)? .+ "
    r"(?:called|name)(?: again)?|(?:the )?name of .+|\S+(?:['’]s?) name)\W*$"
)
_OTHER = (
    r"\b(?:real|maiden|birth|born|old|former|previous|before|middle|married|take|took|change[sd]?|keep|kept|was"
    r"|why|who|when|how)\b"
)
_FRAME = frozenset(
    "what whats s is are the a of for again pls please tell me do you know remember i and her his"
    " their name first last family second given surname forename christian full proper actual"
    " called my".split()
)


def asked_part_of_name(question: str, name: str) -> str | None:
    """The part of the person's own name that is asked for; None for any other question, and for a
    name of one word."""
    asked = plain(question)
    parts = name.split()
    if len(parts) < 2 or re.search(_OTHER, asked) or re.search(rf"\b(?:{ANY})\b", asked):
        return None
    own = [plain(part) for part in parts]
    said = [re.sub(r"['’]s?$", "", each) for each in re.findall(r"[^\W\d_]+(?:['’]s?)?", asked)]
    if not all(each in _FRAME or _calls(each, own) for each in said):
        return None
    if re.search(_LAST, asked):
        return parts[-1]
    if re.search(_FIRST, asked):
        return parts[0]
    return name if _WHOLE.match(asked) else None


def _calls(word: str, own: list[str]) -> bool:
    return any(each == word or (len(word) > 2 and each.startswith(word)) for each in own) or (
        word.endswith("s") and any(each.startswith(word[:-1]) for each in own)
    )

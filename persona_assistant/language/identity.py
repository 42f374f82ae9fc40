"""Whether the name itself is asked for, and what is asked beside it.

"Who is this?" is answered by who is recognised; of "who is this, and what is her job?" the rest is
asked of the notes.
"""

from __future__ import annotations

import re

from persona_assistant.language.person_phrases import IDENTIFIED, is_person
from persona_assistant.language.words import words

_WHO = re.compile(
    r"\b(?:who(?:'s|’s|s| is| was| are)?\s+(?:is\s+|was\s+)?(?:this|that|it|in|on|speaking|talking|"
    r"here|he|she|they|shown|pictured|the)\b"
    r"|name of (?:they|(?:this|the) (?:person|man|woman|speaker))|"
    r"who\s*\?*$"
    r"|what(?:'s|’s|s| is) (?:his|her|their|this person's) name)",
    re.IGNORECASE,
)
_WHOSE = re.compile(r"\bwhose\s+(?:voice|face|picture|photo)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"[,;?!]+\s*(?:and\s+|but\s+)?|\s+and\s+(?=(?:what|where|how|when|why|which|who|is|are|does|do|"
    r"did|has|have|was|can)\b)",
    re.IGNORECASE,
)


def asks_who(text: str) -> bool:
    """Whether the name is asked for. "The person whose voice this is" only says who is meant."""
    plain = " ".join(IDENTIFIED.sub(" they ", text).split())
    asking = ((text, _WHOSE.finditer(text)), (plain, _WHO.finditer(plain)))
    return any(not _is_relative(said[: at.start()]) for said, found in asking for at in found)


def _is_relative(before: str) -> bool:
    """Whether "who" goes on about somebody: "the person whose voice this is", "the man who is
    speaking"."""
    last = words(before)[-1:]
    return bool(last) and re.search(r"\w $", before) is not None and is_person(last[0])


def beside_the_name(text: str) -> str:
    """What is asked beside the name; "" when nothing is."""
    rest = [part.strip() for part in _PARTS.split(text) if part and part.strip(" .?!")]
    return ", ".join(part for part in rest if not asks_who(part))

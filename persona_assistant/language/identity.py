"""Whether the name itself is asked for, and what is asked beside it.

"Who is this?" is answered by who is recognised; of "who is this, and what is her job?" the rest is
asked of the notes.
"""

from __future__ import annotations

import re

from persona_assistant.language.person_phrases import IDENTIFIED, is_person, person_phrase
from persona_assistant.language.words import words

_WHO = re.compile(
    r"\b(?:who(?:'s|’s|s| is| was| are)?\s+(?:is\s+|was\s+)?(?:this|that|it|in|on|speaking|talking|"
    r"here|he|she|they|shown|pictured|the)\b"
    r"|name of (?:they|(?:this|the) (?:person|man|woman|speaker))|"
    r"who\s*\?*$"
    r"|what(?:'s|’s|s| is) (?:his|her|their|this person's) name)",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(
    r"^\W*the (?:one|man|woman|guy|bloke|lady|girl|boy|chap|person|fellow)\b.*"
    r"[,:–—-]\s*what(?:['’]?s| is) (?:he|she|they) called\W*$",
    re.IGNORECASE,
)
_DONE_BY = re.compile(r"^\W*who\b.*\s(?:with|by|for|to|from)\W*$", re.IGNORECASE)
""" "Who is the car insured with" asks for no one in particular."""
_WHOSE = re.compile(r"\bwhose\s+(?:voice|face|picture|photo)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"[,;?!]+\s*(?:and\s+|but\s+)?|\s+and\s+(?=(?:what|where|how|when|why|which|who|is|are|does|do|"
    r"did|has|have|was|can)\b)",
    re.IGNORECASE,
)


def asks_who(text: str) -> bool:
    """Whether the name is asked for. "The person whose voice this is" only says who is meant."""
    if _DESCRIBED.match(text):
        return True
    if _DONE_BY.match(text) and person_phrase(words(text)) is None:
        return False
    plain = " ".join(IDENTIFIED.sub(" they ", text).split())
    asking = ((text, _WHOSE.finditer(text)), (plain, _WHO.finditer(plain)))
    return any(not _is_relative(said[: at.start()]) for said, found in asking for at in found)


_OF_ANOTHER = re.compile(
    r"\bwho(?:['’]?s|\sis|\swas|\sare|\swere)?\s+(?:is\s+|was\s+)?the\s+(?P<said>[^,;?!]+)",
    re.IGNORECASE,
)
_FORMER = re.compile(r"\b(?:before|formerly|previously|used to|former|previous)\b", re.IGNORECASE)


_OF_THEIRS = re.compile(
    r"\b(?:who(?:['’]?s|\sis|\sare|\swere)?|what(?:['’]?s|\sis|\sare))\s(?:the\snames?\sof\s)?the\s"
    r"(?:twins|triplets|kids|children|bab(?:y|ies)|newborn|pupp(?:y|ies)|kittens?|dogs?|cats?|pets"
    r"|grandkids|grandchildren|parents|in-laws|brothers|sisters|sons|daughters|boys|girls)"
    r"(?:['’]?s?\snames?|\scalled)?\W*$",
    re.IGNORECASE,
)
"""The family of whoever has one: "who are the twins"."""


def asks_of_theirs(text: str) -> bool:
    """Whether it asks what somebody's family or animals are called, and nothing else."""
    return _OF_THEIRS.search(text) is not None


def asks_for_another(text: str, name: str) -> bool:
    """Whether it asks who somebody is to the one of that name ("who is the mother of Ana", "who is
    the vet Ana's dog has") or who was there before: that is not Ana."""
    asked = _OF_ANOTHER.search(text)
    if asked is None:
        return False
    parts = "|".join(map(re.escape, name.split()))
    beside = rf"\w+\s(?:[\w'’]+\s)*?(?:of|to)\s(?:{parts})\b|\b(?:{parts})['’]s\b"
    return re.search(f"(?i){beside}", asked["said"]) is not None or (
        _FORMER.search(asked["said"]) is not None
    )


def _is_relative(before: str) -> bool:
    """Whether "who" goes on about somebody: "the person whose voice this is", "the man who is
    speaking"."""
    last = words(before)[-1:]
    return bool(last) and re.search(r"\w $", before) is not None and is_person(last[0])


def beside_the_name(text: str) -> str:
    """What is asked beside the name; "" when nothing is."""
    if _DESCRIBED.match(text):
        return ""
    rest = [part.strip() for part in _PARTS.split(text) if part and part.strip(" .?!")]
    return ", ".join(part for part in rest if not asks_who(part))

"""Who somebody in a role is, where a note puts their name beside it: "lorcan, my barber".

"Who is my barber" asks for the name alone. The person is found by the role; what remains is where
their note says that they have it. Where a note names a new one, that one answers; where the role is
over, only a sentence that speaks of it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import WIDER, bare
from persona_assistant.language.relations_to_user import same_relation
from persona_assistant.pmg import Note
from persona_assistant.reader.layout import bounds
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import SURE

_ASKED = re.compile(
    r"^\W*(?:and\s)?who(?:['’]s|s|\sis)\s(?P<whose>my|our|the|[\w-]+['’]s)\s(?:[\w-]+\s){0,2}?(?P<role>[\w-]+)"
    r"(?:\s(?:again|now|called))?\W*$",
    re.IGNORECASE,
)
_OVER = r"\b(?:new|former|ex|old|used to be|no longer|was|stopp?(?:s|ed)|retired|quit)\b"


def asks_who_has_a_role(question: str) -> bool:
    """Whether it asks who is somebody to the user: "who is my barber"."""
    asked = _ASKED.match(question)
    return asked is not None and asked["whose"].lower() in ("my", "our")


def with_who_is(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Sequence[Found]:
    """The places of the network after the one that says who has the role asked for."""
    asked = _ASKED.match(question)
    if asked is None or not name:
        return found
    role = asked["role"].lower()
    of_user = asked["whose"].lower() in ("my", "our")
    if WIDER.get(bare(role)) and not of_user:
        return found
    if any(_is_over(role, note.text) for note in notes):
        successor = _successor(role, notes)
        if successor is not None:
            return (successor,)
        return [each for each in found if role in plain(each.sentence)] if of_user else found
    whose = "" if of_user else asked["whose"]
    for note in notes:
        told = (_beside(each, note, name, whose) for each in same_relation(role))
        place = next((each for each in told if each is not None), None)
        if place is not None:
            return (place, *(each for each in found if each.sentence != place.sentence))
    return found


def _is_over(role: str, text: str) -> bool:
    return any(
        re.search(rf"\b{re.escape(role)}s?\b", plain(clause)) and re.search(_OVER, plain(clause))
        for clause in re.split(r"[.;!?\n]", text)
    )


def _successor(role: str, notes: Sequence[Note]) -> Found | None:
    """Where the newest note that does names the new one: "new boss is Wanda Price"."""
    pattern = (
        rf"\bnew\s{re.escape(role)}(?:['’]s|\sis|\sis\scalled|\scalled|,|:|\s=)?\s"
        r"(?P<who>(?:(?-i:Mr|Mrs|Ms|Dr)\.?\s)?(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]+)*)"
    )
    for note in sorted(notes, key=lambda each: (each.date is not None, each.date), reverse=True):
        match = re.search(pattern, note.text, re.IGNORECASE)
        if match is not None:
            return _place(note, *match.span("who"))
    return None


def _beside(role: str, note: Note, name: str, whose: str = "") -> Found | None:
    """Where a note puts the name beside the role, or beside "Ella's tutor" of somebody whom the
    question names."""
    parts = "|".join(map(re.escape, name.split()))
    own = rf"(?P<who>(?:{parts})(?:\s(?:{parts}))*)\b"
    said = rf"(?:[\w-]+\s){{0,2}}?{re.escape(role)}\b"
    owner = rf"|{re.escape(whose)}" if whose.endswith(("'s", "’s")) else ""
    behind = rf"\b{own}\s?(?:,|-|–|—|=|:|\(|\bis\b)?\s?(?:my|our|the|an?{owner})\s{said}"
    before = (
        rf"\b{re.escape(role)}\b(?:\s(?:of|for|at)\s[^.;!?,=:\n]{{1,40}}?)?\s?(?:=|:|,|\bis\b|-|–|\()?"
        rf"\s?(?:(?:mr|mrs|ms|dr)\.?\s)?{own}"
    )
    for pattern in (behind, before):
        match = re.search(pattern, note.text, re.IGNORECASE)
        if match is not None:
            return _place(note, *match.span("who"))
    return None


def _place(note: Note, start: int, end: int) -> Found:
    sentence = next(note.text[a:b] for a, b in bounds(note.text) if a <= start < b)
    return Found(note, sentence, note.text[start:end], start, SURE)

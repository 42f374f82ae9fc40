"""What a clause of a note says before a place: of whom it speaks stands there."""

from __future__ import annotations

import re

NO_NAMES = frozenset(
    "she he it they this that there her his their who birthday bday number phone mobile address "
    "email cell landline tel telephone text whatsapp insta instagram signal telegram handle web "
    "website mon tue wed thu fri sat sun january february march april may june july august "
    "september october november december jan feb mar apr jun jul aug sep oct nov dec "
    "age wifi code rent size shoe dress door mail name today yesterday born now still home work "
    "office mob mobil mobile handy telefon nummer adresse unit flat apt suite".split()
)
"""Capitalised or not, these words before a number are no name of an owner."""
_CUT = re.compile(r"[,;.\n(!?]| - | – | but | while | whereas ")


def clause_before(text: str, start: int) -> str:
    """What the clause says before a place; of "his son, Tom, 6" what is before the commas."""
    before = re.sub(_ASIDE, " ", text[:start]).rstrip(" ,(")
    before = (re.sub(_MAIL, "", before) or before) if text[start:][:1].isdigit() else before
    cuts = [0, *(match.end() for match in _CUT.finditer(before))]
    for cut in reversed(cuts):
        said = before[cut:].split(",")[0].strip()
        if said.lower() in _NO_CLAUSE:
            continue
        if said.lower() in NO_NAMES or not _NAME_ALONE.fullmatch(said):
            break
    return before[cut:]


_ASIDE = r"\((?:my|our|his|her|their|[^\W\d_]+['’]s)\s[^()\d]{1,30}\)"
""" "Idris (Gethin's dad) turned 75"."""
_MAIL = r"[\s,(:]*[\w.+%-]+@[\w.-]+\w\W*$"
""" "Ruth, ruth@mail.example 07700 900460": both are hers."""
_NAME_ALONE = re.compile(r"[A-ZÀ-Þ][^\W\d_]+(?: [A-ZÀ-Þ][^\W\d_]+)?")
_NO_CLAUSE = frozenset(["who is", *" aged age now just only about nearly also".split(" ")])

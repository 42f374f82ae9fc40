"""Whether somebody is "she" or "he", by their notes.

A note about Femi says "his wife Bisi opened a salon, she is from Ibadan": "she" is the wife. A
pronoun that a relative named before it may explain tells nothing of the person, "his wife" much.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import islice

from persona_assistant.language.kin import ANY, sex_of
from persona_assistant.language.pronouns import Gender

_HERS = "she|hers?|herself|ella|elle|lei|ela|dela"
_HIS = "he|his|him|himself|él|lui|egli|ele|dele"
_WORD = re.compile(
    rf"(?<!\w)(?:(?P<kin>(?P<owner>(?:her|his)\s(?:\w+\s)?)?(?P<word>{ANY}))|(?P<hers>{_HERS})"
    rf"|(?P<his>{_HIS})|(?P<name>[^\W\d_]+))(?!\w)"
)
_NAMED = re.compile(rf"(?<![\w'’-])(?i:(?P<word>{ANY}))\s(?P<who>[A-ZÀ-Þ][^\W\d_]+)")
""" "Her husband Bassel": who is spoken of where that name comes again."""
_MOST = 100
"""Notes that are looked through: thousands of a diary tell it no better."""
_OWNED = 2
"""What "his wife" counts, where "his" counts 1."""
_OF_USER = re.compile(r"\b(?:my|our)\s(?:\w+\s)?$", re.IGNORECASE)
_ANOTHERS_NAME = re.compile(
    r"(?<!\bin )(?<!\bat )(?<!\bto )(?<!\bnear )(?<![\w'’-])"
    r"(?P<name>[A-ZÀ-Þ][^\W\d_]+)\s?[,;.!(–—-]\s?$"
)
""" "Divorced from Alan, he": the name right before a pronoun is whom it stands for."""


def gender_of(notes: Iterable[str], name: str = "") -> Gender | None:
    """ "she" or "he" where a person's notes, the first hundred of them, leave no doubt about it."""
    hers = his = 0
    notes = list(islice(notes, _MOST))
    named = {
        found["who"].lower(): sex_of(found["word"])
        for note in notes
        for found in _NAMED.finditer(note)
    }
    for note in notes:
        of_her, of_him = _counted(note, set(name.lower().split()), named)
        hers, his = hers + of_her, his + of_him
    if hers > 3 * his:
        return "she"
    return "he" if his > 3 * hers else None


def _counted(note: str, own: set[str], named: Mapping[str, str]) -> tuple[int, int]:
    """How often "she" and "he" stand for the person. `named` are relatives by their names, each
    with the pronoun."""
    counts = {"she": 0, "he": 0}
    relatives: set[str] = set()
    small = note.lower() if len(note.lower()) == len(note) else note
    for match in _WORD.finditer(small):
        if match["kin"]:
            sex = sex_of(match["word"])
            if match["owner"]:
                counts["she" if match["owner"].startswith("her") else "he"] += _OWNED
            elif sex in counts and _is_what_they_are(small, match, own):
                counts[sex] += _OWNED
                continue
            relatives |= {sex} - {"they", "any"}
        elif match["name"]:
            relatives = set() if match["name"] in own else relatives
            if match["name"] not in own and named.get(match["name"]) in counts:
                relatives = {*relatives, named[match["name"]]}
        elif not _stands_for_another(note, match.start(), own):
            said = "she" if match["hers"] else "he"
            counts[said] += said not in relatives
    return counts["she"], counts["he"]


def _is_what_they_are(note: str, kin: re.Match[str], own: set[str]) -> bool:
    """Whether a word says what the person is to the user: "my nephew Bryce"."""
    behind = re.match(r",?\s([^\W\d_]+)", note[kin.end() :])
    return behind is not None and behind[1] in own and bool(_OF_USER.search(note[: kin.start()]))


def _stands_for_another(note: str, place: int, own: set[str]) -> bool:
    name = _ANOTHERS_NAME.search(note[max(0, place - _BEHIND) : place])
    return name is not None and name["name"].lower() not in own


_BEHIND = 50
"""Letters between a name and a pronoun that may be for it."""


def behind_name(notes: Iterable[str], name: str) -> Gender | None:
    """ "She" or "he" where that stands right behind somebody's name in a note: "her partner is
    Lieve now, she drives trams"."""
    for note in notes:
        for found in re.finditer(rf"\b{re.escape(name)}\b", note):
            following = re.split(r"[.!?;\n]", note[found.end() :])[0][:_BEHIND]
            said = re.search(r"\b(?:she|he)\b", following, re.IGNORECASE)
            if said is not None and not _ANOTHER.search(following[: said.start()]):
                return "she" if said.group().lower() == "she" else "he"
    return None


_ANOTHER = re.compile(r"(?<!\bnot )(?<!\bin )(?<!\bfrom )(?<!\bat )\b[A-ZÀ-Þ][a-zß-ÿ]")

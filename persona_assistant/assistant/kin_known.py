"""Relatives who are remembered themselves: of "Fergus, Isla's brother" his sister is Isla, and of
"his sister Isla" too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from persona_assistant.assistant.named import People
from persona_assistant.language.kin import ALIKE, ANY, CONVERSE, WIDER, bare, sex_of

_OWNED_BY = re.compile(
    r"(?<![\w'’])(?P<who>[^\W\d_]+)(?:\s[^\W\d_]+)?\s?(?:,|=|\(|:|-|–|\bis|\bwas)\s?"
    rf"(?P<owner>[^\W\d_]+)['’]s\s(?:\w+\s)?(?P<kin>{ANY})\b",
    re.IGNORECASE,
)
""" "Fergus, Isla's older brother"."""
_CHAIN = re.compile(rf"^\W*(?P<kin>{ANY})['’]?s\s+(?P<what>[\w' -]+?)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OfRelative:
    """Something of a relative's who is remembered."""

    persona: int
    phrase: str
    """The relative's name."""
    what: str


def things_of_relative(body: str, holder: int, people: People) -> OfRelative | None:
    """What is meant by "sister's dog", of somebody whose sister is remembered too."""
    chain = _CHAIN.match(body)
    if chain is None:
        return None
    word = chain["kin"].lower()
    found = _named_in_own(word, holder, people) or remembered_relative(word, holder, people)
    return None if found is None else OfRelative(found, people.name(found), chain["what"])


def _named_in_own(word: str, holder: int, people: People) -> int | None:
    """Who the notes of somebody themselves call so, where that is somebody remembered."""
    alike = ALIKE.get(bare(word), frozenset({word}))
    found = {
        people.known_as(each.who, holder)
        for each in people.relatives(holder)
        if bare(each.word) in alike and not each.former
    } - {None}
    return found.pop() if len(found) == 1 else None


def remembered_relative(word: str, holder: int, people: People) -> int | None:
    """Who that is remembered is such a relative of somebody's by a note of either that says what
    one is to the other; None where it is nobody, or may be several."""
    kind = WIDER.get(bare(word), "")
    if kind not in CONVERSE:
        return None
    found = {
        other
        for person, owner, said in _said_of(holder, people)
        for other, is_kind in ((person, said), (owner, CONVERSE.get(said, "")))
        if {person, owner} - {other} == {holder} and is_kind == kind
    }
    sex = sex_of(word)
    fitting = [
        each for each in found if sex not in ("she", "he") or people.gender(each) in (sex, None)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _said_of(holder: int, people: People) -> Iterator[tuple[int, int, str]]:
    """Who is what to whom by such words, where one of them is the holder."""
    for persona, texts in people.texts().items():
        for text in texts:
            for match in _OWNED_BY.finditer(text) if "'s " in text or "’s " in text else ():
                who, owner = people.mentioned(match["who"]), people.mentioned(match["owner"])
                kind = WIDER.get(bare(match["kin"].lower()), "")
                if kind and len(owner) == 1 and persona in who and holder in (persona, owner[0]):
                    yield persona, owner[0], kind

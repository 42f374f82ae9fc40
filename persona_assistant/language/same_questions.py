"""Questions whether something is the same of two people: the town, the line of work, the month of
their birthdays.
"""

from __future__ import annotations

import re

BIRTHDAY = "When is {name}'s birthday?"
BIRTH_MONTH = "Which month is {name}'s birthday in?"

_THINGS = {
    r"town|city|village|place|street|country|area|neighbou?rhood": "Where does {name} live?",
    r"company|firm|office|hospital|employer": "Where does {name} work?",
    r"school|university|college": "Where did {name} study?",
    r"jobs?|profession|work|occupation|trade": "What does {name} do for a living?",
    r"hobby|hobbies|sport": "What are {name}'s hobbies?",
    r"language": "Which languages does {name} speak?",
}
_THING = "|".join(_THINGS)
_SAME = re.compile(
    rf"\b(?:the )?same (?:(?:sort|kind|type|line|field|area) of )?(?P<thing>{_THING})\b"
    rf"|\bshare (?:an? |the (?:same )?)(?P<shared>{_THING})\b",
    re.I,
)
_BORN = r"(?:birthdays?|b-?days?|born)"
_MONTH = re.compile(
    rf"\b{_BORN}\b.*\bsame month\b|\bsame month\b.*\b{_BORN}\b"
    rf"|\b(?:same|share an?|share the same) (?:birth ?month|{_BORN} month|month of birth)\b",
    re.I,
)
_DAY = re.compile(
    r"\b(?:same|share an?|share the same) (?:birthday|b-?day|birth ?date|date of birth)\b"
    rf"|\b{_BORN}\b.*\bsame (?:day|date)\b",
    re.I,
)


def same_thing(marked: str) -> str:
    """The question about one person, with {name}, whose answers are to be the same; "" for another
    question."""
    if _MONTH.search(marked):
        return BIRTH_MONTH
    if _DAY.search(marked):
        return BIRTHDAY
    found = _SAME.search(marked)
    if found is None:
        return ""
    said = found["thing"] or found["shared"]
    if re.search(r"\bwork(?:s|ed|ing)?\b", marked[: found.start()], re.I):
        said = "office"
    return next(each for thing, each in _THINGS.items() if re.fullmatch(thing, said, re.I))

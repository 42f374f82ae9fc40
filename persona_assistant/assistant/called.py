"""How many people go by a name: "how many Daniels do I know"."""

from __future__ import annotations

import re

from persona_assistant.assistant.services import Services
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import PersonAnswer

_ASKED = re.compile(
    r"^\W*(?:how many|count(?: of)?|(?:what(?:'s| is) )?(?:the )?number of)\s+(?:of\s+)?"
    r"(?:(?:my|the|our)\s+)?"
    r"(?P<people>(?:different\s+)?"
    r"(?:people|persons|friends|contacts|folks|ones|women|men|guys|girls)\s+)?(?:(?:who\s+)?(?:are|is)\s+)?"
    r"(?P<called>(?:called|named|by the name(?: of)?|with the name(?: of)?"
    r"|go by(?: the name)?)\s+)?"
    r"(?P<name>[^\W\d_][\w'’.-]*(?:\s(?!do\b)[^\W\d_][\w'’.-]*)?)"
    r"(?:\s+(?:(?:do )?(?:i|we|you) (?:know|have|remember)|are there|have i|"
    r"(?:are|is) (?:(?:you|they) )?in)\b.*)?"
    r"\W*$",
    re.IGNORECASE,
)


def people_called(services: Services, question: str) -> list[PersonAnswer] | None:
    """Those of a name whose number is asked for, in the order of the memory; None for a question
    that asks for something else, or for a name of nobody's."""
    asked = _ASKED.match(question)
    if asked is None or (asked["people"] and not asked["called"]):
        return None
    names = services.store.people.names()
    aliases = services.store.people.aliases()
    for name in _singulars(asked["name"]):
        found = [
            PersonAnswer(persona, called, probability=1.0)
            for persona, called in names.items()
            if any(_goes_by(each, name) for each in (called, *aliases.get(persona, ())))
        ]
        if found:
            return found
    return None


_LISTED = re.compile(
    r"^\W*(?:who|who's|whose|which (?:of my )?(?:friends|people|ones?)|any ?(?:one|body)|"
    r"every ?(?:one|body)|people|friends)\b[\s\w']*?"
    r"\b(?:(?P<last>surname|last name|family name|second name)|(?P<first>(?:first |given )?name)|"
    r"called|named)\s+(?:is\s+|of\s+)?(?P<name>[^\W\d_][\w'’.-]*)\W*$",
    re.IGNORECASE,
)


def people_named(services: Services, question: str) -> list[PersonAnswer] | None:
    """Those of a surname or a first name that a list is asked for by: "who has the surname Cole";
    None for another question, and for a name of nobody's."""
    asked = _LISTED.match(question)
    if asked is None:
        return None
    name = fold(asked["name"])
    part = -1 if asked["last"] else 0 if asked["first"] else None
    found = [
        PersonAnswer(persona, called, probability=1.0)
        for persona, called in services.store.people.names().items()
        if name in (parts := [fold(each) for each in called.split()])
        and (part is None or parts[part] == name)
    ]
    return found or None


def _singulars(name: str) -> list[str]:
    """The name itself, and without the ending of a plural."""
    folded = fold(name)
    return [folded, *(folded.removesuffix(end) for end in ("'s", "’s", "es", "s"))]


def _goes_by(called: str, name: str) -> bool:
    parts = [fold(part) for part in called.split()]
    wanted = name.split()
    return any(parts[at : at + len(wanted)] == wanted for at in range(len(parts)))

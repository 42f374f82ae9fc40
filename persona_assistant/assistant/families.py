"""Families: "the Thwaites" are all those in the memory whose family name is Thwaite."""

from __future__ import annotations

import re

from persona_assistant.assistant.known import names_of_others
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.services import Services
from persona_assistant.language.spelling import fold

_MOST = 4
"""So many people at most are asked about one by one."""
_FAMILY = re.compile(r"\bthe (?P<name>[^\W\d_][\w-]*)(?P<family>['’]?(?:\s+family)?)(?!\w)", re.I)
_HAVE_A_VERB = re.compile(
    r"\b(?:are|is|were|was|do|does|did|have|has|had|will|would|can|could|should|did)\b", re.I
)


def called_one_by_one(services: Services, text: str) -> str:
    """A question with the full names of a family in place of "the Thwaites"; one without a family
    as it is."""
    families: dict[str, list[str]] = {}
    if not _FAMILY.search(text):
        return text
    for name in names_of_others(services).values():
        first, *_, last = ["", *name.split()]
        if first != last and len(name.split()) > 1:
            families.setdefault(fold(last), []).append(name)

    def written(match: re.Match[str]) -> str:
        name = fold(match["name"])
        many = (name, name.removesuffix("s"), name.removesuffix("es"))
        called = many if match["family"] else many[1:]
        members = next((families[each] for each in called if each in families), [])
        if not 2 <= len(members) <= _MOST:
            return match.group()
        behind = re.match(r"\s+[a-z]", text[match.end() :], re.I)
        owned = behind and not _HAVE_A_VERB.search(text[: match.start()])
        verb = re.match(r"\s+(?:and|or|have|are|live|know|do|did|met)\b", text[match.end() :])
        return and_list(members) + ("'s" if owned and not verb else "")

    return _FAMILY.sub(written, text)

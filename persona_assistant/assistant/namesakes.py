"""People who share a name, called by their full names: "which of the two Annas" is asked of Anna
Berg and Anna Cole, and "anna c" or "anna col" beside another Anna is Anna Cole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from persona_assistant.assistant.known import names_of_others
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.services import Services
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.spelling import fold

_MOST = 4
"""So many people at most are asked about one by one."""
_WHICH = re.compile(
    r"\b(?P<asks>which(?: one)?|who)(?P<of> of)? (?:(?:the|my|our|these|those|all) )?"
    r"(?P<many>two |2 |both |three |3 )?(?P<name>[^\W\d_]{2,})(?=\s+\S)",
    re.I,
)
_PLURALS = ("s$", "es$")
_BEGUN = r" (?P<begun>[^\W\d_]|[^\W\d_]{3,})\.?(?=['’]?s?\b|\W|$)"
"""Behind a first name: an initial, or how a name begins."""


def told_apart(services: Services, text: str) -> str:
    """A question with full names in place of "the two Annas" and of "anna c"; one without such
    people as it is."""
    names = list(names_of_others(services).values())

    def one(match: re.Match[str]) -> str:
        begun = fold(match["begun"])
        if len(begun) > 1 and is_ordinary(begun):
            return match.group()
        sharing = list(_sharing(match["name"], names))
        found = [each for each in sharing if any(p.startswith(begun) for p in _parts(each)[1:])]
        return found[0] if len(found) == 1 else match.group()

    def all_of_them(match: re.Match[str]) -> str:
        name = match["name"]
        plural = bool(match["of"] or match["many"])
        forms = [name, *(re.sub(end, "", name.lower()) for end in _PLURALS if plural)]
        sharing = next((found for each in forms if (found := list(_sharing(each, names)))), [])
        if not 2 <= len(sharing) <= _MOST or _goes_on(match, text, sharing):
            return match.group()
        return f"which of {and_list(sharing)}"

    text = _WHICH.sub(all_of_them, text, count=1)
    shared = _shared(names)
    if not shared:
        return text
    first = "|".join(map(re.escape, shared))
    return re.sub(rf"(?<!\w)(?P<name>{first}){_BEGUN}", one, text, flags=re.I)


def _shared(names: list[str]) -> list[str]:
    """The first names that several people have, as they are written and in plain letters."""
    found: dict[str, set[str]] = {}
    for each in names:
        if len(each.split()) > 1:
            found.setdefault(_parts(each)[0], set()).add(each)
    return sorted(
        {
            form
            for first, people in found.items()
            if len(people) > 1
            for form in (first, *(each.split()[0] for each in people))
        }
    )


def _goes_on(match: re.Match[str], text: str, sharing: list[str]) -> bool:
    """Whether the surname or an initial of one of them follows: then only that one is meant."""
    following = fold(text[match.end() :].split()[0].strip(".,?!"))
    return any(part.startswith(following) for each in sharing for part in _parts(each)[1:])


def _sharing(name: str, names: list[str]) -> Iterator[str]:
    """The full names that begin with it."""
    for each in names:
        if len(each.split()) > 1 and _parts(each)[0] == fold(name):
            yield each


def _parts(name: str) -> list[str]:
    return [fold(part) for part in name.split()]

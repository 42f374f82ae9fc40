"""People who share a name, called by their full names: "which of the two Annas" is asked of Anna
Berg and Anna Cole, and "anna c" beside another Anna is Anna Cole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from persona_assistant.assistant.known import names_of_others
from persona_assistant.assistant.lists import and_list
from persona_assistant.assistant.services import Services
from persona_assistant.language.spelling import fold

_MOST = 4
"""So many people at most are asked about one by one."""
_WHICH = re.compile(
    r"\b(?P<asks>which(?: one)?|who)(?P<of> of)? (?:(?:the|my|our|these|those|all) )?"
    r"(?P<many>two |2 |both |three |3 )?(?P<name>[^\W\d_]{2,})(?=\s+\S)",
    re.I,
)
_PLURALS = ("s$", "es$")
_WITH_INITIAL = re.compile(
    r"(?<!\w)(?P<name>[^\W\d_]{2,})(?P<initial> [^\W\d_])(?P<dot>\.?)(?=['’]?s?\b|\W|$)"
)


def told_apart(services: Services, text: str) -> str:
    """A question with full names in place of "the two Annas" and of "anna c"; one without such
    people as it is."""
    names = list(names_of_others(services).values())

    def one(match: re.Match[str]) -> str:
        sharing = list(_sharing(match["name"], names))
        initial = fold(match["initial"].strip())
        found = [each for each in sharing if any(p.startswith(initial) for p in _parts(each)[1:])]
        return found[0] if len(sharing) > 1 and len(found) == 1 else match.group()

    def all_of_them(match: re.Match[str]) -> str:
        name = match["name"]
        plural = bool(match["of"] or match["many"])
        forms = [name, *(re.sub(end, "", name.lower()) for end in _PLURALS if plural)]
        sharing = next((found for each in forms if (found := list(_sharing(each, names)))), [])
        if not 2 <= len(sharing) <= _MOST or _goes_on(match, text, sharing):
            return match.group()
        return f"which of {and_list(sharing)}"

    return _WITH_INITIAL.sub(one, _WHICH.sub(all_of_them, text, count=1))


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

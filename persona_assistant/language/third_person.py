"""Puts a speaker's name in the place of the first person in a transcript.

A note says "Ana works as a nurse"; in a clip Ana says "I work as a nurse". Reading compares stems,
so it is enough to replace the pronouns; grammar does not matter to it. The result is only read,
never shown.
"""

from __future__ import annotations

import re

from persona_assistant.language.words import sentences

_REPLACEMENTS = (
    (r"I['’]m|I am", "{name} is"),
    (r"I['’]ve|I have", "{name} has"),
    (r"I['’]ll", "{name} will"),
    (r"I['’]d", "{name} would"),
    (r"I was", "{name} was"),
    (r"myself|me", "{name}"),
    (r"my|mine", "{name}'s"),
    (r"I", "{name}"),
)
_FIRST_PERSON = re.compile(
    "|".join(rf"\b(?P<t{i}>{pattern})\b" for i, (pattern, _) in enumerate(_REPLACEMENTS)),
    re.IGNORECASE,
)


def to_third_person(text: str, name: str) -> list[tuple[str, str]]:
    """(sentence as spoken, sentence with `name` for the first person) for every sentence of a
    transcript."""

    def replaced(match: re.Match[str]) -> str:
        number = next(i for i in range(len(_REPLACEMENTS)) if match[f"t{i}"])
        return _REPLACEMENTS[number][1].format(name=name)

    return [(spoken, _FIRST_PERSON.sub(replaced, spoken)) for spoken in sentences(text)]

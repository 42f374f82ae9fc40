"""What somebody says of themselves, turned into what a note would tell of them.

A note says "Ana works as a nurse"; in a clip Ana says "I work as a nurse". Reading compares stems,
so that it is enough to put the speaker in the place of the first person; grammar does not matter to
it. The turned sentence is only read, never shown.
"""

from __future__ import annotations

import re

from persona_assistant.language.words import sentences

_TURNS = (
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
    "|".join(rf"\b(?P<t{i}>{pattern})\b" for i, (pattern, _) in enumerate(_TURNS)), re.IGNORECASE
)


def as_told(text: str, name: str) -> list[tuple[str, str]]:
    """(sentence as it was said, as a note on `name` would tell it) for every sentence of a
    transcript."""

    def turned(found: re.Match[str]) -> str:
        return _TURNS[int(found.lastgroup[1:])][1].format(name=name)

    return [(said, _FIRST_PERSON.sub(turned, said)) for said in sentences(text)]

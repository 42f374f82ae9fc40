"""A relative of somebody's whom a question calls by name alone: "kyle's job" of "their boy Kyle".

Whoever reads the notes of the one who has them is told whose relative it is: "Darrell's boy Kyle's
job". Otherwise what the notes say of their person would answer for the relative.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.assistant.known import notes_of
from persona_assistant.assistant.services import Services
from persona_assistant.language.kin import ANY
from persona_assistant.language.mentions import Mention
from persona_assistant.language.spelling import fold
from persona_assistant.reader.relatives import named_relatives


def with_whose_relative(
    services: Services, text: str, person: int, first: str, mentions: Sequence[Mention] = ()
) -> str:
    """The text with whose relative is meant; as it is where it calls none by name, or says it.
    `mentions` are whom it calls by name of those who are remembered."""
    name = services.store.people.names()[person]
    surnames = {fold(part) for part in name.split()[1:]}
    named = {fold(re.sub(r"['’]s?$", "", each.typed)) for each in mentions}
    if not named <= surnames or re.search(rf"\b(?:{ANY})s?\b", fold(text)):
        return text
    surname = "|".join(re.escape(part) for part in name.split()[1:])
    for each in named_relatives(notes_of(services, [person])[person], name):
        who = each.who.split()[0]
        full = rf"(?<![\w'’-]){re.escape(who)}(?:\s+(?:{surname or who}))?(?P<end>['’]?s)?(?![\w-])"
        found = re.search(full, text, re.IGNORECASE)
        if found is None or each.former:
            continue
        end = "'s" if found["end"] else ""
        said = f"{first}'s {each.word} {who}{end}"
        return text[: found.start()] + said + text[found.end() :]
    return text

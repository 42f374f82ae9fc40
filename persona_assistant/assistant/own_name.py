"""A question in the words of the notes: whoever is meant, called by their own name.

The user types "tessies number" or "Bob's"; the notes are Tess Marlow's and Robert Achterberg's.
What is read beside them should not have to know that.
"""

from __future__ import annotations

import re
from dataclasses import replace

from persona_assistant.assistant.services import Services
from persona_assistant.language.spelling import fold
from persona_assistant.pmg import Edge, Outcome, Query

_POSSESSIVE = re.compile(r"['’]s?$", re.IGNORECASE)


def in_own_name(services: Services, query: Query, edge: Edge) -> Query:
    """The query with the name of the matched persona in place of a nickname, an alias or a slip;
    as it is for a language model, which reads the user's own words."""
    if edge.outcome is not Outcome.MATCHED or services.engine.capabilities.window is not None:
        return query
    person = edge.candidates[0]
    parts = {fold(part) for part in person.name.split()}
    with services.deciding:
        mentions = services.router.known.by_name.mentions(query.text)
    text = query.text
    for mention in mentions:
        typed = _POSSESSIVE.sub("", mention.typed)
        words = {fold(word) for word in typed.split()}
        if mention.people == {person.persona_id} and not words <= parts:
            text = re.sub(rf"(?<!\w){re.escape(typed)}(?!\w)", lambda _: person.name, text, count=1)
    return query if text == query.text else replace(query, text=text)

"""Which of those who share a first name a question can only mean, by what it speaks of.

"Which car does Ana drive" is asked of the one Ana whose notes speak of driving. Words that ask for
what everybody has, such as a birthday, a home or a wife, tell nobody apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from persona_assistant.assistant.services import Services
from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.descriptions import asks
from persona_assistant.language.kin import WIDER, bare
from persona_assistant.language.mentions import Mention
from persona_assistant.language.name_words import spans
from persona_assistant.language.relations_to_user import is_relation
from persona_assistant.language.words import Word, words
from persona_assistant.pmg import Outcome, Query

_MOST = 4
"""So many people of a name are told apart at most."""
_SHORTEST = 3
_NOT_ONE = re.compile(
    r"\b(?:which|whose|both|other|either|how many|number of|two)\b", re.IGNORECASE
)
_WHICH_THING = re.compile(r"\bwhich (?P<what>\w+)", re.IGNORECASE)


def with_the_only_one(services: Services, query: Query) -> Query:
    """The query with a full name in place of a first name that several have; as it is where what
    is asked may be of any of them."""
    if not services.has_store or query.meant or query.image or query.voice:
        return query
    with services.deciding:
        known = services.router.known
        mentions = known.by_name.mentions(query.text)
    several = [each for each in mentions if 1 < len(each.people) <= _MOST]
    if len(several) != 1 or _asks_which(query.text, several[0]):
        return query
    (mention,) = several
    with services.deciding:
        if services.router.decide(Query(query.text)).outcome is Outcome.MATCHED:
            return query
        spoken_of = {
            person
            for word in _telling(query.text, mentions)
            for said in [known.by_description.said([[word]], [], _any, literally=True)]
            if len(theirs := mention.people & said.keys()) == 1
            for person in theirs
        }
    if len(spoken_of) != 1:
        return query
    places = spans(query.text)
    start, end = places[mention.start][0], places[mention.end - 1][1]
    owner = re.search(r"['’]s?$", query.text[start:end])
    called = known.names[spoken_of.pop()] + (owner.group() if owner else "")
    return replace(query, text=query.text[:start] + called + query.text[end:])


def _any(sentence: str) -> bool:
    return True


def _asks_which(text: str, mention: Mention) -> bool:
    """ "Which Ana", "the other Ana", "how many Anas"."""
    thing = _WHICH_THING.search(text)
    if thing and thing["what"].lower() not in (mention.typed.lower(), "of", "one"):
        text = text[: thing.start()] + text[thing.end("what") :]
    return _NOT_ONE.search(text) is not None


def _telling(text: str, mentions: list[Mention]) -> Iterator[Word]:
    """The words that not everybody's notes could have."""
    named = {part.lower() for each in mentions for part in re.findall(r"[^\W_]+", each.typed)}
    for word in words(text):
        lower = word.lower
        if not word.content or len(lower) < _SHORTEST or lower in named or lower[0].isdigit():
            continue
        if word.stem in GENERIC or asks(lower) or WIDER.get(bare(lower)) or is_relation(lower):
            continue
        yield word

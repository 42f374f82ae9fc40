"""What hasty typing leaves out or adds: apostrophes of people who are only spoken of, and letters
of the words that ask.

"Jonahs coach" is the coach of somebody called Jonah, where notes write of a Jonah. The names of
those who are remembered are understood without.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from persona_assistant.assistant.services import Services
from persona_assistant.language.about_each import is_verbal
from persona_assistant.language.descriptions import asks
from persona_assistant.language.misspelled import respelled, well_spelled
from persona_assistant.language.name_words import spans
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.pronouns import language_of
from persona_assistant.language.relations_to_user import is_relation
from persona_assistant.language.roles import role
from persona_assistant.language.words import STOP
from persona_assistant.pmg import Query
from persona_assistant.reader.asked import asked_kind
from persona_assistant.reader.dictionary import dictionary

_HITS = 20
"""Notes that are looked through for a name."""
_NEAR = 8
"""Characters in front of an owner in which an article stands."""
_OWNER = re.compile(r"(?<![\w'’])(?P<name>[^\W\d_]{3,})s(?=\s+[^\W\d_]{2,})", re.IGNORECASE)


_ROLE = re.compile(
    r"\b(?P<whose>my|our|the)\s(?P<word>[a-z]+?)(?P<end>(?<=ss)es|s)(?=\s+(?P<next>[a-z]{2,}))",
    re.IGNORECASE,
)


def _of_roles(text: str, named: frozenset[int]) -> str:
    """ "My boss's birthday" for "my bosses birthday", "my gp's" for "my gps"."""
    for found in reversed(list(_ROLE.finditer(text))):
        behind = found["next"].lower()
        if is_relation(found["word"].lower()) and behind not in STOP and not is_verbal(behind):
            text = f"{text[: found.end('word')]}'s{text[found.end('end') :]}"
    return text


def with_owners(services: Services, query: Query) -> Query:
    """The query with "Jonah's" for "jonahs" and "birthday" for "birthdy"; as it is where there is
    nothing of the kind."""
    text = query.text
    if not services.has_store or language_of(text) != "en":
        return query
    known = _named_at(services, text)
    for mended in (well_spelled, partial(_respelled, services), _of_roles):
        if (spelled := mended(text, known)) != text:
            text, known = spelled, _named_at(services, spelled)
    for found in reversed(list(_OWNER.finditer(text))):
        name = found["name"]
        if _is_of_a_role(text, found):
            text = f"{text[: found.start()]}{name}'s{text[found.end() :]}"
            continue
        if found.start() in known or is_ordinary(name.lower()) or is_ordinary(name.lower() + "s"):
            continue
        if _is_name(services, name):
            text = f"{text[: found.start()]}{name.capitalize()}'s{text[found.end() :]}"
    return query if text == query.text else replace(query, text=text)


def _respelled(services: Services, text: str, named: frozenset[int]) -> str:
    """The text with mistyped words as the notes, or other texts, have them."""
    with services.deciding:
        written = services.router.known.written
    return respelled(text, named, written, dictionary())


def _is_of_a_role(text: str, found: re.Match[str]) -> bool:
    """Whether it is one person's in a role, by what is asked for: "my dentists address"."""
    before = text[max(0, found.start() - _NEAR) : found.start()]
    led = re.search(r"\b(?:my|our|the)\s{1,3}$", before, re.IGNORECASE)
    behind = re.match(r"\s{1,3}([^\W\d_]+)", text[found.end() : found.end() + 4 * _NEAR])
    if behind is not None and behind[1].lower() in ("called", "named"):
        return False  # "what are the twins called"
    asked = behind is not None and (asks(behind[1]) or asked_kind(behind[1]) is not None)
    return led is not None and asked and role(f"the {found['name']}") is not None


def _named_at(services: Services, text: str) -> frozenset[int]:
    """Where words begin by which the text calls somebody remembered."""
    places = spans(text)
    with services.deciding:
        mentions = services.router.known.by_name.mentions(text)
    return frozenset(places[at][0] for each in mentions for at in range(each.start, each.end))


def _is_name(services: Services, word: str) -> bool:
    """Whether the notes write that word as a name, and the word with its "s" nowhere."""
    passages = services.store.passages
    hits = {each.triplet_id: each.persona_id for each in passages.search([word, f"{word}s"], _HITS)}
    notes = passages.notes(sorted(set(hits.values()))) if hits else {}
    texts = [text for told in notes.values() for triplet, text in told if triplet in hits]
    written = [re.findall(rf"\b{word}s?\b", text, re.IGNORECASE) for text in texts]
    forms = {each for those in written for each in those}
    return word.capitalize() in forms and not any(each[0].islower() for each in forms)

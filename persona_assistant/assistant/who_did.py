"""Somebody of the memory who is asked for by what their notes say of another by name: "who taught
Ana the piano", "who used to be Leo's boss".

The note that says it is not Ana's but her teacher's: "piano teacher, taught Ana". It counts where
one person's notes alone say all that is asked, with that person for the subject, and name the
other behind it or before it. What somebody's own notes say of who is what to them goes before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from persona_assistant.assistant.known import Named, named_people, names_of_others, notes_of
from persona_assistant.assistant.services import Services
from persona_assistant.language.about_each import is_verbal
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.plain_questions import plain_question
from persona_assistant.language.spelling import fold
from persona_assistant.language.support import Support, key_groups, support
from persona_assistant.pmg import Note, PersonAnswer, Query
from persona_assistant.reader.claimed import FRAGMENT

_WHO = re.compile(
    r"^whom?(?:(?: was| is|'s)(?: it| the (?:one|person|guy|man|woman|lady))?(?: that| who))?"
    r" (?P<said>.+)$",
    re.I,
)
_HELPING = re.compile(
    r"^(?:is|are|was|were|does|do|did|has|have|had|can|could|will|would|'s)$", re.I
)
_OBJECT = re.compile(r"^(?:the|an?|all|it|that|this|his|her|their|my|our|some|most|both)$", re.I)
_ROLE = re.compile(
    r"^who(?: is|'s| was| used to be|'d be)? (?P<name>.+?)(?P<owns>'s?|s) (?P<role>[\w -]+)$", re.I
)
_NOT_BY_THEM = re.compile(r"^\W*(?:(?:and|but|so|then|also)\W+)*(?:(?:i|we)\b|$)|\bby\W*$", re.I)
"""What stands before the name of the other where it is the user, or the other, who did it."""
_HITS = 60
"""Notes that are looked through for the name."""
_SURE = 0.9


def did(services: Services, query: Query) -> list[PersonAnswer]:
    """Who did something to or for the one person who is named; [] where the question asks for
    something else, or where no note or several people's notes say it."""
    asked = _WHO.match(plain_question(query.text))
    if asked is None:
        return []
    first, _, rest = asked["said"].partition(" ")
    if _HELPING.match(first) and not _OBJECT.match(rest.partition(" ")[0]):
        return []
    if not _HELPING.match(first) and not is_verbal(asked["said"]):
        return []
    return _whose_notes_say(services, query, asked["said"])


def in_role(services: Services, query: Query) -> list[PersonAnswer]:
    """Who is something to the one person who is named: "Ana's boss"."""
    asked = _ROLE.match(plain_question(query.text))
    named = named_people(services, query) if asked else []
    if asked is None or fold(asked["name"]) not in [fold(each.typed) for each in named]:
        return []
    return _whose_notes_say(services, query, asked["role"])


def _whose_notes_say(services: Services, query: Query, said: str) -> list[PersonAnswer]:
    named = named_people(services, query)
    if len(named) != 1:
        return []
    typed = named[0].typed
    owned = re.search(rf"\b{re.escape(typed)}['’]", query.text) or _owns(named[0], typed)
    wanted = re.sub(rf"\b{re.escape(typed)}(?:'s?)?(?!\w)", " ", said, flags=re.I)
    question = f"Did she {wanted}?"
    if not key_groups(question):
        return []
    found = [
        PersonAnswer(holder, name, text.strip(), note.date, note.triplet_id, _SURE, name)
        for holder, name, note, text in _naming(services, named[0], of_theirs=bool(owned))
        if support(question, text) is Support.FULL
        and stance(question, text) in (Stance.STATES, Stance.FORMER)
    ]
    return found[:1] if len({each.persona_id for each in found}) == 1 else []


def _naming(
    services: Services, other: Named, *, of_theirs: bool
) -> Iterator[tuple[int, str, Note, str]]:
    """The fragments of other people's notes that name somebody, and whose notes they are; what
    has to do with somebody of theirs ("Ana's boys") only where `of_theirs` is asked."""
    names = names_of_others(services)
    called = [other.name, *services.store.people.aliases().get(other.persona_id, ())]
    terms = [part for name in called for part in name.split() if len(part) > 1]
    hits = [
        hit
        for hit in services.store.passages.search(terms, limit=_HITS)
        if hit.persona_id != other.persona_id and hit.persona_id in names and hit.origin == "note"
    ]
    holders: Sequence[int] = list(dict.fromkeys(hit.persona_id for hit in hits))
    notes = notes_of(services, holders, frozenset(hit.triplet_id for hit in hits))
    for holder in holders:
        for note in notes.get(holder, ()):
            for match in FRAGMENT.finditer(note.text):
                owned = _has_for_object(services, other, holder, match.group())
                if owned is not None and owned <= of_theirs:
                    yield holder, names[holder], note, match.group()


def _has_for_object(services: Services, other: Named, holder: int, text: str) -> bool | None:
    """Whether a fragment names the other as an owner; None where it does not name them, or names
    before them somebody who may have done it."""
    with services.deciding:
        mentions = services.router.known.by_name.mentions(text)
    for mention in mentions:
        if mention.people != {other.persona_id}:
            if holder not in mention.people:
                return None
            continue
        at = re.search(rf"(?<!\w){re.escape(mention.typed)}(?P<owns>['’]?s\b)?", text)
        owned = at is not None and bool(at["owns"] or _owns(other, mention.typed))
        if at is None or (not owned and _NOT_BY_THEM.search(text[: at.start()])):
            return None
        return owned
    return None


def _owns(one: Named, typed: str) -> bool:
    """Whether a name as it is written is an owner's: "Ana's", "anas"."""
    own = {fold(part) for part in one.name.split()}
    last = fold(typed.split()[-1])
    return last.endswith("'s") or (last.endswith("s") and last not in own)

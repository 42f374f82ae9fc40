"""Relatives of the user's in a question, by their names.

"Where does mum live" is about the one who goes by "Mum", or whose notes call them so. With the name
in its place the question is read like any other about that person. Of a mother whom only the
user's own notes know it is "my mum". Where it may be several, or nobody, it stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.assistant.known import notes_of, user
from persona_assistant.assistant.services import Services
from persona_assistant.language.kin_of_user import GROUP, KinOfUser, is_plural, kin_of_user
from persona_assistant.language.name_words import spans
from persona_assistant.language.pronouns import joined
from persona_assistant.pmg import Query
from persona_assistant.reader.relatives import named_relatives

_WHO = re.compile(
    r"^\W*(?:(?:who(?:['’]?s| is| was| are)|(?:tell me |remind me )?what(?:['’]?s| is| was| are)"
    r"(?: the names? of)?|name of|do i have|have i(?: got)?|how many)\s+)?$",
    re.IGNORECASE,
)
_CALLED = re.compile(r"\W*(?:(?:full |first |last |sur)?names?|called|named)?\W*$", re.IGNORECASE)


def with_kin_by_name(services: Services, query: Query) -> Query:
    """The query with the names of the user's relatives; as it is where it speaks of none who is
    remembered, or asks who they are."""
    if not services.has_store:
        return query
    text = query.text
    for found in reversed(list(kin_of_user(text))):
        if _asks_who(text, found) or _stands_beside_a_name(services, text, found):
            continue
        people = _people(services, text, found)
        if not people:
            if not found.mine and _in_own_notes(services, found):
                text = f"{text[: found.start]}my {text[found.start :]}"
            continue
        names = services.store.people.names()
        called = joined([names[each] for each in people])
        called += "'s" if found.owns else ""
        text = text[: found.start] + called + text[found.end :]
    return query if text == query.text else replace(query, text=text)


def _people(services: Services, text: str, found: KinOfUser) -> Sequence[int]:
    """Who is meant; nobody where it cannot be told."""
    with services.deciding:
        kin = services.router.known.kin
    me = user(services)
    theirs = [each for each in kin.of(found.kinds) if me is None or each != me.id]
    if len(theirs) == 1:
        return () if is_plural(text, found) else theirs
    if found.many and len(theirs) > 1:
        return theirs
    return ()


def is_of_own_notes(services: Services, text: str) -> bool:
    """Whether a question is about a relative of the user's whom only their own notes name."""
    me = user(services)
    asked = [each for each in kin_of_user(text) if each.mine and _in_own_notes(services, each)]
    if me is None or not asked:
        return False
    notes = notes_of(services, [me.id]).get(me.id, ())
    named = {GROUP.get(it.word) for it in named_relatives(notes, me.name, of_user=True)}
    return any(each.kinds & named for each in asked)


def _in_own_notes(services: Services, found: KinOfUser) -> bool:
    """Whether only the user's own notes speak of such a relative: "gran is 93 on 5 may"."""
    me = user(services)
    if me is None:
        return False
    with services.deciding:
        kin = services.router.known.kin
    if set(kin.of(found.kinds)) - {me.id}:
        return False
    told = (each.text for each in notes_of(services, [me.id]).get(me.id, ()))
    return any(found.kinds & each.kinds for text in told for each in kin_of_user(text))


def _asks_who(text: str, found: KinOfUser) -> bool:
    """ "Who is my brother", "what's mum's name", "how many kids do I have": the name is asked."""
    led, behind = text[: found.start], text[found.end :]
    return _WHO.match(led) is not None and _CALLED.fullmatch(behind) is not None


def _stands_beside_a_name(services: Services, text: str, found: KinOfUser) -> bool:
    """ "Kit mum", "mum Judith": it is somebody's, or somebody else."""
    if found.mine:
        return False
    with services.deciding:
        mentions = services.router.known.by_name.mentions(text)
    places = spans(text)
    for each in mentions:
        start, end = places[each.start][0], places[each.end - 1][1]
        if not (end <= found.start or start >= found.end):
            continue
        if text[end : found.start].isspace() or text[found.end : start].isspace():
            return True
    return re.match(r"\s+[A-ZÀ-Þ][^\W\d_]", text[found.end :]) is not None

"""What a question means after the ones before it: "and where did I meet her?", "and Ben?", "why?".

The turns of a conversation are gone through in order: what each asked, in full, and whom it was
about. A new question that leans on them is written out, with the person it means; where two people
could be meant, it is left open between them. A question that is complete by itself stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from persona_assistant import abstention
from persona_assistant.assistant.antecedents import NOBODY, Before
from persona_assistant.assistant.brought_up import BroughtUp, brought_up, somebodys
from persona_assistant.assistant.named import People
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.written_out import written_out
from persona_assistant.language import ellipsis
from persona_assistant.language.asked_behind import with_its_topic
from persona_assistant.language.plain_questions import of_my_friends
from persona_assistant.language.pronouns import (
    asks_who_is,
    bare_pronoun,
    first_pronoun,
    replaced,
    speaks_of_somebody,
)
from persona_assistant.pmg import (
    Clip,
    ConversationTurn,
    Edge,
    Outcome,
    Picture,
    Query,
)

_READ = 40
"""Turns that are gone through."""


def resolved(services: Services, conversation: int | None, query: Query) -> Query:
    """The query written out, by the conversation before it. Without a conversation only a pronoun
    that stands for nobody is noticed."""
    if not query.text.strip() or query.meant is not None:
        return query
    turns: Sequence[ConversationTurn] = ()
    if conversation is not None:
        turns = services.store.conversations.turns(conversation, last=_READ)
    elif not services.has_store:
        return query
    people = People(services.store, services.router.known.by_name)
    before = _gone_through(turns, people)
    if not before.question:
        # Before anybody was spoken of, "which of them" are those of the memory.
        query = replace(query, text=of_my_friends(with_its_topic(query.text)))
    written = written_out(query, before, people)
    stands_for_nobody = written.meant is not None and not written.meant.personas
    if stands_for_nobody and not before.question and services.router.known.in_role(query.text):
        return query  # "the plumber, how do I ring him"
    return written


def asked_back(query: Query, edge: Edge) -> str:
    """What is said where the conversation does not tell who is meant; "" where that is not why."""
    if query.meant is None or query.meant.together or edge.outcome is Outcome.MATCHED:
        return ""
    return abstention.unclear([each.name for each in edge.candidates])


# --- what was said before


def _gone_through(turns: Sequence[ConversationTurn], people: People) -> Before:
    before = Before()
    for asked, answered in pairwise(turns):
        if (asked.role, answered.role) == ("user", "assistant"):
            before = _after(before, asked, answered, people)
    return before


def _after(
    before: Before, asked: ConversationTurn, answered: ConversationTurn, people: People
) -> Before:
    """The state after one more question and its answer."""
    about = people.in_order(asked.about, answered.text)
    image = next((each for each in asked.attachments if isinstance(each, Picture)), None)
    voice = next((each for each in asked.attachments if isinstance(each, Clip)), None)
    query = Query(asked.text, image, voice)
    followed = written_out(query, before, people)
    left_open = answered.abstained and len(about) > 1
    nobody = followed.meant == NOBODY
    stranger = not about and not nobody and (bool(asked.attachments) or _is_stranger(asked.text))
    if not (about or nobody or stranger or ellipsis.is_question(asked.text)):
        return before  # a remark
    question = ellipsis.opening(query.text).rest if followed is query else followed.text
    if len(about) == 1 and (pronoun := bare_pronoun(question)):
        question = replaced(question, pronoun, [people.name(about[0])])
    several = about if len(about) > 1 else _beside(about, question, before, people)
    groups: tuple[tuple[int, ...], ...] = (about,) if about or stranger else ()
    if chosen := _chosen(about, question, answered, people):
        about, groups = chosen, (chosen, about)
    brought = brought_up(question, _shortest(answered), about[0], people) if len(about) == 1 else ()
    brought = tuple(_as_spoken_of(each, asked.text, question) for each in brought)
    if not (about or asked.attachments) and (holder := _holder(question, answered, people)):
        theirs = somebodys(asked.text, holder, people)
        if theirs is not None:
            about, groups, brought = (holder,), ((holder,),), (theirs,)
    same = followed.meant is not None or not about
    return Before(
        question=question,
        people=about,
        several=several,
        waiting=left_open or nobody,
        recent=groups + before.recent,
        brought=((brought,) * len(groups)) + before.brought,
        media=asked.attachments or (before.media if same else ()),
    )


def _as_spoken_of(brought: BroughtUp, asked: str, question: str) -> BroughtUp:
    """With the pronoun by which the user just spoke of them, where no word tells it."""
    pronoun = first_pronoun(asked, "en")
    if brought.sort != "any" or pronoun is None or pronoun.gender not in ("she", "he"):
        return brought
    return replace(brought, sort=pronoun.gender) if brought.phrase in question else brought


_WHICH = re.compile(r"^\W*(?:and\s+)?(?:which|who|whose)\b", re.IGNORECASE)


def _chosen(
    about: tuple[int, ...], question: str, answered: ConversationTurn, people: People
) -> tuple[int, ...]:
    """The one of several whom the answer to "which of them" names; nobody for other questions."""
    if len(about) < 2 or answered.abstained or not _WHICH.match(question):
        return ()
    alone = re.match(rf"{re.escape(people.name(about[0]))}(?: \(|\.)", answered.text)
    return about[:1] if alone else ()


def _beside(
    about: tuple[int, ...], question: str, before: Before, people: People
) -> tuple[int, ...]:
    """Those whom it is about one of: several whom the question names, or the latest several."""
    named = people.mentioned(question)
    if about and len(named) > 1 and set(about) <= set(named):
        return named
    return before.several if set(about) <= set(before.several) else ()


_IN_A_NOTE_OF = re.compile(r"\bIt is in a note of (?P<who>[^.]+)\.\s*$")


def _holder(question: str, answered: ConversationTurn, people: People) -> int | None:
    """In whose notes somebody stands who has none of their own, as the answer says; where there is
    no answer, whose notes name them for a relative."""
    if answered.abstained:
        return people.holder_of(question)
    found = _IN_A_NOTE_OF.search(answered.text)
    known = people.only(found["who"]) if found else []
    return known[0][0] if len(known) == 1 and len(known[0]) == 1 else None


def _shortest(answered: ConversationTurn) -> str:
    """The answer without the note it stands on, of several over time the last; "" of one that tells
    all there is of somebody."""
    if answered.text.startswith("About "):
        return ""
    said = re.sub(r"^One person: ", "", answered.text)
    short = re.split(r"\.? You (?:noted|said)\b|, noted on\b| \(\"", said)[0].strip(" .")
    latest = re.fullmatch(r".+ \(\d{4}\), (?P<last>.+) \(\d{4}\)", short)
    return "" if answered.abstained else latest["last"] if latest else short


def _is_stranger(text: str) -> bool:
    for_people = ellipsis.asks_for_people(text)
    return asks_who_is(text) or (speaks_of_somebody(text) and not for_people)

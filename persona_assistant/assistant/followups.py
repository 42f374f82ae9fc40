"""What a question means after the ones before it: "and where did I meet her?", "and Ben?", "why?".

The turns of a conversation are gone through in order: what each asked, in full, and whom it was
about. A new question that leans on them is written out, with the person it means; where two people
could be meant, it is left open between them. A question that is complete by itself stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from persona_assistant.assistant.named import People
from persona_assistant.assistant.services import Services
from persona_assistant.language import ellipsis
from persona_assistant.language.pronouns import (
    Pronoun,
    asks_who_is,
    bare_pronoun,
    first_pronoun,
    joined,
    language_of,
    owner,
    replaced,
    speaks_of_somebody,
)
from persona_assistant.pmg import (
    Clip,
    ConversationTurn,
    Edge,
    Meant,
    Outcome,
    Picture,
    Query,
)

_READ = 40
"""Turns that are gone through."""
NOBODY = Meant()


@dataclass(frozen=True)
class Before:
    """What the conversation has come to."""

    question: str = ""
    """The latest, in full."""
    people: tuple[int, ...] = ()
    """Whom it was about, as the answer names them."""
    several: tuple[int, ...] = ()
    """The latest people of whom there were two or more, while it is still about them."""
    waiting: bool = False
    """It was not clear who was meant, and the answer asked."""
    recent: tuple[tuple[int, ...], ...] = ()
    """Whom the questions were about, the latest first; empty for somebody unknown."""
    media: tuple[Picture | Clip, ...] = ()
    """What it showed or played."""


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
    return _follow(query, _gone_through(turns, people), people)


def asked_back(query: Query, edge: Edge) -> str:
    """What is said where the conversation does not tell who is meant; "" where that is not why."""
    if query.meant is None or query.meant.together or edge.outcome is Outcome.MATCHED:
        return ""
    if edge.candidates:
        return f"Who do you mean, {joined([each.name for each in edge.candidates], word='or')}?"
    return "Who do you mean? Name the person, or show a photo."


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
    followed = _follow(query, before, people)
    left_open = answered.abstained and len(about) > 1
    nobody = followed.meant == NOBODY
    stranger = not about and not nobody and (bool(asked.attachments) or _is_stranger(asked.text))
    if not (about or nobody or stranger or ellipsis.is_question(asked.text)):
        return before  # a remark
    question = ellipsis.opening(query.text).rest if followed is query else followed.text
    if len(about) == 1 and (pronoun := bare_pronoun(question)):
        question = replaced(question, pronoun, [people.name(about[0])])
    several = (
        about if len(about) > 1 else before.several if set(about) <= set(before.several) else ()
    )
    groups = (about,) if about or stranger else ()
    same = followed.meant is not None or not about
    return Before(
        question=question,
        people=about,
        several=several,
        waiting=left_open or nobody,
        recent=groups + before.recent,
        media=asked.attachments or (before.media if same else ()),
    )


def _is_stranger(text: str) -> bool:
    for_people = ellipsis.asks_for_people(text)
    return asks_who_is(text) or (speaks_of_somebody(text) and not for_people)


# --- the new question


def _follow(query: Query, before: Before, people: People) -> Query:
    if query.image is not None or query.voice is not None:
        return _with_media(query, before)
    opened = ellipsis.opening(query.text)
    if before.question:
        found = (
            _corrected(opened, before, people)
            or _named(query, opened, before, people)
            or _more(opened, before, people)
            or _together(opened, before, people)
            or _fragment(query, opened, before, people)
        )
        if found is not None:
            return found
    return _pronoun(query, opened, before, people) or query


_SHOWN = re.compile(
    r"^\W*(?:(?:this|that)(?:\s+(?:one|person|man|woman|guy|girl))?|her|him|she|he|here)?\W*$",
    re.IGNORECASE,
)


def _with_media(query: Query, before: Before) -> Query:
    """ "And this one?" with another picture."""
    rest = ellipsis.opening(query.text).rest
    if not before.question or not _SHOWN.match(rest):
        return query
    return replace(query, text=_about(before, "this person", None) or query.text)


def _corrected(opened: ellipsis.Opening, before: Before, people: People) -> Query | None:
    """ "The other one", "the first one", "not Ana", "not her, her sister"."""
    rest = opened.rest
    group = before.several
    if ellipsis.other_one(rest):
        others = tuple(each for each in group if each not in before.people)
        if before.waiting:
            others = group
        return _asked_of(others, before, people)
    place = ellipsis.ordinal(rest)
    if place is not None and group:
        return _asked_of((*group, *group)[place : place + 1] or group[place:], before, people)
    if not opened.rejected:
        return None
    if rest.strip(" .!?") and not ellipsis.is_relative(rest):
        return None
    wrong = set(people.mentioned(opened.rejected)) or set(before.people)
    others = tuple(each for each in group if each not in wrong)
    return _asked_of(() if rest.strip(" .!?") else others, before, people)


def _asked_of(persons: Sequence[int], before: Before, people: People) -> Query:
    """The question before, of one of these: of the one where there is one."""
    if len(persons) != 1:
        return Query(before.question, meant=Meant(tuple(persons)))
    return _substituted(people.name(persons[0]), Meant(tuple(persons)), before, people)


def _named(query: Query, opened: ellipsis.Opening, before: Before, people: People) -> Query | None:
    """ "And Ben?", "what about Ana and Lia?", "I mean Ben", "the one with the bees"."""
    rest = opened.rest.strip(" ?!.,¿")
    leans = opened.linked or opened.corrects or before.waiting
    pieces = people.only(rest)
    if pieces and (leans or len(rest.split()) <= 3):
        chosen = [before_first(each, before) for each in pieces]
        if len(chosen) == 1:
            ids = chosen[0]
            name = people.name(ids[0]) if len(ids) == 1 else rest
            return _substituted(name, Meant(ids), before, people)
        ids = tuple(dict.fromkeys(each[0] for each in chosen))
        together = joined([people.name(each) for each in ids], language_of(before.question))
        return _substituted(together, Meant(ids, together=True), before, people)
    if not leans or not rest:
        return None
    if ellipsis.describes_somebody(rest):
        return _substituted(rest, None, before, people)
    if re.fullmatch(r"[A-Z][\w'’-]+(?:\s[A-Z][\w'’-]+)*", rest) and not people.mentioned(rest):
        changed = ellipsis.with_other_name(before.question, rest)
        if changed:
            return Query(changed, meant=_same(before))
        if language_of(query.text, language_of(before.question)) != "de":
            return _substituted(rest, None, before, people)
    return None


def before_first(candidates: tuple[int, ...], before: Before) -> tuple[int, ...]:
    """Of several people of one name, whoever the conversation is about."""
    known = tuple(each for each in candidates if each in before.several)
    return known if len(known) == 1 else candidates


def _more(opened: ellipsis.Opening, before: Before, people: People) -> Query | None:
    """ "Why?", "when was that?"."""
    word = ellipsis.asks_more(opened.rest)
    if not word:
        return None
    text = ellipsis.with_question_word(before.question, word, opened.rest)
    return Query(text, meant=None if ellipsis.asks_for_people(before.question) else _same(before))


_OF_THEM = re.compile(r"\b(?:of|among)\s+(?:them|these|those|the\s+(?:two|three|four))\b", re.I)
_BOTH = re.compile(r"\bboth(?:\s+of\s+them)?\b(?!\s+(?:\w+\s+and)\b)", re.IGNORECASE)
_WHICH_ONE = re.compile(r"^which(?:\s+one)?(?=\s+(?:is|was|has|lives|\w+s)\b)", re.IGNORECASE)
_COMPARED = re.compile(
    r"^(?:who|which)(?:'s|\s+(?:is|was|has|lives|earns))\s+(?:the\s+)?(?:more\s+\w+|most\s+\w+|"
    r"\w+(?:er|est))\W*$",
    re.IGNORECASE,
)


def _together(opened: ellipsis.Opening, before: Before, people: People) -> Query | None:
    """ "Which of them lives in Porto?", "do both have children?", "who is older?"."""
    ids = before.people if len(before.people) > 1 else before.several
    rest = opened.rest
    if len(ids) < 2 or people.mentioned(rest):
        return None
    names = [people.name(each) for each in ids]
    meant = Meant(ids, together=True)
    if _BOTH.search(rest):
        return Query(_BOTH.sub(lambda _: joined(names), rest, count=1), meant=meant)
    if _OF_THEM.search(rest):
        return Query(_OF_THEM.sub(lambda _: f"of {joined(names)}", rest, count=1), meant=meant)
    if _COMPARED.match(rest):
        return Query(f"{rest.rstrip(' ?!.')}, {joined(names, word='or')}?", meant=meant)
    if _WHICH_ONE.match(rest):
        return Query(_WHICH_ONE.sub(lambda _: f"Which of {joined(names)}", rest), meant=meant)
    return None


def _fragment(
    query: Query, opened: ellipsis.Opening, before: Before, people: People
) -> Query | None:
    """ "And her phone number?", "birthday?", "and a dog?", "and her?", "and her sister?"."""
    rest = opened.rest
    named = people.mentioned(rest)
    pronoun = None if named else bare_pronoun(rest, language_of(before.question))
    if pronoun and not rest[: pronoun.start].strip(" ¿") and not rest[pronoun.end :].strip(" ?!."):
        meant = _antecedent(pronoun, before, people, other=True)
        return _asked_of(meant.personas, before, people)
    owned = bool(pronoun and pronoun.role == "possessive")
    if (
        opened.linked
        and ellipsis.is_relative(rest)
        and not ellipsis.asks_for_people(before.question)
    ):
        if owned and pronoun is not None:
            return _relative(rest, pronoun, before, people)
        if len(named) == 1:
            return _substituted(rest.rstrip(" ?!."), Meant(tuple(named)), before, people)
    if (
        named
        or (pronoun and not owned)
        or not ellipsis.names_attribute(query.text, rest, linked=opened.linked, owned=owned)
    ):
        return None
    for_people = ellipsis.asks_for_people(before.question)
    same = None if for_people else _same(before)
    if not owned:
        changed = ellipsis.with_other_part(before.question, rest)
        if not changed and for_people and len(rest.split()) <= 2:
            changed = ellipsis.with_last_word(before.question, rest)
        if changed:
            return Query(changed, meant=same)
    meant = _antecedent(pronoun, before, people) if pronoun else (_same(before) or NOBODY)
    if not meant.personas:
        return Query(rest, meant=meant) if pronoun else None
    if len(meant.personas) > 1 and not meant.together:
        return Query(rest, meant=meant)
    attribute = rest if pronoun is None else rest[: pronoun.start] + rest[pronoun.end :].lstrip()
    names = joined([people.name(each) for each in meant.personas])
    language = (
        pronoun.language if pronoun else language_of(query.text, language_of(before.question))
    )
    return Query(ellipsis.with_attribute(attribute, names, language), meant=meant)


def _relative(rest: str, pronoun: Pronoun, before: Before, people: People) -> Query:
    """The question before, of a relative of the one it was about."""
    meant = _antecedent(pronoun, before, people)
    if len(meant.personas) != 1:
        return Query(rest, meant=meant)
    relative = replaced(rest, pronoun, [people.name(meant.personas[0])]).rstrip(" ?!.")
    return _substituted(relative, meant, before, people)


def _pronoun(
    query: Query, opened: ellipsis.Opening, before: Before, people: People
) -> Query | None:
    rest = opened.rest if opened.linked or opened.corrects else query.text
    if people.mentioned(query.text):
        return None
    pronoun = bare_pronoun(rest, language_of(before.question))
    if pronoun is None:
        what = ellipsis.missing_owner(rest)
        if what and len(before.people) == 1:
            name = owner(people.name(before.people[0]), "en")
            start = rest.rindex("the", 0, rest.rindex(what))
            return Query(f"{rest[:start]}{name} {what}?", meant=Meant(before.people))
        return None
    if not before.recent and (pronoun.role == "dropped" or pronoun.gender == "any"):
        return None
    meant = _antecedent(pronoun, before, people)
    if not meant.personas and before.recent[:1] == ((),) and before.media:
        image = next((each for each in before.media if isinstance(each, Picture)), None)
        voice = next((each for each in before.media if isinstance(each, Clip)), None)
        return Query(rest, image, voice)
    if len(meant.personas) == 1 or meant.together:
        names = [people.name(each) for each in meant.personas]
        return Query(replaced(rest, pronoun, names), meant=meant)
    return Query(rest, meant=meant)


# --- whom a word stands for


def _same(before: Before) -> Meant | None:
    """Whom the question before was about."""
    if not before.people:
        return None
    return Meant(before.people, together=len(before.people) > 1 and not before.waiting)


def _antecedent(pronoun: Pronoun, before: Before, people: People, *, other: bool = False) -> Meant:
    """Whom a pronoun stands for: the latest whom it fits. Of several whom it may fit, none is
    chosen. `other`: rather somebody other than the latest."""
    plural = pronoun.gender == "they" or (pronoun.language == "de" and pronoun.gender == "any")
    groups: Iterable[tuple[int, ...]] = before.recent
    if other:
        groups = [each for each in before.recent if each != before.people] + [before.people]
    for group in groups:
        if not group:
            return NOBODY  # the latest is unknown: it may be them
        if len(group) > 1 and plural:
            return Meant(group, together=True)
        fitting = tuple(each for each in group if people.fits(each, pronoun.gender))
        if fitting:
            return Meant(fitting)
    return NOBODY


def _substituted(name: str, meant: Meant | None, before: Before, people: People) -> Query:
    """The question before, about `name`. What it showed is shown again where that left open who
    was meant."""
    text = _about(before, name, people)
    query = Query(text, meant=meant)
    shown = before.waiting and meant is not None and set(meant.personas) <= set(before.several)
    if not shown:
        return query
    image = next((each for each in before.media if isinstance(each, Picture)), None)
    voice = next((each for each in before.media if isinstance(each, Clip)), None)
    return replace(query, image=image, voice=voice)


def _about(before: Before, name: str, people: People | None) -> str:
    question = before.question
    spelled = [] if people is None else [people.name(each) for each in before.people]
    changed = ellipsis.with_other_person(question, spelled, name)
    if changed:
        return changed
    language = language_of(question)
    pronoun = bare_pronoun(question, language) or first_pronoun(question, language)
    if pronoun:
        return replaced(question, pronoun, [name])
    return ellipsis.with_subject(question, name) or f"{question.strip()} {name}"

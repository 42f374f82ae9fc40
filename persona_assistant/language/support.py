"""How far a sentence says what a question names: "two cats" for "does she have a cat".

The reader finds where notes speak of such things. That somebody belongs on a list must stand in the
sentence: in the question's own words or in words like them, and a name or a number as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import IntEnum
from functools import lru_cache

from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.contacts import find_details
from persona_assistant.language.kin import ANY, WIDER, may_be_called, sex_of
from persona_assistant.language.lexicon import FAMILY, is_member, lexicon, relation, sense
from persona_assistant.language.ways import end_of, has_ways, merged, place_of, says_one_of
from persona_assistant.language.words import Word, stem, words

_FRAMING = frozenset(
    map(
        stem,
        "live work own have keep get got know go be stay currently still now also ever any some "
        "there born old somewhere really wear stuff".split(),
    )
) | {stem(word) for word in "does did is was has can could would".split()}
_SPOKEN = re.compile(r"\b(?:speaks?|fluent|learn(?:s|ing)?)\b", re.I)
_PAIR = re.compile(r"(?<!\w)(\w+)\s+(?=([^\W_]\S*))")
_PLACED = frozenset("in from at near of called named with".split())


class Support(IntEnum):
    AGAINST = 0
    """A name or a number of the question is missing."""
    NONE = 1
    SOME = 2
    FULL = 3


def support(question: str, sentence: str) -> Support:
    """How much of what a question names the sentence says."""
    asked = key_groups(question)
    if not asked:
        return Support.SOME
    said = [any(_says(word, sentence) for word in group) for group in asked]
    if all(said):
        return Support.FULL
    if any(named and not here for named, here in zip(_exact_groups(question), said)):
        return Support.AGAINST
    return Support.SOME if any(said) else Support.NONE


@lru_cache(maxsize=64)
def key_groups(question: str) -> Sequence[Sequence[Word]]:
    """The words that tell what is asked: of "does she live in Lyon" the town; those with "or"
    between them, any of which will do, together. A known way to say something is one word."""
    groups: list[list[Word]] = []
    either = False
    for word in merged(words(question)):
        if word.lower == "or":
            either = bool(groups)
        elif _is_key(word, question):
            if either:
                groups[-1].append(word)
            else:
                groups.append([word])
            either = False
    return groups


@lru_cache(maxsize=64)
def _exact_groups(question: str) -> Sequence[bool]:
    """Of each of the groups whether nothing else can stand for a word of it."""
    return [any(_is_exact(word, question) for word in group) for group in key_groups(question)]


def in_own_words(question: str, text: str) -> bool:
    """Whether a text has all that a question names in the question's own words."""
    groups, said = key_groups(question), sense(text).stems
    return bool(groups) and all(len(each) == 1 and each[0].stem in said for each in groups)


def names_another(question: str, sentence: str) -> bool:
    """Whether a sentence names another thing of the kind a question names, and not that one: cats,
    where a dog is asked for."""
    groups = key_groups(question)
    if not groups:
        return False
    last = groups[-1]
    if _names_kin_of_other_sex(last[0].lower, sentence):
        return True
    kinds = {
        kind
        for word in last
        for kind in lexicon().members.get((word.stem,), frozenset()) & _TOLD_APART
    }
    if not kinds or any(_says(word, sentence) for word in last):
        return False
    return not kinds.isdisjoint(sense(sentence).members)


def _names_kin_of_other_sex(asked: str, sentence: str) -> bool:
    """Whether it tells of a sister, and of no brother, where a brother is asked for."""
    if sex_of(asked) not in ("she", "he"):
        return False
    kin = [each.lower() for each in _KIN.findall(sentence)]
    return (
        any(WIDER.get(each) == WIDER.get(asked) for each in kin)
        and all(sex_of(each) != sex_of(asked) for each in kin)
        and not any(may_be_called(each, asked) for each in kin)
    )


_KIN = re.compile(rf"\b(?:{ANY})\b", re.I)


def reacts_to_another(question: str, sentence: str) -> bool:
    """Whether a question asks who is allergic to a thing, or afraid of it, and a sentence does not
    name that thing: a nut allergy is none to latex."""
    if not REACTS.search(question):
        return False
    things = [group for group in key_groups(question) if not REACTS.search(group[0].lower)]
    return any(
        not any(_says(word, sentence) for word in group)
        for group in things
        if not any(word.stem in _WIDE for word in group)
    )


REACTS = re.compile(r"\b(?:allerg\w+|afraid|scared|frightened|terrified|phobia|fear)\b", re.I)
_WIDE = frozenset(map(stem, "food foods intolerance condition kind sort thing".split()))
"""Words for so much that a thing need not be called so."""
_TOLD_APART = frozenset(("animal", "instrument", "language", "vehicle"))
"""Kinds of which one thing does not stand for another."""


def in_known_ways(question: str, text: str) -> tuple[int, int] | None:
    """From where to where a few words say all that a question names, where the ways to say the
    most of it are known; None where they do not, or where these are not known."""
    groups = key_groups(question)
    if _HAS.match(question) and any(_is_alive(word) for group in groups for word in group):
        return None  # that a dog occurs does not make it theirs
    known = [(word, group) for group in groups for word in group if has_ways(word.stem)]
    if not known or not all(any(_says(word, text) for word in group) for group in groups):
        return None
    spans = (place_of(word.stem, text) for word, _ in reversed(known))
    return next((span for span in spans if span is not None), None)


def ended_in_known_ways(question: str, text: str) -> tuple[int, int] | None:
    """From where to where a few words say that what a question names is over: of a vegetarian
    "eats meat again"."""
    spans = (
        end_of(word.stem, text)
        for group in key_groups(question)
        for word in group
        if not any(other is not word and _says(other, text) for other in group)
    )
    return next((span for span in spans if span is not None), None)


_HAS = re.compile(r"(?:do|does|did|has|have) \w+ (?:have|own|keep|got)\b", re.I)


def _is_alive(word: Word) -> bool:
    return is_member(word.stem, "animal") or is_member(word.stem, "relative")


def _is_key(word: Word, question: str) -> bool:
    return (
        word.content
        and word.stem not in _FRAMING
        and (word.stem not in GENERIC or _is_exact(word, question))
    )


def means(word: Word, sentence: str) -> bool:
    """Whether a sentence has the word, or one that can stand for it. Where the ways to say it are
    known, words that are merely related cannot."""
    said = sense(sentence)
    if word.stem in said.stems:
        return True
    if has_ways(word.stem):
        return says_one_of(word.stem, sentence)
    if is_member(word.stem, "relative"):
        # A brother is a relative as a child is, and no child for that.
        return not lexicon().synsets.get((word.stem,), frozenset()).isdisjoint(said.synsets)
    return relation(word, said) >= FAMILY


def _says(word: Word, sentence: str) -> bool:
    if means(word, sentence):
        return True
    if word.stem == "money":
        return bool(find_details(sentence, "amount"))
    if not word.name_like:
        return False
    # "Spain" and "Spanish", "Portugal" and "Portuguese"
    beginning = word.lower[: 3 if len(word.lower) < 6 else 4]
    return bool(re.search(rf"\b{re.escape(beginning)}", sentence, re.IGNORECASE))


@lru_cache(maxsize=64)
def _before(question: str) -> Mapping[str, str]:
    """What stands before each word where that comes first, in small letters."""
    found: dict[str, str] = {}
    for match in _PAIR.finditer(question):
        for word in words(match[2])[:1]:
            found.setdefault(word.surface, match[1].lower())
    return found


def _is_exact(word: Word, question: str) -> bool:
    """Whether nothing else can stand for it: a name, a number, a town in lower case."""
    if word.name_like or word.surface[:1].isdigit():
        return True
    if is_member(word.stem, "language") and _SPOKEN.search(question):
        return True
    placed = _before(question).get(word.surface, "") in _PLACED - {"of", "with"}
    lex, term = lexicon(), (word.stem,)
    ordinary = any(term in known for known in (lex.synsets, lex.kinds, lex.members))
    return placed and (not ordinary or is_member(word.stem, "city"))

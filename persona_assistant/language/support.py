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
from persona_assistant.language.lexicon import FAMILY, is_member, lexicon, relation, sense
from persona_assistant.language.words import Word, stem, words

_FRAMING = frozenset(
    map(
        stem,
        "live work own have keep get got know go be stay currently still now also ever any some "
        "there born old somewhere really".split(),
    )
) | {stem(word) for word in "does did is was has can could would".split()}
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
    asked = key_words(question)
    if not asked:
        return Support.SOME
    said = [_says(word, sentence) for word in asked]
    if all(said):
        return Support.FULL
    if any(not here and _is_exact(word, question) for word, here in zip(asked, said, strict=True)):
        return Support.AGAINST
    return Support.SOME if any(said) else Support.NONE


@lru_cache(maxsize=64)
def key_words(question: str) -> Sequence[Word]:
    """The words that tell what is asked: of "does she live in Lyon" the town."""
    return tuple(
        word
        for word in words(question)
        if word.content
        and word.stem not in _FRAMING
        and (word.stem not in GENERIC or _is_exact(word, question))
    )


OTHER_WORDS: Mapping[str, str] = {
    "owe": "owes owed lent borrowed debt iou",
    "cat": "tabby kitten tomcat siamese tortoiseshell moggy katze gato gatto",
    "dog": "puppy spaniel terrier poodle labrador collie dachshund beagle retriever hund perro "
    "chien",
    "kid": "twins pregnant kinder hijos enfants figli filhos",
    "child": "twins pregnant kinder hijos enfants figli filhos",
    "birthday": "born bday turns turning",
    "marri": "husband wife wedding spouse",
    "drive": "licence license",
    "vegetarian": "veggie vegan",
}
"""By stem, words by which notes say it too, beside those of the lexicon."""


def means(word: Word, sentence: str) -> bool:
    """Whether a sentence has the word, or one that can stand for it."""
    said = sense(sentence)
    others = {stem(other) for other in OTHER_WORDS.get(word.stem, "").split()}
    if word.stem in said.stems or others & said.stems:
        return True
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
    placed = _before(question).get(word.surface, "") in _PLACED - {"of", "with"}
    lex, term = lexicon(), (word.stem,)
    ordinary = any(term in known for known in (lex.synsets, lex.kinds, lex.members))
    return placed and (not ordinary or is_member(word.stem, "city"))

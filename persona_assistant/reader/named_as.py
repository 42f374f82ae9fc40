"""A name stands beside the word for what it names: "her sister Marit" is nobody's daughter.

The network reads a name where a name is asked for, and may take the sister's for the daughter's or
the goat's for the baby's. The word beside it says whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from persona_assistant.language.data_files import kinds
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ANY, WIDER, bare
from persona_assistant.language.ways import has_ways, says_one_of
from persona_assistant.reader.asked_relative import asked_relative
from persona_assistant.reader.reading import Found


def named_as_asked(question: str, found: Sequence[Found], name: str | None) -> Sequence[Found]:
    """Of the places, where somebody's relative or animal is asked for by the word for them, those
    whose name does not stand beside the word for another one."""
    asked = asked_relative(question, name)
    if asked is None:
        return found
    wanted = asked.words | (_animals() if "pet" in asked.words else frozenset())
    spouse = "partner" in asked.words
    return [
        each
        for each in found
        if (word := _beside(each)) is None or _fits(word, wanted) or (spouse and _of_user(each))
    ]


def _of_user(place: Found) -> bool:
    """Whether it says what the one who is named is to the user, or to somebody named: "married to
    my brother Paul", "met Ana's brother Paul"."""
    before = plain(place.note.text[max(place.start - 40, 0) : place.start])
    owner = r"(?:my|our|(?!his\b|hers\b|theirs\b)[^\W\d_]+(?:['’]s|s))"
    return re.search(rf"\b(?:to|with|by|seeing|dating|met) {owner} (?:{ANY}) $", before) is not None


def _fits(word: str, wanted: frozenset[str]) -> bool:
    if word in wanted or WIDER.get(word, word) in wanted:
        return True
    return any(has_ways(each) and says_one_of(each, word) for each in wanted)  # a terrier, a dog


def _beside(place: Found) -> str | None:
    """The word for what the span names, where it stands beside it."""
    text = place.note.text
    before = plain(text[max(place.start - 40, 0) : place.start])
    after = plain(text[place.start + len(place.span) :][:40])
    said = re.search(rf"(?<![\w'’-])({_any()})(?:\s(?:(?:is\s)?(?:called|named)\s)?)$", before)
    said = said or re.match(
        rf"(?:\s\(?\d+\)?)?,?\s(?:is\s)?(?:his|her|their|the)\s(?:\w+\s)?({_any()})\b", after
    )
    return None if said is None else bare(said[1])


@lru_cache(maxsize=1)
def _animals() -> frozenset[str]:
    return frozenset(kinds()["animal"]["words"])


@lru_cache(maxsize=1)
def _any() -> str:
    return "|".join([ANY, *(re.escape(each) for each in sorted(_animals(), key=len, reverse=True))])

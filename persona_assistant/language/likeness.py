"""Whether two short answers say the same or nearly the same: "a nurse in Hull", "ward nurse"."""

from __future__ import annotations

from collections.abc import Sequence

from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.lexicon import MEMBER, is_member, relation, sense
from persona_assistant.language.words import Word, stem, words

_SAYS_LITTLE = frozenset(
    "live work job call own love like play speak hobby study go near with since year old good fond "
    "enjoy keen has have allergic grew grow come bit town city street".split()
)


def shared_words(said: Sequence[str], ignored: frozenset[str]) -> str:
    """The words of the first answer that every other one says too, or says nearly, as they stand
    there; "" for none. `ignored` are words in lower case that do not count, like names."""
    first, *others = said
    meanings = [sense(each) for each in others]
    shared = [
        word
        for word in words(first)
        if _tells(word, ignored) and all(relation(word, meaning) >= MEMBER for meaning in meanings)
    ]
    return " ".join(dict.fromkeys(word.surface for word in shared))


def _tells(word: Word, ignored: frozenset[str]) -> bool:
    return (
        word.content
        and word.lower not in ignored
        and word.stem not in _SAYS_LITTLE
        and (word.stem not in GENERIC or word.surface[:1].isupper())
        and not word.surface.isdigit()
    )


def words_of_kinds(sentence: str, kinds: Sequence[str], ignored: frozenset[str]) -> list[str]:
    """The words of a sentence that are members of one of the kinds ("dentist", an occupation); with
    the kind "name" also those that are names. `ignored` are words in lower case."""
    return [
        word.surface
        for word in words(sentence)
        if word.content
        and word.lower not in ignored
        and (("name" in kinds and word.name_like) or any(is_member(word.stem, k) for k in kinds))
    ]


def says(word: str, sentence: str) -> bool:
    """Whether a sentence holds the word, in whatever form."""
    return stem(word) in {each.stem for each in words(sentence)}

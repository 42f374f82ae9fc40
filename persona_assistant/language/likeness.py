"""What two sentences share: the words by which they say the same of two people."""

from __future__ import annotations

from collections.abc import Sequence

from persona_assistant.language.lexicon import is_member
from persona_assistant.language.words import stem, words


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

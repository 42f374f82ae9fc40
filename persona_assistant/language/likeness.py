"""Whether two short answers say the same or nearly the same: "a nurse in Hull", "ward nurse"."""

from __future__ import annotations

from collections.abc import Sequence

from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.lexicon import MEMBER, relation, sense
from persona_assistant.language.words import Word, words

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
    if not shared:
        # "Spaniel" in the first, "dog" in the second: the more general word is shared.
        if len(others) == 1 and said[1] and set(said) != {first}:
            return _general(first, others[0], ignored)
        return ""
    return " ".join(dict.fromkeys(word.surface for word in shared))


def _general(first: str, second: str, ignored: frozenset[str]) -> str:
    meaning = sense(first)
    general = [
        word.surface
        for word in words(second)
        if _tells(word, ignored) and relation(word, meaning) >= MEMBER
    ]
    return " ".join(dict.fromkeys(general))


def _tells(word: Word, ignored: frozenset[str]) -> bool:
    return (
        word.content
        and word.lower not in ignored
        and word.stem not in _SAYS_LITTLE
        and (word.stem not in GENERIC or word.surface[:1].isupper())
        and not word.surface.isdigit()
    )

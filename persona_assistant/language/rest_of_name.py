"""What stands beside a first name or a title and tells whose it is: an initial, the beginning of a
surname, or a surname with a slip in it.

"John S." and "john s" are John Smith beside John Miller, "heather mac" is Heather MacIsaac beside
Heather Dunlop, "donna kowalchuck" is Donna Kowalchuk, and "mrs o" is whoever goes by Mrs Ogden.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from persona_assistant.language.mentions import Mention
from persona_assistant.language.name_words import TITLES, NameWord, readings
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.slips import (
    count_slips,
    differ_in_ending,
    sounds_alike,
    typing_errors,
)
from persona_assistant.language.spelling import APOSTROPHES, fold, keys

_SMALL_WORDS = frozenset("aiuy")
"""Letters that are words by themselves."""
_BEGINNING = 3
"""Letters from which on the beginning of a surname tells whose it is; one less, where it tells
several people of a name apart."""
_WHOLE = 99
_POSSESSIVE = re.compile(rf"[{APOSTROPHES}]s?$", re.IGNORECASE)


_LONG = 5
"""Letters of each of two names that are known by both together."""
_MOST_IN_BOTH = 3


def _is_like(typed: tuple[str, str], name: tuple[str, str]) -> bool:
    if any(one[0] != other[0] for one, other in zip(typed, name)):
        return False
    if min(map(len, (*typed, *name))) < _LONG or differ_in_ending(typed[0], name[0]):
        return False
    slips = [typing_errors(one, other) for one, other in zip(typed, name)]
    return max(slips) < _MOST_IN_BOTH and sum(slips) <= _MOST_IN_BOTH


@dataclass(frozen=True, slots=True)
class Rest:
    """What the word beside a name says of who is meant."""

    people: frozenset[int]
    known: bool = False
    """Whether it belongs to the name of some of them."""
    taken: bool = False
    """Whether it is a part of the name, and not only an initial."""


class RestOfNames:
    """The words of everybody's names, and the titles they go by."""

    def __init__(self) -> None:
        self._pieces: defaultdict[int, set[str]] = defaultdict(set)
        self._titled: defaultdict[str, dict[int, set[str]]] = defaultdict(dict)
        self._firsts: dict[int, tuple[str, str]] = {}

    def add(self, person: int, found: Iterable[str]) -> None:
        """These are words of the person's name, among them perhaps a title."""
        keyed = [key for each in found for key in keys(each)]
        titles = TITLES.intersection(keyed)
        own = {each for each in keyed if each not in titles} or set(keyed)
        self._pieces[person] |= own
        inner = [each for each in keyed if each not in titles]
        if len(inner) > 1:
            self._firsts.setdefault(person, (inner[0], inner[-1]))
        for each in titles:
            self._titled[each].setdefault(person, set()).update(own)

    def both_mistyped(self, words: Sequence[NameWord], strength: float) -> Iterator[Mention]:
        """Where somebody's first name and surname stand side by side with more slips than one name
        alone is recognised through: "beatrice solana" of Beatriz Solano."""
        for at, (one, other) in enumerate(pairwise(words)):
            if one.ordinary or other.ordinary or not other.near:
                continue
            typed = min(readings(one.surface), key=len), min(readings(other.surface), key=len)
            people = {each for each, name in self._firsts.items() if _is_like(typed, name)}
            if len(people) == 1:
                said = f"{one.surface} {other.surface}"
                yield Mention(at, at + 2, frozenset(people), strength, said, slips=2)

    def beside(self, people: frozenset[int], word: NameWord, *, parted: bool) -> Rest:
        """Those among them whose name goes on with that word; all of them, where nobody's does and
        it is no initial. `parted`, something parts the word from what follows."""
        letter = _POSSESSIVE.sub("", word.surface)
        if len(letter) == 1:
            return self._initial(people, word, letter, parted=parted)
        exact = {each for each in people if not self._own(each).isdisjoint(readings(word.surface))}
        if exact:
            return Rest(frozenset(exact), known=True)
        least = _BEGINNING - (len(people) > 1) if len(people) > 1 or word.certain else _WHOLE
        likely = {each for each in people if self._goes_on(each, word, least)}
        return Rest(frozenset(likely), known=True, taken=True) if likely else Rest(people)

    def tells(self, people: frozenset[int], letter: str, *, parted: bool = False) -> bool:
        """Whether a small letter is the initial of one of several people of a name: "john s". Where
        it is `parted` from what follows it is no word: "john a, where is he"."""
        if len(people) < 2 or (letter in _SMALL_WORDS and not parted):
            return False
        initials = [{piece[:1] for piece in self._own(each)} for each in people]
        return 0 < sum(letter in each for each in initials) < len(people)

    def titled(self, words: Sequence[NameWord], strength: float) -> Iterator[Mention]:
        """Where somebody is called by a title and the beginning of their name: "mrs o"."""
        for at, (title, word) in enumerate(pairwise(words)):
            going_by = self._titled.get(title.key)
            begun = fold(_POSSESSIVE.sub("", word.surface))
            if not going_by or not word.near or begun in _SMALL_WORDS:
                continue
            if len(begun) > 1 and (len(begun) < _BEGINNING or is_ordinary(begun)):
                continue
            people = {
                person
                for person, own in going_by.items()
                if begun not in own and any(each.startswith(begun) for each in own)
            }
            if people:
                typed = f"{title.surface} {word.surface}"
                yield Mention(at, at + 2, frozenset(people), strength, typed)

    def _own(self, person: int) -> set[str]:
        return self._pieces.get(person, set())

    def _initial(
        self, people: frozenset[int], word: NameWord, letter: str, *, parted: bool
    ) -> Rest:
        if not letter.isupper() and not self.tells(people, letter, parted=parted):
            return Rest(people)
        begun = fold(letter)
        found = {
            each for each in people if any(piece.startswith(begun) for piece in self._own(each))
        }
        if found or (word.certain and not word.ordinary):
            return Rest(frozenset(found), known=True)
        return Rest(people)

    def _goes_on(self, person: int, word: NameWord, least: int) -> bool:
        """Whether a word is the beginning, of so many letters at least, of one of somebody's names,
        or one with a slip in it. An everyday word is no more than another spelling of it: "price"
        of Pryce."""
        for typed in readings(word.surface):
            begun = len(typed) >= least
            for piece in self._own(person):
                if is_ordinary(typed):
                    likely = sounds_alike(typed, piece)
                else:
                    likely = count_slips(typed, piece) > 0 or (begun and _begins(piece, typed))
                if likely:
                    return True
        return False


def _begins(piece: str, typed: str) -> bool:
    """Whether a name begins so: "mac" of MacIsaac and of McAllister."""
    return piece.startswith(typed) or (
        typed.startswith("mac") and piece.startswith("mc") and piece[2:].startswith(typed[3:])
    )

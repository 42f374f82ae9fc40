"""Names with a slip of the finger in them.

A slip is a wrong, a missing or an additional letter, or two that changed places. How many a name is
recognised through depends on its length, and some are none: "Martina" is not a mistyped Martin.
"""

from __future__ import annotations

from collections.abc import Mapping, Set

import numpy as np

from persona_assistant.language.spelling import runs_on

_SOUND_ALIKE = frozenset(map(frozenset, "ck cs sz iy gj jy vw ou qk ae ei dt bp fv mn".split()))
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_PLACES = {
    char: (row, at + row / 2) for row, keys in enumerate(_ROWS) for at, char in enumerate(keys)
}
_LONG = 8
"""Letters of a name that one wrong letter leaves recognisable."""
_VOWELS = frozenset("aeiouy")
_MOST = 2


class Slips:
    """Names, and whose they are, to be found through slips."""

    def __init__(self, known: Mapping[str, Set[int]]) -> None:
        """`known` are folded names without spaces."""
        self._people = known
        self._names = [key for key in known if tolerated(len(key)) and not runs_on(key)]
        count = len(self._names)
        self._lengths = np.fromiter(map(len, self._names), np.int64, count)
        self._letters = np.fromiter(map(_letters, self._names), np.uint32, count)

    def people(self, typed: str) -> tuple[int, frozenset[int]]:
        """How many slips, as few as possible, make `typed` out of somebody's name, and of whose; 0
        and nobody where no slips do."""
        differing = np.bitwise_count(self._letters ^ np.uint32(_letters(typed)))
        near = (abs(self._lengths - len(typed)) <= _MOST) & (differing <= 2 * _MOST)
        found: dict[int, set[int]] = {}
        for at in np.flatnonzero(near).tolist():
            if slips := count_slips(typed, self._names[at]):
                found.setdefault(slips, set()).update(self._people[self._names[at]])
        fewest = min(found, default=0)
        return fewest, frozenset(found.get(fewest, ()))


def _letters(key: str) -> int:
    """Which letters a word has, as bits; a bit may stand for several letters."""
    bits = 0
    for char in key:
        bits |= 1 << (ord(char) & 31)
    return bits


def tolerated(length: int) -> int:
    """Slips that a name of so many letters is recognised through."""
    return 0 if length < 4 else 1 if length < 8 else 2


def count_slips(typed: str, name: str) -> int:
    """How many slips make `typed` out of `name`, both folded; 0 where it is another word.

    In a short name a letter is exchanged only for its neighbour on the keyboard or for one that
    sounds alike, a first letter in no name for any other: "Dana" is not "Dina", "Maria" not
    "Marta". Nor is it a slip where only the last vowel tells two names apart: "Martin", "Martina".
    """
    shorter = min(len(typed), len(name))
    if shorter >= _HEARD and sounds_alike(typed, name):
        return 1
    if shorter >= _HEARD_WELL and typed != name and _spelled(typed) == _spelled(name):
        return 1
    most = tolerated(min(len(typed) + 1, len(name)))
    if not most or typed == name or abs(len(typed) - len(name)) > most:
        return 0
    if differ_in_ending(typed, name) or _digits(typed) != _digits(name):
        return 0
    if len(name) > 4 and typed[0] == name[0] and sorted(typed) == sorted(name):
        return 1  # all the letters in another order: "Ashia"
    first = typed[0], name[0]
    swapped = typed[:2] == name[1::-1]
    if first[0] != first[1] and not swapped and (len(name) == 4 or not _sound_alike(*first)):
        return 0
    if len(typed) == len(name) < _LONG:
        exchanged = [each for each in zip(typed, name, strict=True) if each[0] != each[1]]
        if len(exchanged) == 1 and (len(name) == 4 or not _is_near(*exchanged[0])):
            return 0
    count = typing_errors(typed, name)
    return count if count <= most else 0


_SOUNDS = tuple(
    each.split(":") for each in "ph:f th:t ck:k qu:k c:k z:s y:i ee:i oo:u ou:u er:ur ir:ur".split()
)
_HEARD = 6
"""Letters of a name that is recognised by its sound."""


_HEARD_WELL = 4
"""Letters of one that differs only in letters which are always said alike: "Inez", "Ines"."""
_ALWAYS_ALIKE = tuple(each.split(":") for each in "x:ks z:s y:i ph:f ck:k c:k".split())


def _spelled(key: str) -> str:
    for letters, said in _ALWAYS_ALIKE:
        key = key[:1] + key[1:].replace(letters, said)
    return key


def sounds_alike(typed: str, name: str) -> bool:
    """Whether two names are said alike however they are spelled: "Delfine", "Delphine"."""
    return typed != name and _sound(typed) == _sound(name)


def _sound(key: str) -> str:
    for letters, said in _SOUNDS:
        key = key.replace(letters, said)
    return "".join(char for at, char in enumerate(key) if key[at - 1 : at] != char)


def _sound_alike(one: str, other: str) -> bool:
    return frozenset((one, other)) in _SOUND_ALIKE


def _is_near(one: str, other: str) -> bool:
    """Whether two letters sound alike or are side by side on a keyboard; of scripts other than
    Latin any are."""
    if not (one in _PLACES and other in _PLACES):
        return not (one.isascii() and other.isascii())
    (row, at), (other_row, other_at) = _PLACES[one], _PLACES[other]
    beside = abs(row - other_row) <= 1 and abs(at - other_at) <= 1
    return beside or _sound_alike(one, other)


def _digits(key: str) -> str:
    return "".join(filter(str.isdigit, key))


def differ_in_ending(one: str, other: str) -> bool:
    """Whether only the last vowel tells two names apart: "Martin", "Martina"."""
    shorter, longer = sorted((one, other), key=len)
    if len(longer) == len(shorter) + 1:
        return longer.startswith(shorter) and longer[-1] in _VOWELS
    if one[:-1] == other[:-1]:
        return one[-1] in _VOWELS and other[-1] in _VOWELS
    return one[:-2] == other[:-2] and one[-2:] == other[:-3:-1] and "a" in (one[-1], other[-1])


def typing_errors(one: str, other: str) -> int:
    """The restricted Damerau-Levenshtein distance of two strings (Damerau 1964)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        row = [i]
        for j, b in enumerate(other, start=1):
            least = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                least = min(least, before[j - 2] + 1)
            row.append(least)
        before, last = last, row
    return last[-1]

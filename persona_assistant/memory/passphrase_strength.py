"""How hard a passphrase is to guess, estimated from its letters alone.

An estimate and no proof: it does not know your dog. A letter within a word counts little, because
words are guessed whole; repetitions and sequences count next to nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

_FIRST_LETTER, _LETTER, _ODD_LETTER = 4.0, 1.2, 4.7
"""Bits of the first letter of a word, of a further one, and of one after which no word goes on."""
_DIGIT, _SIGN, _SPACE, _FOREIGN, _FOLLOWS = math.log2(10), 4.0, 0.5, 5.0, 0.3
_CLUSTER = 3
"""As many vowels or consonants may follow one another in a word."""
_WEAK, _FAIR = 35.0, 55.0


@dataclass(frozen=True, slots=True)
class Strength:
    """An estimate."""

    bits: float
    """Guesses to try, as a power of two."""
    grade: str
    """"weak", "fair" or "strong"."""

    @property
    def sentence(self) -> str:
        return _SENTENCES[self.grade]


_SENTENCES = {
    "weak": "Weak: whoever gets hold of the file can guess it in days. Add words.",
    "fair": "Fair: it takes months to guess, unless it is a quotation, a name or a date.",
    "strong": "Strong, unless it is a quotation or you use it elsewhere too.",
}


def strength(passphrase: str) -> Strength:
    """An estimate for a passphrase; more letters never make it smaller."""
    bits = sum(_bits(passphrase, place) for place in range(len(passphrase)))
    grade = "weak" if bits < _WEAK else "fair" if bits < _FAIR else "strong"
    return Strength(bits, grade)


def _bits(text: str, place: int) -> float:
    letter, before = text[place], text[place - 1] if place else ""
    if before and abs(ord(letter) - ord(before)) <= 1:
        return _FOLLOWS
    if letter in text[max(0, place - 2) : place]:
        return _FOLLOWS
    if letter.isdigit():
        return _DIGIT
    if not letter.isalpha():
        return _SPACE if letter.isspace() else _SIGN
    if not letter.isascii():
        return _LETTER if before.isalpha() else _FOREIGN
    if not before.isalpha():
        return _FIRST_LETTER
    cluster = text[max(0, place - _CLUSTER) : place]
    alike = {_is_vowel(each) for each in cluster + letter}
    odd = len(cluster) == _CLUSTER and cluster.isalpha() and len(alike) == 1
    if odd or (letter.isupper() and before.islower()):
        return _ODD_LETTER
    return _LETTER


def _is_vowel(letter: str) -> bool:
    return letter.casefold() in "aeiouy"

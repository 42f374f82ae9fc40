"""Words that ask for something, typed in haste: "birthdy", "adress", "girlfreind", "callled".

Only long words are mended that few others are like, and a letter that stands three times where it
stands twice. What is an everyday word itself stays.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.slips import typing_errors

_ASKING = (
    "address allergic allergies anniversary appointment birthday boyfriend colleague daughter "
    "favourite favorite girlfriend grandmother grandfather hospital husband instagram "
    "neighbour nickname number password pregnant profession restaurant surname telephone "
    "university vegetarian"
).split()
_LONG = 9
"""Letters of a word that two slips leave recognisable."""
_WORD = re.compile(r"(?<![\w'’@./-])[^\W\d_]{5,}(?![\w@]|[./-]\w)")
_THRICE = re.compile(r"([^\W\d_])\1{2,}")


def well_spelled(text: str, names: Container[int] = ()) -> str:
    """The text with such words as they are spelled; `names` are places where names begin."""

    def mended(match: re.Match[str]) -> str:
        word = match.group()
        if match.start() in names or not word[1:].islower():
            return word
        meant = _meant(word.lower())
        if meant == word.lower():
            return word
        return meant.capitalize() if word[0].isupper() else meant

    return _WORD.sub(lambda each: mended(each) if _may_be(each, text) else each.group(), text)


def _may_be(match: re.Match[str], text: str) -> bool:
    """A capital inside a sentence is a name's."""
    return match.group()[0].islower() or not text[: match.start()].strip()


@lru_cache(maxsize=1024)
def _meant(word: str) -> str:
    plain = _THRICE.sub(r"\1\1", word)
    if is_ordinary(plain):
        return plain
    bare = plain.removesuffix("s")
    if plain in _ASKING or bare in _ASKING:
        return plain
    for wanted in _ASKING:
        most = 2 if len(wanted) >= _LONG else 1
        near = plain[0] == wanted[0] and abs(len(plain) - len(wanted)) <= most
        if near and typing_errors(plain, wanted) <= most:
            return wanted
    return plain

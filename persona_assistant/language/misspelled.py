"""Words that ask for something, typed in haste: "birthdy", "adress", "girlfreind", "callled".

Only long words are mended that few others are like, and a letter that stands three times where it
stands twice. What is an everyday word itself stays. A word that neither the notes nor a dictionary
have is taken for the one of the notes that is a letter away ("lader" for their "ladder"), or for a
common one.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache

from persona_assistant.language.lexicon import lexicon
from persona_assistant.language.name_words import name_words, spans
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.slips import typing_errors
from persona_assistant.language.words import stem

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


_HASTY = {
    "frm": "from",
    "fone": "phone",
    "wat": "what",
    "wot": "what",
    "wher": "where",
    "nam": "name",
    "wrk": "work",
}
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_LEAST = 5
"""Letters of a word that one slip leaves recognisable."""
_STEM = 4
_ENDS = ("s", "es", "ed", "d", "ing", "er", "ly")


def respelled(
    text: str,
    names: Container[int],
    written: Container[str],
    dictionary: Mapping[str, int],
) -> str:
    """The text with words that neither the notes (`written`) nor the dictionary have, which holds
    the commonest words first, as those have them. Names, and what may be one, stay."""
    mended = text
    for (start, end), word in reversed(list(zip(spans(text), name_words(text), strict=True))):
        key = word.surface
        if start in names or not key.islower() or not key.isascii():
            continue
        if word.mistyped and key not in _HASTY:
            continue
        if text[start:end] != key or text[end : end + 1] in ("'", "’", "@"):
            continue
        if key in written or _is_known(key, dictionary):
            continue
        meant = _HASTY.get(key) or _of_notes(key, written) or _common(key, dictionary)
        if meant:
            mended = mended[:start] + meant + mended[end:]
    return mended


def _is_known(word: str, dictionary: Container[str]) -> bool:
    if is_ordinary(word) or word in dictionary or _is_in_lexicon(word):
        return True
    stems = [word.removesuffix(end) for end in _ENDS if word.endswith(end)]
    return any(len(each) >= _STEM and each in dictionary for each in stems)


def _is_in_lexicon(word: str) -> bool:
    known, key = lexicon(), (stem(word),)
    return key in known.synsets or key in known.members or key in known.kinds


def _of_notes(word: str, written: Container[str]) -> str:
    """The one word of the notes that is a letter away; "" where there is none, or are several."""
    if len(word) < _LEAST:
        return ""
    found = {each for each in (*_moved(word), *_changed(word)) if each in written}
    found = {each for each in found if each.rstrip("s") != word.rstrip("s")}
    return found.pop() if len(found) == 1 else ""


def _common(word: str, dictionary: Mapping[str, int]) -> str:
    """The commonest word of which a letter is missing, stands twice or has changed places."""
    if len(word) < _LEAST:
        return ""
    found = {
        each
        for each in _moved(word)
        if each in dictionary and len(each) >= _LEAST and each[-1] == word[-1]
    }
    return min(found, key=lambda each: dictionary[each], default="")


def _moved(word: str) -> Iterator[str]:
    """The words with a letter more, a letter less or two exchanged; the first one stays."""
    for at in range(1, len(word) + 1):
        for letter in _LETTERS:
            yield word[:at] + letter + word[at:]
        if at < len(word):
            yield word[:at] + word[at + 1 :]
            yield word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]


def _changed(word: str) -> Iterator[str]:
    """The words with another letter, the first one apart."""
    for at in range(1, len(word)):
        for letter in _LETTERS:
            if letter != word[at]:
                yield word[:at] + letter + word[at + 1 :]

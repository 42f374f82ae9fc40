"""What different spellings of one name have in common.

`fold` takes away what people leave out when they type: case, accents, the shape of an apostrophe.
`key` leaves letters and digits only, so that "O’Brien", "O'Brien" and "obrien" are one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = "'’‘ʼʹ`´′＇"
_LETTERS = str.maketrans(
    {
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys("‐‑‒–−﹣－", "-"),
        "ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th",
        "ħ": "h", "ŧ": "t", "ŋ": "n", "ə": "e",
        # Letters that are typed for one another in Arabic and Persian, and the filler.
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ـ": None,
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad"),
    }
)  # fmt: skip
_MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+")
"""Marks that may be left out. Those of Thai, of Indian scripts and of kana are letters."""
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_NO_SPACES = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
    "\uf900-\ufaff\U00020000-\U0003ffff]"
)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Without case and accents; every apostrophe and every hyphen in its plain form."""
    if text.isascii():
        return text.lower().replace("`", "'")
    folded = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    plain = unicodedata.normalize("NFC", _MARKS.sub("", folded))
    return plain.translate(_LETTERS)


@lru_cache(maxsize=65536)
def keys(word: str) -> tuple[str, ...]:
    """Letters and digits of a folded word; a second time with its umlauts spelled out, where it has
    any: "jurgen", "juergen"."""
    key = _bare(fold(word))
    if word.isascii():
        return (key,)
    lower = unicodedata.normalize("NFC", word).lower()
    spelled = _bare(fold(lower.translate(_SPELLED_OUT)))
    return (key,) if spelled == key else (key, spelled)


def _bare(folded: str) -> str:
    return "".join(filter(_is_letter, folded))


def _is_letter(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char) in ("Mn", "Mc")


def runs_on(word: str) -> bool:
    """Whether it is of a script that puts no space between words, or attaches particles."""
    return not word.isascii() and _NO_SPACES.search(word) is not None

"""Text in whatever encoding it was saved.

A byte order mark says which Unicode form it is. Without one, text that is valid UTF-8 is UTF-8:
other encodings hardly ever look like it. What is left is in one of the single-byte encodings of
older programs, which give the same bytes to different letters. The one is taken in which those
letters are all of one language and stand where letters do; of several, the commonest encoding.
"""

from __future__ import annotations

import codecs
import re

_MARKS = (
    # UTF-32 first: its little-endian mark begins like that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_TEXT_CONTROLS = frozenset("\t\n\v\f\r\x1a\x1c\x1d\x1e\x85")
"""Control characters that text files hold: white space, and the end mark of DOS."""

_WESTERN = (
    "äöüß",  # German
    "éèêëàâçîïôûùüœæÿ",  # French
    "áéíóúñüçàèòï",  # Spanish, Catalan
    "áâãàçéêíóôõúü",  # Portuguese
    "àèéìîòóùú",  # Italian
    "åäöæøéüò",  # Scandinavian, Finnish
    "áðéíóúýþæö",  # Icelandic
    "ëïéèêíóöüáàâôûŵŷ",  # Dutch, Welsh
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýžäĺľôŕ",  # Czech, Slovak
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Croatian, Slovene
    "äöüß",  # German
)
_CYRILLIC = ("абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґ",)
_GREEK = ("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋ",)
_ENCODINGS = (
    # By how common they are. Latin-1 is what the Windows code page holds as well.
    ("cp1252", _WESTERN),
    ("iso8859-15", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("mac-roman", _WESTERN),
    ("cp850", _WESTERN),
    ("cp1251", _CYRILLIC),
    ("koi8-r", _CYRILLIC),
    ("cp1253", _GREEK),
)
_FITS = 0.6
"""Of what is beyond ASCII so much has to read well, or it is no text that is known here."""
_OPENING, _CLOSING = "\u00ab\u201e\u201c\u2018\u201a\u00a1\u00bf", "\u00bb\u201d\u201c\u2019"
_DASHES = "\u2013\u2014\u2026\u00b7"
_SIGNS = "\u00a0\u20ac\u00a3\u00a7\u00b0\u2022\u00bd\u00bc\u00be\u00b2\u00d7\u00a9"
"""What no word is written with."""


def decode_text(data: bytes) -> str:
    """The text of a file, its lines ended by a line feed. Raises ValueError when it is no text in a
    known encoding."""
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n").rstrip("\x1a")


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    if utf16 := _utf16_of(data):
        return data.decode(utf16)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = _older(data)
    if any(ord(char) < 32 and char not in _TEXT_CONTROLS for char in text):
        raise ValueError("it holds control characters, as no text does")
    return text


def _utf16_of(data: bytes) -> str | None:
    """The byte order of UTF-16 without a mark, known by the zero bytes of its Latin letters."""
    if len(data) % 2 or 0 not in data:
        return None
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[::2])):
        if zeros.count(0) > len(zeros) // 2:
            return encoding
    return None


def _older(data: bytes) -> str:
    """The text of single bytes, in the encoding in which it reads best. Raises ValueError where it
    does in none."""
    best, fit = "", -1.0
    for encoding, languages in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if (reads := _reads(text, languages)) > fit:
            best, fit = text, reads
    if fit < _FITS:
        raise ValueError("its letters make no words in any known encoding")
    return best


def _reads(text: str, languages: tuple[str, ...]) -> float:
    """The share of the characters beyond ASCII that one of the languages has and that stand where
    they would."""
    beyond = list(re.finditer(r"[^\x00-\x7f]", text))
    letters = [match[0] for match in beyond if match[0].isalpha() and _in_word(text, match.start())]
    signs = sum(_sign_fits(text, match.start()) for match in beyond)
    spoken = max(sum(letter.lower() in each for letter in letters) for each in languages)
    return (spoken + signs) / len(beyond)


def _in_word(text: str, at: int) -> bool:
    """Whether a letter stands where one would: a capital inside a word only among capitals."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    latin = any(each.isascii() and each.isalpha() for each in (before, after))
    if latin and text[at] > "\u024f":  # of another script
        return False
    inside = text[at].isupper() and before.isalpha()
    return not inside or (before.isupper() and not after.islower())


def _sign_fits(text: str, at: int) -> bool:
    before, char, after = text[at - 1 : at], text[at], text[at + 1 : at + 2]
    if char in _DASHES:
        return True
    if char in _SIGNS:
        return not (before.isalpha() and after.isalpha())
    if char == "\u2019" and before.isalpha():
        return True
    opens = char in _OPENING and not before.isalnum() and not after.isspace()
    closes = char in _CLOSING and not before.isspace() and not after.isalnum()
    return opens or closes

"""Text in whatever encoding it was saved.

A byte order mark says which Unicode form it is. Without one, text that is valid UTF-8 is UTF-8:
other encodings hardly ever look like it. What is left was written by an old program on Windows,
whose Western code page holds Latin-1 as well.
"""

from __future__ import annotations

import codecs

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


def decode_text(data: bytes) -> str:
    """The text of a file. Raises ValueError when it is no text in a known encoding."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding)
    if utf16 := _utf16_of(data):
        return data.decode(utf16)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
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

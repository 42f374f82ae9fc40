"""What a chat is, whatever program exported it: messages of somebody, each at a minute of a day."""

from __future__ import annotations

import datetime
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Medium = Literal["", "voice", "picture"]
_MARKS = dict.fromkeys(
    map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
)


@dataclass(frozen=True, slots=True)
class Message:
    """What somebody wrote or sent."""

    sender: str
    """As the chat calls them."""
    when: datetime.datetime
    """To the minute, by the clock of the phone."""
    text: str = ""
    medium: Medium = ""
    """What kind of file came with it; others are left out."""
    file: str = ""
    """The file, as the chat names it."""
    sender_id: str = ""
    """By which the program knows the sender; "" where it does not tell."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One exported chat."""

    program: Literal["whatsapp", "telegram"]
    title: str
    messages: tuple[Message, ...]
    left_out: Mapping[str, int] = field(default_factory=Counter)
    """What is no message of somebody's own, and how often: "system lines", "deleted messages"."""
    me: str = ""
    """Who exported it, where that is known."""
    notices: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Without marks of direction and control characters other than line breaks and tabs."""
    text = unicodedata.normalize("NFC", text.translate(_MARKS))
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp")
    ).strip()


def clean_sender(name: str) -> str:
    """The name without the "~" of people who are not in the address book."""
    return " ".join(clean(name).lstrip("~").split())


def digits(text: str) -> str:
    """Those of a telephone number, without the prefix for calls abroad; "" for no number."""
    if any(char.isalpha() for char in text):
        return ""
    found = "".join(str(unicodedata.digit(char)) for char in text if char.isdigit())
    found = found.removeprefix("00").lstrip("0")
    return found if len(found) >= 6 else ""

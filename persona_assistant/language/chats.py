"""Chat lines in a note: who says what.

Exports and copies of chats put a name before each line, with or without a time: "Ana: hi", "Ana
(18:22): hi", "[12.03.24, 18:22:10] Ana: hi", "12/03/2024, 18:22 - Ana: hi". The "I" of such a line
is its speaker. A heading such as "Job: baker" looks alike, so a note is a chat only where lines
carry times, a line carries a day or begins with a time in brackets, or one of the speakers is the
user ("Me: ...").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.date_words import plain

_TIME = r"\d?\d[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?"
_DAY = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
_NAME = r"(?P<name>~?\s?[^\W\d_][^\n:\[\]()<>/\"]{0,30}?)"
_LINE = re.compile(
    rf"^[\u200e\s]*(?:"
    rf"\[(?P<t1>(?:{_DAY},?\s+)?{_TIME})\]\s*{_NAME}:"
    rf"|(?P<t2>{_DAY},?\s+{_TIME})\s[-–]\s{_NAME.replace('name', 'name2')}:"
    rf"|(?P<t3>{_TIME})\s[-–]?\s?{_NAME.replace('name', 'name3')}:"
    rf"|{_NAME.replace('name', 'name4')}\s?[(\[](?P<t4>{_TIME})[)\]]:?"
    rf"|<{_NAME.replace('name', 'name5')}>"
    rf"|{_NAME.replace('name', 'name6')}:(?!//)"
    r")[^\S\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_USER = frozenset("me i myself ich yo moi io eu".split())


@dataclass(frozen=True, slots=True)
class ChatLine:
    """What somebody says in a chat."""

    start: int
    """Where the words begin, in characters of the note."""
    end: int
    speaker: str
    """As the chat calls them."""
    by_user: bool
    """Whether the user says it."""
    time: str = ""
    """As the chat has it: "19:04", "12.03.24, 18:22:10"; "" where it has none."""


def is_user(name: str) -> bool:
    """Whether somebody of that name is the user, as the user says it: "me"."""
    return plain(name.strip("~ ")) in _USER


@lru_cache(maxsize=4096)
def chat_lines(text: str) -> tuple[ChatLine, ...]:
    """The lines of a chat, each up to the next; none where a note is no chat."""
    found = list(_LINE.finditer(text)) if ":" in text or ">" in text else []
    lines = []
    timed = 0
    for at, match in enumerate(found):
        name = next(value for key, value in match.groupdict().items() if key[0] == "n" and value)
        # A time in brackets, or a day, before a name is a chat's; others may be anything.
        sure = match["t1"] or match["t2"]
        time = sure or match["t3"] or match["t4"] or ""
        timed += 2 if sure else bool(time)
        end = found[at + 1].start() if at + 1 < len(found) else len(text)
        lines.append(ChatLine(match.end(), end, name.strip("~ "), is_user(name), time))
    return tuple(lines) if timed > 1 or any(each.by_user for each in lines) else ()


def opens_line(line: str) -> bool:
    """Whether a line begins as one of a chat does, with a name or a time."""
    return _LINE.match(line) is not None


def speaker_at(text: str, position: int) -> ChatLine | None:
    """Whose words stand at a place of a note; None where it is no chat."""
    return next((each for each in chat_lines(text) if each.start <= position < each.end), None)

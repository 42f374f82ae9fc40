"""What of a chat is remembered of one person: a note for each day, in the form of a copied chat.

A message is known again by its time and length, so that another export of the same chat, wherever
it begins, adds only what is new, and what the user has since removed or corrected does not come
back.
"""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from persona_assistant.importers.chat import Message
from persona_assistant.language.chats import opens_line

MAX_NOTE = 2000
"""Characters, unless one message is longer: what a search finds is to be read as a whole."""
_BLOCK = re.compile(r"^(?=\[\d\d:\d\d\] )", re.MULTILINE)
_SPEAKER = re.compile(r"[\n:\[\]()<>/\"]")


@dataclass(frozen=True, slots=True)
class DayNote:
    """What somebody wrote on a day, or a part of it."""

    day: datetime.date
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """What is new of somebody."""

    notes: tuple[DayNote, ...]
    doubles: int
    """Messages that are remembered, or were once."""
    digests: tuple[bytes, ...]
    """One for each message: that it was taken in."""


def written(
    messages: Sequence[Message],
    speaker: str,
    held: Mapping[datetime.date, Sequence[str]],
    taken: Collection[bytes],
) -> Written:
    """What to remember of messages that one person wrote.

    `held` are the notes that are there, by day; `taken` the digests of messages, or of days up to
    one, that were.
    """
    notes: list[DayNote] = []
    digests: list[bytes] = []
    doubles = 0
    for day, said in _days(messages):
        known = _taken_in(day, said, taken)
        own = list(_digests(day, said))
        there = Counter(block.strip() for text in held.get(day, ()) for block in _BLOCK.split(text))
        new = []
        for at, each in enumerate(said):
            block = _block(each, speaker)
            if at < known or own[at] in taken or there[block] > 0:
                there[block] -= 1
                doubles += 1
            else:
                new.append(block)
        notes += [DayNote(day, text) for text in _joined(new)]
        digests += own
    return Written(tuple(notes), doubles, tuple(digests))


def speaker_of(name: str) -> str:
    """The name as it stands before a line of a chat."""
    return " ".join(_SPEAKER.sub(" ", name).split())[:31].strip() or "?"


def _days(messages: Sequence[Message]) -> Iterator[tuple[datetime.date, list[Message]]]:
    by_day: dict[datetime.date, list[Message]] = {}
    for each in messages:
        if each.text:
            by_day.setdefault(each.when.date(), []).append(each)
    for day in sorted(by_day):
        yield day, sorted(by_day[day], key=lambda each: each.when)


def _digests(day: datetime.date, said: Sequence[Message]) -> Iterator[bytes]:
    """By which each message of a day is known again, wherever an export begins. They are of times
    and lengths: a digest of words would stay when they are erased."""
    alike: Counter[tuple[datetime.datetime, int]] = Counter()
    for each in said:
        same = each.when, len(each.text)
        alike[same] += 1
        told = f"message {day} {each.when:%H:%M} {len(each.text)} {alike[same]}"
        yield hashlib.sha256(told.encode()).digest()


def _taken_in(day: datetime.date, said: Sequence[Message], taken: Collection[bytes]) -> int:
    """How many messages of a day an earlier version took in, which kept a digest of the day up to
    there."""
    digest = hashlib.sha256(f"chat {day}".encode())
    known = 0
    for at, each in enumerate(said, 1):
        digest.update(f" {each.when:%H:%M} {len(each.text)}".encode())
        if digest.digest() in taken:
            known = at
    return known


def _block(message: Message, speaker: str) -> str:
    """For example "[19:04] Kirsty: see you". Lines that would look like somebody else's go on in
    the one before."""
    first, *rest = message.text.split("\n")
    text = first
    for line in rest:
        text += f" {line.strip()}" if opens_line(line) or not line.strip() else f"\n{line}"
    return f"[{message.when:%H:%M}] {speaker}: {text.strip()}"


def _joined(blocks: Sequence[str]) -> Iterator[str]:
    lines: list[str] = []
    size = 0
    for block in blocks:
        if lines and size + len(block) > MAX_NOTE:
            yield "\n".join(lines)
            lines, size = [], 0
        lines.append(block)
        size += len(block) + 1
    if lines:
        yield "\n".join(lines)

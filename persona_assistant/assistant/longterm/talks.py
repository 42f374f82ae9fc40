"""Talks: what people said to each other, put together from the chats in their notes, and what the
user and the assistant did.

An imported chat is kept as a note for each day of everybody who wrote in it, and a chat that was
pasted as one note of one person. Here the lines of the same days stand in their order again, with
everybody's part in it, and a break of an hour begins another sitting.
"""

from __future__ import annotations

import datetime
import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from persona_assistant.language.chats import chat_lines
from persona_assistant.language.dates import DateOrder, find_dates
from persona_assistant.language.statements import only_asks
from persona_assistant.memory import Store
from persona_assistant.memory.records import fold_name
from persona_assistant.pmg import Note
from persona_assistant.reader.dialogue import Dialogue, DialogueTurn

GAP = 60
"""Minutes without a line after which another sitting begins."""
USER, ASSISTANT = "I", "assistant"
KEPT = 16
"""Talks that are kept ready."""
_CLOCK = re.compile(r"(\d?\d)[:.](\d\d)(?::\d\d)?(?:\s?([ap])\.?m\.?)?\s*$", re.I)
_PICTURE = re.compile(r"\s*\((?:photo|picture): (?P<shows>[^()]*)\)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody wrote in a chat."""

    persona: int
    """In whose notes it stands."""
    note: int
    """Its triplet."""
    speaker: str
    text: str
    day: datetime.date | None
    minute: int
    """Of the day; where none is given that of the line before."""


@dataclass(slots=True)
class Talk:
    """A dialogue, with where each turn is from."""

    dialogue: Dialogue
    lines: dict[str, Line]
    """By the id of the turn."""
    only: bool
    """Whether whom it was put together for has no notes but chats."""
    asking: set[str] = field(default_factory=set)
    """Ids of the user's turns that only ask: nothing can be found in them."""
    reading: threading.Lock = field(default_factory=threading.Lock)
    """Held while it is read."""


class Talks:
    """The talks of a store, as it is now; each is put together when it is asked for. Safe to use
    from several threads."""

    def __init__(self, store: Store, me: str, order: DateOrder = "auto") -> None:
        self._store, self._me, self._order = store, me, order
        self._kept: OrderedDict[tuple[int, ...], Talk | None] = OrderedDict()
        self._version = -1
        self._told: _Told | None = None
        self._lock = threading.Lock()

    def of(self, personas: Iterable[int]) -> Talk | None:
        """That in which these people speak, with everybody who spoke on the same days; None where
        they have no chats."""
        wanted = tuple(sorted(set(personas)))
        with self._lock:
            version = self._store.version
            if version != self._version:
                self._kept.clear()
                self._version = version
            if wanted not in self._kept:
                self._kept[wanted] = self._put_together(wanted)
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(wanted)
            return self._kept[wanted]

    def told(self) -> Talk:
        """That of the user, who is "I", with the assistant: all conversations in order."""
        with self._lock:
            if self._told is None or not self._told.goes_on(self._store):
                self._told = _Told()
            self._told.follow(self._store)
            return self._told.talk

    def clear(self) -> None:
        """Let go of what was put together."""
        with self._lock:
            self._kept.clear()
            self._told = None

    def _put_together(self, personas: tuple[int, ...]) -> Talk | None:
        names = self._store.people.names()
        own = self._store.passages.dated_notes(personas)
        notes = {persona: list(found) for persona, found in own.items()}
        chats = [note for found in own.values() for note in found if chat_lines(note.text)]
        if not chats:
            return None
        days = sorted({note.date for note in chats if note.date is not None})
        for persona, found in self._store.passages.notes_of_days(days).items():
            notes.setdefault(persona, found)
        lines = sorted(
            (
                line
                for persona, found in notes.items()
                for note in found
                for line in lines_of(note, persona, names.get(persona, ""), self._me, self._order)
            ),
            key=lambda line: (line.day or datetime.date.min, line.minute),
        )
        only = all(chat_lines(note.text) for found in own.values() for note in found)
        return _talk(lines, [names[persona] for persona in personas if persona in names], only)


class _Told:
    """The talk of the user with the assistant, which grows with the conversations."""

    def __init__(self) -> None:
        self.talk = Talk(Dialogue((USER, ASSISTANT), alone=(USER,)), {}, only=True)
        self._last = 0

    def goes_on(self, store: Store) -> bool:
        """Whether all turns that it has are there still: what was deleted has left it too."""
        return store.conversations.count(self._last) == len(self.talk.lines)

    def follow(self, store: Store) -> None:
        """Take in what was said since."""
        sitting: list[DialogueTurn] = []
        at: datetime.datetime | None = None
        for turn in store.conversations.said_since(self._last):
            before, at = at, datetime.datetime.fromisoformat(turn.created).astimezone()
            if sitting and before is not None and at - before >= datetime.timedelta(minutes=GAP):
                self.talk.dialogue.take_in(sitting)
                sitting = []
            speaker = USER if turn.role == "user" else ASSISTANT
            id_, (text, shown) = str(turn.id), _shown(turn.text)
            minute = 60 * at.hour + at.minute
            self.talk.lines[id_] = Line(0, 0, speaker, turn.text, at.date(), minute)
            if speaker == USER and only_asks(text):
                self.talk.asking.add(id_)
            sitting.append(DialogueTurn(id_, speaker, text, shown, at.date()))
            self._last = turn.id or 0
        if sitting:
            self.talk.dialogue.take_in(sitting)


def lines_of(
    note: Note, persona: int, name: str, me: str, order: DateOrder = "auto"
) -> Iterator[Line]:
    """The lines of a note that is a chat, by those who wrote them under the names they have here;
    none of another note."""
    found = chat_lines(note.text)
    alone = len({line.speaker for line in found}) == 1
    minute, day = 0, note.date
    for line in found:
        minute = _minute(line.time, minute)
        day = _day(line.time, order) or day
        speaker = me if line.by_user else name if alone or _is(line.speaker, name) else line.speaker
        text = note.text[line.start : line.end].strip()
        if text:
            yield Line(persona, note.triplet_id or 0, speaker, text, day, minute)


def _is(speaker: str, name: str) -> bool:
    """Whether a chat may call somebody of that name so."""
    return fold_name(name).startswith(fold_name(speaker))


def _day(time: str, order: DateOrder) -> datetime.date | None:
    """That which stands before a time, in a line that has one."""
    match = _CLOCK.search(time)
    dates = find_dates(time[: match.start()], order=order) if match and match.start() else ()
    return dates[0].first if dates else None


def _minute(time: str, before: int) -> int:
    match = _CLOCK.search(time)
    if match is None:
        return before
    hours = int(match[1]) % 12 + 12 * (match[3].lower() == "p") if match[3] else int(match[1])
    return 60 * hours + int(match[2])


def _talk(lines: Sequence[Line], first: Sequence[str], only: bool) -> Talk:
    names = tuple(dict.fromkeys([*first, *(line.speaker for line in lines)]))
    talk = Talk(Dialogue(names), {}, only)
    for sitting in _sittings(lines):
        turns = []
        for line in sitting:
            id_ = str(len(talk.lines))
            talk.lines[id_] = line
            text, shown = _shown(line.text)
            turns.append(DialogueTurn(id_, line.speaker, text, shown, line.day))
        talk.dialogue.take_in(turns)
    return talk


def _shown(text: str) -> tuple[str, str]:
    """What was written, and what is said of a picture that came with it: "(photo: a canoe)"."""
    match = _PICTURE.search(text)
    return (text, "") if match is None else (text[: match.start()], match["shows"].strip())


def _sittings(lines: Sequence[Line]) -> Iterator[list[Line]]:
    sitting: list[Line] = []
    for line in lines:
        if sitting:
            last = sitting[-1]
            if line.day != last.day or line.minute - last.minute >= GAP:
                yield sitting
                sitting = []
        sitting.append(line)
    if sitting:
        yield sitting

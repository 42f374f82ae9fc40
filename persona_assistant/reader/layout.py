"""How a question and a note lie before the network, and where the words are in the note.

    [CLS] question [SEP] name date: note [SEP]
    [CLS] question [SEP] name: date: note date: note [SEP]

The notes of one person are read together as far as a window holds them, in the order of their days,
so that the network weighs what one says against the others. Each sentence is a run of tokens, so
that the network can weigh sentences and point at words. Foreign words lie there as English ones
(`language.gloss`). Training and reading share this one layout.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persona_assistant.language.gloss import (
    glossed,
    offsets_before,
    question_in_english,
    with_glosses,
)
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note

TOKENS = 256
"""Of a question and a note; a longer note is read in windows."""
TOGETHER = 384
"""Of a question and several notes."""
_QUESTION, _HEAD = 48, 24
"""Tokens of a question and of a name with a date, at most."""
_NO_DAY = datetime.date.min
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a note, or as much of it as one window holds."""

    start: int
    """In characters of the note."""
    end: int
    first: int
    """Its first token in the window."""
    last: int
    note: int = 0
    """Of the notes that are read together."""


@dataclass(frozen=True, slots=True)
class Window:
    """A question and a note, part of one, or several, as the network reads them."""

    ids: NDArray[np.int64]
    """Shape (n,)."""
    question: int
    """How many tokens stand before the note's part, both marks counted."""
    sentences: tuple[Sentence, ...]
    offsets: tuple[tuple[int, int], ...]
    """Of the notes' tokens, in characters of their note; (-1, -1) for the day before a note."""
    begins: int
    """The first token of the notes."""
    owners: tuple[int, ...] = ()
    """The note of each of their tokens; empty where there is one note."""

    @property
    def types(self) -> NDArray[np.int64]:
        """Shape (n,): 0 in the question, 1 in the note."""
        parts = np.ones(len(self.ids), np.int64)
        parts[: self.question] = 0
        return parts

    @property
    def pool(self) -> NDArray[np.float32]:
        """Shape (1 + sentences, n): rows that take the mean over the question, and over each
        sentence."""
        rows = np.zeros((1 + len(self.sentences), len(self.ids)), np.float32)
        rows[0, : self.question] = 1 / self.question
        for row, each in zip(rows[1:], self.sentences):
            row[each.first : each.last + 1] = 1 / (each.last + 1 - each.first)
        return rows

    def characters(self, first: int, last: int) -> tuple[int, int]:
        """Where tokens first..last of the window stand in their note."""
        return self.offsets[first - self.begins][0], self.offsets[last - self.begins][1]

    def tokens(self, start: int, end: int, note: int = 0) -> tuple[int, int] | None:
        """The first and the last token of characters start..end of a note; None when they are
        not in the window."""
        owners = self.owners or (0,) * len(self.offsets)
        found = [
            self.begins + at
            for at, ((left, right), owner) in enumerate(zip(self.offsets, owners))
            if owner == note and right > start and left < end
        ]
        return (found[0], found[-1]) if found else None


@dataclass(frozen=True, slots=True)
class _Tokens:
    """As a `tokenizers.Encoding` has them."""

    ids: list[int]
    offsets: list[tuple[int, int]]


def prepared(tokenizer: Any) -> Any:
    """The tokenizer (a `tokenizers.Tokenizer`) as reading and training use it: texts whole, as they
    are, and "[SEP]" in a note is three pieces of text."""
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.encode_special_tokens = True
    return tokenizer


class Layout:
    """Lays questions and notes out with the network's own tokenizer."""

    def __init__(self, tokenizer: Any) -> None:
        """`tokenizer` is one of a BERT kind, `prepared`."""
        self._tokenizer = tokenizer
        self._first = tokenizer.token_to_id("[CLS]")
        self._mark = tokenizer.token_to_id("[SEP]")

    def question(self, text: str) -> list[int]:
        return list(self._encode(question_in_english(text)).ids)[:_QUESTION]

    def tokens(self, text: str) -> NDArray[np.int64]:
        """All of a text, shape (n,)."""
        return np.array(self._read(text).ids, np.int64)

    def together(
        self, question: list[int], notes: Sequence[Note], name: str | None
    ) -> Iterator[tuple[list[int], Window]]:
        """Windows of several notes of a person, each with the notes it holds by their places in
        `notes`; a note that is alone in its window lies there as in `windows`."""
        before = [self._first, *question, self._mark, *self._head(name, None)]
        room = TOGETHER - len(before) - 1
        group: list[int] = []
        filled = 0
        for at in sorted(range(len(notes)), key=lambda at: (notes[at].date or _NO_DAY, at)):
            size = len(self._dated(notes[at])[0])
            if group and filled + size > room:
                yield from self._grouped(question, before, group, notes, name)
                group, filled = [], 0
            group.append(at)
            filled += size
        if group:
            yield from self._grouped(question, before, group, notes, name)

    def _grouped(
        self,
        question: list[int],
        before: list[int],
        group: list[int],
        notes: Sequence[Note],
        name: str | None,
    ) -> Iterator[tuple[list[int], Window]]:
        if len(group) == 1:
            yield from ((group, each) for each in self.windows(question, notes[group[0]], name))
            return
        ids, offsets, owners = list(before), [], []
        found: list[Sentence] = []
        for number, at in enumerate(group):
            read, places = self._dated(notes[at])
            found += _within(notes[at].text, places, len(ids), number)
            ids += read
            offsets += places
            owners += [number] * len(read)
        array = np.array([*ids, self._mark], np.int64)
        yield (
            group,
            Window(
                array,
                len(question) + 2,
                tuple(found),
                tuple(offsets),
                len(before),
                tuple(owners),
            ),
        )

    def _dated(self, note: Note) -> tuple[list[int], list[tuple[int, int]]]:
        """A note behind its day, and where its tokens stand in it."""
        day = list(self._encode(f"{note.date.isoformat()}:").ids) if note.date else []
        tokens = self._read(note.text)
        return [*day, *tokens.ids], [*([(-1, -1)] * len(day)), *tokens.offsets]

    def windows(self, question: list[int], note: Note, name: str | None) -> Iterator[Window]:
        """One for a note of ordinary length, else several that share a sentence each."""
        head = self._head(name, note.date)
        before = [self._first, *question, self._mark, *head]
        room = TOKENS - len(before) - 1
        tokens = self._read(note.text)
        if not tokens.ids:
            return
        begin = 0
        while True:
            end = min(begin + room, len(tokens.ids))
            yield self._window(before, len(question) + 2, note.text, tokens, begin, end)
            if end == len(tokens.ids):
                return
            starts = [at for at in _starts(note.text, tokens.offsets) if begin < at < end]
            # The last whole sentence is read again, with what follows it.
            begin = starts[-2] if len(starts) > 2 else end - room // 4

    def _head(self, name: str | None, day: datetime.date | None) -> list[int]:
        words = [name or "", day.isoformat() if day else ""]
        text = " ".join(word for word in words if word)
        return list(self._encode(f"{text}:").ids)[:_HEAD]

    def _window(
        self, before: list[int], question: int, text: str, tokens: Any, begin: int, end: int
    ) -> Window:
        ids = np.array([*before, *tokens.ids[begin:end], self._mark], np.int64)
        offsets = tuple(tokens.offsets[begin:end])
        found = _within(text, offsets, len(before))
        return Window(ids, question, tuple(found), offsets, len(before))

    def _read(self, text: str) -> Any:
        """The tokens of a note and where they stand in it, foreign words glossed."""
        pieces = glossed(text, bounds(text))
        if not pieces:
            return self._encode(text)
        tokens = self._encode(with_glosses(text, pieces))
        return _Tokens(tokens.ids, offsets_before(pieces, tokens.offsets))

    def _encode(self, text: str) -> Any:
        # Half a character, as cut-off text may hold; one for one, so that offsets stay right.
        plain = _SURROGATES.sub("\ufffd", text)
        return self._tokenizer.encode(plain, add_special_tokens=False)


def _within(
    text: str, offsets: Sequence[tuple[int, int]], begins: int, note: int = 0
) -> list[Sentence]:
    """The sentences of a note whose tokens, from `begins` on, stand at `offsets`."""
    found = []
    for start, stop in bounds(text):
        inside = [at for at, (left, right) in enumerate(offsets) if left >= start and right <= stop]
        if inside:
            found.append(Sentence(start, stop, begins + inside[0], begins + inside[-1], note))
    return found


def _starts(text: str, offsets: Any) -> list[int]:
    """The tokens that begin a sentence."""
    begins = [start for start, _ in bounds(text)]
    found, at = [], 0
    for number, (left, _) in enumerate(offsets):
        if at < len(begins) and left >= begins[at]:
            found.append(number)
            while at < len(begins) and left >= begins[at]:
                at += 1
    return found


@lru_cache(maxsize=16384)
def bounds(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a note begin and end, in characters."""
    found, at = [], 0
    for sentence in sentences(text):
        start = text.index(sentence, at)
        at = start + len(sentence)
        found.append((start, at))
    return tuple(found)

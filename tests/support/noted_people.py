"""A memory of people with dated notes, as tests write them down."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from persona_assistant import Assistant
from tests.support.fakes import FakeEngine, assistant


@contextmanager
def memory_of(people: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[Assistant]:
    """An assistant that knows these people: (day, text) of each note, by name."""
    with assistant(FakeEngine()) as opened:
        for name, notes in people.items():
            dates = [datetime.date.fromisoformat(day) for day, _ in notes]
            opened.add(name, texts=[text for _, text in notes], dates=dates)
        yield opened

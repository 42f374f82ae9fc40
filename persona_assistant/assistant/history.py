"""The history: what was changed, when, of whom, and whether it can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from persona_assistant.assistant.services import Services
from persona_assistant.memory.records import Event
from persona_assistant.memory.undoing import BY_NUMBER, UNDOABLE

SHOWN = (UNDOABLE - BY_NUMBER) | {
    "erased",
    "forgot",
    "key_changed",
    "memory_erased",
    "personality_erased",
    "recovery_key_made",
    "recognition_changed",
}
"""Kinds of events that the user made; the others are what programs did to follow them."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the memory, as the history shows it."""

    id: int
    kind: str
    """See `memory.events.Kind`."""
    created: str
    """UTC, ISO 8601."""
    person: str | None
    """Who it was about, by their present or their last name; None for somebody forgotten."""
    other: str | None = None
    """The second person of a move, a merge or a split."""
    details: Mapping[str, Any] = field(default_factory=dict)
    texts: tuple[tuple[str | None, str | None], ...] = ()
    """Notes before and after it; None for one that was not there."""
    undone_by: int | None = None
    together: int = 0
    """The first change of those that are undone together."""
    undoable: bool = False
    """Whether it is kept how to undo it. Something later may still stand on it."""

    @property
    def is_of_memories(self) -> bool:
        """Whether it changed what is remembered of the user."""
        return self.kind.startswith("memory_") or "memory" in self.details


def history(services: Services, name: str | None, limit: int | None) -> tuple[Change, ...]:
    """See `Assistant.history`."""
    store = services.store
    subject = None if name is None else store.people.get(name).id
    events = store.events.latest(SHOWN, subject=subject, limit=limit)
    return describe(services, events)


def undo(services: Services, event_id: int | None) -> tuple[Change, ...]:
    """See `Assistant.undo`."""
    events = services.store.events.undo(event_id)
    services.forget_read()
    services.selector.embed_texts()
    return describe(services, events)


def describe(services: Services, events: tuple[Event, ...]) -> tuple[Change, ...]:
    """Events as changes."""
    store = services.store
    ids = {each for event in events for each in (event.subject, event.other) if each is not None}
    names = store.events.former_names(ids)
    names |= {each.id: each.label for each in store.people.by_id(ids).values()}
    texts = store.events.texts([event.id for event in events])
    kept = store.events.kept([event.together for event in events])
    return tuple(_change(event, names, texts.get(event.id, ()), kept) for event in events)


def _change(
    event: Event, names: Mapping[int, str], texts: tuple[Any, ...], kept: set[int]
) -> Change:
    undoable = (
        event.kind in UNDOABLE
        and event.undone_by is None
        and (event.together in kept or event.inverse is not None)
    )
    return Change(
        id=event.id,
        kind=event.kind,
        created=event.created,
        person=None if event.subject is None else names.get(event.subject),
        other=None if event.other is None else names.get(event.other),
        details=event.payload or {},
        texts=texts,
        undone_by=event.undone_by,
        together=event.together,
        undoable=undoable,
    )

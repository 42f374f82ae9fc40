"""Memories: what the assistant remembers of its user, listed, found and corrected.

Every change of them is in the history and can be undone, except that what is erased is gone.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.assistant.mentions import mentioned
from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken, Done, Progress

if TYPE_CHECKING:
    from persona_assistant.assistant.inputs import PictureInput
    from persona_assistant.memory.memories import Memory, MemoryKind
    from persona_assistant.pmg import Picture


@dataclass(frozen=True, slots=True)
class MemoryPage:
    """A memory with where it is from and what it said before."""

    memory: Memory
    history: tuple[Memory, ...]
    """All its versions, the oldest first."""
    said_in: tuple[str, ...] = ()
    """What the user said in the turns it was taken from; of a correction, in those of the version
    before it."""
    places: tuple[tuple[int, int], ...] = ()
    """Ids of the conversation and of the turn, for each of these turns."""
    picture: str | None = None
    """The name of the file of the picture that it was said of; None where it is of none."""
    people: tuple[str, ...] = ()
    """Names of those it is about, beside the user."""


class Memories:
    """The memories of an assistant: `assistant.memories`.

    A memory that is not there raises BadInput with the code "no_such_memory".
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    @property
    def on(self) -> bool:
        """Whether what the user says of themselves is remembered."""
        return self._services.options.remember

    def use(self, on: bool) -> None:
        """Switches remembering on or off for this assistant; the setting `longterm.remember` is for
        all that follow. What is said while it is off never becomes a memory; `add` works."""
        self._services.options = replace(self._services.options, remember=on)

    def list(self, kinds: Collection[MemoryKind] = ()) -> tuple[Memory, ...]:
        """Those that hold, of some kinds or of all, in the order they were remembered. Raises
        BadInput with the code "no_such_kind"."""
        return self._services.store.memories.list(_kinds(kinds))

    def search(
        self,
        text: str,
        *,
        kinds: Collection[MemoryKind] = (),
        since: datetime.date | str | None = None,
        until: datetime.date | str | None = None,
        limit: int = 50,
    ) -> tuple[Memory, ...]:
        """Those in which any word of `text` stands, best first; without words the latest. What
        was neither said nor held from the day `since` to the day `until` is left out."""
        return self._services.store.memories.search(
            [text], kinds=_kinds(kinds), since=_day(since), until=_day(until), limit=limit
        )

    def show(self, memory: Memory | int) -> MemoryPage:
        store = self._services.store
        found = store.memories.get(_id(memory))
        people = store.people.by_id(found.about)
        picture = store.shown.of_memory(found.id)
        history = store.memories.history(found.id)
        turns = next((each.turns for each in (found, *history[::-1]) if each.turns), ())
        return MemoryPage(
            found,
            history,
            store.conversations.said(turns),
            store.conversations.places(turns),
            None if picture is None else picture.source,
            tuple(sorted(each.name for each in people.values())),
        )

    def picture(self, memory: Memory | int) -> Picture | None:
        """The picture that it was said of; None where it is of none."""
        store = self._services.store
        return store.shown.of_memory(store.memories.get(_id(memory)).id)

    def save_picture(
        self, memory: Memory | int, file: Path | str, *, overwrite: bool = False
    ) -> Path:
        """Writes its picture to a file, as it is stored or in the format of the ending.

        Raises BadInput with the code "no_picture" where it has none, "target_exists" for a file
        that is there, unless `overwrite`, and "unknown_format".
        """
        from persona_assistant.atomic import replacing, whole_file
        from persona_assistant.media.saving import as_file

        picture, target = self.picture(memory), Path(file)
        if picture is None:
            raise BadInput(f"Memory {_id(memory)} is of no picture.", code="no_picture")
        data = as_file(picture, target.name)
        with replacing(target) if overwrite else whole_file(target) as draft:
            draft.write_bytes(data)
        return target

    def like(self, image: PictureInput) -> tuple[Memory, ...]:
        """Those of which a picture shows the same as this one, the surest first. Raises
        MediaError."""
        from persona_assistant.assistant.inputs import read_picture
        from persona_assistant.assistant.longterm import shown

        return shown.similar(self._services, read_picture(image))

    def of_person(self, name: str) -> tuple[Memory, ...]:
        """Those that hold and go when this person is forgotten: they are about them, name them, or
        were taken from turns that do. Raises PersonaNotFound."""
        store = self._services.store
        return store.memories.going_with(store.people.get(name))

    def add(
        self,
        text: str,
        *,
        kind: MemoryKind = "semantic",
        name: str = "",
        keywords: str = "",
        valid_from: str | None = None,
        valid_to: str | None = None,
    ) -> Memory:
        """Remembers what the user wants remembered. A core or procedural memory has a `name`, such
        as "user.name", of which only the latest version holds; times are 2024, 2024-05 or
        2024-05-17. Raises BadInput."""
        from persona_assistant.memory.memories import Memory

        (checked,) = _kinds([kind])
        self._services.open_store(create=True)
        return self._services.store.memories.add(
            Memory(
                checked,
                text,
                name,
                keywords,
                valid_from=valid_from or None,
                valid_to=valid_to or None,
                about=mentioned(self._services, text),
            )
        )

    def edit(
        self,
        memory: Memory | int,
        *,
        text: str | None = None,
        keywords: str | None = None,
        valid_from: str | None = None,
        valid_to: str | None = None,
    ) -> Memory:
        """A new version with what is given; "" removes a time. Raises BadInput."""
        return self._services.store.memories.edit(
            _id(memory),
            text=text,
            keywords=keywords,
            valid_from=valid_from,
            valid_to=valid_to,
            about=None if text is None else mentioned(self._services, text),
        )

    def retract(self, memory: Memory | int) -> Memory:
        """Lets it hold no more; its history stays, and undoing brings it back."""
        return self._services.store.memories.retract(_id(memory))

    def update(
        self, *, flush: bool = False, cancel: CancelToken | None = None
    ) -> Iterator[Progress | Done[tuple[Memory, ...]]]:
        """Looks at what was told since the last update, as goes on by itself behind a conversation;
        its result is what is remembered now and was not before.

        A language model looks at each turn, and at each session after an hour without a turn, or
        with `flush` at once. `cancel` ends it early, with all that is done stored; the next update
        goes on. Raises EngineError.
        """
        from persona_assistant.assistant.longterm import update

        self._services.after_answers.stop()
        return update.update(self._services, cancel, flush=flush)

    def erase(self, memory: Memory | int) -> Memory:
        """Removes it with all versions, and the turns that quote it. Cannot be undone."""
        return self._services.store.memories.erase(_id(memory))


def _kinds(kinds: Iterable[str]) -> tuple[MemoryKind, ...]:
    from persona_assistant.memory.memories import KINDS

    wanted = list(kinds)
    for each in wanted:
        if each not in KINDS:
            raise BadInput(
                f"There are no {each} memories; the kinds are {', '.join(KINDS)}.",
                code="no_such_kind",
            )
    return tuple(each for each in KINDS if each in wanted) if wanted else KINDS


def _day(given: datetime.date | str | None) -> str | None:
    from persona_assistant.assistant.inputs import read_day

    return None if given is None else read_day(given).isoformat()


def _id(memory: Memory | int) -> int:
    return memory if isinstance(memory, int) else memory.id

"""An import in two steps: a plan that changes nothing, and carrying it out as a whole.

An importer reads everything that it will store while it makes the plan, so that whatever is wrong
with a file is known before anything is stored. Vectors are not its business: they are made once
everything is stored, as for any medium that has none yet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from persona_assistant.language.dates import DateOrder
from persona_assistant.memory import Store
from persona_assistant.memory.dossiers import Choice
from persona_assistant.memory.exchange import Incoming
from persona_assistant.pmg import Box
from persona_assistant.progress import UNWATCHED, Watch


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user has decided beforehand."""

    same: bool | None = None
    """Whether people whose names look like those of remembered people are these; None stops with
    the list of them."""
    assigned: Mapping[str, str] = field(default_factory=dict)
    """A name in the source, to the name or uid of the person who it is here."""
    skipped: frozenset[str] = frozenset()
    """Names in the source whose bearers are left out."""
    me: str | None = None
    """The user's own name in the source."""
    myself: str = "Me"
    """The name of the person here who is the user."""
    pictures: bool = False
    """Whether pictures that somebody sent are of the sender."""
    memories: bool = True
    """Whether what an archive remembers of its user is taken in as what is remembered of this
    one."""
    date_order: DateOrder = "auto"
    passphrase: Callable[[], str] | None = None
    """Asks for the passphrase of an encrypted source; None where nobody can be asked."""
    watch: Watch = UNWATCHED
    """Who hears how far the plan is, and may stop it."""


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """Somebody of whom something is stored when the plan is carried out."""

    name: str
    uid: str | None
    """Of the remembered person who is added to; None for somebody new."""
    notes: int = 0
    pictures: int = 0
    clips: int = 0
    doubles: int = 0
    """Items that are remembered of this person already, and are not stored again."""
    details: tuple[str, ...] = ()
    """What else comes along, a few words each: "birthday", "alias Annie"."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is left out."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would store."""

    kind: str
    """`Importer.kind` of whoever made it."""
    path: Path
    people: tuple[PlannedPerson, ...]
    skipped: tuple[Skipped, ...] = ()
    notices: tuple[str, ...] = ()
    """What else the user should know, one sentence each."""
    work: Any = field(default=None, compare=False, repr=False)
    """For `carry_out` of the same importer alone: everything that was read."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import stored."""

    plan: Plan
    uids: tuple[str, ...]
    """Of everybody in the plan, new people included, in its order."""
    choices: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    """By uid: which faces and speakers the user had chosen elsewhere, in media that encoders have
    to see here first."""
    faces: Mapping[str, tuple[tuple[str, Box], ...]] = field(default_factory=dict)
    """Likewise: the sha256 of a picture, in hexadecimal, and where in it the person's face is."""
    memories: int = 0
    """Memories of the user that were not here yet."""


def storing(people: Iterable[Incoming], plan: Plan, watch: Watch) -> Iterator[Incoming]:
    """Those of a plan as they are stored, for whoever watches. Raises Cancelled."""
    yield from watch.each(people, "storing", len(plan.people), unit="people")
    watch.heed("storing")


class Importer(Protocol):
    """One kind of source."""

    @property
    def kind(self) -> str:
        """In words: "archive", "address book"."""
        ...

    def recognises(self, path: Path) -> bool:
        """Whether `path`, a file or a folder that exists, is such a source; by its beginning or its
        name, without reading all of it. True also of a damaged one, so that `preview` says what is
        wrong with it. Raises nothing but OSError."""
        ...

    def preview(self, path: Path, store: Store | None, choices: Choices) -> Plan:
        """What carrying it out would store. Changes nothing; `store` is None where there is none
        yet.

        Raises BadInput for a source that cannot be read, and with the code "similar_name" where
        `choices.same` has to say who somebody is and does not; Cancelled.
        """
        ...

    def carry_out(self, plan: Plan, store: Store, watch: Watch = UNWATCHED) -> Imported:
        """Stores it in one transaction, or nothing; it is one step for `undo`. Raises BadInput,
        StoreError, Cancelled."""
        ...

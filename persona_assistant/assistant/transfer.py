"""The use cases that carry people in and out: import, export, backup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.assistant.services import Services
from persona_assistant.progress import (
    CancelToken,
    Done,
    Notice,
    OnProgress,
    Progress,
    Watch,
    ignore,
)

if TYPE_CHECKING:
    from persona_assistant.importers import Imported, Plan
    from persona_assistant.importers.archive import Exported
    from persona_assistant.memory.backups import Backup, Copy


class Transfer:
    """Part of `Assistant`."""

    services: Services

    def export(
        self,
        file: Path | str,
        *,
        names: Iterable[str] = (),
        vectors: bool = False,
        conversations: bool = False,
        memories: bool = False,
        passphrase: str | None = None,
        on_progress: OnProgress = ignore,
        cancel: CancelToken | None = None,
    ) -> Exported:
        """Writes everybody, or the people with these names, into a new archive, which
        `plan_import` reads; docs/archive.md says what is in it.

        With a `passphrase` it is encrypted; otherwise anybody who has the file can read it. With
        `vectors` it also holds what the encoders saw, which otherwise is made again; with
        `conversations` also those, and with `memories` what is remembered of the user with all its
        versions; of both, with `names` only what is about nobody else. It keeps what is forgotten
        later. Raises PersonaNotFound, DiskFull, BadInput ("target_exists"), Cancelled; then nothing
        is written.
        """
        from persona_assistant.assistant import transferring

        return transferring.export(
            self.services,
            Path(file),
            names,
            vectors,
            conversations,
            memories,
            passphrase,
            Watch(on_progress, cancel),
        )

    def plan_import(
        self,
        path: Path | str,
        *,
        same: bool | None = None,
        assigned: Mapping[str, str] | None = None,
        skipped: Iterable[str] = (),
        me: str | None = None,
        pictures: bool = False,
        memories: bool = True,
        passphrase: Callable[[], str] | None = None,
        on_progress: OnProgress = ignore,
        cancel: CancelToken | None = None,
    ) -> Plan:
        """What importing a file or a folder would store: nothing is changed.

        People are known by their ids. `same` says whether those whose names look like somebody's
        who is remembered are the same people; `assigned` says it for single names, with the name or
        uid here, `skipped` leaves some out, and `me` is what a chat calls the user. With `pictures`
        those that somebody sent are taken for pictures of the sender. What an archive remembers of
        its user is merged with what is remembered of this one, unless not `memories`.
        `passphrase` is called for an encrypted archive. Raises BadInput with the code
        "similar_name" where one of them has to say it, "unknown_source", and for whatever is wrong
        with the file; Cancelled.
        """
        from persona_assistant.assistant import transferring

        return transferring.plan(
            self.services,
            Path(path),
            same,
            assigned or {},
            skipped,
            me,
            pictures,
            memories,
            passphrase,
            Watch(on_progress, cancel),
        )

    def carry_out(
        self, plan: Plan, *, cancel: CancelToken | None = None
    ) -> Iterator[Progress | Notice | Done[Imported]]:
        """Stores what `plan_import` planned, all of it or nothing, as one step for `undo`; then has
        the encoders see and hear it. What is cancelled while it is stored is not stored; later,
        `cancel` ends the encoding early, and `encode` goes on with it.

        Raises Cancelled, BadInput with the code "changed_meanwhile", ModelError, StoreError.
        """
        from persona_assistant.assistant import transferring

        return transferring.carry_out(self.services, plan, cancel)

    def backup(
        self,
        file: Path | str,
        *,
        on_progress: OnProgress = ignore,
        cancel: CancelToken | None = None,
    ) -> Backup:
        """Writes the whole memory into a new file, encrypted as it is and opened by the same key;
        other processes may go on. The copy is opened and checked before it is there.

        It keeps what is forgotten later. Raises DiskFull, BadInput ("target_exists"), StoreCorrupt,
        Cancelled; then nothing is written.
        """
        return self.services.store.backups.write(Path(file), Watch(on_progress, cancel))

    def copies(self, name: str | None = None) -> tuple[Copy, ...]:
        """The backups and exports that were made of this memory, the latest first; those that may
        hold one person where there is a `name`. Raises PersonaNotFound."""
        store = self.services.store
        return store.backups.known(None if name is None else store.people.get(name).id)

"""The first run: a new memory in a place of the user's choice, under a key of their choice, with
somebody in it or nobody.

Nothing is made before `begin`, and all of it or nothing then: a photo that cannot be used, a full
disk or a kill leave no memory that is half made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from persona_assistant import app, demo, settings_edit
from persona_assistant.errors import BadInput, Cancelled
from persona_assistant.memory import keyring_access
from persona_assistant.memory.beginning import beginning, require_usable
from persona_assistant.progress import CancelToken, Done, Notice, Progress
from persona_assistant.settings import Settings, settings_file

OpensWith = Literal["passphrase", "keyring", "file"]


@dataclass(frozen=True, slots=True)
class FirstPerson:
    """Whom the memory begins with. A photo, a note or both."""

    name: str
    photo: Path | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made."""

    folder: Path
    opens_with: OpensWith
    passphrase: str | None = field(default=None, repr=False)
    """None with "passphrase" takes the one in PERSONA_ASSISTANT_PASSPHRASE."""
    key_file: Path | None = None
    demo: bool = False
    """Whether the demo's people are in it."""
    first: FirstPerson | None = None
    remember: bool = True
    """Whether what the user says of themselves is remembered."""
    personality: bool = False
    """Whether a language model reads from it how the user comes across."""


def has_keyring() -> bool:
    """Whether there is an OS keyring. Waits some seconds for one that does not answer."""
    return keyring_access.is_there()


def check_folder(folder: Path) -> None:
    """Raises BadInput unless a memory may be begun in that folder; with the code "memory_exists"
    where it holds one."""
    require_usable(folder)


def begin(
    plan: Plan, settings: Settings, cancel: CancelToken | None = None
) -> Iterator[Progress | Notice | Done[Settings]]:
    """Makes the memory and puts it in its place, closed; the result is the settings that open it.

    Raises BadInput, MediaError, KeyUnavailable, DiskFull, StoreError, Cancelled; then nothing was
    made.
    """
    longterm = replace(settings.longterm, remember=plan.remember, personality=plan.personality)
    chosen = replace(settings, store=plan.folder, key_file=plan.key_file, longterm=longterm)
    if plan.opens_with == "file" and plan.key_file is None:
        raise BadInput("name the key file", code="key_file_needed")
    yield Progress("making the encrypted memory", 0)
    with beginning(
        plan.folder,
        passphrase=plan.passphrase,
        key_file=plan.key_file,
        keyring=plan.opens_with == "keyring",
    ) as store:
        # Nothing is asked yet, so whatever answers need not be there.
        assistant = app.assistant_over(store, replace(chosen, engine="extractive"))
        try:
            if plan.demo:
                yield from demo.enrol(assistant, cancel)
            if plan.first is not None:
                notices: list[str] = []
                assistant.add(
                    plan.first.name,
                    images=[] if plan.first.photo is None else [plan.first.photo],
                    texts=[plan.first.note] if plan.first.note.strip() else [],
                    on_notice=notices.append,
                )
                yield from map(Notice, notices)
            if cancel is not None and cancel.is_set():
                raise Cancelled("stopped; nothing was made")
        finally:
            assistant.close()
    yield Done(chosen)


def keep_settings(chosen: Settings, former: Settings) -> tuple[str, ...]:
    """Writes the folder, the key file and what is learned of the user into the settings file where
    they are others than before; the names of the settings that were written. Raises SettingsError,
    DiskFull, BadInput."""
    changes: dict[str, str | int | bool | None] = {}
    if chosen.store != former.store:
        changes["store"] = str(chosen.store.absolute())
    if chosen.key_file != former.key_file:
        changes["key_file"] = None if chosen.key_file is None else str(chosen.key_file.absolute())
    for switch in ("remember", "personality"):
        if (on := getattr(chosen.longterm, switch)) != getattr(former.longterm, switch):
            changes[f"longterm.{switch}"] = on
    return settings_edit.edit(settings_file(), changes) if changes else ()

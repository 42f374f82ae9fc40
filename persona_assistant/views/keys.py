"""Keys in words: what opens the memory, locked, unlocked, changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line

if TYPE_CHECKING:
    from persona_assistant.memory.locking import Locked, Unlocked
    from persona_assistant.memory.store_key import KeyStatus

_OPENS_WITH = {
    "keyring": "a key in the OS keyring",
    "passphrase": "a passphrase",
    "file": "a key file",
}
RECOVERED = (
    "opened with the recovery key; choose what opens it from now on: persona-assistant key change"
)


def key_status_document(status: KeyStatus) -> dict[str, Any]:
    return {
        "opens_with": status.opens_with,
        "held_by_keyring": status.is_held,
        "recovery_key_made": status.recovery,
        "changed": status.changed,
    }


def key_status_lines(status: KeyStatus) -> list[Line]:
    lines = [Line(f"It opens with {_OPENS_WITH[status.opens_with]}.")]
    if status.is_held and status.opens_with != "keyring":
        lines.append(Line("The OS keyring holds the key; nothing asks for it until it is locked."))
    if status.recovery:
        lines.append(Line(f"A recovery key was made on {_day(status.recovery)}."))
    else:
        lines.append(Line("It has no recovery key; make one: persona-assistant key recovery"))
    if status.changed:
        lines.append(Line(f"The key was changed on {_day(status.changed)}.", quiet=True))
    return lines


def key_changed_lines(status: KeyStatus) -> list[Line]:
    return [
        Line(f"The memory is encrypted anew and opens with {_OPENS_WITH[status.opens_with]}."),
        Line("Backups made before open with what opened it then.", quiet=True),
    ]


def recovery_ended(status: KeyStatus) -> str:
    """Of the status before the change."""
    day = _day(status.recovery or "")
    return (
        f"the recovery key of {day} opens it no more; make another: persona-assistant key recovery"
    )


def recovery_document(recovery_key: str, replaced: bool) -> dict[str, Any]:
    return {"recovery_key": recovery_key, "replaced": replaced}


def recovery_lines(recovery_key: str, replaced: bool) -> list[Line]:
    lines = [
        Line(recovery_key),
        Line("This opens the memory when all else is lost. Write it down: it is kept nowhere."),
    ]
    if replaced:
        lines.append(Line("The former recovery key opens it no more."))
    return lines


def locked_document(locked: Locked) -> dict[str, Any]:
    return {
        "path": str(locked.path),
        "was_held": locked.was_held,
        "opens_with": locked.opens_with,
    }


def locked_line(locked: Locked) -> str:
    if not locked.was_held:
        return f"No keyring holds its key: {locked.path} opens with its {locked.opens_with} alone."
    return f"Locked: from now on {locked.path} opens with its {locked.opens_with} alone."


def unlocked_document(unlocked: Unlocked) -> dict[str, Any]:
    return {
        "path": str(unlocked.path),
        "was_held": unlocked.was_held,
        "by_recovery": unlocked.by_recovery,
    }


def unlocked_line(unlocked: Unlocked) -> str:
    if unlocked.was_held:
        return f"It is unlocked: the OS keyring holds the key of {unlocked.path}."
    return f"Unlocked: the OS keyring holds the key of {unlocked.path} until it is locked."


def _day(moment: str) -> str:
    return moment[:10]

"""What was carried in and out: the plan of an import, an archive, a backup, a restored memory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line
from persona_assistant.views.words import counted, listed, shown

if TYPE_CHECKING:
    from persona_assistant.importers import Imported, Plan, PlannedPerson
    from persona_assistant.importers.archive import Exported
    from persona_assistant.memory.backups import Backup, Copy, Restored

_NAMED = 5
"""Copies that are named; of more, how many others there are."""


def plan_document(plan: Plan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "path": str(plan.path),
        "people": [_person_document(each) for each in plan.people],
        "skipped": [{"what": each.what, "why": each.why} for each in plan.skipped],
        "notices": list(plan.notices),
    }


def _person_document(person: PlannedPerson) -> dict[str, Any]:
    return {
        "persona": person.name,
        "id": person.uid,
        "new": person.uid is None,
        "notes": person.notes,
        "pictures": person.pictures,
        "clips": person.clips,
        "doubles": person.doubles,
        "details": list(person.details),
    }


def plan_lines(plan: Plan) -> list[Line]:
    """Who is new, who is added to, what is left out."""
    lines = [Line(f"{plan.path}: {plan.kind}, {counted(len(plan.people), 'person', 'people')}")]
    lines += [
        Line(f"  {'new  ' if each.uid is None else 'known'}  {_gains(each)}")
        for each in plan.people
    ]
    lines += [Line(f"  left out: {each.what}: {each.why}", quiet=True) for each in plan.skipped]
    lines += [Line(f"  note: {each}", quiet=True) for each in plan.notices]
    return lines


def _gains(person: PlannedPerson) -> str:
    counts = ((person.pictures, "picture"), (person.clips, "clip"), (person.notes, "note"))
    gained = [counted(count, word) for count, word in counts if count]
    held = listed(gained) or ("nothing new" if person.uid else "by name alone")
    details = f" ({listed(list(person.details))})" if person.details else ""
    return f"{shown(person.name)}: {held}{details}"


def imported_document(done: Imported) -> dict[str, Any]:
    return {**plan_document(done.plan), "ids": list(done.uids)}


def imported(done: Imported) -> str:
    """For example "Imported 2 new people; added to 1 person.\""""
    people = done.plan.people
    new = sum(each.uid is None for each in people)
    grown = sum(
        each.uid is not None and bool(each.notes or each.pictures or each.clips) for each in people
    )
    parts = []
    if new:
        parts.append(f"imported {counted(new, 'new person', 'new people')}")
    if grown:
        parts.append(f"added to {counted(grown, 'person', 'people')}")
    if done.memories:
        parts.append(f"remembered {counted(done.memories, 'memory', 'memories')} of you")
    sentence = "; ".join(parts) or "nothing new"
    return f"{sentence[0].upper()}{sentence[1:]}."


def exported_document(done: Exported) -> dict[str, Any]:
    return {
        "file": str(done.path),
        "people": done.people,
        "notes": done.notes,
        "pictures": done.pictures,
        "clips": done.clips,
        "conversations": done.conversations,
        "memories": done.memories,
        "encrypted": done.encrypted,
        "bytes": done.size,
    }


def exported(done: Exported) -> str:
    counts = (
        *((done.pictures, "picture"), (done.clips, "clip"), (done.notes, "note")),
        (done.conversations, "conversation"),
    )
    parts = [counted(count, word) for count, word in counts if count]
    parts += [counted(done.memories, "memory", "memories")] if done.memories else []
    held = listed(parts)
    people = counted(done.people, "person", "people")
    return f"Exported {people}{f' with {held}' if held else ''} to {done.path}."


def backup_document(done: Backup) -> dict[str, Any]:
    return {"file": str(done.path), "people": done.people, "bytes": done.size}


def backed_up(done: Backup) -> str:
    people = counted(done.people, "person", "people")
    return f"Backed up {people} to {done.path}, and checked it; the same key opens it."


def restored_document(done: Restored) -> dict[str, Any]:
    return {
        "store": str(done.path),
        "people": done.people,
        "latest": done.latest,
        "kept": None if done.kept is None else str(done.kept),
    }


def restored(done: Restored) -> list[str]:
    when = f", last changed {done.latest[:16].replace('T', ' ')}" if done.latest else ""
    lines = [f"Restored {counted(done.people, 'person', 'people')}{when}, to {done.path}."]
    if done.kept is not None:
        lines.append(f"The memory that was there is kept as {done.kept}.")
    return lines


def restore_question(store: str, backup: str) -> str:
    return f"Replace the memory at {store} by {backup}? What is there is kept beside it."


def copies_document(copies: Iterable[Copy]) -> list[dict[str, Any]]:
    return [
        {"path": each.path, "created": each.created, "kind": each.kind, "is_there": each.is_there}
        for each in copies
    ]


def copies_left(copies: Iterable[Copy]) -> list[str]:
    """Where somebody who is forgotten may still be, one sentence each."""
    copies = list(copies)
    lines = [
        f"the {each.kind} of {each.created[:10]} may still hold this person: {each.path}"
        + ("" if each.is_there else " (not there now; perhaps elsewhere)")
        for each in copies[:_NAMED]
    ]
    if len(copies) > _NAMED:
        lines.append(f"so may {len(copies) - _NAMED} older backups and exports")
    return lines

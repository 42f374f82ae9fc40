"""The history in words: what was changed, and what was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Line
from persona_assistant.views.words import counted, listed, shown

if TYPE_CHECKING:
    from persona_assistant.assistant.history import Change
    from persona_assistant.assistant.items import Item
    from persona_assistant.pmg import Persona

NOBODY = "somebody who is forgotten"
_LONGEST = 60
"""Characters of a note that the history quotes."""


def history_document(changes: Sequence[Change]) -> dict[str, Any]:
    return {"changes": [change_document(each) for each in changes]}


def change_document(change: Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "together": change.together,
        "kind": change.kind,
        "created": change.created,
        "person": change.person,
        "other": change.other,
        "texts": [{"before": before, "after": after} for before, after in change.texts],
        "undone_by": change.undone_by,
        "undoable": change.undoable,
        "sentence": sentence(change),
    }


def history_lines(changes: Sequence[Change]) -> list[Line]:
    """The latest first."""
    if not changes:
        return [Line("Nothing was changed yet.")]
    width = len(str(changes[0].id))
    lines = []
    for each in changes:
        when = each.created[:16].replace("T", " ")
        undone = f" (undone by {each.undone_by})" if each.undone_by not in (None, each.id) else ""
        text = f"{each.id:>{width}}  {when}  {sentence(each)}{undone}"
        lines.append(Line(text, quiet=each.undone_by is not None))
    return lines


def undone_lines(changes: Sequence[Change]) -> list[Line]:
    """What was taken back, or done again."""
    again = changes[0].kind == "undone"
    if again:
        return [Line(f"Done again: change {changes[0].details.get('event')}.")]
    return [Line(f"Undone: {sentence(each)}") for each in changes if each.kind != "chosen"]


def undone_document(changes: Sequence[Change]) -> dict[str, Any]:
    return {"undone": [change_document(each) for each in changes]}


def sentence(change: Change) -> str:
    """For example 'Ana: note "Lives in Porto." corrected to "Lives in Lyon."'."""
    who, details = shown(change.person or NOBODY), change.details
    other = shown(change.other or NOBODY)
    items = counted_items(details.get("items", {}))
    match change.kind:
        case "added" | "ingested":
            held = items or counted(len(details.get("triplets", ())), "entry", "entries")
            if details.get("new"):
                return f"{who}: remembered, with {held}"
            return f"{who}: {held} added"
        case "imported":
            source = details.get("source", "elsewhere")
            if details.get("new"):
                return f"{who}: imported ({source})" + (f", with {items}" if items else "")
            return f"{who}: {items or 'particulars'} added by an import ({source})"
        case "note_edited":
            return f"{who}: note {_corrected(change.texts)}"
        case "note_dated":
            return f"{who}: note dated {details.get('date', 'anew')}"
        case "removed":
            quoted = [_quoted(before) for before, _ in change.texts if before]
            return f"{who}: {items} removed" + (f": {listed(quoted)}" if quoted else "")
        case "erased":
            return f"{who}: {items or 'something'} erased"
        case "moved":
            return f"{who}: {items} moved to {other}"
        case "merged":
            return f"{who}: {other} merged into this person"
        case "split":
            return f"{who}: {items} split off as {other}"
        case "renamed":
            return f"{who}: renamed to {shown(str(details.get('name', '...')))}"
        case "alias_added":
            return f"{who}: also called {details.get('alias', '...')}"
        case "alias_removed":
            return f"{who}: no longer called {details.get('alias', '...')}"
        case "consent_changed":
            return f"{who}: consent set to {_quoted(details.get('consent'))}"
        case "recognition_changed":
            sense = {"image": "face", "voice": "voice"}.get(str(details.get("kind")), "...")
            may = "may" if details.get("allowed") else "may not"
            return f"{who}: {may} be recognised by {sense}"
        case "retention_changed":
            return (
                f"{who}: kept {'until ' + details['until'] if details.get('until') else 'for good'}"
            )
        case "refuted":
            return f"{who}: a picture or clip said not to be of this person"
        case "memory_added":
            texts = [_quoted(after) for _, after in change.texts if after]
            return f"Remembered: {listed(texts)}" if texts else "A memory, gone since, was added"
        case "memory_edited":
            before, after = _versions(change.texts)
            return f"Memory {before}corrected to {after}"
        case "memory_retracted":
            return f"Memory {details.get('memory', '...')} retracted"
        case "memory_erased":
            return "A memory was erased"
        case "personality_observed":
            return "Your personality was read from a message"
        case "personality_reset":
            return (
                f"Your personality was reset ({counted(details.get('personality', 0), 'message')})"
            )
        case "personality_erased":
            return "Your personality was erased"
        case "undone" if details.get("memory") or details.get("personality"):
            again = "done again" if details.get("again") else "undone"
            return f"Change {details.get('event')} {again}"
        case "undone" if details.get("again"):
            return f"{who}: change {details.get('event')} done again"
        case "undone":
            return f"{who}: change {details.get('event')} undone"
        case "key_changed":
            return "The key was changed"
        case "recovery_key_made":
            return "A recovery key was made"
        case "forgot":
            return "Somebody was forgotten"
        case kind:
            return f"{who}: {kind.replace('_', ' ')}"


def counted_items(items: Mapping[str, int]) -> str:
    """For example "1 picture and 2 notes"."""
    words = ("picture", "clip", "note")
    return listed([counted(items[word], word) for word in words if items.get(word)])


def items_in_words(items: Iterable[Item]) -> str:
    """For example 'picture ana.jpg and the note "Lives in Porto."'."""
    return listed(
        [
            f"the note {_quoted(each.text)}" if each.text else f"{each.kind} {each.source}".strip()
            for each in items
        ]
    )


def edited(item: Item, name: str) -> str:
    dated = f" of {item.date}" if item.date else ""
    return f"The note{dated} of {shown(name)} is now: {item.text}"


def taken(items: Sequence[Item], persona: Persona, *, erased: bool) -> str:
    verb = "Erased" if erased else "Removed"
    back = "" if erased else " Undo brings it back."
    return f"{verb} from {shown(persona.label)}: {items_in_words(items)}.{back}"


def moved(items: Sequence[Item], persona: Persona, to: str) -> str:
    return f"Moved from {shown(persona.label)} to {shown(to)}: {items_in_words(items)}."


def merged(persona: Persona, other: str) -> str:
    return f"Merged {shown(other)} into {shown(persona.label)}. Undo takes them apart again."


def erase_question(items: Sequence[Item], persona: Persona) -> str:
    return f"Erase of {persona.label} {items_in_words(items)}? This cannot be undone."


def _corrected(texts: Sequence[tuple[str | None, str | None]]) -> str:
    return (
        listed([f"{_quoted(before)} corrected to {_quoted(after)}" for before, after in texts])
        or "corrected"
    )


def _versions(texts: Sequence[tuple[str | None, str | None]]) -> tuple[str, str]:
    """The former text with a space, and the new one; the former may not be among what changed."""
    before = [_quoted(each) for each, _ in texts if each]
    after = [_quoted(each) for _, each in texts if each]
    return "".join(f"{each} " for each in before), listed(after) or "another version"


def _quoted(text: str | None) -> str:
    if not text:
        return "nothing"
    line = " ".join(text.split())
    short = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
    return f'"{short}"'

"""What a change would do, said before it is done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from persona_assistant.views.history import items_in_words, sentence
from persona_assistant.views.layout import Line
from persona_assistant.views.memories import memories_going
from persona_assistant.views.people import holdings
from persona_assistant.views.transfer import copies_left
from persona_assistant.views.words import listed, shown

if TYPE_CHECKING:
    from persona_assistant.assistant.history import Change
    from persona_assistant.assistant.items import Item
    from persona_assistant.memory.backups import Copy
    from persona_assistant.memory.memories import Memory
    from persona_assistant.pmg import Persona


def merge_preview(persona: Persona, other: Persona) -> list[Line]:
    """Two people who become one."""
    names = [other.name, *other.aliases]
    return [
        Line(f"{shown(persona.label)}: {holdings(persona)}"),
        Line(f"{shown(other.label)}: {holdings(other)}"),
        Line(f"All of it becomes that of {shown(persona.label)}, also called {listed(names)}."),
        Line("Undo takes them apart again.", quiet=True),
    ]


def move_preview(items: Sequence[Item], persona: Persona, to: str) -> list[Line]:
    """Items that go to somebody else, or to somebody new."""
    return [
        Line(f"From {shown(persona.label)} to {shown(to)}: {items_in_words(items)}."),
        Line("Undo brings them back.", quiet=True),
    ]


def remove_preview(items: Sequence[Item], persona: Persona) -> list[Line]:
    return [
        Line(f"From {shown(persona.label)}: {items_in_words(items)}."),
        Line("They stay in the history; undo brings them back.", quiet=True),
    ]


def forget_preview(
    persona: Persona, copies: Iterable[Copy], memories: Sequence[Memory] = ()
) -> list[Line]:
    """Everything that goes, `memories` of the user with it, and where something stays."""
    return [
        Line(
            f"{shown(persona.label)} goes with {holdings(persona)}, with all that was computed "
            "from it and with what conversations say of them. This cannot be undone."
        ),
        *map(Line, memories_going(memories)),
        *(Line(f"Stays: {each}.") for each in copies_left(copies)),
    ]


def undo_preview(change: Change, later: Sequence[Change] = ()) -> list[Line]:
    """What is taken back; `later` are the changes that stand on it, latest first."""
    lines = [Line(f"{change.id}  {sentence(change)}")]
    if later:
        lines.append(Line("These later changes stand on it and are taken back first:"))
        lines += [Line(f"{each.id}  {sentence(each)}") for each in later]
    return lines


def export_preview(
    people: Sequence[Persona],
    file: str,
    *,
    encrypted: bool,
    vectors: bool,
    conversations: bool,
    memories: bool = False,
) -> list[Line]:
    """What an archive would hold."""
    extra = [
        what
        for what, asked in (
            ("vectors", vectors),
            ("conversations", conversations),
            ("what is remembered of you", memories),
        )
        if asked
    ]
    lines = [Line(f"Into {file}, {'encrypted' if encrypted else 'not encrypted'}:")]
    lines += [Line(f"  {shown(each.label)}: {holdings(each)}") for each in people]
    if extra:
        lines.append(Line(f"  and {listed(extra)}"))
    if not encrypted:
        lines.append(Line("Whoever has this file can read it; a passphrase prevents that."))
    return lines


def as_text(lines: Iterable[Line]) -> str:
    return "\n".join(each.text for each in lines)

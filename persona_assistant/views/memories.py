"""Memories: all of them, and one with where it is from and what it said before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.views.layout import Column, Line, Table
from persona_assistant.views.words import listed

if TYPE_CHECKING:
    from persona_assistant.assistant.memories import MemoryPage
    from persona_assistant.memory.memories import Memory

_GOING = 3
"""Memories that are named before they go with somebody; of more, how many."""
_LONGEST, _LONGEST_ROW = 70, 160
_FROM = {"turn": "a conversation", "photo": "a photo", "import": "an import", "user": "you"}


def memory_document(memory: Memory) -> dict[str, Any]:
    return {
        "id": memory.id,
        "kind": memory.kind,
        "name": memory.name,
        "text": memory.text,
        "keywords": memory.keywords,
        "said": memory.said,
        "valid_from": memory.valid_from,
        "valid_to": memory.valid_to,
        "origin": memory.origin,
        "source": memory.source,
        "turns": list(memory.turns),
        "follows": memory.follows,
        "ended": memory.ended,
    }


def memories_document(memories: Sequence[Memory]) -> dict[str, Any]:
    return {"memories": [memory_document(each) for each in memories]}


def memories_table(memories: Sequence[Memory]) -> Table:
    return Table(
        (Column("id"), Column("kind", rank=1), Column("memory"), Column("said", rank=2)),
        tuple((str(each.id), each.kind, _line(each), each.said[:10]) for each in memories),
    )


def memory_page_document(page: MemoryPage) -> dict[str, Any]:
    return {
        **memory_document(page.memory),
        "history": [memory_document(each) for each in page.history],
        "said_in": list(page.said_in),
        "picture": page.picture,
        "people": list(page.people),
    }


def memory_page_lines(page: MemoryPage) -> list[Line]:
    memory = page.memory
    source = f", {memory.source}" if memory.source else ""
    lines = [
        Line(_line(memory, longest=None)),
        Line(
            f"{memory.kind} memory {memory.id}, from {_FROM[memory.origin]}{source},"
            f" said {memory.said[:16].replace('T', ' ')}",
            quiet=True,
        ),
    ]
    if memory.valid_from or memory.valid_to:
        lines.append(Line(f"when: {_period(memory)}", quiet=True))
    if page.people:
        lines.append(Line(f"about: {listed(page.people)}", quiet=True))
    if page.picture is not None:
        lines.append(Line(f"of the picture {page.picture}".rstrip(), quiet=True))
    if memory.ended:
        lines.append(Line(f"It was {memory.ended} and holds no more.", quiet=True))
    lines += [Line(f"You said: {each}", quiet=True) for each in page.said_in]
    lines += [Line(_version(each), quiet=True) for each in page.history if each.id != memory.id]
    return lines


def memory_row(memory: Memory) -> tuple[str, str]:
    """For a list: what it says, and below that its kind and its times."""
    about = [memory.kind, f"said {memory.said[:10]}"]
    if memory.valid_from or memory.valid_to:
        about.append(f"when: {_period(memory)}")
    if memory.origin != "user":
        about.append(f"from {_FROM[memory.origin]}")
    return _line(memory, longest=_LONGEST_ROW), " · ".join(about)


def memory_counts(memories: Sequence[Memory]) -> dict[str, int]:
    """How many there are of each kind."""
    counts = dict.fromkeys(("core", "semantic", "episodic", "procedural"), 0)
    for each in memories:
        counts[each.kind] += 1
    return counts


def memory_changed(memory: Memory, how: str) -> str:
    """For example 'Remembered as 3: I moved to Porto.'."""
    back = "" if how == "Erased" else " Undo takes it back."
    if how == "Remembered":
        return f"Remembered as memory {memory.id}: {memory.text}"
    if how == "Corrected":
        return f"Memory {memory.id} says now: {_line(memory, longest=None)}{_stop(memory)}{back}"
    return f"{how} memory {memory.id}: {_line(memory, longest=None)}{_stop(memory)}{back}"


REMEMBERING_OFF = (
    "Remembering is off: nothing that you say becomes a memory. What there is stays, and answers."
)


def remembering_switched(on: bool, overridden_by: str = "") -> str:
    """What follows from turning the switch."""
    if overridden_by:
        return f"The setting is written, but {overridden_by} says otherwise and wins."
    if on:
        return (
            "What you say of yourself in conversations is remembered from now on; what you said"
            " while it was off is not."
        )
    return REMEMBERING_OFF


def erase_memory_question(memory: Memory) -> str:
    return f'Erase "{_line(memory)}" with all its versions? This cannot be undone.'


def memories_going(memories: Sequence[Memory]) -> list[str]:
    """That memories of the user go with a person, in a sentence; none where there are none."""
    if not memories:
        return []
    named = [f'"{_line(each)}"' for each in memories[:_GOING]]
    more = len(memories) - len(named)
    said = listed([*named, *([f"{more} more"] if more else [])])
    verb = "goes" if len(memories) == 1 else "go"
    return [f"What is remembered of you and speaks of them {verb} too: {said}."]


def _line(memory: Memory, longest: int | None = _LONGEST) -> str:
    said = " ".join(memory.text.split())
    said = f"{memory.name}: {said}" if memory.kind == "core" else said
    return said if longest is None or len(said) <= longest else said[: longest - 1].rstrip() + "…"


def _period(memory: Memory) -> str:
    begin, end = memory.valid_from, memory.valid_to
    if begin and end:
        return begin if begin == end else f"{begin} to {end}"
    return f"from {begin}" if begin else f"until {end}"


def _version(memory: Memory) -> str:
    how = f" ({memory.ended})" if memory.ended else ""
    return f"version {memory.id} of {memory.created[:10]}{how}: {memory.text}"


def _stop(memory: Memory) -> str:
    return "" if memory.text.endswith((".", "!", "?")) else "."

"""Flows that change what is remembered of the user; each says first what it would do, and can be
undone unless it says otherwise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from persona_assistant import views
from persona_assistant.tui.asking import Asking
from persona_assistant.tui.people.forms import Field, Form, text_of

if TYPE_CHECKING:
    from persona_assistant.memory.memories import Memory, MemoryKind

_NAMED = ("core", "procedural")
"""Kinds of which each memory has a name."""
_TIME = "2024, 2024-05 or 2024-05-17"


async def add(asking: Asking, kind: MemoryKind) -> None:
    """Asks until it can be kept, or is given up."""
    given, problem = {"text": "", "name": "", "from": "", "to": ""}, ""
    while True:
        fields = [Field("text", "What is to be remembered", given["text"], long=True)]
        if kind in _NAMED:
            fields.append(Field("name", "What it is of", given["name"], "user.name"))
        fields += _times(given["from"], given["to"])
        answers = await asking.ask(Form(f"A {kind} memory", fields, ok="Remember", problem=problem))
        if answers is None:
            return
        given |= {key: text_of(answers, key) for key in answers}
        made, error = await asking.tried(
            partial(
                asking.assistant.memories.add,
                given["text"],
                kind=kind,
                name=given["name"],
                valid_from=given["from"],
                valid_to=given["to"],
            )
        )
        if made is not None:
            asking.changed(views.memory_changed(made, "Remembered"))
            return
        problem = str(error)


async def edit(asking: Asking, memory: Memory) -> None:
    """The former version is kept."""
    text, words = memory.text, memory.keywords
    begin, end, problem = memory.valid_from or "", memory.valid_to or "", ""
    while True:
        fields = [
            Field("text", memory.name or "What is remembered", text, long=True),
            Field("words", "Further words by which it is found", words),
            *_times(begin, end),
        ]
        title = f"Correct memory {memory.id}"
        answers = await asking.ask(Form(title, fields, ok="Save", problem=problem))
        if answers is None:
            return
        text, words = text_of(answers, "text"), text_of(answers, "words")
        begin, end = text_of(answers, "from"), text_of(answers, "to")
        changes = {
            name: given
            for name, given, former in (
                ("text", text, memory.text),
                ("keywords", words, memory.keywords),
                ("valid_from", begin, memory.valid_from or ""),
                ("valid_to", end, memory.valid_to or ""),
            )
            if given != former
        }
        if not changes:
            return
        made, error = await asking.tried(
            partial(asking.assistant.memories.edit, memory.id, **changes)
        )
        if made is not None:
            asking.changed(views.memory_changed(made, "Corrected"))
            return
        problem = str(error)


async def retract(asking: Asking, memory: Memory) -> None:
    what = views.memory_row(memory)[0]
    detail = f"{what}\n\nIt holds no more, and answers nothing. Undo brings it back."
    if not await asking.agreed("Retract this memory?", detail, yes="Retract"):
        return
    gone = await asking.attempt(lambda: asking.assistant.memories.retract(memory.id))
    if gone is not None:
        asking.changed(views.memory_changed(gone, "Retracted"))


async def erase(asking: Asking, memory: Memory) -> None:
    detail = (
        f"{views.erase_memory_question(memory)} What quotes it in conversations and in the history"
        " goes too."
    )
    if not await asking.agreed("Erase for good?", detail, yes="Erase", danger=True):
        return
    gone = await asking.attempt(lambda: asking.assistant.memories.erase(memory.id))
    if gone is not None:
        asking.changed(views.memory_changed(gone, "Erased"))


def _times(begin: str, end: str) -> tuple[Field, Field]:
    return (
        Field("from", "When it began or happened", begin, _TIME),
        Field("to", "Until when it holds", end, _TIME),
    )

"""The history, undoing a change of it, and what an audit found, with what mends it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, OptionList, Static
from textual.widgets.option_list import Option

from persona_assistant import views
from persona_assistant.assistant.history import Change
from persona_assistant.tui.asking import Asking
from persona_assistant.tui.dialogs import Dialog
from persona_assistant.tui.people import correcting
from persona_assistant.tui.people.desk import Desk, one_line
from persona_assistant.tui.text import plain
from persona_assistant.views.previews import as_text

if TYPE_CHECKING:
    from persona_assistant.assistant.concerns import Concern

_SHOWN = 500
_RECENT = 100
"""Changes among which the latest that can be undone is looked for."""


class Rows(Dialog[int | None]):
    """A tall list to choose from; the number of a row, from 0."""

    DEFAULT_CSS = """
    Rows > Vertical { width: 110; height: 90%; }
    Rows OptionList { height: 1fr; max-height: 100%; }
    Rows .hint { color: $text-muted; }
    """

    def __init__(self, title: str, rows: Sequence[str], hint: str, *, dim: Sequence[bool]) -> None:
        super().__init__()
        self._title, self._rows, self._hint, self._dim = title, rows, hint, dim

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(plain(self._title), classes="title")
            yield OptionList(
                *(
                    Option(plain(row, "dim" if dim else ""))
                    for row, dim in zip(self._rows, self._dim, strict=True)
                )
            )
            yield Static(plain(self._hint), classes="hint")
            with Horizontal(classes="buttons"):
                yield Button("Close", id="no")

    def on_mount(self) -> None:
        self.query_one(OptionList).focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_index)

    @on(Button.Pressed)
    def _let_be(self) -> None:
        self.dismiss(None)


# --- the history


async def history(desk: Desk) -> None:
    """Of the selected person."""
    assert desk.persona is not None
    await _history(desk, desk.persona.uid, f"History of {desk.persona.label}")


async def history_of_all(desk: Desk) -> None:
    await _history(desk, None, "History")


async def _history(desk: Desk, uid: str | None, title: str) -> None:
    changes = await desk.attempt(lambda: desk.assistant.history(uid, limit=_SHOWN))
    if changes is not None:
        await _choose(desk, changes, title)


async def history_of_memories(desk: Asking) -> None:
    changes = await desk.attempt(lambda: desk.assistant.history(limit=_SHOWN))
    if changes is not None:
        mine = [each for each in changes if each.is_of_memories]
        await _choose(desk, mine, "History of what is remembered of you")


async def _choose(desk: Asking, changes: Sequence[Change], title: str) -> None:
    """Shows changes, and takes the chosen one back."""
    lines = views.history_lines(changes)
    hint = "Enter takes a change back, or does an undone one again."
    dim = [line.quiet for line in lines]
    chosen = await desk.ask(Rows(title, [line.text for line in lines], hint, dim=dim))
    if chosen is not None and chosen < len(changes):
        await take_back(desk, changes[chosen])


async def undo(desk: Asking, *, of_memories: bool = False) -> None:
    """The latest change that can be undone; of memories alone, where it says so."""
    changes = await desk.attempt(lambda: desk.assistant.history(limit=_RECENT))
    if changes is None:
        return
    latest = next(
        (
            each
            for each in changes
            if each.undoable and each.kind != "undone" and (not of_memories or each.is_of_memories)
        ),
        None,
    )
    if latest is None:
        desk.app.say("There is nothing to undo.")
    else:
        await take_back(desk, latest)


async def take_back(desk: Asking, change: Change) -> None:
    """Undoes a change, after saying what that is; with what stands on it, should something."""
    title = "Do it again?" if change.kind == "undone" else "Take this back?"
    yes = "Do it again" if change.kind == "undone" else "Undo"
    if not await desk.agreed(title, as_text(views.undo_preview(change)), yes=yes):
        return
    undone, error = await desk.tried(lambda: desk.assistant.undo(change.id))
    if error is not None and error.code == "stands_on":
        await _take_back_all(desk, change, error.fields["events"])
    elif error is not None:
        desk.app.say_error(error)
    else:
        desk.changed(as_text(views.undone_lines(undone or ())))


async def _take_back_all(desk: Asking, change: Change, later: Sequence[int]) -> None:
    """`later` are the ids of the changes that stand on it."""
    known = await desk.attempt(lambda: desk.assistant.history())
    if known is None:
        return
    standing = [each for each in known if each.id in set(later)]
    preview = as_text(views.undo_preview(change, standing))
    if not await desk.agreed("Take all of these back?", preview, yes="Undo all"):
        return
    latest_first = [*sorted(later, reverse=True), change.id]

    def undo_all() -> list[Change]:
        return [each for event in latest_first for each in desk.assistant.undo(event)]

    undone, error = await desk.tried(undo_all)
    if error is not None:
        desk.app.say_error(error)
        desk.app.memory_changed()
    else:
        desk.changed(as_text(views.undone_lines(undone or [])))


# --- what wants a look


async def audit(desk: Desk) -> None:
    """Goes to what was found, and offers what mends it."""
    found, error = await desk.watched("Reading everything", desk.assistant.audit)
    if error is not None:
        desk.app.say_error(error)
    if found is None:
        return
    concerns: Sequence[Concern] = found
    if not concerns:
        desk.app.say(as_text(views.audit_lines(concerns)))
        return
    rows = [each.sentence for each in concerns]
    title = f"{views.counted(len(rows), 'thing')} to look at"
    hint = "Enter goes there and offers what mends it; nothing is changed before you say so."
    chosen = await desk.ask(Rows(title, rows, hint, dim=[False] * len(rows)))
    if chosen is not None:
        await _mend(desk, concerns[chosen])


async def _mend(desk: Desk, concern: Concern) -> None:
    if concern.memory is not None:
        desk.app.open_memory(concern.memory)
        return
    found = await desk.attempt(lambda: desk.assistant.show(concern.people[0]))
    if found is None:
        return
    desk.persona = found.persona
    number = concern.items[-1] if concern.items else None
    desk.items = tuple(each for each in found.items if each.number == number)
    desk.show(found.persona.uid, number)
    if concern.kind in ("double", "near double") and len(concern.people) == 1:
        await correcting.remove(desk)
    elif concern.kind == "secret" and desk.items:
        await correcting.edit_note(desk)
    elif concern.kind == "people" and len(concern.people) == 2:
        other = await desk.attempt(lambda: desk.assistant.persona(concern.people[1]).persona)
        if other is not None:
            await correcting.merge_with(desk, desk.persona, other)
    else:
        advice = concern.command if concern.kind == "people" else ""
        desk.app.say(one_line(f"{concern.sentence} {advice}", 400))

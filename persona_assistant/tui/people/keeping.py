"""Flows about keeping: consent and last days, saving an item to a file, forgetting somebody."""

from __future__ import annotations

from functools import partial
from typing import Any

from persona_assistant import views
from persona_assistant.tui.dialogs import AskText, Message
from persona_assistant.tui.people.desk import Desk, paths_in
from persona_assistant.tui.people.forms import Field, Form, TypeToConfirm
from persona_assistant.views.previews import as_text


async def consent(desk: Desk) -> None:
    persona = desk.persona
    assert persona is not None
    known = await desk.attempt(lambda: desk.assistant.consent(persona.uid))
    if known is None:
        return
    before: dict[str, str | bool] = {
        "agreed": known.agreed or "",
        "by": known.by or "",
        "day": str(known.day or ""),
        "face": known.face,
        "voice": known.voice,
        "keep_until": str(known.keep_until or ""),
    }
    answers, problem = dict(before), ""
    while True:
        fields = [
            Field("agreed", "What they agreed to", answers["agreed"]),
            Field("by", "Who agreed, if not the person", answers["by"]),
            Field("day", "Day of agreeing", answers["day"], "today"),
            Field("face", "May be recognised by pictures", answers["face"]),
            Field("voice", "May be recognised by clips", answers["voice"]),
            Field("keep_until", "Last day; then forgotten", answers["keep_until"], "kept for good"),
        ]
        given = await desk.ask(Form(f"Consent of {persona.label}", fields, problem=problem))
        if given is None:
            return
        answers = given
        changed: dict[str, Any] = {
            key: value.strip() if isinstance(value, str) else value
            for key, value in given.items()
            if value != before[key] and not (key == "day" and not value)
        }
        if not changed or not await _agreed(desk, persona.label, changed):
            return
        now, error = await desk.tried(partial(desk.assistant.consent, persona.uid, **changed))
        if now is not None:
            desk.done(as_text(views.consent_lines(persona.label, now)), persona.uid)
            return
        problem = str(error)


async def _agreed(desk: Desk, name: str, changed: dict[str, Any]) -> bool:
    """Asks where something is erased by it."""
    closed = [what for what in ("face", "voice") if changed.get(what) is False]
    if not closed:
        return True
    detail = (
        f"What was computed from pictures and clips of {name} to know them by "
        f"{views.listed(closed)} is erased, and can only be made anew. The pictures and clips stay."
    )
    return await desk.agreed(f"No longer recognise {name}?", detail, yes="Erase it", danger=True)


async def save(desk: Desk) -> None:
    persona, item = desk.persona, desk.items[0]
    assert persona is not None
    suggested = item.source or f"{persona.name} {item.number}.txt"
    path = await desk.ask(
        AskText("Save to", f"{views.described(item)}; anybody can read the file.", value=suggested)
    )
    if not path:
        return
    file = paths_in(path)[0]
    saving = desk.assistant.persona
    saved, error = await desk.tried(lambda: saving(persona.uid).save(item, file))
    if error is not None and error.code == "target_exists":
        if not await desk.agreed("Replace the file?", str(file), yes="Replace", danger=True):
            return
        saved, error = await desk.tried(
            lambda: saving(persona.uid).save(item, file, overwrite=True)
        )
    if error is not None:
        desk.app.say_error(error)
    else:
        desk.app.say(f"Saved {saved}.")


async def forget(desk: Desk) -> None:
    """Shows what goes and what stays, wants the name typed, and ends with the receipt."""
    persona = desk.persona
    assert persona is not None
    copies = await desk.attempt(lambda: desk.assistant.copies(persona.uid))
    if copies is None:
        return
    memories = await desk.attempt(lambda: desk.assistant.memories.of_person(persona.uid))
    if memories is None:
        return
    preview = as_text(views.forget_preview(persona, copies, memories))
    window = TypeToConfirm(f"Forget {persona.label}?", preview, persona.name, yes="Forget")
    if not await desk.ask(window):
        return
    forgotten, error = await desk.watched(
        f"Forgetting {persona.label}", partial(desk.assistant.forget, persona.uid, verify=True)
    )
    if forgotten is None:
        if error is not None:
            desk.app.say_error(error)
        desk.app.memory_changed()
        return
    desk.done(views.forgotten(persona))
    receipt = as_text(views.receipt_lines(forgotten.receipt))
    left = "\n".join(f"Note: {each}." for each in views.copies_left(copies))
    await desk.ask(Message(views.forgotten(persona), f"{receipt}\n{left}".rstrip()))

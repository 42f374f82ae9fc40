"""Flows that correct one person or two; every one says first what it would do, and can be undone
unless it says otherwise."""

from __future__ import annotations

from functools import partial

from persona_assistant import views
from persona_assistant.assistant.items import Item
from persona_assistant.pmg import Clip, Persona, Picture
from persona_assistant.tui.dialogs import AskText, Confirm
from persona_assistant.tui.people.choosing import PickPerson
from persona_assistant.tui.people.desk import Desk, paths_in
from persona_assistant.tui.people.forms import Field, Form, text_of
from persona_assistant.views.previews import as_text


def _of(desk: Desk) -> tuple[Persona, tuple[Item, ...]]:
    assert desk.persona is not None
    return desk.persona, desk.items


async def edit_note(desk: Desk) -> None:
    persona, items = _of(desk)
    notes = [each for each in items if each.kind == "note"]
    if not notes:
        desk.app.say("Only a note can be edited; put the cursor on one.")
        return
    note, problem = notes[0], ""
    text, day = note.text or "", str(note.date or "")
    erase: str | bool = False
    while True:
        fields = [
            Field("text", "Note", text, long=True),
            Field("date", "Day it was written", day, "2024-03-12, yesterday"),
            Field("erase", "Erase the former text everywhere (cannot be undone)", bool(erase)),
        ]
        given = await desk.ask(
            Form(f"A note of {persona.label}", fields, ok="Save", problem=problem)
        )
        if given is None:
            return
        text, day, erase = text_of(given, "text"), text_of(given, "date"), given["erase"]
        new_text = text if text != (note.text or "").strip() or erase else None
        new_day = day if day and day != str(note.date or "") else None
        if new_text is None and new_day is None:
            return
        change = partial(
            desk.assistant.persona(persona.uid).edit,
            note,
            text=new_text,
            date=new_day,
            erase=bool(erase),
        )
        edited, error = await desk.tried(change)
        if edited is not None:
            desk.done(views.edited(edited, persona.label))
            return
        problem = str(error)


async def remove(desk: Desk) -> None:
    await _take_away(desk, erase=False)


async def erase(desk: Desk) -> None:
    await _take_away(desk, erase=True)


async def _take_away(desk: Desk, *, erase: bool) -> None:
    persona, items = _of(desk)
    if erase:
        detail = f"{views.erase_question(items, persona)} Nothing of it stays in the history."
        agreed = await desk.agreed("Erase for good?", detail, yes="Erase", danger=True)
    else:
        detail = as_text(views.remove_preview(items, persona))
        agreed = await desk.agreed("Remove?", detail, yes="Remove")
    if not agreed:
        return
    gone = await desk.attempt(
        lambda: desk.assistant.persona(persona.uid).remove(*items, erase=erase)
    )
    if gone is not None:
        desk.done(views.taken(gone, persona, erased=erase), persona.uid)


async def move(desk: Desk) -> None:
    persona, items = _of(desk)
    other = await desk.ask(PickPerson("Whose are they?", desk.directory, but=persona.uid))
    if other is None:
        return
    detail = as_text(views.move_preview(items, persona, other.label))
    if not await desk.agreed("Move?", detail, yes="Move"):
        return
    moved = await desk.attempt(
        lambda: desk.assistant.persona(persona.uid).move(*items, to=other.uid)
    )
    if moved is not None:
        desk.done(views.moved(moved, persona, other.label), persona.uid)


async def split(desk: Desk) -> None:
    persona, items = _of(desk)
    detail = f"Of {persona.label}: {views.items_in_words(items)}. The two are never merged again."
    name = await desk.ask(AskText("Somebody new, called", detail, ok="Go on"))
    if not name:
        return
    preview = as_text(views.move_preview(items, persona, name.strip()))
    if not await desk.agreed("Split off?", preview, yes="Split"):
        return
    new = await desk.attempt(
        lambda: desk.assistant.persona(persona.uid).split(*items, into=name.strip())
    )
    if new is not None:
        desk.done(views.remembered(new), new.uid)


async def rename(desk: Desk) -> None:
    persona, _ = _of(desk)
    name = await desk.ask(AskText(f"{persona.label} is called now", value=persona.name))
    if not name or name.strip() == persona.name:
        return
    renamed = await desk.attempt(lambda: desk.assistant.edit(persona.uid, new_name=name.strip()))
    if renamed is not None:
        desk.done(views.named(renamed), persona.uid)


async def aliases(desk: Desk) -> None:
    persona, _ = _of(desk)
    given = await desk.ask(
        AskText(
            f"Other names of {persona.label}",
            "Separated by commas; leave out those that are no longer used.",
            value=", ".join(persona.aliases),
            may_be_empty=True,
        )
    )
    if given is None:
        return
    names = [each.strip() for each in given.split(",") if each.strip()]
    named = await desk.attempt(lambda: desk.assistant.edit(persona.uid, aliases=names))
    if named is not None:
        desk.done(views.named(named), persona.uid)


async def merge(desk: Desk) -> None:
    persona, _ = _of(desk)
    title = f"Who is the same person as {persona.label}?"
    other = await desk.ask(PickPerson(title, desk.directory, but=persona.uid))
    if other is not None:
        await merge_with(desk, persona, other)


async def merge_with(desk: Desk, persona: Persona, other: Persona) -> None:
    """Shows what is joined, and joins it."""
    detail = as_text(views.merge_preview(persona, other))
    if not await desk.agreed("Make one person of these two?", detail, yes="Merge"):
        return
    merged = await desk.attempt(lambda: desk.assistant.merge(persona.uid, other.uid))
    if merged is not None:
        desk.done(views.merged(merged, other.label), merged.uid)


async def reject(desk: Desk) -> None:
    """A picture or clip under the cursor, or of a file, is not of this person."""
    persona, items = _of(desk)
    media = [each for each in items if each.medium is not None]
    if media:
        await _reject_item(desk, persona, media[0])
        return
    path = await desk.ask(
        AskText(f"Not {persona.label}", "A picture or clip of somebody else.", placeholder="Path")
    )
    if not path:
        return
    medium = await desk.attempt(lambda: _medium(path))
    if medium is not None:
        await reject_medium(desk, persona, medium)


async def reject_medium(desk: Desk, persona: Persona, medium: Picture | Clip) -> bool:
    picture = isinstance(medium, Picture)
    rejected = await desk.attempt(
        lambda: desk.assistant.reject(
            persona.uid,
            image=medium if picture else None,
            voice=None if picture else medium,
        )
    )
    if rejected is None:
        return False
    desk.done(views.rejected(persona, [medium]))
    return True


async def _reject_item(desk: Desk, persona: Persona, item: Item) -> None:
    assert item.medium is not None
    question = Confirm(
        f"Not {persona.label}?",
        f"{views.described(item)} is taken away, and remembered as somebody else's. "
        "Undo brings it back.",
        yes="Not them",
    )
    if not await desk.ask(question):
        return
    gone = await desk.attempt(lambda: desk.assistant.persona(persona.uid).remove(item))
    if gone is not None:
        await reject_medium(desk, persona, item.medium)


def _medium(path: str) -> Picture | Clip:
    from persona_assistant.assistant import read_clip, read_picture
    from persona_assistant.media import modality_of

    file = paths_in(path)[0]
    return read_picture(file) if modality_of(file) == "image" else read_clip(file)

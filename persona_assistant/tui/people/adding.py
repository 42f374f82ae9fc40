"""Somebody new, and more of somebody: their files, the face that is theirs, whose a name is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from persona_assistant import views
from persona_assistant.errors import MediaError
from persona_assistant.pmg import Clip, Persona, Picture
from persona_assistant.samples import Sample
from persona_assistant.tui.dialogs import Choose
from persona_assistant.tui.people.choosing import PickFace
from persona_assistant.tui.people.desk import Desk, paths_in
from persona_assistant.tui.people.forms import Field, Form, text_of


@dataclass(frozen=True, slots=True)
class Given:
    """What is to be remembered."""

    pictures: Sequence[Picture] = ()
    clips: Sequence[Clip] = ()
    notes: Sequence[str] = ()
    date: str = ""


async def new_person(desk: Desk) -> None:
    await _form(desk, None)


async def add_to(desk: Desk) -> None:
    await _form(desk, desk.persona)


async def _form(desk: Desk, persona: Persona | None) -> None:
    """Asks until what was given can be remembered, or the window is closed."""
    answers: dict[str, str | bool] = {"name": "", "files": "", "note": "", "date": ""}
    problem = ""
    while True:
        name = [] if persona else [Field("name", "Name", answers["name"])]
        fields = [
            *name,
            Field("files", "Pictures and clips, one path a line", answers["files"], long=True),
            Field("note", "Note", answers["note"], long=True),
            Field("date", "Day of the note", answers["date"], "today; or 2024-03-12, yesterday"),
        ]
        title = f"Add to {persona.label}" if persona else "Somebody new"
        given = await desk.ask(Form(title, fields, ok="Remember", problem=problem))
        if given is None:
            return
        answers |= given
        whose = persona.uid if persona else text_of(answers, "name")
        if not whose:
            problem = "Say what the person is called."
            continue
        files = text_of(answers, "files")
        media, error = await desk.tried(lambda files=files: _read(files))  # type: ignore[misc]
        if error is not None or media is None:
            problem = str(error)
            continue
        note = text_of(answers, "note")
        what = Given(media[0], media[1], [note] if note else [], text_of(answers, "date"))
        added, problem = await remember(desk, whose, what, persona.label if persona else whose)
        if added or not problem:
            return


def _read(text: str) -> tuple[list[Picture], list[Clip]]:
    from persona_assistant.assistant import read_clip, read_picture
    from persona_assistant.media import modality_of

    pictures, clips = [], []
    for path in paths_in(text):
        if modality_of(path) == "image":
            pictures.append(read_picture(path))
        else:
            clips.append(read_clip(path))
    return pictures, clips


async def remember(desk: Desk, whose: str, given: Given, label: str) -> tuple[Persona | None, str]:
    """Remembers it, once it is known whose face and whose name it is. Returns the person, or None
    with what is wrong; with "" where the user has let it be."""
    faces = await _faces(desk, label, given.pictures)
    if faces is None:
        return None, ""
    media: list[Picture | Clip] = [*given.pictures, *given.clips]
    notices = [notice for medium in media for notice in medium.notices]
    add = partial(
        desk.assistant.add,
        images=given.pictures,
        voices=given.clips,
        texts=given.notes,
        dates=[given.date] if given.date and given.notes else (),
        faces=faces,
        on_notice=notices.append,
    )
    same: bool | None = None
    anyway = False
    while True:
        persona, error = await desk.tried(partial(add, whose, same=same, anyway=anyway))
        if persona is not None:
            desk.done(" ".join([views.remembered(persona), *map(_sentence, notices)]), persona.uid)
            return persona, ""
        if error is not None and error.code == "similar_name":
            known, uids = error.fields["labels"], error.fields["uids"]
            options = [*(f"The same person as {each}" for each in known), "Somebody new"]
            title = f"{whose} may be remembered already. Who is it?"
            answer = await desk.ask(Choose(title, options))
            if answer is None:
                return None, ""
            if answer < len(uids):
                whose = uids[answer]
            else:
                same = False
        elif isinstance(error, MediaError) and not anyway:
            if not await desk.agreed("Keep it anyway?", str(error), yes="Keep it"):
                return None, str(error)
            anyway = True
        else:
            return None, str(error)


async def _faces(desk: Desk, name: str, pictures: Sequence[Picture]) -> list[int | None] | None:
    """The number of the person's face in each picture, None where one is left to the assistant.
    None altogether where the window was closed."""
    if desk.app.settings.face_encoder == "none":
        return []
    numbers: list[int | None] = []
    for picture in pictures:
        seen = await desk.attempt(lambda each=picture: _seen(desk, each))  # type: ignore[misc]
        if seen is None or len(seen[0]) < 2:
            numbers.append(None)
            continue
        number = await desk.ask(PickFace(name, picture, *seen))
        if number is None:
            return None
        numbers.append(number or None)
    return numbers


def _seen(desk: Desk, picture: Picture) -> tuple[Sequence[Sample], list[str]]:
    """The faces of a picture, and a line about each."""
    faces = desk.assistant.faces(picture)
    known = len(faces) > 1 and desk.assistant.services.has_store
    edge = desk.assistant.who(image=picture) if known else None
    lines = [each.text.strip() for each in views.faces_lines(picture, faces, edge)[1:]]
    return faces, lines


def _sentence(notice: str) -> str:
    return f"{notice[:1].upper()}{notice[1:].rstrip('.')}."

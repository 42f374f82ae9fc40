"""What an answer stands on, and what a question showed or played, in a window of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from persona_assistant.pmg import Clip, Evidence, Picture, Triplet
from persona_assistant.tui.dialogs import Message
from persona_assistant.tui.media.viewer import MediumViewer
from persona_assistant.tui.text import plain
from persona_assistant.visible import visible

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


async def open_evidence(app: PersonaApp, evidence: Evidence) -> None:
    """The note in full with its day, or the stored picture or clip."""
    assistant = app.assistant
    triplet = await app.attempt(lambda: assistant.triplet_of(evidence))
    if triplet is None:
        return
    parts = {"image": triplet.image, "voice": triplet.voice, "text": None}
    medium = parts[evidence.modality]
    if medium is None:
        app.push_screen(Message(_title(evidence, triplet), _note(evidence, triplet)))
    else:
        detail = plain(evidence.detail) if evidence.detail != medium.source else None
        app.push_screen(MediumViewer(medium, _title(evidence, triplet), detail))


def open_shown(app: PersonaApp, medium: Picture | Clip) -> None:
    """What a question showed or played."""
    shown = "Shown" if isinstance(medium, Picture) else "Played"
    app.push_screen(MediumViewer(medium, f"{shown} with the question"))


def _title(evidence: Evidence, triplet: Triplet) -> str:
    what = {"image": "Picture", "voice": "Clip", "text": "Note"}[evidence.modality]
    day = evidence.date or triplet.date
    return f"{what} of {evidence.persona}" + (f", {day.isoformat()}" if day else "")


def _note(evidence: Evidence, triplet: Triplet) -> Content:
    """The whole note; the sentence that the answer stands on stands out."""
    text, sentence = visible(triplet.text or evidence.detail), visible(evidence.detail)
    at = text.find(sentence)
    note = plain(text)
    return note.stylize("bold", at, at + len(sentence)) if at >= 0 and text != sentence else note

"""The rows of the models section: what answers, what recognises, and every model file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_assistant.settings import Settings

if TYPE_CHECKING:
    from persona_assistant.weights.availability import Hardware, ModelStatus

READER, SERVER, FILE, BUILTIN = "reader", "server", "file", "builtin"
"""Rows that are no model of the registry."""
ANSWERS = "answers"

_FOR = {
    "language model": ANSWERS,
    "checkpoint": "training",
    "image encoder": "pictures",
    "voice encoder": "voices",
    "sentence encoder": "notes",
    "speech recognition": "speech",
}
_SERVES = {"image": "pictures", "voice": "voices", "text": "notes"}


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    """As it is shown; of a model, its own."""
    key: str
    """Unique; of a model, its name."""
    purpose: str
    """What it is for, in a word."""
    in_use: bool
    status: ModelStatus | None = None
    """Of a model."""
    begun: int = 0
    """Bytes that an unfinished pull has left."""
    about: str = ""

    @property
    def size(self) -> int | None:
        if self.status is None:
            return None
        known, present = self.status.known, self.status.installed
        if present is not None:
            return present.size
        return known.size if known is not None else None

    @property
    def installed(self) -> bool:
        return self.status is None or self.status.installed is not None

    @property
    def usable(self) -> bool:
        """Whether something can use it; a checkpoint is for training alone."""
        return self.purpose != "training"


@dataclass(frozen=True, slots=True)
class Listing:
    entries: tuple[Entry, ...]
    machine: Hardware
    folder: str
    """Where models live."""


def load(settings: Settings) -> Listing:
    """What there is. For a thread. Raises ModelError."""
    from persona_assistant.weights import availability, models_folder

    machine = availability.hardware()
    statuses = availability.list_models(machine)
    return Listing(tuple(_entries(settings, statuses)), machine, str(models_folder()))


def _entries(settings: Settings, statuses: list[ModelStatus]) -> Iterator[Entry]:
    from persona_assistant.weights import registry

    yield Entry(
        "Reader (built in)",
        READER,
        ANSWERS,
        settings.engine == "extractive",
        about="Answers with sentences of your own notes; no language model, nothing to fetch.",
    )
    named = settings.engine == "llama" and settings.model is not None and str(settings.model)
    names = {each.name for each in statuses if each.installed}
    if named and named not in names:
        yield Entry(named, FILE, ANSWERS, True, about="A model file that the settings name.")
    address = f": {settings.base_url}" if settings.base_url else " ..."
    yield Entry(
        f"Server{address}",
        SERVER,
        ANSWERS,
        settings.engine == "endpoint",
        about="An OpenAI-compatible server. It is sent each question with what is remembered of"
        " the person it is about.",
    )
    encoders = {
        settings.image_encoder,
        settings.voice_encoder,
        settings.text_encoder,
        settings.transcriber,
    }
    yield Entry(
        "Encoders (built in)",
        BUILTIN,
        "people",
        encoders <= {"builtin", "classical", None},
        about="Recognise faces, pictures and voices with what comes with the product.",
    )
    for status in statuses:
        yield Entry(
            status.name,
            status.name,
            _purpose(status),
            status.name in (named, *encoders),
            status,
            0 if status.installed else registry.begun(status.name),
        )


def _purpose(status: ModelStatus) -> str:
    if status.known is not None:
        known = status.known
        if known.purpose.endswith("encoder") and known.encoder is None:
            return "training"
        return _FOR.get(known.purpose, known.purpose)
    from persona_assistant.errors import PersonaAssistantError
    from persona_assistant.weights.catalog import MODEL

    assert status.installed is not None  # only such a model is listed beside the catalogue
    if status.installed.of(MODEL):
        return ANSWERS
    from persona_assistant.encoders.loader import kind_of

    try:
        return _SERVES[kind_of(status.name)]
    except (PersonaAssistantError, KeyError):
        return "training"

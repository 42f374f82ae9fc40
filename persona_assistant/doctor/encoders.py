"""What `doctor` finds when it runs encoders and transcribers on bundled media."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from persona_assistant import app, resources
from persona_assistant.settings import Settings

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder


def encoder(settings: Settings, sense: str) -> str:
    """What came of running an encoder on two bundled media, or sentences, of one person and one of
    another. Raises ModelError, ValueError."""
    import numpy as np

    from persona_assistant.encoders.base import Examiner
    from persona_assistant.routing.calibration import load

    chosen = app.encoders(settings)[sense]
    shown = _shown(sense, chosen)
    vectors = chosen.encode(shown)
    if vectors.shape != (3, chosen.dim) or not np.allclose(
        np.linalg.norm(vectors, axis=1), 1, atol=1e-4
    ):
        raise ValueError(f"{chosen.id} does not make unit vectors of {chosen.dim} numbers")
    same, other = float(vectors[0] @ vectors[1]), float(vectors[0] @ vectors[2])
    if same <= other and (chosen.family == "classical" or isinstance(chosen, Examiner)):
        raise ValueError(
            f"{chosen.id} finds two bundled people more alike ({other:.2f}) than one ({same:.2f})"
        )
    if sense == "text":
        return f"{chosen.id}; the same in other words {same:.2f} alike, something else {other:.2f}"
    # Drawn people prove nothing about an encoder for real ones: what is known of its scores says
    # more.
    origin = {
        "fitted": "calibrated",
        "assumed": "not calibrated, its scores are judged by what is assumed of its family",
    }
    known = origin[load().evidence(sense, chosen).origin]
    return f"{chosen.id}, {known}; one bundled person {same:.2f} alike, two people {other:.2f}"


def _shown(sense: str, encoder: Encoder) -> list[Any]:
    """Two of one and one of another: real people for an encoder that looks for faces or speakers,
    drawn ones and synthetic voices for the others."""
    from persona_assistant import self_test
    from persona_assistant.encoders.base import Examiner
    from persona_assistant.media import load_image, load_voice

    if sense == "text":
        return [
            "She repairs church organs.",
            "Her job is mending organ pipes.",
            "It rained all day.",
        ]
    pictures = encoder.modality == "image"
    if isinstance(encoder, Examiner):
        files = self_test.real("image" if pictures else "voice")
    else:
        people = resources.data_path("memory_store", "demo", "people")
        ending = "jpg" if pictures else "ogg"
        files = tuple(people / f"{name}.{ending}" for name in ("01_1", "01_2", "02_1"))
    return [load_image(each) if pictures else load_voice(each) for each in files]


def transcriber(settings: Settings) -> str:
    """What came of having it listen to a bundled recording of a word. Raises ModelError,
    EngineMissing."""
    from persona_assistant.media import load_voice
    from persona_assistant.self_test import SPOKEN

    chosen = app.transcriber(settings)
    assert chosen is not None  # the settings name one
    word = next(iter(SPOKEN))
    text, language = chosen.transcribe(
        load_voice(resources.data_path("models", "self_test", f"{word}.ogg"))
    )
    heard = f'"{text}" ({language})' if text else "nothing"
    right = "right" if word in text.casefold() else "not what is said, or in other words"
    return f"{chosen.id} hears {heard} where {word!r} is said: {right}"

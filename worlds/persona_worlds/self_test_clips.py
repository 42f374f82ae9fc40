"""Recordings whose words are known, for the self-test of a model's hearing
(persona_assistant/self_test.py)."""

from __future__ import annotations

from pathlib import Path

from persona_assistant.self_test import SPOKEN
from persona_worlds import voices

_SPEAKER = voices.VoiceIdentity(
    presentation="f",
    accent="en-gb",
    variant="f2",
    pitch=50,
    pitch_range=60,
    tempo=140.0,
    shift=1.0,
    timbre=(0.0,) * 5,
)


def write_self_test_clips(folder: Path) -> None:
    """One clip per word, clear and unhurried. Raises EngineMissing without espeak-ng."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, (word, sentence) in enumerate(SPOKEN.items()):
        nuisance = voices.VoiceNuisance(seed=number, snr=45.0, room=0.0)
        (folder / f"{word}.ogg").write_bytes(
            voices.clip_bytes(voices.speak(_SPEAKER, sentence, nuisance))
        )

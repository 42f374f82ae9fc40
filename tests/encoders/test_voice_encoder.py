"""The same voice stays near whatever it says and however it is recorded; others do not."""

from __future__ import annotations

import numpy as np
import pytest
from persona_worlds.small_talk import small_talk
from persona_worlds.voices import speak, voice_identity, voice_nuisance

from persona_assistant.encoders.voice import ClassicalVoiceEncoder
from persona_assistant.errors import MediaError
from persona_assistant.fitting.recognition import CLIP_HARM, equal_error, score, sound
from persona_assistant.media import SAMPLE_RATE, voice_from_samples
from persona_assistant.pmg import Clip

SPEAKERS, TAKES = 14, 2
WHO = np.repeat(np.arange(SPEAKERS), TAKES)
STRANGER = 0.5


@pytest.fixture(scope="module")
def encoder() -> ClassicalVoiceEncoder:
    return ClassicalVoiceEncoder()


@pytest.fixture(scope="module")
def clips() -> list[np.ndarray]:
    said = []
    for speaker in range(SPEAKERS):
        rng = np.random.default_rng((4711, speaker))
        identity = voice_identity(rng)
        said += [speak(identity, small_talk(rng), voice_nuisance(rng)) for _ in range(TAKES)]
    return said


@pytest.fixture(scope="module")
def vectors(encoder, clips) -> np.ndarray:
    return encoder.encode([voice_from_samples(clip) for clip in clips])


def test_vectors_keep_the_contract(encoder, clips, vectors):
    assert encoder.modality == "voice" and encoder.id == "classical-voice/2" and encoder.dim <= 512
    assert vectors.dtype == np.float32 and vectors.shape == (len(clips), encoder.dim)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.array_equal(encoder.encode([voice_from_samples(clips[7])])[0], vectors[7])
    assert encoder.encode([]).shape == (0, encoder.dim)


def test_speakers_the_map_never_heard_are_told_apart(vectors):
    row = score("as made", vectors, vectors, WHO)
    assert row.eer <= 0.07 and row.of_4 >= 0.95 and row.of_14 >= 0.9


@pytest.mark.parametrize("harm", CLIP_HARM)
def test_a_worse_recording_is_not_somebody_else(encoder, clips, vectors, harm):
    damaged = encoder.encode([voice_from_samples(CLIP_HARM[harm](clip)) for clip in clips[::TAKES]])
    cosine = damaged @ vectors.T
    same = WHO[::TAKES][:, None] == WHO[None, :]
    eer, _ = equal_error(cosine[same], cosine[~same])
    assert eer <= (0.15 if harm == "only one second" else 0.08)


def test_things_are_nobody(encoder, vectors):
    things = encoder.encode([voice_from_samples(sound(seed)) for seed in range(24)])
    assert (things @ vectors.T > STRANGER).mean() <= 0.005


def test_every_sound_is_described(encoder):
    rng = np.random.default_rng(0)
    short = rng.normal(0, 0.1, int(0.3 * SAMPLE_RATE))
    click = np.zeros(SAMPLE_RATE)
    click[5000] = 1
    for wave in (short, click, rng.normal(0, 0.1, 30 * SAMPLE_RATE), sound(0), np.sign(sound(1))):
        assert np.isfinite(encoder.encode([voice_from_samples(wave)])).all()


def test_silence_is_refused_by_name(encoder):
    import io

    import soundfile

    out = io.BytesIO()
    soundfile.write(out, np.zeros(SAMPLE_RATE, np.int16), SAMPLE_RATE, format="FLAC")
    with pytest.raises(MediaError, match="pause.wav"):
        encoder.encode([Clip(out.getvalue(), 1.0, "pause.wav")])

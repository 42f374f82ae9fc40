"""Both recipes of features give what their originals give, and what follows from what they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.encoders import fbank
from persona_assistant.media import samples, voice_from_samples
from tests.support.tiny_ecapa import tune

PLACES = [0, 3, 40, 60, 110], [0, 20, 41, 63, 79]
"""Frames and bands of `tune()` at which the originals gave these numbers."""
ORIGINALS = {
    "speechbrain": [34.00865, -4.9207, -3.53079, 1.93614, 2.52404],
    "kaldi": [1.39425, -3.04877, -0.55372, 0.29418, -0.52805],
}
both = pytest.mark.parametrize("recipe", fbank.FEATURES)


@pytest.fixture(scope="module")
def signal() -> np.ndarray:
    return samples(voice_from_samples(tune()))


@both
def test_the_numbers_are_the_originals(recipe, signal):
    assert np.abs(fbank.FEATURES[recipe](signal)[PLACES] - ORIGINALS[recipe]).max() < 2e-3


@settings(max_examples=25, deadline=None)
@given(st.integers(400, 40_000))
def test_there_is_a_frame_every_ten_milliseconds(length):
    noise = np.random.default_rng(length).normal(0, 0.1, length).astype(np.float32)
    assert fbank.speechbrain(noise).shape == (1 + length // 160, 80)
    assert fbank.kaldi(noise).shape == (1 + (length - 400) // 160, 80)


@both
def test_no_band_is_louder_than_another_over_the_whole_clip(recipe, signal):
    features = fbank.FEATURES[recipe](signal)
    assert features.dtype == np.float32 and np.abs(features.mean(axis=0)).max() < 1e-3


@both
@settings(max_examples=15, deadline=None)
@given(st.floats(0.02, 0.9))
def test_how_loud_a_clip_is_does_not_show(recipe, gain):
    noise = np.random.default_rng(1).normal(0, 0.2, 8000).astype(np.float32)
    louder = fbank.FEATURES[recipe](np.float32(gain) * noise)
    assert np.abs(louder - fbank.FEATURES[recipe](noise)).max() < 5e-3


def test_nor_does_a_constant_offset_in_kaldi(signal):
    """It takes the mean of each frame away; speechbrain does not."""
    shifted = signal + np.float32(0.05)
    assert np.abs(fbank.kaldi(shifted) - fbank.kaldi(signal)).max() < 0.05
    assert np.abs(fbank.speechbrain(shifted) - fbank.speechbrain(signal)).max() > 1


@both
def test_a_tone_is_heard_where_it_is(recipe):
    """Of two tones one after the other each has its band, the higher one above the lower one."""
    time = np.arange(16_000) / 16_000
    low, high = (0.3 * np.sin(2 * np.pi * hertz * time) for hertz in (500, 3000))
    noise = np.random.default_rng(0).normal(0, 1e-3, 32_000)
    features = fbank.FEATURES[recipe]((np.concatenate([low, high]) + noise).astype(np.float32))
    first, second = features[20].argmax(), features[-20].argmax()
    assert 14 < first < 25 and 50 < second < 62


@both
def test_digital_silence_between_words_is_no_infinity(recipe, signal):
    paused = np.concatenate([signal, np.zeros(8000, np.float32), signal])
    features = fbank.FEATURES[recipe](paused)
    assert np.isfinite(features).all()
    if recipe == "speechbrain":
        assert np.ptp(features, axis=0).max() <= 80.001


# --- beside the originals


@pytest.mark.torch("speechbrain")
def test_it_is_speechbrains_fbank(signal):
    torch, _ = originals()
    from speechbrain.lobes.features import Fbank
    from speechbrain.processing.features import InputNormalization

    ask, mean = Fbank(n_mels=80), InputNormalization(norm_type="sentence", std_norm=False)
    for wave in sounds(signal):
        with torch.no_grad():
            theirs = mean(ask(torch.tensor(wave)[None]), torch.ones(1))[0].numpy()
        ours = fbank.speechbrain(wave)
        assert ours.shape == theirs.shape and np.abs(ours - theirs).max() < 5e-3  # decibels


@pytest.mark.torch("speechbrain")
def test_it_is_kaldis_fbank_as_wespeaker_sets_it(signal):
    torch, _ = originals()
    from torchaudio.compliance import kaldi

    for wave in sounds(signal):
        theirs = kaldi.fbank(
            torch.tensor(wave)[None] * 32768, sample_frequency=16000, num_mel_bins=80,
            frame_length=25, frame_shift=10, dither=0.0, energy_floor=0.0, window_type="hamming",
            htk_compat=True, use_energy=False,
        )  # fmt: skip
        theirs = (theirs - theirs.mean(0)).numpy()
        ours = fbank.kaldi(wave)
        assert ours.shape == theirs.shape and np.abs(ours - theirs).max() < 2e-3


def sounds(signal: np.ndarray) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    brown = np.cumsum(rng.standard_normal(20_077)) * 1e-3
    paused = np.concatenate([np.zeros(8000), signal[:9000], np.zeros(3001)])
    noises = [rng.normal(0, 0.1, length) for length in (400, 4800, 32_123)]
    return [signal, *(each.astype(np.float32) for each in (brown, paused, *noises))]


def originals():
    shims = pytest.importorskip("tests.support.torch_shims")
    shims.apply()
    import torch
    import torchaudio

    return torch, torchaudio

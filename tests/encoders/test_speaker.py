"""Recorded speakers are found and told apart; what is no recorded speech finds nobody."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from persona_assistant.encoders.base import Encoder, Examiner
from persona_assistant.encoders.speaker import SpeakerEncoder
from persona_assistant.errors import MediaError, ModelError
from persona_assistant.fitting.real_voices import band, compressed, cut, with_noise
from persona_assistant.media import SAMPLE_RATE, load_voice, samples, voice_from_samples
from persona_assistant.pmg import Clip
from persona_assistant.quality import check_voice
from persona_assistant.resources import data_path
from persona_assistant.routing.calibration import load
from persona_assistant.samples import Sample
from tests.support.thorough import THOROUGH

FOLDER = data_path("models", "self_test")
NOBODY = 0.74
"""Cosine that different people stay below."""


def rng() -> np.random.Generator:
    return np.random.default_rng(5)


def seconds(sample: Sample) -> float:
    return sum(end - begin for begin, end in sample.spans)


def made(signal: np.ndarray) -> Clip:
    return voice_from_samples(signal.astype(np.float32))


@pytest.fixture(scope="module")
def encoder() -> SpeakerEncoder:
    return SpeakerEncoder(threads=1)


@pytest.fixture(scope="module")
def one() -> np.ndarray:
    return samples(load_voice(FOLDER / "voices" / "1688_1.ogg"))


@pytest.fixture(scope="module")
def again() -> np.ndarray:
    return samples(load_voice(FOLDER / "voices" / "1688_2.ogg"))


@pytest.fixture(scope="module")
def other() -> np.ndarray:
    return samples(load_voice(FOLDER / "voices" / "1998.ogg"))


def the_sample(encoder: SpeakerEncoder, signal: np.ndarray) -> Sample:
    (sample,) = encoder.examine(made(signal))
    return sample


def test_the_contract_of_an_encoder_and_an_examiner(encoder, one, other):
    assert isinstance(encoder, Examiner) and encoder.modality == "voice"
    known: Encoder = encoder
    vectors = known.encode([made(one), made(other)])
    assert vectors.shape == (2, encoder.dim) and vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    sample = the_sample(encoder, one)
    assert np.array_equal(vectors[0], sample.vector)
    assert sample.quality is not None and sample.quality.shape == (len(encoder.quality_names),)
    assert (sample.quality >= 0).all() and (sample.quality <= 1).all()
    family, version, digest = encoder.id.split("/")
    assert family == encoder.family == "ge2e" and version.isdigit() and len(digest) == 12


HARM = {
    "as it is": lambda x: x,
    "three seconds": lambda x: cut(x, 3),
    "telephone": lambda x: band(x, 300, 3400),
    "sharp telephone": lambda x: band(x, 300, 3400, None),
    "10 dB of noise": lambda x: with_noise(x, 10, rng()),
    "soft": lambda x: x * 0.02,
    "Opus": lambda x: compressed(x, level=1.0),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_voice_is_itself_whatever_the_recording(encoder, one, again, other, harm):
    mine, theirs = the_sample(encoder, again).vector, the_sample(encoder, other).vector
    heard = the_sample(encoder, HARM[harm](one)).vector
    assert heard @ mine > heard @ theirs + 0.08
    assert heard @ theirs < NOBODY


def test_what_is_poor_about_a_recording_is_said(encoder, one):
    assert the_sample(encoder, one).doubts == ()
    assert "over a telephone line" in the_sample(encoder, band(one, 300, 3400, None)).doubts
    assert "noisy" in the_sample(encoder, with_noise(one, 5, rng())).doubts
    assert "overdriven" in the_sample(encoder, np.clip(one, -0.02, 0.02) * 10).doubts
    brief = the_sample(encoder, one[SAMPLE_RATE : SAMPLE_RATE * 19 // 10])
    assert "too short to tell" in brief.doubts and seconds(brief) < 1


def test_a_short_or_noisy_voice_may_be_recognised_but_is_not_remembered(encoder, one):
    check_voice(the_sample(encoder, one), "clip")
    check_voice(the_sample(encoder, band(one, 300, 3400)), "clip")
    check_voice(the_sample(encoder, with_noise(one, 12, rng())), "clip")
    for poor in (cut(one, 1.0), with_noise(one, 2, rng()), np.clip(one, -0.005, 0.005) * 30):
        with pytest.raises(MediaError, match=r"PTT\.ogg: .*; (use|record)") as refused:
            check_voice(the_sample(encoder, poor), "PTT.ogg")
        assert refused.value.code == "poor_voice"


def test_what_is_too_short_says_nothing_for_or_against_anybody(encoder, one, again, other):
    evidence = load().evidence("voice", encoder)
    known = the_sample(encoder, one)
    for signal in (again, other, band(again, 300, 3400, None)):
        brief = the_sample(encoder, signal[SAMPLE_RATE : SAMPLE_RATE * 19 // 10])
        assert "too short to tell" in brief.doubts
        ratio = evidence.llr(
            np.array([brief.vector @ known.vector]), brief.quality, known.quality[None]
        )
        assert abs(ratio[0]) < 0.01
    (sure,) = evidence.llr(
        np.array([the_sample(encoder, again).vector @ known.vector]),
        the_sample(encoder, again).quality,
        known.quality[None],
    )
    assert sure > 2


# --- two speakers --------------------------------------------------------------------------------


def test_two_who_speak_one_after_the_other_are_two_samples(encoder, one, other):
    first, second = encoder.examine(made(np.concatenate([other, one])))
    mine, theirs = the_sample(encoder, one).vector, the_sample(encoder, other).vector
    assert first.vector @ theirs > 0.85 > NOBODY > first.vector @ mine
    assert second.vector @ mine > 0.85 > NOBODY > second.vector @ theirs
    assert first.spans[0][0] < 1 and 4 < first.spans[-1][1] < 6.5
    assert 4 < second.spans[0][0] < 6.5 and second.spans[-1][1] <= 10
    assert all("one of two voices" in each.doubts for each in (first, second))


def test_two_who_take_turns_are_two_samples(encoder, one, again, other):
    half = SAMPLE_RATE * 3
    turns = [one[:half], other[:half], again[:half], other[-half:]]
    first, second = encoder.examine(made(np.concatenate(turns)))
    assert first.vector @ the_sample(encoder, again).vector > 0.8
    assert second.vector @ the_sample(encoder, other).vector > 0.8


@pytest.mark.parametrize("harm", ["as it is", "telephone", "10 dB of noise"])
def test_two_clips_of_one_person_are_one_speaker(encoder, one, again, harm):
    assert len(encoder.examine(made(HARM[harm](np.concatenate([one, again]))))) == 1


# --- nobody --------------------------------------------------------------------------------------


def melody(seconds: float = 6) -> np.ndarray:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    notes = 220 * 2 ** (np.array([0, 4, 7, 12, 7, 4])[(time * 2).astype(int) % 6] / 12)
    phase = 2 * np.pi * np.cumsum(notes) / SAMPLE_RATE
    struck = np.exp(-4 * (time % 0.5))
    return 0.2 * struck * sum(np.sin(k * phase) / k for k in range(1, 6))


def test_music_noise_and_silence_are_no_speech(encoder):
    noise = rng().normal(size=4 * SAMPLE_RATE) * 0.05
    click = np.zeros(4 * SAMPLE_RATE)
    click[1000] = 0.5
    for sound, word in ((melody(), "music"), (noise, "noise"), (click, "nobody speaks")):
        with pytest.raises(MediaError, match=word) as refused:
            encoder.examine(made(sound))
        assert refused.value.code == "no_speech"
        with pytest.raises(MediaError, match="use a clip in which somebody speaks"):
            encoder.encode([made(sound)])


def test_music_before_the_voice_does_not_vote(encoder, one, again):
    after = np.concatenate([melody(), one])
    found = the_sample(encoder, after)
    assert found.vector @ the_sample(encoder, again).vector > 0.78
    assert found.spans[0][0] > 5.5


SPOKEN = sorted(
    [
        *data_path("memory_store", "demo").rglob("*.ogg"),
        *data_path("bench", "mini", "assets").rglob("*.ogg"),
    ]
)


def test_synthetic_voices_are_left_to_another_sense(encoder):
    assert len(SPOKEN) > 200
    listened_to = SPOKEN if THOROUGH else SPOKEN[::10]
    recorded = [path.name for path in listened_to if encoder.examine(load_voice(path))]
    assert recorded == []
    with pytest.raises(MediaError, match="synthetic") as refused:
        encoder.encode([load_voice(SPOKEN[0])])
    assert refused.value.code == "synthetic_voice"


# --- how it runs ---------------------------------------------------------------------------------


def test_threads_share_an_encoder_and_agree(one, again, other):
    shared = SpeakerEncoder(threads=2)
    clips = [made(each) for each in (one, again, other)] * 2
    with ThreadPoolExecutor(4) as pool:
        vectors = list(pool.map(lambda clip: shared.examine(clip)[0].vector, clips))
    assert all(np.array_equal(a, b) for a, b in zip(vectors[:3], vectors[3:]))


def test_a_missing_network_is_named(tmp_path: Path):
    with pytest.raises(ModelError, match=r"nothing\.onnx cannot be read"):
        SpeakerEncoder(tmp_path / "nothing.onnx")

"""Sounds that are not speech, and how clips are written."""

import io

import numpy as np
import pytest
import soundfile
from persona_worlds import events, voices


@pytest.mark.parametrize("name", events.EVENTS)
def test_an_event_is_heard_where_it_is_said_to_be(name):
    rng = np.random.default_rng(1)
    speech = (0.1 * rng.normal(size=4 * voices.RATE)).astype(np.float32)
    after, start, end = events.mix(speech, name, np.random.default_rng(2), under=False)
    assert after.dtype == np.float32 and np.abs(after).max() <= 0.98
    assert start >= 4.0 + events.GAP - 0.01 and abs(end - len(after) / voices.RATE) < 0.01
    heard = after[int(start * voices.RATE) : int(end * voices.RATE)]
    quiet = after[4 * voices.RATE : int(start * voices.RATE)]
    assert np.abs(heard).max() > 30 * np.abs(quiet).max()
    under, start, end = events.mix(speech, name, np.random.default_rng(2), under=True)
    assert len(under) == len(speech) and 0 <= start < end <= 4.01
    scale = float(under[-1 if end < 3.9 else 0] / speech[-1 if end < 3.9 else 0])
    changed = np.flatnonzero(np.abs(under - scale * speech) > 1e-3) / voices.RATE
    assert len(changed) and start - 0.01 <= changed.min() and changed.max() <= end + 0.01


def test_every_event_sounds_different_each_time_and_the_same_for_a_seed():
    for name in events.EVENTS:
        same = [events.sound(name, np.random.default_rng(s)) for s in (1, 1, 2)]
        assert np.array_equal(same[0], same[1])
        assert len(same[0]) != len(same[2]) or not np.allclose(same[0], same[2])


def test_the_faster_codec_holds_the_same_speech():
    voice = voices.voice_identity(np.random.default_rng(4))
    x = voices.speak(
        voice, "The lid of the box is on the table.", voices.VoiceNuisance(), block=480
    )
    assert (len(x) - int(0.12 * voices.RATE) - int(0.15 * voices.RATE)) % 480 == 0
    y, rate = soundfile.read(io.BytesIO(voices.clip_bytes(x, "VORBIS")), dtype="float32")
    assert rate == voices.RATE and abs(len(y) - len(x)) < 100
    assert np.corrcoef(x[: len(y)], y[: len(x)])[0, 1] > 0.95

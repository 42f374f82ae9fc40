"""Evidence from scores: bounded, monotone, only for the encoder it was fitted on."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from persona_assistant.app import encoders as built_in
from persona_assistant.errors import StoreCorrupt
from persona_assistant.language.describing import FEATURES, NOTHING
from persona_assistant.routing.calibration import Evidence, load
from tests.support.fakes import calibration


def test_evidence_grows_with_the_score_within_its_bounds():
    evidence = Evidence("e/1", 20.0, -10.0, -5.0, 6.0)
    ratios = evidence.ratio(np.linspace(-1, 1, 41))
    assert (np.diff(ratios) >= 0).all()
    assert (ratios[0], ratios[-1]) == (-5.0, 6.0)
    assert evidence.ratio(np.array([0.5, 0.55])) == pytest.approx([0.0, 1.0])


def test_evidence_is_for_its_encoder_alone():
    found = calibration()
    assert found.evidence("image", "fake-image/1") is found.image
    assert found.evidence("voice", "fake-voice/1") is found.voice
    with pytest.raises(StoreCorrupt, match="other/2") as caught:
        found.evidence("image", "other/2")
    assert "fake-image/1" in str(caught.value) and "refit" in str(caught.value)


def test_the_surest_kind_of_evidence_sets_the_threshold():
    found = dataclasses.replace(calibration(), match={"image": 0.6, "voice": 0.8, "text": 0.7})
    assert found.threshold({"image"}) == 0.6
    assert found.threshold({"voice"}) == 0.8
    assert found.threshold({"image", "voice"}) == 0.6
    assert found.threshold(set()) == 0.8


def test_words_speak_in_proportion():
    found = calibration()
    full = (1.0, 1.0) + (0.0,) * (len(FEATURES) - 2)
    assert found.text_ratio(NOTHING) < 0 < found.text_ratio(full)


def test_the_shipped_calibration_fits_the_built_in_encoders():
    found = load()
    for modality, encoder in built_in().items():
        evidence = found.evidence(modality, encoder.id)
        assert evidence.slope > 0 and evidence.lowest < 0 < evidence.highest
        same, other = evidence.ratio(np.array([1.0, 0.0]))
        assert other < 0 < same
    assert len(found.text_weights) == len(FEATURES)
    assert found.text_ratio(NOTHING) < 0
    assert 0 < found.prior_unknown < 1 and found.name_ratio > 0
    assert set(found.match) == {"image", "voice", "text"}
    assert all(0.5 <= threshold < 1 for threshold in found.match.values())

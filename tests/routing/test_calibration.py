"""Evidence from scores: bounded, monotone, from the nearest place that knows the encoder."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.app import encoders as built_in
from persona_assistant.errors import StoreCorrupt
from persona_assistant.language.descriptions import FEATURES, NO_MATCH
from persona_assistant.routing.calibration import Evidence, Rate, load
from tests.support.fakes import calibration, encoders

OWN = {
    "encoder": "fake-image/1", "slope": 12.0, "intercept": -6.0, "lowest": -4.0, "highest": 4.0,
    "match": 0.8,
    "unknown": {"rate": 0.02, "low": 0.0, "high": 0.1, "people": 40},
}  # fmt: skip


def named(identity: str, family: str = "fake", modality: str = "image"):
    encoder = encoders()[modality]
    encoder.id, encoder.family = identity, family
    return encoder


def test_evidence_grows_with_the_score_within_its_bounds():
    evidence = Evidence("e/1", 20.0, -10.0, -5.0, 6.0)
    ratios = evidence.llr(np.linspace(-1, 1, 41))
    assert (np.diff(ratios) >= 0).all()
    assert (ratios[0], ratios[-1]) == (-5.0, 6.0)
    assert evidence.llr(np.array([0.5, 0.55])) == pytest.approx([0.0, 1.0])


def test_shipped_evidence_is_for_its_encoder_alone():
    found = calibration()
    for modality, encoder in encoders().items():
        evidence = found.evidence(modality, encoder)
        assert (evidence.encoder, evidence.origin) == (encoder.id, "fitted")
    with pytest.raises(StoreCorrupt, match="other/2") as caught:
        found.evidence("image", named("other/2"))
    assert "fake-image/1" in str(caught.value) and "refit" in str(caught.value)


def test_the_library_goes_before_what_is_shipped_and_assumed():
    asked = []

    def library(encoder: str):
        asked.append(encoder)
        return OWN if encoder == "fake-image/1" else None

    found = calibration().with_library(library)
    own = found.evidence("image", named("fake-image/1"))
    assert (own.origin, own.slope, own.match) == ("library", 12.0, 0.8)
    assert own.false_matches == Rate(0.02, 0.0, 0.1, 40)
    assert own.false_matches.contains(0.1) and not own.false_matches.contains(0.11)
    assert found.evidence("voice", encoders()["voice"]).origin == "fitted"
    assert asked == ["fake-image/1", "fake-voice/1"]


@pytest.mark.parametrize(
    "harm",
    [
        {"slope": None},
        {"slope": "steep"},
        {"match": float("nan")},
        {"encoder": "another/1"},
        {"unknown": {"rate": 1}},
    ],
)
def test_a_damaged_calibration_of_the_library_is_not_used(harm):
    with pytest.raises(StoreCorrupt, match="persona-assistant calibrate"):
        calibration().with_library(lambda _: OWN | harm).evidence("image", named("fake-image/1"))


@pytest.mark.parametrize(("family", "modality"), [("clip", "image"), ("ecapa", "voice")])
def test_a_family_nobody_measured_is_judged_carefully(family, modality):
    """Not even a perfect score alone picks one of a thousand."""
    evidence = load().evidence(modality, named(f"{family}-x/int8/0123456789ab", family, modality))
    assert (
        evidence.origin == "assumed"
        and evidence.encoder.startswith(family)
        and evidence.false_matches is None
    )
    top, even, bottom = evidence.llr(np.array([1.0, -evidence.intercept / evidence.slope, 0.0]))
    assert even == pytest.approx(0)
    assert bottom < 0 < top < np.log(1001)
    shipped = getattr(load(), modality)
    assert evidence.match >= shipped.match and top < shipped.highest


def test_of_a_family_nothing_is_assumed_in_another_modality():
    with pytest.raises(StoreCorrupt, match="clip"):
        load().evidence("voice", named("clip-x/1", "clip", "voice"))


def test_words_speak_in_proportion():
    found = calibration()
    full = (1.0, 1.0) + (0.0,) * (len(FEATURES) - 2)
    assert found.text_llr(NO_MATCH) < 0 < found.text_llr(full)


def test_the_shipped_calibration_fits_the_built_in_encoders():
    found = load()
    for modality, encoder in built_in().items():
        evidence = found.evidence(modality, encoder)
        assert evidence.slope > 0 and evidence.lowest < 0 < evidence.highest
        same, other = evidence.llr(np.array([1.0, 0.0]))
        assert other < 0 < same
        assert 0.5 <= evidence.match < 1 and evidence.origin == "fitted"
        stated = evidence.false_matches
        assert stated.low <= stated.rate <= stated.high and stated.rate < 0.02
        # Few real people could be measured on, so that the interval is wide and its basis is said.
        assert evidence.provenance or (stated.people >= 100 and stated.high < 0.1)
    assert len(found.text_weights) == len(FEATURES)
    assert found.text_llr(NO_MATCH) < 0
    assert 0 < found.prior_unknown < 1 and found.name_ratio > 0
    assert 0.5 <= found.text_match < 1

"""From scores to evidence: fitted, shipped with the encoder's id, never guessed.

For a picture or a voice the evidence that a persona is meant is the log-likelihood ratio of their
score between genuine pairs (two exemplars of one person) and impostor pairs. It is affine in the score,
fitted by logistic regression on pairs of people who occur nowhere else. For words it is a fitted
choice over features (`language.describing`). Evidence adds up over modalities; a prior for
"nobody I know" stands against it; two thresholds on the posterior make matched, ambiguous, unknown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Iterable, Mapping, Sequence

import numpy as np

from persona_assistant.errors import StoreCorrupt
from persona_assistant.language.describing import FEATURES
from persona_assistant.resources import data_path


@dataclass(frozen=True)
class Evidence:
    """Log-likelihood ratio of a score: slope * score + intercept, within bounds seen when fitting."""

    encoder: str
    slope: float
    intercept: float
    lowest: float
    highest: float
    """The ratio is cut to [lowest, highest]: no score speaks louder than the data behind the fit."""

    def ratio(self, scores: np.ndarray) -> np.ndarray:
        return np.clip(self.slope * scores + self.intercept, self.lowest, self.highest)


@dataclass(frozen=True)
class Calibration:
    image: Evidence
    voice: Evidence
    text_weights: tuple[float, ...]
    """Of language.describing.FEATURES, then the log prior odds they were fitted under."""
    text_prior: float
    """Log odds of each candidate against "none" in the fitting data."""
    name_ratio: float
    """Log-likelihood ratio of being called by one's full name."""
    prior_unknown: float
    """Probability that a query is about nobody in the memory, before any evidence."""
    match: Mapping[str, float]
    """Posterior a persona needs to be matched, per kind of evidence; two personas need it together to be
    named as "A or B"."""

    def evidence(self, modality: str, encoder: str) -> Evidence:
        """Raises StoreCorrupt when the encoder is not the one the calibration was fitted for."""
        found: Evidence = {"image": self.image, "voice": self.voice}[modality]
        if found.encoder != encoder:
            raise StoreCorrupt(
                f"no calibration for {modality} encoder {encoder} (there is one for {found.encoder}); "
                "reinstall persona-assistant or refit with: python -m persona_assistant.train.calibrate"
            )
        return found

    def threshold(self, modalities: Iterable[str]) -> float:
        """The posterior a match needs when those kinds of evidence were used: that of the surest of them."""
        return min((self.match[m] for m in modalities if m in self.match), default=max(self.match.values()))

    def text_ratio(self, features: Sequence[float]) -> float:
        return float(np.dot(self.text_weights, features)) - self.text_prior


@lru_cache(maxsize=4)
def load(path: Path | None = None) -> Calibration:
    """The calibration shipped with the built-in encoders, or another file of the same form."""
    with open(path or data_path("models", "classical", "calibration.json"), encoding="utf-8") as file:
        source = json.load(file)
    weights = source["text"]["weights"]
    return Calibration(
        image=Evidence(**source["image"]),
        voice=Evidence(**source["voice"]),
        text_weights=tuple(weights[name] for name in FEATURES),
        text_prior=source["text"]["prior"],
        name_ratio=source["name_ratio"],
        prior_unknown=source["prior_unknown"],
        match=source["match"],
    )

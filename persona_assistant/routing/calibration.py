"""From scores to evidence: measured where possible, assumed where not, and labelled either way.

For a picture or a voice the evidence that a persona is meant is the log-likelihood ratio of their
score between genuine pairs (two exemplars of one person) and impostor pairs; it is affine in the
score. Which line holds depends on the encoder, and there are three places to learn it from, the
nearest first:

    library    fitted on the people in this very memory (`self_calibration`), kept there with the
               encoder's id
    fitted     shipped for that encoder, fitted on generated people who occur nowhere else
    assumed    for its family: a careful guess from published figures (models/assumed.json says
               which)

For faces and recorded voices the line is conditioned on the quality of both samples
(`conditions`).

For words it is a fitted choice over features (`language.descriptions`). Evidence adds up over
modalities; a prior for "nobody I know" stands against it; thresholds on the posterior make matched,
ambiguous, unknown.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from persona_assistant.errors import StoreCorrupt
from persona_assistant.language.descriptions import FEATURES
from persona_assistant.resources import data_path
from persona_assistant.routing.conditions import Conditions
from persona_assistant.routing.joint import Joint
from persona_assistant.routing.joint import read as read_joint
from persona_assistant.routing.rates import Rate
from persona_assistant.samples import kind_of

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder

Origin = Literal["library", "fitted", "assumed"]
Library = Callable[[str], Mapping[str, Any] | None]
"""Encoder id -> what a memory measured of it, or None."""

_SAME_SLOPE = 150.0
"""Of the line for media that an encoder does not know: even at a cosine of 0.95."""
_LINE = ("slope", "intercept", "lowest", "highest", "match")


@dataclass(frozen=True)
class Evidence:
    """Log-likelihood ratio of a score: slope * score + intercept, within bounds seen when
    fitting."""

    encoder: str
    slope: float
    intercept: float
    lowest: float
    highest: float
    """The ratio is cut to [lowest, highest]: no score speaks louder than the data behind the
    fit."""
    match: float = 0.9
    """Operating point: the posterior a persona needs to be matched when this is the surest evidence
    there is; two personas need it together to be named as "A or B"."""
    origin: Origin = "fitted"
    false_matches: Rate | None = None
    """Share of queries about people who are not in the memory that end in a match all the same."""
    conditions: Conditions | None = None
    """How the line depends on the quality of the samples; None for an encoder that judges none."""
    over: Evidence | None = None
    """Where it is set, the line is one of the ratios that this evidence gives, not of scores."""
    provenance: str = ""
    """What the line was measured on, as a sentence; "" where that is said elsewhere."""

    def llr(
        self,
        scores: NDArray[Any],
        query: NDArray[Any] | None = None,
        exemplars: NDArray[Any] | None = None,
    ) -> NDArray[Any]:
        """The ratio of each score, in the shape of `scores`. `query` (k,) is the quality of the
        query's sample, `exemplars` (n, k) that of each exemplar; None is one as good as any."""
        ratios: NDArray[Any] = np.clip(
            self.unbounded(scores, query, exemplars), self.lowest, self.highest
        )
        return ratios

    @property
    def fingerprint(self) -> str:
        """Tells this line from another one, over which a memory's own was not fitted."""
        conditions = self.conditions.as_document() if self.conditions else None
        line = json.dumps([self.slope, self.intercept, conditions])
        return hashlib.sha256(line.encode()).hexdigest()[:12]

    @property
    def of_nearly_the_same(self) -> Evidence:
        """For media that the encoder does not know: only what is nearly the same file counts. Of
        1,081 pairs of different cuts of photos, by the classical encoder, none reached a cosine of
        0.93; twelve photos, made smaller and compressed anew, stayed above 0.97."""
        return dataclasses.replace(
            self, slope=_SAME_SLOPE, intercept=-0.95 * _SAME_SLOPE, conditions=None, over=None
        )

    def unbounded(
        self, scores: NDArray[Any], query: NDArray[Any] | None, exemplars: NDArray[Any] | None
    ) -> NDArray[Any]:
        """As `llr`, but not cut to the bounds."""
        if self.over is not None:
            base: NDArray[Any] = self.over.unbounded(scores, query, exemplars)
            return self.slope * base + self.intercept
        if self.conditions is None:
            line: NDArray[Any] = self.slope * scores + self.intercept
            return line
        slope, intercept = self.conditions.line(self.slope, self.intercept, query, exemplars)
        conditioned: NDArray[Any] = slope * scores + intercept
        return conditioned


_SUM = Joint()


@dataclass(frozen=True)
class Calibration:
    image: Evidence
    voice: Evidence
    """Of the built-in encoders."""
    text_weights: tuple[float, ...]
    """Of language.descriptions.FEATURES, then the log prior odds they were fitted under."""
    text_prior: float
    """Log odds of each candidate against "none" in the fitting data."""
    text_match: float
    """Operating point where words alone decide."""
    name_ratio: float
    """Log-likelihood ratio of being called by one's full name."""
    prior_unknown: float
    """Probability that a query is about nobody in the memory, before any evidence."""
    meaning: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Name of a sentence encoder -> weights of the features and of its cosine, fitted under the
    same prior."""
    joint: Joint = _SUM
    """Of a picture and a clip together."""
    bundled: tuple[Evidence, ...] = ()
    """Of the bundled networks."""
    library: Library | None = None
    """Where the memory's own calibrations are; None knows of none."""

    def evidence(self, sense: str, encoder: Encoder) -> Evidence:
        """What is known of the encoder's scores. Raises StoreCorrupt when that is nothing at all,
        and for a stored calibration that cannot be read."""
        own = self.library(encoder.id) if self.library else None
        if own is None:
            return self.shipped(sense, encoder)
        if not own.get("conditioned"):
            return _from_library(own, encoder.id, None)
        shipped = self.shipped(sense, encoder)
        if own["conditioned"] != shipped.fingerprint:
            return shipped
        return _from_library(own, encoder.id, shipped)

    def joint_of(self, image: str, voice: str) -> Joint:
        """How the ratios of two encoders, given by id, are put together. Raises StoreCorrupt as
        `evidence`."""
        own = self.library(joint_key(image, voice)) if self.library else None
        if own is None:
            return self.joint
        try:
            return read_joint(own)
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(joint_key(image, voice), error) from error

    def shipped(self, sense: str, encoder: Encoder) -> Evidence:
        """As `evidence`, without what the memory measured itself."""
        kind = kind_of(sense)
        shipped: Evidence = {"image": self.image, "voice": self.voice}[kind]
        for evidence in (shipped, *self.bundled):
            if evidence.encoder == encoder.id:
                return evidence
        assumed = _assumed().get((encoder.family, kind))
        if assumed is None:
            raise StoreCorrupt(
                f"no calibration for {kind} encoder {encoder.id} (there is one for "
                f"{shipped.encoder}), and nothing is assumed of the family {encoder.family!r}; "
                "reinstall persona-assistant or refit with: "
                "python -m persona_assistant.fitting.calibrate"
            )
        return dataclasses.replace(assumed, encoder=encoder.id)

    def with_library(self, library: Library) -> Calibration:
        """This calibration, but what the memory measured itself goes before it."""
        return dataclasses.replace(self, library=library)

    def text_llr(
        self, features: Sequence[float], meaning: float | None = None, encoder: str = ""
    ) -> float:
        """Log-likelihood ratio of a description: `features` of language.descriptions and
        `meaning`, the cosine by the sentence encoder of that id. The cosine counts where it was
        fitted for such an encoder."""
        weights, values = self.text_weights, tuple(features)
        if meaning is not None and (fitted := self.meaning.get(encoder.split("/")[0])):
            weights, values = fitted, (*values, meaning)
        return float(np.dot(weights, values)) - self.text_prior


def _from_library(content: Mapping[str, Any], encoder: str, over: Evidence | None) -> Evidence:
    try:
        line = _line(content)
        rate = Rate(**content["unknown"]) if content.get("unknown") else None
        if content["encoder"] != encoder or not all(map(math.isfinite, line.values())):
            raise ValueError(content["encoder"])
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(encoder, error) from error
    return Evidence(encoder, **line, origin="library", false_matches=rate, over=over)


def _damaged(encoder: str, error: Exception) -> StoreCorrupt:
    return StoreCorrupt(
        f"the memory's calibration of {encoder} is damaged ({type(error).__name__}: {error}); "
        "fit it anew with: persona-assistant calibrate"
    )


def joint_key(image: str, voice: str) -> str:
    """Under which a memory keeps what it measured of two encoders together."""
    return f"{image} + {voice}"


def _line(content: Mapping[str, Any]) -> dict[str, Any]:
    """Slope, intercept, bounds and operating point, as numbers."""
    return {name: float(content[name]) for name in _LINE}


@lru_cache(maxsize=1)
def _assumed() -> Mapping[tuple[str, str], Evidence]:
    """(family, modality) -> what is assumed of its encoders; without an encoder's id."""
    with open(data_path("models", "assumed.json"), encoding="utf-8") as file:
        families = json.load(file)["families"]
    return {
        (family, content["modality"]): Evidence("", **_line(content), origin="assumed")
        for family, content in families.items()
    }


@lru_cache(maxsize=4)
def load(path: Path | None = None) -> Calibration:
    """The calibration shipped with the built-in encoders, or another file of the same form.

    `load().with_library(memory.calibrations.get)` lets a memory's own calibrations go before it.
    """
    with open(
        path or data_path("models", "classical", "calibration.json"), encoding="utf-8"
    ) as file:
        source = json.load(file)
    weights = source["text"]["weights"]
    return Calibration(
        image=_shipped(source["image"]),
        voice=_shipped(source["voice"]),
        text_weights=tuple(weights[name] for name in FEATURES),
        text_prior=source["text"]["prior"],
        text_match=source["text"]["match"],
        name_ratio=source["name_ratio"],
        prior_unknown=source["prior_unknown"],
        meaning={
            name: tuple(weights[feature] for feature in (*FEATURES, "meaning"))
            for name, weights in source["text"].get("meaning", {}).items()
        },
        joint=_joint(),
        bundled=_bundled() if path is None else (),
    )


def _joint() -> Joint:
    with open(data_path("models", "joint.json"), encoding="utf-8") as file:
        return read_joint(json.load(file))


def _bundled() -> tuple[Evidence, ...]:
    """What is known of the bundled networks."""
    found = []
    for part in ("face", "voice"):
        try:
            with open(data_path("models", part, "calibration.json"), encoding="utf-8") as file:
                found.append(_shipped(json.load(file)))
        except FileNotFoundError:
            continue
    return tuple(found)


def _shipped(source: Mapping[str, Any]) -> Evidence:
    known = dict(source)
    rate, conditions = known.pop("unknown", None), known.pop("conditions", None)
    return Evidence(
        **known,
        false_matches=Rate(**rate) if rate else None,
        conditions=Conditions.from_document(conditions) if conditions else None,
    )


__all__ = ["Calibration", "Evidence", "Library", "Origin", "Rate", "load"]

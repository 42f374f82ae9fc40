"""Fits what the scores of recorded voices are worth: models/voice/calibration.json.

    python -m persona_assistant.fitting.voices FOLDER

FOLDER holds recorded people. Every clip is heard as a query and as an exemplar in many conditions;
no clip is compared with itself, whatever its condition. Each clip also speaks faster and slower, as
two more people who are known to nobody. Few people make a careful fit: targets are drawn in by the
number of people, quality counts only as far as the trials show it, and printed is what happens to
pairs of people whom the line was not fitted on.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.speaker import SpeakerEncoder
from persona_assistant.errors import MediaError
from persona_assistant.fitting.command import exit_code
from persona_assistant.fitting.real_voices import (
    Signal,
    as_heard,
    at_speed,
    band,
    cut,
    read_people,
    with_noise,
)
from persona_assistant.media import voice_from_samples
from persona_assistant.resources import data_path
from persona_assistant.routing.calibration import Evidence
from persona_assistant.routing.conditioned_fit import ConditionedTrials, document, fit_conditioned

SEED = 79
SPEEDS = (0.88, 1.13)
"""Of clips that stand for other people."""
BOUND = 6.5
"""The largest ratio: about the logarithm of 660, of 1,128 pairs of clips."""
MATCH = 0.875
NEUTRAL = (0.7, 1.0, 0.8, 1.0)
"""Quality of an ordinary clip: five seconds with full sound, 24 dB over the noise."""

Change = Callable[[Signal, np.random.Generator], Signal]
EXEMPLARS: Sequence[Change] = (
    lambda x, rng: x,
    lambda x, rng: band(x, 300, 3400),
    lambda x, rng: with_noise(cut(x, 6), 12, rng, 0.5),
    lambda x, rng: cut(x, 3, float(rng.random())),
)
QUERIES: Sequence[Change] = (
    *EXEMPLARS,
    lambda x, rng: cut(x, 2, float(rng.random())),
    lambda x, rng: cut(x, 1.3, float(rng.random())),
    lambda x, rng: cut(x, 1, float(rng.random())),
    lambda x, rng: cut(x, 0.6, float(rng.random())),
    lambda x, rng: cut(band(x, 300, 3400, None), 4),
    lambda x, rng: cut(band(x, 200, 3600), 1.5, float(rng.random())),
    lambda x, rng: with_noise(cut(x, 4), 8, rng),
    lambda x, rng: with_noise(cut(x, 1.5, 0.5), 10, rng),
    as_heard,
    as_heard,
)
STRANGERS: Sequence[Change] = (QUERIES[0], QUERIES[1], QUERIES[4], QUERIES[6], as_heard)


class Heard(NamedTuple):
    """Encoded clips: vectors (n, 512), quality (n, k), whose they are and which clip, (n,)."""

    vectors: NDArray[np.float32]
    quality: NDArray[np.float32]
    person: NDArray[np.intp]
    clip: NDArray[np.intp]


def heard(
    encoder: SpeakerEncoder,
    people: Sequence[Sequence[Signal]],
    changes: Sequence[Change],
    speeds: Sequence[float] = (1.0,),
) -> Heard:
    """Every clip in every condition; what holds no recorded speech is left out. At another speed
    its person's number is higher by the number of people for each."""
    rows: list[tuple[Any, ...]] = []
    for step, speed in enumerate(speeds):
        number = 0
        for person, clips in enumerate(people):
            for clip in clips:
                number += 1
                rng = np.random.default_rng((SEED, number, step))
                own = clip if speed == 1 else at_speed(clip, speed)
                for change in changes:
                    try:
                        found = encoder.examine(voice_from_samples(change(own, rng)))
                    except MediaError:
                        continue
                    other = 0 if speed == 1 else (step + 1) * len(people)
                    rows += [(s.vector, s.quality, person + other, number) for s in found[:1]]
    return Heard(*(np.array(column) for column in zip(*rows)))


def trials(query: Heard, exemplar: Heard, people: int) -> ConditionedTrials:
    """Every pair but those of one clip, and those of a person with their own faster self."""
    one, other = np.meshgrid(np.arange(len(query.person)), np.arange(len(exemplar.person)))
    one, other = one.ravel(), other.ravel()
    base = query.person[one] % people == exemplar.person[other] % people
    own = query.person[one] == exemplar.person[other]
    kept = (query.clip[one] != exemplar.clip[other]) & (own | ~base)
    one, other = one[kept], other[kept]
    return ConditionedTrials(
        np.einsum("nd,nd->n", query.vectors[one], exemplar.vectors[other]),
        query.quality[one],
        exemplar.quality[other],
        query.person[one],
        exemplar.person[other],
    )


def fit(found: ConditionedTrials, encoder: SpeakerEncoder, provenance: str = "") -> Evidence:
    return fit_conditioned(
        found,
        encoder.id,
        encoder.quality_names,
        np.array(NEUTRAL),
        match=MATCH,
        provenance=provenance,
        bound=BOUND,
    )


def part(found: ConditionedTrials, kept: NDArray[np.bool_]) -> ConditionedTrials:
    fields = dataclasses.fields(found)
    return ConditionedTrials(**{each.name: getattr(found, each.name)[kept] for each in fields})


def report(found: ConditionedTrials, encoder: SpeakerEncoder, people: int) -> None:
    """Ratios of pairs of people whom the line was not fitted on, by the length of the query."""
    llr = np.full(len(found.scores), np.nan)
    one, other = found.query_person % people, found.exemplar_person % people
    for a in range(people):
        for b in range(a, people):
            inside = np.isin(one, (a, b)) | np.isin(other, (a, b))
            asked = ((one == a) & (other == b)) | ((one == b) & (other == a))
            line = fit(part(found, ~inside), encoder)
            llr[asked] = line.llr(found.scores[asked], found.query[asked], found.exemplar[asked])
    length = found.query[:, 0]
    for low, high in ((0, 0.1), (0.1, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)):
        group = (length >= low) & (length < high)
        mine, others = llr[group & found.genuine], llr[group & ~found.genuine]
        print(
            f"length {low:.1f} to {high:.1f}: same person 5 % {np.percentile(mine, 5):5.1f}, median "
            f"{np.median(mine):4.1f}; others median {np.median(others):5.1f}, 99 % "
            f"{np.percentile(others, 99):4.1f}, above 3.7: {(others > 3.7).mean():.2%}; same above "
            f"3.7: {(mine > 3.7).mean():.1%}"
        )


def main() -> None:
    encoder = SpeakerEncoder()
    people = list(read_people(Path(sys.argv[1])).values())
    exemplars = heard(encoder, people, EXEMPLARS)
    asked = [heard(encoder, people, QUERIES), heard(encoder, people, STRANGERS, SPEEDS)]
    queries = Heard(*(np.concatenate(columns) for columns in zip(*asked)))
    found = trials(queries, exemplars, len(people))
    report(found, encoder, len(people))
    clips = sum(map(len, people))
    provenance = (
        f"{clips} clips of {len(people)} people (LibriSpeech test-other, CC BY 4.0, one session "
        f"each) in {len(QUERIES)} conditions as queries and {len(EXEMPLARS)} as exemplars, and at "
        f"{len(SPEEDS)} other speeds as other people: {found.genuine.sum():,} pairs of one person, "
        f"{(~found.genuine).sum():,} of two"
    )
    evidence = fit(found, encoder, provenance)
    path = data_path("models", "voice", "calibration.json")
    path.write_text(json.dumps(document(evidence), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path.name}: slope {evidence.slope:.1f}, intercept {evidence.intercept:.1f}")


if __name__ == "__main__":
    sys.exit(exit_code(main))

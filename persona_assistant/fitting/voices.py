"""Fits what the scores of recorded voices are worth: models/voice/calibration.json.

    python -m persona_assistant.fitting.voices FOLDER

FOLDER holds recorded people. Every clip is heard as a query and as an exemplar in many conditions;
no clip is compared with itself, whatever its condition. Each clip also speaks faster and slower, as
two more people who are known to nobody. Few people make a careful fit: targets are drawn in by the
number of people, quality counts only as far as the trials show it, and printed is what happens to
people whom the line was not fitted on.
"""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from itertools import combinations
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
from persona_assistant.routing.conditions import Conditions
from persona_assistant.routing.rates import by_person

SEED = 79
SPEEDS = (0.88, 1.13)
"""Of clips that stand for other people."""
BOUND = 6.5
"""The largest ratio: about the logarithm of 660, of 1,128 pairs of clips."""
MATCH = 0.875
RIDGE = 0.01
NARROWER = 0.2
"""An exemplar of so much less band than its query is left out of the fit. What the band costs adds
up for the other three kinds of pairs; for this one it would have to do the opposite, and so a
telephone's clip, once remembered, mostly recognises who calls again."""
STEEPER, PIVOT = 2.0, 1.75
"""Targets drawn in by six people make the line so flat that fewer strangers are named the more
people are remembered. So it is made steeper around the ratio that a hundredth of strangers reach:
`left_out` prints how many; three times as steep would follow the trials."""
NEUTRAL = (0.7, 1.0, 0.8, 1.0, 1.0)
"""Quality of an ordinary clip: four seconds with full sound, 24 dB over the noise."""

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
    one = np.tile(np.arange(len(query.person)), len(exemplar.person))
    other = np.repeat(np.arange(len(exemplar.person)), len(query.person))
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
    """The line; it fades to nothing for clips with less speech than enough."""
    names = encoder.quality_names[:-1]
    band_at = names.index("band")
    found = part(found, found.exemplar[:, band_at] >= found.query[:, band_at] - NARROWER)
    fitted = fit_conditioned(
        dataclasses.replace(found, query=found.query[:, :-1], exemplar=found.exemplar[:, :-1]),
        encoder.id,
        names,
        np.array(NEUTRAL[:-1]),
        match=MATCH,
        provenance=provenance,
        bound=BOUND,
        ridge=RIDGE,
    )
    assert fitted.conditions is not None
    given = {
        each.name: getattr(fitted.conditions, each.name) * STEEPER
        for each in dataclasses.fields(Conditions)
        if each.name not in ("names", "neutral", "fading")
    }
    slope = fitted.slope * STEEPER
    intercept = fitted.intercept * STEEPER - (STEEPER - 1) * PIVOT
    conditions = Conditions(
        encoder.quality_names,
        np.array(NEUTRAL),
        **{name: np.append(column, 0.0) for name, column in given.items()},
        fading=encoder.quality_names[-1],
    )
    return dataclasses.replace(fitted, slope=slope, intercept=intercept, conditions=conditions)


def part(found: ConditionedTrials, kept: NDArray[np.bool_]) -> ConditionedTrials:
    fields = dataclasses.fields(found)
    return ConditionedTrials(**{each.name: getattr(found, each.name)[kept] for each in fields})


class Asked(NamedTuple):
    """Clips that asked when people were left out: whose they are, whether these were remembered,
    the length of the clip, and who was named (-1 for nobody), (n,) each."""

    person: NDArray[np.intp]
    known: NDArray[np.bool_]
    length: NDArray[np.float32]
    named: NDArray[np.intp]


def left_out(query: Heard, exemplar: Heard, encoder: SpeakerEncoder, people: int) -> Asked:
    """Every two people are strangers once, to a line fitted without them and to a memory that holds
    two clips of each of the others; what is not in it asks."""
    found = trials(query, exemplar, people)
    one, other = found.query_person % people, found.exemplar_person % people
    rng = np.random.default_rng(SEED)
    as_recorded = np.flatnonzero(exemplar.person < people)[:: len(EXEMPLARS)]
    parts = []
    for strangers in combinations(range(people), 2):
        without = ~(np.isin(one, strangers) | np.isin(other, strangers))
        line = fit(part(found, without), encoder)
        rest = [person for person in range(people) if person not in strangers]
        mine = [as_recorded[exemplar.person[as_recorded] == person] for person in rest]
        kept = np.concatenate([rng.choice(rows, 2, replace=False) for rows in mine])
        asks = ~np.isin(query.clip, exemplar.clip[kept])
        asks &= (query.person < people) | np.isin(query.person % people, strangers)
        rows = np.flatnonzero(asks)
        llr = line.llr(
            query.vectors[rows] @ exemplar.vectors[kept].T,
            query.quality[rows][:, None],
            exemplar.quality[kept],
        )
        best = llr.reshape(len(rows), len(rest), 2).max(axis=2)
        odds = np.exp(best) / len(rest)
        sure = odds.max(axis=1) / (odds.sum(axis=1) + 1) >= line.match
        named = np.where(sure, np.array(rest)[odds.argmax(axis=1)], -1)
        known = np.isin(query.person[rows], rest)
        parts.append((query.person[rows], known, query.quality[rows, 0], named))
    return Asked(*(np.concatenate(columns) for columns in zip(*parts)))


def report(asked: Asked) -> None:
    right = asked.named == asked.person
    for low, high in ((0, 0.196), (0.196, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)):
        group = (asked.length >= low) & (asked.length < high)
        known, strange = group & asked.known, group & ~asked.known
        wrong = known & ~right & (asked.named >= 0)
        print(
            f"length {low:.1f} to {high:.1f}: right {right[known].mean():.1%}, wrong "
            f"{wrong.sum() / known.sum():.2%}; strangers named "
            f"{(asked.named[strange] >= 0).mean():.2%} of {strange.sum()}"
        )


def main() -> None:
    encoder = SpeakerEncoder()
    people = list(read_people(Path(sys.argv[1])).values())
    remembered = [
        heard(encoder, people, EXEMPLARS),
        heard(encoder, people, EXEMPLARS[:2], SPEEDS),
    ]
    heard_asking = [heard(encoder, people, QUERIES), heard(encoder, people, STRANGERS, SPEEDS)]
    exemplars = Heard(*(np.concatenate(columns) for columns in zip(*remembered)))
    queries = Heard(*(np.concatenate(columns) for columns in zip(*heard_asking)))
    found = trials(queries, exemplars, len(people))
    asked = left_out(queries, exemplars, encoder, len(people))
    report(asked)
    strange = ~asked.known
    rate = by_person(
        (asked.named[strange] >= 0).astype(float), asked.person[strange] % len(people), of_two=True
    )
    clips = sum(map(len, people))
    provenance = (
        f"{clips} clips of {len(people)} people (LibriSpeech test-other, CC BY 4.0, one session "
        f"each) in {len(QUERIES)} conditions as queries and {len(EXEMPLARS)} as exemplars, and at "
        f"{len(SPEEDS)} other speeds as other people; {found.genuine.sum():,} pairs of one person, "
        f"{(~found.genuine).sum():,} of two"
    )
    evidence = dataclasses.replace(fit(found, encoder, provenance), false_matches=rate)
    path = data_path("models", "voice", "calibration.json")
    path.write_text(json.dumps(document(evidence), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {path.name}: slope {evidence.slope:.1f}, intercept {evidence.intercept:.1f}")


if __name__ == "__main__":
    sys.exit(exit_code(main))

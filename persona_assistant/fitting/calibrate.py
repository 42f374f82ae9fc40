"""Fits the evidence and thresholds of the identity decision.

Writes models/classical/calibration.json:

    python -m persona_assistant.fitting.calibrate CASES.json... [--only text] [--people 150]
        [--folder CACHE]

On people of the generated world who occur in no other set the log-likelihood ratio of a score is
fitted (genuine against impostor pairs, logistic regression). For the thresholds it is fitted on one
half of them, and galleries of the other half are simulated, with the person present and absent;
then the other way round. Descriptions are fitted on written cases (tests/reading/README.md) and on
generated notes.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from persona_assistant import choice, media
from persona_assistant.atomic import write_text
from persona_assistant.encoders.base import Encoder
from persona_assistant.encoders.image import ClassicalImageEncoder
from persona_assistant.encoders.voice import ClassicalVoiceEncoder
from persona_assistant.fitting import describing
from persona_assistant.fitting.command import exit_code
from persona_assistant.language import descriptions
from persona_assistant.resources import data_path
from persona_assistant.routing.rates import Rate, by_person
from persona_assistant.train.generator import require_generator

SEED = 4100
"""Of the calibration population; the encoders were fitted on another one."""
FALSE_MATCHES = (0.01, 0.02, 0.05)
"""Shares of absent people who may be taken for somebody. A kind of evidence gets the strictest at
which it still recognises RECOGNISED of the people who are there, or the last."""
RECOGNISED = 0.9
GALLERIES = (4, 16, 48)
PRIOR_UNKNOWN = 0.5
NAME_RATIO = 9.0
"""A name is said in error once in some thousand questions: a judgement, not a measurement."""

Vectors = list[np.ndarray]
"""Per person, shape (exemplars, dim)."""
Round = tuple[bool, bool, float, float, int]
"""One simulated query: present, right, best posterior, best two together, person asking."""


def classical() -> dict[str, Encoder]:
    """The encoders that are calibrated here, by modality."""
    return {"image": ClassicalImageEncoder(), "voice": ClassicalVoiceEncoder()}


def embed(people: int, folder: Path | None) -> dict[str, Vectors]:
    require_generator()
    from persona_worlds.calibration import calibration_set

    chosen = classical()
    found: dict[str, Vectors] = {"image": [], "voice": []}
    for _, pictures, clips in calibration_set(SEED, people, folder=folder):
        loaded = [
            media.image_from_pixels(
                np.asarray(p.convert("RGB") if isinstance(p, Image.Image) else p)
            )
            for p in pictures
        ]
        found["image"].append(chosen["image"].encode(loaded))
        found["voice"].append(chosen["voice"].encode([media.voice_from_samples(c) for c in clips]))
    return found


def pairs(vectors: Vectors) -> tuple[np.ndarray, np.ndarray]:
    """Scores of all genuine and all impostor pairs."""
    genuine = [float(a @ b) for person in vectors for a, b in combinations(person, 2)]
    stacked = np.concatenate(vectors)
    owner = np.repeat(np.arange(len(vectors)), [len(v) for v in vectors])
    scores = stacked @ stacked.T
    return np.array(genuine), scores[np.triu(owner[:, None] != owner[None], 1)]


def fit_ratio(genuine: np.ndarray, impostor: np.ndarray) -> dict[str, float]:
    """Slope and intercept of the log-likelihood ratio, by logistic regression."""
    rng = np.random.default_rng(0)
    impostor_used = rng.choice(impostor, min(len(impostor), 12_000), replace=False)
    choices = [(np.array([[1.0, s]]), 0) for s in genuine] + [
        (np.array([[1.0, s]]), None) for s in impostor_used
    ]
    intercept, slope = choice.fit(choices, ridge=1e-6)
    odds = math.log(len(genuine) / len(impostor_used))
    bound = math.log(len(impostor))
    return {
        "slope": round(float(slope), 4),
        "intercept": round(float(intercept - odds), 4),
        # No score may speak for somebody louder than the pairs behind it; against, an error only
        # costs an abstention.
        "lowest": round(-bound, 4),
        "highest": round(bound, 4),
    }


def simulate(
    vectors: Vectors, ratio: dict[str, float], rng: np.random.Generator, rounds: int = 400
) -> list[Round]:
    """Single-exemplar queries against galleries of two exemplars each."""
    rows: list[Round] = []
    for size in GALLERIES:
        if size + 1 > len(vectors):
            continue
        for _ in range(rounds):
            people = rng.choice(len(vectors), size + 1, replace=False)
            shown = rng.permutation(len(vectors[people[0]]))
            query = vectors[people[0]][shown[0]]
            present = bool(rng.random() < 0.5)
            gallery = [vectors[people[0]][shown[1:]]] if present else []
            gallery += [vectors[p][: len(shown) - 1] for p in people[1 : size + 1 - present]]
            scores = np.array([float((g @ query).max()) for g in gallery])
            evidence = np.clip(
                ratio["slope"] * scores + ratio["intercept"], ratio["lowest"], ratio["highest"]
            )
            posterior, _ = choice.probabilities(
                evidence + math.log((1 - PRIOR_UNKNOWN) / len(gallery)) - math.log(PRIOR_UNKNOWN)
            )
            order = np.argsort(-posterior)
            rows.append(
                (
                    present,
                    present and bool(order[0] == 0),
                    float(posterior[order[0]]),
                    float(posterior[order[:2]].sum()),
                    int(people[0]),
                )
            )
    return rows


def threshold(absent: Sequence[float], present: Sequence[float]) -> tuple[float, float, float]:
    """(posterior needed, share of absent people matched, share of present people matched right).

    `absent` are the best posteriors of queries about nobody, `present` those of the right person, 0
    where another one was ahead. Never below even odds.
    """
    for allowed in FALSE_MATCHES:
        needed = max(0.5, float(np.quantile(absent, 1 - allowed)))
        right = float(np.mean(np.asarray(present) >= needed))
        if right >= RECOGNISED:
            break
    return round(needed, 4), float(np.mean(np.asarray(absent) >= needed)), right


def tops(rows: list[Round]) -> tuple[list[float], list[float]]:
    """What `threshold` is set by: best posteriors of absent people, and of present ones who came
    out first."""
    absent = [top for present, _, top, *_ in rows if not present]
    return absent, [top * right for present, right, top, *_ in rows if present]


def strangers(halves: Sequence[list[Round]]) -> Rate:
    """Share of absent people matched, of each half at the threshold that was set by the other."""
    matched, person = [], []
    for number, (rows, other) in enumerate(zip(halves, reversed(halves))):
        needed, _, _ = threshold(*tops(other))
        matched += [top >= needed for present, _, top, *_ in rows if not present]
        person += [2 * who + number for present, *_, who in rows if not present]
    return by_person(np.array(matched, float), np.array(person), of_two=True)


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    found.add_argument("cases", nargs="+", type=Path)
    found.add_argument("--only", choices=["text"], help="leaves the rest as it was fitted")
    found.add_argument("--people", type=int, default=150)
    found.add_argument("--folder", type=Path, help="keeps the generated media for the next time")
    return found


def main() -> None:
    arguments = parser().parse_args()
    path = data_path("models", "classical", "calibration.json")
    before = json.loads(path.read_text(encoding="utf-8"))
    report = before if arguments.only else fit_media(arguments.people, arguments.folder)
    text = fit_text([case for path in arguments.cases for case in describing.load_cases(path)])
    if "meaning" in before["text"]:  # fitted by meaning.py
        text["meaning"] = before["text"]["meaning"]
    report |= {"text": text, "name_ratio": NAME_RATIO, "prior_unknown": PRIOR_UNKNOWN}
    write_text(path, json.dumps(report, indent=1) + "\n")
    print(f"wrote {path.name}")


def fit_media(people: int, folder: Path | None) -> dict[str, Any]:
    """What is fitted of pictures and voices, by modality."""
    chosen = classical()
    report: dict[str, Any] = {}
    half = people // 2
    for modality, vectors in embed(people, folder).items():
        genuine, impostor = pairs(vectors)
        report[modality] = {"encoder": chosen[modality].id, **fit_ratio(genuine, impostor)}
        halves = [
            simulate(unseen, fit_ratio(*pairs(fitted_on)), np.random.default_rng(1))
            for fitted_on, unseen in (
                (vectors[:half], vectors[half:]),
                (vectors[half:], vectors[:half]),
            )
        ]
        match, false, right = threshold(*tops(halves[0] + halves[1]))
        report[modality] |= {"match": match, "unknown": asdict(strangers(halves))}
        print(
            f"{modality}: {len(genuine)} genuine and {len(impostor)} impostor pairs; on the half "
            f"not fitted, at {match}: {false:.1%} of absent people matched, "
            f"{right:.1%} of present people matched right"
        )
    return report


def fit_text(cases: Sequence[describing.Case]) -> dict[str, Any]:
    """What is fitted of descriptions, on written cases and generated ones."""
    cases = [*cases, *describing.generated_cases()]
    weights = describing.fit_describing(cases)
    absent: list[float] = []
    present: list[float] = []
    for rows, target in describing.describing_choices(cases):
        posterior, _ = choice.probabilities(rows @ weights)
        best = int(posterior.argmax())
        (absent if target is None else present).append(
            float(posterior[best]) * (target in (None, best))
        )
    match, false, right = threshold(absent, present)
    print(
        f"text, on the fitted cases, at {match}: {false:.1%} of absent people matched, "
        f"{right:.1%} right"
    )
    return {
        "weights": {name: round(float(w), 4) for name, w in zip(descriptions.FEATURES, weights)},
        "prior": round(-math.log(3.5), 4),
        "match": match,
    }


if __name__ == "__main__":
    sys.exit(exit_code(main))

"""Fits the line between espeak's voices and recordings (`encoders.synthetic_speech`).

    python -m persona_assistant.fitting.synthetic_speech FOLDER

FOLDER holds recorded people. They are few, generated voices are many, so the line is a linear
discriminant with a strong ridge; each recording is heard in many conditions. Printed is what
happens to people whom the line was not fitted on: each is left out once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from persona_assistant.encoders.synthetic_speech import FILE, Line, statistics
from persona_assistant.fitting.command import exit_code
from persona_assistant.fitting.real_voices import (
    Signal,
    as_heard,
    at_speed,
    band,
    compressed,
    cut,
    read_people,
    with_noise,
)
from persona_assistant.resources import data_path
from persona_assistant.train.generator import require_generator

SEED = 78
"""Of the generated voices; no other world uses it."""
VOICES = 1800
HEARD = 6
"""Random ways in which each recording is heard, beside `ORDINARY` ones."""
ORDINARY: tuple[Callable[[Signal, np.random.Generator], Signal], ...] = (
    lambda x, rng: x,
    lambda x, rng: cut(x, 3, 0.4),
    lambda x, rng: cut(x, 1, 0.4),
    lambda x, rng: band(x, 300, 3400),
    lambda x, rng: cut(band(x, 300, 3400, None), 3),
    lambda x, rng: band(cut(x, 1.5, 0.4), 0, 3900, None),
    lambda x, rng: cut(with_noise(x, 10, rng), 6),
    lambda x, rng: cut(with_noise(x, 5, rng), 4),
    lambda x, rng: cut(compressed(x), 5),
    lambda x, rng: cut(compressed(x, "MP3", "MPEG_LAYER_III"), 4),
    lambda x, rng: cut(at_speed(x, 0.92), 4),
    lambda x, rng: cut(at_speed(x, 1.08), 4),
)
RIDGE = 0.3
"""Of the mean variance."""
THRESHOLD = 0.51
"""Above the highest score of bench/mini and the demo people, of which none was fitted on."""


def generated() -> NDArray[np.float32]:
    """Statistics (VOICES, d) of generated voices."""
    require_generator()
    from persona_worlds.small_talk import small_talk
    from persona_worlds.voices import speak, voice_identity, voice_nuisance

    rows = []
    for number in range(VOICES):
        rng = np.random.default_rng((SEED, number))
        spoken = speak(voice_identity(rng), small_talk(rng), voice_nuisance(rng))
        rows.append(statistics(spoken.astype(np.float32)))
    return np.stack(rows)


def recorded(folder: Path) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """Statistics (n, d) of recorded people in many conditions, and whose they are (n,)."""
    rows, who = [], []
    for person, clips in enumerate(read_people(folder).values()):
        for number, clip in enumerate(clips):
            rng = np.random.default_rng((SEED, person, number))
            for change in (*ORDINARY, *[as_heard] * HEARD):
                rows.append(statistics(change(clip, rng)))
                who.append(person)
    return np.stack(rows), np.array(who)


def fit(synthetic: NDArray[np.float32], real: NDArray[np.float32]) -> Line:
    """The line between two sets of statistics (n, d)."""
    scale = synthetic.std(axis=0) + 1e-3
    low, high = synthetic / scale, real / scale
    spread = (np.cov(low.T) + np.cov(high.T)) / 2
    spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    apart = high.mean(axis=0) - low.mean(axis=0)
    weights = np.linalg.solve(spread, apart)
    weights /= weights @ apart
    offset = weights @ low.mean(axis=0)
    return Line(
        (weights / scale).astype(np.float32),
        np.asarray(offset, np.float32),
        np.asarray(THRESHOLD, np.float32),
    )


def main() -> None:
    synthetic = generated()
    real, who = recorded(Path(sys.argv[1]))
    for person in np.unique(who):
        line = fit(synthetic, real[who != person])
        found = real[who == person] @ line.weights - line.offset
        low, middle = np.percentile(found, (1, 50))
        print(
            f"person {person} left out: {(found < THRESHOLD).mean():.1%} of {len(found)} taken for "
            f"synthetic; score 1 % {low:.2f}, median {middle:.2f}"
        )
    np.savez(data_path(*FILE), **fit(synthetic, real)._asdict())


if __name__ == "__main__":
    sys.exit(exit_code(main))

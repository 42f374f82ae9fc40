"""A person of the world: a face, a voice and a life, drawn from one seed.

Three populations that never meet: "demo", "mini" and "calibration" each draw from their own random
streams, so that nothing fitted on calibration people has seen anybody it is measured on.
"""

from __future__ import annotations

import numpy as np

from persona_worlds import faces, voices

SEEDS = {"demo": 11, "mini": 22, "calibration": 33}
"""First word of every population's random stream."""


def person_rng(population: str, seed: int, index: int) -> np.random.Generator:
    """The random stream of person `index` of a population."""
    return np.random.default_rng((SEEDS[population], seed, index))


def sample_identity(
    rng: np.random.Generator, presentation: str | None = None
) -> tuple[faces.FaceIdentity, voices.VoiceIdentity]:
    """A face and a voice that go together."""
    face = faces.face_identity(rng, presentation)
    return face, voices.voice_identity(rng, face.presentation)

"""An ECAPA-TDNN small enough for a test, and a signal, both out of a formula: the same numbers
anywhere.

So what speechbrain made of them once can stand in a test as a few numbers. `write_ecapa` needs
onnx, which the tests bring, and neither torch nor speechbrain.
"""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np

from persona_assistant.weights.export.ecapa_graph import EcapaConfig, build_graph

SMALL = EcapaConfig(
    mels=80, channels=(16, 16, 16, 16, 24), kernels=(5, 3, 3, 3, 1), dilations=(1, 2, 3, 4, 1),
    scale=4, se_channels=6, attention_channels=8, global_context=True, dim=12,
)  # fmt: skip
PLAIN = replace(
    SMALL,
    channels=(8, 16, 16, 20),
    kernels=(3, 5, 3, 1),
    dilations=(1, 2, 3, 1),
    global_context=False,
)
"""Another one: fewer blocks, a narrower beginning, an attention that does not see the whole
clip."""


def scattered(count: int, seed: float) -> np.ndarray:
    """float64 (count,) in -1..1, as irregular as a formula can be."""
    return 2 * np.modf(np.abs(np.sin(np.arange(1, count + 1) * 12.9898 + seed)) * 43758.5453)[0] - 1


def weights_of(config: EcapaConfig) -> dict[str, np.ndarray]:
    """Weights under speechbrain's names; what normalises is not the identity, so that it
    matters."""
    made = {}
    for seed, (name, size) in enumerate(config.weight_shapes.items()):
        values = scattered(math.prod(size), seed).reshape(size)
        if name.endswith("running_var") or (
            name.split(".")[-2] == "norm" and name.endswith(".weight")
        ):
            values = 1 + 0.5 * values
        elif len(size) == 3:
            values = values * math.sqrt(3 / (size[1] * size[2]))
        else:
            values = 0.2 * values
        made[name] = values.astype(np.float32)
    return made


def tune(seconds: float = 1.2) -> np.ndarray:
    """float32 (n,): a tone that rises and swells, and some noise."""
    time = np.arange(round(seconds * 16_000)) / 16_000
    tone = np.sin(2 * np.pi * (150 * time + 700 * time**2)) * (0.3 + 0.2 * np.sin(9 * time))
    return (0.6 * tone + 0.01 * scattered(len(time), 0.5)).astype(np.float32)


def write_ecapa(path: Path, config: EcapaConfig = SMALL) -> Path:
    import onnx

    onnx.save(build_graph(weights_of(config), config), path)
    return path

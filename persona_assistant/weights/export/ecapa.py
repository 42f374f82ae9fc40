"""SpeechBrain's ECAPA-TDNN, e.g. speechbrain/spkrec-ecapa-voxceleb, as an encoder of voices.

A checkpoint is data only, so the architecture is read off the shapes of its weights. The
hyperparams.yaml beside it is not run, because its tags may name any program. (Dilations leave no
trace in shapes; where that file has them as plain numbers they are read there, otherwise they are
the paper's.) `ecapa_graph` writes the graph from the weights directly, and speechbrain's own
network checks it.

int8 covers the matrices that every frame is multiplied by, except in the attention, where it gains
little; fewer of them when that is not near enough. Weights take seven bits, each output channel
with its own scale: CPUs without VNNI instructions add two products in 16 bits, which products of
eight bits would overflow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from persona_assistant.errors import EngineMissing, ModelError
from persona_assistant.progress import OnProgress, ignore, single_step
from persona_assistant.weights.export import ExporterOutput
from persona_assistant.weights.export.checkpoint import read_tensors
from persona_assistant.weights.export.ecapa_graph import EcapaConfig, build_graph, infer_config
from persona_assistant.weights.export.network import quantize_int8
from persona_assistant.weights.export.report import Parity, compare

NEEDS = ("torch", "torchaudio", "speechbrain", "onnx")

FILES = {"fp32": "voice.onnx", "int8": "voice.int8.onnx"}
BANDS = 80
"""Mel bands of the features in speechbrain's speaker recipe, and in ours."""

_CHECKPOINTS = ("embedding_model.safetensors", "embedding_model.ckpt", "model.safetensors")
_DILATIONS = re.compile(r"^\s*dilations:\s*\[([\d\s,]+)\]", re.MULTILINE)
_SINGLE_PRECISION = re.compile(r".*\.se_block\..*|asp\..*|fc\..*")
_COMPARED = ((1, 31), (1, 101), (1, 301), (3, 201), (8, 64))
"""Clips per batch, and frames of 10 ms per clip: from the shortest clip to three seconds."""


def export(
    checkpoint: Path, folder: Path, *, name: str, on_progress: OnProgress = ignore
) -> ExporterOutput:
    """Fill `folder` from a checkpoint, or from the folder that holds it. Raises ModelError,
    EngineMissing."""
    file = _file(checkpoint)
    weights = _read(file)
    config = infer_config(weights, _dilations(file.parent))
    if config.mels != BANDS:
        raise ModelError(
            f"{file} wants features of {config.mels} bands; only {BANDS} are supported"
        )
    import onnx

    full, small = (folder / name for name in FILES.values())
    original, batches = _Original(weights, config), list(_inputs(config))
    with single_step(on_progress, "exporting", unit="files", detail=full.name):
        onnx.save(build_graph(weights, config), full)
        [same] = compare("voice", [(batch,) for batch in batches], original, {"fp32": full})
    with single_step(on_progress, "quantizing", unit="files", detail=small.name):
        near = quantize(full, small, batches, original)
    encoder = {"family": "ecapa", "name": name, "voice": {**FILES, "features": "speechbrain"}}
    return ExporterOutput(encoder, [same, near])


def quantize(
    full: Path,
    small: Path,
    batches: Sequence[np.ndarray],
    original: Callable[[np.ndarray], np.ndarray],
) -> Parity:
    """Write the network of file `full` in int8 to `small`; how near it is to `original`."""
    import onnx

    excluded = [
        node.name for node in onnx.load(full).graph.node if _SINGLE_PRECISION.fullmatch(node.name)
    ]

    def measure(file: Path) -> Parity:
        [parity] = compare("voice", [(batch,) for batch in batches], original, {"int8": file})
        return parity

    return quantize_int8(full, small, batches, measure, seven_bits=True, excluded=excluded)


# --- the checkpoint


def _file(checkpoint: Path) -> Path:
    if checkpoint.is_file():
        return checkpoint
    for name in _CHECKPOINTS:
        if (checkpoint / name).is_file():
            return checkpoint / name
    raise ModelError(f"{checkpoint} holds none of {', '.join(_CHECKPOINTS)}; give the file itself")


def _read(file: Path) -> dict[str, np.ndarray]:
    """The tensors in single precision under speechbrain's names, without the counters of training
    batches."""
    tensors = read_tensors(file)
    return {
        name.removeprefix("embedding_model."): tensor.float().numpy()
        for name, tensor in tensors.items()
        if not name.endswith(".num_batches_tracked")
    }


def _dilations(folder: Path) -> tuple[int, ...] | None:
    try:
        match = _DILATIONS.search((folder / "hyperparams.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return tuple(int(each) for each in match[1].split(",") if each.strip()) if match else None


# --- the original


def _inputs(config: EcapaConfig) -> Iterator[np.ndarray]:
    """Batches like features of speech: decibels around 0 that change slowly over time and bands,
    with noise."""
    rng = np.random.default_rng(0)
    for batch, frames in _COMPARED:
        slow = (
            rng.normal(0, 10, (batch, frames // 8 + 1, config.mels // 8 + 1))
            .repeat(8, 1)
            .repeat(8, 2)
        )
        features = slow[:, :frames, : config.mels] + rng.normal(0, 4, (batch, frames, config.mels))
        features -= features.mean(axis=1, keepdims=True)
        yield features.astype(np.float32)


class _Original:
    """speechbrain's network with these weights: features (batch, time, mels) to embeddings (batch,
    dim)."""

    def __init__(self, weights: Mapping[str, np.ndarray], config: EcapaConfig) -> None:
        try:
            from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN
        except (ImportError, OSError) as error:
            reason = str(error).splitlines()[0]
            raise EngineMissing(
                f"speechbrain cannot be loaded ({reason}); torch and torchaudio must be of one"
                " kind, for the CPU or for CUDA: pip install"
                ' "persona-assistant[export]" in a new environment'
            ) from error
        import torch

        self._network = ECAPA_TDNN(
            config.mels,
            channels=list(config.channels),
            kernel_sizes=list(config.kernels),
            dilations=list(config.dilations),
            groups=[1] * len(config.channels),
            attention_channels=config.attention_channels,
            res2net_scale=config.scale,
            se_channels=config.se_channels,
            global_context=config.global_context,
            lin_neurons=config.dim,
        ).eval()
        tensors = {key: torch.from_numpy(np.array(value)) for key, value in weights.items()}
        # `infer_config` has checked all names; only the counters of batches are missing.
        self._network.load_state_dict(tensors, strict=False)

    def __call__(self, features: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode():
            rows: np.ndarray = self._network(torch.from_numpy(features))[:, 0].numpy()
            return rows

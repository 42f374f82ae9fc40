"""SpeechBrain's ECAPA-TDNN, e.g. speechbrain/spkrec-ecapa-voxceleb, as an encoder of voices.

The idea: a checkpoint is data only, so what the network looks like is read off the shapes of its
weights. The hyperparams.yaml beside it is not run, whose tags may name any program. (Dilations
leave no trace in shapes; where that file has them as plain numbers they are read there, otherwise
they are the paper's.) The graph is written from the weights directly, by `ecapa_graph`, and
speechbrain's own network says whether it is right.

In int8 are the matrices that every frame is multiplied by, except in the attention, where little is
gained; fewer of them when that is not near enough. Their weights take seven bits, each output
channel in its own scale: processors without VNNI instructions add two products in 16 bits, which
those of eight bits with eight bits overflow.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from persona_assistant.errors import EngineMissing, ModelError
from persona_assistant.weights.export import Made
from persona_assistant.weights.export.checkpoint import read_tensors
from persona_assistant.weights.export.ecapa_graph import Shape, graph, shape_of
from persona_assistant.weights.export.network import shrink
from persona_assistant.weights.export.report import Parity, compare
from persona_assistant.weights.registry import Watch

NEEDS = ("torch", "torchaudio", "speechbrain", "onnx")

FILES = {"fp32": "voice.onnx", "int8": "voice.int8.onnx"}
BANDS = 80
"""Of the features that speechbrain's recipe for speakers has, and ours."""

_CHECKPOINTS = ("embedding_model.safetensors", "embedding_model.ckpt", "model.safetensors")
_DILATIONS = re.compile(r"^\s*dilations:\s*\[([\d\s,]+)\]", re.MULTILINE)
_SINGLE_PRECISION = re.compile(r".*\.se_block\..*|asp\..*|fc\..*")
_COMPARED = ((1, 31), (1, 101), (1, 301), (3, 201), (8, 64))
"""Clips at once, and frames of 10 ms in each: from the shortest clip there is to three seconds."""


def export(checkpoint: Path, making: Path, *, name: str, watch: Watch | None = None) -> Made:
    """Fills the folder `making` from a checkpoint, or from the folder that holds it. Raises
    ModelError."""
    file = _file(checkpoint)
    weights = _read(file)
    shape = shape_of(weights, _dilations(file.parent))
    if shape.mels != BANDS:
        raise ModelError(f"{file} wants features of {shape.mels} bands; only {BANDS} are supported")
    import onnx

    whole, small = (making / place for place in FILES.values())
    original, batches = _Original(weights, shape), list(_inputs(shape))
    with _watched(watch, "exporting", whole):
        onnx.save(graph(weights, shape), whole)
        [same] = compare("voice", [(batch,) for batch in batches], original, {"fp32": whole})
    with _watched(watch, "quantizing", small):
        near = quantize(whole, small, batches, original)
    about = {"family": "ecapa", "name": name, "voice": {**FILES, "features": "speechbrain"}}
    return Made(about, [same, near])


def quantize(
    whole: Path,
    small: Path,
    batches: Sequence[np.ndarray],
    original: Callable[[np.ndarray], np.ndarray],
) -> Parity:
    """Writes the network of file `whole` in int8, and says how near it is. See the module's
    idea."""
    import onnx

    names = [
        each.name for each in onnx.load(whole).graph.node if _SINGLE_PRECISION.fullmatch(each.name)
    ]

    def judge(file: Path) -> Parity:
        [found] = compare("voice", [(batch,) for batch in batches], original, {"int8": file})
        return found

    return shrink(whole, small, batches, judge, narrow=True, kept=names)


@contextmanager
def _watched(watch: Watch | None, stage: str, file: Path) -> Iterator[None]:
    if watch:
        watch(stage, file.name, 0, None)
    yield
    if watch:
        watch(stage, file.name, 1, 1)


# --- the checkpoint


def _file(checkpoint: Path) -> Path:
    if checkpoint.is_file():
        return checkpoint
    found = next(
        (checkpoint / each for each in _CHECKPOINTS if (checkpoint / each).is_file()), None
    )
    if found is None:
        raise ModelError(
            f"{checkpoint} holds none of {', '.join(_CHECKPOINTS)}; give the file itself"
        )
    return found


def _read(file: Path) -> dict[str, np.ndarray]:
    """Single precision, under speechbrain's names: what only counts the batches of training is left
    out."""
    tensors = read_tensors(file)
    return {
        name.removeprefix("embedding_model."): tensor.float().numpy()
        for name, tensor in tensors.items()
        if not name.endswith(".num_batches_tracked")
    }


def _dilations(folder: Path) -> tuple[int, ...] | None:
    try:
        said = _DILATIONS.search((folder / "hyperparams.yaml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return tuple(int(each) for each in said[1].split(",") if each.strip()) if said else None


# --- the proof


def _inputs(shape: Shape) -> Iterator[np.ndarray]:
    """Like features of speech: decibels about 0 that change slowly over time and bands, and
    noise."""
    rng = np.random.default_rng(0)
    for batch, frames in _COMPARED:
        slow = (
            rng.normal(0, 10, (batch, frames // 8 + 1, shape.mels // 8 + 1))
            .repeat(8, 1)
            .repeat(8, 2)
        )
        features = slow[:, :frames, : shape.mels] + rng.normal(0, 4, (batch, frames, shape.mels))
        features -= features.mean(axis=1, keepdims=True)
        yield features.astype(np.float32)


class _Original:
    """speechbrain's network with these weights: features (batch, time, mels) to embeddings (batch,
    dim)."""

    def __init__(self, weights: Mapping[str, np.ndarray], shape: Shape) -> None:
        try:
            from speechbrain.lobes.models.ECAPA_TDNN import ECAPA_TDNN
        except (ImportError, OSError) as error:
            reason = str(error).splitlines()[0]
            raise EngineMissing(
                f"speechbrain cannot be loaded ({reason}); torch and torchaudio must be of one kind, for the "
                'processor or for CUDA: pip install "persona-assistant[export]" in a new environment'
            ) from error
        import torch

        self._network = ECAPA_TDNN(
            shape.mels,
            channels=list(shape.channels),
            kernel_sizes=list(shape.kernels),
            dilations=list(shape.dilations),
            groups=[1] * len(shape.channels),
            attention_channels=shape.attention,
            res2net_scale=shape.scale,
            se_channels=shape.squeezed,
            global_context=shape.context,
            lin_neurons=shape.dim,
        ).eval()
        tensors = {key: torch.from_numpy(np.array(value)) for key, value in weights.items()}
        self._network.load_state_dict(
            tensors, strict=False
        )  # `shape_of` was strict; batches were counted

    def __call__(self, features: np.ndarray) -> np.ndarray:
        import torch

        with torch.inference_mode():
            return self._network(torch.from_numpy(features))[:, 0].numpy()

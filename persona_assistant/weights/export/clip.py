"""An open-clip checkpoint becomes two ONNX towers that share a space: pictures and texts.

Both give vectors of length 1 and take any number of rows. They are written in the form that ONNX
Runtime is fastest with and that computes the same: attention as plain matrix products, patches cut
out by moving numbers instead of by a convolution, and the last block only for the one row that
counts. The vocabulary is open-clip's own, as `tokenizer.json`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from persona_assistant.errors import BadInput, EngineMissing, ModelError
from persona_assistant.progress import OnProgress, ignore, single_step
from persona_assistant.weights.export import ExporterOutput
from persona_assistant.weights.export.checkpoint import read_tensors
from persona_assistant.weights.export.network import export_onnx, quantize_int8
from persona_assistant.weights.export.report import Parity, compare
from persona_assistant.weights.export.vocabulary import write_tokenizer

if TYPE_CHECKING:
    import torch

NEEDS = ("torch", "torchvision", "open_clip", "onnx", "onnxscript")
ARCHITECTURE = "ViT-B-32"
_SIZES = (1, 3, 8)
"""The batch sizes that the report compares."""


def export(
    checkpoint: Path,
    folder: Path,
    *,
    name: str,
    on_progress: OnProgress = ignore,
    architecture: str = ARCHITECTURE,
) -> ExporterOutput:
    """Fill `folder` from an open-clip checkpoint of that architecture. Raises ModelError, BadInput,
    EngineMissing."""
    open_clip = _open_clip()
    model = _model(open_clip, architecture, checkpoint)
    picture = _picture_settings(model, architecture)
    tokenizer = _tokenizer(open_clip, architecture)
    write_tokenizer(tokenizer.encoder, tokenizer.bpe_ranks, folder / "tokenizer.json")
    pictures = _pictures(picture)
    texts = [tokenizer(_TEXTS[: len(_TEXTS) * size // max(_SIZES)]).numpy() for size in _SIZES]
    parity = []
    for part, batches in (("image", pictures), ("text", texts)):
        parity += _tower(model, part, batches, folder, on_progress)
    encoder = {
        "family": "clip",
        "name": name,
        "image": {"fp32": "image.onnx", "int8": "image.int8.onnx", **picture},
        "text": {
            "fp32": "text.onnx",
            "int8": "text.int8.onnx",
            "tokenizer": "tokenizer.json",
            "context": tokenizer.context_length,
        },
    }
    return ExporterOutput(encoder, parity)


def _open_clip() -> Any:
    """The library. Raises EngineMissing where its own dependencies do not fit together."""
    try:
        return importlib.import_module("open_clip")
    except (ImportError, RuntimeError, OSError) as error:
        reason = " ".join(str(error).split())[:200]
        raise EngineMissing(
            f"open_clip cannot be loaded ({reason}): torch and torchvision must be of the same"
            ' build, as pip install "persona-assistant[export]" installs them.'
        ) from error


def _model(open_clip: Any, architecture: str, checkpoint: Path) -> torch.nn.Module:
    known = open_clip.list_models()
    if architecture not in known:
        import difflib

        near = difflib.get_close_matches(architecture, known, n=3)
        hint = (
            f"did you mean {' or '.join(near)}?" if near else "open_clip.list_models() names them."
        )
        raise BadInput(
            f"open-clip knows no architecture {architecture!r}; {hint}", code="unknown_architecture"
        )
    tensors = read_tensors(checkpoint)
    model = open_clip.create_model(
        architecture, pretrained=None, precision="fp32", load_weights=False
    )
    # Older checkpoints hold positions that newer versions count themselves.
    tensors.pop("text.transformer.embeddings.position_ids", None)
    expected = model.state_dict()
    missing = [key for key in expected if key not in tensors]
    other = [
        key for key in tensors if key not in expected or tensors[key].shape != expected[key].shape
    ]
    if missing or other:
        example = (missing or other)[0]
        raise ModelError(
            f"{checkpoint} is no {architecture} of open-clip: {len(missing)} of its tensors are"
            f" missing and {len(other)} do not fit, for example {example}; name its architecture",
            code="other_architecture",
        )
    model.load_state_dict({key: tensor.float() for key, tensor in tensors.items()})
    return model.eval()


def _picture_settings(model: torch.nn.Module, architecture: str) -> dict[str, Any]:
    """Side, mean and standard deviation. Raises ModelError for another way to prepare pictures than
    this module knows."""
    settings = model.visual.preprocess_cfg
    size = settings["size"]
    sides = {size} if isinstance(size, int) else set(size)
    plain = settings.get("interpolation", "bicubic") == "bicubic" and len(sides) == 1
    if not plain or settings.get("resize_mode", "shortest") != "shortest":
        raise ModelError(
            f"{architecture} wants its pictures prepared in an unsupported way; use an architecture"
            " with square pictures, scaled by their shortest side"
        )
    return {"side": sides.pop(), "mean": list(settings["mean"]), "std": list(settings["std"])}


def _tokenizer(open_clip: Any, architecture: str) -> Any:
    tokenizer = open_clip.get_tokenizer(architecture)
    simple = open_clip.tokenizer.SimpleTokenizer
    if (
        type(tokenizer) is not simple
        or tokenizer.reduction_fn
        or tokenizer.clean_fn("A,  b") != "a, b"
    ):
        raise ModelError(
            f"{architecture} has a vocabulary of its own, which is not supported; use an"
            " architecture with the vocabulary of CLIP"
        )
    return tokenizer


def _tower(
    model: torch.nn.Module,
    part: str,
    batches: Sequence[np.ndarray],
    folder: Path,
    on_progress: OnProgress,
) -> list[Parity]:
    """Both precisions of the tower for "image" or "text", and how near they are."""
    import torch

    tower = _unit_tower(model, part)
    with torch.inference_mode():
        expected = {id(batch): tower(torch.from_numpy(batch)).numpy() for batch in batches}
    full, small = folder / f"{part}.onnx", folder / f"{part}.int8.onnx"

    with (
        single_step(on_progress, "exporting", unit="files", detail=full.name),
        _fast_parts(model),
    ):
        example = torch.from_numpy(batches[0][:1].repeat(2, axis=0))
        export_onnx(tower, example, full, input_name=part, output_name="vectors")
    parity = compare(
        part, [(batch,) for batch in batches], lambda batch: expected[id(batch)], {"fp32": full}
    )
    with single_step(on_progress, "quantizing", unit="files", detail=small.name):
        # One by one, as they will be encoded: int8 depends on what else is in the batch.
        singles = [batches[-1][row : row + 1] for row in range(len(batches[-1]))]
        rows = dict(zip(map(id, singles), expected[id(batches[-1])]))

        def measure(file: Path) -> Parity:
            ones = [(one,) for one in singles]
            return compare(part, ones, lambda one: rows[id(one)][None], {"int8": file})[0]

        parity.append(quantize_int8(full, small, singles, measure))
    return parity


def _unit_tower(model: torch.nn.Module, part: str) -> torch.nn.Module:
    import torch

    encode: Callable[..., torch.Tensor] = getattr(model, f"encode_{part}")

    class Tower(torch.nn.Module):  # type: ignore[misc]  # torch is not followed by mypy
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, rows: torch.Tensor) -> torch.Tensor:
            return encode(rows, normalize=True)

    return Tower()


@contextmanager
def _fast_parts(model: torch.nn.Module) -> Iterator[None]:
    """Gives the model faster parts that compute the same while the block lasts."""
    from persona_assistant.weights.export.clip_parts import replacements

    before = []
    for holder, name, part in replacements(model):
        before.append((holder, name, getattr(holder, name)))
        setattr(holder, name, part)
    try:
        yield
    finally:
        for holder, name, part in reversed(before):
            setattr(holder, name, part)


# --- what is compared ----------------------------------------------------------------------------


def _pictures(settings: dict[str, Any]) -> list[np.ndarray]:
    """Generated pictures as a tower gets them, in batches: blocks, gradients, grain, dark and
    bright ones."""
    side = settings["side"]
    mean, std = (np.array(settings[key]).reshape(3, 1, 1) for key in ("mean", "std"))
    random = np.random.default_rng(0)
    across = np.linspace(0, 1, side)

    def picture(number: int) -> np.ndarray:
        cells = 2 + number % 7
        index = (np.arange(side) * cells) // side
        blocks = random.random((3, cells, cells))[:, index][:, :, index]
        slope = np.outer(across, across[::-1])[None] * random.random((3, 1, 1))
        grain = random.normal(0, 0.02 + 0.1 * (number % 3), (3, side, side))
        mixed = (0.6 * blocks + 0.4 * slope + grain) * (0.3 + 0.7 * random.random())
        whole = np.rint(mixed.clip(0, 1) * 255) / 255
        normalised: np.ndarray = ((whole - mean) / std).astype(np.float32)
        return normalised

    return [np.stack([picture(number) for number in range(size)]) for size in _SIZES]


_TEXTS = [
    "a portrait of a woman with glasses",
    "two men laughing at a table by the sea",
    "the neighbour's dog, brown, with a red collar",
    "grey",
    "My aunt Rosa in her garden in Porto; behind her the lemon tree she planted in 1987, taller"
    " than the house by now, and the blue door that nobody has painted since, with the cat that"
    " belongs to everybody asleep before it in the sun as on every other afternoon of that long"
    " summer of which she still speaks.",
    "a photo of a bearded man, 42, wearing a green jacket & a hat",
    "un niño con una bicicleta roja",
    "she speaks slowly and has a scar over her left eyebrow",
]

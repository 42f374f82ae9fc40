"""A LoRA adapter goes into the full-precision model it was trained on.

Merging changes numbers and nothing else: no name, shape or type. So each weight file is copied as
it is, and only the adapted matrices are read, changed and written back in their place, one at a
time; a model of 16 GB needs memory for its largest matrix. The arithmetic is that of PEFT's
`merge_and_unload` on the processor, bit for bit. Whatever PEFT can train that this does not know is
refused by name, because leaving it out would give a model that is quietly another one.
"""

from __future__ import annotations

import importlib.util
import math
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.atomic import require_free_space, whole_folder
from persona_assistant.errors import EngineMissing, ModelError
from persona_assistant.weights.folder import Tensor, read_json, tensors, weight_files

if TYPE_CHECKING:
    import torch

    from persona_assistant.weights.registry import Watch

MISSING = 'Merging and converting need torch: pip install "persona-assistant[convert]".'

_NOT_ABOUT_WEIGHTS = frozenset(
    {
        "task_type", "peft_type", "auto_mapping", "peft_version", "base_model_name_or_path", "revision",
        "inference_mode", "r", "target_modules", "exclude_modules", "lora_alpha", "lora_dropout",
        "use_rslora", "init_lora_weights", "layers_to_transform", "layers_pattern", "rank_pattern",
        "megatron_core", "qalora_group_size", "eva_config", "loftq_config", "runtime_config",
    }
)  # fmt: skip
"""Keys of adapter_config.json that are read here or only say how the matrices came to be."""
_PLAIN = {"bias": "none"}
"""Keys whose value is not empty and still means nothing."""
_START_CHANGES_BASE = ("pissa", "olora", "corda", "loftq", "lora_ga")
"""Ways of starting a LoRA that take something away from the base model's own weights."""
_LEADS = (
    ("", ""), ("model.", "model.language_model."), ("", "thinker."), ("", "model."), ("model.", ""),
    ("model.language_model.", "model."), ("model.language_model.", "thinker.model."),
)  # fmt: skip
"""How names seen in training may differ from those in the files: (what they begin with, what
instead). An adapter trained on the language model alone does not know that it is part of an
omnimodal one."""
_FLOATS = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_PIECE = 32 << 20
_LEFT_BEHIND = (".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".gguf", ".onnx", ".py")


@dataclass(frozen=True, slots=True)
class Merged:
    folder: Path
    layers: int
    """Matrices that were changed."""
    size: int
    """Bytes of the weight files."""


@dataclass(frozen=True, slots=True)
class _Low:
    """The two thin matrices of one layer: the change is scale * second @ first."""

    first: Tensor
    second: Tensor
    scale: float


def merge(model: Path, adapter: Path, out: Path, *, watch: Watch | None = None) -> Merged:
    """Write the model in folder `model` with the adapter in folder `adapter` to the new folder
    `out`.

    Tokenizer, processor and configuration come along. Raises ModelError for what cannot be
    merged, BadInput when `out` exists, DiskFull, EngineMissing without torch.
    """
    files = weight_files(model)
    base = {name: tensor for file in files for name, tensor in tensors(file).items()}
    changes = _match(_read_adapter(adapter), base)
    if importlib.util.find_spec("torch") is None:
        raise EngineMissing(MISSING)
    size = sum(file.stat().st_size for file in files)
    require_free_space(out, size, what="The merged model")
    with whole_folder(out) as making:
        _carry_over(model, making)
        for file in files:
            if watch:
                watch("merging", file.name, 0, file.stat().st_size)
            here = [(base[name], low) for name, low in changes.items() if base[name].file == file]
            with open(file, "rb") as source, open(making / file.name, "w+b") as target:
                while piece := source.read(_PIECE):
                    target.write(piece)
                    if watch:
                        watch("merging", file.name, target.tell(), file.stat().st_size)
                for weight, low in here:
                    target.seek(weight.start)
                    target.write(_merged(weight, low))
    return Merged(out, len(changes), size)


# --- the adapter


def _read_adapter(adapter: Path) -> dict[str, _Low]:
    """The changes by the name of the layer, as it was called in training."""
    about = read_json(adapter / "adapter_config.json")
    _refuse_unknown(about)
    file = adapter / "adapter_model.safetensors"
    if not file.is_file():
        why = (
            "a pickled one, which can run programs"
            if (adapter / "adapter_model.bin").exists()
            else "none"
        )
        raise ModelError(
            f"{adapter} holds no adapter_model.safetensors but {why}: save it as safetensors."
        )
    halves: dict[str, dict[str, Tensor]] = {}
    for name, tensor in tensors(file).items():
        layer, _, kind = name.removeprefix("base_model.model.").rpartition(".lora_")
        if (
            kind not in ("A.weight", "B.weight")
            or tensor.dtype not in _FLOATS
            or len(tensor.shape) != 2
        ):
            raise ModelError(
                f"The adapter holds {name}, which merge does not support: train LoRA matrices only."
            )
        halves.setdefault(layer, {})[kind[0]] = tensor
    if not halves:
        raise ModelError(f"{file} is empty: train the adapter again.")
    return {layer: _low(layer, pair, about) for layer, pair in halves.items()}


def _refuse_unknown(about: dict[str, Any]) -> None:
    if about.get("peft_type") != "LORA":
        raise ModelError(
            f"The adapter is of type {about.get('peft_type')}: only LORA can be merged."
        )
    for key, value in about.items():
        if value and key not in _NOT_ABOUT_WEIGHTS and _PLAIN.get(key) != value:
            raise ModelError(
                f"The adapter uses {key} = {value}, which merge does not support: train without."
            )
    start = about.get("init_lora_weights")
    if isinstance(start, str) and start.startswith(_START_CHANGES_BASE):
        raise ModelError(
            f"The adapter started with init_lora_weights = {start}, which changed the model it belongs to: "
            "have PEFT save it with path_initial_model_for_weight_conversion first."
        )
    if not isinstance(about.get("lora_alpha"), (int, float)):
        raise ModelError(
            "The adapter_config.json says no lora_alpha: save the adapter with PEFT again."
        )


def _low(layer: str, pair: dict[str, Tensor], about: dict[str, Any]) -> _Low:
    if (
        set(pair) != {"A", "B"}
        or pair["A"].shape[0] != pair["B"].shape[1]
        or not pair["A"].shape[0]
    ):
        raise ModelError(
            f"The adapter's two matrices for {layer} do not fit: save the adapter again."
        )
    rank = pair["A"].shape[0]
    scale = about["lora_alpha"] / (math.sqrt(rank) if about.get("use_rslora") else rank)
    return _Low(pair["A"], pair["B"], scale)


# --- the model


def _match(adapter: dict[str, _Low], base: dict[str, Tensor]) -> dict[str, _Low]:
    """The changes by the name of the weight in the model's files."""
    lead = next(
        (lead for lead in _LEADS if all(_named(layer, lead) in base for layer in adapter)), None
    )
    if lead is None:
        named = Counter(name for name in _LEADS for layer in adapter if _named(layer, name) in base)
        best = named.most_common(1)[0][0] if named else _LEADS[0]
        stray = next(layer for layer in adapter if _named(layer, best) not in base)
        raise ModelError(
            f"The model has no layer {stray}, which the adapter changes: give the model it was trained on."
        )
    matched = {_named(layer, lead): low for layer, low in adapter.items()}
    for name, low in matched.items():
        weight, shape = base[name], (low.second.shape[0], low.first.shape[1])
        if weight.dtype not in _FLOATS:
            raise ModelError(
                f"{name} is stored as {weight.dtype}: merge into the full-precision model instead."
            )
        if weight.shape != shape:
            raise ModelError(
                f"{name} is {_times(weight.shape)} in the model and {_times(shape)} in the adapter: "
                "give the model it was trained on."
            )
    return matched


def _named(layer: str, lead: tuple[str, str]) -> str | None:
    begins, instead = lead
    return instead + layer[len(begins) :] + ".weight" if layer.startswith(begins) else None


def _times(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def _merged(weight: Tensor, low: _Low) -> bytes:
    import torch

    # PEFT holds adapters in single precision, whatever they are stored in, and rounds once, at the
    # end.
    first, second = (_load(each).float() for each in (low.first, low.second))
    merged = _load(weight)
    merged += (second @ first) * low.scale
    if not torch.isfinite(merged).all():
        raise ModelError(
            f"Merging {low.first.file.parent} gives numbers that are none: train the adapter again."
        )
    return merged.view(torch.uint8).numpy().tobytes()


def _load(tensor: Tensor) -> torch.Tensor:
    import torch

    with open(tensor.file, "rb") as file:
        file.seek(tensor.start)
        data = bytearray(file.read(tensor.end - tensor.start))
    return torch.frombuffer(data, dtype=getattr(torch, _FLOATS[tensor.dtype])).reshape(tensor.shape)


def _carry_over(model: Path, making: Path) -> None:
    """Everything in the folder that is neither weights nor a program."""
    for file in sorted(model.iterdir()):
        if file.is_file() and file.suffix not in _LEFT_BEHIND and not file.name.startswith("."):
            shutil.copyfile(file, making / file.name)

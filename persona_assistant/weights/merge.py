"""A LoRA adapter goes into the full-precision model it was trained on.

Merging changes numbers and nothing else: no name, shape or type. So each weight file is copied as
it is, and only the adapted matrices are read, changed and written back in place, one at a time; a
model of 16 GB needs memory for its largest matrix. The arithmetic is that of PEFT's
`merge_and_unload` on the CPU, bit for bit. Whatever PEFT can train that this module does not know
is refused by name: leaving it out would silently give another model.
"""

from __future__ import annotations

import importlib.util
import math
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.atomic import require_free_space, whole_folder
from persona_assistant.errors import Cancelled, EngineMissing, ModelError
from persona_assistant.progress import CancelToken, Counter, OnProgress, ignore
from persona_assistant.weights.adapter_base import check_base
from persona_assistant.weights.folder import Tensor, read_json, tensors, weight_files

if TYPE_CHECKING:
    import torch

MISSING = 'Merging and converting need torch: pip install "persona-assistant[convert]".'

_HARMLESS_KEYS = frozenset(
    {
        "task_type", "peft_type", "auto_mapping", "peft_version", "base_model_name_or_path",
        "revision", "inference_mode", "r", "target_modules", "exclude_modules", "lora_alpha",
        "lora_dropout", "use_rslora", "init_lora_weights", "layers_to_transform", "layers_pattern",
        "rank_pattern",
        "megatron_core", "qalora_group_size", "eva_config", "loftq_config", "runtime_config",
    }
)  # fmt: skip
"""Keys of adapter_config.json that are read here or only say how the matrices were trained."""
_HARMLESS_VALUES = {"bias": "none"}
"""Values that are not empty and still change nothing."""
_INITS_THAT_CHANGE_BASE = ("pissa", "olora", "corda", "loftq", "lora_ga")
"""Initialisations of a LoRA that subtract something from the base model's own weights."""
_PREFIXES = (
    ("", ""), ("model.", "model.language_model."), ("", "thinker."), ("", "model."), ("model.", ""),
    ("model.language_model.", "model."), ("model.language_model.", "thinker.model."),
)  # fmt: skip
"""How layer names in an adapter may differ from those in the model's files: (prefix, replacement).
An adapter trained on the language model alone does not know that it is part of an omnimodal one."""
_FLOATS = {"F32": "float32", "F16": "float16", "BF16": "bfloat16"}
_BLOCK = 32 << 20
_NOT_COPIED = (".safetensors", ".bin", ".pt", ".pth", ".ckpt", ".pkl", ".gguf", ".onnx", ".py")


@dataclass(frozen=True, slots=True)
class Merged:
    folder: Path
    layers: int
    """Matrices that were changed."""
    size: int
    """Bytes of the weight files."""
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _LowRank:
    """The two thin matrices of one layer, as LoRA calls them: the change is scale * b @ a."""

    a: Tensor
    b: Tensor
    scale: float


def merge(
    model: Path,
    adapter: Path,
    out: Path,
    *,
    anyway: bool = False,
    on_progress: OnProgress = ignore,
    cancel: CancelToken | None = None,
) -> Merged:
    """Write the model in folder `model` with the adapter in folder `adapter` to the new folder
    `out`.

    An adapter that names another model as its base is merged only `anyway`. Tokenizer, processor
    and configuration are copied. Progress counts bytes at the stage "merging".
    Raises ModelError for what cannot be merged, BadInput when `out` exists, DiskFull, Cancelled,
    EngineMissing without torch.
    """
    files = weight_files(model)
    base = {name: tensor for file in files for name, tensor in tensors(file).items()}
    config = read_json(adapter / "adapter_config.json")
    changes = _match(_read_adapter(adapter, config), base)
    notices = check_base(config, model, anyway=anyway)
    if importlib.util.find_spec("torch") is None:
        raise EngineMissing(MISSING)
    size = sum(file.stat().st_size for file in files)
    require_free_space(out, size, what="The merged model")
    with whole_folder(out) as draft:
        _copy_other_files(model, draft)
        for file in files:
            here = [(base[name], low) for name, low in changes.items() if base[name].file == file]
            _merge_file(file, draft / file.name, here, on_progress, cancel)
    return Merged(out, len(changes), size, notices)


def _merge_file(
    file: Path,
    out: Path,
    changes: list[tuple[Tensor, _LowRank]],
    on_progress: OnProgress,
    cancel: CancelToken | None,
) -> None:
    count = Counter(on_progress, "merging", file.stat().st_size, unit="bytes", detail=file.name)
    with open(file, "rb") as source, open(out, "w+b") as target:
        while block := source.read(_BLOCK):
            _check_cancelled(cancel)
            target.write(block)
            count(len(block))
        for weight, low in changes:
            _check_cancelled(cancel)
            target.seek(weight.start)
            target.write(_merged(weight, low))


def _check_cancelled(cancel: CancelToken | None) -> None:
    if cancel is not None and cancel.is_set():
        raise Cancelled("Merging was stopped. Nothing was written.", stage="merging")


# --- the adapter


def _read_adapter(adapter: Path, config: dict[str, Any]) -> dict[str, _LowRank]:
    """The changes by layer, under the names that training used."""
    _refuse_unknown(config)
    file = adapter / "adapter_model.safetensors"
    if not file.is_file():
        instead = (
            "a pickled one, which can run programs"
            if (adapter / "adapter_model.bin").exists()
            else "none"
        )
        raise ModelError(
            f"{adapter} holds no adapter_model.safetensors but {instead}: save it as safetensors."
        )
    pairs: dict[str, dict[str, Tensor]] = {}
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
        pairs.setdefault(layer, {})[kind[0]] = tensor
    if not pairs:
        raise ModelError(f"{file} is empty: train the adapter again.")
    return {layer: _low_rank(layer, pair, config) for layer, pair in pairs.items()}


def _refuse_unknown(config: dict[str, Any]) -> None:
    if config.get("peft_type") != "LORA":
        raise ModelError(
            f"The adapter is of type {config.get('peft_type')}: only LORA can be merged."
        )
    for key, value in config.items():
        if value and key not in _HARMLESS_KEYS and _HARMLESS_VALUES.get(key) != value:
            raise ModelError(
                f"The adapter uses {key} = {value}, which merge does not support: train without."
            )
    init = config.get("init_lora_weights")
    if isinstance(init, str) and init.startswith(_INITS_THAT_CHANGE_BASE):
        raise ModelError(
            f"The adapter was initialised with init_lora_weights = {init}, which changed the model"
            " it belongs to: have PEFT save it with path_initial_model_for_weight_conversion first."
        )
    if not isinstance(config.get("lora_alpha"), (int, float)):
        raise ModelError(
            "The adapter_config.json has no lora_alpha: save the adapter with PEFT again."
        )


def _low_rank(layer: str, pair: dict[str, Tensor], config: dict[str, Any]) -> _LowRank:
    if (
        set(pair) != {"A", "B"}
        or pair["A"].shape[0] != pair["B"].shape[1]
        or not pair["A"].shape[0]
    ):
        raise ModelError(
            f"The adapter's two matrices for {layer} do not fit: save the adapter again."
        )
    rank = pair["A"].shape[0]
    scale = config["lora_alpha"] / (math.sqrt(rank) if config.get("use_rslora") else rank)
    return _LowRank(pair["A"], pair["B"], scale)


# --- the model


def _match(adapter: dict[str, _LowRank], base: dict[str, Tensor]) -> dict[str, _LowRank]:
    """The changes by weight, under the names in the model's files."""

    def matches(prefix: tuple[str, str]) -> int:
        return sum(_weight_name(layer, prefix) in base for layer in adapter)

    prefix = max(_PREFIXES, key=matches)  # the first of equals
    if matches(prefix) < len(adapter):
        stray = next(layer for layer in adapter if _weight_name(layer, prefix) not in base)
        raise ModelError(
            f"The model has no layer {stray}, which the adapter changes: give the model it was"
            " trained on."
        )
    matched = {str(_weight_name(layer, prefix)): low for layer, low in adapter.items()}
    for name, low in matched.items():
        weight, shape = base[name], (low.b.shape[0], low.a.shape[1])
        if weight.dtype not in _FLOATS:
            raise ModelError(
                f"{name} is stored as {weight.dtype}: merge into the full-precision model instead."
            )
        if weight.shape != shape:
            raise ModelError(
                f"{name} is {_times(weight.shape)} in the model and {_times(shape)} in the"
                " adapter: give the model it was trained on."
            )
    return matched


def _weight_name(layer: str, prefix: tuple[str, str]) -> str | None:
    before, instead = prefix
    return instead + layer[len(before) :] + ".weight" if layer.startswith(before) else None


def _times(shape: tuple[int, ...]) -> str:
    return "x".join(map(str, shape))


def _merged(weight: Tensor, low: _LowRank) -> bytes:
    import torch

    # PEFT keeps adapters in single precision, whatever they are stored in, and rounds once, at the
    # end.
    a, b = (_load(each).float() for each in (low.a, low.b))
    merged = _load(weight)
    merged += (b @ a) * low.scale
    if not torch.isfinite(merged).all():
        raise ModelError(
            f"Merging {low.a.file.parent} gives infinite or undefined numbers: train the adapter"
            " again."
        )
    data: bytes = merged.view(torch.uint8).numpy().tobytes()
    return data


def _load(tensor: Tensor) -> torch.Tensor:
    import torch

    with open(tensor.file, "rb") as file:
        file.seek(tensor.start)
        data = bytearray(file.read(tensor.end - tensor.start))
    return torch.frombuffer(data, dtype=getattr(torch, _FLOATS[tensor.dtype])).reshape(tensor.shape)


def _copy_other_files(model: Path, draft: Path) -> None:
    """Everything in the folder that is neither weights nor a program."""
    for file in sorted(model.iterdir()):
        if file.is_file() and file.suffix not in _NOT_COPIED and not file.name.startswith("."):
            shutil.copyfile(file, draft / file.name)

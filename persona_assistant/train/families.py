"""The two families of omnimodal models that are post-trained here, and what is different about
each.

A family says how a folder is recognised, how its pictures and clips become tensors and how many
soft tokens they take, where LoRA goes, and what the model must never say. All of that but the
tensors is read from `config.json` and from the headers of the weight files, so that a folder that
cannot be trained is refused before a single weight is read. torch and transformers are imported
when something is loaded.
"""

from __future__ import annotations

import hashlib
import importlib.util
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.errors import EngineMissing, ModelError
from persona_assistant.weights.folder import (
    Tensor,
    read_json,
    refuse_remote_code,
    tensors,
    weight_files,
)

if TYPE_CHECKING:
    import numpy as np
    import torch

MODULES = ("torch", "transformers", "trl", "peft", "accelerate", "datasets", "tensorboard")
MISSING = (
    'Training needs torch, transformers, trl and peft: pip install "persona-assistant[train]".'
)

_LAYERS = r"layers\.\d+\.(?:self_attn\.(?:q|k|v|o)_proj|mlp\.(?:gate|up|down)_proj)"
IMAGE_TOKENS = 280
"""Soft tokens that a picture may take, unless the recipe says otherwise: what the engine gives
it."""


@dataclass(frozen=True, slots=True)
class Family:
    name: str
    """As recipes name it."""
    title: str
    configs: Mapping[str, tuple[str, ...]]
    """`model_type` of config.json -> where in it the config of the model itself lies."""
    image: tuple[str, str, str]
    """Before a picture, its soft tokens, and after it."""
    audio: tuple[str, str, str]
    never: tuple[str, ...]
    """Further tokens that stand for media."""
    token_kinds: bool
    """Whether the model wants to be told which tokens are soft ones."""
    time_axes: Mapping[str, int]
    """Inputs that are as long as a clip, and the axis that is; padded with zeros."""
    targets = r".*\blanguage_model\." + _LAYERS
    """Names of the modules that LoRA changes: those of the language model, and of nothing else."""
    stored = re.compile(
        r"(?:.*\.)?(?:language_model|thinker\.model|model)\." + _LAYERS + r"\.weight"
    )
    """The same in weight files, where Qwen's language model has no name of its own."""
    other = re.compile(r"tower|visual|talker")
    """Parts with layers of their own."""
    hearing = re.compile(r"(?:.*\.)?audio_tower\.")

    def trained(self, name: str) -> bool:
        """Whether LoRA changes the matrix that is stored under `name`."""
        return bool(self.stored.fullmatch(name)) and not self.other.search(name)

    # --- pictures and clips

    def picture_inputs(
        self, processor: Any, pixels: np.ndarray
    ) -> tuple[dict[str, torch.Tensor], int]:
        """A picture (height, width, 3) as the model's inputs, the first axis its pictures or their
        patches, and how many soft tokens it takes."""
        from PIL import Image

        found = processor([Image.fromarray(pixels)], return_tensors="pt")
        if self.name == "gemma4":
            kept = {key: found[key] for key in ("pixel_values", "image_position_ids")}
            return kept, int(found["num_soft_tokens_per_image"][0])
        kept = {key: found[key] for key in ("pixel_values", "image_grid_thw")}
        return kept, int(found["image_grid_thw"][0].prod()) // processor.merge_size**2

    def clip_inputs(
        self, extractor: Any, samples: np.ndarray
    ) -> tuple[dict[str, torch.Tensor], int]:
        """A clip, float32 (n,) at 16 kHz, as the model's inputs, the first axis its clips, and how
        many soft tokens it takes."""
        if self.name == "gemma4":
            found = extractor([samples], return_tensors="pt")
            mask = found["input_features_mask"].bool()
            frames = int(mask.sum())
            kept = {
                "input_features": found["input_features"][:, :frames],
                "input_features_mask": mask[:, :frames],
            }
            return kept, _half(_half(frames))
        found = extractor(
            [samples],
            sampling_rate=extractor.sampling_rate,
            padding="max_length",
            return_attention_mask=True,
            return_tensors="pt",
        )
        frames = int(found["attention_mask"].sum())
        kept = {
            "input_features": found["input_features"][:, :, :frames],
            "feature_attention_mask": found["attention_mask"][:, :frames],
        }
        return kept, ((frames - 1) // 2 + 1 - 2) // 2 + 1


def _half(frames: int) -> int:
    """Rounded up."""
    return (frames + 1) // 2


GEMMA4 = Family(
    name="gemma4",
    title="Gemma 4",
    configs={"gemma4": ()},
    image=("<|image>", "<|image|>", "<image|>"),
    audio=("<|audio>", "<|audio|>", "<audio|>"),
    never=("<|video|>",),
    token_kinds=True,
    time_axes={"input_features": 1, "input_features_mask": 1},
)
QWEN_OMNI = Family(
    name="qwen2.5-omni",
    title="Qwen2.5-Omni",
    configs={"qwen2_5_omni_thinker": (), "qwen2_5_omni": ("thinker_config",)},
    image=("<|vision_bos|>", "<|IMAGE|>", "<|vision_eos|>"),
    audio=("<|audio_bos|>", "<|AUDIO|>", "<|audio_eos|>"),
    never=("<|VIDEO|>",),
    token_kinds=False,
    time_axes={"input_features": 2, "feature_attention_mask": 1},
)
FAMILIES: Mapping[str, Family] = {family.name: family for family in (GEMMA4, QWEN_OMNI)}


# --- a folder, before it is loaded


@dataclass(frozen=True, slots=True)
class Base:
    """A full-precision model that can be trained."""

    folder: Path
    family: Family
    matrices: Mapping[str, tuple[int, int]]
    """What LoRA would change: name in the files -> (rows, columns)."""
    size: int
    """Bytes of its weights."""
    fingerprint: str
    """Of its configuration and of names, shapes, types and sizes of its weights."""

    def adapter_size(self, r: int) -> int:
        """Bytes of a LoRA adapter of rank `r` in single precision."""
        return sum(4 * r * (rows + columns) for rows, columns in self.matrices.values())


def examine(folder: Path, wanted: str) -> Base:
    """The model in `folder`, which the recipe says is of the family `wanted`. No weight is read.

    Raises ModelError for another architecture, a model without an audio tower, and damaged files.
    """
    if wanted not in FAMILIES:
        raise ModelError(
            f"no family of models is called {wanted!r}; there are: {', '.join(FAMILIES)}"
        )
    if not folder.is_dir():
        raise ModelError(f"There is no folder {folder}: give the folder of a full-precision model.")
    about = read_json(folder / "config.json")
    refuse_remote_code(folder)
    kind = about.get("model_type")
    family = next((family for family in FAMILIES.values() if kind in family.configs), None)
    if family is None or family.name != wanted:
        raise ModelError(
            f"{folder} is of the type {kind!r}, not a {FAMILIES[wanted].title} as the recipe "
            "asks: give another folder or another recipe."
        )
    for name in family.configs[str(kind)]:
        about = about.get(name) or {}
    for part, what in (("audio_config", "audio"), ("vision_config", "vision")):
        if not isinstance(about.get(part), dict):
            raise ModelError(
                f"{folder} has no {what} tower ({part} in its config.json is empty): give a "
                "model that hears and sees, such as Gemma 4 E2B or E4B."
            )
    found: dict[str, Tensor] = {}
    for file in weight_files(folder):
        found |= tensors(file)
    if not any(family.hearing.match(name) for name in found):
        raise ModelError(
            f"{folder} holds no weights of an audio tower: download the whole model again."
        )
    matrices = {name: tensor.shape for name, tensor in found.items() if family.trained(name)}
    if not matrices or any(len(shape) != 2 for shape in matrices.values()):
        raise ModelError(
            f"{folder} holds no language model that LoRA could change: download the model again."
        )
    return Base(
        folder,
        family,
        {name: (shape[0], shape[1]) for name, shape in matrices.items()},
        sum(tensor.end - tensor.start for tensor in found.values()),
        _fingerprint(folder, found),
    )


def require_modules() -> None:
    """Raises EngineMissing where training is not installed."""
    if any(importlib.util.find_spec(module) is None for module in MODULES):
        raise EngineMissing(MISSING)


def _fingerprint(folder: Path, found: Mapping[str, Tensor]) -> str:
    digest = hashlib.sha256((folder / "config.json").read_bytes())
    for name, tensor in sorted(found.items()):
        digest.update(
            f"{name} {tensor.dtype} {tensor.shape} {tensor.end - tensor.start}\n".encode()
        )
    # A few bytes of every matrix: two models of one shape differ in all of them.
    for _, tensor in sorted(found.items()):
        with open(tensor.file, "rb") as file:
            file.seek(tensor.start)
            digest.update(file.read(min(64, tensor.end - tensor.start)))
    return digest.hexdigest()


# --- loading


@dataclass(slots=True)
class Loaded:
    """A model with all that turns a prompt into its inputs."""

    family: Family
    model: Any
    tokenizer: Any
    pictures: Any
    """Image processor."""
    clips: Any
    """Feature extractor."""


def load(base: Base, *, precision: str, image_tokens: int | None = None) -> Loaded:
    """Load weights and processors. `precision` "bf16" or "fp32"; a picture takes at most
    `image_tokens`.

    The encoders are frozen with everything else; LoRA is put in by the trainer. Raises ModelError.
    """
    require_modules()
    import torch
    import transformers
    from transformers.utils import logging

    logging.disable_progress_bar()
    dtype = {"bf16": torch.bfloat16, "fp32": torch.float32}[precision]
    cls = {
        "gemma4": "Gemma4ForConditionalGeneration",
        "qwen2.5-omni": "Qwen2_5OmniThinkerForConditionalGeneration",
    }[base.family.name]
    tokenizer, pictures, clips = processors(base, image_tokens=image_tokens)
    try:
        model = getattr(transformers, cls).from_pretrained(
            base.folder, dtype=dtype, local_files_only=True
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ModelError(
            f"{base.folder} cannot be loaded ({_brief(error)}): download it again."
        ) from error
    model.requires_grad_(False)
    return Loaded(base.family, model, tokenizer, pictures, clips)


def processors(base: Base, *, image_tokens: int | None = None) -> tuple[Any, Any, Any]:
    """Tokenizer, image processor and feature extractor. Raises ModelError."""
    from transformers import AutoTokenizer
    from transformers.utils import is_torchvision_available

    # The same arithmetic in torchvision and in Pillow; which is there depends on the machine.
    if base.family.name == "gemma4":
        from transformers.models.gemma4 import feature_extraction_gemma4

        extractor = feature_extraction_gemma4.Gemma4AudioFeatureExtractor
        if is_torchvision_available():
            from transformers.models.gemma4.image_processing_gemma4 import (
                Gemma4ImageProcessor as Pictures,
            )
        else:
            from transformers.models.gemma4.image_processing_pil_gemma4 import (
                Gemma4ImageProcessorPil as Pictures,
            )
        size: dict[str, Any] = {"max_soft_tokens": image_tokens} if image_tokens else {}
    else:
        from transformers import WhisperFeatureExtractor

        extractor = WhisperFeatureExtractor

        if is_torchvision_available():
            from transformers.models.qwen2_vl.image_processing_qwen2_vl import (
                Qwen2VLImageProcessor as Pictures,
            )
        else:
            from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import (
                Qwen2VLImageProcessorPil as Pictures,
            )
        size = {}
    try:
        tokenizer = AutoTokenizer.from_pretrained(base.folder, local_files_only=True)
        pictures = Pictures.from_pretrained(base.folder, local_files_only=True, **size)
        clips = extractor.from_pretrained(base.folder, local_files_only=True)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"{base.folder} lacks a tokenizer or processor that can be read ({_brief(error)}): "
            "download it again."
        ) from error
    if base.family.name == "qwen2.5-omni" and image_tokens:
        area = (pictures.patch_size * pictures.merge_size) ** 2
        pictures.size = {**dict(pictures.size), "longest_edge": image_tokens * area}
        pictures.size["shortest_edge"] = min(pictures.size["shortest_edge"], image_tokens * area)
    if not tokenizer.chat_template:
        raise ModelError(
            f"{base.folder} has no chat template: give an instruction-tuned model (-it)."
        )
    unknown = (None, tokenizer.unk_token_id)
    lacking = [
        mark for mark in markers(base.family) if tokenizer.convert_tokens_to_ids(mark) in unknown
    ]
    if lacking:
        raise ModelError(
            f"the tokenizer in {base.folder} lacks {lacking[0]}: download the model again."
        )
    return tokenizer, pictures, clips


def markers(family: Family) -> tuple[str, ...]:
    """Tokens that are for media alone, all of which a tokenizer must have."""
    return (*family.image, *family.audio)


def banned(family: Family, tokenizer: Any, ends: set[int]) -> list[int]:
    """Tokens that an answer never holds: special ones, above all those of media, but for its
    `ends`.

    A stray one would claim a place for a picture that is not there.
    """
    special = set(tokenizer.all_special_ids)
    special |= {tokenizer.convert_tokens_to_ids(mark) for mark in (*markers(family), *family.never)}
    return sorted(special - ends - {None, tokenizer.unk_token_id})


def ends_of(model: Any, tokenizer: Any) -> set[int]:
    """Tokens with which an answer ends."""
    found = model.generation_config.eos_token_id
    listed = found if isinstance(found, (list, tuple)) else [found]
    return {token for token in (*listed, tokenizer.eos_token_id) if token is not None}


def _brief(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]

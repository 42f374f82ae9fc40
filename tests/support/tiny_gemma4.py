"""A Gemma 4 as it is published: a folder of safetensors, config and tokenizer, small enough for a
test.

`write_folder` has transformers itself build the model (text, vision and audio tower, random weights
equal for equal seeds) and save it, so that whatever reads such folders meets the real layout. The
weights are scaled so that nothing saturates: each part of a prompt moves the logits, and an answer
does not repeat its last token. `write_adapter` trains nothing; it writes a LoRA adapter as PEFT
would.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from transformers import (
    Gemma4AudioConfig,
    Gemma4Config,
    Gemma4ForConditionalGeneration,
    Gemma4TextConfig,
    Gemma4VisionConfig,
    GemmaTokenizer,
    GenerationConfig,
)
from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

from tests.support.tiny_gguf import SILENT, SPACE, SPECIALS, VISIBLE, WORDS

HIDDEN, PER_LAYER, TOWER = 1536, 16, 64
"""1536 is E2B's width: it tells llama.cpp that pictures are read causally, as transformers does."""
_ROLES = {
    "image_token": "<|image|>",
    "audio_token": "<|audio|>",
    "boi_token": "<|image>",
    "eoi_token": "<image|>",
    "boa_token": "<|audio>",
    "eoa_token": "<audio|>",
    "sot_token": "<|turn>",
    "eot_token": "<turn|>",
}
_CHAT = (
    "{{ bos_token }}{% for m in messages %}<|turn>{{ m['role'] }}\n{{ m['content'] }}<turn|>\n"
    "{% endfor %}"
    "{% if add_generation_prompt %}<|turn>model\n{% endif %}"
)
ADAPTED = ("q_proj", "v_proj", "o_proj", "gate_proj", "down_proj")
"""Layers the adapter changes, in the language model alone."""


def vocabulary() -> dict[str, int]:
    """Markers, the 256 bytes, visible ASCII and a few words."""
    entries = [*SPECIALS, *VISIBLE, *(f"<0x{byte:02X}>" for byte in range(256))]
    entries += ["\n", SPACE, *map(chr, range(33, 127)), *WORDS]
    return {token: number for number, token in enumerate(dict.fromkeys(entries))}


def tokenizer() -> GemmaTokenizer:
    merges = [("t", "h"), ("th", "e"), ("i", "n"), ("i", "s")]
    made = GemmaTokenizer(
        vocab=vocabulary(), merges=merges, extra_special_tokens=_ROLES, chat_template=_CHAT
    )
    made.add_special_tokens({"additional_special_tokens": ["<|video|>", "<|think|>"]})
    assert len(made) == len(vocabulary())
    return made


def config() -> Gemma4Config:
    number = vocabulary()
    text = Gemma4TextConfig(
        vocab_size=len(number),
        vocab_size_per_layer_input=len(number),
        hidden_size=HIDDEN,
        intermediate_size=64,
        num_hidden_layers=4,
        layer_types=["sliding_attention", "full_attention"] * 2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=32,
        global_head_dim=64,
        hidden_size_per_layer_input=PER_LAYER,
        num_kv_shared_layers=2,
        sliding_window=64,
        final_logit_softcapping=30.0,
        max_position_embeddings=8192,
        pad_token_id=number["<pad>"],
        eos_token_id=number["<eos>"],
        bos_token_id=number["<bos>"],
    )
    vision = Gemma4VisionConfig(
        hidden_size=TOWER,
        intermediate_size=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=32,
        position_embedding_size=512,
        use_clipped_linears=True,
    )
    audio = Gemma4AudioConfig(
        hidden_size=TOWER,
        num_hidden_layers=2,
        num_attention_heads=2,
        output_proj_dims=96,
        subsampling_conv_channels=[128, 8],
    )
    made = Gemma4Config(
        text_config=text,
        vision_config=vision,
        audio_config=audio,
        boi_token_id=number["<|image>"],
        eoi_token_id=number["<image|>"],
        image_token_id=number["<|image|>"],
        video_token_id=number["<|video|>"],
        boa_token_id=number["<|audio>"],
        eoa_token_index=number["<audio|>"],
        audio_token_id=number["<|audio|>"],
    )
    made.eos_token_id = [number["<eos>"], number["<turn|>"]]
    return made


def write_folder(
    folder: Path, *, seed: int = 0, dtype: torch.dtype = torch.float32, shard: str = "50GB"
) -> Path:
    """Write the model; `shard` is the largest size of one of its files, e.g. "4MB" for several."""
    torch.manual_seed(seed)
    model = Gemma4ForConditionalGeneration(config()).float().eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            _scatter(name, weight)
        for name, bound in model.named_buffers():
            _bound(name.rsplit(".", 1)[-1], bound)
        silent = [vocabulary()[token] for token in SILENT]
        model.model.language_model.embed_tokens.weight[silent] *= 1e-3
    number = vocabulary()
    model.generation_config = GenerationConfig(
        bos_token_id=number["<bos>"],
        eos_token_id=[number["<eos>"], number["<turn|>"]],
        pad_token_id=number["<pad>"],
    )
    model.to(dtype).save_pretrained(folder, max_shard_size=shard)
    tokenizer().save_pretrained(folder)
    (folder / "processor_config.json").write_text(json.dumps(_processor()))
    return folder


def _processor() -> dict[str, Any]:
    """What `Gemma4Processor` would save; the class itself asks for torchvision."""
    return {
        "processor_class": "Gemma4Processor",
        "image_processor": json.loads(Gemma4ImageProcessorPil().to_json_string()),
        "feature_extractor": json.loads(Gemma4AudioFeatureExtractor().to_json_string()),
        "image_seq_length": 280,
        "audio_seq_length": 750,
        "audio_ms_per_token": 40,
    }


def _scatter(name: str, weight: torch.Tensor) -> None:
    noise = torch.randn_like(weight)
    if name.endswith("language_model.norm.weight"):
        # Random signs: with tied embeddings the likeliest next token would else be the last one
        # again.
        weight.copy_(3 * noise)
    elif "q_norm" in name or "k_norm" in name:
        weight.copy_(0.5 * (1 + 0.2 * noise))
    elif "norm" in name and weight.ndim == 1:
        weight.copy_(1 + 0.2 * noise)
    elif "per_dim_scale" in name or "position_embedding_table" in name:
        weight.copy_(0.3 * noise)
    elif "embed_tokens" in name:
        weight.copy_(noise / math.sqrt(PER_LAYER if "per_layer" in name else HIDDEN))
    elif weight.ndim >= 2:
        weight.copy_(noise / math.sqrt(weight[0].numel()))
    else:
        weight.copy_(0.1 * noise)


def _bound(leaf: str, bound: torch.Tensor) -> None:
    """Clipped layers clip for real, and no layer passes its input on at full strength."""
    bounds = {
        "input_min": -3.0,
        "input_max": 3.25,
        "output_min": -4.0,
        "output_max": 4.5,
        "layer_scalar": 0.8,
    }
    if leaf in bounds:
        bound.fill_(bounds[leaf])


def adapted_layers(folder: Path) -> Iterator[tuple[str, tuple[int, int]]]:
    """Name without `.weight`, and shape, of each layer of `folder` that the adapter changes."""
    from safetensors import safe_open

    for file in sorted(folder.glob("*.safetensors")):
        with safe_open(file, "pt") as weights:
            for name in weights.keys():  # noqa: SIM118  # it is no mapping
                if "language_model.layers" in name and name.removesuffix(".weight").endswith(
                    ADAPTED
                ):
                    yield name.removesuffix(".weight"), tuple(weights.get_slice(name).get_shape())


def write_adapter(folder: Path, base: Path, *, seed: int = 1, **changes: Any) -> Path:
    """A LoRA adapter for the model in `base`; `changes` go into its adapter_config.json."""
    from safetensors.torch import save_file

    about: dict[str, Any] = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": str(base),
        "r": 8,
        "lora_alpha": 16,
        "target_modules": rf".*language_model\.layers.*\.({'|'.join(ADAPTED)})",
        **changes,
    }
    generator = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, (rows, columns) in adapted_layers(base):
        first = torch.randn(about["r"], columns, generator=generator) / math.sqrt(columns)
        second = torch.randn(rows, about["r"], generator=generator) * 0.3
        tensors[f"base_model.model.{name}.lora_A.weight"] = first
        tensors[f"base_model.model.{name}.lora_B.weight"] = second
    folder.mkdir(parents=True)
    save_file(tensors, folder / "adapter_model.safetensors")
    (folder / "adapter_config.json").write_text(json.dumps(about))
    return folder

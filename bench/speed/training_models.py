"""The models that training.py trains: Gemma 4 in its real dimensions, and a tiny one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from persona_assistant.train.families import GEMMA4, Loaded

TOLD = (
    "Ada keeps a tortoise and works as a nurse in Lyon. On Sundays she sails on the lake with her "
    "brother, and in the evening they cook for the neighbours, who always bring something odd "
    "along. "
)


def random_model(device: str) -> Loaded:
    """E4B in its real dimensions with random weights on `device`, and a tokenizer of a few
    words."""
    import torch
    from transformers import (
        Gemma4AudioConfig,
        Gemma4Config,
        Gemma4ForConditionalGeneration,
        Gemma4TextConfig,
        Gemma4VisionConfig,
        GenerationConfig,
    )
    from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
    from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

    from persona_assistant.train import tiny

    with tempfile.TemporaryDirectory() as place:
        tokenizer = _tokenizer(tiny.write_tiny(Path(place) / "tiny", seed=0, texts=[TOLD] * 3))
    number = tokenizer.convert_tokens_to_ids
    about = Gemma4Config(
        text_config=Gemma4TextConfig(
            hidden_size=2560, intermediate_size=10_240, num_hidden_layers=42, num_attention_heads=8,
            num_key_value_heads=2, head_dim=256, global_head_dim=512, num_kv_shared_layers=18,
            final_logit_softcapping=30.0,
        ),
        vision_config=Gemma4VisionConfig(),
        audio_config=Gemma4AudioConfig(),
        boi_token_id=number("<|image>"), eoi_token_id=number("<image|>"),
        image_token_id=number("<|image|>"),
        boa_token_id=number("<|audio>"), eoa_token_index=number("<audio|>"),
        audio_token_id=number("<|audio|>"), video_token_id=number("<|video|>"),
    )  # fmt: skip
    torch.manual_seed(0)
    with torch.device(device):
        model = Gemma4ForConditionalGeneration._from_config(about, dtype=torch.bfloat16)
    model.requires_grad_(False)
    model.generation_config = GenerationConfig(
        bos_token_id=number("<bos>"),
        eos_token_id=[number("<eos>"), number("<turn|>")],
        pad_token_id=number("<pad>"),
    )
    return Loaded(
        GEMMA4, model, tokenizer, Gemma4ImageProcessorPil(), Gemma4AudioFeatureExtractor()
    )


def _tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder)


def tiny_model() -> Loaded:
    """The tiny Gemma 4, as a run loads it."""
    from persona_assistant.train import families, tiny

    with tempfile.TemporaryDirectory() as place:
        folder = tiny.write_tiny(Path(place) / "tiny", seed=0, texts=[TOLD] * 3)
        base = families.examine(folder, "gemma4")
        return families.load(base, precision="fp32", image_tokens=tiny.IMAGE_TOKENS)

"""A Qwen2.5-Omni thinker as transformers saves it, small enough for a test: random weights, both
towers, M-RoPE.

Written like `tiny_gemma4`; its tokenizer knows bytes, the markers of the family and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from tokenizers import pre_tokenizers
from transformers import (
    GenerationConfig,
    Qwen2_5OmniThinkerConfig,
    Qwen2_5OmniThinkerForConditionalGeneration,
    Qwen2Tokenizer,
    WhisperFeatureExtractor,
)
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

MARKS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|vision_bos|>",
    "<|vision_eos|>",
    "<|audio_bos|>",
    "<|audio_eos|>",
    "<|IMAGE|>",
    "<|AUDIO|>",
    "<|VIDEO|>",
)
_CHAT = (
    "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


def tokenizer() -> Qwen2Tokenizer:
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Qwen2Tokenizer(
        vocab={letter: number for number, letter in enumerate(letters)},
        merges=[],
        unk_token=None,
        pad_token="<|endoftext|>",
        eos_token="<|im_end|>",
        chat_template=_CHAT,
    )
    made.add_special_tokens({"additional_special_tokens": list(MARKS)})
    return made


def write_folder(folder: Path, *, seed: int = 0) -> Path:
    torch.manual_seed(seed)
    words = tokenizer()
    number = words.convert_tokens_to_ids
    config = Qwen2_5OmniThinkerConfig(
        text_config={
            "vocab_size": len(words),
            "hidden_size": 64,
            "intermediate_size": 64,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "max_position_embeddings": 4096,
            "rope_parameters": {
                "rope_type": "default",
                "mrope_section": [4, 6, 6],
                "rope_theta": 1e6,
            },
        },
        vision_config={
            "depth": 2,
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_heads": 2,
            "out_hidden_size": 64,
            "fullatt_block_indexes": [1],
        },
        audio_config={
            "d_model": 32,
            "encoder_layers": 2,
            "encoder_attention_heads": 2,
            "encoder_ffn_dim": 64,
            "output_dim": 64,
            "num_mel_bins": 128,
        },
        image_token_id=number("<|IMAGE|>"),
        audio_token_id=number("<|AUDIO|>"),
        video_token_id=number("<|VIDEO|>"),
        audio_start_token_id=number("<|audio_bos|>"),
        audio_end_token_id=number("<|audio_eos|>"),
        vision_start_token_id=number("<|vision_bos|>"),
        vision_end_token_id=number("<|vision_eos|>"),
    )
    model = Qwen2_5OmniThinkerForConditionalGeneration(config).float().eval()
    with torch.no_grad():
        for _name, weight in model.named_parameters():
            if weight.ndim >= 2:
                weight.normal_(0, weight[0].numel() ** -0.5)
    model.generation_config = GenerationConfig(
        eos_token_id=[number("<|im_end|>"), number("<|endoftext|>")],
        pad_token_id=number("<|endoftext|>"),
    )
    model.save_pretrained(folder)
    words.save_pretrained(folder)
    about = json.loads(Qwen2VLImageProcessorPil().to_json_string())
    about |= json.loads(WhisperFeatureExtractor(feature_size=128).to_json_string())
    (folder / "preprocessor_config.json").write_text(json.dumps(about))
    return folder

"""A Gemma 4 of a few million random numbers: the real architecture at a size that trains on a
processor.

What trains, merges, converts and answers with it does so with the published models, whose code is
the same: two head sizes, sliding and full attention, per-layer embeddings, a vision and an audio
tower. It knows nothing. Its tokenizer is made from the very texts it is to be trained on, so that
an answer of a few words is a few tokens; its weights are spread so that nothing saturates and
training can begin.
"""

from __future__ import annotations

import importlib.util
import json
import math
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.atomic import whole_folder
from persona_assistant.errors import EngineMissing

if TYPE_CHECKING:
    import torch
    from transformers import Gemma4Config, GemmaTokenizer

MISSING = (
    'Training needs torch, transformers, trl and peft: pip install "persona-assistant[train]".'
)

HIDDEN, LAYERS, PER_LAYER, TOWER = 256, 5, 32, 128
"""Every matrix has rows of a multiple of 32 numbers, so that it can be quantized."""
VOCABULARY = 1536
IMAGE_TOKENS = 70
"""Soft tokens a picture may take: the least that the processor of Gemma 4 offers."""

_MARKS = (
    "<pad>",
    "<eos>",
    "<bos>",
    "<unk>",
    "<mask>",
    "<|turn>",
    "<turn|>",
    "<|image>",
    "<image|>",
    "<|audio>",
    "<audio|>",
    "<|image|>",
    "<|audio|>",
    "<|video|>",
    "<|think|>",
    "<|channel>",
    "<channel|>",
    "<|tool_call>",
    "<tool_call|>",
)
_ROLES = {
    "image_token": "<|image|>",
    "boi_token": "<|image>",
    "eoi_token": "<image|>",
    "audio_token": "<|audio|>",
    "boa_token": "<|audio>",
    "eoa_token": "<audio|>",
    "sot_token": "<|turn>",
    "eot_token": "<turn|>",
}
_SPACE = "\u2581"
_TEMPLATE = (
    "{{ bos_token }}{% for turn in messages %}<|turn>{{ 'model' if turn['role'] == 'assistant' "
    "else turn['role'] }}\n"
    "{% if turn['content'] is string %}{{ turn['content'] | trim }}{% else %}{% for part in "
    "turn['content'] %}{% if part['type'] == 'image' %}<|image|>{% elif part['type'] == 'audio' "
    "%}<|audio|>{% else %}{% set text = part['text'] %}{% if loop.first %}{% set text = "
    "text.lstrip() %}{% endif %}{% if loop.last %}{% set text = text.rstrip() %}{% endif %}{{ "
    "text }}{% endif %}{% endfor %}{% endif %}<turn|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|turn>model\n"
    "{% endif %}"
)
"""The turns of Gemma 4. White space is dropped at the ends of a turn alone, as the engine does."""


def write_tiny(folder: Path, *, seed: int, texts: Iterable[str]) -> Path:
    """Write the model to the new folder `folder`, as published ones are: config, tokens, processor,
    weights.

    `texts` are what it will read and say; equal seeds and texts give equal files. Raises
    EngineMissing without torch and transformers, BadInput when `folder` exists and is not empty,
    DiskFull.
    """
    if any(
        importlib.util.find_spec(module) is None
        for module in ("torch", "transformers", "tokenizers")
    ):
        raise EngineMissing(MISSING)
    import torch
    from transformers import Gemma4ForConditionalGeneration, GenerationConfig
    from transformers.utils import logging

    logging.disable_progress_bar()
    tokenizer = _tokenizer(texts)
    number = tokenizer.convert_tokens_to_ids
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = Gemma4ForConditionalGeneration(config(tokenizer)).float().eval()
        with torch.no_grad():
            for name, weight in model.named_parameters():
                _spread(name, weight)
    model.generation_config = GenerationConfig(
        bos_token_id=number("<bos>"),
        eos_token_id=[number("<eos>"), number("<turn|>")],
        pad_token_id=number("<pad>"),
    )
    with whole_folder(folder) as making:
        model.save_pretrained(making)
        tokenizer.save_pretrained(making)
        (making / "processor_config.json").write_text(json.dumps(_processor(), indent=2))
    return folder


# --- its words


def _tokenizer(texts: Iterable[str]) -> GemmaTokenizer:
    """Byte-pair pieces of whole words, each with the space before it, from `texts`."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import GemmaTokenizer

    learner = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    learner.normalizer = normalizers.Replace(" ", _SPACE)
    learner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(_SPACE, "merged_with_next"),
            # A word is the same token before a full stop and before a comma; numbers are read digit
            # by digit.
            pre_tokenizers.Split(Regex(r"[^\p{L}\p{M}'\u2581]|\n"), "isolated"),
        ]
    )
    bytes_and_marks = len(_MARKS) + 256
    visible = [_SPACE, "\n", *map(chr, range(33, 127))]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - bytes_and_marks,
        initial_alphabet=visible,
        limit_alphabet=300,
        show_progress=False,
    )
    learner.train_from_iterator(texts, trainer)
    learnt = json.loads(learner.to_str())["model"]
    pieces = [*_MARKS, *(f"<0x{byte:02X}>" for byte in range(256))]
    pieces += sorted(learnt["vocab"], key=learnt["vocab"].get)
    pieces = list(dict.fromkeys(pieces))
    pieces += [f"<unused{spare}>" for spare in range(VOCABULARY - len(pieces))]
    made = GemmaTokenizer(
        vocab={piece: number for number, piece in enumerate(pieces)},
        merges=[tuple(pair) for pair in learnt["merges"]],
        extra_special_tokens=_ROLES,
        chat_template=_TEMPLATE,
        padding_side="left",
        # The template writes it; where there is no template the engine does.
        add_bos_token=False,
    )
    made.add_special_tokens({"additional_special_tokens": ["<|video|>", "<|think|>"]})
    assert len(made) == VOCABULARY
    return made


# --- its shape


def config(tokenizer: GemmaTokenizer) -> Gemma4Config:
    from transformers import Gemma4AudioConfig, Gemma4Config, Gemma4TextConfig, Gemma4VisionConfig

    number = tokenizer.convert_tokens_to_ids
    text = Gemma4TextConfig(
        vocab_size=len(tokenizer),
        vocab_size_per_layer_input=len(tokenizer),
        hidden_size=HIDDEN,
        intermediate_size=512,
        num_hidden_layers=LAYERS,
        layer_types=[
            "sliding_attention",
            "full_attention",
            "sliding_attention",
            "full_attention",
            "full_attention",
        ],
        num_attention_heads=4,
        num_key_value_heads=2,
        # Two different sizes: the converter tells the kinds of layers apart by them.
        head_dim=32,
        global_head_dim=64,
        hidden_size_per_layer_input=PER_LAYER,
        num_kv_shared_layers=0,
        # The question, and not all that stands before it; a picture fits in, whose tokens see each
        # other.
        sliding_window=96,
        final_logit_softcapping=30.0,
        max_position_embeddings=8192,
        # At this width llama.cpp lets the soft tokens of a picture see each other, so training must
        # too.
        use_bidirectional_attention="vision",
        pad_token_id=number("<pad>"),
        eos_token_id=number("<eos>"),
        bos_token_id=number("<bos>"),
    )
    vision = Gemma4VisionConfig(
        hidden_size=TOWER,
        intermediate_size=2 * TOWER,
        num_hidden_layers=3,
        num_attention_heads=2,
        num_key_value_heads=2,
        head_dim=64,
        position_embedding_size=128,
    )
    audio = Gemma4AudioConfig(
        hidden_size=TOWER,
        num_hidden_layers=2,
        num_attention_heads=4,
        output_proj_dims=TOWER,
        # The first must be the number of mel bins.
        subsampling_conv_channels=[128, 16],
    )
    made = Gemma4Config(
        text_config=text,
        vision_config=vision,
        audio_config=audio,
        boi_token_id=number("<|image>"),
        eoi_token_id=number("<image|>"),
        image_token_id=number("<|image|>"),
        video_token_id=number("<|video|>"),
        boa_token_id=number("<|audio>"),
        eoa_token_index=number("<audio|>"),
        audio_token_id=number("<|audio|>"),
    )
    made.eos_token_id = [number("<eos>"), number("<turn|>")]
    return made


def _processor() -> dict[str, Any]:
    """What `Gemma4Processor` would save; the class itself asks for torchvision."""
    from transformers.models.gemma4.feature_extraction_gemma4 import Gemma4AudioFeatureExtractor
    from transformers.models.gemma4.image_processing_pil_gemma4 import Gemma4ImageProcessorPil

    pictures = Gemma4ImageProcessorPil(max_soft_tokens=IMAGE_TOKENS, image_seq_length=IMAGE_TOKENS)
    return {
        "processor_class": "Gemma4Processor",
        "image_processor": json.loads(pictures.to_json_string()),
        "feature_extractor": json.loads(Gemma4AudioFeatureExtractor().to_json_string()),
        "image_seq_length": IMAGE_TOKENS,
        "audio_seq_length": 750,
        "audio_ms_per_token": 40,
    }


# --- its numbers


def _spread(name: str, weight: torch.Tensor) -> None:
    """Random numbers under which all of a prompt moves the logits, and gradients neither vanish nor
    burst."""
    import torch

    if name.endswith("language_model.norm.weight"):
        # Random signs: with tied embeddings the likeliest next token would else be the last one
        # again.
        weight.copy_(torch.sign(torch.randn_like(weight)))
    elif "q_norm" in name or "k_norm" in name:
        weight.fill_(0.5 if "language_model" in name else weight.numel() ** -0.25)
    elif "norm" in name and weight.ndim == 1:
        weight.fill_(0.5 if "post_" in name and "language_model" in name else 1.0)
    elif "position_embedding_table" in name:
        weight.normal_(0, 0.3)
    elif "embed_tokens" in name:
        weight.normal_(0, 1 / math.sqrt(PER_LAYER if "per_layer" in name else HIDDEN))
    elif weight.ndim >= 2 and "per_dim_scale" not in name:
        weight.normal_(0, 1 / math.sqrt(weight[0].numel()))

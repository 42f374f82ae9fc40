"""A Gemma 4 small enough for a test: random weights, the real architecture, a hand-made vocabulary.

`write_model` and `write_projector` write GGUF files with numpy and the `gguf` package alone, equal
for equal seeds. The text model has everything that makes Gemma 4 special (two head sizes,
sliding and full attention, shared KV layers, per-layer embeddings); the projector holds a vision
and an audio tower. They answer nonsense, but each part of a prompt changes that nonsense, which is
what tests of an engine need. Tensor names are those that llama.cpp 0.3.36's loaders ask for.
"""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

SPECIALS = (
    "<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<|turn>", "<turn|>", "<|image>", "<image|>",
    "<|audio>", "<audio|>", "<|image|>", "<|audio|>", "<|video|>", "<|think|>",
)  # fmt: skip
VISIBLE = ("<|channel>", "<channel|>", "<|tool_call>", "<tool_call|>")
"""Markers that the official conversion declares as user-defined, so that they are rendered."""
SPACE = "\u2581"
WORDS = ("th", "the", "in", "is")
SILENT = ("<pad>", "<eos>", "<bos>", "<unk>", "<turn|>")
"""Never the likeliest token, so that answers have the length asked for."""

TEMPLATE = (
    "{% for message in messages %}<|turn>{{ message.role }}\n{{ message.content }}<turn|>\n"
    "{% endfor %}"
)

HEAD, GLOBAL_HEAD, HEADS, KV_HEADS = 32, 64, 2, 1
FFN, PER_LAYER, WINDOW = 64, 16, 64
SLIDING = (True, False, True, False)
SHARED = 2
"""The last layers, which reuse the keys and values of earlier ones."""
TOWER, TOWER_HEADS, TOWER_FFN, SIDES, MELS = 64, 2, 128, 512, 128


def vocabulary() -> tuple[list[str], list[int]]:
    """Tokens and their types, in order of their ids."""
    kinds = gguf.TokenType
    entries = [(token, kinds.CONTROL) for token in SPECIALS]
    entries += [(token, kinds.USER_DEFINED) for token in VISIBLE]
    entries += [(f"<0x{byte:02X}>", kinds.BYTE) for byte in range(256)]
    entries += [(token, kinds.NORMAL) for token in ("\n", SPACE, *map(chr, range(33, 127)), *WORDS)]
    return [token for token, _ in entries], [int(kind) for _, kind in entries]


def write_model(path: Path, *, hidden: int = 1536, template: str = TEMPLATE, seed: int = 0) -> Path:
    """Write the text model; with an empty `template` a base model.

    `hidden` 1536 or 2560 makes images causal, as in E2B and E4B.
    """
    tokens, kinds = vocabulary()
    layers = len(SLIDING)
    rng = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "gemma4")
    writer.add_name("tiny random gemma 4")
    writer.add_block_count(layers)
    writer.add_context_length(8192)
    writer.add_embedding_length(hidden)
    writer.add_feed_forward_length(FFN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_key_length(GLOBAL_HEAD)
    writer.add_value_length(GLOBAL_HEAD)
    writer.add_sliding_window(WINDOW)
    writer.add_rope_freq_base(1e6)
    writer.add_rope_dimension_count(GLOBAL_HEAD)
    for key in (
        "attention.key_length_swa",
        "attention.value_length_swa",
        "rope.dimension_count_swa",
    ):
        writer.add_uint32(f"gemma4.{key}", HEAD)
    writer.add_float32("gemma4.rope.freq_base_swa", 1e4)
    writer.add_float32("gemma4.final_logit_softcapping", 30.0)
    writer.add_uint32("gemma4.attention.shared_kv_layers", SHARED)
    writer.add_uint32("gemma4.embedding_length_per_layer_input", PER_LAYER)
    writer.add_array("gemma4.attention.sliding_window_pattern", list(SLIDING))

    writer.add_tokenizer_model("gemma4")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_token_merges(["t h", "th e", "i n", "i s"])
    for key, token in {
        "bos": "<bos>",
        "eos": "<eos>",
        "unknown": "<unk>",
        "padding": "<pad>",
    }.items():
        writer.add_uint32(f"tokenizer.ggml.{key}_token_id", tokens.index(token))
    writer.add_add_space_prefix(False)
    writer.add_add_bos_token(True)
    if template:
        writer.add_chat_template(template)

    def matrix(name: str, rows: int, columns: int) -> None:
        data = rng.standard_normal((rows, columns), np.float32) / np.sqrt(columns)
        writer.add_tensor(name, data.astype(np.float16))

    def norm(name: str, size: int, scale: float = 1.0) -> None:
        writer.add_tensor(name, (scale * (1 + 0.2 * rng.standard_normal(size))).astype(np.float32))

    embedding = rng.standard_normal((len(tokens), hidden), np.float32) / np.sqrt(hidden)
    embedding[[tokens.index(token) for token in SILENT]] *= 1e-3
    writer.add_tensor("token_embd.weight", embedding.astype(np.float16))
    matrix("per_layer_token_embd.weight", len(tokens), PER_LAYER * layers)
    matrix("per_layer_model_proj.weight", PER_LAYER * layers, hidden)
    norm("per_layer_proj_norm.weight", PER_LAYER)
    # Random signs: with tied embeddings the likeliest next token would else be the last one again.
    writer.add_tensor("output_norm.weight", (3 * rng.standard_normal(hidden)).astype(np.float32))
    turning = [1.0] * (GLOBAL_HEAD // 8) + [1e30] * (GLOBAL_HEAD // 2 - GLOBAL_HEAD // 8)
    writer.add_tensor("rope_freqs.weight", np.array(turning, np.float32))
    for layer, sliding in enumerate(SLIDING):
        block, head = f"blk.{layer}.", HEAD if sliding else GLOBAL_HEAD
        norm(block + "attn_norm.weight", hidden)
        matrix(block + "attn_q.weight", head * HEADS, hidden)
        norm(block + "attn_q_norm.weight", head, 0.5)
        if layer < layers - SHARED:
            matrix(block + "attn_k.weight", head * KV_HEADS, hidden)
            matrix(block + "attn_v.weight", head * KV_HEADS, hidden)
            norm(block + "attn_k_norm.weight", head, 0.5)
        matrix(block + "attn_output.weight", hidden, head * HEADS)
        norm(block + "post_attention_norm.weight", hidden)
        norm(block + "ffn_norm.weight", hidden)
        matrix(block + "ffn_gate.weight", FFN, hidden)
        matrix(block + "ffn_up.weight", FFN, hidden)
        matrix(block + "ffn_down.weight", hidden, FFN)
        norm(block + "post_ffw_norm.weight", hidden)
        matrix(block + "inp_gate.weight", PER_LAYER, hidden)
        matrix(block + "proj.weight", hidden, PER_LAYER)
        norm(block + "post_norm.weight", hidden)
        writer.add_tensor(block + "layer_output_scale.weight", np.array([0.8], np.float32))
    return _finish(writer, path)


def write_projector(
    path: Path, *, hidden: int = 1536, voice: bool = True, layers: int = 1, seed: int = 1
) -> Path:
    """Write the projector for a model of the same `hidden`, with or without its audio tower.

    `layers` of the vision tower: more of them make a picture take longer.
    """
    rng = np.random.default_rng(seed)
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_name("tiny random gemma 4 projector")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_string("clip.vision.projector_type", "gemma4v")
    writer.add_uint32("clip.vision.image_size", 224)
    writer.add_uint32("clip.vision.patch_size", 16)
    writer.add_array("clip.vision.image_mean", [0.0, 0.0, 0.0])
    writer.add_array("clip.vision.image_std", [1.0, 1.0, 1.0])
    writer.add_bool("clip.has_audio_encoder", voice)
    if voice:
        writer.add_string("clip.audio.projector_type", "gemma4a")
        writer.add_uint32("clip.audio.num_mel_bins", MELS)
    for tower in ("vision", "audio") if voice else ("vision",):
        writer.add_uint32(f"clip.{tower}.embedding_length", TOWER)
        writer.add_uint32(f"clip.{tower}.feed_forward_length", TOWER_FFN)
        writer.add_uint32(f"clip.{tower}.block_count", layers if tower == "vision" else 1)
        writer.add_uint32(f"clip.{tower}.projection_dim", hidden)
        writer.add_uint32(f"clip.{tower}.attention.head_count", TOWER_HEADS)
        writer.add_float32(f"clip.{tower}.attention.layer_norm_epsilon", 1e-6)
    writer.add_bool("clip.use_gelu", True)

    def weights(name: str, *shape: int) -> None:
        data = rng.standard_normal(shape, np.float32) / np.sqrt(np.prod(shape[1:]))
        writer.add_tensor(name, data.astype(np.float32))

    def norms(prefix: str, *names: str, size: int = TOWER) -> None:
        for name in names:
            data = 1 + 0.2 * rng.standard_normal(size)
            writer.add_tensor(f"{prefix}{name}.weight", data.astype(np.float32))

    def attention(prefix: str) -> None:
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            weights(f"{prefix}{name}.weight", TOWER, TOWER)

    def feed_forward(prefix: str, *names: str) -> None:
        for name in names:
            shape = (TOWER, TOWER_FFN) if "down" in name else (TOWER_FFN, TOWER)
            weights(f"{prefix}{name}.weight", *shape)

    weights("v.patch_embd.weight", TOWER, 3, 16, 16)
    positions = 0.3 * rng.standard_normal((2, SIDES, TOWER), np.float32)
    writer.add_tensor("v.position_embd.weight", positions)
    for layer in range(layers):
        block = f"v.blk.{layer}."
        norms(block, "ln1", "ln2", "attn_post_norm", "ffn_post_norm")
        norms(block, "attn_q_norm", "attn_k_norm", size=TOWER // TOWER_HEADS)
        attention(block)
        feed_forward(block, "ffn_gate", "ffn_up", "ffn_down")
    weights("mm.input_projection.weight", hidden, TOWER)

    if voice:
        first, second, out = 8, 4, 96
        weights("a.conv1d.0.weight", first, 1, 3, 3)
        weights("a.conv1d.1.weight", second, first, 3, 3)
        norms("a.conv1d.0.", "norm", size=first)
        norms("a.conv1d.1.", "norm", size=second)
        weights("a.input_projection.weight", TOWER, second * MELS // 4)
        block = "a.blk.0."
        norms(block, "ffn_norm", "ffn_post_norm", "ffn_norm_1", "ffn_post_norm_1", "ln2")
        norms(block, "attn_pre_norm", "attn_post_norm", "norm_conv", "conv_norm")
        norms(block, "per_dim_scale", size=TOWER // TOWER_HEADS)
        attention(block)
        weights(block + "attn_k_rel.weight", TOWER, TOWER)
        feed_forward(block, "ffn_up", "ffn_down", "ffn_up_1", "ffn_down_1")
        weights(block + "conv_pw1.weight", 2 * TOWER, TOWER)
        weights(block + "conv_dw.weight", TOWER, 5)
        weights(block + "conv_pw2.weight", TOWER, TOWER)
        weights("a.pre_encode.out.weight", out, TOWER)
        writer.add_tensor(
            "a.pre_encode.out.bias", (0.1 * rng.standard_normal(out)).astype(np.float32)
        )
        weights("mm.a.input_projection.weight", hidden, out)
    return _finish(writer, path)


def _finish(writer: gguf.GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path

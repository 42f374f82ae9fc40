"""A Qwen2.5-Omni (its thinker) small enough for a test: random weights, M-RoPE positions, both
towers.

The second family of models this project names. What it tests is positions: under M-RoPE a picture's
soft tokens stand on a grid, and text goes on after the grid's longer side. Written like
`tiny_gguf.py`, with tensor names that llama.cpp 0.3.36's loaders ask for.
"""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

from tests.support.tiny_gguf import _finish

HIDDEN, HEADS, KV_HEADS, FFN, LAYERS = 256, 4, 2, 256, 2
TOWER, TOWER_HEADS, TOWER_FFN, PATCH, MELS, FRAMES = 64, 2, 128, 14, 128, 1500
SPECIALS = (
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>",
    "<|audio_bos|>", "<|audio_eos|>", "<|image_pad|>", "<|AUDIO|>",
)  # fmt: skip


def write_qwen(folder: Path, name: str = "omni") -> None:
    """Write `name`.gguf and `name`-projector.gguf, equal for equal names."""
    _write_text(folder / f"{name}.gguf")
    _write_towers(folder / f"{name}-projector.gguf")


def _write_text(path: Path) -> None:
    kinds, rng = gguf.TokenType, np.random.default_rng(2)
    tokens = [*SPECIALS, *byte_letters(), "th"]
    writer = gguf.GGUFWriter(path, "qwen2vl")
    writer.add_name("tiny random qwen")
    writer.add_block_count(LAYERS)
    writer.add_context_length(4096)
    writer.add_embedding_length(HIDDEN)
    writer.add_feed_forward_length(FFN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_rope_freq_base(1e6)
    writer.add_rope_dimension_sections([8, 12, 12, 0])
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([int(kinds.CONTROL)] * len(SPECIALS) + [int(kinds.NORMAL)] * 257)
    writer.add_token_merges(["t h"])
    for key, token in {"eos": "<|im_end|>", "padding": "<|endoftext|>"}.items():
        writer.add_uint32(f"tokenizer.ggml.{key}_token_id", tokens.index(token))
    writer.add_chat_template("{% for each in messages %}<|im_start|>{{ each.role }}{% endfor %}")
    add = _Adder(writer, rng)
    embedding = rng.standard_normal((len(tokens), HIDDEN), np.float32) / 16
    embedding[: len(SPECIALS)] *= 1e-3
    writer.add_tensor("token_embd.weight", embedding)
    writer.add_tensor("output_norm.weight", (3 * rng.standard_normal(HIDDEN)).astype(np.float32))
    head = HIDDEN // HEADS
    for layer in range(LAYERS):
        block = f"blk.{layer}."
        for norm in ("attn_norm", "ffn_norm"):
            add.norm(f"{block}{norm}.weight", HIDDEN)
        for part, rows in (("q", HEADS * head), ("k", KV_HEADS * head), ("v", KV_HEADS * head)):
            add.linear(f"{block}attn_{part}", rows, HIDDEN)
        add.weights(f"{block}attn_output.weight", HIDDEN, HIDDEN)
        add.weights(f"{block}ffn_gate.weight", FFN, HIDDEN)
        add.weights(f"{block}ffn_up.weight", FFN, HIDDEN)
        add.weights(f"{block}ffn_down.weight", HIDDEN, FFN)
    _finish(writer, path)


def _write_towers(path: Path) -> None:
    rng = np.random.default_rng(3)
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_name("tiny random qwen projector")
    writer.add_bool("clip.use_gelu", True)
    for tower, kind in (("vision", "qwen2vl_merger"), ("audio", "qwen2a")):
        writer.add_bool(f"clip.has_{tower}_encoder", True)
        writer.add_string(f"clip.{tower}.projector_type", kind)
        writer.add_uint32(f"clip.{tower}.embedding_length", TOWER)
        writer.add_uint32(f"clip.{tower}.feed_forward_length", TOWER_FFN)
        writer.add_uint32(f"clip.{tower}.block_count", 1)
        writer.add_uint32(f"clip.{tower}.projection_dim", HIDDEN)
        writer.add_uint32(f"clip.{tower}.attention.head_count", TOWER_HEADS)
        writer.add_float32(f"clip.{tower}.attention.layer_norm_epsilon", 1e-6)
    writer.add_uint32("clip.vision.image_size", 560)
    writer.add_uint32("clip.vision.patch_size", PATCH)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    writer.add_uint32("clip.audio.num_mel_bins", MELS)
    add = _Adder(writer, rng)
    for name in ("v.patch_embd.weight", "v.patch_embd.weight.1"):
        add.weights(name, TOWER, 3, PATCH, PATCH)
    for tower in ("v", "a"):
        block = f"{tower}.blk.0."
        for norm in (block + "ln1", block + "ln2", tower + ".post_ln"):
            add.norm(norm + ".weight", TOWER)
            writer.add_tensor(norm + ".bias", np.zeros(TOWER, np.float32))
        for part in ("q", "v", "out"):
            add.linear(f"{block}attn_{part}", TOWER, TOWER)
        # Whisper's keys have no bias, and llama.cpp insists on that.
        (add.linear if tower == "v" else add.matrix)(f"{block}attn_k", TOWER, TOWER)
        add.linear(block + "ffn_up", TOWER_FFN, TOWER)
        add.linear(block + "ffn_down", TOWER, TOWER_FFN)
    add.linear("mm.0", 4 * TOWER, 4 * TOWER)
    add.linear("mm.2", HIDDEN, 4 * TOWER)
    places = 0.3 * rng.standard_normal((FRAMES, TOWER))
    writer.add_tensor("a.position_embd.weight", places.astype(np.float32))
    for number, width in ((1, MELS), (2, TOWER)):
        kernel = rng.standard_normal((TOWER, width, 3)) / np.sqrt(3 * width)
        writer.add_tensor(f"a.conv1d.{number}.weight", kernel.astype(np.float16))
        writer.add_tensor(f"a.conv1d.{number}.bias", np.zeros((TOWER, 1), np.float32))
    add.linear("mm.a.fc", HIDDEN, TOWER)
    _finish(writer, path)


class _Adder:
    """Adds random tensors of sensible size."""

    def __init__(self, writer: gguf.GGUFWriter, rng: np.random.Generator) -> None:
        self._writer, self._rng = writer, rng

    def weights(self, name: str, *shape: int) -> None:
        data = self._rng.standard_normal(shape, np.float32) / np.sqrt(np.prod(shape[1:]))
        self._writer.add_tensor(name, data.astype(np.float32))

    def matrix(self, name: str, rows: int, columns: int) -> None:
        self.weights(name + ".weight", rows, columns)

    def linear(self, name: str, rows: int, columns: int) -> None:
        self.matrix(name, rows, columns)
        self._writer.add_tensor(
            name + ".bias", (0.1 * self._rng.standard_normal(rows)).astype(np.float32)
        )

    def norm(self, name: str, size: int) -> None:
        self._writer.add_tensor(
            name, (1 + 0.2 * self._rng.standard_normal(size)).astype(np.float32)
        )


def byte_letters() -> list[str]:
    """One printable letter per byte, as byte-level vocabularies write them, in order of the
    bytes."""
    printable = [*range(ord("!"), ord("~") + 1), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return [chr(byte if byte in printable else 256 + others.index(byte)) for byte in range(256)]

"""The tensors of Gemma 4's text model and projector, by name, shape and kind, with random numbers.

Numbers come from a few megabytes of random blocks, written again and again from another start.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

import gguf
import numpy as np
from numpy.typing import NDArray

SPECIALS = (
    "<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<|turn>", "<turn|>",
    "<|image>", "<image|>", "<|audio>", "<audio|>", "<|image|>", "<|audio|>",
)  # fmt: skip


@dataclass(frozen=True)
class Tower:
    width: int
    layers: int
    heads: int
    ffn: int


@dataclass(frozen=True)
class Dims:
    name: str
    hidden: int
    layers: int
    ffn: int
    heads: int
    kv_heads: int
    head: int
    global_head: int
    per_layer: int
    vocabulary: int
    shared: int
    """The last layers, which reuse the keys and values of earlier ones."""
    window: int
    full_every: int
    vision: Tower
    sides: int
    """Rows of each of the two position tables."""
    audio: Tower
    audio_out: int


@dataclass
class Tiled:
    """A tensor whose numbers are pieces of a bank; stands where gguf's writer expects an array."""

    name: str
    shape: tuple[int, ...]
    kind: gguf.GGMLQuantizationType
    scale: float
    """Standard deviation of its numbers."""
    silent_rows: int = 0
    """So many rows at the beginning are zero."""

    @property
    def nbytes(self) -> int:
        count, size = gguf.GGML_QUANT_SIZES[self.kind]
        return int(np.prod(self.shape) // count * size)

    def tofile(self, file: BinaryIO) -> None:
        bank = _bank(self.kind, self.scale)
        silent = self.silent_rows * (self.nbytes // self.shape[0])
        file.write(bytes(silent))
        left = self.nbytes - silent
        start = sum(self.name.encode()) * 31 % len(bank)
        while left > 0:
            piece = bank[start:].reshape(-1)[:left]
            file.write(piece.data)
            left, start = left - len(piece), 0


@dataclass
class Plain:
    """A small tensor of float32."""

    name: str
    values: NDArray[Any]
    kind = gguf.GGMLQuantizationType.F32

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    @property
    def nbytes(self) -> int:
        return self.values.nbytes

    def tofile(self, file: BinaryIO) -> None:
        file.write(np.ascontiguousarray(self.values).data)


Tensor = Tiled | Plain
Q4, Q6, BF16 = (getattr(gguf.GGMLQuantizationType, name) for name in ("Q4_K", "Q6_K", "BF16"))
_BLOCKS = {Q4: 28657, Q6: 19937, BF16: 1_000_003}
"""Prime, so that the rows of a matrix differ."""


def _bank(kind: gguf.GGMLQuantizationType, scale: float) -> NDArray[Any]:
    """uint8 (blocks, bytes of one): random numbers of standard deviation `scale`, mean about 0."""
    rng, count = np.random.default_rng(3), _BLOCKS[kind]
    if kind is BF16:
        numbers = (np.float32(scale) * rng.standard_normal(count, np.float32)).view(np.uint32) >> 16
        return numbers.astype(np.uint16).view(np.uint8).reshape(count, 2)
    blocks = rng.integers(0, 256, (count, gguf.GGML_QUANT_SIZES[kind][1]), np.uint8)
    if kind is Q4:
        # number = d * 32 * (q - 7.5), q = 0..15: every scale and least value is 32, packed in six
        # bits.
        step = scale / (32 * np.sqrt((16**2 - 1) / 12))
        blocks[:, :4] = np.array([step, 7.5 * step], np.float16).view(np.uint8)
        blocks[:, 4:16] = [32 | 2 << 6] * 8 + [0] * 4
    else:
        # number = d * +-32 * (q - 32), q = 0..63
        step = scale / (32 * np.sqrt((64**2 - 1) / 12))
        blocks[:, 192:208] = np.where(blocks[:, 192:208] & 1, 32, 256 - 32)
        blocks[:, 208:] = np.array([step], np.float16).view(np.uint8)
    return blocks


def _matrix(
    name: str, rows: int, columns: int, kind: gguf.GGMLQuantizationType, **more: Any
) -> Tiled:
    return Tiled(f"{name}.weight", (rows, columns), kind, 1 / np.sqrt(columns), **more)


def _norm(name: str, size: int, value: float = 1.0) -> Plain:
    return Plain(f"{name}.weight", np.full(size, value, np.float32))


def text_tensors(d: Dims) -> Iterator[Tensor]:
    # Neither control tokens nor lone bytes are ever the likeliest: answers have the length asked
    # for.
    silent = len(SPECIALS) + 256
    yield _matrix("token_embd", d.vocabulary, d.hidden, Q6, silent_rows=silent)
    yield _matrix("per_layer_token_embd", d.vocabulary, d.per_layer * d.layers, Q6)
    yield _matrix("per_layer_model_proj", d.per_layer * d.layers, d.hidden, BF16)
    yield _norm("per_layer_proj_norm", d.per_layer)
    # Random signs: with tied embeddings the likeliest next token would else be the last one again.
    signs = np.random.default_rng(5).standard_normal(d.hidden).astype(np.float32)
    yield Plain("output_norm.weight", 3 * signs)
    turning, still = d.global_head // 8, d.global_head // 2 - d.global_head // 8
    yield Plain("rope_freqs.weight", np.array([1.0] * turning + [1e30] * still, np.float32))
    for layer in range(d.layers):
        b, head = f"blk.{layer}.", d.head if is_sliding(d, layer) else d.global_head
        finer = Q6 if _matters(layer, d.layers) else Q4
        yield _norm(b + "attn_norm", d.hidden)
        yield _matrix(b + "attn_q", head * d.heads, d.hidden, Q4)
        yield _norm(b + "attn_q_norm", head, 0.5)
        if layer < d.layers - d.shared:
            yield _matrix(b + "attn_k", head * d.kv_heads, d.hidden, Q4)
            yield _matrix(b + "attn_v", head * d.kv_heads, d.hidden, finer)
            yield _norm(b + "attn_k_norm", head, 0.5)
        yield _matrix(b + "attn_output", d.hidden, head * d.heads, Q4)
        yield _norm(b + "post_attention_norm", d.hidden)
        yield _norm(b + "ffn_norm", d.hidden)
        yield _matrix(b + "ffn_gate", d.ffn, d.hidden, Q4)
        yield _matrix(b + "ffn_up", d.ffn, d.hidden, Q4)
        yield _matrix(b + "ffn_down", d.hidden, d.ffn, finer)
        yield _norm(b + "post_ffw_norm", d.hidden)
        yield _matrix(b + "inp_gate", d.per_layer, d.hidden, Q4)
        yield _matrix(b + "proj", d.hidden, d.per_layer, Q4)
        yield _norm(b + "post_norm", d.hidden)
        yield Plain(b + "layer_output_scale.weight", np.array([0.8], np.float32))


def is_sliding(d: Dims, layer: int) -> bool:
    return (layer + 1) % d.full_every != 0


def _matters(layer: int, layers: int) -> bool:
    """Whether Q4_K_M gives a layer more bits: the first and last eighth, and every third
    between."""
    eighth = layers // 8
    return layer < eighth or layer >= 7 * layers // 8 or (layer - eighth) % 3 == 2


def projector_tensors(d: Dims) -> Iterator[Tensor]:
    rng = np.random.default_rng(7)

    def linear(name: str, rows: int, columns: int) -> Iterator[Tensor]:
        yield _matrix(name, rows, columns, BF16)
        # E4B's towers clip what goes into a linear layer and what comes out.
        for end, bound in {
            "input_min": -50,
            "input_max": 50,
            "output_min": -50,
            "output_max": 50,
        }.items():
            yield Plain(f"{name}.{end}", np.array([bound], np.float32))

    def kernel(name: str, *shape: int) -> Plain:
        numbers = rng.standard_normal(shape, np.float32) / np.sqrt(np.prod(shape[1:]))
        return Plain(f"{name}.weight", numbers.astype(np.float32))

    v, a = d.vision, d.audio
    yield kernel("v.patch_embd", v.width, 3, 16, 16)
    yield Plain(
        "v.position_embd.weight", 0.3 * rng.standard_normal((2, d.sides, v.width), np.float32)
    )
    for layer in range(v.layers):
        b = f"v.blk.{layer}."
        for name in ("ln1", "ln2", "attn_post_norm", "ffn_post_norm"):
            yield _norm(b + name, v.width)
        for name in ("attn_q_norm", "attn_k_norm"):
            yield _norm(b + name, v.width // v.heads)
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            yield from linear(b + name, v.width, v.width)
        for name in ("ffn_gate", "ffn_up"):
            yield from linear(b + name, v.ffn, v.width)
        yield from linear(b + "ffn_down", v.width, v.ffn)
    yield _matrix("mm.input_projection", d.hidden, v.width, BF16)

    first, second = 128, 32
    yield kernel("a.conv1d.0", first, 1, 3, 3)
    yield kernel("a.conv1d.1", second, first, 3, 3)
    yield _norm("a.conv1d.0.norm", first)
    yield _norm("a.conv1d.1.norm", second)
    yield _matrix("a.input_projection", a.width, second * 128 // 4, BF16)
    for layer in range(a.layers):
        b = f"a.blk.{layer}."
        for name in (
            "ffn_norm",
            "ffn_post_norm",
            "ffn_norm_1",
            "ffn_post_norm_1",
            "ln2",
            "attn_pre_norm",
            "attn_post_norm",
            "norm_conv",
            "conv_norm",
        ):
            yield _norm(b + name, a.width)
        yield _norm(b + "per_dim_scale", a.width // a.heads)
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            yield from linear(b + name, a.width, a.width)
        yield _matrix(b + "attn_k_rel", a.width, a.width, BF16)
        for name in ("ffn_up", "ffn_up_1"):
            yield from linear(b + name, a.ffn, a.width)
        for name in ("ffn_down", "ffn_down_1"):
            yield from linear(b + name, a.width, a.ffn)
        yield from linear(b + "conv_pw1", 2 * a.width, a.width)
        yield kernel(b + "conv_dw", a.width, 5)
        yield from linear(b + "conv_pw2", a.width, a.width)
    yield _matrix("a.pre_encode.out", d.audio_out, a.width, BF16)
    yield Plain("a.pre_encode.out.bias", np.zeros(d.audio_out, np.float32))
    yield _matrix("mm.a.input_projection", d.hidden, d.audio_out, BF16)

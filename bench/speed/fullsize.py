"""Model files with the real dimensions of Gemma 4 E4B and random numbers in them: what a speed
needs.

How long a matrix takes does not depend on what it says, so a model of random weights is as fast, as
large and as hungry as the trained one. The text model is laid out as Q4_K_M (embeddings, and values
and down projections of some layers, in Q6_K, the rest in Q4_K), the projector in BF16. Numbers come
from a few megabytes of random blocks, written again and again from another start. The vocabulary
has its real size; it knows the words of the demo's notes, so that a note takes about as many tokens
as it would.

`DIMS["tiny"]` is the same architecture in a few megabytes.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Union

import gguf
import numpy as np

from persona_assistant import prompt
from persona_assistant.resources import data_path

FORMAT = 1
"""Raised whenever the files come out otherwise; files of another format are made anew."""
_MARGIN = 1 << 30
SPECIALS = (
    "<pad>", "<eos>", "<bos>", "<unk>", "<mask>", "<|turn>", "<turn|>",
    "<|image>", "<image|>", "<|audio>", "<audio|>", "<|image|>", "<|audio|>",
)  # fmt: skip
SPACE = "\u2581"
TEMPLATE = (
    "{% for message in messages %}<|turn>{{ message['role'] }}\n{% for part in message['content'] %}"
    "{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}<turn|>\n{% endfor %}"
    "<|turn>model\n"
)
"""For who renders a template; like the model's own it knows text and nothing else an API would
send."""


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


DIMS = {
    "e4b": Dims(
        "e4b", 2560, 42, 10240, 8, 2, 256, 512, 256, 262_144, 18, 512, 6,
        Tower(768, 16, 12, 3072), 10240, Tower(1024, 12, 8, 4096), 1536,
    ),
    "tiny": Dims(
        "tiny", 1536, 4, 512, 2, 1, 128, 256, 256, 16384, 2, 128, 2,
        Tower(64, 1, 2, 128), 1024, Tower(64, 1, 2, 128), 96,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Files:
    model: Path
    projector: Path
    seconds: float
    """To make them; 0.0 when they were there."""

    @property
    def gigabytes(self) -> tuple[float, float]:
        return self.model.stat().st_size / 1e9, self.projector.stat().st_size / 1e9


def ensure(folder: Path, dims: Dims) -> Files:
    """Both files in `folder`, made unless they are there. A file that has its name is whole.

    Raises OSError when the disk has no room for them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = folder / f"random-{dims.name}-{FORMAT}-Q4_K_M.gguf"
    projector = folder / f"random-{dims.name}-{FORMAT}-mmproj-BF16.gguf"
    started = time.perf_counter()
    jobs = {
        model: (text_model, list(_text_tensors(dims))),
        projector: (projector_model, list(_projector_tensors(dims))),
    }
    missing = {path: job for path, job in jobs.items() if not path.exists()}
    needed = sum(tensor.nbytes for _, tensors in missing.values() for tensor in tensors)
    free, wanted = shutil.disk_usage(folder).free, needed + _MARGIN
    if missing and free < wanted:
        raise OSError(
            f"{folder} has {free / 1e9:.1f} GB free, {wanted / 1e9:.1f} are needed: name another --folder."
        )
    for path, (describe, tensors) in missing.items():
        half = path.with_suffix(f".{os.getpid()}.part")
        try:
            _write(half, describe, dims, tensors)
            os.replace(half, path)
        finally:
            half.unlink(missing_ok=True)
    return Files(model, projector, time.perf_counter() - started if missing else 0.0)


# --- tensors -------------------------------------------------------------------------------------


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
        return int(np.prod(self.shape)) // count * size

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
    values: np.ndarray
    kind = gguf.GGMLQuantizationType.F32

    @property
    def shape(self) -> tuple[int, ...]:
        return self.values.shape

    @property
    def nbytes(self) -> int:
        return self.values.nbytes

    def tofile(self, file: BinaryIO) -> None:
        file.write(np.ascontiguousarray(self.values).data)


Tensor = Union[Tiled, Plain]
Q4, Q6, BF16 = (getattr(gguf.GGMLQuantizationType, name) for name in ("Q4_K", "Q6_K", "BF16"))
_BLOCKS = {Q4: 28657, Q6: 19937, BF16: 1_000_003}
"""Prime, so that the rows of a matrix differ."""


def _bank(kind: gguf.GGMLQuantizationType, scale: float) -> np.ndarray:
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


def _text_tensors(d: Dims) -> Iterator[Tensor]:
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
        b, head = f"blk.{layer}.", d.head if _slides(d, layer) else d.global_head
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


def _slides(d: Dims, layer: int) -> bool:
    return (layer + 1) % d.full_every != 0


def _matters(layer: int, layers: int) -> bool:
    """Whether Q4_K_M gives a layer more bits: the first and last eighth, and every third
    between."""
    eighth = layers // 8
    return layer < eighth or layer >= 7 * layers // 8 or (layer - eighth) % 3 == 2


def _projector_tensors(d: Dims) -> Iterator[Tensor]:
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
            "ffn_norm", "ffn_post_norm", "ffn_norm_1", "ffn_post_norm_1", "ln2",
            "attn_pre_norm", "attn_post_norm", "norm_conv", "conv_norm",
        ):  # fmt: skip
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


# --- what the files say about themselves ---------------------------------------------------------


def text_model(path: Path, d: Dims) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, "gemma4")
    writer.add_name(f"random numbers, dimensions {d.name}")
    writer.add_file_type(15)
    writer.add_quantization_version(2)
    writer.add_block_count(d.layers)
    writer.add_context_length(131072)
    writer.add_embedding_length(d.hidden)
    writer.add_feed_forward_length(d.ffn)
    writer.add_head_count(d.heads)
    writer.add_head_count_kv(d.kv_heads)
    writer.add_layer_norm_rms_eps(1e-6)
    writer.add_key_length(d.global_head)
    writer.add_value_length(d.global_head)
    writer.add_sliding_window(d.window)
    writer.add_rope_freq_base(1e6)
    writer.add_rope_dimension_count(d.global_head)
    for key in (
        "attention.key_length_swa",
        "attention.value_length_swa",
        "rope.dimension_count_swa",
    ):
        writer.add_uint32(f"gemma4.{key}", d.head)
    writer.add_float32("gemma4.rope.freq_base_swa", 1e4)
    writer.add_float32("gemma4.final_logit_softcapping", 30.0)
    writer.add_uint32("gemma4.attention.shared_kv_layers", d.shared)
    writer.add_uint32("gemma4.embedding_length_per_layer_input", d.per_layer)
    slides = [_slides(d, layer) for layer in range(d.layers)]
    writer.add_array("gemma4.attention.sliding_window_pattern", slides)
    tokens, kinds, merges = _vocabulary(d.vocabulary)
    writer.add_tokenizer_model("gemma4")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    writer.add_token_types(kinds)
    writer.add_token_merges(merges)
    for key, token in {
        "bos": "<bos>",
        "eos": "<eos>",
        "unknown": "<unk>",
        "padding": "<pad>",
    }.items():
        writer.add_uint32(f"tokenizer.ggml.{key}_token_id", tokens.index(token))
    writer.add_add_space_prefix(False)
    writer.add_add_bos_token(True)
    writer.add_chat_template(TEMPLATE)
    return writer


def projector_model(path: Path, d: Dims) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, "clip")
    writer.add_name(f"random numbers, dimensions {d.name}")
    writer.add_file_type(32)
    writer.add_bool("clip.use_gelu", True)
    for tower, kind, dims in (("vision", "gemma4v", d.vision), ("audio", "gemma4a", d.audio)):
        writer.add_bool(f"clip.has_{tower}_encoder", True)
        writer.add_string(f"clip.{tower}.projector_type", kind)
        writer.add_uint32(f"clip.{tower}.embedding_length", dims.width)
        writer.add_uint32(f"clip.{tower}.feed_forward_length", dims.ffn)
        writer.add_uint32(f"clip.{tower}.block_count", dims.layers)
        writer.add_uint32(f"clip.{tower}.projection_dim", d.hidden)
        writer.add_uint32(f"clip.{tower}.attention.head_count", dims.heads)
        writer.add_float32(f"clip.{tower}.attention.layer_norm_epsilon", 1e-6)
    writer.add_uint32("clip.vision.image_size", 224)
    writer.add_uint32("clip.vision.patch_size", 16)
    writer.add_array("clip.vision.image_mean", [0.0, 0.0, 0.0])
    writer.add_array("clip.vision.image_std", [1.0, 1.0, 1.0])
    writer.add_uint32("clip.audio.num_mel_bins", 128)
    return writer


def _vocabulary(size: int) -> tuple[list[str], list[int], list[str]]:
    """Tokens, their types and merges. A known word is put together letter by letter from its
    beginning, first where it stands after a space, then elsewhere; so merges never get into each
    other's way."""
    texts = [prompt.INSTRUCTIONS, "Question: Person"]
    demo = json.loads(data_path("memory_store", "demo", "demo.json").read_text("utf-8"))
    texts += [triplet["text"] or "" for person in demo["people"] for triplet in person["triplets"]]
    words = {"".join(filter(str.isalnum, word)) for text in texts for word in text.split()} - {""}
    starts: dict[str, None] = {}
    for lead in (SPACE, ""):
        for word in sorted(words):
            starts.update((lead + word[:end], None) for end in range(2 - len(lead), len(word) + 1))
    letters = {"\n", SPACE, *map(chr, range(33, 127)), *"".join(texts)} - {" "}
    kinds = gguf.TokenType
    entries = dict.fromkeys(SPECIALS, kinds.CONTROL)
    entries |= {f"<0x{byte:02X}>": kinds.BYTE for byte in range(256)}
    entries |= dict.fromkeys([*sorted(letters), *starts], kinds.NORMAL)
    entries |= {f"{SPACE}filler{number}": kinds.NORMAL for number in range(size - len(entries))}
    if len(entries) != size:
        raise ValueError(f"a vocabulary of {size} does not hold the demo's words")
    merges = [f"{start[:-1]} {start[-1]}" for start in starts]
    return list(entries), [int(kind) for kind in entries.values()], merges


def _write(path: Path, describe: Any, dims: Dims, tensors: Iterable[Tensor]) -> None:
    writer = describe(path, dims)
    for tensor in tensors:
        shape, kind = tensor.shape, np.dtype(np.float32)
        if isinstance(tensor, Tiled):
            shape, kind = (shape[0], tensor.nbytes // shape[0]), np.dtype(np.uint8)
        writer.add_tensor_info(tensor.name, shape, kind, tensor.nbytes, raw_dtype=tensor.kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for tensor in tensors:
        writer.write_tensor_data(tensor)
    writer.close()

"""Model files with the real dimensions of Gemma 4 E4B and random numbers: enough to measure speed.

How long a matrix takes does not depend on what it says, so a model of random weights is as fast, as
large and as hungry as the trained one. The text model is laid out as Q4_K_M (embeddings, and values
and down projections of some layers, in Q6_K, the rest in Q4_K), the projector in BF16. The
vocabulary has its real size; it knows the words of the demo's notes, so that a note takes about as
many tokens as it would.

`DIMS["tiny"]` is the same architecture in a few megabytes.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gguf
import numpy as np

from bench.speed.random_tensors import (
    SPECIALS,
    Dims,
    Tensor,
    Tiled,
    Tower,
    is_sliding,
    projector_tensors,
    text_tensors,
)
from persona_assistant import prompt
from persona_assistant.resources import data_path

FORMAT = 1
"""Raised whenever the files come out otherwise; files of another format are made anew."""
_MARGIN = 1 << 30
SPACE = "\u2581"
TEMPLATE = (
    "{% for message in messages %}<|turn>{{ message['role'] }}\n"
    "{% for part in message['content'] %}"
    "{% if part['type'] == 'text' %}{{ part['text'] }}{% endif %}{% endfor %}<turn|>\n{% endfor %}"
    "<|turn>model\n"
)
"""For who renders a template; like the model's own it knows text and nothing else an API would
send."""


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
        model: (text_model, list(text_tensors(dims))),
        projector: (projector_model, list(projector_tensors(dims))),
    }
    missing = {path: job for path, job in jobs.items() if not path.exists()}
    needed = sum(tensor.nbytes for _, tensors in missing.values() for tensor in tensors)
    free, wanted = shutil.disk_usage(folder).free, needed + _MARGIN
    if missing and free < wanted:
        raise OSError(
            f"{folder} has {free / 1e9:.1f} GB free, {wanted / 1e9:.1f} are needed: "
            "name another --folder."
        )
    for path, (describe, tensors) in missing.items():
        half = path.with_suffix(f".{os.getpid()}.part")
        try:
            _write(half, describe, dims, tensors)
            os.replace(half, path)
        finally:
            half.unlink(missing_ok=True)
    return Files(model, projector, time.perf_counter() - started if missing else 0.0)


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
    slides = [is_sliding(d, layer) for layer in range(d.layers)]
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
        shape = tensor.shape
        kind: np.dtype[Any] = np.dtype(np.float32)
        if isinstance(tensor, Tiled):
            shape, kind = (shape[0], tensor.nbytes // shape[0]), np.dtype(np.uint8)
        writer.add_tensor_info(tensor.name, shape, kind, tensor.nbytes, raw_dtype=tensor.kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    for tensor in tensors:
        writer.write_tensor_data(tensor)
    writer.close()

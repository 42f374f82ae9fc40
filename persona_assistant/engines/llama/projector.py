"""The projector: the part of a model that turns a picture or clip into soft tokens.

It takes about a gigabyte for Gemma 4 E4B and is needed only for media never seen before, so it is
loaded at the first of them and can be unloaded. Media are handed over by themselves, never through
a marker in a text. Encoding can be stopped: llama.cpp asks a callback every few steps of the graph.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from llama_cpp import llama_cpp
from llama_cpp import mtmd_cpp as mtmd

from persona_assistant.engines.llama.context import LlamaContext
from persona_assistant.engines.llama.soft_tokens import Floats, Medium, Positions, Segment
from persona_assistant.errors import Cancelled, EngineError, ModelError

_ASK_EVERY = 16
"""Steps of the graph between two questions whether to stop."""


@dataclass
class PreparedMedium:
    """A medium that is sized and marked but not encoded yet; holds native memory until freed."""

    medium: Medium
    chunks: Any
    kind: str

    def free(self) -> None:
        if self.chunks:
            mtmd.mtmd_input_chunks_free(self.chunks)
            self.chunks = None


def perceives(path: str) -> tuple[bool, bool]:
    """Whether a projector file sees, and whether it hears; nothing is loaded for that."""
    abilities = mtmd.mtmd_get_cap_from_file(os.fsencode(path))
    return bool(abilities.inp_vision), bool(abilities.inp_audio)


class Projector:
    """Raises ModelError when the file is damaged or belongs to another model."""

    def __init__(self, path: str, llama: LlamaContext, image_tokens: int) -> None:
        self._llama = llama
        self._stop: Callable[[], bool] = lambda: False
        self._steps = 0
        self.last_used = time.monotonic()
        params = mtmd.mtmd_context_params_default()
        params.print_timings = params.warmup = False
        params.n_threads = llama.threads
        # A least number of 1 keeps a picture that was already brought to size as it is.
        params.image_min_tokens, params.image_max_tokens = 1, image_tokens
        self._callback = llama_cpp.ggml_backend_sched_eval_callback(self._go_on)
        params.cb_eval = self._callback
        llama.forget_log()
        with llama.clock("load"):
            self._context = mtmd.mtmd_init_from_file(os.fsencode(path), llama.model, params)
        if not self._context:
            name, why = os.path.basename(path), llama.why()
            if widths := re.search(r"n_embd = (\d+)\D+n_embd = (\d+)", why):
                why = "it belongs to another model (widths {} and {})".format(*widths.groups())
            raise ModelError(f"The projector {name} cannot be loaded: {why}", code="projector_file")
        self._mrope = bool(mtmd.mtmd_decode_use_mrope(self._context))

    def close(self) -> None:
        """Free the memory, and give it back to the system too."""
        mtmd.mtmd_free(self._context)
        self._context = None
        # glibc would keep what was freed; it alone has this function.
        c_library = ctypes.CDLL(None) if sys.platform == "linux" else None
        if trim := getattr(c_library, "malloc_trim", None):
            trim(0)

    def prepare(self, kind: str, shape: list[int], data: bytes) -> PreparedMedium:
        """Size a picture (`shape` = width, height; RGB bytes) or a clip (`shape` = samples;
        float32)."""
        self.last_used = time.monotonic()
        if kind == "image":
            pixels = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
            bitmap = mtmd.mtmd_bitmap_init(*shape, pixels)
        else:
            samples = (ctypes.c_float * shape[0]).from_buffer_copy(data)
            bitmap = mtmd.mtmd_bitmap_init_from_audio(shape[0], samples)
        chunks = mtmd.mtmd_input_chunks_init()
        try:
            one = mtmd.mtmd_input_part(None, bitmap)
            array = (ctypes.POINTER(mtmd.mtmd_input_part) * 1)(ctypes.pointer(one))
            with self._llama.clock("encode"):
                status = mtmd.mtmd_tokenize_from_parts(self._context, chunks, array, 1, False)
            if status != 0:
                raise EngineError(
                    f"The projector cannot take a {_word(kind)}: use the one made for this model.",
                    code="projector_mismatch",
                )
            medium = Medium(tuple(self._segment(chunk) for chunk in _each(chunks)))
        except BaseException:
            mtmd.mtmd_input_chunks_free(chunks)
            raise
        finally:
            mtmd.mtmd_bitmap_free(bitmap)
        return PreparedMedium(medium, chunks, kind)

    def encode(self, prepared: PreparedMedium, stop: Callable[[], bool]) -> Floats:
        """Soft tokens (soft_count, width). Raises Cancelled when `stop` says
        so meanwhile."""
        runs, self._stop = [], stop
        for segment, chunk in zip(prepared.medium.segments, _each(prepared.chunks)):
            if segment.tokens:
                continue
            with self._llama.clock("encode"):
                status = mtmd.mtmd_encode_chunk(self._context, chunk)
            if stop():
                raise Cancelled("the encoding was stopped")
            if status != 0:
                raise EngineError(
                    f"The projector failed on a {_word(prepared.kind)}: "
                    "use the one made for this model.",
                    code="projector_mismatch",
                )
            output = mtmd.mtmd_get_output_embd(self._context)
            runs.append(
                np.ctypeslib.as_array(output, shape=(segment.count, self._llama.width)).copy()
            )
        self.last_used = time.monotonic()
        return np.concatenate(runs) if len(runs) > 1 else runs[0]

    def _segment(self, chunk: Any) -> Segment:
        if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT:
            count = ctypes.c_size_t()
            tokens = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(count))
            return Segment(count.value, count.value, tuple(tokens[: count.value]))
        count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
        causal = not mtmd.mtmd_decode_use_non_causal(self._context, chunk)
        if not causal and count > self._llama.batch_size:
            raise EngineError(
                f"A picture takes {count} tokens, but {self._llama.batch_size} fit: "
                "use a smaller one.",
                code="picture_too_large",
            )
        positions = mtmd.mtmd_input_chunk_get_n_pos(chunk)
        return Segment(count, positions, (), causal, _places(chunk, count) if self._mrope else None)

    def _go_on(self, _tensor: int, asking: bool, _data: int) -> bool:
        """Asked before a step whether its result matters, and then after it whether to go on."""
        if not asking:
            return not self._stop()
        self._steps += 1
        return self._steps % _ASK_EVERY == 0


def _each(chunks: Any) -> list[Any]:
    return [
        mtmd.mtmd_input_chunks_get(chunks, i) for i in range(mtmd.mtmd_input_chunks_size(chunks))
    ]


def _places(chunk: Any, count: int) -> Positions:
    """int32 (2, 4, count), see `Segment.places`; the four rows in the order llama.cpp decodes
    by."""
    if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_AUDIO:
        steps = np.tile(np.arange(count, dtype=np.int32), (4, 1))
        return np.stack([steps, np.ones_like(steps)])
    image, grids = mtmd.mtmd_input_chunk_get_tokens_image(chunk), []
    for start in (0, 1):
        array = (mtmd.mtmd_decoder_pos * count)()
        mtmd.mtmd_helper_image_get_decoder_pos(image, start, array)
        grids.append(np.array([(p.t, p.y, p.x, p.z) for p in array], np.int32).T)
    return np.stack([grids[0], grids[1] - grids[0]])


def _word(kind: str) -> str:
    return "picture" if kind == "image" else "voice clip"

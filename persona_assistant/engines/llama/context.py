"""llama.cpp's model and context through ctypes: tokens or soft tokens in, logits out.

One sequence lives in the context. It can be cut back and continued, and its keys and values can be
taken out and put back, all bit for bit, because the sliding-window layers keep every position too
(`swa_full`): with their small cache, cutting back after a long answer gives wrong logits without a
word.

Cancelling reaches into a computation: llama.cpp asks a callback after every step of its graph. That
callback is C's own `strlen` on one byte of memory, so that asking costs no Python.
"""

from __future__ import annotations

import ctypes
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from llama_cpp import llama_cpp
from llama_cpp import mtmd_cpp as mtmd

from persona_assistant.engines.llama.kv_states import Block
from persona_assistant.engines.llama.soft_tokens import Floats, Positions
from persona_assistant.errors import Cancelled, EngineError, ModelError

BATCH = 512
"""Tokens computed at once, unless a picture needs more room."""
_SPARE = 1
_WARNING = 3
_CALLBACKS: list[Any] = []
"""The library holds bare pointers to these, so they must live as long as the process."""
_TELLING = re.compile(r"unknown|mismatch|missing|invalid|alloc|bounds")


class StageClock:
    """Seconds spent inside llama.cpp, by stage."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - started


class AbortFlag:
    """One byte that ends native work when it is set; any thread may set it."""

    def __init__(self) -> None:
        self._byte = ctypes.create_string_buffer(2)

    @property
    def address(self) -> int:
        return ctypes.addressof(self._byte)

    def set(self, stop: bool) -> None:
        self._byte[0] = b"\1" if stop else b"\0"

    def __bool__(self) -> bool:
        return self._byte[0] != b"\0"


class LlamaContext:
    """A loaded model with one context. Raises ModelError."""

    def __init__(
        self, model: str, n_ctx: int, image_tokens: int, threads: int | None, stop: AbortFlag
    ) -> None:
        self.stop, self.clock = stop, StageClock()
        self._log = _collect_log()
        llama_cpp.llama_backend_init()
        self.threads = threads or _cores()
        self.model = llama_cpp.llama_model_load_from_file(
            os.fsencode(model), llama_cpp.llama_model_default_params()
        )
        if not self.model:
            raise ModelError(f"{os.path.basename(model)} cannot be loaded: {self.why()}")
        self.trained = llama_cpp.llama_model_n_ctx_train(self.model)
        # A picture whose tokens attend both ways must fit into one physical batch.
        self.batch_size = max(BATCH, -(-image_tokens // 64) * 64)
        self._context = self._new_context(min(n_ctx, self.trained))
        self._memory = llama_cpp.llama_get_memory(self._context)
        self.n_ctx = llama_cpp.llama_n_ctx(self._context)
        self.width = llama_cpp.llama_model_n_embd_inp(self.model)
        self._block = max(1, llama_cpp.llama_model_n_swa(self.model) // 2 or self.n_ctx)
        self._vocab_size = llama_cpp.llama_vocab_n_tokens(
            llama_cpp.llama_model_get_vocab(self.model)
        )

    def _new_context(self, n_ctx: int) -> Any:
        params = llama_cpp.llama_context_default_params()
        # Two sequences that share all cells: the prompt's, and a spare one to move blocks through.
        params.n_ctx, params.n_seq_max, params.kv_unified = n_ctx, 2, True
        params.n_batch = params.n_ubatch = self.batch_size
        params.n_threads = params.n_threads_batch = self.threads
        params.swa_full = True
        c_library = ctypes.cdll.msvcrt if sys.platform == "win32" else ctypes.CDLL(None)
        params.abort_callback = ctypes.cast(c_library.strlen, llama_cpp.ggml_abort_callback)
        params.abort_callback_data = self.stop.address
        context = llama_cpp.llama_init_from_model(self.model, params)
        if not context:
            raise ModelError(f"No room for a context of {n_ctx} tokens: {self.why()}")
        return context

    def describe(self) -> dict[str, Any]:
        """architecture, description, n_ctx_train, n_ctx, parameters, bytes."""
        description = ctypes.create_string_buffer(256)
        llama_cpp.llama_model_desc(self.model, description, len(description))
        architecture = ctypes.create_string_buffer(64)
        llama_cpp.llama_model_meta_val_str(self.model, b"general.architecture", architecture, 64)
        return {
            "architecture": architecture.value.decode(errors="replace"),
            "description": description.value.decode(errors="replace"),
            "n_ctx_train": self.trained,
            "n_ctx": self.n_ctx,
            "parameters": llama_cpp.llama_model_n_params(self.model),
            "bytes": llama_cpp.llama_model_size(self.model),
        }

    def forget_log(self) -> None:
        """What is logged from here on is what `why` looks through."""
        self._log.clear()

    def why(self) -> str:
        """The most telling line that llama.cpp logged as an error."""
        lines = [re.sub(r"^[\w:]+: ", "", line) for line in self._log]
        telling = [line for line in lines if _TELLING.search(line)]
        return (telling or lines or ["llama.cpp gives no reason"])[0][:200]

    # --- computing -------------------------------------------------------------------------------

    def decode_tokens(
        self, tokens: tuple[int, ...], position: int, *, logits: bool, stage: str
    ) -> None:
        """Compute at most `batch_size` tokens from `position` on; `logits` for the last of them."""
        ids = np.array(tokens, np.int32)
        places = np.arange(position, position + len(ids), dtype=np.int32)
        batch = llama_cpp.llama_batch(n_tokens=len(ids))
        batch.token = ids.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_token))
        self._decode(batch, places, logits, stage)

    def decode_soft(
        self, soft: Floats, places: Positions, *, causal: bool, logits: bool, stage: str
    ) -> None:
        """Compute soft tokens, float32 (n, width), at `places`, int32 (n,) or (4, n) for M-RoPE."""
        if not causal:
            llama_cpp.llama_set_causal_attn(self._context, False)
        try:
            for start in range(0, len(soft), self.batch_size):
                piece = soft[start : start + self.batch_size]
                there = np.ascontiguousarray(places[..., start : start + self.batch_size])
                batch = llama_cpp.llama_batch(n_tokens=len(piece))
                batch.embd = piece.ctypes.data_as(ctypes.POINTER(ctypes.c_float))
                self._decode(batch, there, logits and start + len(piece) == len(soft), stage)
        finally:
            if not causal:
                llama_cpp.llama_set_causal_attn(self._context, True)

    def _decode(self, batch: Any, places: Positions, logits: bool, stage: str) -> None:
        wanted = np.zeros(batch.n_tokens, np.int8)
        wanted[-1] = logits
        batch.pos = places.ctypes.data_as(ctypes.POINTER(llama_cpp.llama_pos))
        batch.logits = wanted.ctypes.data_as(ctypes.POINTER(ctypes.c_int8))
        with self.clock(stage):
            status = llama_cpp.llama_decode(self._context, batch)
        if self.stop:
            raise Cancelled("the computation was stopped")
        if status != 0:
            raise EngineError(
                f"llama.cpp failed to compute (status {status}): ask with fewer people.",
                code="computing_failed",
            )

    def logits(self) -> Floats:
        """float32 (vocabulary,) after the last token; a view that the next computation
        overwrites."""
        pointer = llama_cpp.llama_get_logits_ith(self._context, -1)
        return np.ctypeslib.as_array(pointer, (self._vocab_size,))

    # --- the sequence ----------------------------------------------------------------------------

    def cut(self, position: int) -> bool:
        """Forget everything from `position` on; False, and all is forgotten, where a model
        cannot."""
        if position > 0 and llama_cpp.llama_memory_seq_rm(self._memory, 0, position, -1):
            return True
        llama_cpp.llama_memory_clear(self._memory, True)
        return position == 0

    def last_position(self) -> int:
        """Of the sequence; -1 when it is empty."""
        return int(llama_cpp.llama_memory_seq_pos_max(self._memory, 0))

    def take_state(self) -> list[Block]:
        """Keys and values of the whole sequence, as blocks of uint8 (n,)."""
        with self.clock("state"):
            end = self.last_position() + 1
            return [
                self._take_block(start, min(start + self._block, end))
                for start in range(0, end, self._block)
            ]

    def put_state(self, blocks: Sequence[Block]) -> bool:
        """Replace the sequence by one that was taken; False, and it is empty, where it does not
        fit."""
        with self.clock("restore"):
            llama_cpp.llama_memory_clear(self._memory, True)
            if all(self._put_block(block) for block in blocks):
                return True
            llama_cpp.llama_memory_clear(self._memory, True)
            return False

    # llama.cpp leaves out of a sequence's state what a sliding window no longer sees from its end,
    # so a sequence put back could not be cut back, and its cells would not lie where they were,
    # which changes the order of sums. A block shorter than half a window loses nothing.

    def _take_block(self, start: int, end: int) -> Block:
        llama_cpp.llama_memory_seq_cp(self._memory, 0, _SPARE, start, end)
        data = np.empty(llama_cpp.llama_state_seq_get_size(self._context, _SPARE), np.uint8)
        pointer = data.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
        written = llama_cpp.llama_state_seq_get_data(self._context, pointer, len(data), _SPARE)
        llama_cpp.llama_memory_seq_rm(self._memory, _SPARE, -1, -1)
        return data[:written]

    def _put_block(self, data: Block) -> bool:
        pointer = data.ctypes.data_as(ctypes.POINTER(ctypes.c_uint8))
        read = llama_cpp.llama_state_seq_set_data(self._context, pointer, len(data), _SPARE)
        llama_cpp.llama_memory_seq_cp(self._memory, _SPARE, 0, -1, -1)
        llama_cpp.llama_memory_seq_rm(self._memory, _SPARE, -1, -1)
        return bool(read == len(data))


def _collect_log() -> list[str]:
    """Send warnings and errors of llama.cpp to standard error; returns the list errors are added
    to."""
    errors: list[str] = []

    def log(level: int, text: bytes, _: object) -> None:
        if _WARNING <= level <= _WARNING + 1:
            os.write(2, text)
            if (
                level > _WARNING
                and (line := text.decode(errors="replace").strip())
                and len(errors) < 50
            ):
                errors.append(line)

    callback = llama_cpp.llama_log_callback(log)
    _CALLBACKS.append(callback)
    for setter in (llama_cpp.llama_log_set, mtmd.mtmd_log_set, mtmd.mtmd_helper_log_set):
        setter(callback, None)
    return errors


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

"""llama.cpp itself, through ctypes: prompt parts -> tokens and soft tokens -> text, greedily.

The Python bindings' chat handlers drop audio without a word, so `mtmd_*` is driven directly. Three
rules keep a prompt what the user meant: the user's own words are tokenized so that nothing in them
becomes a control token; media are handed over by themselves, never through a marker in text; and
control tokens are never chosen as part of an answer. Soft tokens (what the projector makes of a
picture or clip) are kept for the next question, so that a face is encoded once; reusing them is
exact.
"""

from __future__ import annotations

import codecs
import ctypes
import hashlib
import os
import re
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator

import llama_cpp
import numpy as np
from llama_cpp import mtmd_cpp as mtmd

from persona_assistant.engines.llama.turns import turns_for

_MARKER = re.compile(r"<\|[^\s<>]+>|<[^\s<>]+\|>|<unused\d+>")
"""The shape of a control token, also where a vocabulary does not declare it as one."""
_BATCH = 512
_KEPT_BYTES = 512 << 20
"""Soft tokens kept: about 180 pictures of 280 tokens x 2560 numbers."""
_WARNING = 3
_DECLARED_SPECIAL = (
    llama_cpp.LLAMA_TOKEN_ATTR_CONTROL
    | llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN
    | llama_cpp.LLAMA_TOKEN_ATTR_UNUSED
)
_TELLING = re.compile(r"unknown|mismatch|missing|invalid|alloc|bounds")


class LoadFailed(Exception):
    """The model or the projector cannot be loaded; the message is for the user."""


class Refused(Exception):
    """This one prompt cannot be answered; the message is for the user."""


@dataclass
class Plan:
    """A prompt taken apart: runs of tokens and media chunks in order. Frees the chunks at the end."""

    steps: list[Any] = field(default_factory=list)
    tokens: int = 0
    _owned: list[Any] = field(default_factory=list)

    def add_tokens(self, tokens: list[int]) -> None:
        if self.steps and isinstance(self.steps[-1], list):
            self.steps[-1].extend(tokens)
        else:
            self.steps.append(list(tokens))
        self.tokens += len(tokens)

    def __enter__(self) -> Plan:
        return self

    def __exit__(self, *_: object) -> None:
        for chunks in self._owned:
            mtmd.mtmd_input_chunks_free(chunks)


@dataclass(frozen=True)
class MediaChunk:
    handle: Any
    tokens: int
    key: bytes


class NativeModel:
    def __init__(
        self,
        *,
        model: str,
        projector: str | None,
        n_ctx: int,
        image_tokens: int,
        threads: int | None,
        stop: Callable[[], bool],
    ) -> None:
        self._stop = stop
        self._errors = _collect_log()
        llama_cpp.llama_backend_init()
        threads = threads or _cores()
        self._model = llama_cpp.llama_model_load_from_file(
            os.fsencode(model), llama_cpp.llama_model_default_params()
        )
        if not self._model:
            raise LoadFailed(f"{os.path.basename(model)} cannot be loaded: {self._why()}")
        self._vocab = llama_cpp.llama_model_get_vocab(self._model)
        trained = llama_cpp.llama_model_n_ctx_train(self._model)
        # A chunk with attention in both directions must fit into one physical batch.
        self._batch_size = max(_BATCH, -(-image_tokens // 64) * 64)
        self._context = self._new_context(min(n_ctx, trained), threads)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._n_ctx = llama_cpp.llama_n_ctx(self._context)
        self._n_vocab = llama_cpp.llama_vocab_n_tokens(self._vocab)
        self._width = llama_cpp.llama_model_n_embd_inp(self._model)
        self._batch = llama_cpp.llama_batch_init(self._batch_size, 0, 1)
        self._projector = self._open_projector(projector, image_tokens, threads) if projector else None
        self._kept: OrderedDict[bytes, np.ndarray] = OrderedDict()
        self._read_vocabulary()
        self.info = self._describe(trained)

    # --- loading ---------------------------------------------------------------------------------

    def _new_context(self, n_ctx: int, threads: int) -> Any:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_seq_max = n_ctx, 1
        params.n_batch = params.n_ubatch = self._batch_size
        params.n_threads = params.n_threads_batch = threads
        # Every prompt starts from an empty memory and none is cut back, which is what the small
        # sliding-window cache needs to be exact.
        params.swa_full = False
        self._abort = llama_cpp.ggml_abort_callback(lambda _: self._stop())
        params.abort_callback = self._abort
        context = llama_cpp.llama_init_from_model(self._model, params)
        if not context:
            raise LoadFailed(f"No room for a context of {n_ctx} tokens: {self._why()}")
        return context

    def _open_projector(self, path: str, image_tokens: int, threads: int) -> Any:
        params = mtmd.mtmd_context_params_default()
        params.print_timings = params.warmup = False
        params.n_threads = threads
        # A least number of 1 keeps a picture that was already brought to size as it is.
        params.image_min_tokens, params.image_max_tokens = 1, image_tokens
        projector = mtmd.mtmd_init_from_file(os.fsencode(path), self._model, params)
        if not projector:
            name, why = os.path.basename(path), self._why()
            if widths := re.search(r"n_embd = (\d+)\D+n_embd = (\d+)", why):
                why = "it belongs to another model (widths {} and {})".format(*widths.groups())
            raise LoadFailed(f"The projector {name} cannot be loaded: {why}")
        return projector

    def _read_vocabulary(self) -> None:
        """Which tokens may not be chosen, and which texts the user's words must not turn into tokens."""
        special: list[str] = []
        banned: list[int] = []
        for token in range(self._n_vocab):
            text = llama_cpp.llama_vocab_get_text(self._vocab, token).decode(errors="replace")
            declared = llama_cpp.llama_vocab_get_attr(self._vocab, token) & _DECLARED_SPECIAL
            if not (declared or _MARKER.fullmatch(text)):
                continue
            if len(text) > 1:
                special.append(text)
            if not llama_cpp.llama_vocab_is_eog(self._vocab, token):
                banned.append(token)
        self._banned = np.array(banned, dtype=np.int64)
        alternatives = "|".join(re.escape(text) for text in sorted(special, key=len, reverse=True))
        self._special = re.compile(alternatives or r"(?!)")
        template = llama_cpp.llama_model_chat_template(self._model, None) or b""
        self._turns = turns_for(
            lambda text: len(self._tokens(text, special=True)) == 1, template.decode(errors="replace")
        )

    def _describe(self, trained: int) -> dict[str, Any]:
        description = ctypes.create_string_buffer(256)
        llama_cpp.llama_model_desc(self._model, description, len(description))
        architecture = ctypes.create_string_buffer(64)
        llama_cpp.llama_model_meta_val_str(self._model, b"general.architecture", architecture, 64)
        return {
            "architecture": architecture.value.decode(errors="replace"),
            "description": description.value.decode(errors="replace"),
            "turns": self._turns.family,
            "n_ctx_train": trained,
            "n_ctx": self._n_ctx,
            "parameters": llama_cpp.llama_model_n_params(self._model),
            "bytes": llama_cpp.llama_model_size(self._model),
            "image": bool(self._projector and mtmd.mtmd_support_vision(self._projector)),
            "audio": bool(self._projector and mtmd.mtmd_support_audio(self._projector)),
        }

    def _why(self) -> str:
        """The most telling line that llama.cpp logged as an error."""
        lines = [re.sub(r"^[\w:]+: ", "", line) for line in self._errors]
        telling = [line for line in lines if _TELLING.search(line)]
        return (telling or lines or ["llama.cpp gives no reason"])[0][:200]

    # --- prompt -> plan --------------------------------------------------------------------------

    def plan(self, parts: list[dict[str, Any]], payload: bytes) -> Plan:
        """Take a prompt apart; `payload` holds the media of `parts` in order. Raises Refused."""
        plan, start = Plan(), 0
        try:
            if llama_cpp.llama_vocab_get_add_bos(self._vocab):
                plan.add_tokens([llama_cpp.llama_vocab_bos(self._vocab)])
            plan.add_tokens(self._tokens(self._turns.opening, special=True))
            for part in parts:
                if "text" in part:
                    plan.add_tokens(self._user_tokens(part["text"]))
                    continue
                width, height = part.get("image", (0, 0))
                size = width * height * 3 if "image" in part else part["audio"] * 4
                self._add_media(plan, part, payload[start : start + size])
                start += size
            plan.add_tokens(self._tokens(self._turns.closing, special=True))
        except BaseException:
            plan.__exit__()
            raise
        return plan

    def _user_tokens(self, text: str) -> list[int]:
        """Tokens of the user's words: whatever looks like a control token is cut after its first letter."""
        cuts = [0, *(match.start() + 1 for match in self._special.finditer(text)), len(text)]
        return [token for a, b in zip(cuts, cuts[1:]) for token in self._tokens(text[a:b], special=False)]

    def _tokens(self, text: str, *, special: bool) -> list[int]:
        data = text.encode("utf-8", "replace")
        room = len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        found = llama_cpp.llama_tokenize(self._vocab, data, len(data), tokens, room, False, special)
        if found < 0:
            raise Refused("The text cannot be turned into tokens: shorten it.")
        return list(tokens[:found])

    def _add_media(self, plan: Plan, part: dict[str, Any], data: bytes) -> None:
        """Add a picture or clip, with the tokens that mtmd puts around it."""
        if self._projector is None:
            raise Refused("The prompt holds pictures or clips: give the model's projector with --projector.")
        if "image" in part:
            width, height = part["image"]
            pixels = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
            bitmap = mtmd.mtmd_bitmap_init(width, height, pixels)
        else:
            samples = (ctypes.c_float * part["audio"]).from_buffer_copy(data)
            bitmap = mtmd.mtmd_bitmap_init_from_audio(part["audio"], samples)
        chunks = mtmd.mtmd_input_chunks_init()
        plan._owned.append(chunks)
        try:
            one = mtmd.mtmd_input_part(None, bitmap)
            array = (ctypes.POINTER(mtmd.mtmd_input_part) * 1)(ctypes.pointer(one))
            if mtmd.mtmd_tokenize_from_parts(self._projector, chunks, array, 1, False) != 0:
                what = "picture" if "image" in part else "voice clip"
                raise Refused(f"The projector cannot take a {what}: use the one made for this model.")
        finally:
            mtmd.mtmd_bitmap_free(bitmap)
        key = hashlib.sha256(repr(sorted(part.items())).encode() + data).digest()
        for index in range(mtmd.mtmd_input_chunks_size(chunks)):
            chunk = mtmd.mtmd_input_chunks_get(chunks, index)
            if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT:
                count = ctypes.c_size_t()
                tokens = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(count))
                plan.add_tokens(tokens[: count.value])
                continue
            count = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
            if mtmd.mtmd_decode_use_non_causal(self._projector, chunk) and count > self._batch_size:
                raise Refused(f"A picture takes {count} tokens, but {self._batch_size} fit: use a smaller.")
            plan.steps.append(MediaChunk(chunk, count, key + bytes([index])))
            plan.tokens += count

    # --- plan -> text ----------------------------------------------------------------------------

    def answer(self, plan: Plan, max_tokens: int) -> Iterator[str]:
        """One text (possibly empty) per token; ends at an end token, `max_tokens` or when stopped."""
        if plan.tokens + max_tokens > self._n_ctx:
            raise Refused(
                f"The prompt takes {plan.tokens} tokens and the answer up to {max_tokens}, but the context "
                f"holds {self._n_ctx}: ask with fewer people (--top-k), smaller pictures or a larger context."
            )
        llama_cpp.llama_memory_clear(self._memory, True)
        position = 0
        for step in plan.steps:
            run = self._run_tokens if isinstance(step, list) else self._run_media
            position = run(step, position)
            if self._stop():
                return
        utf8 = codecs.getincrementaldecoder("utf-8")("replace")
        for left in range(max_tokens - 1, -1, -1):
            token = self._likeliest()
            if llama_cpp.llama_vocab_is_eog(self._vocab, token):
                break
            yield utf8.decode(self._bytes_of(token))
            if left:
                position = self._run_tokens([token], position)
            if self._stop():
                return
        yield utf8.decode(b"", final=True)

    def _run_tokens(self, tokens: list[int], position: int) -> int:
        batch = self._batch
        for start in range(0, len(tokens), self._batch_size):
            run = tokens[start : start + self._batch_size]
            batch.n_tokens = len(run)
            for index, token in enumerate(run):
                batch.token[index], batch.pos[index] = token, position + index
                batch.n_seq_id[index], batch.seq_id[index][0] = 1, 0
                batch.logits[index] = index == len(run) - 1
            self._check(llama_cpp.llama_decode(self._context, batch))
            position += len(run)
            if self._stop():
                break
        return position

    def _run_media(self, chunk: MediaChunk, position: int) -> int:
        soft = self._soft_tokens(chunk)
        after = llama_cpp.llama_pos(position)
        status = mtmd.mtmd_helper_decode_image_chunk(
            self._projector,
            self._context,
            chunk.handle,
            soft.ctypes.data_as(ctypes.POINTER(ctypes.c_float)),
            position,
            0,
            self._batch_size,
            ctypes.byref(after),
            mtmd.mtmd_helper_post_decode_callback(),
            None,
        )
        self._check(status)
        return after.value

    def _soft_tokens(self, chunk: MediaChunk) -> np.ndarray:
        """float32 (tokens, width); encoded once, then kept."""
        if chunk.key in self._kept:
            self._kept.move_to_end(chunk.key)
            return self._kept[chunk.key]
        if mtmd.mtmd_encode_chunk(self._projector, chunk.handle) != 0:
            raise Refused("The projector failed on a picture or clip: use the one made for this model.")
        output = mtmd.mtmd_get_output_embd(self._projector)
        soft = np.ctypeslib.as_array(output, shape=(chunk.tokens, self._width)).copy()
        self._kept[chunk.key] = soft
        while sum(kept.nbytes for kept in self._kept.values()) > _KEPT_BYTES and len(self._kept) > 1:
            self._kept.popitem(last=False)
        return soft

    def _check(self, status: int) -> None:
        if status != 0 and not self._stop():
            raise Refused(f"llama.cpp failed to compute (status {status}): ask with fewer people (--top-k).")

    def _likeliest(self) -> int:
        logits = np.ctypeslib.as_array(llama_cpp.llama_get_logits_ith(self._context, -1), (self._n_vocab,))
        logits[self._banned] = -np.inf
        token = int(logits.argmax())
        if np.isnan(logits[token]):
            raise Refused("The model computes no numbers: its file is damaged, download it again.")
        return token

    def _bytes_of(self, token: int) -> bytes:
        room = 64
        while True:
            text = ctypes.create_string_buffer(room)
            length = llama_cpp.llama_token_to_piece(self._vocab, token, text, room, 0, False)
            if length >= 0:
                return text.raw[:length]
            room = -length


def _collect_log() -> list[str]:
    """Send warnings and errors of llama.cpp to standard error; returns the list errors are added to."""
    errors: list[str] = []

    @llama_cpp.llama_log_callback
    def log(level: int, text: bytes, _: object) -> None:
        if _WARNING <= level <= _WARNING + 1:
            os.write(2, text)
            if level > _WARNING and (line := text.decode(errors="replace").strip()) and len(errors) < 50:
                errors.append(line)

    _collect_log.keep = log  # the library holds a bare pointer to it
    for setter in (llama_cpp.llama_log_set, mtmd.mtmd_log_set, mtmd.mtmd_helper_log_set):
        setter(log, None)
    return errors


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

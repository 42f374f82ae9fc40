"""The sides of the engine's benchmark, each in a fresh process: assistant, handler, bare limit.

A `Process` starts a Python that makes one object and calls its methods, so that the time from
nothing to a first token holds the same on every side: the interpreter, its imports, the model.
Clocks are the system's monotonic one, which all processes share.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from persona_assistant.engines.base import Event
    from persona_assistant.engines.llama.timings import Timings

_SPAWN = multiprocessing.get_context("spawn")
_GOODBYE_SECONDS = 60


class Process:
    """`kind(*args, **options)` in a process of its own; `call` its methods by name."""

    def __init__(self, kind: type, *args: Any, **options: Any) -> None:
        self.started = time.monotonic()
        self._pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_live, args=(theirs, kind, args, options))
        self._process.start()
        theirs.close()
        self._name = kind.__name__

    def call(self, method: str, *args: Any) -> Any:
        self._pipe.send((method, args))
        try:
            result = self._pipe.recv()
        except EOFError:
            sys.exit(f"the process of {self._name} died at {method!r}; memory may have run out")
        return result

    def __enter__(self) -> Process:
        return self

    def __exit__(self, *_: object) -> None:
        self._pipe.close()
        self._process.join(_GOODBYE_SECONDS)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()


def _live(pipe: Any, kind: type, args: tuple[Any, ...], options: dict[str, Any]) -> None:
    thing = kind(*args, **options)
    try:
        while True:
            method, words = pipe.recv()
            pipe.send(getattr(thing, method)(*words))
    except EOFError:
        thing.close()


def resident(pid: int | str = "self") -> dict[str, float] | None:
    """GB of a process: now, at most, and of now its own and mapped files. None without /proc."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return None
    values = {name: value for name, _, value in (line.partition(":") for line in lines)}
    fields = {"now": "VmRSS", "peak": "VmHWM", "own": "RssAnon", "files": "RssFile"}
    return {word: int(values[field].split()[0]) * 1024 / 1e9 for word, field in fields.items()}


class Ours:
    """The assistant as a user has it: an encrypted memory, its cache, the engine in a child
    process."""

    def __init__(self, **settings: Any) -> None:
        from persona_assistant import app
        from persona_assistant.settings import Settings

        self._assistant = app.open_assistant(Settings(**settings))
        # Of the engine, what not every engine has: `probe`, `pid`, its own timings.
        self._engine: Any = self._assistant.engine
        self._timings: Timings | None = None
        self._note_timings()

    def _note_timings(self) -> None:
        """Keep the timings that an answer ends with."""
        from persona_assistant.engines.base import Finished
        from persona_assistant.engines.llama.timings import Timings

        generate = self._engine.generate

        def noting(*args: Any, **options: Any) -> Iterator[Event]:
            for event in generate(*args, **options):
                if isinstance(event, Finished) and isinstance(event.usage, Timings):
                    self._timings = event.usage
                yield event

        self._engine.generate = noting

    def enrol(self, people: Sequence[tuple[str, Any]]) -> None:
        """People as (name, triplet). Nothing is encoded yet."""
        for name, triplet in people:
            self._assistant.add(
                name, images=[triplet.image], voices=[triplet.voice], texts=[triplet.text]
            )

    def load(self) -> None:
        self._engine.probe()

    def ask(self, question: str) -> dict[str, Any]:
        from persona_assistant.pmg import Query

        pieces: list[float] = []

        def on_text(text: str) -> None:
            if text:
                pieces.append(time.monotonic())

        asked = time.monotonic()
        answer = self._assistant.ask(Query(question), on_text=on_text)
        ended, timings = time.monotonic(), self._timings
        if not pieces or timings is None:
            raise SystemExit(f"no answer came: {answer.text!r}")
        return {
            "asked": asked,
            "first": pieces[0],
            "total": ended - asked,
            "decide": answer.timings["decide"],
            "overhead": timings.overhead,
            **asdict(timings),
        }

    def memory(self) -> dict[str, Any]:
        """Of the process that holds the model, and of the session's."""
        return {"model": resident(self._engine.pid), "session": resident()}

    def close(self) -> None:
        self._assistant.close()


class Handler:
    """llama-cpp-python's own way: `Llama` with its `Gemma4ChatHandler`, kept loaded between
    questions."""

    def __init__(self, model: str, projector: str, n_ctx: int, threads: int) -> None:
        import llama_cpp
        from llama_cpp import mtmd_cpp
        from llama_cpp.llama_chat_format import Gemma4ChatHandler

        self._silence = llama_cpp.llama_log_callback(lambda level, text, data: None)
        for setter in (mtmd_cpp.mtmd_log_set, mtmd_cpp.mtmd_helper_log_set):
            setter(self._silence, None)
        self._llama = llama_cpp.Llama(
            model,
            n_ctx=n_ctx,
            n_threads=threads,
            n_threads_batch=threads,
            flash_attn=True,
            chat_handler=Gemma4ChatHandler(projector, verbose=False, use_gpu=False),
            verbose=False,
        )

    def ask(self, content: list[dict[str, Any]], max_tokens: int) -> dict[str, Any]:
        asked, first, tokens = time.monotonic(), None, 0
        stream = self._llama.create_chat_completion(
            messages=[{"role": "user", "content": content}],
            stream=True, temperature=0.0, repeat_penalty=1.0, max_tokens=max_tokens,
        )  # fmt: skip
        for chunk in stream:
            if first is None and chunk["choices"][0]["delta"].get("content"):
                first, tokens = time.monotonic(), self._llama.n_tokens
        if first is None:
            raise SystemExit("the handler gave no answer")
        return {"asked": asked, "first": first, "tokens": tokens}

    def memory(self) -> dict[str, float] | None:
        return resident()

    def close(self) -> None:
        self._llama.close()


class Bare:
    """What cannot be undercut: a context of llama.cpp that computes the new tokens and nothing
    else."""

    def __init__(self, model: str, n_ctx: int, threads: int, filled: int) -> None:
        """`filled`: so many tokens are in the context already when the clock starts."""
        import llama_cpp
        import numpy as np

        self._lib, self._np, self._filled = llama_cpp, np, filled
        self._silence = llama_cpp.llama_log_callback(lambda level, text, data: None)
        llama_cpp.llama_log_set(self._silence, None)
        llama_cpp.llama_backend_init()
        how = llama_cpp.llama_model_default_params()
        self._model = llama_cpp.llama_model_load_from_file(model.encode(), how)
        params = llama_cpp.llama_context_default_params()
        params.n_ctx, params.n_batch, params.n_ubatch = n_ctx, 512, 512
        params.n_threads = params.n_threads_batch = threads
        self._context = llama_cpp.llama_init_from_model(self._model, params)
        if not self._context:
            raise SystemExit(f"{model} cannot be loaded")
        for start in range(0, filled, 512):
            self._decode(start, min(512, filled - start))

    def extend(self, count: int) -> float:
        """Seconds to compute `count` tokens behind what is there; afterwards they are cut off."""
        started = time.monotonic()
        self._decode(self._filled, count)
        seconds = time.monotonic() - started
        self._lib.llama_memory_seq_rm(
            self._lib.llama_get_memory(self._context), 0, self._filled, -1
        )
        return seconds

    def _decode(self, start: int, count: int) -> None:
        tokens = self._np.arange(1000 + start, 1000 + start + count, dtype=self._np.int32)
        pointer = tokens.ctypes.data_as(ctypes.POINTER(self._lib.llama_token))
        if (
            self._lib.llama_decode(self._context, self._lib.llama_batch_get_one(pointer, count))
            != 0
        ):
            raise SystemExit("llama.cpp failed to compute")
        self._lib.llama_get_logits_ith(self._context, -1)  # waits for the end of the computation

    def close(self) -> None:
        self._lib.llama_free(self._context)
        self._lib.llama_model_free(self._model)

"""The child's side of the pipes: load one model, then serve one request after another.

    in    load {model, fingerprint, version, projector, projector_seconds, n_ctx, image_tokens,
    chat_template, threads}
          generate {id, options, headers, parts, head, keep, save}
          logits, prepare {id, parts, head, ...}
          count {id, parts, head}    encode {id, parts, keep}    forget {id}    cancel {id}
          supply {id, ...} + bytes     what a need asked for
    out   ready {info} | failed {message, code, fields, model}
          need {id, medium, raw} | need {id, states}
          keep {kind, key, about} + bytes
          piece {id, text} ...  done {id, ...} + logits  |  error {id, message, code, fields, model}
          settled {}           after a done with "saving": what was to be kept is handed over

A part is {text}, {key, kind}, or {turn} where one begins: media travel only when the child asks for
them. Standard input is read by a thread of its own, so that a cancel arrives while native code
computes and the end of the pipe ends the process at once. Standard output carries frames only: file
descriptor 1 is turned into standard error before any native code is loaded. Nothing that came in is
ever written to standard error; a programming error shows as its type and place alone.
"""

from __future__ import annotations

import importlib.util
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from types import TracebackType
from typing import Any, BinaryIO

from persona_assistant.engines.base import GenerateOptions
from persona_assistant.engines.llama.frames import NOT_INSTALLED, Buffer, read_frame, write_frame
from persona_assistant.errors import Cancelled, EngineError, ModelError
from persona_assistant.protection import protect_process

_FAULT = 70
_PR_SET_PDEATHSIG = 1
_BACKGROUND = ("prepare", "encode")
"""Work ahead of a question: it makes way for one that does not need it."""


def main() -> None:
    sys.excepthook = _report_place
    threading.excepthook = lambda fault: _report_place(fault.exc_type, None, fault.exc_traceback)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    protect_process()  # it reads what is remembered
    _die_with(parent=int(sys.argv[1]))
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    Worker(sys.stdin.buffer, replies).run()


class Worker:
    """Serves requests; for the session it is the parent to ask."""

    def __init__(self, requests: BinaryIO, replies: BinaryIO) -> None:
        self._requests, self._replies = requests, replies
        self._inbox: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()
        self._supplies: queue.SimpleQueue[tuple[dict[str, Any], bytes] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._current: dict[str, Any] = {"id": 0, "op": "load"}
        self._cancelled: set[int] = set()
        self._waiting: list[dict[str, Any]] = []
        self._preempted_by: dict[str, Any] | None = None

    def run(self) -> None:
        threading.Thread(target=self._receive, daemon=True).start()
        try:
            _import_llama_cpp()
        except (ImportError, OSError, RuntimeError):  # a shared library may be absent or not fit
            os._exit(NOT_INSTALLED)
        from persona_assistant.engines.llama.context import AbortFlag
        from persona_assistant.engines.llama.session import Session

        settings, _ = self._inbox.get()
        settings.pop("op")
        self._flag = AbortFlag()
        try:
            self._session = Session(**settings, stop=self._flag, parent=self)
        except ModelError as failure:
            self._reply({"op": "failed", **_told(failure)})
            os._exit(0)
        self._reply({"op": "ready", "info": self._session.info})
        while True:
            self._serve(self._next_request())

    # --- one request -----------------------------------------------------------------------------

    def _next_request(self) -> dict[str, Any]:
        request = None
        while request is None:
            try:
                request, _ = self._inbox.get(timeout=self._session.media.idle_seconds_left())
            except queue.Empty:
                self._session.media.unload_idle()
        with self._lock:
            self._waiting.remove(request)
            self._current, self._preempted_by = request, None
            self._flag.set(request["id"] in self._cancelled)
            self._preempt()
        return request

    def _serve(self, request: dict[str, Any]) -> None:
        session, number = self._session, request["id"]
        session.begin(request.get("keep", {}))
        done: dict[str, Any] = {"op": "done", "id": number, "complete": True}
        payload = b""
        try:
            payload = self._answer(request, done)
        except Cancelled:
            done.update(complete=False, preempted=number not in self._cancelled)
        except EngineError as error:
            done = {"op": "error", "id": number, **_told(error)}
        session.media.end()
        saving = session.has_states
        self._reply(
            {**done, "counts": session.counts, "seconds": session.seconds, "saving": saving},
            payload,
        )
        with self._lock:
            self._cancelled.discard(number)
            self._current = {"id": 0, "op": "rest"}
            self._flag.set(False)
        if saving:
            for key, about, data in session.states_to_keep(at_rest=self._inbox.empty()):
                self.keep("kv state", key, about, data)
            self._reply({"op": "settled"})

    def _answer(self, request: dict[str, Any], done: dict[str, Any]) -> bytes:
        session, op, parts = self._session, request["op"], request.get("parts", [])
        if op == "forget":
            session.forget()
            return b""
        if op == "encode":
            for part in parts:
                session.encode(part["key"])
            return b""
        plan = session.plan(parts, request["head"])
        done["tokens"] = plan.tokens
        if op == "count":
            return b""
        options = GenerateOptions(**request["options"]) if op == "generate" else None
        session.refuse_long(plan, options.max_tokens if options else 0)
        if options is not None and options.aside:
            session.set_aside()
        else:
            session.put_back()
        saves = [(plan.ends[part], about) for part, about in request["save"] if part in plan.ends]
        if op == "prepare":
            if head := plan.ends.get(request["head"]):
                session.advance(plan, head, saves, logits=False)
            return b""
        session.advance(plan, len(plan.batches), saves, logits=True)
        if op == "logits":
            return session.logits().tobytes()
        assert options is not None
        for text in session.answer(options, request.get("headers", ())):
            if text:
                self._reply({"op": "piece", "id": request["id"], "text": text})
        done["reason"] = session.finish_reason
        return b""

    # --- what a session asks of its parent -------------------------------------------------------

    def medium(self, key: str, *, raw: bool) -> tuple[dict[str, Any], bytes]:
        return self._supplied({"medium": key, "raw": raw})

    def state(self, keys: Sequence[str]) -> tuple[int, bytes] | None:
        if not self._current.get("restore"):
            return None
        header, data = self._supplied({"states": list(keys)})
        return (header["found"], data) if header["found"] is not None else None

    def keep(self, kind: str, key: str, about: Sequence[int], data: list[Buffer]) -> None:
        self._reply({"op": "keep", "kind": kind, "key": key, "about": list(about)}, data)

    def unwanted(self, medium: str | None) -> bool:
        with self._lock:
            if self._current["id"] in self._cancelled:
                return True
            waiting = self._preempted_by
        return waiting is not None and medium not in [part.get("key") for part in waiting["parts"]]

    def _supplied(self, need: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        number = self._current["id"]
        self._reply({"op": "need", "id": number, **need})
        while number not in self._cancelled:
            frame = self._supplies.get()
            if frame is not None and frame[0]["id"] == number:
                return frame
        raise Cancelled("the request was cancelled while it waited")

    # --- pipes -----------------------------------------------------------------------------------

    def _reply(self, header: dict[str, Any], payload: bytes | list[Buffer] = b"") -> None:
        try:
            write_frame(self._replies, header, payload)
        except OSError:
            os._exit(0)  # nobody listens any more

    def _receive(self) -> None:
        while frame := read_frame(self._requests):
            header = frame[0]
            if header["op"] == "supply":
                self._supplies.put(frame)
            elif header["op"] == "cancel":
                self._cancel(header["id"])
            elif header["op"] == "load":
                self._inbox.put(frame)
            else:
                with self._lock:
                    self._waiting.append(header)
                    self._preempt()
                self._inbox.put(frame)
        os._exit(0)

    def _cancel(self, number: int) -> None:
        with self._lock:
            self._cancelled.add(number)
            if self._current["id"] == number:
                self._flag.set(True)
                self._supplies.put(None)

    def _preempt(self) -> None:
        """End work ahead of a question when one waits that does not go on from it."""
        current = self._current
        ahead = current.get("parts", [])[: current.get("head", 0)]
        for newer in self._waiting if current["op"] in _BACKGROUND else ():
            if newer["op"] in ("encode", "forget"):
                continue
            if current["op"] == "encode" or newer["parts"][: len(ahead)] != ahead:
                self._preempted_by = newer
                self._flag.set(True)


def _told(error: EngineError) -> dict[str, Any]:
    """An error as the parent raises it again."""
    return {
        "message": str(error),
        "code": error.code,
        "fields": error.fields,
        "model": isinstance(error, ModelError),
    }


def _import_llama_cpp() -> None:
    """Import the bindings alone: the package's own __init__ brings chat templates and a Llama
    class, which nobody here needs and which take longer than everything else together."""
    spec = importlib.util.find_spec("llama_cpp")
    if spec is None:
        raise ImportError("llama_cpp")
    package = importlib.util.module_from_spec(spec)
    sys.modules["llama_cpp"] = package
    importlib.import_module("llama_cpp.mtmd_cpp")


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)  # it died before the kernel was asked


def _report_place(
    kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None
) -> None:
    """Report a fault without its message, which might quote the prompt, and end the process."""
    places = traceback.extract_tb(trace)
    where = f"{os.path.basename(places[-1].filename)}:{places[-1].lineno}" if places else "?"
    os.write(2, f"{kind.__name__} at {where}\n".encode())
    os._exit(_FAULT)


if __name__ == "__main__":
    main()

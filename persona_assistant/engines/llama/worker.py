"""The child's side of the pipes: load one model, then answer one request after another.

    in    load {model, projector, n_ctx, image_tokens, threads}
          generate {id, max_tokens, parts} + media   count {id, parts} + media   cancel {id}
    out   ready {info} | failed {message}
          piece {id, text} ...  done {id, tokens}  |  error {id, message}

Standard input is read by a thread of its own, so that a cancel arrives while native code computes
and the end of the pipe ends the process at once. Standard output carries frames only: file
descriptor 1 is turned into standard error before any native code is loaded. Nothing that came in
is ever written to standard error; a programming error shows as its type and place alone.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, BinaryIO

from persona_assistant.engines.llama.frames import NOT_INSTALLED, read_frame, write_frame

_FAULT = 70
_PR_SET_PDEATHSIG = 1


def main() -> None:
    sys.excepthook = _place_only
    threading.excepthook = lambda fault: _place_only(fault.exc_type, fault.exc_value, fault.exc_traceback)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent=int(sys.argv[1]))
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    Worker(sys.stdin.buffer, replies).run()


class Worker:
    def __init__(self, requests: BinaryIO, replies: BinaryIO) -> None:
        self._requests, self._replies = requests, replies
        self._inbox: queue.SimpleQueue[tuple[dict[str, Any], bytes]] = queue.SimpleQueue()
        self._cancelled: set[int] = set()
        self._current = 0

    def run(self) -> None:
        threading.Thread(target=self._receive, daemon=True).start()
        try:
            import llama_cpp.mtmd_cpp  # noqa: F401
        except (ImportError, OSError, RuntimeError):  # a shared library may be absent or not fit
            os._exit(NOT_INSTALLED)
        from persona_assistant.engines.llama.native import LoadFailed, NativeModel, Refused

        settings, _ = self._inbox.get()
        settings.pop("op")
        try:
            model = NativeModel(**settings, stop=lambda: self._current in self._cancelled)
        except LoadFailed as failure:
            self._reply({"op": "failed", "message": str(failure)})
            os._exit(0)
        self._reply({"op": "ready", "info": model.info})
        while True:
            request, payload = self._inbox.get()
            self._current = number = request["id"]
            try:
                self._serve(model, request, payload)
            except Refused as refusal:
                self._reply({"op": "error", "id": number, "message": str(refusal)})
            self._cancelled.discard(number)

    def _serve(self, model: Any, request: dict[str, Any], payload: bytes) -> None:
        number, tokens = request["id"], 0
        with model.plan(request["parts"], payload) as plan:
            if request["op"] == "count":
                tokens = plan.tokens
            else:
                for text in model.answer(plan, request["max_tokens"]):
                    tokens += 1
                    if text:
                        self._reply({"op": "piece", "id": number, "text": text})
        self._reply({"op": "done", "id": number, "tokens": tokens})

    def _reply(self, header: dict[str, Any]) -> None:
        try:
            write_frame(self._replies, header)
        except OSError:
            os._exit(0)  # nobody listens any more

    def _receive(self) -> None:
        while frame := read_frame(self._requests):
            if frame[0]["op"] == "cancel":
                self._cancelled.add(frame[0]["id"])
            else:
                self._inbox.put(frame)
        os._exit(0)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(0)  # it died before the kernel was asked


def _place_only(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Report a fault without its message, which might quote the prompt, and end the process."""
    places = traceback.extract_tb(trace)
    where = f"{os.path.basename(places[-1].filename)}:{places[-1].lineno}" if places else "?"
    os.write(2, f"{kind.__name__} at {where}\n".encode())
    os._exit(_FAULT)


if __name__ == "__main__":
    main()

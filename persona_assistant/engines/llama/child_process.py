"""The child process a model lives in: started, asked, and its end explained in one line.

Native code ends its process when an assertion fails, and the system kills whoever takes the last
memory. Both happen to the child, not to the user's session. It inherits three pipes and no socket,
opens none, and dies with its parent: at the end of its standard input, and on Linux by a signal
from the kernel. Its standard error, which never holds a prompt, is kept as a short tail in memory.
"""

from __future__ import annotations

import itertools
import os
import queue
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import IO, Any

from persona_assistant.engines.llama.frames import NOT_INSTALLED, read_frame, write_frame
from persona_assistant.errors import EngineCrashed, EngineError, EngineMissing, ModelError

_LOG_LINES, _LOG_WIDTH = 100, 300
_POLL_SECONDS = 0.02
_GOODBYE_SECONDS = 2.0
_SETTLE_SECONDS = 60.0
_HINTS = {
    "SIGKILL": "most often because memory ran out: use a smaller model or context, "
    "close other programs",
    "SIGABRT": "an assertion in llama.cpp: try another model file or projector",
    "SIGSEGV": "a fault in llama.cpp: try another model file or projector",
    "SIGILL": "built for another processor: reinstall llama-cpp-python on this machine",
}


Supply = Callable[[dict[str, Any]], tuple[dict[str, Any], bytes]]
"""Answers what a child needs while it serves a request, by a header and the bytes."""
OnKeep = Callable[[dict[str, Any], bytes], None]
"""Receives what a child hands over to be kept, in a thread that listens to the child."""


class ChildProcess:
    """One loaded model. `settings` is what the worker's load takes; see `worker.py`."""

    def __init__(self, settings: dict[str, Any], on_keep: OnKeep) -> None:
        self._on_keep = on_keep
        self._settled = threading.Event()
        self._settled.set()
        self.log: deque[str] = deque(maxlen=_LOG_LINES)
        self.info: dict[str, Any] = {}
        self._name = os.path.basename(settings["model"])
        self._failure: dict[str, Any] | None = None
        self._loaded = threading.Event()
        self._ended = threading.Event()
        self._closing = False
        self._ids = itertools.count(1)
        self._replies: dict[int, queue.SimpleQueue[dict[str, Any] | None]] = {}
        self._lock = threading.Lock()
        started: queue.SimpleQueue[OSError | None] = queue.SimpleQueue()
        # The kernel counts the thread that starts a child as its parent: it must live as long.
        threading.Thread(
            target=self._attend, args=(started,), name="llama child", daemon=True
        ).start()
        error = started.get()
        if error is not None:
            raise EngineError(
                f"The engine's process cannot be started ({error.strerror}): free some memory."
            )
        self._send({"op": "load", **settings})

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def alive(self) -> bool:
        return not self._ended.is_set()

    def wait_loaded(self, cancel: threading.Event | None = None) -> bool:
        """True when the model is loaded, False when `cancel` came first. Raises ModelError,
        EngineCrashed."""
        while not self._loaded.wait(None if cancel is None else _POLL_SECONDS):
            if cancel is not None and cancel.is_set():
                return False
        if self._failure is not None:
            raise _raised_again(self._failure)
        if not self.info:
            raise self._crash()
        return True

    def ask(
        self, request: dict[str, Any], supply: Supply, cancel: threading.Event | None = None
    ) -> Iterator[dict[str, Any]]:
        """Send a request; its reply frames up to the last, which has "op": "done".

        `supply` answers what the child needs meanwhile. Bytes of a reply are its "payload". Ends
        early when `cancel` is set. Leaving the iterator cancels the request in the child.
        """
        number = next(self._ids)
        replies: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self._replies[number] = replies
        finished = False
        try:
            self._send({**request, "id": number})
            while True:
                reply = self._next(replies, cancel)
                if reply is None:
                    return
                finished = reply["op"] in ("done", "error")
                if reply["op"] == "error":
                    raise _raised_again(reply)
                if reply["op"] == "need":
                    header, payload = supply(reply)
                    self._send({**header, "op": "supply", "id": number}, payload)
                    continue
                yield reply
                if finished:
                    return
        finally:
            del self._replies[number]
            if not finished and self.alive:
                with suppress(OSError):  # it died meanwhile: nothing is left to cancel
                    self._write({"op": "cancel", "id": number})

    def settle(self) -> None:
        """Wait until the child has handed over what an answer left to be kept."""
        self._settled.wait(_SETTLE_SECONDS)

    def close(self) -> None:
        """End the child and wait for its end."""
        self.settle()
        self._closing = True
        self._hang_up()
        if not self._ended.wait(_GOODBYE_SECONDS):
            self._process.kill()
            self._ended.wait()

    # --- inside ----------------------------------------------------------------------------------

    def _hang_up(self) -> None:
        with self._lock, suppress(OSError):  # unsent bytes to a dead child
            self._requests.close()

    def _next(
        self, replies: queue.SimpleQueue[dict[str, Any] | None], cancel: threading.Event | None
    ) -> dict[str, Any] | None:
        while cancel is None or not cancel.is_set():
            try:
                reply = replies.get(timeout=None if cancel is None else _POLL_SECONDS)
            except queue.Empty:
                continue
            if reply is None:
                raise self._crash()
            return reply
        return None

    def _send(self, header: dict[str, Any], payload: bytes = b"") -> None:
        try:
            self._write(header, payload)
        except (OSError, ValueError):
            raise self._crash() from None

    def _write(self, header: dict[str, Any], payload: bytes = b"") -> None:
        with self._lock:
            write_frame(self._requests, header, payload)

    def _attend(self, started: queue.SimpleQueue[OSError | None]) -> None:
        """Start the child and pass its replies on, for as long as it lives."""
        command = [
            sys.executable,
            "-P",
            "-m",
            "persona_assistant.engines.llama.worker",
            str(os.getpid()),
        ]
        pipe = subprocess.PIPE
        try:
            self._process = subprocess.Popen(
                command,
                stdin=pipe,
                stdout=pipe,
                stderr=pipe,
                env=_environment(),
                start_new_session=True,
            )
        except OSError as error:
            started.put(error)
            return
        requests, replies = self._process.stdin, self._process.stdout
        lines = self._process.stderr
        assert requests and replies and lines, "all three are pipes"
        self._requests = requests
        started.put(None)
        listener = threading.Thread(target=self._listen, args=(lines,), daemon=True)
        listener.start()
        with replies:
            while frame := read_frame(replies):
                self._deliver(*frame)
        self._process.wait()
        self._hang_up()
        listener.join()
        self._ended.set()
        self._loaded.set()
        self._settled.set()
        for waiting in list(self._replies.values()):
            waiting.put(None)

    def _deliver(self, reply: dict[str, Any], payload: bytes) -> None:
        if reply.get("saving"):
            self._settled.clear()
        if reply["op"] == "keep":
            self._on_keep(reply, payload)
        elif reply["op"] == "settled":
            self._settled.set()
        elif reply["op"] == "ready":
            self.info = reply["info"]
            self._loaded.set()
        elif reply["op"] == "failed":
            self._failure = reply
            self._loaded.set()
        elif waiting := self._replies.get(reply["id"]):
            waiting.put({**reply, "payload": payload} if payload else reply)

    def _listen(self, lines: IO[bytes]) -> None:
        with lines:
            for line in lines:
                if text := "".join(
                    c for c in line.decode(errors="replace") if c.isprintable()
                ).strip():
                    self.log.append(text[:_LOG_WIDTH])

    def _crash(self) -> EngineError:
        self._ended.wait(_GOODBYE_SECONDS)
        if self._closing:
            return EngineError("The engine was closed while it answered: ask again.")
        code = self._process.poll()
        if code == NOT_INSTALLED:
            return missing()
        cause = f"exit code {code}"
        if code is not None and code < 0:
            name = next(
                (known.name for known in signal.Signals if known == -code), f"signal {-code}"
            )
            cause = f"{name}, " + _HINTS.get(name, "from outside")
        words = (
            f" Its last lines: {' | '.join(list(self.log)[-3:])[-_LOG_WIDTH:]}." if self.log else ""
        )
        return EngineCrashed(
            f"The engine died over {self._name} ({cause}).{words} Ask again to restart it."
        )


def missing() -> EngineMissing:
    return EngineMissing(
        'The llama engine is missing or broken: pip install "persona-assistant[llama]".',
        code="llama_not_installed",
    )


def _raised_again(reply: dict[str, Any]) -> EngineError:
    """The error that the child met."""
    kind = ModelError if reply["model"] else EngineError
    return kind(reply["message"], code=reply["code"], **reply["fields"])


def _environment() -> dict[str, str]:
    """The parent's import path, and none of its keys or passphrases."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith("PERSONA_ASSISTANT_")
    }
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "GGML_NO_BACKTRACE": "1"}

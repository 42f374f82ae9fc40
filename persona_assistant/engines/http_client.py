"""One request to the server that was named, and to nobody else, over httpx.

No redirect is followed, no proxy, .netrc or certificate bundle is taken from the environment, and
each request is a connection of its own. Setting a cancel token closes that connection, which wakes
a read that waits for the server. No reply is endless: what takes longer or is larger than any
answer ends in an error, however steadily it comes.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpcore
import httpx

from persona_assistant.errors import EndpointError
from persona_assistant.progress import CancelToken

_CONNECT_SECONDS = 10.0
_POLL_SECONDS = 0.05
_BODY_LIMIT = 16 << 20
_SILENCES = 10
_LONGEST = 3600.0
"""Seconds that a whole reply may take: so many of the longest silences, at most an hour."""


class HttpClient:
    """`address`: the URL that all paths begin with. `timeout`: the longest silence in seconds.
    `whole`: how many seconds a reply may take in all, unless that follows from the silence."""

    def __init__(self, address: str, key: str, timeout: float, whole: float | None = None) -> None:
        self.address = address
        self._timeout = timeout
        self._whole = max(timeout, min(_SILENCES * timeout, _LONGEST)) if whole is None else whole
        headers = {
            "Accept": "text/event-stream, application/json",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "User-Agent": "persona-assistant",
        }
        if key:
            headers["Authorization"] = f"Bearer {key}"
        self._client = httpx.Client(
            trust_env=False,
            # The system's certificates; httpx alone would use its own.
            verify=ssl.create_default_context() if address.startswith("https:") else False,
            headers=headers,
            timeout=httpx.Timeout(timeout, connect=min(timeout, _CONNECT_SECONDS)),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        )

    @contextmanager
    def request(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Response]:
        """The response, whatever its status; read it inside the block.

        Raises EndpointError when there is none, it breaks off, also once `cancel` was set, or it
        does not come to an end.
        """
        guard = _Guard(cancel, self._whole)
        try:
            with (
                guard as trace,
                self._client.stream(
                    method,
                    self.address + path,
                    content=None if body is None else json.dumps(body),
                    headers={} if body is None else {"Content-Type": "application/json"},
                    extensions={"trace": trace},
                ) as response,
            ):
                yield Response(response, self.address, guard)
        except (httpx.ConnectError, httpx.ConnectTimeout, UnicodeError) as error:
            raise self._unreachable(error) from None
        except httpx.TimeoutException:
            raise EndpointError(
                f"{self.address} said nothing for {self._timeout:g} s: "
                "if it still loads, wait and ask again."
            ) from None
        except httpx.HTTPError as error:
            guard.check(self.address)
            raise EndpointError(
                f"{self.address} broke the connection ({type(error).__name__}): "
                "see its log, then ask again.",
                retryable=True,
            ) from None

    def _unreachable(self, error: BaseException) -> EndpointError:
        causes = list(_causes(error))
        for cause in causes:
            if isinstance(cause, ssl.SSLError):
                return EndpointError(f"{self.address} has no trusted certificate ({cause.reason}).")
        reasons = [cause.strerror for cause in causes if isinstance(cause, OSError)]
        why = next(filter(None, reasons), type(error).__name__)
        return EndpointError(
            f"Cannot reach {self.address} ({why}). Does the server run there?", retryable=True
        )


class Response:
    """Raises EndpointError for more than 16 MiB, and for what does not end in time."""

    def __init__(self, response: httpx.Response, address: str, guard: _Guard) -> None:
        self._response, self._address, self._guard = response, address, guard
        self.status: int = response.status_code
        self.retry_after: str | None = response.headers.get("Retry-After")

    def _chunks(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._response.iter_bytes():
            size += len(chunk)
            if size > _BODY_LIMIT:
                raise EndpointError(
                    f"{self._address} sent more than {_BODY_LIMIT >> 20} MB: "
                    "is it an OpenAI-compatible server?"
                )
            self._guard.check(self._address)
            yield chunk
        self._guard.check(self._address)  # a connection that was closed may look like an end

    def lines(self) -> Iterator[bytes]:
        """Ended by a line feed alone, which httpx's own `iter_lines` is not: a JSON string may hold
        other line separators."""
        begun: list[bytes] = []
        for chunk in self._chunks():
            first, *others = chunk.split(b"\n")
            begun.append(first)
            for other in others:
                yield b"".join(begun)
                begun = [other]
        if rest := b"".join(begun):
            yield rest

    def read(self) -> bytes:
        """The rest of the body."""
        return b"".join(self._chunks())


class _Guard:
    """Closes the connection of one request when `cancel` is set or `seconds` are over. Entering it
    gives a trace function for httpx that notes the connection."""

    def __init__(self, cancel: CancelToken | None, seconds: float) -> None:
        self._cancel, self._seconds = cancel, seconds
        self._end = time.monotonic() + seconds
        self._done = threading.Event()
        self._streams: list[httpcore.NetworkStream] = []

    def __enter__(self) -> Callable[[str, dict[str, Any]], None]:
        threading.Thread(target=self._watch, daemon=True).start()
        return self._trace

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def check(self, address: str) -> None:
        """Raises EndpointError when the time is over."""
        if time.monotonic() >= self._end:
            raise EndpointError(
                f"{address} did not come to the end of its reply in {self._seconds:g} s: "
                "ask for a shorter answer, or use a faster model."
            )

    def _trace(self, _event: str, about: dict[str, Any]) -> None:
        if isinstance(stream := about.get("return_value"), httpcore.NetworkStream):
            self._streams.append(stream)

    def _watch(self) -> None:
        while not self._done.is_set():
            left = self._end - time.monotonic()
            if self._cancel is None:
                over = not self._done.wait(max(left, _POLL_SECONDS)) and left <= 0
            else:
                over = self._cancel.wait(_POLL_SECONDS) or left <= 0
            if over:
                for stream in self._streams:
                    with suppress(OSError):  # already closed by the reader
                        socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)
                self._done.wait(_POLL_SECONDS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

"""One request to the server that was named, and to nobody else, over httpx.

No redirect is followed, no proxy, .netrc or certificate bundle is taken from the environment, and
each request is a connection of its own. Setting a cancel token closes that connection, which wakes
a read that waits for the server.
"""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpcore
import httpx

from persona_assistant.errors import EndpointError
from persona_assistant.progress import CancelToken

_CONNECT_SECONDS = 10.0
_POLL_SECONDS = 0.05
_BODY_LIMIT = 16 << 20


class HttpClient:
    """`address`: the URL that all paths begin with. `timeout`: the longest silence in seconds."""

    def __init__(self, address: str, key: str, timeout: float) -> None:
        self.address = address
        self._timeout = timeout
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

        Raises EndpointError when there is none or it breaks off, also once `cancel` was set.
        """
        try:
            with (
                _closing_on(cancel) as trace,
                self._client.stream(
                    method,
                    self.address + path,
                    content=None if body is None else json.dumps(body),
                    headers={} if body is None else {"Content-Type": "application/json"},
                    extensions={"trace": trace},
                ) as response,
            ):
                yield Response(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, UnicodeError) as error:
            raise self._unreachable(error) from None
        except httpx.TimeoutException:
            raise EndpointError(
                f"{self.address} said nothing for {self._timeout:g} s: "
                "if it still loads, wait and ask again."
            ) from None
        except httpx.HTTPError as error:
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
    def __init__(self, response: httpx.Response) -> None:
        self._chunks = response.iter_bytes()
        self.status: int = response.status_code
        self.retry_after: str | None = response.headers.get("Retry-After")

    def lines(self) -> Iterator[bytes]:
        """Ended by a line feed alone, which httpx's own `iter_lines` is not: a JSON string may hold
        other line separators. Longer ones than 16 MiB are cut."""
        rest = b""
        for chunk in self._chunks:
            *whole, rest = (rest + chunk).split(b"\n")
            yield from whole
            if len(rest) > _BODY_LIMIT:
                yield rest
                rest = b""
        if rest:
            yield rest

    def read(self) -> bytes:
        """The rest of the body, at most 16 MiB of it."""
        body = b""
        for chunk in self._chunks:
            body += chunk
            if len(body) > _BODY_LIMIT:
                break
        return body


@contextmanager
def _closing_on(cancel: CancelToken | None) -> Iterator[Any]:
    """A trace function for httpx that notes the connection, which is closed when `cancel` is
    set."""
    streams: list[httpcore.NetworkStream] = []

    def trace(_event: str, about: dict[str, Any]) -> None:
        if isinstance(stream := about.get("return_value"), httpcore.NetworkStream):
            streams.append(stream)

    if cancel is None:
        yield trace
        return
    done = threading.Event()
    threading.Thread(target=_watch, args=(cancel, done, streams), daemon=True).start()
    try:
        yield trace
    finally:
        done.set()


def _watch(
    cancel: CancelToken, done: threading.Event, streams: list[httpcore.NetworkStream]
) -> None:
    while not done.is_set():
        if not cancel.wait(_POLL_SECONDS):
            continue
        for stream in streams:
            with suppress(OSError):  # already closed by the reader
                socket.socket.shutdown(stream.get_extra_info("socket"), socket.SHUT_RDWR)
        done.wait(_POLL_SECONDS)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

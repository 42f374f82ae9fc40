"""A client for any OpenAI-compatible server.

vLLM, llama-server, Ollama and LM Studio speak the same `/chat/completions`, so one client serves
them all; the benchmark's judge uses the same client. It is plain `http.client`: no redirects are
followed and no proxy is looked up, so a prompt goes to the named host and nowhere else. An error
repeats what the server said only where that holds nothing of the prompt and never the key.

A server in trouble is asked again as long as nothing of its answer was shown. Any number of threads
may ask at once; each request is a connection of its own.
"""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from persona_assistant.engines.base import Usage
from persona_assistant.engines.patience import ONCE, Patience, retry_after
from persona_assistant.errors import EndpointError, SettingsError

KEY_VARIABLE = "PERSONA_ASSISTANT_API_KEY"

_ADDRESS = re.compile(r"[A-Za-z0-9:/._~%\[\]-]+")
_CONNECT_SECONDS = 10.0
_LINE_LIMIT = 1 << 20
_BODY_LIMIT = 16 << 20
_TROUBLE = (OSError, http.client.HTTPException)
_PASSING = (429, 500, 502, 503, 504)
"""Statuses of a server that may answer the same question soon."""
_OF_A_MODEL = ("owned_by", "parent")
_OF_ITS_FILE = ("vocab_type", "n_vocab", "n_ctx_train", "n_embd", "n_params", "size")
"""What llama-server tells of a model under "meta"."""

Message = dict[str, Any]


class ChatClient:
    """One server's chat completions, streamed, at temperature 0 where it takes that.

    `base_url` may end in /v1 or have no path at all (then /v1 is meant). `timeout` is the longest
    silence in seconds, not the length of an answer. Without `model` the first one the server lists
    is used. The key comes from `api_key` or PERSONA_ASSISTANT_API_KEY and is never shown.
    `patience` says how often a server in trouble is asked; `counting`, that it is asked to tell its
    tokens.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        timeout: float = 60,
        *,
        patience: Patience = ONCE,
        counting: bool = False,
    ) -> None:
        if "@" in base_url:
            raise SettingsError(
                f"A server address must not hold a password: set {KEY_VARIABLE} instead."
            )
        try:
            url = urlsplit(base_url.strip())
            host, port = url.hostname, url.port
        except ValueError:
            host = port = None
        if (
            not host
            or url.scheme not in ("http", "https")
            or not _ADDRESS.fullmatch(base_url.strip())
        ):
            raise SettingsError(
                f"Not a server address: {base_url!r}. Write e.g. http://127.0.0.1:8080/v1"
            )
        self._secure, self._host, self._port = url.scheme == "https", host, port
        self._path = url.path.rstrip("/") or "/v1"
        self._key = (os.environ.get(KEY_VARIABLE, "") if api_key is None else api_key).strip()
        if not (self._key.isascii() and self._key.isprintable()):
            raise SettingsError(f"The API key holds characters no key has: check {KEY_VARIABLE}.")
        self._timeout = timeout
        self._patience = patience
        self._manner = _Manner(counting)
        self._here = threading.local()
        self.model = model
        self.about: Mapping[str, str] | None = None
        """What the server lists of the model beside its name; None before it was asked."""
        self.address = f"{url.scheme}://{url.netloc}{self._path}"

    @property
    def last(self) -> Usage | None:
        """Tokens of the last reply that this thread read to its end, where the server told them."""
        return getattr(self._here, "last", None)

    def check(self) -> str:
        """Ask whether the server answers; returns the model that will be used.

        A model that was named is not looked up in the server's list: several servers accept other
        names than they list. Raises EndpointError.
        """
        with self._answer("GET", "/models", None, None) as response:
            listed = _models(_json(_body(response), self.address))
        if self.model is None:
            if not listed:
                raise EndpointError(f"{self.address} lists no model: load one there, or name one.")
            self.model = next(iter(listed))
        self.about = _about(listed.get(self.model, {}))
        return self.model

    def stream(
        self, messages: Sequence[Message], max_tokens: int, cancel: threading.Event | None = None
    ) -> Iterator[str]:
        """Pieces of the reply as they come. Setting `cancel` closes the connection and ends them.

        Raises EndpointError, also when the server stops in the middle of its reply.
        """
        self._here.last = None
        failures = 0
        while cancel is None or not cancel.is_set():
            shown = False
            try:
                for piece in self._asked_once(messages, max_tokens, cancel):
                    shown = True
                    yield piece
                return
            except EndpointError as error:
                if cancel is not None and cancel.is_set():
                    return
                failures += 1
                pause = self._patience.pause(failures, error.retry_after)
                if shown or not error.retryable or pause is None:
                    raise
            if cancel is None:
                time.sleep(pause)
            else:
                cancel.wait(pause)

    def _asked_once(
        self, messages: Sequence[Message], max_tokens: int, cancel: threading.Event | None
    ) -> Iterator[str]:
        request = {"model": self.model or self.check(), "messages": list(messages), "stream": True}
        while True:
            manner = self._manner
            try:
                sent = {**request, **manner.parameters(max_tokens)}
                with self._answer("POST", "/chat/completions", sent, cancel) as response:
                    self._settle(manner)
                    yield from self._pieces(response, messages)
                    return
            except _Refused as refused:
                other = manner.instead_of(refused)
                if other is None:
                    raise
                self._manner = other

    def _settle(self, manner: _Manner) -> None:
        self._manner = replace(manner, settled=True)
        if not manner.greedy:
            # Another kind of decoding makes other answers.
            self.about = {
                **(self.about or {}),
                "temperature": "the server's own: it takes no other",
            }

    def _pieces(
        self, response: http.client.HTTPResponse, messages: Sequence[Message]
    ) -> Iterator[str]:
        finished = False
        while line := response.readline(_LINE_LIMIT):
            if line.lstrip().startswith((b"{", b"[")):
                # A server that does not stream sends the whole reply as one JSON document.
                reply = _json(line + _body(response), self.address)
                self._note_usage(reply)
                yield from self._text_of(reply, "message", messages)[0]
                return
            line = line.strip()
            if not line.startswith(b"data:"):
                if line and not line.startswith((b":", b"event:", b"id:", b"retry:")):
                    raise EndpointError(
                        f"{self.address} replied with something else than a chat completion."
                    )
                continue
            data = line[len(b"data:") :].strip()
            if data == b"[DONE]":
                return
            document = _json(data, self.address)
            self._note_usage(document)
            pieces, ended = self._text_of(document, "delta", messages)
            yield from pieces
            finished = finished or ended
        if not finished:
            raise EndpointError(
                f"{self.address} broke off in the middle of its reply: see its log, then ask again.",
                retryable=True,
            )

    def _note_usage(self, document: Any) -> None:
        usage = document.get("usage") if isinstance(document, dict) else None
        if isinstance(usage, dict):
            self._here.last = _usage(usage)

    def _text_of(
        self, reply: Any, where: str, messages: Sequence[Message]
    ) -> tuple[list[str], bool]:
        """The text of one document, and whether it says that it is the last."""
        if isinstance(reply, dict) and reply.get("error"):
            raise EndpointError(f"{self.address} gave up{_said(reply, messages, self._key)}")
        try:
            choices = reply["choices"]
            if not choices:
                return [], False  # such as the closing count of tokens
            content = (choices[0].get(where) or {}).get("content") or ""
            if not isinstance(content, str):
                raise TypeError
            return [content] if content else [], bool(choices[0].get("finish_reason"))
        except (KeyError, TypeError, AttributeError, IndexError):
            raise EndpointError(
                f"{self.address} replied with JSON that is not a chat completion."
            ) from None

    @contextmanager
    def _answer(
        self, method: str, path: str, request: dict[str, Any] | None, cancel: threading.Event | None
    ) -> Iterator[http.client.HTTPResponse]:
        """The response to one request, with status 200; everything else is an EndpointError."""
        connection = self._connect()
        done = threading.Event()
        if cancel is not None:
            arguments = (connection.sock, cancel, done)
            threading.Thread(target=_close_on_cancel, args=arguments, daemon=True).start()
        try:
            headers = {"Accept": "text/event-stream, application/json", "Connection": "close"}
            if self._key:
                headers["Authorization"] = f"Bearer {self._key}"
            body = None
            if request is not None:
                body = json.dumps(request).encode()
                headers["Content-Type"] = "application/json"
            try:
                connection.request(method, self._path + path, body, headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # a server that refuses early has already sent the reason
            response = connection.getresponse()
            if response.status != 200:
                said = _said(_body(response), (request or {}).get("messages", ()), self._key)
                raise _Refused(
                    self._refusal(response.status, path) + said,
                    response.status,
                    retry_after(response.headers.get("Retry-After")),
                )
            yield response
        except TimeoutError:
            raise EndpointError(
                f"{self.address} said nothing for {self._timeout:g} s: if it still loads, wait and ask again."
            ) from None
        except _TROUBLE as error:
            raise EndpointError(
                f"{self.address} broke the connection ({type(error).__name__}): see its log, then ask again.",
                retryable=True,
            ) from None
        finally:
            done.set()
            connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._host, self._port, timeout=min(self._timeout, _CONNECT_SECONDS))
        try:
            connection.connect()
        except ssl.SSLError as error:
            raise EndpointError(
                f"{self.address} has no trusted certificate ({error.reason})."
            ) from None
        except (OSError, UnicodeError) as error:
            why = getattr(error, "strerror", None) or type(error).__name__
            raise EndpointError(
                f"Cannot reach {self.address} ({why}). Does the server run there?", retryable=True
            ) from None
        connection.sock.settimeout(self._timeout)
        return connection

    def _refusal(self, status: int, path: str) -> str:
        if status in (401, 403):
            return f"{self.address} refuses the key ({status}): set {KEY_VARIABLE}"
        if status == 404:
            return (
                f"{self.address}{path} does not exist (404): check the address and the model's name"
            )
        if 300 <= status < 400:
            return (
                f"{self.address} points elsewhere ({status}), not followed: give the final address"
            )
        return f"{self.address} failed with status {status}"


class _Refused(EndpointError):
    """An answer with another status than 200."""

    def __init__(self, message: str, status: int, after: float | None) -> None:
        super().__init__(message, retryable=status in _PASSING, retry_after=after)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a server wants to be asked. They differ in what they take, and say so by refusing."""

    counting: bool
    """Ask it to tell its tokens."""
    newer: bool = False
    """It takes "max_completion_tokens" and no "max_tokens", as newer models of OpenAI do."""
    greedy: bool = True
    """It takes a temperature of 0; some models that think take none but their own."""
    settled: bool = False
    """It has taken this."""

    def parameters(self, max_tokens: int) -> dict[str, Any]:
        found: dict[str, Any] = {
            "max_completion_tokens" if self.newer else "max_tokens": max_tokens
        }
        if self.greedy:
            found["temperature"] = 0
        if self.counting:
            found["stream_options"] = {"include_usage": True}
        return found

    def instead_of(self, refused: _Refused) -> _Manner | None:
        """What to try after a refusal; None where it is not about the manner."""
        if self.settled or refused.status not in (400, 422):
            return None
        if not self.newer and "max_completion_tokens" in str(refused):
            return replace(self, newer=True)
        if self.greedy and "temperature" in str(refused):
            return replace(self, greedy=False)
        # It may be the wish to be told of tokens that the server does not know.
        return replace(self, counting=False) if self.counting else None


def _close_on_cancel(sock: socket.socket, cancel: threading.Event, done: threading.Event) -> None:
    """Wake a read that waits for the server: closing its socket is the only way to."""
    while not done.is_set():
        if cancel.wait(0.05):
            try:
                socket.socket.shutdown(sock, socket.SHUT_RDWR)
            except OSError:
                pass  # already closed by the reader
            return


def _body(response: http.client.HTTPResponse) -> bytes:
    return response.read(_BODY_LIMIT)


def _json(data: bytes, address: str) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        raise EndpointError(
            f"{address} replied with broken JSON: is it an OpenAI-compatible server?"
        ) from None


def _models(listing: Any) -> dict[str, dict[str, Any]]:
    """What a server lists, by name, in its order."""
    entries = listing.get("data") if isinstance(listing, dict) else None
    named = [entry for entry in entries or () if isinstance(entry, dict)]
    return {entry["id"]: entry for entry in named if isinstance(entry.get("id"), str)}


def _about(entry: Mapping[str, Any]) -> dict[str, str]:
    """What tells one model from another under the same name, and is the same for each copy of a
    server.

    Times, generated ids and lengths of context are left out, and of a path everything but its end.
    """
    meta = entry.get("meta")
    found = {name: entry.get(name) for name in _OF_A_MODEL}
    found |= {name: meta.get(name) for name in _OF_ITS_FILE} if isinstance(meta, dict) else {}
    if isinstance(entry.get("root"), str):
        found["root"] = re.split(r"[/\\]", entry["root"].rstrip("/\\"))[-1]
    return {name: str(value) for name, value in found.items() if isinstance(value, (str, int))}


def _usage(usage: Mapping[str, Any]) -> Usage:
    details = usage.get("prompt_tokens_details")
    prompt, answer = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    cached = _count(details.get("cached_tokens")) if isinstance(details, dict) else None
    return Usage(prompt, None if prompt is None or cached is None else prompt - cached, answer)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _said(reply: Any, messages: Sequence[Message], key: str) -> str:
    """The server's own words as the end of an error line, or a full stop where they must not be
    shown."""
    if isinstance(reply, bytes):
        try:
            reply = json.loads(reply)
        except ValueError:
            return "."  # an HTML page of some proxy says nothing in one line
    error = reply.get("error", reply) if isinstance(reply, dict) else reply
    words = error.get("message") or error.get("detail") if isinstance(error, dict) else error
    if not isinstance(words, str):
        return "."
    words = re.sub(r"[A-Za-z0-9+/=_-]{60,}", "...", " ".join(words.split()))[:200]
    if not words or (key and key in words) or _repeats(words, messages):
        return "."
    return f": {words}"


def _repeats(words: str, messages: Sequence[Message], run: int = 16) -> bool:
    """Whether `words` holds `run` characters in a row (or all) of a text that was sent."""
    for message in messages:
        content = message.get("content")
        texts = (
            [content]
            if isinstance(content, str)
            else [part.get("text", "") for part in content or ()]
        )
        for text in (" ".join(text.split()) for text in texts):
            width = min(run, len(text))
            if width > 2 and any(
                words[i : i + width] in text for i in range(len(words) - width + 1)
            ):
                return True
    return False

"""A client for any OpenAI-compatible server.

vLLM, llama-server, Ollama and LM Studio speak the same `/chat/completions`, so one client serves
them all; the benchmark's judge uses the same client. A prompt goes to the named host and nowhere
else. An error repeats what the server said only where that holds nothing of the prompt and never
the key.

A server in trouble is asked again as long as nothing of its answer was shown. Any number of threads
may ask at once; each request is a connection of its own.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from persona_assistant import abstention
from persona_assistant.engines.base import (
    GREEDY,
    Event,
    Finished,
    FinishReason,
    GenerateOptions,
    TextPiece,
    Usage,
)
from persona_assistant.engines.characters import WholeCharacters
from persona_assistant.engines.http_client import HttpClient, Response
from persona_assistant.engines.parameters import AcceptedParameters
from persona_assistant.engines.repetition import RepetitionGuard
from persona_assistant.engines.replies import (
    Chunk,
    Message,
    chunk_of,
    error_words,
    identity_of,
    models_of,
    parse_json,
    refused_media,
    takes_of,
    window_of,
)
from persona_assistant.engines.retry import NO_RETRY, RetryPolicy, retry_after
from persona_assistant.engines.stop_strings import StopStrings
from persona_assistant.errors import EndpointError, SettingsError
from persona_assistant.pmg import Modality
from persona_assistant.progress import CancelToken

__all__ = ["KEY_VARIABLE", "ChatClient", "Message"]

KEY_VARIABLE = "PERSONA_ASSISTANT_API_KEY"

_ADDRESS = re.compile(r"[A-Za-z0-9:/._~%\[\]-]+")
_RETRYABLE = (429, 500, 502, 503, 504)
"""Statuses of a server that may answer the same question soon."""
_LONGEST_TOKEN = 64
"""Characters for each token that was asked for: what goes on beyond them does not count tokens."""
_OTHER_FIELDS = (b":", b"event:", b"id:", b"retry:")
"""Lines of an event stream that hold no data."""


class ChatClient:
    """One server's chat completions, streamed.

    `base_url` may end in /v1 or have no path at all (then /v1 is meant). `timeout` is the longest
    silence in seconds; a whole answer may take ten times as long, at most an hour, and 16 MiB.
    Without `model` the first one the server lists is used. The key comes from `api_key` or
    PERSONA_ASSISTANT_API_KEY and is never shown. `retry` says how often a server in trouble is
    asked; `count_tokens`, that it is asked to count them; `marks` are what ends a reply beside the
    stop strings, and are not sent.
    Raises SettingsError for an address or a key that cannot be one.
    """

    def __init__(
        self,
        base_url: str,
        model: str | None = None,
        api_key: str | None = None,
        timeout: float = 60,
        *,
        retry: RetryPolicy = NO_RETRY,
        count_tokens: bool = False,
        marks: Sequence[str] = (),
    ) -> None:
        self._marks = tuple(marks)
        self._key = _checked_key(api_key)
        self.address = _checked_address(base_url)
        self._server = HttpClient(self.address, self._key, timeout)
        self._retry = retry
        self._count_tokens = count_tokens
        self._parameters = AcceptedParameters()
        self.model = model
        self.about: Mapping[str, str] | None = None
        """What the server lists of the model beside its name; None before it was asked."""
        self.window: int | None = None
        """Tokens the model holds, where the server says so."""
        self.takes: frozenset[Modality] | None = None
        """What the model takes, where the server says so."""

    def check(self) -> str:
        """Ask whether the server answers; returns the model that will be used.

        A model that was named is not looked up in the server's list: several servers accept other
        names than they list. Raises EndpointError.
        """
        with self._answered("GET", "/models") as response:
            listed = models_of(parse_json(response.read(), self.address))
        if self.model is None:
            if not listed:
                raise EndpointError(f"{self.address} lists no model: load one there, or name one.")
            self.model = next(iter(listed))
        entry = listed.get(self.model, {})
        self.about = identity_of(entry)
        self.window, self.takes = window_of(entry), takes_of(entry)
        return self.model

    def stream(
        self,
        messages: Sequence[Message],
        options: GenerateOptions = GREEDY,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The reply as it comes. Setting `cancel` closes the connection and ends it.

        A server may not know every sampling option; what it refuses is left out. Stop strings end
        the reply in any case. Raises EndpointError, also when the server stops in the middle of its
        reply.
        """
        failures, text = 0, ""
        while cancel is None or not cancel.is_set():
            try:
                for event in self._attempt(messages, options, cancel):
                    if isinstance(event, TextPiece):
                        text += event.text
                    yield event
                return
            except EndpointError as error:
                if cancel is not None and cancel.is_set():
                    break
                failures += 1
                delay = self._retry.delay(failures, error.retry_after)
                if text or not error.retryable or delay is None:
                    raise
            if cancel is None:
                time.sleep(delay)
            else:
                cancel.wait(delay)
        yield Finished("cancelled", abstention.is_abstention(text))

    def _attempt(
        self, messages: Sequence[Message], options: GenerateOptions, cancel: CancelToken | None
    ) -> Iterator[Event]:
        """One answered request, in the parameters that the server takes."""
        request = {"model": self.model or self.check(), "messages": list(messages), "stream": True}
        while True:
            known = self._parameters
            sent = known.of(options, count_tokens=self._count_tokens)
            try:
                with self._answered(
                    "POST", "/chat/completions", request | sent, cancel
                ) as response:
                    self._settle(known.accepting(sent))
                    yield from _events(self._chunks(response, messages), options, self._marks)
                    return
            except _StatusError as refusal:
                if kinds := refused_media(refusal.words, messages):
                    raise MediaRefused(str(refusal), kinds) from None
                fewer = known.refusing(sent, refusal.status, str(refusal))
                if fewer is None:
                    raise
                self._parameters = fewer

    def _settle(self, parameters: AcceptedParameters) -> None:
        self._parameters = parameters
        for name in parameters.servers_own:
            # Another kind of decoding makes other answers.
            self.about = {**(self.about or {}), name: "the server's own: it takes no other"}

    def _chunks(self, response: Response, messages: Sequence[Message]) -> Iterator[Chunk]:
        """The documents of a reply: of an event stream, or the one of a server that does not
        stream."""
        lines, finished = response.lines(), False
        for line in lines:
            if line.lstrip().startswith((b"{", b"[")):
                document = parse_json(b"\n".join([line, *lines]), self.address)
                yield self._chunk(document, "message", messages)
                return
            line = line.strip()
            if not line.startswith(b"data:"):
                if line and not line.startswith(_OTHER_FIELDS):
                    raise EndpointError(
                        f"{self.address} replied with something else than a chat completion."
                    )
                continue
            data = line.removeprefix(b"data:").strip()
            if data == b"[DONE]":
                return
            chunk = self._chunk(parse_json(data, self.address), "delta", messages)
            finished = finished or chunk.finish_reason is not None
            yield chunk
        if not finished:
            raise EndpointError(
                f"{self.address} broke off in the middle of its reply: "
                "see its log, then ask again.",
                retryable=True,
            )

    def _chunk(self, document: Any, part: str, messages: Sequence[Message]) -> Chunk:
        if isinstance(document, dict) and document.get("error"):
            words = error_words(document, messages, self._key)
            raise EndpointError(f"{self.address} gave up{words}")
        return chunk_of(document, part, self.address)

    @contextmanager
    def _answered(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Response]:
        """The response to one request, with status 200; everything else is an EndpointError."""
        with self._server.request(method, path, body, cancel) as response:
            if response.status != 200:
                words = self._refusal_words(response, (body or {}).get("messages", ()))
                raise _StatusError(
                    self._refusal(response.status, path) + words,
                    words,
                    response.status,
                    retry_after(response.retry_after),
                )
            yield response

    def _refusal_words(self, response: Response, messages: Sequence[Message]) -> str:
        try:
            reply = parse_json(response.read(), self.address)
        except EndpointError:
            return "."  # an HTML page of some proxy says nothing in one line
        return error_words(reply, messages, self._key)

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


class _StatusError(EndpointError):
    """An answer with another status than 200."""

    def __init__(self, message: str, words: str, status: int, after: float | None) -> None:
        super().__init__(message, retryable=status in _RETRYABLE, retry_after=after)
        self.words, self.status = words, status


class MediaRefused(EndpointError):
    """The model behind a server does not take pictures or clips; `kinds` says which."""

    def __init__(self, message: str, kinds: frozenset[Modality]) -> None:
        super().__init__(message, code="media_refused")
        self.kinds = kinds


def _events(
    chunks: Iterator[Chunk], options: GenerateOptions, marks: Sequence[str]
) -> Iterator[Event]:
    text, characters, stop = "", WholeCharacters(), StopStrings((*options.stop, *marks))
    circles = RepetitionGuard(may_repeat=options.may_repeat)
    reason: FinishReason = "stop"
    usage: Usage | None = None
    for chunk in chunks:
        reason, usage = chunk.finish_reason or reason, chunk.usage or usage
        if piece := circles.feed(stop.feed(characters.feed(chunk.text))):
            text += piece
            yield TextPiece(piece)
        if stop.found or circles.found:
            reason = "stop"
            break
        if len(text) > _LONGEST_TOKEN * options.max_tokens:
            reason = "length"
            break
    rest = stop.feed(characters.finish()) + stop.finish()
    if piece := circles.feed(rest) + circles.finish():
        text += piece
        yield TextPiece(piece)
    reason = "repetition" if circles.found else reason
    yield Finished(reason, abstention.is_abstention(text), usage)


def _checked_key(api_key: str | None) -> str:
    """The key to use, "" for none. Raises SettingsError."""
    key = (os.environ.get(KEY_VARIABLE, "") if api_key is None else api_key).strip()
    if not (key.isascii() and key.isprintable()):
        raise SettingsError(f"The API key holds characters no key has: check {KEY_VARIABLE}.")
    return key


def _checked_address(base_url: str) -> str:
    """The address that paths are appended to. Raises SettingsError."""
    if "@" in base_url:
        raise SettingsError(
            f"A server address must not hold a password: set {KEY_VARIABLE} instead."
        )
    try:
        url = urlsplit(base_url.strip())
        # A port that is no number is found out only when it is asked for.
        whole = url.scheme in ("http", "https") and bool(url.hostname) and url.port != 0
    except ValueError:
        whole = False
    if not whole or not _ADDRESS.fullmatch(base_url.strip()):
        raise SettingsError(
            f"Not a server address: {base_url!r}. Write e.g. http://127.0.0.1:8080/v1"
        )
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/') or '/v1'}"

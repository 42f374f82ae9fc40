"""A server that says anything at all: one clear error or an answer, in bounded time and space."""

from __future__ import annotations

import json
import threading
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.engines.chat import ChatClient
from persona_assistant.engines.http_client import HttpClient
from persona_assistant.errors import EndpointError
from tests.support.openai_server import openai_servers

DEEP = 100_000
HELLO = [{"role": "user", "content": "Which pet does she keep?"}]
NONSENSE = {
    "nested lists": b"[" * DEEP,
    "nested objects": b'{"a":' * DEEP,
    "nested, in a stream": b"data: " + b"[" * DEEP + b"\n\n",
    "nothing": b"null",
    "a number": b"3",
    "a number of 5,000 digits": b'{"choices":' + b"9" * 5000 + b"}",
    "choices that are a number": b'{"choices": 3}',
    "choices that are text": b'{"choices": "abc"}',
    "a choice that is nothing": b'{"choices": [null]}',
    "a message that is a list": b'{"choices": [{"message": [1]}]}',
    "content that is a number": b'{"choices": [{"message": {"content": 3}}]}',
    "bytes that are no text": b'{"choices": [{"message": {"content": "\xff\xfe"}}]}',
    "an error that is a number": b'{"error": 3}',
}


@pytest.fixture(scope="module")
def server():
    with openai_servers() as start:
        yield start(lambda handler: None)


def says(server, body: bytes, status: int = 200) -> ChatClient:
    server.reply = lambda handler: handler.send_bytes(status, body, "application/json")
    return ChatClient(server.url, "m", timeout=5)


@pytest.mark.parametrize("status", [200, 400, 500])
@pytest.mark.parametrize("what", NONSENSE)
def test_what_is_no_answer_is_an_error(server, what, status):
    client = says(server, NONSENSE[what], status)
    with pytest.raises(EndpointError, match=server.url):
        collect(client.stream(HELLO))


@pytest.mark.parametrize(
    "listing",
    [
        b"[" * DEEP,
        b'{"data": 3}',
        b'{"data": true}',
        b'{"data": "abc"}',
        b'{"data": [{"id": ["m"]}]}',
        b'{"data": null}',
    ],
)
def test_a_list_of_models_that_is_none_is_an_error(server, monkeypatch, listing):
    client = listed(server, monkeypatch, listing)
    with pytest.raises(EndpointError):
        client.check()


def listed(server, monkeypatch, listing: bytes) -> ChatClient:
    def models(handler):
        handler.send_bytes(200, listing, "application/json")

    monkeypatch.setattr(server.RequestHandlerClass, "do_GET", models)
    return ChatClient(server.url, timeout=5)


def test_what_a_server_says_of_a_model_in_other_shapes_counts_for_nothing(server, monkeypatch):
    entry = {
        "id": "m",
        "max_model_len": True,
        "root": "////",
        "meta": {"n_ctx": [1], "size": float("inf")},
        "architecture": {"input_modalities": [["image"], {"a": 1}, "audio"]},
    }
    client = listed(server, monkeypatch, json.dumps({"data": [entry]}).encode())
    assert client.check() == "m"
    assert (client.window, client.takes) == (None, {"text", "voice"})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=40, deadline=None)
@given(
    st.dictionaries(st.sampled_from(["choices", "usage", "error", "data"]), json_values)
    | st.fixed_dictionaries(
        {"choices": st.lists(st.dictionaries(st.sampled_from(["message", "delta"]), json_values))}
    )
)
def test_any_document_is_an_answer_or_an_error(server, document):
    client = says(server, json.dumps(document).encode())
    with suppress(EndpointError):
        collect(client.stream(HELLO)).text.encode()


def streams_for_ever(piece: str):
    def reply(handler) -> None:
        handler.start_stream()
        try:
            while True:
                handler.send_piece(piece)
        except OSError:
            handler.close_connection = True

    return reply


def test_an_answer_that_does_not_count_its_tokens_is_cut(server):
    server.reply = streams_for_ever("".join(map(chr, range(0x4E00, 0x4E00 + 400))))
    reply = ChatClient(server.url, "m").stream(HELLO, GenerateOptions(max_tokens=20))
    answer = collect(reply)
    assert answer.finished.reason in ("length", "repetition")
    assert len(answer.text) < 2_000


def test_a_reply_without_end_is_cut_at_16_megabytes(server):
    def reply(handler) -> None:
        handler.start_stream()
        try:
            while True:
                handler.wfile.write(b"186a0\r\n:" + b" " * 99_998 + b"\n\r\n")
        except OSError:
            handler.close_connection = True

    server.reply = reply
    with pytest.raises(EndpointError, match="more than 16 MB"):
        collect(ChatClient(server.url, "m").stream(HELLO))


@pytest.mark.parametrize("part", ["head", "body", "body without a length"])
def test_a_reply_that_drips_ends_in_time(server, part):
    gone = threading.Event()

    def reply(handler) -> None:
        handler.close_connection = True
        head = b"HTTP/1.1 200 OK\r\nX: "
        if part == "body":
            head = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"
        if part == "body without a length":
            head = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
        try:
            handler.wfile.write(head)
            while not gone.wait(0.05):
                handler.wfile.write(b"a")
                handler.wfile.flush()
        except OSError:
            gone.set()

    server.reply = reply
    client = HttpClient(server.url, "", timeout=30, whole=0.3)
    try:
        with (
            pytest.raises(EndpointError, match="did not come to the end of its reply in 0.3 s"),
            client.request("POST", "/v1/chat/completions", {}) as response,
        ):
            response.read()
    finally:
        gone.set()


def test_half_a_character_is_none(server):
    body = b'{"choices": [{"message": {"content": "a\\ud800b"}}]}'
    assert collect(says(server, body).stream(HELLO)).text == "a\ufffdb"

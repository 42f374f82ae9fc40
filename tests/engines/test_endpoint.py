"""The endpoint engine against a real server on the loopback interface."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import soundfile
from PIL import Image

from persona_assistant.engines.base import Finished, GenerateOptions, TextPiece, collect, texts
from persona_assistant.engines.endpoint import ChatClient, EndpointEngine
from persona_assistant.engines.retry import NO_RETRY
from persona_assistant.errors import EndpointError, SettingsError
from persona_assistant.pmg import Clip, Context, Picture, Query
from persona_assistant.prompt import Prompt, build_prompt
from tests.support.openai_server import Handler, OpenAIServer, openai_servers, streams

SECRET = "Ada keeps a tortoise called Hypatia"


def picture(colour: tuple[int, int, int]) -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(file, "PNG")
    return Picture(file.getvalue(), 40, 30)


def clip(hertz: float, seconds: float = 0.5) -> Clip:
    wave = (0.4 * np.sin(2 * np.pi * hertz * np.arange(int(16000 * seconds)) / 16000)).astype(
        np.float32
    )
    file = io.BytesIO()
    soundfile.write(file, wave, 16000, format="FLAC")
    return Clip(file.getvalue(), seconds)


def question() -> Prompt:
    ada = Context("Ada", image=picture((200, 10, 10)), voice=clip(220), texts=(SECRET,))
    return build_prompt(Query("Which pet?", image=picture((10, 10, 200))), [ada])


@pytest.fixture
def serve() -> Iterator[Callable[..., OpenAIServer]]:
    with openai_servers() as start:
        yield start


def says(server: OpenAIServer, **settings: object) -> str:
    return collect(EndpointEngine(server.url, **settings).generate(question())).text


def fails(server: OpenAIServer, **settings: object) -> str:
    """The error line, checked to be one line that shows neither the prompt nor the key."""
    with pytest.raises(EndpointError) as caught:
        says(server, api_key="sk-private", retry=NO_RETRY, **settings)
    line = str(caught.value)
    assert "\n" not in line and "tortoise" not in line and "sk-private" not in line
    return line


def test_the_answer_comes_in_the_pieces_the_server_sent(serve):
    server = serve(streams("A tor", "toise", ", gr\u00fcn \U0001f422"))
    engine = EndpointEngine(server.url)
    pieces = list(texts(engine.generate(question())))
    assert pieces == ["A tor", "toise", ", gr\u00fcn \U0001f422"]
    assert engine.name == "endpoint tiny-omni"


def test_every_part_arrives_in_order_and_can_be_decoded(serve):
    server = serve(streams("ok"))
    prompt = question()
    engine = EndpointEngine(server.url, "omni", api_key="k1")
    collect(engine.generate(prompt, options=GenerateOptions(max_tokens=7)))
    path, headers, body = server.requests[-1]
    assert (path, headers["Authorization"]) == ("/v1/chat/completions", "Bearer k1")
    assert (body["model"], body["temperature"], body["max_tokens"], body["stream"]) == (
        "omni",
        0,
        7,
        True,
    )
    (message,) = body["messages"]
    assert message["role"] == "user"
    kinds = {str: "text", Picture: "image_url", Clip: "input_audio"}
    assert [part["type"] for part in message["content"]] == [
        kinds[type(part)] for part in prompt.parts
    ]
    for sent, part in zip(message["content"], prompt.parts, strict=True):
        if isinstance(part, str):
            assert sent["text"] == part
        elif isinstance(part, Picture):
            head, data = sent["image_url"]["url"].split(",")
            assert head == "data:image/png;base64"
            received = Image.open(io.BytesIO(base64.b64decode(data)))
            assert received.tobytes() == Image.open(io.BytesIO(part.data)).tobytes()
        else:
            assert sent["input_audio"]["format"] == "wav"
            wav = io.BytesIO(base64.b64decode(sent["input_audio"]["data"]))
            samples, rate = soundfile.read(wav, dtype="int16")
            original, _ = soundfile.read(io.BytesIO(part.data), dtype="int16")
            assert rate == 16000 and np.array_equal(samples, original)


@pytest.mark.parametrize(
    ("suffix", "path"), [("", "/v1"), ("/", "/v1"), ("/v1/", "/v1"), ("/api/v3", "/api/v3")]
)
def test_the_address_may_have_no_path(serve, suffix, path):
    server = serve(streams("ok"))
    assert collect(EndpointEngine(server.url + suffix, "m").generate(question())).text == "ok"
    assert server.requests[-1][0] == path + "/chat/completions"


def test_the_key_comes_from_the_environment_and_is_sent_only_when_there_is_one(serve, monkeypatch):
    server = serve(streams("ok"))
    monkeypatch.setenv("PERSONA_ASSISTANT_API_KEY", "from-the-environment")
    says(server)
    assert {headers["Authorization"] for _, headers, _ in server.requests} == {
        "Bearer from-the-environment"
    }
    monkeypatch.delenv("PERSONA_ASSISTANT_API_KEY")
    says(server)
    assert "Authorization" not in server.requests[-1][1]


def test_a_reply_in_one_piece_is_understood(serve):
    message = {"role": "assistant", "content": "A tortoise."}
    reply = {"choices": [{"message": message, "finish_reason": "stop"}]}
    pretty = json.dumps(reply, indent=2).encode()
    assert (
        says(serve(lambda handler: handler.send_bytes(200, pretty, "application/json")))
        == "A tortoise."
    )


def test_a_stream_may_end_with_a_finish_reason_alone(serve):
    def reply(handler: Handler) -> None:
        handler.start_stream()
        handler.send_event(
            json.dumps({"choices": [{"delta": {"content": "Hi"}, "finish_reason": "stop"}]})
        )
        handler.send_event(json.dumps({"choices": [], "usage": {"total_tokens": 3}}))
        handler.wfile.write(b"0\r\n\r\n")

    assert says(serve(reply)) == "Hi"


def test_a_stream_that_breaks_off_is_an_error_after_its_pieces(serve):
    def reply(handler: Handler) -> None:
        handler.start_stream()
        handler.send_piece("A tor")
        handler.close_connection = True

    answer = EndpointEngine(serve(reply).url).generate(question())
    assert next(answer) == TextPiece("A tor")
    with pytest.raises(EndpointError, match="broke"):
        next(answer)


@pytest.mark.parametrize(
    ("status", "document", "expected"),
    [
        (401, {"error": {"message": "no such key"}}, "PERSONA_ASSISTANT_API_KEY: no such key"),
        (403, {}, "refuses the key"),
        (404, {"error": {"message": "model 'x' not found"}}, "model 'x' not found"),
        (500, {"error": {"message": f"bad prompt: {SECRET}"}}, "status 500."),
        (500, {"error": {"message": "key sk-private is over quota"}}, "status 500."),
        (503, {"error": {"message": "loading " + "x" * 500}}, "status 503: loading"),
        (302, {}, "not followed"),
        (400, {"detail": "no audio\nsupport"}, "no audio support"),
    ],
)
def test_a_refusal_names_the_remedy_or_what_the_server_said(serve, status, document, expected):
    line = fails(serve(lambda handler: handler.send_json(status, document)))
    assert expected in line and len(line) < 350


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{broken", "application/json"),
        (b"<html>hello</html>", "text/html"),
        (b'{"unexpected": 1}', "application/json"),
        (b"data: {broken\n\n", "text/event-stream"),
        (b'data: {"choices": [{"delta": {"content": 5}}]}\n\n', "text/event-stream"),
        (b'data: {"error": {"message": "out of memory"}}\n\n', "text/event-stream"),
        (b"", "text/event-stream"),
    ],
)
def test_a_reply_that_is_no_chat_completion_is_an_error(serve, body, kind):
    fails(serve(lambda handler: handler.send_bytes(200, body, kind)))


def test_nobody_there(serve):
    server = serve(streams())
    server.shutdown()
    server.server_close()
    with pytest.raises(EndpointError, match="Cannot reach .* Does the server run"):
        ChatClient(server.url).check()


def test_silence_ends_at_the_timeout(serve):
    server = serve(lambda handler: time.sleep(1.0))
    assert "said nothing for 0.2 s" in fails(server, model="m", timeout=0.2)


def test_cancel_wakes_a_waiting_reader_and_closes_the_connection(serve):
    hung_up = threading.Event()

    def reply(handler: Handler) -> None:
        handler.start_stream()
        handler.send_piece("one")
        try:
            for _ in range(200):
                time.sleep(0.05)
                handler.wfile.write(b"d\r\n: keep alive\n\r\n")
        except OSError:
            hung_up.set()
        handler.close_connection = True

    cancel = threading.Event()
    answer = EndpointEngine(serve(reply).url, "m").generate(question(), cancel=cancel)
    assert next(answer) == TextPiece("one")
    started = time.monotonic()
    threading.Timer(0.1, cancel.set).start()
    assert list(answer) == [Finished("cancelled", abstained=False)]
    assert time.monotonic() - started < 2
    assert hung_up.wait(2)


def test_cancel_wakes_a_reader_before_the_first_word(serve):
    server = serve(lambda handler: time.sleep(3))
    cancel = threading.Event()
    threading.Timer(0.1, cancel.set).start()
    started = time.monotonic()
    events = list(EndpointEngine(server.url, "m").generate(question(), cancel=cancel))
    assert events == [Finished("cancelled", abstained=False)]
    assert time.monotonic() - started < 2


def test_proxies_and_passwords_of_the_environment_are_not_used(serve, monkeypatch, tmp_path):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login me password hunter2")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    server = serve(streams("ok"))
    assert says(server) == "ok"
    assert all("Authorization" not in headers for _, headers, _ in server.requests)


def test_a_server_that_refuses_before_it_read_the_prompt_is_understood(serve):
    def reply(handler: Handler) -> None:
        handler.send_json(413, {"error": {"message": "too large"}})
        handler.close_connection = True

    server = serve(reply)
    server.reads_body = False
    noise = np.random.default_rng(0).integers(0, 255, (1200, 1200, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(noise).save(file, "PNG")
    big = Context("Ada", image=Picture(file.getvalue(), 1200, 1200))
    engine = EndpointEngine(server.url, "m", retry=NO_RETRY)
    with pytest.raises(EndpointError, match="413|broke the connection"):
        collect(engine.generate(build_prompt(Query("Who?"), [big])))


def test_the_client_serves_plain_messages_and_names_its_model(serve):
    client = ChatClient(serve(streams("ye", "s")).url, timeout=5)
    assert client.check() == "tiny-omni"
    asked = [{"role": "user", "content": "Same?"}]
    assert collect(client.stream(asked, GenerateOptions(max_tokens=3))).text == "yes"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "localhost:8080",
        "ftp://host/v1",
        "http://",
        "http://h:port",
        "http://h/a b",
        "http://h/v1?x=1",
    ],
)
def test_an_address_that_is_none_is_said_so(address):
    with pytest.raises(SettingsError, match="Not a server address"):
        ChatClient(address)


def test_a_password_in_the_address_is_refused_and_not_shown():
    with pytest.raises(SettingsError) as caught:
        ChatClient("https://me:hunter2@host/v1")
    assert "hunter2" not in str(caught.value)

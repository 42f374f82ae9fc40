"""What a server's model does not take, how much it holds, and where its answers end."""

from __future__ import annotations

import pytest
from test_endpoint import clip, picture, question

from persona_assistant.assistant.takeable import Asking
from persona_assistant.engines.base import collect
from persona_assistant.engines.endpoint import EndpointEngine
from persona_assistant.engines.retry import NO_RETRY
from persona_assistant.errors import EndpointError
from persona_assistant.pmg import Query
from persona_assistant.prompt import Turn, build_prompt
from tests.support.openai_server import openai_servers, streams

EVERYTHING = {"text", "image", "voice"}


@pytest.fixture
def serve():
    with openai_servers() as start:
        yield start


def types_in(body) -> set[str]:
    return {part["type"] for message in body["messages"] for part in message["content"]}


def refusing(kinds, words, status=400):
    """Refuses requests that hold content parts of these kinds, in these words."""

    def reply(handler) -> None:
        if types_in(handler.server.requests[-1][2]) & kinds:
            handler.send_json(status, {"error": {"message": words}})
        else:
            streams("A tortoise.")(handler)

    return reply


@pytest.mark.parametrize(
    ("kinds", "words", "status", "left"),
    [
        (
            {"image_url"},
            "image input is not supported - hint: if this is unexpected, you may need to provide "
            "the mmproj",
            500,
            {"text", "voice"},
        ),
        (
            {"image_url"},
            "At most 0 image(s) may be provided in one prompt.",
            400,
            {"text", "voice"},
        ),
        ({"input_audio"}, "audio input is not supported by this model", 400, {"text", "image"}),
        ({"image_url"}, "No endpoints found that support image input", 404, {"text", "voice"}),
        ({"image_url", "input_audio"}, "unknown model is not a multimodal model", 400, {"text"}),
        (
            {"image_url"},
            "messages[0]: unknown variant `image_url`, expected `text`",
            422,
            {"text", "voice"},
        ),
    ],
)
def test_media_that_a_server_refuses_are_left_out_and_not_sent_again(
    serve, kinds, words, status, left
):
    server = serve(refusing(kinds, words, status))
    engine = EndpointEngine(server.url, "m", retry=NO_RETRY)
    with pytest.raises(EndpointError) as caught:
        collect(engine.generate(question()))
    assert caught.value.code == "media_refused" and engine.capabilities.modalities == left
    server.requests.clear()
    asking = Asking(engine, question())
    assert collect(asking.events()).text == "A tortoise."
    assert len(server.requests) == 1 and not types_in(server.requests[0][2]) & kinds
    assert len(asking.notices) == 1


def test_a_question_is_asked_again_at_once_where_one_kind_after_another_is_refused(serve):
    def reply(handler) -> None:
        held = types_in(handler.server.requests[-1][2])
        for kind, name in (("image_url", "image"), ("input_audio", "audio")):
            if kind in held:
                return handler.send_json(400, {"error": {"message": f"{name}: unsupported"}})
        return streams("A tortoise.")(handler)

    server = serve(reply)
    asking = Asking(EndpointEngine(server.url, "m"), question())
    assert collect(asking.events()).text == "A tortoise." and len(server.requests) == 3
    (notice,) = asking.notices
    assert notice == "Pictures and clips were left out: endpoint m takes only text."


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("The image could not be decoded.", 400),
        ("context length exceeded: at most 8192 tokens", 400),
        ("top_k is not supported", 400),
        ("the service is not available", 503),
    ],
)
def test_other_refusals_stay_what_they_are(serve, words, status):
    engine = EndpointEngine(serve(refusing(EVERYTHING | {"image_url"}, words, status)).url, "m")
    engine._client._retry = NO_RETRY
    asking = Asking(engine, question())
    with pytest.raises(EndpointError) as caught:
        collect(asking.events())
    assert caught.value.code == "endpoint_error" and engine.capabilities.modalities == EVERYTHING


def test_what_the_settings_say_of_a_model_is_believed(serve):
    server = serve(streams("A tortoise."))
    engine = EndpointEngine(server.url, "m", takes=["image"])
    assert engine.capabilities.modalities == {"text", "image"}
    before = (Turn("user", (clip(300), picture((1, 2, 3)), "This is Ada.")),)
    prompt = build_prompt(Query("Which pet?"), [], before=before)
    asking = Asking(engine, prompt)
    assert collect(asking.events()).text == "A tortoise."
    assert types_in(server.requests[0][2]) == {"text", "image_url"}
    refuser = serve(refusing({"image_url"}, "image input is not supported"))
    with pytest.raises(EndpointError, match="not supported"):
        collect(Asking(EndpointEngine(refuser.url, "m", takes=["image"]), prompt).events())


@pytest.mark.parametrize(
    ("entry", "window", "takes"),
    [
        ({}, 2048, EVERYTHING),
        ({"max_model_len": 32768}, 32768, EVERYTHING),
        ({"meta": {"n_ctx_train": 131072, "n_ctx": 4096}}, 4096, EVERYTHING),
        (
            {"context_length": 9000, "architecture": {"input_modalities": ["text", "image"]}},
            9000,
            {"text", "image"},
        ),
        ({"max_model_len": "big", "architecture": "llama"}, 2048, EVERYTHING),
    ],
)
def test_what_a_server_lists_of_a_model_is_believed(serve, monkeypatch, entry, window, takes):
    from tests.support import openai_server

    def listed(handler):
        handler.send_json(200, {"data": [{"id": "m", **entry}]})

    monkeypatch.setattr(openai_server.Handler, "do_GET", listed)
    engine = EndpointEngine(serve(streams("A.")).url, "m", window=2048)
    assert engine.capabilities.window == 2048
    engine.check()
    assert (engine.capabilities.window, engine.capabilities.modalities) == (window, takes)


@pytest.mark.parametrize("mark", ["<|im_end|>", "<end_of_turn>", "<turn|>", "<|im_start|>user"])
def test_a_turn_mark_that_a_server_lets_through_ends_the_answer(serve, mark):
    server = serve(streams("A tor", "toise.", mark[:4], mark[4:], "\nWhich", " pet?"))
    answer = collect(EndpointEngine(server.url, "m").generate(question()))
    assert (answer.text, answer.finished.reason) == ("A tortoise.", "stop")
    assert "stop" not in server.requests[-1][2], "servers take few stop strings"


def test_a_circle_ends_the_answer(serve):
    server = serve(streams(*["She keeps a tortoise. "] * 30))
    answer = collect(EndpointEngine(server.url, "m").generate(question()))
    assert answer.text.strip() == "She keeps a tortoise."
    assert answer.finished.reason == "repetition"

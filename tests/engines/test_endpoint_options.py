"""What an endpoint is asked for: parameters under OpenAI's names, less what a server refuses; and
how its answer ends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from persona_assistant.engines.base import Finished, GenerateOptions, Usage, collect
from persona_assistant.engines.endpoint import EndpointEngine
from persona_assistant.engines.retry import NO_RETRY
from persona_assistant.errors import EndpointError
from persona_assistant.pmg import Context, Query
from persona_assistant.prompt import build_prompt
from tests.support.openai_server import Handler, OpenAIServer, openai_servers, streams

LINA = Context("Lina", texts=("Lina works as a nurse and cannot answer the phone before noon.",))
SAMPLING = GenerateOptions(
    max_tokens=9, temperature=0.7, top_k=40, top_p=0.9, min_p=0.05, seed=11, stop=("END",)
)


@pytest.fixture
def serve() -> Iterator[Callable[..., OpenAIServer]]:
    with openai_servers() as start:
        yield start


def question():
    return build_prompt(Query("What does she do?"), [LINA])


def ask(server: OpenAIServer, options: GenerateOptions | None = None):
    engine = EndpointEngine(server.url, "gpt", retry=NO_RETRY)
    return collect(engine.generate(question(), options=options))


def parameters(request: dict) -> dict:
    return {name: value for name, value in request.items() if name not in ("model", "messages")}


def test_greedy_sends_no_sampling_parameters(serve):
    server = serve(streams("ok"))
    ask(server)
    assert parameters(server.requests[-1][2]) == {
        "max_tokens": 256,
        "temperature": 0,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    ask(server, GenerateOptions(top_k=40, seed=3))
    assert "top_k" not in server.requests[-1][2] and "seed" not in server.requests[-1][2]


def test_options_go_under_openais_names(serve):
    server = serve(streams("ok"))
    ask(server, SAMPLING)
    assert parameters(server.requests[-1][2]) == {
        "max_tokens": 9,
        "temperature": 0.7,
        "top_k": 40,
        "top_p": 0.9,
        "min_p": 0.05,
        "seed": 11,
        "stop": ["END"],
        "stream": True,
        "stream_options": {"include_usage": True},
    }


class Choosy:
    """Refuses, as newer models of OpenAI do, what an older server takes."""

    words: ClassVar = {
        "max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. "
        "Use 'max_completion_tokens' instead.",
        "temperature": "Unsupported value: 'temperature' does not support 0 with this model.",
        "stream_options": "Unknown field.",
        "top_k": "Unrecognized request argument supplied: top_k",
        "min_p": "Extra inputs are not permitted.",
        "seed": "This model has no seed.",
        "stop": "Unsupported parameter: stop",
    }

    def __init__(self, *refused: str) -> None:
        self.refused = refused

    def __call__(self, handler: Handler) -> None:
        asked = handler.server.requests[-1][2]
        wrong = next((name for name in self.refused if name in asked), None)
        if wrong is None:
            return streams("A tortoise.")(handler)
        handler.send_json(400, {"error": {"message": self.words[wrong], "param": wrong}})
        return None


@pytest.mark.parametrize(
    "refused", [("max_tokens",), ("temperature",), ("max_tokens", "temperature", "stream_options")]
)
def test_a_server_is_asked_in_the_manner_it_takes_and_from_then_on_only_so(serve, refused):
    server = serve(Choosy(*refused))
    engine = EndpointEngine(server.url, "gpt", retry=NO_RETRY)
    options = GenerateOptions(max_tokens=7)
    assert collect(engine.generate(question(), options=options)).text == "A tortoise."
    assert len(server.requests) == 1 + len(refused)
    taken = server.requests[-1][2]
    assert taken["max_completion_tokens" if "max_tokens" in refused else "max_tokens"] == 7
    assert ("temperature" in taken) == ("temperature" not in refused)
    before = len(server.requests)
    assert collect(engine.generate(question())).text == "A tortoise."
    assert len(server.requests) == before + 1


def test_a_refusal_of_something_else_is_an_error_at_once(serve):
    server = serve(
        lambda handler: handler.send_json(400, {"error": {"message": "too many images"}})
    )
    with pytest.raises(EndpointError, match="too many images"):
        ask(server)
    assert len(server.requests) == 2, "once more without the wish to be told of tokens"


def test_sampling_that_a_server_refuses_is_left_out_and_said_in_the_identity(serve):
    server = serve(Choosy("top_k", "min_p", "seed", "stop"))
    engine = EndpointEngine(server.url, "gpt", retry=NO_RETRY)
    assert collect(engine.generate(question(), options=SAMPLING)).text == "A tortoise."
    taken = parameters(server.requests[-1][2])
    assert {"temperature", "top_p", "max_tokens"} <= taken.keys()
    assert not {"top_k", "min_p", "seed", "stop"} & taken.keys()
    before = len(server.requests)
    collect(engine.generate(question(), options=SAMPLING))
    assert len(server.requests) == before + 1
    assert {"top_k", "min_p", "seed"} <= engine.identity.keys()


def test_what_was_taken_once_is_not_given_up_later(serve):
    def reply(handler: Handler) -> None:
        if len(handler.server.requests) == 1:
            return streams("ok")(handler)
        return handler.send_json(400, {"error": {"message": "temperature sensor on fire"}})

    server = serve(reply)
    engine = EndpointEngine(server.url, "gpt", retry=NO_RETRY)
    collect(engine.generate(question()))
    with pytest.raises(EndpointError, match="on fire"):
        collect(engine.generate(question()))
    assert len(server.requests) == 2


# --- how an answer ends


@pytest.mark.parametrize(
    ("told", "reason"), [("stop", "stop"), ("length", "length"), ("content_filter", "stop")]
)
def test_the_end_is_the_servers_with_its_count_of_tokens(serve, told, reason):
    usage = {
        "prompt_tokens": 30,
        "completion_tokens": 2,
        "prompt_tokens_details": {"cached_tokens": 20},
    }
    last = {"choices": [{"delta": {}, "finish_reason": told}], "usage": usage}
    generation = ask(serve(streams("A ", "nurse.", **last)))
    assert generation.finished == Finished(reason, False, Usage(30, 10, 2))


def test_an_answer_in_one_document_ends_the_same_way(serve):
    choice = {"message": {"content": "A nur"}, "finish_reason": "length"}
    body = {"choices": [choice], "usage": {"prompt_tokens": 3, "completion_tokens": 2}}
    generation = ask(serve(lambda handler: handler.send_json(200, body)))
    assert generation.text == "A nur"
    assert generation.finished == Finished("length", False, Usage(3, None, 2))


def test_a_stop_string_ends_the_answer_of_a_server_that_does_not_know_it(serve):
    server = serve(streams("A nurse. E", "ND and more", " and more"))
    generation = ask(server, GenerateOptions(stop=("END",)))
    assert (generation.text, generation.finished.reason) == ("A nurse. ", "stop")


@pytest.mark.parametrize(
    ("answer", "abstained"),
    [
        ("I cannot determine that from the provided context.", True),
        ("I am unable to determine what she does.", True),
        ("Lina works as a nurse and cannot answer the phone before noon.", False),
        ("She works as a nurse.", False),
        (f"{LINA.texts[0]} Her age cannot be determined.", True),
    ],
)
def test_a_model_abstains_in_its_own_words_and_not_in_those_of_a_note(serve, answer, abstained):
    half = len(answer) // 2
    generation = ask(serve(streams(answer[:half], answer[half:])))
    assert (generation.text, generation.finished.abstained) == (answer, abstained)


# --- the stream


def test_line_separators_inside_a_string_end_no_line(serve):
    text = "one\u2028two\x85three\x0bfour"

    def reply(handler: Handler) -> None:
        handler.start_stream()
        document = {"choices": [{"delta": {"content": text}, "finish_reason": "stop"}]}
        handler.send_event(json.dumps(document, ensure_ascii=False))
        handler.end_stream()

    assert ask(serve(reply)).text == text


# --- a form for the answer

FORM = {"type": "object", "properties": {"job": {"type": "string"}}, "required": ["job"]}


def test_a_schema_goes_as_the_form_of_the_response(serve):
    server = serve(streams('{"job": "nurse"}'))
    assert ask(server, GenerateOptions(schema=FORM)).text == '{"job": "nurse"}'
    sent = server.requests[-1][2]["response_format"]
    assert sent["type"] == "json_schema" and sent["json_schema"]["schema"] == FORM


@pytest.mark.parametrize(
    "words",
    [
        "Unsupported parameter: response_format",
        "This model does not support JSON schema output.",
        "Extra inputs are not permitted.",
    ],
)
def test_a_server_without_schemas_is_asked_without_from_then_on(serve, words):
    def reply(handler: Handler) -> None:
        if "response_format" in handler.server.requests[-1][2]:
            return handler.send_json(400, {"error": {"message": words}})
        return streams("A nurse.")(handler)

    server = serve(reply)
    engine = EndpointEngine(server.url, "gpt", retry=NO_RETRY)
    options = GenerateOptions(schema=FORM)
    assert collect(engine.generate(question(), options=options)).text == "A nurse."
    before = len(server.requests)
    assert collect(engine.generate(question(), options=options)).text == "A nurse."
    assert len(server.requests) == before + 1


def test_a_server_may_take_one_schema_and_refuse_another(serve):
    def reply(handler: Handler) -> None:
        form = handler.server.requests[-1][2].get("response_format")
        if form and "enum" in form["json_schema"]["schema"]:
            return handler.send_json(400, {"error": {"message": "Invalid schema: enum"}})
        return streams("ok")(handler)

    engine = EndpointEngine(serve(reply).url, "gpt", retry=NO_RETRY)
    for schema in (FORM, {"enum": ["ok"]}):
        assert collect(engine.generate(question(), options=GenerateOptions(schema=schema))).text

"""Several servers at once, over the loopback interface: `answer_all` through the real client."""

from __future__ import annotations

import threading
import time
from collections import Counter

import pytest
from endpoint_fakes import HASTY, ask, models, says

from persona_assistant.engines.base import collect
from persona_assistant.engines.endpoint import EndpointEngine
from persona_assistant.engines.retry import RetryPolicy, retry_after
from persona_assistant.errors import EndpointError
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt

# --- several servers ---


def test_two_servers_share_the_questions_and_no_more_than_asked_for_are_under_way():
    def meeting():
        """The first three questions of a server wait for one another."""
        together, waiting = threading.Barrier(3), iter(range(3))

        def wait(handler, request):
            if next(waiting, None) is not None:
                together.wait(10)

        return wait

    with models(meeting(), meeting()) as servers:
        stage = ask(60, servers, concurrency=6)
        assert stage.errors == {} and [reply.text for reply in stage.results.values()] == [
            f"QUESTION {i}" for i in range(60)
        ]
        assert all(server.most == 3 for server in servers)
        for server in servers:
            samples = Counter(int(question.split()[1]) // 3 for question in server.questions)
            assert set(samples.values()) == {3}, "a sample's contexts are computed by one server"


def test_a_server_that_dies_in_the_middle_loses_its_questions_to_the_other():
    with models(None, None) as (dying, living):

        def die(handler, request):
            if len(dying.asked) > 7:
                # The port is closed for good, and this answer breaks off after its first pieces.
                threading.Thread(
                    target=lambda: (dying.shutdown(), dying.socket.close()), daemon=True
                ).start()
                handler.stream(request, whole=False)
                return True
            time.sleep(0.005)
            return None

        dying.trouble = die
        living.trouble = lambda handler, request: time.sleep(0.005)
        stage = ask(
            60, [dying, living], concurrency=4, retry=RetryPolicy(attempts=2, first_delay=0.01)
        )
        assert stage.errors == {} and len(stage.results) == 60
        assert [reply.text for reply in stage.results.values()] == [
            f"QUESTION {i}" for i in range(60)
        ]
        assert len(living.asked) >= 45


def test_stopping_closes_the_connections(tmp_path):
    closed = threading.Semaphore(0)

    def never_ends(handler, request):
        handler.start()
        try:
            for _ in range(400):
                handler.wfile.write(b": still there\n\n")
                handler.wfile.flush()
                time.sleep(0.01)
        except OSError:
            closed.release()
        handler.close_connection = True
        return True

    cancel = threading.Event()
    with models(never_ends) as servers:
        threading.Timer(0.2, cancel.set).start()
        stage = ask(30, servers, concurrency=4, cancel=cancel)
        assert stage.results == {} and stage.errors == {} and stage.seconds < 2
        assert all(closed.acquire(timeout=2) for _ in range(4))


# --- a server in trouble ---


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_passing_trouble_is_waited_out(status):
    def busy(handler, request):
        return len(handler.server.asked) < 3 and handler.send(
            status, {"error": {"message": "busy"}}
        )

    with models(busy) as (server,):
        assert says(server) == "HELLO" and len(server.asked) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413])
def test_what_will_not_pass_is_not_waited_for(status):
    with models(lambda handler, request: handler.send(status, {})) as (server,):
        begun = time.monotonic()
        with pytest.raises(EndpointError, match=str(status)) as caught:
            says(server, RetryPolicy(attempts=5, first_delay=3))
        assert not caught.value.retryable and time.monotonic() - begun < 1
        assert len(server.asked) == (2 if status == 400 else 1), (
            "a 400 may mean the wish to count tokens"
        )


def test_a_connection_that_breaks_before_the_first_piece_is_tried_again():
    def hang_up(handler, request):
        handler.close_connection = True
        return len(handler.server.asked) < 3

    with models(hang_up) as (server,):
        assert says(server) == "HELLO" and len(server.asked) == 3


def test_an_answer_that_breaks_off_after_pieces_were_shown_is_an_error():
    with models(lambda handler, request: handler.stream(request, whole=False) or True) as (server,):
        pieces = EndpointEngine(server.url, retry=HASTY).generate(
            Prompt(("hello",), Query("hello"))
        )
        assert [next(pieces).text, next(pieces).text] == ["H", "ELLO"]
        with pytest.raises(EndpointError, match="middle of its reply"):
            next(pieces)
        assert len(server.asked) == 1


def test_retries_end():
    with models(lambda handler, request: handler.send(503, {"error": {"message": "loading"}})) as (
        server,
    ):
        with pytest.raises(EndpointError, match="503: loading") as caught:
            says(server)
        assert caught.value.retryable and len(server.asked) == HASTY.attempts


def test_a_server_is_asked_again_when_it_said_and_given_up_when_that_is_too_long():
    def later(seconds):
        return lambda handler, request: (
            len(handler.server.asked) < 2 and handler.send(429, {}, Retry_After=seconds)
        )

    with models(later("1")) as (server,):
        assert says(server) == "HELLO"
        assert 1 <= server.at[1] - server.at[0] < 3
    with models(later("3600")) as (server,):
        with pytest.raises(EndpointError, match="429") as caught:
            says(server)
        assert caught.value.retry_after == 3600 and len(server.asked) == 1


def test_whoever_waits_for_a_server_can_be_stopped():
    cancel = threading.Event()
    with models(lambda handler, request: handler.send(503, {})) as (server,):
        threading.Timer(0.1, cancel.set).start()
        begun = time.monotonic()
        engine = EndpointEngine(server.url, retry=RetryPolicy(first_delay=60, max_delay=60))
        generation = collect(engine.generate(Prompt(("hello",), Query("hello")), cancel=cancel))
        assert (generation.text, generation.finished.reason) == ("", "cancelled")
        assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (None, None),
        ("7", 7.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("soon", None),
        ("nan", None),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 40.0),
        ("Thu, 01 Jan 1970 00:00:10 GMT", 0.0),
    ],
)
def test_when_to_come_back_is_a_number_or_a_date(header, seconds):
    assert retry_after(header, now=60.0) == seconds


# --- tokens, identity ---


def test_tokens_are_those_the_server_counted():
    usage = {
        "prompt_tokens": 90,
        "completion_tokens": 4,
        "prompt_tokens_details": {"cached_tokens": 60},
    }
    with models(lambda handler, request: handler.stream(request, usage) or True) as servers:
        stage = ask(9, servers, concurrency=3)
        for reply in stage.results.values():
            assert (reply.tokens, reply.prompt_tokens, reply.computed_tokens) == (4, 90, 30)
        assert stage.tokens == 36


def test_tokens_of_several_threads_are_not_mixed_up():
    def own(handler, request):
        number = int(request["messages"][-1]["content"][0]["text"].split()[1])
        handler.stream(request, {"prompt_tokens": 1000 + number, "completion_tokens": number})
        return True

    with models(own) as servers:
        stage = ask(60, servers, concurrency=8)
        assert all(
            (reply.tokens, reply.prompt_tokens, reply.computed_tokens) == (i, 1000 + i, None)
            for i, reply in enumerate(stage.results.values())
        )


@pytest.mark.parametrize("status", [400, 422])
def test_a_server_that_will_not_count_is_asked_without_from_then_on(status):
    def strict(handler, request):
        return "stream_options" in request and handler.send(status, {"detail": "extra fields"})

    with models(strict) as servers:
        stage = ask(6, servers)
        assert stage.errors == {} and len(servers[0].asked) == 7
        assert {reply.tokens for reply in stage.results.values()} == {None} and stage.tokens == 0


def test_a_refusal_that_has_nothing_to_do_with_counting_is_not_taken_for_it():
    def deaf(handler, request):
        return "3" in handler.server.questions[-1] and handler.send(400, {"detail": "no audio"})

    with models(deaf) as servers:
        stage = ask(6, servers)
        assert list(stage.errors) == ["q3"] and "no audio" in stage.errors["q3"]
        assert stage.results["q5"].tokens == 2 and len(servers[0].asked) == 6


def test_identity_is_the_model_and_what_the_server_says_of_it_and_the_same_for_every_copy():
    vllm = {
        "owned_by": "vllm",
        "root": "/home/somebody/models/gemma-4-E4B-it",
        "max_model_len": 8192,
        "parent": None,
    }
    with (
        models(None, entry={**vllm, "created": 1, "permission": [{"id": "modelperm-1"}]}) as (one,),
        models(None, entry={**vllm, "created": 2, "permission": [{"id": "modelperm-2"}]}) as (two,),
    ):
        first, second = EndpointEngine(one.url).identity, EndpointEngine(two.url).identity
    assert first == second
    assert first == {
        "model": "tiny-omni", "owned_by": "vllm", "root": "gemma-4-E4B-it", "decoding": "greedy",
    }  # fmt: skip
    with models(None, entry={"meta": {"n_params": 7, "size": 9, "n_ctx": 4096}}) as (llama_server,):
        told = EndpointEngine(llama_server.url).identity
    assert told == {"model": "tiny-omni", "n_params": "7", "size": "9", "decoding": "greedy"}
    assert "127.0.0.1" not in repr((first, told))


def test_making_an_engine_asks_nothing_and_identity_of_nobody_is_an_error():
    with models(None) as (server,):
        pass
    engine = EndpointEngine(server.url)
    with pytest.raises(EndpointError, match="Cannot reach"):
        _ = engine.identity


def test_halves_of_characters_are_put_together():
    def halves(handler, request):
        handler.start()
        for half in ("\ud83d", "\udc22", " \ud83d"):
            handler.event({"choices": [{"delta": {"content": half}}]})
        handler.wfile.write(b"data: [DONE]\n\n")
        handler.close_connection = True
        return True

    with models(halves) as servers:
        assert ask(1, servers).results["q0"].text == "\U0001f422 \ufffd"

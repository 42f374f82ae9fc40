import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant import abstention
from persona_assistant.bench import EndpointJudge, LexicalJudge
from persona_assistant.bench.judges import read_verdict
from persona_assistant.errors import EndpointError, JudgeError

lexical = LexicalJudge()


@pytest.mark.parametrize(
    ("gold", "prediction", "right"),
    [
        ("She repairs old clocks.", "old clocks are what she is repairing", True),
        ("A blue jacket", "a red jacket", False),
        ("She has twenty-one hens", "21 hens", True),
        ("3,500 steps", "about 3500 steps each day", True),
        ("He works as a nurse in Lyon", "He works as a plumber in Oslo", False),
        ("Anna\u2019s brother", "the brother of Anna", True),
        ("Yes", "No", False),
        ("in the", "in the", True),
        ("The harbour", "", False),
        ("The harbour", abstention.SENTENCE, False),
        ("?!", "?!", True),
        ("?!", "the harbour", False),
    ],
)
def test_lexical_verdicts(gold, prediction, right):
    assert lexical.judge(gold, prediction) is right


@given(st.text(min_size=1).filter(str.strip))
def test_a_prediction_equal_to_the_gold_answer_is_right_and_an_empty_one_is_not(gold):
    assert lexical.judge(gold, gold) is True
    assert lexical.judge(gold, "") is False


plain = st.text(st.characters(min_codepoint=32, max_codepoint=126))


@given(plain, plain)
def test_case_and_surrounding_space_do_not_matter(gold, prediction):
    assert lexical.judge(gold, prediction) == lexical.judge(gold, f"  {prediction.upper()}\n")


def test_the_lexical_judge_says_what_it_is():
    assert (
        "lexical" in lexical.name and "token recall" in lexical.name and "no language model" in lexical.name
    )


@pytest.mark.parametrize("text", ["CORRECT", "correct", " Correct.\n"])
def test_correct_is_the_one_word(text):
    assert read_verdict(text) is True


@pytest.mark.parametrize("text", ["INCORRECT", "incorrect.", " Incorrect\n"])
def test_incorrect_is_never_taken_for_correct(text):
    assert read_verdict(text) is False


@pytest.mark.parametrize(
    "text", ["", "CORRECT!", "The answer is CORRECT", "NOT CORRECT", "CORRECT INCORRECT", "yes", "CORRECT.."]
)
def test_anything_else_is_no_verdict(text):
    assert read_verdict(text) is None


@contextmanager
def judge_server(verdicts):
    """An OpenAI-compatible server that gives these verdicts in turn (the last one for ever)."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.reply({"object": "list", "data": [{"id": "referee-1", "object": "model"}]})

        def do_POST(self):
            request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append(request["messages"])
            said = verdicts[min(len(asked), len(verdicts)) - 1]
            if said is None:
                self.send_error(500)
                return
            self.reply(
                {
                    "choices": [
                        {
                            "index": 0,
                            "message": {"role": "assistant", "content": said},
                            "finish_reason": "stop",
                        }
                    ]
                }
            )

        def reply(self, document):
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()


def test_an_endpoint_judge_is_named_by_its_model_and_sees_gold_and_prediction_only():
    with judge_server(["CORRECT", "INCORRECT"]) as (address, asked):
        judge = EndpointJudge(address)
        judge.check()
        assert judge.name == "LLM judge referee-1"
        assert judge.judge("a violin", "the violin") is True
        assert judge.judge("a violin", "a drum") is False
    (message,) = asked[0]
    assert "a violin" in message["content"] and "the violin" in message["content"]


def test_no_verdict_is_asked_again_and_then_an_error():
    with judge_server(["Well, correct", "CORRECT"]) as (address, asked):
        assert EndpointJudge(address).judge("a", "a") is True
        assert len(asked) == 2
    with judge_server(["The answer is CORRECT"]) as (address, asked):
        with pytest.raises(JudgeError, match="no verdict"):
            EndpointJudge(address).judge("a", "a")
        assert len(asked) == 3


def test_a_server_that_fails_once_is_asked_again_and_one_that_keeps_failing_is_an_error():
    with judge_server([None, "CORRECT"]) as (address, asked):
        assert EndpointJudge(address).judge("a", "a") is True
    with judge_server([None]) as (address, asked):
        with pytest.raises(EndpointError):
            EndpointJudge(address).judge("a", "a")


def test_a_judge_that_is_not_there_is_known_before_anything_is_run():
    with judge_server(["CORRECT"]) as (address, _):
        pass
    with pytest.raises(JudgeError, match="nothing was run"):
        EndpointJudge(address).check()

"""Judges on servers and on this machine: strict, patient, and known by name."""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

import pytest

from persona_assistant.bench.judges import EndpointJudge, GgufJudge, JudgePrompt, open_judge
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.engines.retry import RetryPolicy
from persona_assistant.errors import (
    BadInput,
    Cancelled,
    EndpointError,
    EngineCrashed,
    JudgeError,
    ModelError,
)
from tests.support.fakes import ScriptedEngine
from tests.support.judge_server import judge_server

lexical = LexicalJudge()
own = JudgePrompt()
hasty = RetryPolicy(first_delay=0.02, max_delay=0.1)


# --- on a server


def judged(address: str, retry: RetryPolicy = hasty) -> bool:
    return EndpointJudge(address, retry=retry).judge("a", "a")


def test_an_endpoint_judge_is_named_by_its_model_and_sees_gold_and_prediction_only():
    with judge_server(["CORRECT", "CORRECT", "INCORRECT"]) as (address, asked):
        judge = EndpointJudge(address, prompt=JudgePrompt(system="Be strict."))
        judge.check()
        assert judge.name == "LLM judge referee-1"
        assert judge.judge("a violin", "the violin") is True
        assert judge.judge("a violin", "a drum") is False
    system, message = asked[1][1]
    assert system == {"role": "system", "content": "Be strict."}
    assert message["content"] == own.render("a violin", "the violin")
    assert asked.last["temperature"] == 0
    assert asked.last["max_tokens"] == 1024, "a model that thinks first has room for its verdict"


def test_no_verdict_is_asked_again_and_then_an_error():
    with judge_server(["Well, correct", "CORRECT"]) as (address, asked):
        assert judged(address) is True
        assert len(asked) == 2
    with judge_server(["The answer is CORRECT"]) as (address, asked):
        with pytest.raises(JudgeError, match="no verdict in 3 attempts") as told:
            judged(address)
        assert len(asked) == 3 and "\n" not in str(told.value)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_asked_again_later_each_time(status):
    with judge_server([status, status, status, "CORRECT"]) as (address, asked):
        assert judged(address, RetryPolicy(first_delay=0.1)) is True
    at = [when for when, _ in asked]
    pauses = [later - earlier for earlier, later in itertools.pairwise(at)]
    # Each is half to all of 0.1, 0.2, 0.4 s.
    assert all(least <= pause for least, pause in zip((0.05, 0.1, 0.2), pauses)) and pauses[2] < 2


def test_a_server_in_trouble_for_good_is_an_error():
    with judge_server([500]) as (address, asked):
        with pytest.raises(EndpointError, match="500"):
            judged(address)
        assert len(asked) == hasty.attempts


def test_a_server_that_says_when_is_asked_then():
    with judge_server([429, "CORRECT"], retry_after=1) as (address, asked):
        assert judged(address) is True
        assert 1 <= asked[1][0] - asked[0][0] < 4
    with judge_server([429, "CORRECT"], retry_after=3600) as (address, asked):
        with pytest.raises(EndpointError, match="429"):
            judged(address)
        assert len(asked) == 1


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_server_that_will_never_agree_is_asked_once(status):
    with judge_server([status]) as (address, asked):
        with pytest.raises(EndpointError, match="not now"):
            judged(address)
        assert len(asked) == 1


def test_pauses_differ_so_that_not_all_come_back_at_once():
    retry = RetryPolicy(first_delay=1, max_delay=5, attempts=9)
    for failures, most in ((1, 1), (2, 2), (3, 4), (4, 5), (8, 5)):
        pauses = {retry.delay(failures, None) for _ in range(20)}
        assert len(pauses) > 1 and all(most / 2 <= pause <= most for pause in pauses)
    assert retry.delay(9, None) is None and retry.delay(9, 1.0) is None


def test_who_waits_can_be_stopped():
    cancel = threading.Event()
    with judge_server([503]) as (address, _):
        threading.Timer(0.2, cancel.set).start()
        begun = time.monotonic()
        retry = RetryPolicy(first_delay=60, max_delay=60)
        with pytest.raises(Cancelled, match="stopped"):
            EndpointJudge(address, retry=retry).judge("a", "a", cancel)
    assert time.monotonic() - begun < 5


def test_a_judge_that_is_not_there_is_known_before_anything_is_run():
    with judge_server(["CORRECT"]) as (address, _):
        pass
    with pytest.raises(JudgeError, match="nothing was run"):
        EndpointJudge(address, "referee-1").check()


@pytest.mark.parametrize("said", [404, "I would rather not say."])
def test_a_judge_that_gives_no_verdict_is_known_before_anything_is_run(said):
    """Such as a model whose name is misspelt, which no list of models shows."""
    with judge_server([said]) as (address, _), pytest.raises(JudgeError, match="nothing was run"):
        EndpointJudge(address, "referee-2", retry=hasty).check()


def test_only_the_first_check_asks_for_a_verdict():
    with judge_server(["CORRECT"]) as (address, asked):
        judge = EndpointJudge(address)
        judge.check()
        judge.check()
        assert len(asked) == 1


# --- on this machine


class Recited(ScriptedEngine):
    """An engine that says what it was given to say; an error is raised."""

    name = "recited"

    def __init__(self, *lines):
        self.lines, self.asked, self.closed = list(lines), [], 0

    def pieces(self, prompt, options, cancel):
        self.asked.append(prompt.parts)
        self.max_tokens = options.max_tokens
        line = self.lines.pop(0)
        if isinstance(line, Exception):
            raise line
        yield from line

    def close(self):
        self.closed += 1


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "referee.gguf"
    path.write_bytes(b"GGUF" + bytes(99))
    return path


def test_a_local_judge_is_read_as_strictly(file):
    judge = GgufJudge(file, engine=Recited("CORRECT", "incorrect.", "<think>hm</think> CORRECT"))
    assert [judge.judge("a", "b") for _ in range(3)] == [True, False, True]
    for said in ("CORRECT!", "The answer is CORRECT", "<think>CORRECT", "yes"):
        with pytest.raises(JudgeError, match="no verdict"):
            GgufJudge(file, engine=Recited(said)).judge("a", "b")


def test_a_local_judge_is_asked_one_thing_at_a_time_in_its_wording(file):
    engine = Recited("CORRECT")
    judge = GgufJudge(file, JudgePrompt(system="Be strict."), engine=engine)
    judge.judge("a violin", "a drum")
    assert engine.asked == [("Be strict.\n\n" + own.render("a violin", "a drum"),)]
    assert engine.max_tokens == 1024
    assert judge.concurrency == 1 and judge.name == "LLM judge referee.gguf"


def test_a_local_judge_is_known_by_wording_and_content(file, tmp_path):
    judge = GgufJudge(file, engine=Recited())
    other = tmp_path / "elsewhere"
    other.mkdir()
    same = other / "referee.gguf"
    same.write_bytes(file.read_bytes())
    assert GgufJudge(same, engine=Recited()).fingerprint == judge.fingerprint
    assert (
        GgufJudge(same, JudgePrompt(correct_word="YES"), engine=Recited()).fingerprint
        != judge.fingerprint
    )
    same.write_bytes(b"GGUF" + bytes(98) + b"1")
    assert GgufJudge(same, engine=Recited()).fingerprint != judge.fingerprint


def test_a_local_judge_that_dies_is_asked_once_more(file):
    assert GgufJudge(file, engine=Recited(EngineCrashed("died"), "CORRECT")).judge("a", "a") is True
    with pytest.raises(EngineCrashed):
        GgufJudge(file, engine=Recited(EngineCrashed("died"), EngineCrashed("died"))).judge(
            "a", "a"
        )


def test_a_local_judge_lets_its_memory_go_after_the_check(file):
    engine = Recited("CORRECT")
    judge = GgufJudge(file, engine=engine)
    judge.check()
    assert engine.closed == 1
    judge.check()
    assert len(engine.asked) == 1


def test_a_model_that_knows_nothing_is_no_judge(tmp_path):
    """A real file in the real engine: random weights say random words, which are no verdict."""
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    from tests.support import tiny_gguf

    path = tmp_path / "random.gguf"
    tiny_gguf.write_model(path)
    judge = GgufJudge(path, threads=1)
    try:
        with pytest.raises(JudgeError, match="no verdict"):
            judge.judge("a violin", "a drum")
        pid = judge._engine.pid
        assert pid
    finally:
        judge.close()
    assert judge._engine.pid is None
    with pytest.raises(JudgeError, match="nothing was run"):
        judge.check()


# --- by name


def test_a_judge_by_its_name(tmp_path, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path))
    assert isinstance(open_judge("lexical"), LexicalJudge)
    judge = open_judge(
        "http://127.0.0.1:9/v1", model="referee-1", prompt=JudgePrompt(correct_word="YES")
    )
    assert judge.name == "LLM judge referee-1" and judge.concurrency > 1
    assert judge.fingerprint == JudgePrompt(correct_word="YES").fingerprint


@pytest.mark.parametrize("spec", ["lexicl", "127.0.0.1:8000", "nothing/here.gguf", "here.gguf", ""])
def test_what_is_no_judge_is_told_what_may_be_one(spec, tmp_path, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path))
    with pytest.raises(BadInput, match=r"judge .*lexical.*http://.*\.gguf") as told:
        open_judge(spec)
    assert "\n" not in str(told.value)


def test_a_model_that_could_be_pulled_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path))
    from persona_assistant.weights.catalog import catalog

    name = next(iter(catalog()))
    with pytest.raises(ModelError, match=f"models pull {name}"):
        open_judge(name)


def test_a_model_of_a_server_is_no_model_of_another_judge():
    with pytest.raises(BadInput, match="judge model"):
        open_judge("lexical", model="referee-1")


def test_a_file_is_a_judge(file):
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    with pytest.raises(ModelError, match="damaged|cut off"):
        open_judge(str(file))


def test_the_judges_key_is_its_own(monkeypatch):
    keys = []
    monkeypatch.setattr(
        "persona_assistant.bench.judges.ChatClient",
        lambda url, model, key, **more: keys.append(key),
    )
    open_judge("http://127.0.0.1:9/v1", model="referee")
    monkeypatch.setenv("PERSONA_ASSISTANT_JUDGE_API_KEY", "for-the-judge")
    open_judge("http://127.0.0.1:9/v1", model="referee")
    assert keys == [None, "for-the-judge"], "None: the one that answering servers are shown"

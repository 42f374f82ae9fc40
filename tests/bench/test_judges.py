"""A judge's verdict is one word, read strictly; a judge in trouble is asked again with patience."""

from __future__ import annotations

import itertools
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant import abstention
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


# --- without a model


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
    for word in ("lexical", "token recall", "no language model"):
        assert word in lexical.name


# --- the wording and its verdicts


@pytest.mark.parametrize(
    "said", ["CORRECT", "correct", " Correct.\n", "<think>Is it INCORRECT?</think>\nCORRECT"]
)
def test_correct_is_the_one_word(said):
    assert own.parse_verdict(said) is True


@pytest.mark.parametrize(
    "said", ["INCORRECT", "incorrect.", " Incorrect\n", "<think>\nCORRECT\n</think>INCORRECT"]
)
def test_incorrect_is_never_taken_for_correct(said):
    assert own.parse_verdict(said) is False


NO_VERDICT = [
    "",
    "CORRECT!",
    "The answer is CORRECT",
    "NOT CORRECT",
    "CORRECT INCORRECT",
    "**CORRECT**",
    "yes",
    "CORRECT..",
    "<think>CORRECT",
    "CORRECT</think>",
    "Well. <think>hm</think> CORRECT",
    "<think>a</think><think>b</think> CORRECT",
]


@pytest.mark.parametrize("said", NO_VERDICT)
def test_anything_else_is_no_verdict(said):
    assert own.parse_verdict(said) is None


@given(st.text(st.sampled_from("CORETINcorretin.! \n<>/think"), max_size=30))
def test_what_is_cut_off_could_not_have_become_a_verdict(said):
    """Reading piece by piece gives the verdict of the whole, whatever is said."""
    assert own.parse_verdict(own.collect(said)) == own.parse_verdict(said)


def test_who_says_something_else_is_not_listened_to_any_longer():
    def rambling():
        yield "The answer"
        yield " is CORRECT"
        raise AssertionError("listened on")

    assert own.parse_verdict(own.collect(rambling())) is None


def test_a_wording_of_other_words():
    other = JudgePrompt(
        question="{gold}|{prediction}", correct_word="yes", incorrect_words=("no", "partly")
    )
    assert [other.parse_verdict(word) for word in ("YES", "no", "Partly.", "CORRECT")] == [
        True,
        False,
        False,
        None,
    ]


def test_what_is_graded_fills_the_gaps_and_nothing_else():
    wording = JudgePrompt(question='{"a": 1} {gold} {prediction}')
    assert wording.render("{prediction}", "{gold} {x}") == '{"a": 1} {prediction} {gold} {x}'


def test_every_word_of_a_wording_is_in_its_fingerprint_and_its_source_is_not():
    same = JudgePrompt(source="elsewhere")
    others = [
        JudgePrompt(system="Be strict."),
        JudgePrompt(question=own.question + " "),
        JudgePrompt(correct_word="RIGHT"),
        JudgePrompt(incorrect_words=("WRONG",)),
        JudgePrompt(incorrect_words=("INCORRECT", "WRONG")),
    ]
    assert same.fingerprint == own.fingerprint
    assert len({own.fingerprint, *(each.fingerprint for each in others)}) == 6


def test_a_wording_without_a_gap_or_with_one_word_for_both_is_refused():
    with pytest.raises(BadInput, match="{prediction}"):
        JudgePrompt(question="{gold}?")
    with pytest.raises(BadInput, match="both"):
        JudgePrompt(correct_word="yes", incorrect_words=("Yes",))


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
    with judge_server([said]) as (address, _):
        with pytest.raises(JudgeError, match="nothing was run"):
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
    for said in filter(None, NO_VERDICT):
        with pytest.raises(JudgeError, match="no verdict"):
            GgufJudge(file, engine=Recited(said)).judge("a", "b")


def test_a_local_judge_is_asked_one_thing_at_a_time_in_its_wording(file):
    engine = Recited("CORRECT")
    judge = GgufJudge(file, JudgePrompt(system="Be strict."), engine=engine)
    judge.judge("a violin", "a drum")
    assert engine.asked == [("Be strict.\n\n" + own.render("a violin", "a drum"),)]
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

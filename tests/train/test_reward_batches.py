"""Rewards of a whole batch, as the trainer asks for them."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest

from persona_assistant.abstention import SENTENCE
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.errors import EndpointError, JudgeError, RecordError
from persona_assistant.train.reward_function import RewardFunction
from persona_assistant.train.rewards import ASYMMETRIC, BINARY, WEIGHTED
from tests.train.test_rewards import ABSENT, COAT, FIRST, YES

BATCH = ["Yes", "No", r"\boxed{2}", "\\boxed{4}", "A red coat.", SENTENCE]


def test_a_batch_as_the_trainer_hands_it_over():
    logged = {}
    rate = RewardFunction(ASYMMETRIC, LexicalJudge())
    messages = [[{"role": "assistant", "content": said}] for said in BATCH]
    for completions in (
        BATCH,
        messages,
        [[{"role": "assistant", "content": [{"type": "text", "text": s}]}] for s in BATCH],
    ):
        assert rate(
            prompts=[None] * 6,
            completions=completions,
            completion_ids=[[0]] * 6,
            label=[YES, YES, FIRST, FIRST, COAT, COAT],
            contexts=[3, 3, 3, ["a", "b", "c"], 3, 3],
            trainer_state=SimpleNamespace(global_step=1, max_steps=10),
            log_extra=lambda *_: None,
            log_metric=logged.__setitem__,
        ) == [1.0, -0.5, 0.0, -0.5, 1.0, -0.5]
    assert dict(rate.tally.counts) == {"TP": 2, "FN": 3, "wrong": 1}
    assert logged.pop("outcome/FN") == 0.5 and logged.pop("outcome/TP") == pytest.approx(1 / 3)
    assert set(logged) == {
        f"outcome/{each}" for each in ("TN", "FP", "wrong", "unparsed", "degenerate")
    }
    assert rate.__name__ == "outcome"


def test_the_price_follows_the_step_of_the_trainer():
    rate = RewardFunction(WEIGHTED, LexicalJudge())

    def at(step):
        state = SimpleNamespace(global_step=step, max_steps=100)
        return rate([SENTENCE], label=[COAT], contexts=[3], trainer_state=state)[0]

    assert at(0) > at(25) > at(50)
    assert [at(0), at(50), at(100)] == pytest.approx(
        [WEIGHTED.fn, WEIGHTED.fn_end, WEIGHTED.fn_end]
    )
    assert rate([SENTENCE], label=[COAT], contexts=[3]) == [pytest.approx(WEIGHTED.fn)]


def test_errors_of_a_batch_name_the_record():
    rate = RewardFunction(BINARY, LexicalJudge())
    with pytest.raises(RecordError, match="record b7: .*missing"):
        rate(["Yes", "Yes"], label=[YES, None], contexts=[3, 3], id=["a1", "b7"])
    with pytest.raises(RecordError, match="number 2 of the batch"):
        rate(["Yes", "Yes"], label=[YES, None], contexts=[3, 3])
    with pytest.raises(RecordError, match="no column 'label'"):
        rate(["Yes"], contexts=[3])
    with pytest.raises(RecordError, match="2 values for 1"):
        rate(["Yes"], label=[YES, YES], contexts=[3])


class Server:
    """A judge that takes a moment, or does not answer."""

    name, fingerprint, concurrency = "server", "1", 4

    def __init__(self, error=None):
        self.error, self.now, self.most, self.asked = error, 0, 0, []
        self._lock = threading.Lock()

    def judge(self, gold, prediction, cancel=None):
        if self.error:
            raise self.error
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
            self.asked.append(prediction)
        time.sleep(0.02)
        with self._lock:
            self.now -= 1
        return "red" in prediction


def test_a_server_is_asked_several_at_once_and_answers_stay_in_order():
    judge = Server()
    said = [
        text
        for n in range(3)
        for text in (f"a red coat, {n}", f"a hat, {n}", SENTENCE, f"a red scarf, {n}")
    ]
    rate = RewardFunction(BINARY, judge)
    assert rate(said, label=[COAT] * 12, contexts=[3] * 12) == [1.0, 0.0, 0.0, 1.0] * 3
    assert 1 < judge.most <= 4 and SENTENCE not in judge.asked


def test_equal_answers_are_judged_once_and_worth_the_same():
    class Moody(Server):
        def judge(self, gold, prediction, cancel=None):
            super().judge(gold, prediction)
            return len(self.asked) % 2 == 1

    judge = Moody()
    rate = RewardFunction(BINARY, judge)
    assert (
        len(set(rate(["a red coat", " a red coat\n"] * 4, label=[COAT] * 8, contexts=[3] * 8))) == 1
    )
    assert len(judge.asked) == 1
    rate(["a red coat"], label=[COAT], contexts=[3])
    assert len(judge.asked) == 2


@pytest.mark.parametrize(
    "error", [EndpointError("connection refused"), JudgeError("the judge gave no verdict")]
)
def test_a_judge_that_fails_stops_the_batch(error):
    with pytest.raises(JudgeError, match="refused|no verdict"):
        RewardFunction(BINARY, Server(error))(["a red coat"], label=[COAT], contexts=[3])


def test_no_judge_is_needed_where_nothing_is_judged():
    rate = RewardFunction(BINARY)
    assert rate(["Yes", SENTENCE], label=[YES, ABSENT], contexts=[3, 3]) == [1.0, 1.0]
    with pytest.raises(JudgeError, match="judge"):
        rate(["A red coat."], label=[COAT], contexts=[3])

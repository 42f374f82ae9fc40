"""The two routes, handed prompts: what they make of an engine, and that several threads may ask at
once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest

from persona_assistant.bench import ModelRoute, assistant_route
from persona_assistant.bench.assistant_route import AssistantRoute
from persona_assistant.bench.media import Assets
from persona_assistant.bench.suite import Conditions
from persona_assistant.bench.suites import find
from persona_assistant.engines.base import Usage
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.pmg import Context
from persona_assistant.prompt import Wording, build_prompt
from persona_assistant.settings import Settings
from tests.support.fakes import ScriptedEngine, events


class Counting(ScriptedEngine):
    """Counts tokens as engines do."""

    name = "counting"
    identity: ClassVar = {"model": "abc"}

    def __init__(self) -> None:
        self.cancels = []

    def generate(self, prompt, *, options=None, cancel=None):
        self.cancels.append(cancel)
        return events([" one ", "two \n"], Usage(tokens=50, computed=20, answer_tokens=2))


@pytest.fixture(scope="module")
def asked():
    """Bundled questions with a picture: three about people who are there, one about somebody who is
    not."""
    suite = find("omni-persona")
    media, conditions = Assets(suite.bundled.parent), Conditions(drop=frozenset({"audio"}))
    prompts = []
    for item in suite.read(suite.bundled, {}).items[:14]:
        case = suite.case(item)
        if case.sample in ("sample_1", "sample_2") and case.labels["group"] == "I2I":
            prompts.append(
                suite.build_prompt(
                    suite.apply_conditions(item, conditions).without_ground_truth(),
                    media,
                    conditions,
                )
            )
    assert len(prompts) == 4
    return prompts


def test_the_model_route_hands_the_prompt_to_the_engine_and_takes_its_counts(asked):
    engine, cancel = Counting(), threading.Event()
    route = ModelRoute(engine)
    reply = route.answer(asked[0], cancel)
    assert reply.text == "one two" and reply.routed is None and reply.seconds > 0
    assert (reply.tokens, reply.prompt_tokens, reply.computed_tokens) == (2, 50, 20)
    assert (
        engine.cancels == [cancel]
        and route.identity == {"model": "abc"}
        and route.max_tokens == 256
    )


def test_an_engine_that_counts_nothing_is_an_engine_too(asked):
    class Plain(ScriptedEngine):
        def pieces(self, prompt, options, cancel):
            return ["words"]

    route = ModelRoute(Plain())
    route.check()
    reply = route.answer(asked[0])
    assert (reply.text, reply.tokens, reply.prompt_tokens) == ("words", None, None)


def test_the_product_decides_whom_a_question_is_about(asked):
    route = AssistantRoute(ExtractiveEngine(), Settings())
    replies = [route.answer(prompt) for prompt in asked]
    assert [(reply.routed, reply.outcome) for reply in replies] == [
        (1, "matched"), (2, "matched"), (0, "matched"), (None, "unknown"),
    ]  # fmt: skip
    assert replies[3].abstained and all(reply.seconds > 0 for reply in replies)


def test_how_the_prompt_is_worded_changes_nothing_for_the_product(asked):
    route = AssistantRoute(ExtractiveEngine(), Settings())
    other = build_prompt(
        asked[0].query, asked[0].contexts, wording=Wording("Guess!", "No {index}", "Q")
    )
    one, two = route.answer(asked[0]), route.answer(other)
    assert (one.text, one.routed, one.outcome) == (two.text, two.routed, two.outcome)


def test_people_of_whom_nothing_is_left_are_not_remembered_and_not_found(asked):
    bare = [Context(None), Context(None)]
    reply = AssistantRoute(ExtractiveEngine(), Settings()).answer(
        build_prompt(asked[0].query, bare)
    )
    assert reply.routed is None and reply.abstained


def test_tokens_are_those_of_this_question_and_not_of_an_earlier_one(asked):
    engine = Counting()
    route = AssistantRoute(engine, Settings())
    assert [route.answer(prompt).tokens for prompt in asked] == [2, 2, 2, None]
    assert len(engine.cancels) == 3, "for somebody unknown the engine is not woken"


def test_several_threads_get_what_one_gets(asked):
    alone = AssistantRoute(ExtractiveEngine(), Settings())
    expected = [(reply.text, reply.routed, reply.outcome) for reply in map(alone.answer, asked)]
    shared = AssistantRoute(ExtractiveEngine(), Settings())
    with ThreadPoolExecutor(6) as threads:
        replies = list(threads.map(shared.answer, asked * 6))
    assert [(reply.text, reply.routed, reply.outcome) for reply in replies] == expected * 6


def test_equal_media_are_encoded_once_as_long_as_there_is_room(asked, monkeypatch):
    from persona_assistant.encoders.image import ClassicalImageEncoder

    encoded = []
    encode = ClassicalImageEncoder.encode
    monkeypatch.setattr(
        ClassicalImageEncoder,
        "encode",
        lambda self, items: encoded.extend(items) or encode(self, items),
    )
    route = AssistantRoute(ExtractiveEngine(), Settings())
    for prompt in asked * 2:
        route.answer(prompt)
    once = len(encoded)
    assert once == len({item.sha256 for item in encoded}) < 4 * 5
    monkeypatch.setattr(assistant_route, "_CACHE_SIZE", 2)
    encoded.clear()
    tight = AssistantRoute(ExtractiveEngine(), Settings())
    for prompt in asked:
        tight.answer(prompt)
    assert len(encoded) > once, "memory is bounded"

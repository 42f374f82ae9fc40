"""Asking a language model for an object in a form, and what is made of its replies."""

from __future__ import annotations

import threading

import pytest

from persona_assistant.assistant.longterm.consult import consult
from persona_assistant.engines.base import Capabilities
from tests.support.fakes import ScriptedEngine

SCHEMA = {
    "type": "object",
    "properties": {
        "wants": {"enum": ["tea", "coffee"]},
        "cups": {"type": "integer", "minimum": 1, "maximum": 5},
        "with": {"type": "array", "items": {"type": "string"}, "maxItems": 2},
        "until": {"anyOf": [{"type": "string"}, {"type": "null"}]},
    },
    "required": ["wants"],
}


class Replies(ScriptedEngine):
    """Says one reply after another; the last one for ever."""

    capabilities = Capabilities(window=4096)

    def __init__(self, *replies: str) -> None:
        self.replies, self.asked = list(replies), []

    def pieces(self, prompt, options, cancel):
        self.asked.append((prompt, options))
        yield self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def ask(engine, **more):
    return consult(engine, "What does the user want?", "Tea, please.", SCHEMA, **more)


def test_the_model_sees_instruction_schema_and_material_and_is_asked_greedily():
    engine = Replies('{"wants": "tea"}')
    assert ask(engine, max_tokens=77) == {"wants": "tea"}
    ((prompt, options),) = engine.asked
    text = "".join(prompt.parts)
    assert "What does the user want?" in text and "Tea, please." in text and '"enum"' in text
    assert (options.max_tokens, options.temperature, options.schema) == (77, 0.0, SCHEMA)


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        ('```json\n{"wants": "tea", "cups": 2}\n```', {"wants": "tea", "cups": 2}),
        ('<think>{"wants": "coffee"}?</think> {"wants": "tea"}', {"wants": "tea"}),
        (
            'Sure {ok}: {"wants": "tea", "with": ["milk"]} Enjoy!',
            {"wants": "tea", "with": ["milk"]},
        ),
        ('{"wants": "tea", "until": "a\nb"}', {"wants": "tea", "until": "a\nb"}),
        ('{"wants": "tea", "until": null, "more": 1}', {"wants": "tea", "until": None, "more": 1}),
    ],
)
def test_the_object_is_found_in_what_surrounds_it(reply, found):
    engine = Replies(reply)
    assert ask(engine) == found and len(engine.asked) == 1


@pytest.mark.parametrize(
    "reply",
    [
        "tea",
        "",
        '{"wants": "te',
        "[1]",
        "{}",
        '{"wants": "milk"}',
        '{"wants": "tea", "cups": 9}',
        '{"wants": "tea", "cups": true}',
        '{"wants": "tea", "cups": "two"}',
        '{"wants": "tea", "with": ["a", "b", "c"]}',
        '{"wants": "tea", "with": [1]}',
        '{"wants": "tea", "until": 4}',
        "{" * 5000,
    ],
)
def test_a_reply_in_another_form_is_asked_for_once_more_in_another_way(reply):
    engine = Replies(reply, '{"wants": "coffee"}')
    assert ask(engine) == {"wants": "coffee"}
    assert [options.temperature > 0 for _, options in engine.asked] == [False, True]
    engine = Replies(reply)
    assert ask(engine) is None and len(engine.asked) == 2


def test_nobody_is_asked_without_a_language_model_or_when_it_is_cancelled():
    engine = Replies('{"wants": "tea"}')
    cancel = threading.Event()
    cancel.set()
    assert ask(engine, cancel=cancel) is None
    engine.capabilities = Capabilities()
    assert ask(engine) is None
    assert engine.asked == []

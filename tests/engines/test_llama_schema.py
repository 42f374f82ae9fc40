"""An answer of the llama engine that has to follow a JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from persona_assistant.engines.base import GenerateOptions, Generation, collect
from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.errors import EngineError
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

WHO = Prompt(("Who is this?",), Query())
STEP = {
    "type": "object",
    "properties": {
        "action": {"enum": ["answer", "retrieve"]},
        "marks": {
            "type": "array",
            "items": {"enum": [1, 2, 3, 4, 5]},
            "minItems": 2,
            "maxItems": 4,
        },
        "words": {"type": "string", "maxLength": 20},
        "until": {"anyOf": [{"type": "string", "maxLength": 10}, {"type": "null"}]},
    },
    "required": ["action", "marks", "words"],
}


@pytest.fixture(scope="module")
def engine(gguf_folder: Path) -> Iterator[LlamaEngine]:
    engine = LlamaEngine(gguf_folder / "model.gguf", n_ctx=2048, threads=1)
    yield engine
    engine.close()


def generate(engine: LlamaEngine, schema: dict, **options) -> Generation:
    how = {"max_tokens": 120, "may_repeat": True, **options}
    return collect(engine.generate(WHO, options=GenerateOptions(schema=schema, **how)))


@pytest.mark.parametrize("options", [{}, {"temperature": 2.0, "seed": 5}])
def test_a_model_of_random_weights_answers_in_the_form(engine, options):
    generation = generate(engine, STEP, **options)
    answer = json.loads(generation.text, strict=False)
    assert answer["action"] in ("answer", "retrieve")
    assert 2 <= len(answer["marks"]) <= 4 and set(answer["marks"]) <= {1, 2, 3, 4, 5}
    assert len(answer["words"]) <= 20
    assert answer.keys() <= STEP["properties"].keys()
    assert generation.finished.reason == "stop"


def test_an_answer_that_is_cut_off_follows_the_schema_as_far_as_it_goes(engine):
    generation = generate(engine, {"enum": ["a long word"]}, max_tokens=4)
    assert generation.finished.reason == "length"
    assert '"a long word"'.startswith(generation.text) and generation.text


def test_a_schema_holds_for_one_answer_alone(engine):
    free = collect(engine.generate(WHO, options=GenerateOptions(max_tokens=12))).text
    assert json.loads(generate(engine, {"enum": ["yes", "no"]}).text) in ("yes", "no")
    assert collect(engine.generate(WHO, options=GenerateOptions(max_tokens=12))).text == free


@pytest.mark.parametrize("schema", [{"type": "nonsense"}, {"$ref": "#/nowhere"}])
def test_a_schema_that_makes_no_grammar_is_one_error_and_the_next_answer_comes(engine, schema):
    with pytest.raises(EngineError, match="plainer JSON Schema") as error:
        generate(engine, schema)
    assert error.value.code == "schema_not_followed"
    assert json.loads(generate(engine, {"enum": ["yes"]}).text) == "yes"

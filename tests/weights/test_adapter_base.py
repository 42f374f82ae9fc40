"""An adapter goes into the model that it names, and into no other by mistake."""

from __future__ import annotations

import json

import pytest

from persona_assistant.cli.errors import message
from persona_assistant.errors import ModelError
from persona_assistant.weights.adapter_base import check_base

E4B = "google/gemma-4-E4B-it"


@pytest.fixture
def model(tmp_path):
    def make(name: str = "base", **config):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        (folder / "config.json").write_text(json.dumps(config))
        return folder

    return make


def named(name: object) -> dict:
    return {"peft_type": "LORA", "base_model_name_or_path": name}


@pytest.mark.parametrize("name", [E4B, "/models/Gemma-4-E4B-it/", "C:\\models\\gemma-4-e4b-it"])
def test_one_model_has_one_name_wherever_it_lies(model, name):
    assert check_base(named(name), model(_name_or_path=E4B)) == ()
    assert check_base(named(name), model("gemma-4-E4B-it")) == ()


def test_the_folder_of_the_hubs_cache_is_read(model):
    cached = model("models--google--gemma-4-E4B-it/snapshots/0a1b2c")
    assert check_base(named(E4B), cached) == ()
    assert check_base(named(f"{cached}"), model(_name_or_path=E4B)) == ()


@pytest.mark.parametrize(
    "config",
    [{"_name_or_path": "google/gemma-4-E4B"}, {"text_config": {"_name_or_path": "someone/tuned"}}],
)
def test_another_model_is_refused_unless_it_is_meant(model, config):
    folder = model(**config)
    with pytest.raises(ModelError, match=f"trained on {E4B}.*give the model") as caught:
        check_base(named(E4B), folder)
    assert "--anyway" in message(caught.value)
    (notice,) = check_base(named(E4B), folder, anyway=True)
    assert E4B in notice


def test_a_model_that_says_nothing_of_itself_is_noticed(model):
    (notice,) = check_base(named(E4B), model())
    assert E4B in notice and "does not say" in notice


@pytest.mark.parametrize("name", [None, "", " ", 7, ["a"]])
def test_an_adapter_that_names_no_base_is_merged(model, name):
    assert check_base(named(name), model(_name_or_path=E4B)) == ()

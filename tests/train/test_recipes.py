"""A recipe is read whole or refused with the line, the key and what was meant."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persona_assistant.errors import BadInput, RecipeError
from persona_assistant.resources import data_path
from persona_assistant.train import recipes
from persona_assistant.train.recipe_parts import (
    Data,
    Lora,
    Model,
    Optim,
    Out,
    Policy,
    Run,
    Sampling,
    Select,
    World,
)
from persona_assistant.train.rewards import ASYMMETRIC, BINARY, WEIGHTED
from persona_assistant.weights.quantize import KINDS

SHIPPED = data_path("models", "recipes")
RLVR = (SHIPPED / "gemma4-e4b-rlvr.toml").read_text(encoding="utf-8")
RLVR = RLVR.replace("patience = 0", "patience = 4")
SFT = (SHIPPED / "gemma4-e4b-sft-1k.toml").read_text(encoding="utf-8")


def load(tmp_path, text):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return recipes.load(file)


def changed(text, old, new):
    assert old in text
    return text.replace(old, new, 1)


# --- what is shipped


def test_there_is_a_recipe_for_every_published_row_and_for_the_tests():
    assert set(recipes.names()) >= {
        "gemma4-e2b-rlvr",
        "gemma4-e4b-rlvr",
        "gemma4-e4b-sft-1k",
        "gemma4-e4b-sft-10k",
        "qwen2.5-omni-3b-sft-1k",
        "qwen2.5-omni-3b-sft-10k",
        "qwen2.5-omni-3b-rlvr",
        "qwen2.5-omni-7b-rlvr",
        "qwen2.5-omni-3b-v20",
        "tiny",
        "tiny-sft",
        "tiny-rlvr",
    }
    assert (
        sorted(recipes.names("sft") + recipes.names("rlvr") + recipes.names("pipeline"))
        == recipes.names()
    )


@pytest.mark.parametrize("name", sorted(set(recipes.names()) - set(recipes.names("pipeline"))))
def test_a_shipped_recipe_survives_being_written_and_read(name, tmp_path):
    recipe = recipes.load(name)
    assert recipe.name == name
    assert load(tmp_path, recipes.dump(recipe)) == recipe
    assert (recipe.policy is None) == (recipe.sampling is None) == (recipe.kind == "sft")


@pytest.mark.parametrize("name", recipes.names())
def test_every_shipped_value_says_where_it_is_from(name):
    for line in (SHIPPED / f"{name}.toml").read_text(encoding="utf-8").splitlines():
        if re.match(r"\w+ = ", line) and line.split()[0] not in ("kind", "source", "about"):
            assert re.search(r"# (paper|release|ours)\b", line), line


def test_the_published_figures():
    e4b = recipes.load("gemma4-e4b-rlvr")
    assert (e4b.policy.algorithm, e4b.sampling.group, e4b.policy.beta, e4b.optim.lr) == (
        "gspo",
        4,
        0.04,
        1e-5,
    )
    assert (e4b.lora.r, e4b.lora.alpha, e4b.data.contexts, e4b.data.absent) == (32, 64, 3, 0.2)
    assert e4b.policy.reward_scheme == BINARY and e4b.optim.steps >= 300
    for name, r, records in (
        ("gemma4-e4b-sft-10k", 32, 10_000),
        ("qwen2.5-omni-3b-sft-1k", 64, 1000),
    ):
        sft = recipes.load(name)
        assert (sft.lora.r, sft.lora.alpha, sft.optim.lr, sft.optim.epochs) == (r, 2 * r, 2e-5, 3)
        assert sft.data.records == records
    v20 = recipes.load("qwen2.5-omni-3b-v20")
    assert (v20.sampling.group, v20.sampling.temperature, v20.sampling.max_tokens) == (8, 1.1, 512)
    assert (v20.policy.beta, v20.policy.clip_low, v20.policy.clip_high) == (0.04, 0.2, 0.2)
    assert (v20.optim.batch, v20.optim.lr, v20.optim.steps, v20.data.corpus) == (
        8,
        1e-6,
        100,
        "rlvr-mix",
    )
    assert v20.policy.reward_scheme == ASYMMETRIC


def test_an_ablation_differs_from_the_run_it_ablates_in_what_it_ablates():
    whole = recipes.load("gemma4-e2b-rlvr")
    cases = {
        "beta0": ("policy", "beta"),
        "token": ("policy", "algorithm"),
        "perception": ("data", "kinds"),
        "text": ("data", "kinds"),
    }
    for name, (section, key) in cases.items():
        part = recipes.load(f"gemma4-e2b-rlvr-{name}")
        assert getattr(getattr(part, section), key) != getattr(getattr(whole, section), key)
        same = replace(getattr(part, section), **{key: getattr(getattr(whole, section), key)})
        part = replace(
            part,
            name=whole.name,
            source=whole.source,
            about=whole.about,
            select=whole.select,
            **{section: same},
        )
        assert part == whole


def test_the_weighted_recipe_scales_rewards_so_that_its_numbers_act():
    weighted = recipes.load("gemma4-e4b-rlvr-weighted")
    assert weighted.policy.reward_scheme == WEIGHTED and weighted.policy.scale_rewards != "group"


def test_the_tiny_pipeline_holds_both_its_stages():
    tiny = recipes.load_pipeline("tiny")
    assert (tiny.sft, tiny.rlvr) == (recipes.load("tiny-sft"), recipes.load("tiny-rlvr"))
    assert (
        tiny.rlvr.policy.judge == "lexical"
        and tiny.sft.run.precision == tiny.rlvr.run.precision == "fp32"
    )


def test_a_pipeline_quantizes_to_what_can_be_made():
    quantize = next(each for each in fields(Out) if each.name == "quantize")
    assert set(quantize.metadata["rule"].choices) == set(KINDS)


def test_the_manual_names_every_key_and_every_recipe():
    manual = (SHIPPED / "README.md").read_text(encoding="utf-8")
    for part in (Model, Data, Lora, Optim, Sampling, Policy, Run, Select, World, Out):
        for each in fields(part):
            assert re.search(rf"\b{each.name}\b", manual), each.name
    for name in recipes.names():
        stem, _, ending = name.rpartition("-")
        assert f"`{name}`" in manual or (f"-{ending}`" in manual and stem), name


# --- refusals


@pytest.mark.parametrize(
    ("key", "old", "new", "told"),
    [
        ("betta", "beta =", "betta =", "[policy] has no key 'betta'; did you mean 'beta'?"),
        ("lr", "temperature = 1.0", "lr = 1.0", "[sampling] has no key 'lr'"),
        ("lr", "temperature = 1.0", "lr = 1.0", "belongs to [optim]"),
        ("[polcy]", "[policy]", "[polcy]", "did you mean 'policy'?"),
        ("lr", "lr = 1e-5", 'lr = "1e-5"', "lr must be a number"),
        ("lr", "lr = 1e-5", "lr = true", "lr must be a number"),
        ("lr", "lr = 1e-5", "lr = 0", "above 0"),
        ("lr", "lr = 1e-5", "lr = nan", "above 0"),
        ("lr", "lr = 1e-5", "lr = inf", "above 0"),
        ("r ", "r = 32", "r = 32.0", "[lora] r must be a whole number"),
        ("group", "group = 4", "group = 1", "from 2 to 64"),
        ("vllm", "vllm = false", "vllm = 0", "true or false"),
        ("vllm", "vllm = false", "vllm = true", "images only"),
        (
            "batch",
            "group = 4",
            "group = 3",
            "batch x accumulate = 16 must be divisible by [sampling] group = 3",
        ),
        ("kinds", '["perception", "retrieval"]', '"perception"', "a list of"),
        ("kinds", '["perception", "retrieval"]', "[]", "a list of"),
        ("kinds", '["perception", "retrieval"]', '["retrieval", "retrieval"]', "twice"),
        ("kinds", '["perception", "retrieval"]', '["description"]', "no reward"),
        ("corpus", '"rlvr-1k"', '"rlvr-2k"', "did you mean 'rlvr-1k'?"),
        ("corpus", '"rlvr-1k"', '"sft-1k"', "not for rlvr"),
        ("image_tokens", "image_tokens = 280", "image_tokens = 100", "70, 140, 280, 560, 1120"),
        ("family", '"gemma4"', '"qwen2.5-omni"', "not that of google/gemma-4-E4B-it"),
        ("epochs", "steps = 500", "steps = 500\nepochs = 3", "both are given"),
        ("[optim]", "steps = 500", "", "neither is given"),
        ("evaluate_steps", "evaluate_steps = 50", "evaluate_steps = 75", "multiple of save_steps"),
        ("patience", "evaluate_steps = 50", "evaluate_steps = 0", "evaluate_steps above 0"),
        ("scheme", 'scheme = "binary"', 'scheme = "binary"\nfn = 1.0', "right must be worth more"),
        ("ramp", 'scheme = "binary"', 'scheme = "binary"\nramp = 0.3', "no growing price"),
        ("metric", 'metric = "Cal"', 'metric = "loss"', "for sft"),
        ("[policy]", "beta = 0.04", "", "[policy] beta is missing"),
        ("[[policy]]", "[policy]", "[[policy]]", "must be a table"),
        ("source", 'source = "', 'source = ""  # ', "source must not be empty"),
        ("kind =", 'kind = "rlvr"', 'kind = "rl"', "sft, rlvr, pipeline"),
        ("[sampling]", 'kind = "rlvr"', 'kind = "sft"', '[sampling] is for kind = "rlvr"'),
    ],
)
def test_a_mistake_is_told_with_file_line_and_key(tmp_path, key, old, new, told):
    text = changed(RLVR, old, new)
    at = [
        number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(key)
    ]
    with pytest.raises(RecipeError) as error:
        load(tmp_path, text)
    assert told in str(error.value)
    found = re.match(rf"{re.escape(str(tmp_path))}/mine\.toml, line (\d+): ", str(error.value))
    assert found and int(found[1]) in at
    assert isinstance(error.value, BadInput) and "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: kind is missing"),
        ('kind = "sft"\nlr = 5 5\n', "line 2: this is not TOML"),
        ('kind = "sft\n', "line 1: this is not TOML"),
        ('kind = "sft"\nkind = "sft"\n', "line 2: this is not TOML"),
        ('kind = "sft"\n[model]\n[model', "line 3: this is not TOML"),
        ('kind = "sft"\noptim = {lr = 1, lrr = 2}\n', "line 2: [optim] has no key 'lrr'"),
        ('kind = "sft"\noptim.lrr = 2\n', "line 2: [optim] has no key 'lrr'"),
        ('kind = "sft"\n["optim"]\n  "lrr" = 2\n', "line 3: [optim] has no key 'lrr'"),
        (
            'kind = "sft"\n[optim]\nlrr = 2\n[model]\nname = """\n[optim]\nlrr = 1"""',
            "line 3: [optim] has no key 'lrr'",
        ),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path, text, told):
    with pytest.raises(RecipeError, match=re.escape(told)):
        load(tmp_path, text)


def test_a_file_that_is_not_there_is_no_text_or_is_no_recipe(tmp_path):
    with pytest.raises(RecipeError, match="no recipe file .*missing.toml"):
        recipes.load(tmp_path / "missing.toml")
    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RecipeError, match="binary.toml cannot be read"):
        recipes.load(tmp_path / "binary.toml")
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(RecipeError, match="folder.toml cannot be read"):
        recipes.load(tmp_path / "folder.toml")
    with pytest.raises(RecipeError, match="did you mean 'gemma4-e4b-rlvr'"):
        recipes.load("gemma4-e4b-rvlr")
    with pytest.raises(RecipeError, match="there are: .*tiny-sft"):
        recipes.load("zzz")
    with pytest.raises(RecipeError, match="is a pipeline"):
        recipes.load("tiny")
    with pytest.raises(RecipeError, match="no pipeline: it is for rlvr"):
        recipes.load_pipeline("tiny-rlvr")


def test_voices_left_out_are_what_vllm_can_take(tmp_path):
    text = changed(
        changed(RLVR, "vllm = false", "vllm = true"), "seed = 1", "seed = 1\naudio = false"
    )
    assert load(tmp_path, text).run.vllm
    with pytest.raises(RecipeError, match="generates nothing"):
        load(tmp_path, changed(SFT, "[run]", "[run]\nvllm = true"))


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ('sft = "tiny-sft"', 'sft = "tiny-rlvr"', 'sft = "tiny-rlvr"', "is of kind rlvr"),
        ('sft = "tiny-sft"', 'sft = "gemma4-e4b-sft-1k"', "rlvr =", "same [model]"),
        ('sft = "tiny-sft"', "sft = 3", "sft =", "must name a recipe"),
        ("[stages]", "[stage]", "[stage]", "did you mean 'stages'?"),
        ("people = 72", "people = 2", "people", "at least 8|from 8"),
        ("people = 72", "peopl = 24", "peopl", "did you mean 'people'?"),
    ],
)
def test_a_mistake_in_a_pipeline_is_told_with_its_line(tmp_path, old, new, line, told):
    text = changed((SHIPPED / "tiny.toml").read_text(encoding="utf-8"), old, new)
    at = next(number for number, each in enumerate(text.splitlines(), 1) if each.startswith(line))
    (tmp_path / "tiny.toml").write_text(text, encoding="utf-8")
    with pytest.raises(
        RecipeError, match=rf"line {at}: .*({told if '|' in told else re.escape(told)})"
    ):
        recipes.load_pipeline(tmp_path / "tiny.toml")


def test_stages_that_lie_beside_a_pipeline_are_its_own(tmp_path):
    for name in ("tiny", "tiny-sft", "tiny-rlvr"):
        text = (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text(
            text.replace("steps = 48", "steps = 3"), encoding="utf-8"
        )
    assert recipes.load_pipeline(tmp_path / "tiny.toml").sft.optim.steps == 3


# --- laws

E4B = recipes.load("gemma4-e4b-rlvr")
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1).filter(
    lambda text: text.strip()
)


@settings(max_examples=60, deadline=None)
@given(
    about=words,
    folder=st.none() | words,
    lr=st.floats(1e-12, 1),
    beta=st.floats(0, 10),
    fn=st.none() | st.floats(-1, 0),
    kinds=st.lists(st.sampled_from(["perception", "retrieval"]), min_size=1, unique=True),
)
def test_whatever_a_recipe_holds_is_written_so_that_it_is_read_back(
    tmp_path_factory, about, folder, lr, beta, fn, kinds
):
    recipe = replace(
        E4B,
        about=about,
        model=replace(E4B.model, folder=folder),
        data=replace(E4B.data, kinds=tuple(kinds)),
        optim=replace(E4B.optim, lr=lr),
        policy=replace(E4B.policy, beta=beta, fn=fn),
    )
    file = tmp_path_factory.getbasetemp() / "law.toml"
    file.write_bytes(recipes.dump(recipe).encode())
    assert recipes.load(file) == recipe


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(RLVR) - 1), st.text("[]{}=\"'#\n\\.,x1-", max_size=3), st.integers(0, 4))
def test_a_damaged_recipe_is_read_or_refused_in_one_line(tmp_path_factory, at, inserted, removed):
    file = tmp_path_factory.getbasetemp() / "damaged.toml"
    file.write_bytes((RLVR[:at] + inserted + RLVR[at + removed :]).encode())
    refused = None
    try:
        recipes.load(file)
    except RecipeError as error:
        refused = str(error)
    assert refused is None or (
        re.search(r"damaged\.toml, line \d+: ", refused) and "\n" not in refused
    )

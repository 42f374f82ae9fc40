"""An estimate counts what can be counted, moves the right way, and says what it does not know."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persona_assistant.errors import BadInput
from persona_assistant.resources import data_path
from persona_assistant.train import recipes
from persona_assistant.train.devices import DEVICES, GIB
from persona_assistant.train.dimensions import Layer, Text, dimensions
from persona_assistant.train.estimate import Assumed, estimate, render, to_json
from persona_assistant.train.footprint import kept_bytes
from persona_assistant.weights.catalog import find

E4B, SFT = recipes.load("gemma4-e4b-rlvr"), recipes.load("gemma4-e4b-sft-1k")
ALL = [name for name in recipes.names() if name not in recipes.names("pipeline")]


def changed(recipe, section, **values):
    return replace(recipe, **{section: replace(getattr(recipe, section), **values)})


# --- counts

COUNTED = {
    "google/gemma-4-E2B-it": 5_104_297_504,
    "google/gemma-4-E4B-it": 7_941_100_832,
    "Qwen/Qwen2.5-Omni-3B": 4_703_464_448,
    "Qwen/Qwen2.5-Omni-7B": 8_931_813_888,
    "tiny-gemma4": 5_103_472,
}
"""Parameters of the classes of transformers 5.23; the tests at the end count them again."""


@pytest.mark.parametrize("name", COUNTED)
def test_parameters_are_those_of_the_model(name):
    assert dimensions(name).parameters == COUNTED[name]


def test_an_adapter_is_two_narrow_matrices_for_each_wide_one():
    text = Text(8, 100, (Layer(2, 3, 1, 20, None), Layer(2, 3, 0, 40, None)), gemma=True)
    first = (8 + 6) + (6 + 8) + 2 * (8 + 3) + 2 * (8 + 20) + (20 + 8)
    second = (8 + 6) + (6 + 8) + 2 * (8 + 40) + (40 + 8)
    assert text.lora(5) == 5 * (first + second)
    assert text.cache(7) == 7 * 2 * 3


def test_sizes_on_disk_are_those_of_published_files():
    disk = estimate(E4B).disk
    assert disk.base == pytest.approx(16, rel=0.02)
    for name, model in (
        ("gemma4-e4b-rlvr", "gemma-4-e4b-q4_k_m"),
        ("gemma4-e2b-rlvr", "gemma-4-e2b-q4_k_m"),
    ):
        file = next(file for file in find(model).files if file.role == "model")
        assert estimate(recipes.load(name)).disk.quantized == pytest.approx(
            file.size / 1e9, rel=0.01
        )


def test_memory_that_can_be_counted_is():
    memory = estimate(E4B).memory
    trained = dimensions(E4B.model.name).text.lora(32)
    assert memory.weights == pytest.approx(2 * 7_941_100_832 / GIB)
    assert (memory.adapter, memory.optimizer) == pytest.approx(
        (4 * trained / GIB, 8 * trained / GIB)
    )
    assert memory.gradients == memory.adapter and memory.reference == 0
    assert memory.peak == max(memory.training, memory.generating) > memory.weights


def test_of_gemma_only_layers_with_keys_of_their_own_are_cached():
    """E4B: of the first 24 layers 4 look at everything, with heads of 512; 20 at the last 512
    tokens."""
    assert dimensions("google/gemma-4-E4B-it").text.cache(2000) == 2 * 2 * (
        4 * 512 * 2000 + 20 * 256 * 512
    )


def test_a_prompt_holds_everybody_and_the_question():
    assert estimate(E4B).tokens.prompt == 3 * (280 + 250 + 120) + 280 + 150
    assert estimate(changed(E4B, "data", audio=False)).tokens.prompt == 3 * (280 + 120) + 280 + 150
    long = estimate(E4B, assumed=Assumed(clip_seconds=30)).tokens
    assert (long.prompt, long.images) == (3 * (280 + 750 + 120) + 750 + 150, 3)


# --- laws


@pytest.mark.parametrize("checkpointing", [True, False])
def test_twice_the_batch_keeps_twice_the_activations_and_nothing_else(checkpointing):
    recipe = changed(E4B, "run", checkpointing=checkpointing, precision="fp32")
    one, two = (estimate(changed(recipe, "optim", batch=batch)).memory for batch in (4, 8))
    assert two.activations == pytest.approx(2 * one.activations)
    assert two.logits == pytest.approx(2 * one.logits)
    for counted in ("weights", "adapter", "gradients", "optimizer"):
        assert getattr(two, counted) == getattr(one, counted)


@pytest.mark.parametrize("name", ALL)
def test_checkpointing_takes_less_memory_and_more_time(name):
    recipe = recipes.load(name)
    with_, without = (estimate(changed(recipe, "run", checkpointing=on)) for on in (True, False))
    assert with_.memory.activations < without.memory.activations / 2
    assert with_.time.training.low > without.time.training.low
    assert with_.full_attention <= without.full_attention


def test_accumulating_takes_time_and_no_memory_but_for_generation():
    one, two = (estimate(changed(E4B, "optim", accumulate=passes)) for passes in (4, 8))
    assert two.time.training.low == pytest.approx(2 * one.time.training.low)
    assert two.memory.activations == one.memory.activations
    assert two.memory.cache == pytest.approx(2 * one.memory.cache)
    sft, more = (estimate(changed(SFT, "optim", accumulate=passes)).memory for passes in (4, 8))
    assert sft == more and sft.cache == sft.prefill == 0


def test_a_reference_costs_a_pass_and_no_memory():
    with_, without = (estimate(changed(E4B, "policy", beta=beta)) for beta in (0.04, 0.0))
    assert with_.time.operations > 1.2 * without.time.operations
    assert with_.memory == without.memory


def test_passes_cost_what_arithmetic_says():
    """Nothing but matrices: there and back is 4 operations a parameter and token, 6 with
    checkpointing."""
    text = Text(64, 1000, (Layer(4, 16, 4, 256, None),) * 3, gemma=False)
    short = text.forward(1)
    assert short == 2 * 3 * (4 * 64 * 64 + 3 * 64 * 256) + 3 * 4 * 64
    assert text.forward(1000) > 1000 * short
    windowed = Text(64, 1000, (Layer(4, 16, 4, 256, 10),) * 3, gemma=False)
    assert windowed.forward(10) == text.forward(10) and windowed.forward(1000) < text.forward(1000)
    assert windowed.cache(1000) == text.cache(10)


@given(
    st.sampled_from([name for name in ALL if not name.startswith("tiny")]),
    st.integers(1, 16),
    st.integers(1, 4),
    st.integers(1, 512),
    st.sampled_from(sorted(DEVICES)),
    st.integers(1, 8),
)
def test_every_estimate_is_finite_positive_and_in_order(name, batch, contexts, r, device, gpus):
    recipe = changed(changed(recipes.load(name), "optim", batch=batch * 8), "lora", r=r)
    recipe = changed(recipe, "data", contexts=contexts)
    given_ = estimate(recipe, device=device, gpus=gpus, rate=2.0)
    memory, time = given_.memory, given_.time
    assert math.isfinite(memory.peak) and memory.peak > memory.held > memory.weights > 0
    assert given_.fits == (memory.peak <= DEVICES[device].memory) == given_.fits_on[device]
    for span in (time.training, time.evaluation, time.hours, time.cost):
        assert 0 < span.low <= span.high < math.inf
    assert time.cost.low == pytest.approx(time.hours.low * gpus * 2)
    wider = estimate(changed(recipe, "lora", r=r + 1), device=device).memory
    assert wider.peak > memory.peak


def test_more_gpus_make_epochs_shorter_and_steps_larger():
    one, four = estimate(SFT, gpus=1).time, estimate(SFT, gpus=4).time
    assert one.steps == math.ceil(3 * 1000 / 16) and four.steps == math.ceil(3 * 1000 / 64)
    assert four.tokens == 4 * one.tokens and four.hours.high < one.hours.high
    assert estimate(E4B, gpus=4).time.steps == 500


def test_a_faster_device_is_faster_and_a_small_one_is_too_small():
    h100, a100 = estimate(E4B, device="h100").time, estimate(E4B, device="A100").time
    assert h100.training.low < a100.training.low and h100.generation.high < a100.generation.high
    small = estimate(E4B, device="4090")
    assert not small.fits and estimate(E4B, device="h100").fits
    assert "DOES NOT FIT" in render(small)


# --- shown


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("device", sorted(DEVICES))
def test_it_is_shown_in_eighty_columns_and_as_plain_json(name, device):
    given_ = estimate(recipes.load(name), device=device, rate=3.0, gpus=2)
    text = render(given_)
    assert max(map(len, text.splitlines())) <= 80
    assert all(line == line.rstrip() for line in text.splitlines())
    assert given_.recipe in text and "not measured" in text
    shown = json.loads(json.dumps(to_json(given_), allow_nan=False))
    assert shown["memory"]["peak"] == pytest.approx(given_.memory.peak, rel=1e-4)
    assert shown["time"]["hours"].keys() == {"low", "high"}
    assert shown["fits"] is given_.fits and shown["evidence"]


def test_nothing_is_said_of_generation_where_nothing_is_generated():
    assert "generati" not in render(estimate(SFT)) and "generating" in render(estimate(E4B))
    assert "cost" not in render(estimate(E4B)) and "cost" in render(estimate(E4B, rate=1))


def test_what_is_not_known_is_refused():
    with pytest.raises(BadInput, match="did you mean google/gemma-4-E4B-it"):
        estimate(changed(E4B, "model", name="google/gemma-4-E4B"))
    with pytest.raises(BadInput, match="did you mean h100"):
        estimate(E4B, device="h10")
    with pytest.raises(BadInput, match="h200, h100"):
        estimate(E4B, device="abacus")
    with pytest.raises(BadInput, match="at least one GPU"):
        estimate(E4B, gpus=0)
    for rate in (-1, math.nan):
        with pytest.raises(BadInput, match="price for an hour"):
            estimate(E4B, rate=rate)


def test_the_table_of_the_manual_is_what_is_estimated():
    manual = data_path("models", "recipes", "README.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^\| `(\S+)` \| (\d+) \| (yes|no) \| (\d+) \| (\S+) to (\S+) \|$", manual, re.MULTILINE
    )
    assert len(rows) >= 8
    for name, memory, fits, disk, low, high in rows:
        now = estimate(recipes.load(name))
        assert (f"{now.memory.peak:.0f}", f"{now.disk.total:.0f}") == (memory, disk)
        assert (now.fits_on["4090"], f"{now.time.hours.low:.1f}", f"{now.time.hours.high:.1f}") == (
            fits == "yes",
            low,
            high,
        )


# --- against the real thing


def built(name):
    """The model's class without memory for its weights."""
    import torch
    from transformers import (
        Gemma4AudioConfig,
        Gemma4Config,
        Gemma4ForConditionalGeneration,
        Gemma4TextConfig,
        Gemma4VisionConfig,
    )
    from transformers.models.qwen2_5_omni import configuration_qwen2_5_omni as qwen
    from transformers.models.qwen2_5_omni import modeling_qwen2_5_omni as model

    from persona_assistant.train import tiny

    class Tokens:
        def __len__(self):
            return tiny.VOCABULARY

        def convert_tokens_to_ids(self, token):
            return 5

    gemma = {
        "google/gemma-4-E2B-it": {
            "hidden_size": 1536,
            "intermediate_size": 6144,
            "num_hidden_layers": 35,
            "num_key_value_heads": 1,
            "num_kv_shared_layers": 20,
            "use_double_wide_mlp": True,
            "layer_types": (["sliding_attention"] * 4 + ["full_attention"]) * 7,
        },
        "google/gemma-4-E4B-it": {
            "hidden_size": 2560,
            "intermediate_size": 10_240,
            "num_hidden_layers": 42,
            "num_key_value_heads": 2,
            "num_kv_shared_layers": 18,
        },
    }
    qwens = {
        "Qwen/Qwen2.5-Omni-3B": (2048, 36, 11_008, 16, 2, 151_936),
        "Qwen/Qwen2.5-Omni-7B": (3584, 28, 18_944, 28, 4, 152_064),
    }
    with torch.device("meta"):
        if name == "tiny-gemma4":
            return Gemma4ForConditionalGeneration(tiny.config(Tokens()))
        if name in gemma:
            text = Gemma4TextConfig(
                num_attention_heads=8, head_dim=256, global_head_dim=512, **gemma[name]
            )
            towers = {"vision_config": Gemma4VisionConfig(), "audio_config": Gemma4AudioConfig()}
            return Gemma4ForConditionalGeneration(Gemma4Config(text_config=text, **towers))
        hidden, layers, ffn, heads, kv_heads, vocabulary = qwens[name]
        config = qwen.Qwen2_5OmniThinkerConfig(
            text_config={
                "hidden_size": hidden,
                "num_hidden_layers": layers,
                "intermediate_size": ffn,
                "num_attention_heads": heads,
                "num_key_value_heads": kv_heads,
                "vocab_size": vocabulary,
                "tie_word_embeddings": False,
            },
            vision_config={"hidden_size": 1280, "out_hidden_size": hidden},
            audio_config={"output_dim": hidden},
        )
        config.tie_word_embeddings = False
        return model.Qwen2_5OmniThinkerForConditionalGeneration(config)


@pytest.mark.torch("transformers")
@pytest.mark.parametrize("name", COUNTED)
def test_parameters_and_adapter_are_those_of_transformers(name):
    from persona_assistant.train.families import FAMILIES

    model, sizes = built(name), dimensions(name)
    assert sum(weight.numel() for weight in model.parameters()) == sizes.parameters == COUNTED[name]
    targets = FAMILIES[sizes.family].targets
    changed_ = [m.weight.shape for n, m in model.named_modules() if re.fullmatch(targets, n)]
    assert sum(32 * (rows + columns) for rows, columns in changed_) == sizes.text.lora(32)


@pytest.mark.torch("transformers", "peft")
@pytest.mark.parametrize("precision", ["bf16", "fp32"])
@pytest.mark.parametrize("family", ["gemma4", "qwen2.5-omni"])
def test_a_layer_keeps_what_autograd_saves(family, precision):
    """One more layer, per token: what 64 tokens save beyond 32, so that copies of weights do not
    count."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import Gemma4TextConfig
    from transformers.models.gemma4.modeling_gemma4 import Gemma4TextModel
    from transformers.models.qwen2_5_omni.configuration_qwen2_5_omni import Qwen2_5OmniTextConfig
    from transformers.models.qwen2_5_omni.modeling_qwen2_5_omni import Qwen2_5OmniThinkerTextModel

    shape = {
        "hidden_size": 512,
        "intermediate_size": 1536,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "vocab_size": 64,
    }

    def saved(layers, tokens):
        if family == "gemma4":
            own = {
                "head_dim": 64,
                "global_head_dim": 128,
                "hidden_size_per_layer_input": 32,
                "vocab_size_per_layer_input": 64,
            }
            kinds = ["sliding_attention"] * (layers - 1) + ["full_attention"]
            config = Gemma4TextConfig(num_hidden_layers=layers, layer_types=kinds, **shape, **own)
            model = Gemma4TextModel._from_config(config, attn_implementation="sdpa")
        else:
            config = Qwen2_5OmniTextConfig(num_hidden_layers=layers, **shape)
            config.rope_parameters = {
                "rope_type": "default",
                "rope_theta": 1e6,
                "mrope_section": [16, 24, 24],
            }
            model = Qwen2_5OmniThinkerTextModel._from_config(config, attn_implementation="sdpa")
        model = model.to(torch.bfloat16 if precision == "bf16" else torch.float32)
        targets = r".*\.(self_attn\.(q|k|v|o)_proj|mlp\.(gate|up|down)_proj)"
        model = get_peft_model(
            model, LoraConfig(r=16, lora_alpha=32, target_modules=targets)
        ).train()
        weights = {weight.untyped_storage().data_ptr() for weight in model.parameters()}
        kept = {}

        def keep(tensor):
            place = tensor.untyped_storage()
            if place.data_ptr() not in weights:
                kept[place.data_ptr()] = (
                    place.nbytes(),
                    tensor,
                )  # held, so that no address is used twice
            return tensor

        autocast = torch.autocast("cpu", dtype=torch.bfloat16, enabled=precision == "bf16")
        with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor), autocast:
            model(input_ids=torch.zeros(1, tokens, dtype=torch.long), use_cache=False)
        return sum(size for size, _ in kept.values())

    per_token = (saved(3, 64) - saved(2, 64) - saved(3, 32) + saved(2, 32)) / 32
    gemma = family == "gemma4"
    layer = Layer(4, 64 if gemma else 128, 2, 1536, 512)
    text = Text(512, 64, (layer,), gemma=gemma, per_layer=32 if gemma else 0)
    assert kept_bytes(text, layer, 16, precision) == pytest.approx(per_token, rel=0.01)

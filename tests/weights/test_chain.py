"""From a trained adapter to another answer: merge, convert, quantize, ask. Needs torch; `make
test-torch`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="the extra convert is not installed: make test-torch")
peft = pytest.importorskip("peft", reason="the extra test-torch is not installed: make test-torch")
pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

from persona_assistant import media  # noqa: E402
from persona_assistant.cli import main  # noqa: E402
from persona_assistant.engines.base import GenerateOptions, collect  # noqa: E402
from persona_assistant.engines.llama import LlamaEngine  # noqa: E402
from persona_assistant.errors import BadInput, ModelError  # noqa: E402
from persona_assistant.pmg import Query  # noqa: E402
from persona_assistant.progress import Progress  # noqa: E402
from persona_assistant.prompt import Part, Prompt  # noqa: E402
from persona_assistant.weights.convert import ARCHIVE, convert  # noqa: E402
from persona_assistant.weights.merge import merge  # noqa: E402
from persona_assistant.weights.quantize import KINDS, quantize  # noqa: E402
from tests.support import tiny_gemma4  # noqa: E402

pytestmark = pytest.mark.torch

PIXELS = np.random.default_rng(1).integers(0, 255, (12, 16, 3), dtype=np.uint8)
PICTURE = media.image_from_pixels(np.kron(PIXELS, np.ones((20, 20, 1), np.uint8)))
CLIP = media.voice_from_samples(
    0.3 * np.sin(0.05 * np.arange(24000) + np.sin(0.001 * np.arange(24000)))
)
QUESTION: tuple[Part, ...] = ("Who is in the picture ", PICTURE, " and who speaks ", CLIP, "?")


def says(model: Path, projector: Path, parts: Sequence[Part] = QUESTION) -> str:
    engine = LlamaEngine(model, projector, n_ctx=2048, image_tokens=70, threads=1)
    try:
        return collect(
            engine.generate(Prompt(tuple(parts), Query()), options=GenerateOptions(12))
        ).text
    finally:
        engine.close()


@pytest.fixture(scope="module")
def chain(published: Path, converter_cache: Path, tmp_path_factory: pytest.TempPathFactory):
    """The model with an adapter merged in, converted as the one without was."""
    place = tmp_path_factory.mktemp("chain")
    adapter = tiny_gemma4.write_adapter(place / "adapter", published)
    merged = merge(published, adapter, place / "merged").folder
    return convert(merged, place / "gguf", cache=converter_cache, precision="f32")


@pytest.mark.parametrize("kind", KINDS)
def test_a_merged_adapter_changes_what_the_quantized_model_answers(
    chain, converted, tmp_path, kind
):
    before = quantize(converted.model, tmp_path / "before.gguf", kind, threads=1)
    after = quantize(chain.model, tmp_path / "after.gguf", kind, threads=1)
    first, second = says(before.file, converted.projector), says(after.file, chain.projector)
    assert first and second and first != second
    assert says(after.file, chain.projector) == second


def test_the_projector_is_not_touched_by_an_adapter_of_the_language_model(chain, converted):
    """The answers differ by the language model alone; a projector comes in BF16, as its authors
    advise."""
    assert (
        chain.projector.name == "mmproj-merged-BF16.gguf" and chain.model.name == "merged-F32.gguf"
    )
    assert says(chain.model, chain.projector) != says(converted.model, chain.projector)


# --- merging equals PEFT's -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dtype", "about"),
    [
        (torch.float32, {}),
        (torch.bfloat16, {}),
        (torch.float16, {"use_rslora": True}),
        (torch.bfloat16, {"r": 3, "lora_alpha": 7.5}),
    ],
)
def test_merged_weights_are_those_of_peft_bit_for_bit(tmp_path, dtype, about):
    from transformers import Gemma4ForConditionalGeneration as Model

    base = tiny_gemma4.write_folder(tmp_path / "base", dtype=dtype, shard="4MB")
    adapter = tiny_gemma4.write_adapter(tmp_path / "adapter", base, **about)
    merged = merge(base, adapter, tmp_path / "merged")
    ours = Model.from_pretrained(merged.folder, dtype=dtype).state_dict()
    before = Model.from_pretrained(base, dtype=dtype)
    plain = {name: weight.clone() for name, weight in before.state_dict().items()}
    theirs = peft.PeftModel.from_pretrained(before, adapter).merge_and_unload().state_dict()
    assert set(ours) == set(theirs)
    assert all(torch.equal(ours[name], theirs[name]) for name in theirs)
    changed = [name for name in plain if not torch.equal(plain[name], ours[name])]
    assert len(changed) == merged.layers


def test_everything_but_the_adapted_weights_is_carried_over_as_it_was(published, tmp_path):
    adapter = tiny_gemma4.write_adapter(tmp_path / "adapter", published)
    seen: list[Progress] = []
    merged = merge(published, adapter, tmp_path / "merged", on_progress=seen.append).folder
    assert {file.name for file in merged.iterdir()} == {file.name for file in published.iterdir()}
    same = {file.name for file in published.iterdir() if digest(file) == digest(merged / file.name)}
    weights = {file.name for file in published.glob("*.safetensors")}
    assert same >= {file.name for file in published.iterdir()} - weights
    assert weights - same, "the weights are others"
    assert {step.detail for step in seen if step.done == step.total} == weights


def test_an_adapter_of_zeros_changes_no_byte(published, tmp_path):
    from safetensors.torch import load_file, save_file

    adapter = tiny_gemma4.write_adapter(tmp_path / "adapter", published)
    file = adapter / "adapter_model.safetensors"
    save_file({name: tensor * ("lora_A" in name) for name, tensor in load_file(file).items()}, file)
    merged = merge(published, adapter, tmp_path / "merged").folder
    for each in published.iterdir():
        assert digest(each) == digest(merged / each.name), each.name


def test_an_adapter_trained_on_the_language_model_alone_finds_its_layers(published, tmp_path):
    """It calls them model.layers, where the omnimodal model says model.language_model.layers."""
    from safetensors.torch import load_file, save_file

    adapter = tiny_gemma4.write_adapter(tmp_path / "adapter", published)
    whole = merge(published, adapter, tmp_path / "whole").folder
    file = adapter / "adapter_model.safetensors"
    renamed = {
        name.replace(".language_model", ""): tensor for name, tensor in load_file(file).items()
    }
    save_file(renamed, file)
    alone = merge(published, adapter, tmp_path / "alone").folder
    assert all(digest(each) == digest(alone / each.name) for each in whole.iterdir())


def test_an_adapter_that_diverged_is_refused_and_leaves_nothing(published, tmp_path):
    from safetensors.torch import load_file, save_file

    adapter = tiny_gemma4.write_adapter(tmp_path / "adapter", published)
    file = adapter / "adapter_model.safetensors"
    tensors = load_file(file)
    tensors[sorted(tensors)[-1]][0, 0] = float("nan")
    save_file(tensors, file)
    with pytest.raises(ModelError, match="infinite or undefined numbers"):
        merge(published, adapter, tmp_path / "merged")
    assert {each.name for each in tmp_path.iterdir()} == {"adapter"}


# --- converting ----------------------------------------------------------------------------------


def test_a_machine_without_an_index_merges_and_converts_by_command(
    converter_cache, converted, published, tmp_path, monkeypatch, capsys
):
    """`converted` has had the archive fetched."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path / "models"))

    def ran(*words: object) -> dict:
        assert main(["models", *map(str, words), "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    adapter = tiny_gemma4.write_adapter(tmp_path / "adapter", published)
    merged = ran("merge", published, adapter, tmp_path / "merged")
    assert merged["matrices"] == 18 and Path(merged["folder"]).is_dir()
    made = ran("convert", merged["folder"], tmp_path / "out", "--source", converter_cache / ARCHIVE)
    model, projector = Path(made["model"]), Path(made["projector"])
    assert [file.name for file in (model, projector)] == [
        "merged-BF16.gguf",
        "mmproj-merged-BF16.gguf",
    ]
    assert (
        made["sizes"] == [model.stat().st_size, projector.stat().st_size]
        and sum(made["sizes"]) < 10**7
    )
    assert not list((tmp_path / "models/.converter").iterdir()), "what was unpacked is cleared away"
    small = ran("quantize", model, tmp_path / "small.gguf", "--kind", "q5_k_m")
    assert small["kind"] == "Q5_K_M" and small["size"] < small["size_before"] == made["sizes"][0]
    assert says(Path(small["file"]), projector)
    with pytest.raises(BadInput, match="exists already"):
        convert(published, tmp_path / "out", cache=converter_cache)


def test_a_model_llama_cpp_does_not_know_is_one_clear_error(
    converted, converter_cache, published, tmp_path
):
    strange = tmp_path / "strange"
    strange.mkdir()
    for file in published.iterdir():
        (strange / file.name).symlink_to(file)
    about = json.loads((published / "config.json").read_text())
    (strange / "config.json").unlink()
    (strange / "config.json").write_text(
        json.dumps({**about, "architectures": ["StrangeForCausalLM"]})
    )
    with pytest.raises(ModelError, match="StrangeForCausalLM") as error:
        convert(strange, tmp_path / "out", cache=converter_cache)
    assert "\n" not in str(error.value)
    assert {each.name for each in tmp_path.iterdir()} == {"strange"}


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

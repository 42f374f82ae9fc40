"""Merging, converting, quantizing: what is refused, and that nothing half-made is left. No torch
needed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import struct
import subprocess
import sys
import tarfile
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from persona_assistant.cli import main
from persona_assistant.engines.base import GenerateOptions, collect
from persona_assistant.engines.llama import LlamaEngine
from persona_assistant.errors import (
    BadInput,
    DiskFull,
    EngineCrashed,
    EngineError,
    EngineMissing,
    ModelError,
)
from persona_assistant.pmg import Query
from persona_assistant.prompt import Prompt
from persona_assistant.weights import convert as converting
from persona_assistant.weights import quantize as quantizing
from persona_assistant.weights.convert import convert
from persona_assistant.weights.merge import merge
from persona_assistant.weights.quantize import KINDS, quantize
from tests.support import tiny_gguf

LAYER = "model.language_model.layers.0.self_attn.q_proj"


def left_in(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def write_safetensors(file: Path, tensors: dict[str, tuple[str, list[int]]]) -> None:
    """Zeros under these names, of these types and shapes."""
    widths = {"F32": 4, "BF16": 2, "I8": 1}
    header, end = {}, 0
    for name, (dtype, shape) in tensors.items():
        size = widths[dtype]
        for side in shape:
            size *= side
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [end, end + size]}
        end += size
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + bytes(end))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    folder.mkdir()
    write_safetensors(folder / "model.safetensors", {LAYER + ".weight": ("BF16", [6, 4])})
    (folder / "config.json").write_text("{}")
    return folder


def adapter(place: Path, layer: str = LAYER, rows: int = 6, more: Any = (), **about: Any) -> Path:
    folder = place / "adapter"
    folder.mkdir()
    lead = f"base_model.model.{layer}.lora_"
    halves = {
        lead + "A.weight": ("F32", [2, 4]),
        lead + "B.weight": ("F32", [rows, 2]),
        **dict(more),
    }
    write_safetensors(folder / "adapter_model.safetensors", halves)
    content = {"peft_type": "LORA", "r": 2, "lora_alpha": 4, "bias": "none", **about}
    (folder / "adapter_config.json").write_text(json.dumps(content))
    return folder


# --- merge ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "named"),
    [
        ({"peft_type": "IA3"}, "IA3"),
        ({"use_dora": True}, "use_dora"),
        ({"bias": "all"}, "bias"),
        ({"lora_bias": True}, "lora_bias"),
        ({"alpha_pattern": {"q_proj": 3}}, "alpha_pattern"),
        ({"modules_to_save": ["lm_head"]}, "modules_to_save"),
        ({"fan_in_fan_out": True}, "fan_in_fan_out"),
        ({"init_lora_weights": "pissa_niter_4"}, "pissa_niter_4"),
        ({"something_of_next_year": 1}, "something_of_next_year"),
        ({"lora_alpha": None}, "lora_alpha"),
        ({"layer": "model.layers.7.q_proj"}, "model.layers.7.q_proj"),
        ({"rows": 5}, "6x4"),
        ({"more": {f"base_model.model.{LAYER}.lora_magnitude_vector": ("F32", [6])}}, "magnitude"),
        ({"more": {"base_model.model.lm_head.weight": ("F32", [6, 4])}}, "lm_head"),
    ],
)
def test_an_adapter_that_cannot_be_merged_exactly_is_refused_by_name(tmp_path, model, about, named):
    with pytest.raises(ModelError, match=named):
        merge(model, adapter(tmp_path, **about), tmp_path / "out")
    assert left_in(tmp_path) == {"model", "adapter"}


def test_an_adapter_of_another_model_is_merged_only_when_that_is_meant(tmp_path, model, capsys):
    (model / "config.json").write_text('{"_name_or_path": "google/gemma-4-E4B"}')
    other = adapter(tmp_path, base_model_name_or_path="google/gemma-4-E4B-it")
    command = ["models", "merge", str(model), str(other), str(tmp_path / "out")]
    assert main(command) == 2
    said = capsys.readouterr().err
    assert "google/gemma-4-E4B-it" in said and "--anyway" in said
    assert left_in(tmp_path) == {"model", "adapter"}


def test_quantized_weights_are_no_base_for_a_merge(tmp_path, model):
    write_safetensors(model / "model.safetensors", {LAYER + ".weight": ("I8", [6, 4])})
    with pytest.raises(ModelError, match="I8.*full-precision"):
        merge(model, adapter(tmp_path), tmp_path / "out")


def test_pickled_weights_are_never_opened(tmp_path, model):
    pickled = adapter(tmp_path)
    (pickled / "adapter_model.safetensors").rename(pickled / "adapter_model.bin")
    with pytest.raises(ModelError, match="pickled"):
        merge(model, pickled, tmp_path / "out")
    (model / "model.safetensors").rename(model / "pytorch_model.bin")
    with pytest.raises(ModelError, match="pickled"):
        merge(model, pickled, tmp_path / "out")
    with pytest.raises(ModelError, match="pickled"):
        convert(model, tmp_path / "out", cache=tmp_path / "cache")


@pytest.mark.parametrize("length", [0, 7, 60, -1])
def test_a_weight_file_that_was_cut_off_is_told(tmp_path, model, length):
    file = model / "model.safetensors"
    file.write_bytes(file.read_bytes()[:length])
    with pytest.raises(ModelError, match="cut off"):
        merge(model, adapter(tmp_path), tmp_path / "out")


def test_a_missing_shard_is_told(tmp_path, model):
    places = {"weight_map": {LAYER + ".weight": "model-00001-of-00002.safetensors"}}
    (model / "model.safetensors.index.json").write_text(json.dumps(places))
    with pytest.raises(ModelError, match="model-00001-of-00002"):
        merge(model, adapter(tmp_path), tmp_path / "out")


# --- convert -------------------------------------------------------------------------------------


def test_a_model_that_brings_its_own_program_is_not_converted(tmp_path, model):
    (model / "tokenizer_config.json").write_text(
        '{"auto_map": {"AutoTokenizer": "evil.Tokenizer"}}'
    )
    with pytest.raises(ModelError, match="tokenizer_config.json.*program"):
        convert(model, tmp_path / "out", cache=tmp_path / "cache")
    assert left_in(tmp_path) == {"model"}


def test_only_the_archive_that_was_tested_runs(tmp_path, model, monkeypatch):
    monkeypatch.setattr(converting.importlib.util, "find_spec", lambda name: object())
    other = tmp_path / "other.tar.gz"
    other.write_bytes(b"anything")
    for source, error in ((other, "is not the archive"), (tmp_path / "none.tar.gz", "no file")):
        with pytest.raises(BadInput, match=error):
            convert(model, tmp_path / "out", cache=tmp_path / "cache", source=source)
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / converting.ARCHIVE).write_bytes(b"damaged in the cache")
    with pytest.raises(BadInput, match="remove it"):
        convert(model, tmp_path / "out", cache=tmp_path / "cache")
    assert not (tmp_path / "out").exists()


def test_an_archive_that_cannot_be_fetched_is_one_clear_error(tmp_path, model, monkeypatch):
    find_spec = converting.importlib.util.find_spec
    monkeypatch.setattr(converting.importlib.util, "find_spec", lambda name: find_spec("json"))
    for setting in ("PIP_NO_INDEX", "PIP_ISOLATED"):
        monkeypatch.setenv(setting, "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    with pytest.raises(EngineError, match="could not be downloaded.*give the archive"):
        convert(model, tmp_path / "out", cache=tmp_path / "cache")
    assert left_in(tmp_path) == {"model", "cache"} and not left_in(tmp_path / "cache")


def test_the_converter_gets_none_of_the_users_keys_and_no_network(tmp_path, model, monkeypatch):
    monkeypatch.setattr(converting.importlib.util, "find_spec", lambda name: object())
    archive = tmp_path / converting.ARCHIVE
    script = b"import json, os, sys; sys.exit(json.dumps(dict(os.environ)))"
    inside = f"llama_cpp_python-{converting.RELEASE}/vendor/llama.cpp/"
    with tarfile.open(archive, "w:gz") as packed:
        for name, content in (
            ("convert_hf_to_gguf.py", script),
            (
                "gguf-py/gguf/__init__.py",
                b"class GGUFWriter: add_clip_vision_projector_type = None",
            ),
        ):
            entry = tarfile.TarInfo(inside + name)
            entry.size = len(content)
            packed.addfile(entry, io.BytesIO(content))
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    monkeypatch.setattr(converting, "SHA256", digest)
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "PERSONA_ASSISTANT_KEY"):
        monkeypatch.setenv(name, "secret")
    seen = []
    run = converting.subprocess.run

    def spy(command, **options):
        seen.append(options["env"])
        return run(command, **options)

    monkeypatch.setattr(converting.subprocess, "run", spy)
    with pytest.raises(ModelError, match="cannot be converted"):
        convert(model, tmp_path / "out", cache=tmp_path / "cache", source=archive)
    [environment] = seen
    assert "secret" not in environment.values()
    assert environment["HF_HUB_OFFLINE"] == environment["TRANSFORMERS_OFFLINE"] == "1"
    assert left_in(tmp_path / "cache") == set() and not (tmp_path / "out").exists()


def test_without_torch_the_extra_is_named(tmp_path, model, monkeypatch):
    monkeypatch.setattr(converting.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(EngineMissing, match=r"persona-assistant\[convert\]"):
        convert(model, tmp_path / "out", cache=tmp_path / "cache")
    with pytest.raises(EngineMissing, match=r"persona-assistant\[convert\]"):
        merge(model, adapter(tmp_path), tmp_path / "merged")


# --- quantize ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def gguf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("llama_cpp", reason="the llama extra is not installed")
    folder = tmp_path_factory.mktemp("gguf")
    tiny_gguf.write_projector(folder / "projector.gguf")
    return tiny_gguf.write_model(folder / "model.gguf")


@pytest.mark.parametrize("kind", KINDS)
def test_a_quantized_model_is_smaller_and_answers(gguf, tmp_path, kind):
    steps = []
    out = tmp_path / f"{kind}.gguf"
    made = quantize(gguf, out, kind, threads=1, on_progress=steps.append)
    assert made.file.stat().st_size == made.size < 0.7 * made.size_before
    done = [step.done for step in steps]
    assert done == sorted(done) and done[0] == 0 and done[-1] == made.size_before
    assert {(step.stage, step.detail, step.total, step.unit) for step in steps} == {
        ("quantizing", out.name, made.size_before, "bytes")
    }
    assert left_in(tmp_path) == {made.file.name}
    engine = LlamaEngine(made.file, n_ctx=512, threads=1)
    try:
        assert collect(
            engine.generate(Prompt(("Who is this?",), Query()), options=GenerateOptions(8))
        ).text
    finally:
        engine.close()


def test_the_commands_say_what_they_made_and_what_they_refused(gguf, tmp_path, model, capsys):
    assert (
        main(
            ["models", "quantize", str(gguf), str(tmp_path / "q8.gguf"), "--kind", "Q8_0", "--json"]
        )
        == 0
    )
    made = json.loads(capsys.readouterr().out)
    assert (
        made["file"] == str(tmp_path / "q8.gguf")
        and made["size"] == Path(made["file"]).stat().st_size
    )
    assert main(["models", "quantize", str(gguf), str(tmp_path / "q4.gguf")]) == 0
    assert "q4.gguf (Q4_K_M)" in capsys.readouterr().out
    projector = gguf.with_name("projector.gguf")
    for words in (
        ["quantize", projector, tmp_path / "out.gguf"],
        ["merge", model, adapter(tmp_path, use_dora=True), tmp_path / "out"],
        ["convert", tmp_path / "nowhere", tmp_path / "out"],
        ["convert", model, tmp_path / "out", "--precision", "q4"],
    ):
        assert main(["models", *map(str, words), "--json"]) == 2
        said = capsys.readouterr()
        assert not said.out and said.err.startswith("error: ") and said.err.count("\n") == 1


def test_a_projector_is_refused_before_it_ends_llama_cpp(gguf, tmp_path, monkeypatch):
    projector = gguf.with_name("projector.gguf")
    with pytest.raises(ModelError, match="projector"):
        quantize(projector, tmp_path / "out.gguf")
    # The same file with the check out of the way: the child dies of it, and that is one clear line.
    monkeypatch.setattr(quantizing, "read_metadata", lambda *_: {})
    with pytest.raises(EngineCrashed, match="died over projector.gguf .SIGABRT") as crash:
        quantize(projector, tmp_path / "out.gguf")
    assert "\n" not in str(crash.value)
    assert not left_in(tmp_path)


def test_a_damaged_or_quantized_model_is_refused(gguf, tmp_path):
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(gguf.read_bytes()[:-200_000])
    with pytest.raises(ModelError, match="cut.gguf cannot be quantized"):
        quantize(cut, tmp_path / "out.gguf")
    small = quantize(gguf, tmp_path / "small.gguf", "Q8_0", threads=1).file
    with pytest.raises(ModelError, match="quantized already"):
        quantize(small, tmp_path / "out.gguf")
    with pytest.raises(BadInput, match="Q4_K_M"):
        quantize(gguf, tmp_path / "out.gguf", "Q3_K_S")
    assert left_in(tmp_path) == {"cut.gguf", "small.gguf"}


def test_what_exists_is_not_written_over(gguf, tmp_path):
    (tmp_path / "mine.gguf").write_text("mine")
    with pytest.raises(BadInput, match="exists already"):
        quantize(gguf, tmp_path / "mine.gguf")
    assert (tmp_path / "mine.gguf").read_text() == "mine"


def test_a_disk_that_is_too_small_is_told_before_anything_is_written(
    gguf, tmp_path, model, monkeypatch
):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(100, 99, 1))
    monkeypatch.setattr(converting.importlib.util, "find_spec", lambda name: object())
    tries = (
        lambda out: quantize(gguf, out),
        lambda out: merge(model, adapter(tmp_path), out),
        lambda out: convert(model, out, cache=tmp_path / "cache"),
    )
    for attempt in tries:
        with pytest.raises(DiskFull, match="free"):
            attempt(tmp_path / "out")
    assert left_in(tmp_path) == {"model", "adapter"}


def test_a_kill_leaves_nothing_that_looks_like_a_model(gguf, tmp_path):
    code = (
        "import sys, time; from pathlib import Path\n"
        "from persona_assistant.weights.quantize import quantize\n"
        "def stay(progress):\n"
        "    if progress.done: print('started', flush=True), time.sleep(60)\n"
        "quantize(Path(sys.argv[1]), Path(sys.argv[2]), threads=1, on_progress=stay)"
    )
    command = [sys.executable, "-c", code, str(gguf), str(tmp_path / "out.gguf")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as process:
        assert process.stdout.readline() == b"started\n"
        process.kill()
    assert all(name.startswith(".unfinished-") for name in left_in(tmp_path)) and left_in(tmp_path)
    quantize(gguf, tmp_path / "out.gguf", threads=1)
    assert left_in(tmp_path) == {"out.gguf"}, "what the kill left is cleared away by the next"

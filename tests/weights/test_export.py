"""What every export does: a whole folder or none, proved near, an installed model. No torch."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from persona_assistant.cli import main
from persona_assistant.encoders.loader import open_encoder
from persona_assistant.errors import BadInput, DiskFull, EngineMissing, ModelError
from persona_assistant.progress import Progress
from persona_assistant.weights import registry
from persona_assistant.weights.export import ExporterOutput, export
from persona_assistant.weights.export.network import quantize_int8
from persona_assistant.weights.export.report import Parity, compare
from tests.support import tiny_onnx


@pytest.fixture(autouse=True)
def models(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("PERSONA_ASSISTANT_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def checkpoint(tmp_path) -> Path:
    file = tmp_path / "published.safetensors"
    file.write_bytes(b"weights")
    return file


def parity(precision: str, difference: float = 1e-7, cosine: float = 1.0) -> Parity:
    near = {"fp32": difference <= 1e-4 and cosine >= 0.9999, "int8": cosine >= 0.99}
    return Parity("image", precision, 3, (1, 2), difference, cosine, near[precision])


@pytest.fixture
def making(monkeypatch) -> Callable[..., None]:
    """Stands in for the part of an export that needs torch."""

    def stand_in(
        *found: Parity, fails: BaseException | None = None, needs: tuple[str, ...] = ()
    ) -> None:
        def make(checkpoint: Path, making: Path, *, name: str, on_progress: Any) -> ExporterOutput:
            tiny_onnx.clip_folder(making, int8=True, name=name)
            if fails:
                raise fails
            about = json.loads((making / "encoder.json").read_text())
            return ExporterOutput(about, found or (parity("fp32"), parity("int8")))

        kind = ModuleType("tiny")
        kind.NEEDS, kind.export = needs, make
        monkeypatch.setitem(sys.modules, "persona_assistant.weights.export.tiny", kind)

    stand_in()
    return stand_in


def nothing_left(folder: Path) -> bool:
    return not folder.exists() or not list(folder.iterdir())


def test_it_ends_among_the_models_complete_and_named(checkpoint, making, models):
    seen: list[Progress] = []
    made = export("tiny", checkpoint, name="mine", on_progress=seen.append)
    assert made.installed and made.folder == models / "mine"
    installed = registry.get("mine")
    assert (
        installed.origin == "exported"
        and installed.files == made.files
        and installed.size == made.size
    )
    assert registry.verify(installed) == [] and {each.stage for each in seen} == {"checking"}
    assert open_encoder("mine", "image", precision="int8", threads=1).id.startswith("mine/int8/")
    assert registry.remedy(installed) == f"remove {models / 'mine'} and export it again"


def test_without_a_name_it_is_called_after_its_kind(checkpoint, making):
    assert export("tiny", checkpoint).name == "tiny-exported"


def test_in_a_folder_it_is_an_encoder_and_no_installed_model(checkpoint, making, tmp_path):
    made = export("tiny", checkpoint, out=tmp_path / "here")
    assert not made.installed and registry.installed() == []
    assert not (tmp_path / "here" / "manifest.json").exists()
    assert open_encoder(tmp_path / "here", "image", precision="fp32", threads=1).id.startswith(
        "here/fp32/"
    )


def test_a_checkpoint_may_be_an_installed_model(checkpoint, making, models):
    export("tiny", checkpoint, name="first")
    assert export("tiny", "first", name="second").installed
    (models / "first" / "image.onnx").write_bytes(b"changed")
    with pytest.raises(ModelError, match="image.onnx has"):
        export("tiny", "first", name="third")


def test_the_report_is_kept_in_the_folder(checkpoint, making):
    making(parity("fp32", 2e-7), parity("int8", 0.01, 0.995))
    made = export("tiny", checkpoint)
    told = json.loads((made.folder / "parity.json").read_text())["parity"]
    assert [each["smallest_cosine"] for each in told] == [1.0, 0.995]
    assert all(each["fit"] for each in told)


def test_int8_that_is_too_far_is_left_out(checkpoint, making):
    making(parity("fp32"), parity("int8", 0.1, 0.98))
    made = export("tiny", checkpoint)
    assert (
        not (made.folder / "image.int8.onnx").exists() and (made.folder / "text.int8.onnx").exists()
    )
    assert "int8" not in json.loads((made.folder / "encoder.json").read_text())["image"]
    assert open_encoder(made.name, "image", precision="int8", threads=1).id.startswith(
        "tiny-exported/fp32/"
    )


@pytest.mark.parametrize("found", [parity("fp32", 1e-3), parity("fp32", 1e-7, 0.99)])
def test_single_precision_that_differs_is_refused(checkpoint, making, models, found):
    making(found, parity("int8"))
    with pytest.raises(
        ModelError, match="published.safetensors cannot be exported: for image .* differs"
    ):
        export("tiny", checkpoint)
    assert nothing_left(models)


@pytest.mark.parametrize(
    ("fails", "raised"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt),
        (ModelError("no"), ModelError),
        (OSError(28, "full"), DiskFull),
    ],
)
def test_what_does_not_end_well_leaves_nothing(checkpoint, making, models, fails, raised):
    making(fails=fails)
    with pytest.raises(raised):
        export("tiny", checkpoint)
    assert nothing_left(models) and registry.installed() == []


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("mine", "exists already"),
        ("clip-vit-b-32", "a model of the catalogue"),
        ("a/b", "cannot be called"),
    ],
)
def test_a_name_that_is_taken_or_impossible_is_refused(checkpoint, making, name, told):
    export("tiny", checkpoint, name="mine")
    with pytest.raises(BadInput, match=told):
        export("tiny", checkpoint, name=name)


def test_a_checkpoint_that_is_not_there_is_named(making):
    with pytest.raises(
        ModelError, match="there is no checkpoint nowhere.pt; give a file, a folder"
    ):
        export("tiny", "nowhere.pt")
    with pytest.raises(ModelError, match="models pull clip-vit-b-32-laion2b-checkpoint"):
        export("tiny", "clip-vit-b-32-laion2b-checkpoint")


def test_packages_that_are_missing_are_named_with_the_extra(checkpoint, making, models):
    making(needs=("json", "no_such_package"))
    with pytest.raises(EngineMissing, match=r"no_such_package, .*persona-assistant\[export\]"):
        export("tiny", checkpoint)
    assert nothing_left(models)


@pytest.mark.skipif(
    importlib.util.find_spec("open_clip") is not None, reason="the extra export is installed"
)
@pytest.mark.parametrize("kind", ["clip", "ecapa"])
def test_the_command_without_the_extra_is_one_line(checkpoint, kind, capsys):
    assert main(["models", "export", kind, "--checkpoint", str(checkpoint)]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1
    assert 'pip install "persona-assistant[export]"' in told.err


# --- how near a file is


def scaling(file: Path, factor: np.ndarray) -> Path:
    nodes = [helper.make_node("Mul", ["rows", "factor"], ["scaled"])]
    constants = [numpy_helper.from_array(factor.astype(np.float32), "factor")]
    return saved(file, nodes, "scaled", 4, constants)


def saved(file: Path, nodes: list, result: str, width: int, constants: list) -> Path:
    ports = [
        helper.make_tensor_value_info(each, TensorProto.FLOAT, ["batch", width])
        for each in ("rows", result)
    ]
    graph = helper.make_graph(nodes, "small", ports[:1], ports[1:], constants)
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), file
    )
    return file


def test_directions_are_compared_over_all_batches(tmp_path):
    batches = [(np.eye(4, dtype=np.float32)[:1],), (np.ones((3, 4), np.float32),)]
    same = scaling(tmp_path / "same.onnx", np.full(4, 3))
    bent = scaling(tmp_path / "bent.onnx", np.array([1, 1, 1, 0]))
    near, far = compare("image", batches, lambda rows: rows, {"fp32": same, "int8": bent})
    assert (near.rows, near.batches, near.fit) == (
        4,
        (1, 3),
        True,
    ) and near.largest_difference < 1e-7
    assert far.smallest_cosine == pytest.approx(np.sqrt(3) / 2) and not far.fit


def turned(file: Path, angle: float) -> Path:
    """A file that turns (1, 1, 0, 0) by that angle."""
    return scaling(file, np.array([1, np.tan(np.pi / 4 - angle), 1, 1]))


@pytest.mark.parametrize(
    ("precision", "within", "beyond"),
    [
        # Turned by a small angle, a number of 0.71 differs by 0.71 times the angle.
        ("fp32", 0.9e-4 / 0.7071, 1.1e-4 / 0.7071),
        ("int8", np.arccos(0.991), np.arccos(0.989)),
    ],
)
def test_where_the_limits_of_parity_are(tmp_path, precision, within, beyond):
    rows = np.array([[1, 1, 0, 0]], np.float32)
    fit = []
    for angle in (within, beyond):
        file = turned(tmp_path / f"{angle}.onnx", angle)
        fit += compare("image", [(rows,)], lambda each: each, {precision: file})
    assert [each.fit for each in fit] == [True, False]


def test_what_is_no_number_is_never_near(tmp_path):
    batches = [(np.ones((1, 4), np.float32),), (np.full((1, 4), 2, np.float32),)]
    file = scaling(tmp_path / "nan.onnx", np.array([np.nan] * 4))
    for precision in ("fp32", "int8"):
        assert not compare("image", batches, lambda rows: rows, {precision: file})[0].fit


def test_a_layer_that_int8_would_ruin_stays_as_it_is(tmp_path):
    """Of eight layers one is given numbers among which a few are a thousand times as large."""
    random = np.random.default_rng(0)
    loud = np.where(np.arange(32) == 3, 1000.0, 1.0).astype(np.float32)
    constants, nodes, value = [], [], "rows"
    for layer in range(8):
        weights = random.normal(0, 0.2, (32, 32)).astype(np.float32)
        if layer == 5:
            constants.append(numpy_helper.from_array(loud, "loud"))
            nodes.append(helper.make_node("Mul", [value, "loud"], ["louder"]))
            # What is loud counts no more than the rest: its weights are as much smaller.
            weights, value = weights / loud[:, None], "louder"
        constants.append(numpy_helper.from_array(weights, f"w{layer}"))
        nodes.append(
            helper.make_node("MatMul", [value, f"w{layer}"], [f"m{layer}"], name=f"layer{layer}")
        )
        nodes.append(helper.make_node("Tanh", [f"m{layer}"], [f"t{layer}"]))
        value = f"t{layer}"
    full = saved(tmp_path / "full.onnx", nodes, value, 32, constants)
    batches = [random.normal(0, 1, (1, 32)).astype(np.float32) for _ in range(6)]
    singles = [(each,) for each in batches]

    def rows_of(file: Path) -> dict[int, np.ndarray]:
        import onnxruntime

        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        return {id(each): session.run(None, {"rows": each})[0] for each in batches}

    wanted, tried = rows_of(full), []

    def judge(file: Path) -> Parity:
        tried.append(compare("image", singles, lambda one: wanted[id(one)], {"int8": file})[0])
        return tried[-1]

    found = quantize_int8(full, tmp_path / "small.onnx", batches, judge)
    assert not tried[0].fit and found.fit and found is tried[-1]
    spared = {
        node.name
        for node in onnx.load(tmp_path / "small.onnx").graph.node
        if node.op_type == "MatMul"
    }
    assert "layer5" in spared and len(spared) == 2
    assert {each.name for each in tmp_path.iterdir()} == {"full.onnx", "small.onnx"}

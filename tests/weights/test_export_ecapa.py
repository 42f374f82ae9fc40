"""A checkpoint of speechbrain's ECAPA becomes files that say the same, in single precision and in
int8."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from persona_assistant.errors import ModelError
from persona_assistant.weights.export import ecapa, export
from persona_assistant.weights.export.ecapa_graph import INPUT, OUTPUT, build_graph, infer_config
from tests.support.tiny_ecapa import PLAIN, SMALL, scattered, weights_of, write_ecapa

onnx = pytest.importorskip("onnx")

WIDER = replace(
    SMALL, channels=(64, 64, 64, 64, 96), scale=8, se_channels=16, attention_channels=16, dim=48
)


def features(batch: int, frames: int) -> np.ndarray:
    return 10 * scattered(batch * frames * 80, 1.5).reshape(batch, frames, 80).astype(np.float32)


def run(path, given: np.ndarray) -> np.ndarray:
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(str(path), options).run([OUTPUT], {INPUT: given})[0]


@pytest.mark.parametrize("config", [SMALL, PLAIN, WIDER])
def test_the_architecture_is_read_off_the_weights(config):
    assert infer_config(weights_of(config)) == config


def test_dilations_are_the_papers_unless_they_are_given():
    weights = weights_of(SMALL)
    assert infer_config(weights).dilations == (1, 2, 3, 4, 1)
    assert infer_config(weights, (1, 1, 2, 2, 1)).dilations == (1, 1, 2, 2, 1)
    with pytest.raises(ModelError, match="dilations .* not supported"):
        infer_config(weights, (1, 2))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda w: w.clear(), "no ECAPA-TDNN"),
        (lambda w: w.pop("mfa.conv.conv.weight"), "no ECAPA-TDNN.*mfa.conv.conv.weight"),
        (lambda w: w.pop("asp_bn.norm.bias"), "no weight asp_bn.norm.bias"),
        (
            lambda w: w.update({"blocks.1.extra.weight": np.zeros(3)}),
            "unknown weight blocks.1.extra.weight",
        ),
        (lambda w: w.update({"fc.conv.bias": np.zeros(5)}), "fc.conv.bias is .5,., not .12,."),
        (lambda w: w["fc.conv.bias"].fill(np.nan), "fc.conv.bias holds infinite or undefined"),
        (lambda w: w.update({"mfa.conv.conv.weight": np.zeros((24, 9, 1))}), "not .24, 48, 1."),
    ],
)
def test_weights_of_something_else_are_refused(change, said):
    weights = weights_of(SMALL)
    change(weights)
    with pytest.raises(ModelError, match=said):
        infer_config(weights)


def test_any_batch_and_any_length_go_through_one_file(tmp_path):
    path = write_ecapa(tmp_path / "voice.onnx")
    onnx.checker.check_model(onnx.load(path), full_check=True)
    for frames in (SMALL.min_frames, 31, 200):
        many = features(5, frames)
        together = run(path, many)
        assert together.shape == (5, SMALL.dim)
        for one, row in zip(many, together):
            assert np.allclose(run(path, one[None])[0], row, atol=1e-4)


def test_int8_points_the_same_way_and_is_a_fraction_of_the_size(tmp_path):
    shape = replace(WIDER, channels=(128, 128, 128, 128, 256))
    whole, small = write_ecapa(tmp_path / "voice.onnx", shape), tmp_path / "voice.int8.onnx"
    parity = ecapa.quantize(whole, small, [features(2, 60)], lambda given: run(whole, given))
    assert parity.fit and small.stat().st_size < 0.55 * whole.stat().st_size
    for frames in (31, 100, 301):
        given = features(3, frames)
        for a, b in zip(run(whole, given), run(small, given)):
            assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) > 0.998


def test_int8_is_safe_where_two_products_are_added_in_sixteen_bits(tmp_path):
    """255 * w + 255 * w must not pass 32767: no weight may be beyond 64."""
    whole, small = write_ecapa(tmp_path / "voice.onnx"), tmp_path / "voice.int8.onnx"
    ecapa.quantize(whole, small, [features(2, 60)], lambda given: run(whole, given))
    stored = [onnx.numpy_helper.to_array(each) for each in onnx.load(small).graph.initializer]
    integers = [each for each in stored if each.dtype == np.int8 and each.ndim == 2]
    assert len(integers) > 10 and max(np.abs(each.astype(int)).max() for each in integers) <= 64


def test_layers_that_lose_too_much_stay_in_single_precision(tmp_path):
    """A number far larger than the others, as trained networks have them, leaves these no
    digits."""
    weights = weights_of(WIDER)
    weights["blocks.0.norm.norm.bias"][3] = 5000
    weights["mfa.conv.conv.weight"][:, 3::64] = 0
    for block in (1, 2, 3):
        weights[f"blocks.{block}.tdnn1.conv.conv.weight"][:, 3] = 0
    whole, small = tmp_path / "voice.onnx", tmp_path / "voice.int8.onnx"
    onnx.save(build_graph(weights, WIDER), whole)
    parity = ecapa.quantize(whole, small, [features(2, 60)], lambda given: run(whole, given))
    products = {node.name: node.op_type for node in onnx.load(small).graph.node}
    assert parity.fit
    assert products.get("mfa.conv.conv") == "MatMul"
    assert list(products.values()).count("MatMulInteger") > 20


# --- from a checkpoint


@pytest.fixture
def checkpoint(tmp_path):
    """A folder as speechbrain publishes one."""
    from tests.support.torch_shims import apply

    apply()
    import torch

    folder = tmp_path / "spkrec"
    folder.mkdir()
    tensors = {name: torch.from_numpy(value) for name, value in weights_of(WIDER).items()}
    tensors["blocks.0.norm.norm.num_batches_tracked"] = torch.tensor(7)
    torch.save(tensors, folder / "embedding_model.ckpt")
    torch.save({"count": 1}, folder / "mean_var_norm_emb.ckpt")
    (folder / "hyperparams.yaml").write_text("compute: !new:os.system [touch run]\n")
    return folder


@pytest.mark.torch("speechbrain")
def test_a_folder_of_speechbrain_becomes_an_encoder(checkpoint, tmp_path):
    from persona_assistant.encoders.loader import open_encoder
    from persona_assistant.media import voice_from_samples
    from tests.support.tiny_ecapa import tune

    made = export("ecapa", checkpoint, out=tmp_path / "voices")
    assert [(each.precision, each.fit) for each in made.parity] == [("fp32", True), ("int8", True)]
    assert made.parity[0].largest_difference < 1e-5 and made.parity[1].smallest_cosine > 0.995
    assert max(made.parity[0].batches) > 1
    clips = [voice_from_samples(tune(seconds)) for seconds in (0.4, 2.0)]
    whole, small = (
        open_encoder(tmp_path / "voices", "voice", precision=each, threads=1)
        for each in ("fp32", "int8")
    )
    assert whole.id.startswith("voices/fp32/") and small.id.startswith("voices/int8/")
    assert ((whole.encode(clips) * small.encode(clips)).sum(axis=1) > 0.99).all()
    again = json.loads((tmp_path / "voices" / "encoder.json").read_text())
    assert again["family"] == "ecapa" and again["voice"]["features"] == "speechbrain"
    assert not (tmp_path / "run").exists()


@pytest.mark.torch("speechbrain")
def test_safetensors_and_dilations_in_plain_numbers_are_read(checkpoint, tmp_path):
    import torch
    from safetensors.torch import save_file

    file = checkpoint / "embedding_model.ckpt"
    save_file(torch.load(file, weights_only=True), checkpoint / "embedding_model.safetensors")
    file.unlink()
    usual = export("ecapa", checkpoint, out=tmp_path / "usual")
    (checkpoint / "hyperparams.yaml").write_text(
        "model: !new:x.ECAPA_TDNN\n    dilations: [1, 1, 2, 2, 1]\n"
    )
    other = export("ecapa", checkpoint / "embedding_model.safetensors", out=tmp_path / "other")
    given = features(1, 60)
    a, b = (run(each.folder / "voice.onnx", given) for each in (usual, other))
    assert other.parity[0].fit and not np.allclose(a, b, atol=1e-2)


@pytest.mark.torch("speechbrain")
def test_a_checkpoint_that_runs_programs_is_refused_and_leaves_nothing(checkpoint, tmp_path):
    import torch

    class Program:
        def __reduce__(self):
            return print, ("this was run",)

    torch.save({"weights": Program()}, checkpoint / "embedding_model.ckpt")
    with pytest.raises(ModelError, match="would run a program"):
        export("ecapa", checkpoint, out=tmp_path / "voices")
    assert not (tmp_path / "voices").exists()


@pytest.mark.torch("speechbrain")
def test_a_folder_without_a_checkpoint_says_what_was_looked_for(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="embedding_model.ckpt"):
        export("ecapa", tmp_path / "empty", out=tmp_path / "voices")

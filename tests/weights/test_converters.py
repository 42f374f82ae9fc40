"""Converted networks compute what their files say, on small invented ones; files that are no such
networks are refused."""

from __future__ import annotations

import itertools
import json
import pickle
import sys
from collections import OrderedDict
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from persona_assistant.encoders.onnx_session import OnnxSession
from persona_assistant.errors import ModelError
from persona_assistant.weights.export import face, ge2e, tfjs, tflite, torch_file
from persona_assistant.weights.export.graph import Graph
from tests.support import plain_layers as plain
from tests.support.tiny_tflite import SAME, VALID, TinyNetwork

RANDOM = np.random.default_rng(7)


def run(content: bytes, folder: Path, *arrays: np.ndarray) -> np.ndarray:
    (folder / "network.onnx").write_bytes(content)
    return OnnxSession(folder / "network.onnx", threads=1).run(*arrays)


def halves(*shape: int, scale: float = 0.3) -> np.ndarray:
    """Numbers that half precision holds exactly."""
    return (RANDOM.normal(size=shape) * scale).astype(np.float16).astype(np.float32)


# --- TensorFlow.js


def published(**weights: tuple[int, ...]) -> tuple[bytes, bytes, dict[str, np.ndarray]]:
    """A manifest, its numbers in eight bits, and what they stand for."""
    entries, numbers, values = [], b"", {}
    for name, shape in weights.items():
        levels = RANDOM.integers(0, 256, shape).astype(np.uint8)
        scale, least = float(RANDOM.uniform(0.001, 0.004)), float(RANDOM.uniform(-0.4, -0.3))
        packing = {"dtype": "uint8", "scale": scale, "min": least}
        entry = {"name": name, "shape": shape, "dtype": "float32", "quantization": packing}
        entries.append(entry)
        numbers += levels.tobytes()
        values[name] = levels * scale + least
    return json.dumps([{"paths": ["x.bin"], "weights": entries}]).encode(), numbers, values


def test_eight_bit_weights_are_levels_times_scale_plus_offset():
    manifest, numbers, values = published(a=(3, 4), b=(5,))
    read = tfjs.read(manifest, numbers)
    for name, value in values.items():
        np.testing.assert_allclose(read[name].values, value, rtol=1e-12)


def test_weights_that_do_not_fit_their_manifest_are_refused():
    manifest, numbers, _ = published(a=(3, 4))
    for bad in ((manifest, numbers + b"x"), (manifest, numbers[:-1]), (b"[{}]", b""), (b"no", b"")):
        with pytest.raises(ModelError, match="get the package again"):
            tfjs.read(*bad)


def test_the_detector_computes_its_layers(tmp_path):
    shapes = {"conv0/filters": (3, 3, 3, 4), "conv0/bias": (4,)}
    widths = [4, 5, 6, 7, 8, 9]
    for number, (into, out) in enumerate(itertools.pairwise(widths), 1):
        shapes[f"conv{number}/depthwise_filter"] = (3, 3, into, 1)
        shapes[f"conv{number}/pointwise_filter"] = (1, 1, into, out)
        shapes[f"conv{number}/bias"] = (out,)
    shapes |= {"conv8/filters": (1, 1, 9, 25), "conv8/bias": (25,)}
    manifest, numbers, w = published(**shapes)
    pixels = RANDOM.integers(0, 256, (2, 64, 96, 3)).astype(np.float32)

    x = (pixels - np.array([117.001, 114.697, 97.404])) / 255
    x = plain.leaky(plain.conv(x, w["conv0/filters"]) + w["conv0/bias"], 0.1)
    for number in range(1, 6):
        name = f"conv{number}"
        x = plain.depthwise(plain.max_pool(x, 2, 2), w[f"{name}/depthwise_filter"][..., 0])
        x = plain.conv(x, w[f"{name}/pointwise_filter"]) + w[f"{name}/bias"]
        x = plain.leaky(x, 0.1)
    expected = plain.conv(plain.max_pool(x, 2, 1), w["conv8/filters"]) + w["conv8/bias"]

    content = face.detector(manifest, numbers)
    assert content == face.detector(manifest, numbers)
    grid = run(content, tmp_path, pixels)
    assert grid.shape == (2, 2, 3, 25)
    np.testing.assert_allclose(grid, expected, atol=1e-4)


def test_a_detector_without_one_of_its_weights_is_refused():
    manifest, numbers, _ = published(**{"conv0/filters": (3, 3, 3, 4)})
    with pytest.raises(ModelError, match="conv0/bias"):
        face.detector(manifest, numbers)


# --- TensorFlow Lite


def tiny_judge() -> tuple[bytes, dict[str, np.ndarray]]:
    """Both spellings of PReLU, a stride, both paddings, pooling, dense layers, a softmax."""
    w = {
        "conv": halves(4, 3, 3, 3), "conv bias": halves(4), "first slope": halves(4),
        "depth": halves(1, 3, 3, 4), "depth bias": halves(4), "second slope": halves(4),
        "dense": halves(2, 16), "dense bias": halves(2),
    }  # fmt: skip
    net = TinyNetwork(1, 10, 10, 3)
    x = net.step(tflite.CONV, [0, w["conv"], w["conv bias"]], (1, 5, 5, 4), padding=SAME, stride=2)
    shape = net.shape(x)
    rest = net.step(tflite.SUB, [x, net.step(tflite.ABS, [x], shape)], shape)
    scaled = net.step(tflite.MUL, [w["first slope"], rest], shape)
    x = net.step(tflite.ADD, [net.step(tflite.RELU, [x], shape), scaled], shape)
    x = net.step(
        tflite.DEPTHWISE, [x, w["depth"], w["depth bias"]], (1, 3, 3, 4), padding=VALID, stride=1
    )
    shape = net.shape(x)
    minus = net.step(tflite.RELU, [net.step(tflite.NEG, [x], shape)], shape)
    scaled = net.step(tflite.MUL, [w["second slope"], net.step(tflite.NEG, [minus], shape)], shape)
    x = net.step(tflite.ADD, [net.step(tflite.RELU, [x], shape), scaled], shape)
    x = net.step(tflite.MAX_POOL, [x], (1, 2, 2, 4), padding=SAME, stride=2, size=2)
    x = net.step(tflite.DENSE, [x, w["dense"], w["dense bias"]], (1, 2))
    axis = np.array([1], np.int32)
    most = net.step(tflite.MAX, [x, axis], (1, 1))
    grown = net.step(tflite.EXP, [net.step(tflite.SUB, [x, most], (1, 2))], (1, 2))
    classes = net.step(tflite.DIV, [grown, net.step(tflite.SUM, [grown, axis], (1, 1))], (1, 2))
    return net.to_bytes(classes, x), w


def test_a_network_of_every_kind_of_step_computes_them(tmp_path):
    content, w = tiny_judge()
    chips = RANDOM.normal(size=(3, 10, 10, 3)).astype(np.float32)

    x = plain.conv(chips, w["conv"].transpose(1, 2, 3, 0), 2) + w["conv bias"]
    x = plain.leaky(x, 2 * w["first slope"])
    x = plain.depthwise(x, w["depth"][0], same=False) + w["depth bias"]
    x = plain.max_pool(plain.leaky(x, w["second slope"]), 2, 2)
    x = x.reshape(3, -1) @ w["dense"].T + w["dense bias"]
    expected = np.concatenate([plain.softmax(x), x], axis=1)

    graph = Graph()
    first = graph.node("Transpose", "chips", perm=[0, 3, 1, 2])
    outputs = tflite.Converter(content, graph, first).outputs()
    graph.node("Concat", *outputs, out="all", axis=1)
    made = graph.to_bytes("tiny", {"chips": ("n", 10, 10, 3)}, {"all": ("n", 4)})
    np.testing.assert_allclose(run(made, tmp_path, chips), expected, atol=1e-5)


def test_what_is_not_converted_is_said():
    net = TinyNetwork(1, 4, 4, 3)
    unknown = net.step(99, [0], (1, 4, 4, 3))
    fused = TinyNetwork(1, 4, 4, 3)
    conv = fused.step(
        tflite.CONV, [0, halves(2, 1, 1, 3), halves(2)], (1, 4, 4, 2), stride=1, activation=1
    )
    for content, words in (
        (net.to_bytes(unknown), "operator 99 is not converted"),
        (fused.to_bytes(conv), "activation of its own"),
        (b"PK\x03\x04 no network", "no network of TensorFlow Lite"),
    ):
        with pytest.raises(ModelError, match=words):
            tflite.Converter(content, Graph(), "x").outputs()


# --- torch's old format


@pytest.fixture
def write_checkpoint(monkeypatch):
    """Writes what torch wrote before version 1.6, without torch."""

    class FloatStorage:
        pass

    def rebuild(*_):
        raise AssertionError("only named")

    for place, name in ((FloatStorage, "FloatStorage"), (rebuild, "_rebuild_tensor_v2")):
        place.__name__ = place.__qualname__ = name
    torch, utils = ModuleType("torch"), ModuleType("torch._utils")
    torch.FloatStorage, utils._rebuild_tensor_v2, torch._utils = FloatStorage, rebuild, utils
    FloatStorage.__module__, rebuild.__module__ = "torch", "torch._utils"
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setitem(sys.modules, "torch._utils", utils)

    class Tensor:
        def __init__(self, key, offset, shape, strides):
            self.told = (key, offset, shape, strides)

        def __reduce__(self):
            key, *rest = self.told
            return rebuild, (Storage(key), *rest, False, OrderedDict())

    class Storage:
        def __init__(self, key):
            self.key = key

    class Writer(pickle.Pickler):
        def persistent_id(self, thing):
            if isinstance(thing, Storage):
                return "storage", FloatStorage, thing.key, "cpu", 0, None
            return None

    def write(content, storages: dict[str, np.ndarray], file: Path) -> bytes:
        with open(file, "wb") as out:
            for each in (torch_file.MAGIC, 1001, {"little_endian": True}):
                pickle.dump(each, out, protocol=2)
            Writer(out, protocol=2).dump(content)
            pickle.dump(list(storages), out, protocol=2)
            for numbers in storages.values():
                out.write(len(numbers).to_bytes(8, "little") + numbers.astype("<f4").tobytes())
        return file.read_bytes()

    return write, Tensor


def test_tensors_are_read_with_their_shape_offset_and_strides(write_checkpoint, tmp_path):
    write, tensor = write_checkpoint
    numbers = np.arange(12, dtype=np.float32)
    state = OrderedDict(
        plain=tensor("0", 0, (3, 4), (4, 1)),
        turned=tensor("0", 0, (4, 3), (1, 4)),
        tail=tensor("0", 10, (2,), (1,)),
        other=tensor("1", 0, (1,), (1,)),
    )
    content = write(
        {"step": 5, "model_state": state}, {"0": numbers, "1": np.ones(1)}, tmp_path / "c.pt"
    )
    read = torch_file.read(content)
    assert read["step"] == 5
    np.testing.assert_array_equal(read["model_state"]["plain"], numbers.reshape(3, 4))
    np.testing.assert_array_equal(read["model_state"]["turned"], numbers.reshape(3, 4).T)
    np.testing.assert_array_equal(read["model_state"]["tail"], [10, 11])
    for end in range(0, len(content) - 1, 37):
        with pytest.raises(ModelError, match="get"):
            torch_file.read(content[:end])


def test_a_checkpoint_that_would_run_something_or_read_elsewhere_is_refused(
    write_checkpoint, tmp_path
):
    write, tensor = write_checkpoint

    class Evil:
        def __reduce__(self):
            return Path.touch, (tmp_path / "ran",)

    content = write({"a": Evil()}, {}, tmp_path / "evil.pt")
    with pytest.raises(ModelError, match="not run"):
        torch_file.read(content)
    assert not (tmp_path / "ran").exists()
    for told in (("0", 9, (2,), (1,)), ("0", -1, (2,), (1,)), ("0", 0, (2,), (100,))):
        content = write({"a": tensor(*told)}, {"0": np.zeros(10)}, tmp_path / "far.pt")
        with pytest.raises(ModelError, match="outside its numbers"):
            torch_file.read(content)


# --- GE2E


def test_the_speaker_encoder_is_three_lstm_layers_and_a_direction(tmp_path):
    weights = {"linear.weight": halves(256, 256), "linear.bias": halves(256)}
    for layer in range(3):
        into = 40 if layer == 0 else 256
        for name, width in (("weight_ih", into), ("weight_hh", 256)):
            weights[f"lstm.{name}_l{layer}"] = halves(1024, width, scale=0.08)
        for name in ("bias_ih", "bias_hh"):
            weights[f"lstm.{name}_l{layer}"] = halves(1024)
    mels = RANDOM.uniform(0, 2, (2, 11, 40)).astype(np.float32)

    x = mels.astype(np.float64)
    for layer in range(3):
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
        into, within, *biases = (weights[f"lstm.{name}_l{layer}"] for name in names)
        x = plain.lstm(x, into, within, sum(biases))
    x = np.maximum(x[:, -1] @ weights["linear.weight"].T + weights["linear.bias"], 0)
    expected = x / np.linalg.norm(x, axis=1, keepdims=True)

    vectors = run(ge2e.speaker_encoder(weights), tmp_path, mels)
    assert vectors.shape == (2, 256) and (vectors >= 0).all()
    np.testing.assert_allclose(vectors, expected, atol=1e-4)
    del weights["lstm.bias_hh_l2"]
    with pytest.raises(ModelError, match="bias_hh_l2"):
        ge2e.speaker_encoder(weights)

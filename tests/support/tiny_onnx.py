"""Tiny networks in ONNX that look from outside like CLIP's two towers and like a sentence encoder.

Their weights are random, of a fixed seed; what they compute depends on everything they are given.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from persona_assistant.weights.export.vocabulary import FIRST, LAST, write_tokenizer

SIDE, DIM, CONTEXT = 32, 16, 12
_OPSET = [helper.make_opsetid("", 17)]


def clip_folder(
    folder: Path, *, seed: int = 0, int8: bool = False, text: bool = True, name: str = "tiny-clip"
) -> Path:
    """An encoder folder as `models export clip` makes one."""
    folder.mkdir(parents=True, exist_ok=True)
    image_tower(folder / "image.onnx", seed=seed)
    about = {"family": "clip", "name": name, "image": {"fp32": "image.onnx", "side": SIDE}}
    if text:
        text_tower(folder / "text.onnx", seed=seed)
        clip_tokenizer(folder / "tokenizer.json")
        about["text"] = {"fp32": "text.onnx", "tokenizer": "tokenizer.json", "context": CONTEXT}
    if int8:
        for part in ("image", "text") if text else ("image",):
            shrunk(folder / f"{part}.onnx", folder / f"{part}.int8.onnx")
            about[part]["int8"] = f"{part}.int8.onnx"
    (folder / "encoder.json").write_text(json.dumps(about))
    return folder


def sentence_folder(folder: Path, *, seed: int = 0, int8: bool = False) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    sentence_network(folder / "model.onnx", seed=seed)
    sentence_tokenizer(folder / "tokenizer.json")
    text = {
        "fp32": "model.onnx",
        "tokenizer": "tokenizer.json",
        "context": CONTEXT,
        "pooling": "mean",
    }
    if int8:
        shrunk(folder / "model.onnx", folder / "model.int8.onnx")
        text["int8"] = "model.int8.onnx"
    about = {"family": "sentence", "name": "tiny-sentence", "text": text}
    (folder / "encoder.json").write_text(json.dumps(about))
    return folder


def image_tower(
    file: Path, *, seed: int = 0, side: int = SIDE, takes: str = "image", gives: str = "vectors",
    batch: int | str = "batch", first: bool = False, dim: int = DIM,
) -> Path:  # fmt: skip
    """(batch, 3, side, side) to (batch, dim). With `first` the patches come out before the
    vectors."""
    random = np.random.default_rng(seed)
    weights = {
        "kernels": random.normal(0, 0.1, (24, 3, 8, 8)),
        "inner": random.normal(0, 0.2, (24 * (side // 8) ** 2, 32)),
        "outer": random.normal(0, 1, (32, dim)),
    }
    nodes = [
        helper.make_node(
            "Conv", [takes, "kernels"], ["patches"], kernel_shape=[8, 8], strides=[8, 8]
        ),
        helper.make_node("Tanh", ["patches"], ["bent"]),
        helper.make_node("Flatten", ["bent"], ["flat"]),
        helper.make_node("MatMul", ["flat", "inner"], ["hidden"]),
        helper.make_node("Tanh", ["hidden"], ["curved"]),
        helper.make_node("MatMul", ["curved", "outer"], [gives]),
    ]
    inputs = [helper.make_tensor_value_info(takes, TensorProto.FLOAT, [batch, 3, side, side])]
    outputs = [helper.make_tensor_value_info(gives, TensorProto.FLOAT, [batch, dim])]
    if first:
        patches = [batch, 24, side // 8, side // 8]
        outputs.insert(0, helper.make_tensor_value_info("bent", TensorProto.FLOAT, patches))
    return _save(file, nodes, inputs, outputs, weights)


def text_tower(
    file: Path, *, seed: int = 0, takes: str = "text", gives: str = "vectors",
    batch: int | str = "batch", masked: bool = False, kind: int = TensorProto.INT64, dim: int = DIM,
) -> Path:  # fmt: skip
    """(batch, context) to (batch, dim): the tokens that are not 0, each at its place. With `masked`
    those of a second input instead."""
    random = np.random.default_rng(seed + 1)
    weights = {
        "table": random.normal(0, 1, (600, 24)),
        "places": random.normal(0, 0.5, (CONTEXT, 24)),
        "outer": random.normal(0, 1, (24, dim)),
        "zero": np.array(0, np.int64 if kind == TensorProto.INT64 else np.int32),
        "last": np.array([-1], np.int64),
        "one": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["table", takes], ["looked"]),
        helper.make_node("Add", ["looked", "places"], ["placed"]),
        helper.make_node("Tanh", ["placed"], ["bent"]),
        helper.make_node("Greater", ["attention_mask" if masked else takes, "zero"], ["real"]),
        helper.make_node("Cast", ["real"], ["numbers"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["numbers", "last"], ["weights"]),
        helper.make_node("Mul", ["bent", "weights"], ["kept"]),
        helper.make_node("ReduceSum", ["kept", "one"], ["summed"], keepdims=0),
        helper.make_node("MatMul", ["summed", "outer"], [gives]),
    ]
    inputs = [helper.make_tensor_value_info(takes, kind, [batch, CONTEXT])]
    if masked:
        inputs.append(helper.make_tensor_value_info("attention_mask", kind, [batch, CONTEXT]))
    outputs = [helper.make_tensor_value_info(gives, TensorProto.FLOAT, [batch, dim])]
    return _save(file, nodes, inputs, outputs, weights)


def sentence_network(file: Path, *, seed: int = 0, dim: int = DIM) -> Path:
    """ids, mask, types (batch, tokens) to (batch, tokens, dim), each token knowing of those it may
    see."""
    random = np.random.default_rng(seed)
    weights = {
        "table": random.normal(0, 1, (64, dim)),
        "inner": random.normal(0, 0.7, (dim, dim)),
        "last": np.array([-1], np.int64),
        "one": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["looked"]),
        helper.make_node("Cast", ["attention_mask"], ["masks"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["masks", "last"], ["weights"]),
        helper.make_node("Mul", ["looked", "weights"], ["seen"]),
        helper.make_node("ReduceSum", ["seen", "one"], ["all"], keepdims=1),
        helper.make_node("Cast", ["token_type_ids"], ["types"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["types", "last"], ["typed"]),
        helper.make_node("Add", ["looked", "typed"], ["sorted"]),
        helper.make_node("Add", ["sorted", "all"], ["mixed"]),
        helper.make_node("MatMul", ["mixed", "inner"], ["turned"]),
        helper.make_node("Tanh", ["turned"], ["last_hidden_state"]),
    ]
    inputs = [
        helper.make_tensor_value_info(each, TensorProto.INT64, ["batch", "tokens"])
        for each in ("input_ids", "attention_mask", "token_type_ids")
    ]
    rows = ["batch", "tokens", dim]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, rows)]
    return _save(file, nodes, inputs, outputs, weights)


def clip_tokenizer(file: Path) -> Path:
    """CLIP's vocabulary without any joined pairs but two: one token per byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    other = [byte for byte in range(256) if byte not in printable]
    characters = [chr(byte) for byte in printable] + [
        chr(256 + number) for number in range(len(other))
    ]
    joined = [("t", "h"), ("th", "e</w>")]
    ends = [each + "</w>" for each in characters]
    tokens = [*characters, *ends, *("".join(pair) for pair in joined), FIRST, LAST]
    write_tokenizer({token: number for number, token in enumerate(tokens)}, joined, file)
    return file


def sentence_tokenizer(file: Path) -> Path:
    """Letters, as word pieces; with a limit and padding of its own, as published ones have."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    letters = "abcdefghijklmnopqrstuvwxyz"
    tokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *letters, *("##" + each for each in letters)]
    tokenizer = Tokenizer(
        models.WordPiece({token: n for n, token in enumerate(tokens)}, unk_token="[UNK]")
    )
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $0 [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.enable_truncation(5)
    tokenizer.enable_padding(length=9)
    tokenizer.save(str(file))
    return file


def shrunk(file: Path, out: Path) -> Path:
    """The same network with int8 weights."""
    import logging

    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)
    try:
        quantize_dynamic(file, out, op_types_to_quantize=["MatMul"], weight_type=QuantType.QInt8)
    finally:
        logging.disable(logging.NOTSET)
    return out


def _save(
    file: Path, nodes: list, inputs: list, outputs: list, weights: dict[str, np.ndarray]
) -> Path:
    constants = [
        numpy_helper.from_array(
            np.asarray(value, np.float32 if value.dtype.kind == "f" else None), name
        )
        for name, value in weights.items()
    ]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, constants)
    onnx.save(helper.make_model(graph, opset_imports=_OPSET, ir_version=9), file)
    return file

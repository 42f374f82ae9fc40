"""A torch module as an ONNX file: in single precision, and with int8 weights.

A file keeps only the computation. What the exporter notes beside it (source lines, paths of the
machine it ran on) is dropped, so that equal weights give equal files.

int8 is dynamic: weights are integers with a scale per column, activations are scaled by the largest
number that occurs. Where that number is an outlier, as happens in trained networks, the others lose
their digits; such layers can stay in single precision, the worst of them first.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from persona_assistant.errors import ModelError
from persona_assistant.telemetry import import_onnxruntime
from persona_assistant.weights.export.report import SMALLEST_COSINE, Parity

if TYPE_CHECKING:
    import torch

OPSET = 20
_QUANTIZED = ("MatMul", "Gemm")
_EXCLUDED_COUNTS = (2, 4, 6, 8, 12, 16)
"""How many layers stay in single precision: one number after the other until the file is near
enough."""


def export_onnx(
    module: torch.nn.Module, example: torch.Tensor, file: Path, *, input_name: str, output_name: str
) -> None:
    """Write a module with one input of any number of rows as an ONNX file. `example` has two rows.

    Raises ModelError for a module that cannot be written so.
    """
    import torch

    with _muted(), torch.no_grad(), _exporter_errors():
        program = torch.onnx.export(
            module.eval(),
            (example,),
            dynamo=True,
            dynamic_shapes=({0: torch.export.Dim("batch")},),
            input_names=[input_name],
            output_names=[output_name],
            opset_version=OPSET,
            external_data=False,
            verbose=False,
        )
        program.save(str(file))
    _strip(file)


def quantize_int8(
    file: Path,
    out: Path,
    batches: Sequence[np.ndarray],
    measure: Callable[[Path], Parity],
    *,
    seven_bits: bool = False,
    excluded: Sequence[str] = (),
) -> Parity:
    """Write `out` with int8 weights; the first of several ways that is near enough to the original.
    Returns what `measure` says of it.

    Weights first use all of their 8 bits. CPUs without the newer instructions for int8 add two
    products in 16 bits, which may overflow. So 7 bits are tried next (at once if `seven_bits`) and
    stay where they halve the loss. After that more and more layers stay in single precision, beside
    those that are `excluded` in any case, the others in 8 bits and, where these overflow, in 7.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    def write(layers: Sequence[str], seven_bits: bool) -> Parity:
        with _muted():
            quantize_dynamic(
                file,
                out,
                op_types_to_quantize=list(_QUANTIZED),
                nodes_to_exclude=[*excluded, *layers],
                per_channel=True,
                reduce_range=seven_bits,
                weight_type=QuantType.QInt8,
            )
        return measure(out)

    parity = write((), seven_bits)
    if not seven_bits and not _near(parity):
        eight, parity = parity, write((), True)
        seven_bits = 1 - parity.smallest_cosine < (1 - eight.smallest_cosine) / 2
    if not _near(parity):
        ranked = _by_outliers(file, batches)
        for count in _EXCLUDED_COUNTS:
            if count > len(ranked):
                break
            parity = write(ranked[:count], seven_bits)
            if not seven_bits and not _near(parity):
                parity = write(ranked[:count], True)
            if _near(parity):
                break
    return parity


def _near(parity: Parity) -> bool:
    return parity.smallest_cosine >= SMALLEST_COSINE["int8"]


def _by_outliers(file: Path, batches: Sequence[np.ndarray]) -> list[str]:
    """Layers by how far their largest input is from the usual one, the worst first."""
    import onnx

    onnxruntime = import_onnxruntime()
    model = onnx.load(file)
    constants = {each.name for each in model.graph.initializer}
    layers = {
        node.name: node.input[0]
        for node in model.graph.node
        if node.op_type in _QUANTIZED and node.input[1] in constants
    }
    observed = sorted(set(layers.values()) - {each.name for each in model.graph.input})
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in observed)
    probe = file.with_name(file.name + ".probe")
    try:
        onnx.save(model, probe)
        session = onnxruntime.InferenceSession(str(probe), providers=["CPUExecutionProvider"])
        spread = dict.fromkeys(observed, 0.0)
        for batch in batches:
            for name, values in zip(
                observed, session.run(observed, {session.get_inputs()[0].name: batch})
            ):
                spread[name] = max(spread[name], float(np.ptp(values) / (values.std() + 1e-12)))
    finally:
        probe.unlink(missing_ok=True)
    return sorted(layers, key=lambda layer: -spread.get(layers[layer], 0.0))


def _strip(file: Path) -> None:
    import onnx

    model = onnx.load(file)
    graph = model.graph
    values = (*graph.input, *graph.output, *graph.value_info, *graph.initializer)
    for part in (model, graph, *graph.node, *values):
        del part.metadata_props[:]
        part.doc_string = ""
    onnx.save(model, file)


@contextmanager
def _exporter_errors() -> Iterator[None]:
    from torch.onnx import OnnxExporterError

    try:
        yield
    except OnnxExporterError as error:
        reason = " ".join(str(error.__cause__ or error).split())[:200]
        raise ModelError(
            f"torch cannot write this network as ONNX ({reason}); use another one"
        ) from error


@contextmanager
def _muted() -> Iterator[None]:
    """Without the logs and warnings of exporters, which are for their developers; errors still
    raise."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)

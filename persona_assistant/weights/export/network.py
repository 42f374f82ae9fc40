"""A torch module as an ONNX file: in single precision, and with int8 weights.

Of a file only the computation is kept: what the exporter notes beside it (source lines, paths of
the machine it ran on) is dropped, so that equal weights give equal files.

int8 is dynamic: weights are integers with a scale per column, activations are scaled by the largest
number that occurs. Where that number is an outlier, as it is in networks that were really trained,
the others lose their digits; such layers can be left in single precision, the worst of them first.
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
from persona_assistant.telemetry import import_onnxruntime, silence_onnxruntime
from persona_assistant.weights.export.report import SMALLEST_COSINE, Parity

if TYPE_CHECKING:
    import torch

OPSET = 20
_QUANTIZED = ("MatMul", "Gemm")
_SPARED = (2, 4, 6, 8, 12, 16)
"""How many layers are left in single precision, one number after the other until the file is
fit."""


def write(
    module: torch.nn.Module, example: torch.Tensor, file: Path, *, takes: str, gives: str
) -> None:
    """A module of one input, any number of rows at once, as an ONNX file. `example` has two rows.

    Raises ModelError for a module that cannot be written so.
    """
    import torch

    with _quietly(), torch.no_grad(), _told_plainly():
        program = torch.onnx.export(
            module.eval(),
            (example,),
            dynamo=True,
            dynamic_shapes=({0: torch.export.Dim("batch")},),
            input_names=[takes],
            output_names=[gives],
            opset_version=OPSET,
            external_data=False,
            verbose=False,
        )
        program.save(str(file))
    _strip(file)


def shrink(
    file: Path,
    out: Path,
    batches: Sequence[np.ndarray],
    judge: Callable[[Path], Parity],
    *,
    narrow: bool = False,
    kept: Sequence[str] = (),
) -> Parity:
    """Writes `out` with int8 weights and says how near it is; the first of several ways that is
    near enough.

    Weights first use all of their 8 bits. Processors without the newer instructions for int8 add
    two products in 16 bits, which may not suffice: 7 bits are tried then (at once if `narrow`), and
    stay where they halve what is lost. After that more and more layers stay in single precision,
    besides those that are `kept` in any case.
    """
    silence_onnxruntime()
    from onnxruntime.quantization import QuantType, quantize_dynamic

    def written(spared: Sequence[str], narrow: bool) -> Parity:
        with _quietly():
            quantize_dynamic(
                file,
                out,
                op_types_to_quantize=list(_QUANTIZED),
                nodes_to_exclude=[*kept, *spared],
                per_channel=True,
                reduce_range=narrow,
                weight_type=QuantType.QInt8,
            )
        return judge(out)

    parity = written((), narrow)
    if not narrow and not _near(parity):
        wide, parity = parity, written((), True)
        narrow = 1 - parity.smallest_cosine < (1 - wide.smallest_cosine) / 2
    if not _near(parity):
        ranked = _most_spread(file, batches)
        for count in filter(lambda count: count <= len(ranked), _SPARED):
            parity = written(ranked[:count], narrow)
            if _near(parity):
                break
    return parity


def _near(parity: Parity) -> bool:
    return parity.smallest_cosine >= SMALLEST_COSINE["int8"]


def _most_spread(file: Path, batches: Sequence[np.ndarray]) -> list[str]:
    """Layers by how far the largest number they are given is from the usual one, the worst
    first."""
    import onnx

    onnxruntime = import_onnxruntime()
    model = onnx.load(file)
    constants = {each.name for each in model.graph.initializer}
    layers = {
        node.name: node.input[0]
        for node in model.graph.node
        if node.op_type in _QUANTIZED and node.input[1] in constants
    }
    watched = sorted(set(layers.values()) - {each.name for each in model.graph.input})
    model.graph.output.extend(onnx.helper.make_empty_tensor_value_info(name) for name in watched)
    probe = file.with_name(file.name + ".probe")
    try:
        onnx.save(model, probe)
        session = onnxruntime.InferenceSession(str(probe), providers=["CPUExecutionProvider"])
        spread = dict.fromkeys(watched, 0.0)
        for batch in batches:
            for name, values in zip(
                watched, session.run(watched, {session.get_inputs()[0].name: batch})
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
def _told_plainly() -> Iterator[None]:
    from torch.onnx import OnnxExporterError

    try:
        yield
    except OnnxExporterError as error:
        reason = " ".join(str(error.__cause__ or error).split())[:200]
        raise ModelError(
            f"torch cannot write this network as ONNX ({reason}); use another one"
        ) from error


@contextmanager
def _quietly() -> Iterator[None]:
    """Exporters and quantizers talk to programmers about themselves; what goes wrong still
    raises."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)

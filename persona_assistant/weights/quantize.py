"""A GGUF model with fewer bits a number, made by llama.cpp itself in a child process.

llama.cpp ends its process when it meets something unexpected. That must cost the child and one
clear line, not the user's session. What is known to end it, a projector above all, is refused
beforehand.
"""

from __future__ import annotations

import importlib.util
import os
import re
import signal
import subprocess
import sys
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from persona_assistant.atomic import require_free_space, whole_file
from persona_assistant.errors import (
    BadInput,
    DiskFull,
    EngineCrashed,
    EngineError,
    EngineMissing,
    ModelError,
)
from persona_assistant.gguf import read_metadata
from persona_assistant.progress import Counter, OnProgress, ignore

Kind = Literal["Q4_K_M", "Q5_K_M", "Q8_0", "Q4_0"]


@dataclass(frozen=True, slots=True)
class _Format:
    code: int
    """llama.cpp's number for it, LLAMA_FTYPE_MOSTLY_*."""
    bits: float
    """Per number, at most: embeddings and a few matrices keep more bits than the rest."""


_FORMATS: dict[Kind, _Format] = {
    "Q4_0": _Format(2, 5.5),
    "Q8_0": _Format(7, 8.6),
    "Q4_K_M": _Format(15, 6.0),
    "Q5_K_M": _Format(17, 6.6),
}
KINDS: tuple[Kind, ...] = tuple(_FORMATS)
_FULL_PRECISION = {0: 32, 1: 16, 32: 16}
"""Bits per number of the file types that may be quantized: F32, F16, BF16."""
_NOT_INSTALLED, _REFUSED = 3, 4
"""Exit codes of the child."""
_STEP = re.compile(r"^\[\s*(\d+)/\s*(\d+)\]")
_ERROR_LINE = re.compile(r"fail|error|assert|abort|invalid|unsupported|space", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantized:
    file: Path
    kind: Kind
    size_before: int
    size: int
    """Bytes of the two files."""


def quantize(
    model: Path,
    out: Path,
    kind: str = "Q4_K_M",
    *,
    threads: int | None = None,
    on_progress: OnProgress = ignore,
) -> Quantized:
    """Write the GGUF file `model` (F32, F16 or BF16) as `kind` to the new file `out`.

    `kind` is one of `KINDS` in any case; `threads` None means one per usable core. Progress counts
    bytes of `model` at the stage "quantizing". Raises ModelError for a projector or a file that is
    quantized already, BadInput when `out` exists, DiskFull, EngineMissing without llama-cpp-python,
    EngineCrashed when llama.cpp ends its process.
    """
    wanted = _kind(kind)
    metadata = read_metadata(model)
    if metadata.get("general.architecture") == "clip":
        raise ModelError(
            f"{model} is a projector, which llama.cpp cannot quantize: use it as it is, beside a"
            " quantized model."
        )
    # Whether a file that does not say its type can be quantized is left to llama.cpp.
    bits = _FULL_PRECISION.get(metadata.get("general.file_type", 1))
    if bits is None:
        raise ModelError(f"{model} is quantized already: start from the F16, BF16 or F32 file.")
    if importlib.util.find_spec("llama_cpp") is None:
        raise EngineMissing('Quantizing needs llama.cpp: pip install "persona-assistant[llama]".')
    before = model.stat().st_size
    require_free_space(
        out, int(before * _FORMATS[wanted].bits / bits), what=f"The model as {wanted}"
    )
    with whole_file(out) as draft:
        count = Counter(on_progress, "quantizing", before, unit="bytes", detail=out.name)
        _run(model, draft, wanted, threads or _cores(), count)
        if not draft.is_file():
            raise EngineError(
                f"llama.cpp wrote no {wanted} file and gives no reason: convert {model} again."
            )
        size = draft.stat().st_size
    return Quantized(out, wanted, before, size)


def _kind(name: str) -> Kind:
    for kind in KINDS:
        if kind == name.upper():
            return kind
    raise BadInput(
        f"There is no kind {name}: choose one of {', '.join(KINDS)}.", code="unknown_quantization"
    )


def _run(model: Path, out: Path, kind: Kind, threads: int, count: Counter) -> None:
    command = [sys.executable, "-P", "-m", __name__, str(model.absolute()), str(out)]
    command += [str(_FORMATS[kind].code), str(threads)]
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith("PERSONA_ASSISTANT_")
    }
    environment = {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "GGML_NO_BACKTRACE": "1",
    }
    size = model.stat().st_size
    error_lines: deque[str] = deque(maxlen=3)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
    ) as child:
        try:
            for line in child.stderr or ():
                text = line.decode(errors="replace").strip()
                if step := _STEP.match(text):
                    count(size * int(step[1]) // int(step[2]) - count.done)
                elif _ERROR_LINE.search(text):
                    error_lines.append("".join(char for char in text if char.isprintable())[:200])
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        raise _failure(model, child.returncode, " | ".join(error_lines))


def _failure(model: Path, code: int, reason: str) -> EngineError | DiskFull:
    because = f" ({reason})" if reason else ""
    if code == _NOT_INSTALLED:
        return EngineMissing(
            'llama.cpp is missing or broken: pip install "persona-assistant[llama]".'
        )
    if "No space left" in reason:
        return DiskFull(f"The disk is full{because}: free some space. Nothing was written.")
    if code == _REFUSED:
        return ModelError(
            f"{model} cannot be quantized{because}: convert it again. Nothing was written."
        )
    name = next((known.name for known in signal.Signals if known == -code), f"exit code {code}")
    return EngineCrashed(
        f"llama.cpp died over {model.name} ({name}){because}: convert the model again, or close"
        " other programs if memory ran out. Nothing was written."
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _child(model: str, out: str, code: str, threads: str) -> int:
    """In the child: what llama.cpp logs goes to standard error, line by line."""
    import ctypes

    try:
        import llama_cpp
    except (ImportError, OSError, RuntimeError):  # a shared library may be missing or not fit
        return _NOT_INSTALLED

    def log(_: int, text: bytes, __: Any) -> None:
        os.write(2, text)

    callback = llama_cpp.llama_log_callback(log)  # must outlive the call below
    llama_cpp.llama_log_set(callback, None)
    parameters = llama_cpp.llama_model_quantize_default_params()
    parameters.ftype, parameters.nthread = int(code), int(threads)
    status = llama_cpp.llama_model_quantize(
        os.fsencode(model), os.fsencode(out), ctypes.byref(parameters)
    )
    return _REFUSED if status else 0


if __name__ == "__main__":
    sys.exit(_child(*sys.argv[1:]))

"""A GGUF model with fewer bits a number, made by llama.cpp itself in a child process.

llama.cpp ends its process when it meets what it did not expect; that must cost the child and one
clear line, not the user's session. What is known to end it, a projector above all, is refused
before.
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
from typing import TYPE_CHECKING, Literal

from persona_assistant.atomic import require_room, whole_file
from persona_assistant.errors import (
    BadInput,
    DiskFull,
    EngineCrashed,
    EngineError,
    EngineMissing,
    ModelError,
)
from persona_assistant.gguf import read_metadata

if TYPE_CHECKING:
    from persona_assistant.weights.registry import Watch

Kind = Literal["Q4_K_M", "Q5_K_M", "Q8_0", "Q4_0"]


@dataclass(frozen=True, slots=True)
class _Format:
    code: int
    """llama.cpp's number for it, LLAMA_FTYPE_MOSTLY_*."""
    bits: float
    """A number's, at most: tables of embeddings and a few matrices are kept finer than the rest."""


_FORMATS = {
    "Q4_0": _Format(2, 5.5),
    "Q8_0": _Format(7, 8.6),
    "Q4_K_M": _Format(15, 6.0),
    "Q5_K_M": _Format(17, 6.6),
}
KINDS = tuple(_FORMATS)
_FULL_PRECISION = {0: 32, 1: 16, 32: 16}
"""Bits a number of the kinds of file that may be quantized: F32, F16, BF16."""
_NOT_INSTALLED, _REFUSED = 3, 4
_STEP = re.compile(r"^\[\s*(\d+)/\s*(\d+)\]")
_TELLING = re.compile(r"fail|error|assert|abort|invalid|unsupported|space", re.IGNORECASE)


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
    kind: Kind = "Q4_K_M",
    *,
    threads: int | None = None,
    watch: Watch | None = None,
) -> Quantized:
    """Write the GGUF file `model` (F32, F16 or BF16) as `kind` to the new file `out`.

    `threads`: None means one per usable core. Raises ModelError for a projector or a file
    quantized before, BadInput when `out` exists, DiskFull, EngineMissing without llama-cpp-python,
    EngineCrashed when llama.cpp ends its process.
    """
    if kind not in _FORMATS:
        raise BadInput(f"There is no kind {kind}: choose one of {', '.join(_FORMATS)}.")
    about = read_metadata(model)
    if about.get("general.architecture") == "clip":
        raise ModelError(
            f"{model} is a projector, which llama.cpp cannot quantize: use it as it is, beside a quantized "
            "model."
        )
    # A file that does not say what it is made of is left to llama.cpp's own judgement.
    bits = _FULL_PRECISION.get(about.get("general.file_type", 1))
    if bits is None:
        raise ModelError(f"{model} is quantized already: start from the F16, BF16 or F32 file.")
    if importlib.util.find_spec("llama_cpp") is None:
        raise EngineMissing('Quantizing needs llama.cpp: pip install "persona-assistant[llama]".')
    before = model.stat().st_size
    require_room(out, int(before * _FORMATS[kind].bits / bits), what=f"The model as {kind}")
    with whole_file(out) as making:
        _run(model, making, kind, threads or _cores(), watch)
        if not making.is_file():
            raise EngineError(
                f"llama.cpp wrote no {kind} file and gives no reason: convert {model} again."
            )
        size = making.stat().st_size
    return Quantized(out, kind, before, size)


def _run(model: Path, out: Path, kind: Kind, threads: int, watch: Watch | None) -> None:
    code = str(_FORMATS[kind].code)
    command = [
        sys.executable,
        "-P",
        "-m",
        __name__,
        str(model.absolute()),
        str(out),
        code,
        str(threads),
    ]
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith("PERSONA_ASSISTANT_")
    }
    environment = {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "GGML_NO_BACKTRACE": "1",
    }
    telling: deque[str] = deque(maxlen=3)
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
    ) as child:
        try:
            for line in child.stderr:
                text = line.decode(errors="replace").strip()
                if step := _STEP.match(text):
                    if watch:
                        size = model.stat().st_size
                        watch("quantizing", out.name, size * int(step[1]) // int(step[2]), size)
                elif _TELLING.search(text):
                    telling.append("".join(char for char in text if char.isprintable())[:200])
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        raise _failure(model, child.returncode, " | ".join(telling))


def _failure(model: Path, code: int, words: str) -> Exception:
    said = f" ({words})" if words else ""
    if code == _NOT_INSTALLED:
        return EngineMissing(
            'llama.cpp is missing or broken: pip install "persona-assistant[llama]".'
        )
    if "No space left" in words:
        return DiskFull(f"The disk is full{said}: free some room. Nothing was written.")
    if code == _REFUSED:
        return ModelError(
            f"{model} cannot be quantized{said}: convert it again. Nothing was written."
        )
    name = next((known.name for known in signal.Signals if known == -code), f"exit code {code}")
    return EngineCrashed(
        f"llama.cpp died over {model.name} ({name}){said}: convert the model again, or close other programs "
        "if memory ran out. Nothing was written."
    )


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _child(model: str, out: str, code: str, threads: str) -> int:
    """In the child: what llama.cpp logs goes to standard error, line by line."""
    import ctypes

    try:
        import llama_cpp
    except (ImportError, OSError, RuntimeError):  # a shared library may be absent or not fit
        return _NOT_INSTALLED

    @llama_cpp.llama_log_callback
    def log(_: int, text: bytes, __: object) -> None:
        os.write(2, text)

    llama_cpp.llama_log_set(log, None)
    settings = llama_cpp.llama_model_quantize_default_params()
    settings.ftype, settings.nthread = int(code), int(threads)
    status = llama_cpp.llama_model_quantize(
        os.fsencode(model), os.fsencode(out), ctypes.byref(settings)
    )
    return _REFUSED if status else 0


if __name__ == "__main__":
    sys.exit(_child(*sys.argv[1:]))

"""A full-precision folder becomes what the engine reads: a GGUF model and its projector.

The converter is part of the engine's own source archive, and only that release of it fits the
engine. It is not copied into this project but downloaded when it is needed, through the package
index the user has configured, and runs only if the archive is, byte for byte, the one this version
was tested with. It is unpacked anew for each conversion, so that what runs is always what was
checked. It runs in a process of its own, offline, with its own `gguf` package instead of an
installed one.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from persona_assistant.atomic import require_free_space, whole_file, whole_folder
from persona_assistant.errors import (
    BadInput,
    DiskFull,
    EngineCrashed,
    EngineError,
    EngineMissing,
    ModelError,
)
from persona_assistant.gguf import read_metadata
from persona_assistant.progress import OnProgress, ignore, single_step
from persona_assistant.weights import integrity
from persona_assistant.weights.folder import read_json, refuse_remote_code, weight_files
from persona_assistant.weights.merge import MISSING
from persona_assistant.weights.registry import models_folder

Precision = Literal["f32", "f16", "bf16"]
PRECISIONS: tuple[Precision, ...] = ("bf16", "f16", "f32")

ENGINE = "llama-cpp-python"
RELEASE = "0.3.36"
ARCHIVE = f"llama_cpp_python-{RELEASE}.tar.gz"
SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
"""Of the source archive of that release."""

_INSIDE = f"llama_cpp_python-{RELEASE}/vendor/llama.cpp/"
_SCRIPT = "convert_hf_to_gguf.py"
_NEEDED = (_SCRIPT, "conversion/", "gguf-py/", "LICENSE")
_CONVERT_WITH_GELU = """
import runpy, sys
sys.argv = sys.argv[1:]
import gguf
add_projector_type = gguf.GGUFWriter.add_clip_vision_projector_type
def add_projector_type_and_gelu(writer, kind):
    add_projector_type(writer, kind)
    if kind == gguf.VisionProjectorType.GEMMA4V:
        writer.add_vision_use_gelu(True)
gguf.GGUFWriter.add_clip_vision_projector_type = add_projector_type_and_gelu
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""The converter of this release does not write which activation Gemma 4's vision tower has, and
llama.cpp then uses the quick GELU, which is not the one it was trained with. On a tiny model with
two layers in that tower, soft tokens of pictures were up to 0.036 from those of transformers, and
0.002 with the right one."""
_MODALITY_CONFIGS = ("vision_config", "audio_config")
_NESTED_CONFIGS = ("thinker_config",)
"""Where an omnimodal configuration may keep the part for pictures and sound."""


@dataclass(frozen=True, slots=True)
class Converted:
    model: Path
    projector: Path | None
    """None for a model of text alone."""

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.model, self.projector) if self.projector else (self.model,)


def convert(
    model: Path,
    out: Path,
    *,
    cache: Path | None = None,
    precision: str = "bf16",
    projector_precision: str = "bf16",
    source: Path | None = None,
    on_progress: OnProgress = ignore,
) -> Converted:
    """Write `<name>-<PRECISION>.gguf` and `mmproj-<name>-BF16.gguf` into the new folder `out`.

    `name` is that of the folder `model`; a precision is one of `PRECISIONS`. `source` is the
    engine's source archive, for machines without an index; otherwise it is downloaded once and kept
    in the folder `cache` (None: beside the models). Progress counts files at the stages
    "downloading" and "converting".

    Raises ModelError for a folder that cannot be converted, BadInput when `out` exists or `source`
    is another archive, EngineError when it cannot be downloaded, EngineCrashed, DiskFull,
    EngineMissing without torch.
    """
    precision, projector_precision = _precision(precision), _precision(projector_precision)
    files = weight_files(model)
    refuse_remote_code(model)
    config = read_json(model / "config.json")
    if any(importlib.util.find_spec(module) is None for module in ("torch", "transformers")):
        raise EngineMissing(MISSING)
    require_free_space(out, _size(files, precision), what="The converted model")
    cache = models_folder() / ".converter" if cache is None else cache
    name = model.resolve().name
    text = f"{name}-{precision.upper()}.gguf"
    projector = (
        f"mmproj-{name}-{projector_precision.upper()}.gguf" if _has_projector(config) else None
    )
    with _converter(source, cache, on_progress) as script, whole_folder(out) as draft:
        with single_step(on_progress, "converting", unit="files", detail=text):
            _run(script, model, draft / text, precision)
            _check_output(draft / text, projector=False)
        if projector:
            with single_step(on_progress, "converting", unit="files", detail=projector):
                _run(script, model, draft / projector, projector_precision, "--mmproj")
                _check_output(draft / projector, projector=True)
    return Converted(out / text, out / projector if projector else None)


def _precision(name: str) -> Precision:
    for precision in PRECISIONS:
        if precision == name.lower():
            return precision
    raise BadInput(
        f"There is no precision {name}: choose one of {', '.join(PRECISIONS)}.",
        code="unknown_precision",
    )


def _has_projector(config: dict[str, Any]) -> bool:
    nested = (config[key] for key in _NESTED_CONFIGS if isinstance(config.get(key), dict))
    return any(part.get(key) for part in (config, *nested) for key in _MODALITY_CONFIGS)


def _size(files: Sequence[Path], precision: Precision) -> int:
    """Bytes at most: published folders hold 16 bits a number, which F32 doubles."""
    return sum(file.stat().st_size for file in files) * (2 if precision == "f32" else 1)


# --- running the converter


def _run(script: Path, model: Path, out: Path, precision: Precision, *options: str) -> None:
    command = [sys.executable, "-c", _CONVERT_WITH_GELU, str(script), str(model.absolute())]
    command += ["--outtype", precision, "--outfile", str(out.absolute()), *options]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(script.parent),
        cwd=script.parent,
        check=False,
    )
    if done.returncode == 0:
        return
    lines = done.stderr.decode(errors="replace").strip().splitlines()
    reason = lines[-1].strip() if lines else "it gives no reason"
    if done.returncode < 0:
        raise EngineCrashed(
            f"The converter was ended by signal {-done.returncode} over {model}, most often because"
            " memory ran out: close other programs and convert again. Nothing was written."
        )
    if "No space left" in reason:
        raise DiskFull(
            f"The disk of {out.parent.parent} is full: free some space. Nothing was written."
        )
    raise ModelError(
        f"{model} cannot be converted ({reason[:200]}): give a folder with config.json, tokenizer"
        " and processor files of a model that llama.cpp knows."
    )


def _environment(root: Path) -> dict[str, str]:
    """The converter's own packages first, no network, none of the user's keys."""
    secret = ("PERSONA_ASSISTANT_", "HF_TOKEN", "HUGGING_FACE_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(secret)}
    path = os.pathsep.join([str(root), str(root / "gguf-py"), *filter(None, sys.path)])
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    return {**kept, **offline, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _check_output(file: Path, *, projector: bool) -> None:
    """Raises ModelError when the converter reports success and wrote something else."""
    if (
        not file.is_file()
        or (read_metadata(file).get("general.architecture") == "clip") != projector
    ):
        raise ModelError(
            f"The converter wrote no usable {file.name}: llama.cpp may not know this model."
        )


# --- getting the converter


@contextmanager
def _converter(source: Path | None, cache: Path, on_progress: OnProgress) -> Iterator[Path]:
    """The script, unpacked beside its packages while the block lasts."""
    archive = source or cache / ARCHIVE
    if source is None and not archive.exists():
        with single_step(on_progress, "downloading", unit="files", detail=ARCHIVE):
            _download(archive)
    if not archive.is_file():
        raise BadInput(
            f"There is no file {archive}: give the archive {ARCHIVE}.", code="converter_archive"
        )
    if integrity.sha256(archive) != SHA256:
        remedy = "give the original" if source else "remove it to have it downloaded again"
        raise BadInput(
            f"{archive} is not the archive {ARCHIVE} this version was tested with: {remedy}.",
            code="converter_archive" if source else "damaged_converter",
        )
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".converter-", dir=cache) as folder:
        with tarfile.open(archive) as packed:
            wanted = tuple(_INSIDE + part for part in _NEEDED)
            members = [member for member in packed if member.name.startswith(wanted)]
            if hasattr(tarfile, "data_filter"):
                packed.extractall(folder, members, filter="data")
            else:  # Python 3.11.2, as Debian 12 has it; the archive is the one known by its sum
                packed.extractall(folder, members)
        yield Path(folder).resolve() / _INSIDE / _SCRIPT


def _download(archive: Path) -> None:
    """Has pip download the source archive, from wherever the user's pip gets its packages."""
    if importlib.util.find_spec("pip") is None:
        raise EngineMissing(
            "Downloading the converter needs pip: run python -m ensurepip, or give the archive"
            f" {ARCHIVE}.",
            code="converter_archive",
        )
    with whole_file(archive) as draft:
        # pip demands the hash, so it runs nothing of the archive before it proved to be the right
        # one.
        requirement = draft.with_name("requirement.txt")
        requirement.write_text(f"{ENGINE}=={RELEASE} --hash=sha256:{SHA256}\n")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]
        command += ["--quiet", "download", "--no-deps", "--no-binary", ENGINE, "--require-hashes"]
        command += ["-r", str(requirement), "-d", str(draft.parent)]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        if done.returncode != 0 or not draft.is_file():
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            errors = [line for line in lines if line.startswith("ERROR")] or lines
            reason = errors[0][:200] if errors else "pip gives no reason"
            raise EngineError(
                f"The converter could not be downloaded ({reason}): check the network, or give the"
                f" archive {ARCHIVE}.",
                code="converter_archive",
            )

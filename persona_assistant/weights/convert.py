"""A full-precision folder becomes what the engine reads: a GGUF model and its projector.

The converter is part of the engine's own source archive, and only that release of it fits the
engine. It is not copied into this project but fetched when it is needed, through the package index
the user has configured, and runs only if the archive is, byte for byte, the one this version was
tested with. It is unpacked afresh for each conversion, so that what runs is always what was
checked, and works in a process of its own, offline, with its own `gguf` package instead of an
installed one.
"""

from __future__ import annotations

import hashlib
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
from typing import TYPE_CHECKING, Literal

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
from persona_assistant.weights.folder import read_json, refuse_own_program, weight_files
from persona_assistant.weights.merge import MISSING

if TYPE_CHECKING:
    from persona_assistant.weights.registry import Watch

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
_SAYING_GELU = """
import runpy, sys
sys.argv = sys.argv[1:]
import gguf
say_kind = gguf.GGUFWriter.add_clip_vision_projector_type
def say_kind_and_gelu(writer, kind):
    say_kind(writer, kind)
    if kind == gguf.VisionProjectorType.GEMMA4V:
        writer.add_vision_use_gelu(True)
gguf.GGUFWriter.add_clip_vision_projector_type = say_kind_and_gelu
runpy.run_path(sys.argv[0], run_name="__main__")
"""
"""The converter of this release does not say which activation Gemma 4's vision tower has, and
llama.cpp then takes the quick GELU, which is not the one it was trained with. On a tiny model with
two layers in that tower, soft tokens of pictures were up to 0.036 from those of transformers, and
0.002 with the right one."""
_SENSES = ("vision_config", "audio_config")
_OUTER = ("thinker_config",)
"""Where an omnimodal configuration may keep the part that sees and hears."""


@dataclass(frozen=True, slots=True)
class Converted:
    model: Path
    projector: Path | None
    """None for a model of text alone."""


def convert(
    model: Path,
    out: Path,
    *,
    cache: Path,
    precision: Precision = "bf16",
    projector_precision: Precision = "bf16",
    source: Path | None = None,
    watch: Watch | None = None,
) -> Converted:
    """Write `<name>-<PRECISION>.gguf` and `mmproj-<name>-BF16.gguf` into the new folder `out`.

    `name` is that of the folder `model`. `source` is the engine's source archive, for machines
    without an index; otherwise it is fetched once and kept in the folder `cache`. Raises ModelError
    for a folder that cannot be converted, BadInput when `out` exists or `source` is another
    archive, EngineError when it cannot be fetched, EngineCrashed, DiskFull, EngineMissing without
    torch.
    """
    if precision not in PRECISIONS or projector_precision not in PRECISIONS:
        raise BadInput(f"There is no precision {precision}: choose one of {', '.join(PRECISIONS)}.")
    files = weight_files(model)
    refuse_own_program(model)
    about = read_json(model / "config.json")
    if any(importlib.util.find_spec(module) is None for module in ("torch", "transformers")):
        raise EngineMissing(MISSING)
    require_free_space(out, _room(files, precision), what="The converted model")
    name = model.resolve().name
    text = f"{name}-{precision.upper()}.gguf"
    projector = f"mmproj-{name}-{projector_precision.upper()}.gguf" if _has_senses(about) else None
    with _converter(source, cache, watch) as script, whole_folder(out) as making:
        with _watched("converting", text, watch):
            _run(script, model, making / text, precision)
            _expect(making / text, projector=False)
        if projector:
            with _watched("converting", projector, watch):
                _run(script, model, making / projector, projector_precision, "--mmproj")
                _expect(making / projector, projector=True)
    return Converted(out / text, out / projector if projector else None)


def _has_senses(about: dict) -> bool:
    inner = [about, *(about[key] for key in _OUTER if isinstance(about.get(key), dict))]
    return any(each.get(sense) for each in inner for sense in _SENSES)


def _room(files: Sequence[Path], precision: Precision) -> int:
    """Bytes, at most: published folders hold 16 bits a number, of which F32 makes 32."""
    return sum(file.stat().st_size for file in files) * (2 if precision == "f32" else 1)


@contextmanager
def _watched(stage: str, file: str, watch: Watch | None) -> Iterator[None]:
    """Nobody knows how far a converter is, only that it works and that it is done."""
    if watch:
        watch(stage, file, 0, None)
    yield
    if watch:
        watch(stage, file, 1, 1)


# --- running the converter


def _run(script: Path, model: Path, out: Path, precision: Precision, *flags: str) -> None:
    command = [sys.executable, "-c", _SAYING_GELU, script, model.absolute()]
    command += ["--outtype", precision, "--outfile", out.absolute(), *flags]
    done = subprocess.run(
        list(map(str, command)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=_environment(script.parent),
        cwd=script.parent,
        check=False,
    )
    if done.returncode == 0:
        return
    words = (done.stderr.decode(errors="replace").strip().splitlines() or ["it gives no reason"])[
        -1
    ].strip()
    if done.returncode < 0:
        raise EngineCrashed(
            f"The converter was ended by signal {-done.returncode} over {model}, most often because memory "
            "ran out: close other programs and convert again. Nothing was written."
        )
    if "No space left" in words:
        raise DiskFull(
            f"The disk of {out.parent.parent} is full: free some room. Nothing was written."
        )
    raise ModelError(
        f"{model} cannot be converted ({words[:200]}): give a folder with config.json, tokenizer and "
        "processor files of a model that llama.cpp knows."
    )


def _environment(root: Path) -> dict[str, str]:
    """The converter's own packages first, no network, none of the user's keys."""
    secret = ("PERSONA_ASSISTANT_", "HF_TOKEN", "HUGGING_FACE_")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(secret)}
    path = os.pathsep.join([str(root), str(root / "gguf-py"), *filter(None, sys.path)])
    offline = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    return {**kept, **offline, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def _expect(file: Path, *, projector: bool) -> None:
    """Raises ModelError when the converter says that all is well and wrote something else."""
    if (
        not file.is_file()
        or (read_metadata(file).get("general.architecture") == "clip") != projector
    ):
        raise ModelError(
            f"The converter wrote no usable {file.name}: llama.cpp may not know this model."
        )


# --- fetching it


@contextmanager
def _converter(source: Path | None, cache: Path, watch: Watch | None) -> Iterator[Path]:
    """The script, unpacked beside its packages for as long as the block lasts."""
    archive = source or cache / ARCHIVE
    if source is None and not archive.exists():
        with _watched("fetching", ARCHIVE, watch):
            _fetch(archive)
    if not archive.is_file():
        raise BadInput(f"There is no file {archive}: give --source the archive {ARCHIVE}.")
    if _digest(archive) != SHA256:
        remedy = "give --source the original" if source else "remove it to have it fetched again"
        raise BadInput(
            f"{archive} is not the archive {ARCHIVE} this version was tested with: {remedy}."
        )
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".converter-", dir=cache) as place:
        with tarfile.open(archive) as packed:
            wanted = tuple(_INSIDE + part for part in _NEEDED)
            members = [member for member in packed if member.name.startswith(wanted)]
            packed.extractall(place, members, filter="data")
        yield Path(place).resolve() / _INSIDE / _SCRIPT


def _fetch(archive: Path) -> None:
    """Has pip download the source archive, from wherever the user's pip gets its packages."""
    if importlib.util.find_spec("pip") is None:
        raise EngineMissing(
            "Fetching the converter needs pip: run python -m ensurepip, or give --source the archive "
            f"{ARCHIVE}."
        )
    with whole_file(archive) as making:
        # With its hash demanded, pip runs nothing of the archive before it proved to be the right
        # one.
        wanted = making.parent / "wanted.txt"
        wanted.write_text(f"{ENGINE}=={RELEASE} --hash=sha256:{SHA256}\n")
        command = [
            sys.executable,
            "-m",
            "pip",
            "--disable-pip-version-check",
            "--no-input",
            "--quiet",
        ]
        command += [
            "download",
            "--no-deps",
            "--no-binary",
            ENGINE,
            "--require-hashes",
            "-r",
            wanted,
        ]
        command += ["-d", making.parent]
        done = subprocess.run(
            list(map(str, command)), stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
        if done.returncode != 0 or not making.is_file():
            words = done.stderr.decode(errors="replace").strip().splitlines()
            errors = (
                [line for line in words if line.startswith("ERROR")]
                or words
                or ["pip gives no reason"]
            )
            raise EngineError(
                f"The converter could not be fetched ({errors[0][:200]}): check the network, or give "
                f"--source the archive {ARCHIVE}."
            )


def _digest(file: Path) -> str:
    with open(file, "rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()

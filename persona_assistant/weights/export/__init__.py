"""A published checkpoint becomes an encoder folder: it runs without torch and provably equals the
original.

A folder holds ONNX files, what they need beside them (a vocabulary), `encoder.json`, which
describes the files, and `parity.json`, which says how far they are from the original. A single
precision file that differs from it is a mistake and ends in an error; an int8 file that differs too
much is left out. The folder is complete or not there. It belongs to the installed models unless
another place is named.

    clip.py        open-clip checkpoints: a tower for pictures and one for text
    ecapa.py       SpeechBrain's ECAPA-TDNN: voices
    report.py      how far files are from their original
    network.py     a torch module into an ONNX file, single precision and int8
    checkpoint.py  a checkpoint's tensors, read as data only
    vocabulary.py  CLIP's vocabulary as a file; clip_parts.py: its transformers in fewer steps

Each kind is a module with `NEEDS`, the packages it takes, and `export(checkpoint, folder, *, name,
on_progress, **options) -> ExporterOutput`, which fills `folder`. It can be imported without any of
those packages.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persona_assistant.atomic import require_free_space, whole_folder
from persona_assistant.errors import BadInput, EngineMissing, ModelError
from persona_assistant.progress import OnProgress, ignore
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.catalog import PART, known
from persona_assistant.weights.export.report import Parity, require_parity
from persona_assistant.weights.registry import InstalledFile, InstalledModel

if TYPE_CHECKING:
    from types import ModuleType

KINDS = ("clip", "ecapa")
ENCODER_FILE, PARITY_FILE = "encoder.json", "parity.json"


@dataclass(frozen=True, slots=True)
class ExporterOutput:
    """What an exporter made in the folder it was given."""

    encoder: dict[str, Any]
    """The content of `encoder.json`; its parts ("image", "text", "voice") name their files by
    precision."""
    parity: Sequence[Parity]


@dataclass(frozen=True, slots=True)
class ExportedEncoder:
    name: str
    folder: Path
    encoder: dict[str, Any]
    parity: tuple[Parity, ...]
    files: tuple[InstalledFile, ...]
    installed: bool
    """It is one of the models now, and not in a folder elsewhere."""

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.size for file in self.files)


def export(
    kind: str,
    checkpoint: Path | str,
    *,
    name: str | None = None,
    out: Path | None = None,
    on_progress: OnProgress = ignore,
    **options: Any,
) -> ExportedEncoder:
    """Make an encoder folder from a checkpoint: a file, a folder, or the name of an installed
    model.

    `kind` is one of `KINDS`. The result goes to `out`, or under `name` (None: `<kind>-exported`) to
    the models. Progress counts files at the stages "exporting" and "quantizing", bytes at
    "checking". Raises EngineMissing without the packages that this takes, BadInput for a place that
    is taken, ModelError for a checkpoint that cannot be exported, DiskFull.
    """
    exporter = importlib.import_module(f"{__name__}.{kind}")
    name = registry.check_name(name or (out.resolve().name if out else f"{kind}-exported"))
    if out is None and known(name):
        raise BadInput(
            f"{name} is a model of the catalogue; choose another name",
            code="model_name_taken",
            name=name,
        )
    target = out or registry.models_folder() / name
    source = _checkpoint(checkpoint, on_progress)
    _require_packages(exporter)
    require_free_space(target, 2 * _size(source), what=f"The encoder {name}")
    with whole_folder(target) as draft:
        output = exporter.export(source, draft, name=name, on_progress=on_progress, **options)
        require_parity(source, output.parity)
        encoder = _without_unfit(output, draft)
        _write(draft / ENCODER_FILE, encoder)
        _write(draft / PARITY_FILE, {"parity": [asdict(each) for each in output.parity]})
        paths = sorted(filter(Path.is_file, draft.rglob("*")))
        files = tuple(_described(draft, path, on_progress) for path in paths)
        if out is None:
            model = InstalledModel(name, registry.EXPORTED, None, None, None, files)
            registry.write_manifest(draft, model)
    if out is None:  # the files were moved and got their permissions since
        signatures = {file.path: integrity.stat_signature(target / file.path) for file in files}
        registry.save_signatures(target, signatures)
    return ExportedEncoder(name, target, encoder, tuple(output.parity), files, out is None)


def _require_packages(exporter: ModuleType) -> None:
    missing = [package for package in exporter.NEEDS if importlib.util.find_spec(package) is None]
    if missing:
        raise EngineMissing(
            f"Exporting needs {' and '.join(missing)}, not installed here: "
            'pip install "persona-assistant[export]".'
        )


def _checkpoint(given: Path | str, on_progress: OnProgress) -> Path:
    path = Path(given)
    if path.exists():
        return path
    if len(path.parts) == 1 and (
        known(path.name) or registry.is_installed(registry.models_folder() / path.name)
    ):
        return registry.verified_folder(path.name, on_progress)
    raise ModelError(
        f"there is no checkpoint {path}; give a file, a folder, or the name of an installed model"
    )


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _without_unfit(output: ExporterOutput, folder: Path) -> dict[str, Any]:
    """The content of `encoder.json` without the int8 files that are too far from the original,
    which are removed."""
    encoder = {
        key: dict(value) if isinstance(value, dict) else value
        for key, value in output.encoder.items()
    }
    for parity in output.parity:
        if not parity.fit:
            (folder / encoder[parity.part].pop(parity.precision)).unlink()
    return encoder


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _described(folder: Path, path: Path, on_progress: OnProgress) -> InstalledFile:
    digest = integrity.sha256(path, on_progress)
    return InstalledFile(path.relative_to(folder).as_posix(), PART, path.stat().st_size, digest)

"""A published checkpoint becomes an encoder folder: what runs without torch, proved equal to the
original.

A folder holds ONNX files, what they need beside them (a vocabulary), `encoder.json`, which says
what the files are, and `parity.json`, which says how far they are from the original. Single
precision that differs from it is not an export but a mistake, and ends in an error; int8 that
differs too much is left out. The folder is whole or not there, and stands on the shelf of models
unless another place is named.

    clip.py        open-clip checkpoints: a tower for pictures and one for text
    ecapa.py       SpeechBrain's ECAPA-TDNN: voices
    report.py      how far files are from their original
    network.py     a torch module into an ONNX file, single precision and int8
    checkpoint.py  a checkpoint's tensors, read as data only
    vocabulary.py  CLIP's vocabulary as a file; clip_parts.py: its transformers in fewer steps

Each kind is a module with `NEEDS`, the packages it takes, and `export(checkpoint, making, *, name,
watch, **options) -> Made`, which fills the folder `making`. It can be imported without any of those
packages.
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
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.catalog import PART, known
from persona_assistant.weights.export.report import Parity, refuse_unequal
from persona_assistant.weights.registry import Installed, ShelfFile, Watch

if TYPE_CHECKING:
    from types import ModuleType

KINDS = ("clip", "ecapa")
ENCODER, PARITY = "encoder.json", "parity.json"


@dataclass(frozen=True, slots=True)
class Made:
    """What an exporter made in the folder it was given."""

    encoder: dict[str, Any]
    """What `encoder.json` will say; its parts ("image", "text", "voice") name their files by
    precision."""
    parity: Sequence[Parity]


@dataclass(frozen=True, slots=True)
class Exported:
    name: str
    folder: Path
    encoder: dict[str, Any]
    parity: tuple[Parity, ...]
    files: tuple[ShelfFile, ...]
    on_shelf: bool

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
    watch: Watch | None = None,
    **options: Any,
) -> Exported:
    """Makes an encoder folder of a checkpoint: a file, a folder, or the name of an installed model.

    It goes to `out`, or under `name` (None: `<kind>-exported`) onto the shelf. Raises EngineMissing
    without the packages that this takes, BadInput for a place that is taken, ModelError for a
    checkpoint that cannot be exported, DiskFull.
    """
    maker = importlib.import_module(f"{__name__}.{kind}")
    name = registry.check_name(name or (out.resolve().name if out else f"{kind}-exported"))
    if out is None and known(name):
        raise BadInput(f"{name} is a model of the catalogue; choose another name with --name")
    place = out or registry.models_folder() / name
    source = _checkpoint(checkpoint, watch)
    _require(maker)
    require_free_space(place, 2 * _size(source), what=f"The encoder {name}")
    with whole_folder(place) as making:
        made = maker.export(source, making, name=name, watch=watch, **options)
        refuse_unequal(source, made.parity)
        encoder = _without_unfit(made, making)
        _write(making / ENCODER, encoder)
        _write(making / PARITY, {"parity": [asdict(each) for each in made.parity]})
        paths = sorted(filter(Path.is_file, making.rglob("*")))
        files = tuple(_shelved(making, path, watch) for path in paths)
        if out is None:
            registry.write_manifest(
                making, Installed(name, registry.EXPORTED, None, None, None, files)
            )
    if out is None:  # moved and given their permissions since
        registry.remember(place, {file.path: integrity.mark(place / file.path) for file in files})
    return Exported(name, place, encoder, tuple(made.parity), files, out is None)


def _require(maker: ModuleType) -> None:
    missing = [package for package in maker.NEEDS if importlib.util.find_spec(package) is None]
    if missing:
        raise EngineMissing(
            f"Exporting needs {' and '.join(missing)}, not installed here: "
            'pip install "persona-assistant[export]".'
        )


def _checkpoint(given: Path | str, watch: Watch | None) -> Path:
    path = Path(given)
    if path.exists():
        return path
    if len(path.parts) == 1 and (
        known(path.name) or registry.is_installed(registry.models_folder() / path.name)
    ):
        return registry.verified_folder(path.name, watch)
    raise ModelError(
        f"there is no checkpoint {path}; give a file, a folder, or the name of an installed model"
    )


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


def _without_unfit(made: Made, making: Path) -> dict[str, Any]:
    """What `encoder.json` says, without the smaller files that are too far from the original."""
    encoder = {
        key: dict(said) if isinstance(said, dict) else said for key, said in made.encoder.items()
    }
    for parity in made.parity:
        if not parity.fit:
            (making / encoder[parity.part].pop(parity.precision)).unlink()
    return encoder


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _shelved(making: Path, path: Path, watch: Watch | None) -> ShelfFile:
    size = path.stat().st_size
    digest = integrity.sha256(path, registry.counted(watch, "checking", path.name, size))
    return ShelfFile(path.relative_to(making).as_posix(), PART, size, digest)

"""Opens an encoder that was pulled, exported or made elsewhere, by name or folder.

An encoder's files are described by its manifest `encoder.json`, or by the catalogue for one that is
published ready-made. The files of an installed model are verified before they are used. The id of
an encoder holds the hash of its network, so that vectors of another one are never taken for its
own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from persona_assistant import json_documents
from persona_assistant.errors import ModelError
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.catalog import known

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder

MANIFEST = "encoder.json"
FAMILIES = {"clip": "image", "ecapa": "voice", "sentence": "text"}
"""What encoders of each family encode; the manifest lists their networks under that word."""
PRECISIONS = ("fp32", "int8")
_PLURAL = {"image": "pictures", "voice": "voices", "text": "sentences"}


def open_encoder(
    name_or_folder: str | Path,
    modality: str,
    *,
    precision: str = "int8",
    threads: int | None = None,
) -> Encoder:
    """The installed encoder of that name or in that folder, for "image", "voice" or "text".

    `precision` is "fp32" or "int8"; where there is no such file, the other one runs, and the id
    says so. Raises ModelError: not installed, for another modality, a file missing, damaged or no
    such network.
    """
    files = _installed(str(name_or_folder)) or _in_folder(Path(name_or_folder))
    family = _checked_family(files)
    if FAMILIES[family] != modality:
        raise ModelError(
            f"{files.name} is an encoder of {_PLURAL[FAMILIES[family]]}; name one of "
            f"{_PLURAL.get(modality, modality)}"
        )
    return _OPEN[family](files, precision, threads)


def kind_of(name: str) -> str:
    """What the installed encoder of that name encodes: "image", "voice" or "text". Raises
    ModelError."""
    files = _installed(name)
    if files is None:
        raise ModelError(f"there is no encoder called {name}; see: persona-assistant models list")
    return FAMILIES[_checked_family(files)]


@dataclass(frozen=True)
class _Files:
    name: str
    manifest: dict[str, Any]
    file: Callable[[str], tuple[Path, str | None]]
    """Where a file is that the manifest names, verified where that is possible; its SHA-256 where
    that is known."""

    def network(self, part: str, precision: str) -> tuple[Path, str]:
        """File and precision of one of its networks."""
        network = self.manifest[part]
        available = next(each for each in (precision, *PRECISIONS) if each in network)
        return self.file(network[available])[0], available

    def identity(self, part: str, precision: str) -> str:
        """The id of an encoder that runs that network."""
        path, digest = self.file(self.manifest[part][precision])
        try:
            digest = digest or integrity.sha256(path)
        except OSError as error:
            raise ModelError(
                f"{path} cannot be read ({error.strerror}); check its permissions"
            ) from None
        return f"{self.manifest['name']}/{precision}/{digest[:12]}"


def _clip(files: _Files, precision: str, threads: int | None) -> Encoder:
    from persona_assistant.encoders.clip import MEAN, STD, ClipEncoder, TextTower

    image, text = files.manifest["image"], files.manifest.get("text")
    path, available = files.network("image", precision)

    def tower(text: dict[str, Any]) -> TextTower:
        network, text_precision = files.network("text", precision)
        vocabulary, _ = files.file(text["tokenizer"])
        return TextTower(
            network,
            vocabulary,
            context=text.get("context", 77),
            one_by_one=text_precision == "int8",
            threads=threads,
        )

    return ClipEncoder(
        path,
        files.identity("image", available),
        side=image.get("side", 224),
        mean=image.get("mean", MEAN),
        std=image.get("std", STD),
        one_by_one=available == "int8",
        text=partial(tower, text) if text else None,
        threads=threads,
    )


def _ecapa(files: _Files, precision: str, threads: int | None) -> Encoder:
    from persona_assistant.encoders.ecapa import EcapaEncoder

    path, available = files.network("voice", precision)
    features = files.manifest["voice"].get("features", "speechbrain")
    identity = files.identity("voice", available)
    return EcapaEncoder(path, identity, features=features, threads=threads)


def _sentence(files: _Files, precision: str, threads: int | None) -> Encoder:
    from persona_assistant.encoders.sentence import SentenceEncoder

    text = files.manifest["text"]
    path, available = files.network("text", precision)
    vocabulary, _ = files.file(text["tokenizer"])
    return SentenceEncoder(
        path,
        files.identity("text", available),
        vocabulary,
        context=text.get("context", 256),
        one_by_one=available == "int8",
        threads=threads,
    )


_OPEN = {"clip": _clip, "ecapa": _ecapa, "sentence": _sentence}


# --- the manifest


def _checked_family(files: _Files) -> str:
    """Its family, when all that will be read of the manifest is of the right type. Raises
    ModelError."""
    manifest = files.manifest
    family = manifest.get("family")
    if not isinstance(family, str) or family not in FAMILIES:
        raise ModelError(
            f"{files.name} is of no family known here; name one of {', '.join(FAMILIES)}"
        )
    needed = [FAMILIES[family], *(["text"] if "text" in manifest else [])]
    sound = isinstance(manifest.get("name"), str) and all(
        _is_network(manifest.get(part)) for part in needed
    )
    if not sound or ("text" in manifest and not isinstance(manifest["text"].get("tokenizer"), str)):
        raise ModelError(
            f"{files.name}: {MANIFEST} does not say what its files are; export or pull it again"
        )
    if manifest.get("text", {}).get("pooling", "mean") != "mean":
        raise ModelError(
            f"{files.name} does not pool by the mean, which alone is known; use another one"
        )
    return family


def _is_network(part: Any) -> bool:
    """Whether it names a network, with other settings of the right type."""
    return (
        isinstance(part, dict)
        and any(each in part for each in PRECISIONS)
        and all(isinstance(part.get(each, ""), str) for each in (*PRECISIONS, "features"))
        and all(part.get(each, 1) in range(1, 10_000) for each in ("side", "context"))
        and all(_is_colour(part.get(each, (0.5, 0.5, 0.5))) for each in ("mean", "std"))
        and 0 not in part.get("std", ())
    )


def _is_colour(values: Any) -> bool:
    numbers = isinstance(values, (list, tuple)) and all(
        type(each) in (int, float) for each in values
    )
    return numbers and len(values) == 3


# --- where it is


def _installed(name: str) -> _Files | None:
    """None when no installed model is called that, nor one that could be pulled."""
    if Path(name).name != name or not (known(name) or _is_installed(name)):
        return None
    model = registry.get(name)

    def file(path: str) -> tuple[Path, str | None]:
        place, entry = registry.verified_path(model.name, path), model.of(path)
        return place, entry.sha256 if entry else None

    entry = known(model.name)
    if model.of(MANIFEST):
        manifest = _read(file(MANIFEST)[0])
    elif entry and entry.encoder:
        manifest = {"name": model.name, **entry.encoder}
    else:
        raise ModelError(f"{model.name} is no encoder; see: persona-assistant models list")
    return _Files(model.name, manifest, file)


def _is_installed(name: str) -> bool:
    return any(
        registry.is_installed(registry.models_folder() / each) for each in {name, name.casefold()}
    )


def _in_folder(folder: Path) -> _Files:
    if not folder.is_dir():
        raise ModelError(
            f"there is no encoder {folder}; pull one that `persona-assistant models list` shows, "
            "or make one with `persona-assistant models export`"
        )

    def file(path: str) -> tuple[Path, None]:
        inside = PurePosixPath(path)
        if inside.is_absolute() or ".." in inside.parts:
            raise ModelError(
                f"{folder / MANIFEST} names {path}, which is not in that folder; export it again"
            )
        if not (folder / inside).is_file():
            raise ModelError(f"{folder / inside} is missing; export {folder} again")
        return folder / inside, None

    return _Files(str(folder), _read(folder / MANIFEST), file)


def _read(path: Path) -> dict[str, Any]:
    try:
        manifest = json_documents.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"{path.parent} holds no {path.name}; name a folder that `models export` made"
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}); export it again") from None
    if not isinstance(manifest, dict):
        raise ModelError(f"{path} is damaged; export it again")
    return manifest

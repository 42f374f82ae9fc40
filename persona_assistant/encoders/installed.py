"""An encoder that was pulled, exported or made elsewhere: opened by name or folder, named after its
bytes.

What the files of an encoder are stands in its `encoder.json`, or in the catalogue for one that is
published ready-made. Of a model on the shelf every file is known to be what was installed before it
is used. The id of an encoder holds the hash of its network, so that vectors of another one are
never taken for its own.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from persona_assistant.errors import ModelError
from persona_assistant.weights import integrity, registry
from persona_assistant.weights.catalog import known

if TYPE_CHECKING:
    from persona_assistant.encoders.base import Encoder

ABOUT = "encoder.json"
FAMILIES = {"clip": "image", "ecapa": "voice", "sentence": "text"}
"""What encoders of each family encode; their networks stand under that word in `encoder.json`."""
PRECISIONS = ("fp32", "int8")
_MEANT = {"image": "pictures", "voice": "voices", "text": "sentences"}


def open_encoder(
    name_or_folder: str | Path,
    modality: str,
    *,
    precision: str = "int8",
    threads: int | None = None,
) -> Encoder:
    """The encoder of that name on the shelf, or in that folder, for "image", "voice" or "text".

    `precision` is "fp32" or "int8"; where there is no such file, the other one runs, and the id
    says so. Raises ModelError: not installed, for another modality, a file missing, damaged or no
    such network.
    """
    folder = _on_shelf(str(name_or_folder)) or _in_folder(Path(name_or_folder))
    family = _checked(folder)
    if FAMILIES[family] != modality:
        raise ModelError(
            f"{folder.name} is an encoder of {_MEANT[FAMILIES[family]]}; name one of "
            f"{_MEANT.get(modality, modality)}"
        )
    return _OPEN[family](folder, precision, threads)


@dataclass(frozen=True)
class _Folder:
    name: str
    about: dict[str, Any]
    file: Callable[[str], tuple[Path, str | None]]
    """Where a file is that `about` names, known to be what it should be; its SHA-256 where that is
    known."""

    def network(self, part: str, precision: str) -> tuple[Path, str]:
        """File and precision of one of its networks."""
        found = next(each for each in (precision, *PRECISIONS) if each in self.about[part])
        return self.file(self.about[part][found])[0], found

    def identity(self, part: str, precision: str) -> str:
        """The id of an encoder that runs that network."""
        path, digest = self.file(self.about[part][precision])
        try:
            digest = digest or integrity.sha256(path)
        except OSError as error:
            raise ModelError(
                f"{path} cannot be read ({error.strerror}); check its permissions"
            ) from None
        return f"{self.about['name']}/{precision}/{digest[:12]}"


def _clip(folder: _Folder, precision: str, threads: int | None) -> Encoder:
    from persona_assistant.encoders.clip import MEAN, STD, ClipEncoder, TextTower

    about, text = folder.about["image"], folder.about.get("text")
    path, found = folder.network("image", precision)

    def tower() -> TextTower:
        network, kept = folder.network("text", precision)
        vocabulary, _ = folder.file(text["tokenizer"])
        return TextTower(
            network,
            vocabulary,
            context=text.get("context", 77),
            one_by_one=kept == "int8",
            threads=threads,
        )

    return ClipEncoder(
        path,
        folder.identity("image", found),
        side=about.get("side", 224),
        mean=about.get("mean", MEAN),
        std=about.get("std", STD),
        one_by_one=found == "int8",
        text=tower if text else None,
        threads=threads,
    )


def _ecapa(folder: _Folder, precision: str, threads: int | None) -> Encoder:
    from persona_assistant.encoders.ecapa import EcapaEncoder

    path, found = folder.network("voice", precision)
    features = folder.about["voice"].get("features", "speechbrain")
    return EcapaEncoder(path, folder.identity("voice", found), features=features, threads=threads)


def _sentence(folder: _Folder, precision: str, threads: int | None) -> Encoder:
    from persona_assistant.encoders.sentence import SentenceEncoder

    about = folder.about["text"]
    path, found = folder.network("text", precision)
    vocabulary, _ = folder.file(about["tokenizer"])
    return SentenceEncoder(
        path,
        folder.identity("text", found),
        vocabulary,
        context=about.get("context", 256),
        one_by_one=found == "int8",
        threads=threads,
    )


_OPEN = {"clip": _clip, "ecapa": _ecapa, "sentence": _sentence}


# --- what it says of itself


def _checked(folder: _Folder) -> str:
    """Its family, when all that will be read of `about` is of the right kind. Raises ModelError."""
    about = folder.about
    family = about.get("family")
    if family not in FAMILIES:
        raise ModelError(
            f"{folder.name} is of no family known here; name one of {', '.join(FAMILIES)}"
        )
    needed = [FAMILIES[family], *(["text"] if "text" in about else [])]
    sound = isinstance(about.get("name"), str) and all(_is_part(about.get(part)) for part in needed)
    if not sound or ("text" in about and not isinstance(about["text"].get("tokenizer"), str)):
        raise ModelError(
            f"{folder.name}: {ABOUT} does not say what its files are; export or pull it again"
        )
    if about.get("text", {}).get("pooling", "mean") != "mean":
        raise ModelError(
            f"{folder.name} does not pool by the mean, which alone is known; use another one"
        )
    return family


def _is_part(about: Any) -> bool:
    """Names a network, and what is known of other settings has the right type."""
    return (
        isinstance(about, dict)
        and any(each in about for each in PRECISIONS)
        and all(isinstance(about.get(each, ""), str) for each in (*PRECISIONS, "features"))
        and all(about.get(each, 1) in range(1, 10_000) for each in ("side", "context"))
        and all(_is_colour(about.get(each, (0.5, 0.5, 0.5))) for each in ("mean", "std"))
        and 0 not in about.get("std", ())
    )


def _is_colour(values: Any) -> bool:
    numbers = isinstance(values, (list, tuple)) and all(
        type(each) in (int, float) for each in values
    )
    return numbers and len(values) == 3


# --- where it is


def _on_shelf(name: str) -> _Folder | None:
    """None when no model of the shelf is called that, nor one that could be pulled."""
    if Path(name).name != name or not (known(name) or _shelved(name)):
        return None
    model = registry.get(name)

    def file(path: str) -> tuple[Path, str]:
        place = registry.verified_path(model.name, path)
        return place, model.of(path).sha256

    entry = known(model.name)
    if model.of(ABOUT):
        about = _read(file(ABOUT)[0])
    elif entry and entry.encoder:
        about = {"name": model.name, **entry.encoder}
    else:
        raise ModelError(f"{model.name} is no encoder; see: persona-assistant models list")
    return _Folder(model.name, about, file)


def _shelved(name: str) -> bool:
    return any(
        registry.is_installed(registry.models_folder() / each) for each in {name, name.casefold()}
    )


def _in_folder(folder: Path) -> _Folder:
    if not folder.is_dir():
        raise ModelError(
            f"there is no encoder {folder}; pull one that `persona-assistant models list` shows, or make one "
            "with `persona-assistant models export`"
        )

    def file(path: str) -> tuple[Path, None]:
        inside = PurePosixPath(path)
        if inside.is_absolute() or ".." in inside.parts:
            raise ModelError(
                f"{folder / ABOUT} names {path}, which is not in that folder; export it again"
            )
        if not (folder / inside).is_file():
            raise ModelError(f"{folder / inside} is missing; export {folder} again")
        return folder / inside, None

    return _Folder(str(folder), _read(folder / ABOUT), file)


def _read(path: Path) -> dict[str, Any]:
    try:
        about = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"{path.parent} holds no {path.name}; name a folder that `models export` made"
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read ({error}); export it again") from None
    if not isinstance(about, dict):
        raise ModelError(f"{path} is damaged; export it again")
    return about

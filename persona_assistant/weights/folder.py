"""A model as it is published: a folder of safetensors, configuration and tokenizer.

Such a folder may come from anywhere, so it is read as data only: pickled weights are refused, and
so is a model that brings its own program.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant import json_documents
from persona_assistant.errors import ModelError

_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl")
_LARGEST_HEADER = 100 << 20
"""Bytes; the limit safetensors itself has."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """Where a tensor is stored: file, byte range, type as safetensors calls it, such as "BF16"."""

    file: Path
    start: int
    end: int
    dtype: str
    shape: tuple[int, ...]


def read_json(file: Path) -> dict[str, Any]:
    """Raises ModelError."""
    try:
        content = json_documents.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ModelError(
            f"{file.parent} holds no {file.name}: give the folder that does."
        ) from None
    except (OSError, ValueError) as error:
        raise ModelError(f"{file} cannot be read ({error}): download it again.") from None
    if not isinstance(content, dict):
        raise ModelError(f"{file} is damaged: download it again.")
    return content


def weight_files(folder: Path) -> list[Path]:
    """The safetensors files of a model; with an index, all that it names. Raises ModelError."""
    if not folder.is_dir():
        raise ModelError(f"There is no folder {folder}: give the folder of a full-precision model.")
    index = folder / "model.safetensors.index.json"
    if index.exists():
        shards = read_json(index).get("weight_map")
        if not isinstance(shards, dict) or not all(
            isinstance(name, str) for name in shards.values()
        ):
            raise ModelError(f"{index} is damaged: download it again.")
        files = [folder / Path(name).name for name in sorted(set(shards.values()))]
        missing = [file.name for file in files if not file.is_file()]
        if missing:
            raise ModelError(f"{folder} lacks {', '.join(missing[:3])}: download the model again.")
        return files
    single = folder / "model.safetensors"
    files = [single] if single.is_file() else sorted(folder.glob("model*.safetensors"))
    if files:
        return files
    if any(file.suffix in _PICKLED for file in folder.iterdir()):
        raise ModelError(
            f"{folder} holds pickled weights, which can run programs: use safetensors."
        )
    raise ModelError(
        f"{folder} holds no model.safetensors: give the folder of a full-precision model."
    )


def refuse_remote_code(folder: Path) -> None:
    """Raises ModelError for a model whose configuration asks to run code from its folder."""
    for file in sorted(folder.glob("*.json")):
        if file.name.endswith("config.json") and "auto_map" in read_json(file):
            raise ModelError(
                f"{file} asks to run a program that comes with the model, which is not done: use a"
                " model that transformers knows."
            )


def tensors(file: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file, by name. Raises ModelError for a damaged file."""
    try:
        return dict(_tensors(file))
    except OSError as error:
        raise ModelError(
            f"{file} cannot be read ({error.strerror}): check its permissions."
        ) from None
    except (struct.error, ValueError, TypeError, KeyError, AttributeError):
        raise ModelError(f"{file} is cut off or no safetensors file: download it again.") from None


def _tensors(file: Path) -> Iterator[tuple[str, Tensor]]:
    size = file.stat().st_size
    with open(file, "rb") as source:
        (length,) = struct.unpack("<Q", source.read(8))
        if length > min(_LARGEST_HEADER, size):
            raise ValueError
        header = json_documents.loads(source.read(length))
    data = 8 + length
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        start, end = entry["data_offsets"]
        if not 0 <= start <= end <= size - data:
            raise ValueError
        yield name, Tensor(file, data + start, data + end, entry["dtype"], tuple(entry["shape"]))

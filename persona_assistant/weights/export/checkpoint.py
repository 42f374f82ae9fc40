"""A checkpoint's tensors, read as data only.

safetensors is read as it is. Of a pickled checkpoint torch reads as much as it can without running
what is in it, which is enough for tensors; one that wants more is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.errors import ModelError

if TYPE_CHECKING:
    import torch

_SAFE = ".safetensors"
_PICKLED = (".bin", ".pt", ".pth", ".ckpt")
_RUNS_CODE = ("unsupported GLOBAL", "Unsupported global", "allowlist this global", "TorchScript")
"""What torch says of a pickle that wants to call something, or that is compiled code."""


def read_tensors(path: Path) -> dict[str, torch.Tensor]:
    """The tensors by name, from a file or from the one file of weights in a folder. Raises
    ModelError."""
    file = _only_file(path) if path.is_dir() else path
    tensors = _safe(file) if file.suffix == _SAFE else _pickled(file)
    named = {str(name).removeprefix("module."): tensor for name, tensor in tensors.items()}
    if not named:
        raise ModelError(f"{file} holds no tensors; give a checkpoint")
    return named


def _only_file(folder: Path) -> Path:
    """Safetensors take precedence over pickled weights, which are often the same numbers."""
    for suffixes in ((_SAFE,), _PICKLED):
        files = sorted(file for file in folder.iterdir() if file.suffix in suffixes)
        if len(files) == 1:
            return files[0]
        if files:
            names = ", ".join(file.name for file in files[:3])
            raise ModelError(f"{folder} holds several checkpoints ({names}); name one of them")
    raise ModelError(f"{folder} holds no checkpoint; give a file of safetensors")


def _safe(file: Path) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return dict(load_file(file))
    except (SafetensorError, ValueError) as error:
        raise ModelError(
            f"{file} is cut off or no safetensors file ({error}); get it again"
        ) from None
    except OSError as error:
        raise ModelError(
            f"{file} cannot be read ({error.strerror or error}); check the path"
        ) from None


def _pickled(file: Path) -> dict[str, torch.Tensor]:
    import torch

    try:
        content = torch.load(file, map_location="cpu", weights_only=True)
    except (FileNotFoundError, PermissionError) as error:
        raise ModelError(
            f"{file} cannot be read ({error.strerror or error}); check the path"
        ) from None
    except Exception as error:
        # A damaged or hostile pickle raises nearly any class; in any case it was not run.
        if any(words in str(error) for words in _RUNS_CODE):
            raise ModelError(
                f"{file} holds more than tensors and would run a program when it is read, which is"
                " not done; use the model's safetensors"
            ) from None
        raise ModelError(f"{file} is cut off or no checkpoint of torch; get it again") from None
    if isinstance(content, dict) and isinstance(content.get("state_dict"), dict):
        content = content["state_dict"]
    if not isinstance(content, dict):
        raise ModelError(
            f"{file} holds {type(content).__name__} instead of tensors; give a checkpoint"
        )
    return {name: tensor for name, tensor in content.items() if isinstance(tensor, torch.Tensor)}

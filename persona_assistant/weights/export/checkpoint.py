"""A checkpoint's tensors, read as data only.

safetensors is read as it is; a pickled checkpoint only as far as torch can read it without running
what is in it, which is enough for tensors. One that wants more is refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from persona_assistant.errors import ModelError

if TYPE_CHECKING:
    import torch

_SAFE = ".safetensors"
_PICKLED = (".bin", ".pt", ".pth", ".ckpt")
_PROGRAM = ("unsupported GLOBAL", "Unsupported global", "allowlist this global", "TorchScript")
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
    """Safetensors go before pickled weights, which are often the same once more."""
    for endings in ((_SAFE,), _PICKLED):
        found = sorted(file for file in folder.iterdir() if file.suffix in endings)
        if len(found) == 1:
            return found[0]
        if found:
            names = ", ".join(file.name for file in found[:3])
            raise ModelError(f"{folder} holds several checkpoints ({names}); name one of them")
    raise ModelError(f"{folder} holds no checkpoint; give a file of safetensors")


def _safe(file: Path) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(file)
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
        # What a damaged or hostile pickle raises is of nearly any class; it was not run, that is
        # all.
        if any(words in str(error) for words in _PROGRAM):
            raise ModelError(
                f"{file} holds more than tensors and would run a program when it is read, which is not done; "
                "use the model's safetensors"
            ) from None
        raise ModelError(f"{file} is cut off or no checkpoint of torch; get it again") from None
    if isinstance(content, dict) and isinstance(content.get("state_dict"), dict):
        content = content["state_dict"]
    if not isinstance(content, dict):
        raise ModelError(
            f"{file} holds {type(content).__name__} instead of tensors; give a checkpoint"
        )
    return {name: tensor for name, tensor in content.items() if isinstance(tensor, torch.Tensor)}

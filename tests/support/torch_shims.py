"""torchvision and torchaudio beside a torch for the processor, for tests and benchmarks only.

The package index has both only as builds for CUDA; beside a torch without CUDA their native parts
do not load, and importing them fails although nothing native is needed here. `apply()` makes way
for their Python parts where that is so, and does nothing elsewhere.
"""

from __future__ import annotations

import ctypes
import importlib.util
import pathlib
import sys

_KEPT: list[object] = []
"""What torch would forget together with its declaration."""


def apply() -> None:
    """To be called before torchvision, torchaudio, open_clip or speechbrain is imported."""
    if "torchvision" not in sys.modules and not _loads("torchvision", "_C.so"):
        _declare_operators_of_torchvision()
    if "torchaudio" not in sys.modules and not _loads("torchaudio", "lib/_torchaudio*.so"):
        _import_torchaudio_without_its_library()


def _loads(package: str, pattern: str) -> bool:
    """Whether the package's native part does; True where there is none."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        return True
    import torch  # noqa: F401  (its libraries must be there first)

    try:
        for file in pathlib.Path(spec.submodule_search_locations[0]).glob(pattern):
            ctypes.CDLL(str(file))
    except OSError:
        return False
    return True


def _declare_operators_of_torchvision() -> None:
    """It describes them to torch while it is imported, and fails when torch has never heard of
    them."""
    import torch

    if _KEPT:
        return
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _KEPT.append(library)


def _import_torchaudio_without_its_library() -> None:
    """It goes without when it finds no library in its folder."""
    look = pathlib.Path.glob

    def blind(self: pathlib.Path, pattern: str, *args: object, **kwargs: object):
        hidden = self.name == "lib" and "torchaudio" in pattern
        return iter(()) if hidden else look(self, pattern, *args, **kwargs)

    pathlib.Path.glob = blind
    try:
        import torchaudio  # noqa: F401
    finally:
        pathlib.Path.glob = look

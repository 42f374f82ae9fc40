"""Keeps ONNX Runtime from reporting about its users.

ONNX Runtime 1.31 writes a device id and a database into the home folder when it is imported, and
sends events to its maker, unless `ORT_DISABLE_TELEMETRY` is in the environment by then. A switch
that is thrown after the import comes too late. So whatever imports ONNX Runtime, itself or by way
of another library, goes through this module first.
"""

from __future__ import annotations

import os
from typing import Any


def silence_onnxruntime() -> None:
    """Call this before importing a library that imports ONNX Runtime, such as faster-whisper. A
    value that the user has set stays."""
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")


def import_onnxruntime() -> Any:
    """The module `onnxruntime`, imported in silence: it has no types, hence Any."""
    silence_onnxruntime()
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime

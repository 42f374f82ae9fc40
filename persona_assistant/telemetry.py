"""Keeps the libraries from reporting about their users.

ONNX Runtime 1.31 writes a device id and a database into the home folder when it is imported, and
sends events to its maker, unless `ORT_DISABLE_TELEMETRY` is in the environment by then; the hub's
library reads its switch when it is imported, too. A switch that is thrown after the import comes
too late. So importing any part of this package sets them all, before anything else can be imported
by it. A value that the user has set stays, and programs that are started inherit them.
"""

from __future__ import annotations

import os
from typing import Any

SWITCHES = {
    "ORT_DISABLE_TELEMETRY": "1",  # ONNX Runtime, and faster-whisper by way of it
    "HF_HUB_DISABLE_TELEMETRY": "1",  # huggingface-hub, and what asks it: transformers, speechbrain
    "HF_UPDATE_DOWNLOAD_COUNTS": "0",  # datasets
    "DO_NOT_TRACK": "1",  # whatever keeps to the common switch
}
"""By environment variable, the value that keeps a library silent."""


def silence() -> None:
    """Sets the switches that are not set. Importing `persona_assistant` calls this."""
    for name, value in SWITCHES.items():
        os.environ.setdefault(name, value)


def import_onnxruntime() -> Any:
    """The module `onnxruntime`, imported in silence: it has no types, hence Any."""
    silence()
    import onnxruntime

    onnxruntime.disable_telemetry_events()
    return onnxruntime

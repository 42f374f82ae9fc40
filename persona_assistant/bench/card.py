"""The run card: what a reader needs to believe a score, and nothing about the person who ran it.

No host or user name and no absolute path; media and records are named as the benchmark names them.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from dataclasses import asdict
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path

from persona_assistant.bench.answerer import Answerer
from persona_assistant.bench.judges import Judge
from persona_assistant.bench.records import Records
from persona_assistant.bench.report import BenchResult
from persona_assistant.errors import BadInput

_PACKAGES = ("persona-assistant", "numpy", "onnxruntime", "llama-cpp-python")


def write(path: Path, result: BenchResult, records: Records, answerer: Answerer, judge: Judge) -> None:
    """Write the card of a finished run to `path`, whole or not at all. Raises BadInput."""
    wording = asdict(answerer.wording)
    fields = {
        "benchmark": "Omni-Persona",
        "time": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "wall_seconds": round(result.seconds, 3),
        "answers_reused": result.reused,
        "data": {
            "file": records.name,
            "sha256": records.sha256,
            "records": len(records.items) + len(records.bad),
        },
        "missing_media": {"count": len(result.missing_media), "files": result.missing_media},
        "max_tokens": answerer.max_tokens,
        "settings": dict(answerer.settings),
        "wording_sha256": hashlib.sha256(json.dumps(wording, sort_keys=True).encode()).hexdigest(),
        "judge_fingerprint": judge.fingerprint,
        "versions": {"python": platform.python_version(), **_versions()},
        "hardware": {"cpus": os.cpu_count(), "machine": platform.machine(), "system": platform.system()},
        "result": result.to_json(),
    }
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_text(json.dumps(fields, indent=2) + "\n")
        os.replace(draft, path)
    except OSError as error:
        raise BadInput(f"{path}: cannot be written ({error.strerror}); make room and run again") from None


def _versions() -> dict[str, str]:
    installed = {}
    for name in _PACKAGES:
        try:
            installed[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return installed

"""The benchmark of search measures what it says, on few vectors."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "speed" / "retrieval.py"


def test_every_side_is_measured_and_nothing_is_left_behind(tmp_path):
    options = [
        "--sizes",
        "1000,2000",
        "--queries",
        "4",
        "--no-who",
        "--json",
        "--folder",
        str(tmp_path),
    ]
    ran = subprocess.run([sys.executable, str(SCRIPT), *options], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    assert list(document) == ["1000", "2000"]
    for found in document.values():
        assert found["recall"] == 1.0 and found["faiss_ratio"] > 0
        assert found["sqlite_vec_ms"] > 0 and found["numpy_ms"] > 0 and "usearch_ms" in found
        assert set(found["recalls"]) >= {"sqlite-vec", "raw FAISS", "numpy"}
        assert found["recalls"]["sqlite-vec"] == found["recalls"]["raw FAISS"] == 1.0
    assert list(tmp_path.iterdir()) == []

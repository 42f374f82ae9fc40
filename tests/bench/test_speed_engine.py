"""The engine's speed benchmark runs on a tiny model, prints what it promises, compares like with
like."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import namedtuple
from pathlib import Path

import pytest

pytest.importorskip("llama_cpp", reason="the llama extra is not installed")

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "bench" / "speed" / "engine.py"


@pytest.fixture
def fullsize(monkeypatch):
    from bench.speed import fullsize

    return fullsize


def run(*words):
    return subprocess.run(
        [sys.executable, str(SCRIPT), *map(str, words)],
        capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip


def test_a_tiny_run_prints_every_figure_and_what_it_stands_on(tmp_path):
    done = run("--dims", "tiny", "--json", "--folder", tmp_path, "--threads", 1, "--rounds", 3)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["dims"] == "tiny" and said["machine"]["threads"] == 1
    assert said["second_question_ratio"] > 3 and said["restart_ratio"] > 0.5
    assert 0.5 < said["second_question_over_limit"] < 10
    assert 0 < said["overhead_share"] < 1
    detail = said["detail"]
    assert detail["restarted_question"]["restored"] > 1000, "a restart goes on from what was kept"
    assert detail["prompt_tokens"]["handler"] < detail["prompt_tokens"]["ours"], (
        "the handler drops the clips"
    )
    if sys.platform == "linux":
        assert detail["resident_gb"]["handler"]["now"] > 0.05
        assert said["resident_saved_gb"] is not None
    left = [path.name for path in tmp_path.iterdir()]
    assert len(left) == 2 and all(name.endswith(".gguf") for name in left)


def test_model_files_are_never_put_into_the_repository():
    done = run("--dims", "tiny", "--folder", ROOT / "bench")
    assert done.returncode != 0 and "--folder" in done.stderr
    assert not list((ROOT / "bench").glob("*.gguf"))


def test_files_are_made_once_and_whole(fullsize, tmp_path, monkeypatch):
    dims = fullsize.DIMS["tiny"]
    made = fullsize.ensure(tmp_path, dims)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert made.seconds > 0 and set(before) == {made.model, made.projector}
    assert fullsize.ensure(tmp_path, dims).seconds == 0
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before

    made.model.unlink()
    monkeypatch.setattr(
        fullsize.Tiled, "tofile", lambda *_: (_ for _ in ()).throw(OSError("disk gone"))
    )
    with pytest.raises(OSError):
        fullsize.ensure(tmp_path, dims)
    assert [path.name for path in tmp_path.iterdir()] == [made.projector.name], "nothing half stays"


def test_a_disk_without_room_is_told_before_anything_is_written(fullsize, tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**10, 0, 5 * 10**9)
    monkeypatch.setattr(fullsize.shutil, "disk_usage", lambda _: usage)
    with pytest.raises(OSError, match="5.0 GB free"):
        fullsize.ensure(tmp_path, fullsize.DIMS["e4b"])
    assert not list(tmp_path.iterdir())


def test_the_random_projector_is_as_large_as_the_real_one(fullsize):
    """A published BF16 projector of Gemma 4 E4B has 991,551,904 bytes."""
    size = sum(tensor.nbytes for tensor in fullsize.projector_tensors(fullsize.DIMS["e4b"]))
    assert abs(size / 991_551_904 - 1) < 0.01

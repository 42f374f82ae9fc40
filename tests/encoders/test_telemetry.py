"""ONNX Runtime keeps to itself: no file in the home folder, no socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import tiny_onnx
from tests.support.tiny_whisper import write_whisper

ROOT = Path(__file__).resolve().parents[2]
ENCODE = f"""
import sys, numpy
from persona_assistant.encoders.onnx_session import OnnxSession
OnnxSession(sys.argv[1]).run(numpy.zeros((1, 3, {tiny_onnx.SIDE}, {tiny_onnx.SIDE})))
"""
TRANSCRIBE = """
import sys
from pathlib import Path
from persona_assistant.encoders.transcriber import Transcriber
from persona_assistant.media import load_voice
from persona_assistant.resources import data_path
clip = load_voice(min(data_path("memory_store", "demo").rglob("*.ogg")))
assert Transcriber(Path(sys.argv[1]), name="tiny").transcribe(clip)[0]
assert "onnxruntime" in sys.modules
"""


def can_trace(program: str | None) -> bool:
    """Some sandboxes have strace and do not let it trace."""
    return (
        bool(program)
        and subprocess.run([program, "true"], capture_output=True, check=False).returncode == 0
    )


@pytest.mark.parametrize("program", [ENCODE, TRANSCRIBE], ids=["encoder", "transcriber"])
def test_nothing_is_written_at_home_and_nothing_is_sent(tmp_path, program):
    home = tmp_path / "home"
    home.mkdir()
    if program is ENCODE:
        model = tiny_onnx.image_tower(tmp_path / "image.onnx", first=True)
    else:
        pytest.importorskip("faster_whisper")
        model = write_whisper(tmp_path / "tiny", [" Good", " morning"])
    environment = {"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", program, str(model)]
    trace, strace = tmp_path / "trace", shutil.which("strace")
    if can_trace(strace):
        command = [strace, "-f", "-e", "trace=socket,connect,sendto", "-o", str(trace), *command]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert list(home.rglob("*")) == []
    if trace.exists():
        calls = [line for line in trace.read_text().splitlines() if "AF_INET" in line]
        assert calls == []

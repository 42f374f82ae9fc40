"""No library reports home: the switches are set before anything can import one of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import persona_assistant
from persona_assistant.telemetry import SWITCHES, import_onnxruntime, silence

PACKAGE = Path(persona_assistant.__file__).parent
LIBRARIES = (
    "onnxruntime huggingface_hub faster_whisper speechbrain open_clip textual torch transformers"
    " datasets trl peft llama_cpp"
).split()
SEES = """
import os, sys
class Stop(BaseException): pass
class Finder:
    def find_spec(self, name, *_):
        if name.split(".")[0] in sys.argv[2].split(","):
            print(name, *(os.environ.get(each) for each in sys.argv[1].split(",")))
            raise Stop
sys.meta_path.insert(0, Finder())
try:
    exec(sys.stdin.read())
except Stop:
    pass
"""
PLACES = {
    "an encoder": "from persona_assistant.encoders import face\n"
    "from persona_assistant.encoders.onnx_session import import_onnxruntime\n"
    "import_onnxruntime()",
    "a report of an export": "from persona_assistant.weights.export import report\n"
    "list(report._run('none.onnx', []))",
    "a transcriber": "from persona_assistant.encoders import transcriber\n"
    "transcriber._load('none', None)",
    "the hub": "from persona_assistant.weights.hub import Hub\n"
    "Hub()._url(type('Spec', (), {'repository': 'a/b'}), 'c', None)",
    "training": "import persona_assistant.train.trainer",
    "an export of CLIP": "import persona_assistant.weights.export.clip_parts",
    "a model on this machine": "import persona_assistant.engines.llama.session, llama_cpp",
}


@pytest.mark.parametrize("switch", [silence, import_onnxruntime])
def test_the_switches_are_environment_variables(monkeypatch, switch):
    for name in SWITCHES:
        monkeypatch.delenv(name, raising=False)
    switch()
    assert {name: os.environ[name] for name in SWITCHES} == SWITCHES


def test_a_value_that_the_user_has_set_stays(monkeypatch):
    monkeypatch.setenv("ORT_DISABLE_TELEMETRY", "0")
    silence()
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "0"


@pytest.mark.parametrize("place", PLACES)
def test_a_library_sees_the_switches_when_it_is_looked_for(place):
    own = {name: value for name, value in os.environ.items() if name not in SWITCHES}
    done = subprocess.run(
        [sys.executable, "-c", SEES, ",".join(SWITCHES), ",".join(LIBRARIES)],
        input=PLACES[place],
        capture_output=True,
        text=True,
        cwd=PACKAGE.parent,
        env=own,
        check=True,
    )
    library, *seen = done.stdout.split()
    assert library in LIBRARIES and seen == list(SWITCHES.values())


def test_any_part_of_the_package_sets_them_first():
    """`__init__` runs before every other module, and nothing else stands before it there."""
    source = (PACKAGE / "__init__.py").read_text(encoding="utf-8")
    assert source.index("telemetry.silence()") < source.index("import_module(f")

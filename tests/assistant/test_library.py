"""The library's door, by the example in the README: it runs, and prints what its comments say."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from persona_assistant import PersonaAssistantError, open_memory
from persona_assistant.resources import data_path

ROOT = Path(__file__).resolve().parents[2]
DEMO = data_path("memory_store", "demo")
FILES = {
    "people/01_1.jpg": "maya.jpg",
    "people/01_1.ogg": "maya.ogg",
    "queries/01.jpg": "party.jpg",
    "queries/unknown.ogg": "stranger.ogg",
}


def example() -> str:
    blocks = re.findall(
        r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL
    )
    return next(block for block in blocks if "open_memory" in block)


def test_the_readmes_example(tmp_path):
    code = example()
    assert len(code.strip().splitlines()) <= 10
    promised = re.findall(r"print\(.*\) *# (.*)", code)
    assert len(promised) == code.count("print(") > 1
    for source, name in FILES.items():
        shutil.copy(DEMO / source, tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == promised
    assert (tmp_path / "people" / "memory.db").is_file()


def test_people_come_and_go(tmp_path):
    pieces: list[str] = []
    with open_memory(tmp_path / "s", passphrase="pass") as memory:
        memory.add("Maya", texts=["Maya is a nurse on the children's ward."], consent="yes")
        assert [p.name for p in memory.people()] == ["Maya"]
        answer = memory.ask("What is Maya's job?", on_text=pieces.append)
        assert "".join(pieces) == answer.text
        assert "nurse" in answer.text.partition(" You noted on ")[0]
        assert answer.text.endswith('"Maya is a nurse on the children\'s ward."')
    with open_memory(tmp_path / "s", passphrase="pass") as memory:
        assert memory.forget("maya").name == "Maya"
        assert memory.ask("What is Maya's job?").abstained


@pytest.mark.parametrize("flags", [{"engine": "oracle"}, {"colour": "red"}, {"engine": "llama"}])
def test_unusable_settings_open_nothing(tmp_path, flags):
    with pytest.raises(PersonaAssistantError):
        open_memory(tmp_path / "s", passphrase="pass", **flags)
    assert not (tmp_path / "s").exists()


def test_evidence_leads_to_the_whole_note_it_was_taken_from(tmp_path):
    note = "Ana Ruiz is allergic to walnuts. She works as a nurse in Porto."
    with open_memory(tmp_path / "people", key_file=tmp_path / "key") as memory:
        memory.add("Ana Ruiz", texts=[note])
        evidence = memory.ask("What is Ana Ruiz allergic to?").evidence[0]
        assert memory.triplet_of(evidence).text == note
        memory.forget("Ana Ruiz")
        with pytest.raises(PersonaAssistantError) as caught:
            memory.triplet_of(evidence)
        assert caught.value.code == "no_such_triplet"

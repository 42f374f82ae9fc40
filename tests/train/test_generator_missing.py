"""An installation without persona_worlds: what needs it says in one line how to get it, and all
else works."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from persona_assistant.resources import data_path

ROOT = Path(__file__).resolve().parents[2]
WITHOUT = """
import runpy, sys
sys.modules["persona_worlds"] = None  # as where it was never installed
sys.argv = sys.argv[1:]
runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
"""


def run(folder: Path, module: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """A module as a process that has no worlds/ on its path."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT, module, *map(str, words)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    "words",
    [
        ["world", "--out", "w", "--people", "3"],
        ["corpus", "sft-1k", "--world", "w", "--out", "c"],
        ["corpus", "heldout", "--world", "w", "--out", "c"],
        ["corpus", "own", "--data", "people", "--out", "w"],
        ["profile", "w", "--base-url", "http://127.0.0.1:9/v1"],
        ["pipeline", "--recipe", "tiny", "--out", "p"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_what_needs_the_generator_says_how_to_get_it(words, tmp_path):
    done = run(tmp_path, "persona_assistant.cli", "train", *words)
    assert done.returncode == 2 and "pip install ./worlds" in done.stderr
    assert done.stderr.count("\n") == 1 and not done.stdout
    assert not list(tmp_path.iterdir()), "nothing was begun"


@pytest.mark.parametrize(
    "words",
    [
        ["encoders"],
        ["encoders", "--evaluate"],
        ["calibrate", "c"],
        ["calibrate", "c", "--only", "text"],
    ],
)
def test_fitting_says_how_to_get_it(words, tmp_path):
    (tmp_path / "c").write_text("[]")
    done = run(tmp_path, f"persona_assistant.fitting.{words[0]}", *words[1:])
    assert done.returncode == 2 and "pip install ./worlds" in done.stderr
    assert done.stderr.count("\n") == 1


def test_all_else_of_training_works_without_it(tmp_path):
    mini = data_path("bench", "mini")
    line = (mini / "omni_persona_mini.jsonl").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "rl_pairs.json").write_text(json.dumps([json.loads(line)]))
    for words in (
        ["--help"],
        ["estimate", "--recipe", "gemma4-e4b-rlvr"],
        ["corpus", "rl-pairs", "--data", "rl_pairs.json", "--assets", mini, "--out", "rl.jsonl"],
    ):
        done = run(tmp_path, "persona_assistant.cli", "train", *words)
        assert done.returncode == 0, done.stderr
    for kind in ("sft", "rlvr"):
        refused = run(
            tmp_path,
            "persona_assistant.cli",
            "train",
            kind,
            "--recipe",
            f"tiny-{kind}",
            "--model",
            "m",
            "--corpus",
            "rl.jsonl",
        )
        assert refused.returncode == 2 and "no folder m" in refused.stderr

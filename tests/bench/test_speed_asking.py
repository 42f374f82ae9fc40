"""The benchmark of questions asks what it says, on small memories."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from bench.speed.asking import FIRST, LAST, name_of, questions

SCRIPT = Path(__file__).resolve().parents[2] / "bench" / "speed" / "asking.py"


def test_every_row_is_measured_beside_its_reference():
    command = [sys.executable, str(SCRIPT), "--people", "20", "--notes", "15", "--runs", "1"]
    ran = subprocess.run([*command, "--json"], capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    document = json.loads(ran.stdout)
    assert len(document["ask"]) == 4
    for row in document["ask"].values():
        assert row["asked"] == 2 and row["reference_s"] > 0
        assert 0 < row["warm_s"] <= row["slowest_s"] and row["peak_mb"] > 10
    assert document["ask"]["many people, by name"]["declined"] <= 1
    ratios = {row["name"]: row["ratio"] for row in document["commands"]}
    assert ratios["python -c pass"] == 1 and ratios["ask, many notes"] > 1


def test_no_two_people_share_a_name():
    people = len(FIRST) * len(LAST)
    assert len({name_of(number) for number in range(people)}) == people


def test_no_question_is_asked_twice():
    for kind in ("name", "description", "list"):
        asked = questions("people", kind, 12, 1000)
        assert len(set(asked)) == len(asked)

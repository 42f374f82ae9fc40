"""Calibration sets: repeatable, kept in a folder, and made of people of their own."""

import sys

import numpy as np
from persona_worlds.__main__ import main
from persona_worlds.calibration import calibration_set
from persona_worlds.identities import person_rng, sample_identity


def pictures(items):
    return [[np.asarray(p).tobytes() for p in images] for _, images, _ in items]


def test_a_kept_set_is_the_set(tmp_path):
    fresh = pictures(calibration_set(1, 3, images=2, clips=0))
    assert pictures(calibration_set(1, 3, images=2, clips=0, folder=tmp_path)) == fresh
    kept = sorted(tmp_path.rglob("*.jpg"))
    assert len(kept) == 6
    before = [p.stat().st_mtime_ns for p in kept]
    assert pictures(calibration_set(1, 3, images=2, clips=0, folder=tmp_path)) == fresh
    assert [p.stat().st_mtime_ns for p in kept] == before
    assert pictures(calibration_set(2, 3, images=2, clips=0)) != fresh


def test_the_three_crowds_never_meet():
    seen = {}
    for population in ("demo", "mini", "calibration"):
        for index in range(60):
            face, voice = sample_identity(person_rng(population, 0, index))
            assert seen.setdefault((face, voice), (population, index)) == (population, index)


def test_missing_espeak_is_one_clear_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    assert main(["demo", "--out", str(tmp_path)]) == 2
    assert "espeak-ng" in capsys.readouterr().err

"""calibrate, people --check."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from persona_assistant.app import encoders
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Picture, Triplet
from persona_assistant.samples import Examination

FACE = "classical-image/1"


def people(count: int, exemplars: int = 3) -> np.ndarray:
    """(count, exemplars, dim) vectors such as the built-in encoder might make of people who
    differ."""
    rng = np.random.default_rng(4)
    dim = encoders()["image"].dim
    rows = rng.normal(size=(count, 1, dim)) + 0.4 * rng.normal(size=(count, exemplars, dim))
    return (rows / np.linalg.norm(rows, axis=2, keepdims=True)).astype(np.float32)


@functools.cache
def photographed() -> str:
    """The encoder whose turn is before; it finds no photographed face in any of them."""
    return encoders()["face"].id


def remember(memory: Store, name: str, rows: np.ndarray) -> None:
    files = (Picture(row.tobytes(), 9, 9, f"{name}_{k}.jpg") for k, row in enumerate(rows))
    memory.people.add(
        name,
        [
            Entry(Triplet(file), image=(Examination(photographed(), ()), Vector(FACE, row)))
            for file, row in zip(files, rows, strict=True)
        ],
    )


@pytest.fixture
def many(store, tmp_path) -> None:
    with Store.open(store, key_file=tmp_path / "key") as memory:
        for number, rows in enumerate(people(30)):
            remember(memory, f"P{number}", rows)


def test_calibrate_says_what_it_measured_and_keeps_it(run, many):
    ran = run("calibrate")
    assert (ran.code, ran.err) == (0, "")
    for part in (
        f"Pictures ({FACE}): 90 pictures of 30 people",
        "strangers taken for somebody you know",
        "95 %",
        "own people",
    ):
        assert part in ran.out
    assert (
        "Voices" in ran.out
        and "nobody has two or more clips" in ran.out
        and "as shipped" in ran.out
    )
    assert max(map(len, ran.out.splitlines())) <= 110


def test_calibrate_as_json(run, many):
    faces, voices = run("calibrate", "--json").document["calibrated"]
    assert (faces["modality"], faces["encoder"], faces["people"], faces["exemplars"]) == (
        "image",
        FACE,
        30,
        90,
    )
    assert faces["kept"] and faces["why_not"] is None and faces["judged_by"] == "library"
    for name in ("eer", "fmr", "fnmr", "unknown", "missed"):
        rate = faces[name]
        assert 0 <= rate["low"] <= rate["rate"] <= rate["high"] <= 1 and rate["people"] == 30
    assert 0.5 <= faces["match"] < 1 and faces["slope"] > 0
    assert (
        not voices["kept"]
        and "at least 20" in voices["why_not"]
        and voices["judged_by"] == "fitted"
    )
    assert run("calibrate", "--json").document["calibrated"][0] == faces, (
        "the same people, the same figures"
    )


def test_the_shipped_calibration_can_be_had_back(run, many):
    run("calibrate")
    assert run("calibrate", "--forget", "--json").document == {
        "calibrated": [],
        "doubtful": 0,
        "forgotten": ["image"],
    }
    again = run("calibrate", "--forget")
    assert again.code == 0 and again.out.count("none was kept") == 4 and "as shipped" in again.out


def test_doubles_are_said_to_spoil_the_figures(run, many, store, tmp_path):
    with Store.open(store, key_file=tmp_path / "key") as memory:
        remember(memory, "Again", people(30)[7][:1])
    ran = run("calibrate", "--json")
    assert (
        ran.document["doubtful"] == 1 and "people --check" in ran.err and ran.err.count("\n") == 1
    )


def test_too_few_people_change_nothing(run, friends):
    ran = run("calibrate", "--json")
    assert ran.code == 0
    for each in ran.document["calibrated"]:
        assert (
            not each["kept"] and each["people"] == 1 and "only 1 person has two" in each["why_not"]
        )
        assert each["judged_by"] == "fitted"


def test_calibrate_needs_a_memory(run):
    assert "persona-assistant add" in run("calibrate").error or "memory" in run("calibrate").error


def test_what_no_encoder_has_seen_is_said_to_be_left_out(run, many, store, tmp_path):
    with Store.open(store, key_file=tmp_path / "key") as memory:
        memory.people.add("Old", [Entry(Triplet(Picture(b"old", 9, 9, "old.jpg")))])
    for command in (("calibrate",), ("people", "--check")):
        ran = run(*command)
        assert (
            ran.code == 0
            and ran.err.startswith("note: 1 picture")
            and "persona-assistant encode" in ran.err
        )


def test_people_check_finds_nothing_in_a_clean_memory(run, many):
    assert run("people", "--check").out == "Nothing looks doubled or mixed up among 30 people.\n"
    assert run("people", "--check", "--json").document == {"people": 30, "findings": []}


def test_people_check_names_files_and_what_to_do(run, many, store, tmp_path):
    with Store.open(store, key_file=tmp_path / "key") as memory:
        remember(memory, "Again", people(8)[7] + np.float32(0.001))
    ran = run("people", "--check")
    assert ran.code == 0 and "Again (Again_0.jpg" in ran.out and "P7 (P7_0.jpg" in ran.out
    assert "likely one person, by face" in ran.out and "merge P7 Again" in ran.out
    (found,) = run("people", "--check", "--json").document["findings"]
    assert (found["kind"], set(found["people"])) == ("duplicate", {"P7", "Again"})
    assert (
        found["sentence"].endswith(".")
        and "reject" in found["advice"]
        and "P7_2.jpg" in found["files"]
    )
    assert len(run("people", "--json").document["people"]) == 31, "nobody is merged"

"""enrol, encode: with the built-in encoders, as a person uses them."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from cli_support import DEMO, ROOT, Ran
from PIL import Image


def portrait(place: Path, number: int, side: int = 96) -> None:
    """A demo portrait that is another picture for every number."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with Image.open(DEMO / "people" / f"{1 + number % 6:02}_1.jpg") as image:
        pixels = np.asarray(image.convert("RGB").resize((side, side))).copy()
    pixels[number // 200 % side, number % side] ^= 255
    Image.fromarray(pixels).save(place)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two people of the demo, one of them in two folders, one with an Arabic name."""
    script = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["people"]
    for person, names in ((0, ("Maya Okonkwo", "MAYA OKONKWO")), (2, ("ليلى حدّاد",))):
        for number, triplet in enumerate(script[person]["triplets"]):
            place = tmp_path / "people" / names[number % len(names)]
            place.mkdir(parents=True, exist_ok=True)
            for kind in ("image", "voice"):
                if triplet.get(kind):
                    shutil.copy(DEMO / triplet[kind], place)
            if triplet.get("text"):
                (place / f"{number}.txt").write_text(triplet["text"], encoding="utf-8")
    return tmp_path / "people"


def test_a_folder_is_enrolled_and_its_people_are_known(run, folder):
    ran = run("enrol", folder, "--consent", "yes, for me")
    assert ran.code == 0
    assert re.fullmatch(r"note: no photographed face was found in \d+ pictures, .*\n", ran.err), (
        "they are drawn"
    )
    assert re.fullmatch(
        r"Enrolled \d+ pictures, \d+ clips and \d+ notes of 2 people( in \d+ s)?\.\n", ran.out
    )
    assert [p["persona"] for p in run("people", "--json").document["people"]] == [
        "MAYA OKONKWO",
        "ليلى حدّاد",
    ]
    assert "yes, for me" in run("show", "maya okonkwo").out
    queries = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))["people"]
    shown = run("who", "--image", DEMO / queries[2]["triplets"][0]["image"], "--json").document
    assert (shown["outcome"], shown["persona"]) == ("matched", "ليلى حدّاد")
    again = run("enrol", folder)
    assert (
        again.code == 0 and again.out.startswith("Nothing new; ") and "taken in before" in again.out
    )
    assert run("encode").out == "Nothing to do: everything is encoded.\n"


def test_json_is_one_document_and_a_damaged_picture_is_told(run, folder):
    good = next((folder / "Maya Okonkwo").glob("*.jpg"))
    (folder / "Maya Okonkwo" / "damaged.jpg").write_bytes(good.read_bytes()[:2000])
    (folder / "Maya Okonkwo" / ".hidden").write_text("x")
    ran = run("enrol", folder, "--json")
    told = ran.document
    assert (
        ran.code == 1
        and told["people"] == ["MAYA OKONKWO", "ليلى حدّاد"]
        and told["waiting"] == told["known"] == 0
    )
    (refused,) = told["refused"]
    assert refused["path"].endswith("damaged.jpg") and "damaged picture" in refused["reason"]
    hidden, drawn = told["notices"]
    assert "hidden" in hidden and "no photographed face" in drawn
    assert ran.err == f"error: {refused['reason']}\n"
    people = run("people", "--json").document["people"]
    assert (
        sum(p["images"] for p in people) == told["images"]
        and sum(p["texts"] for p in people) == told["notes"]
    )
    encoded = run("encode", "--json").document
    assert [each["count"] for each in encoded["encoded"]] == [0] * 4 and encoded[
        "passed_over"
    ] == []


def test_what_is_no_folder_of_people_leaves_no_memory_behind(run, tmp_path, store):
    (tmp_path / "empty").mkdir()
    for place, words in (
        (tmp_path / "empty", "holds nobody"),
        (tmp_path / "nowhere", "no such folder"),
    ):
        ran = run("enrol", place)
        assert ran.code == 2 and words in ran.error and not store.exists()
    assert "no memory" in run("encode").error


def test_another_encoder_sees_what_the_former_one_saw(run, folder, monkeypatch):
    from persona_assistant.encoders.image import ClassicalImageEncoder

    held = run("enrol", folder, "--json").document["images"]
    monkeypatch.setattr(ClassicalImageEncoder, "id", "classical-image/99")
    monkeypatch.setattr(
        "persona_assistant.encoders.image.Projection.load", _former(ClassicalImageEncoder)
    )
    ran = run("encode")
    assert ran.code == 0 and ran.out == f"{held} pictures encoded by classical-image/99.\n"


def _former(encoder):
    from persona_assistant.encoders.projection import Projection

    load = Projection.load

    def of_another_version(name: str, id: str) -> Projection:
        return load(name, id.replace("/99", "/1"))

    return of_another_version


def test_ctrl_c_stores_what_is_done_and_says_how_to_go_on(start, run, store, tmp_path):
    for number in range(56):
        portrait(tmp_path / "many" / f"P{number % 7}" / f"{number}.png", number)
    process = start("enrol", tmp_path / "many", "--json")
    until = time.monotonic() + 60
    log = store / "memory.db-wal"
    while (
        not (log.exists() and log.stat().st_size > 600_000)
        and process.poll() is None
        and time.monotonic() < until
    ):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    stopped = Ran(process.returncode, out, err)
    assert (
        stopped.code == 130
        and "the same command goes on" in err
        and err.endswith("error: interrupted\n")
    ), err
    assert (
        0 < stopped.document["images"] < 56
        and stopped.document["waiting"] == 56 - stopped.document["images"]
    )
    rest = run("enrol", tmp_path / "many", "--json").document
    assert (
        rest["known"] == stopped.document["images"]
        and rest["images"] == stopped.document["waiting"]
    )


def test_at_a_terminal_one_line_counts(before, tmp_path):
    for number in range(40):
        portrait(tmp_path / "many" / "Ada" / f"{number}.png", number)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "persona_assistant.cli", *before, "enrol", str(tmp_path / "many")],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80", "TERM": "xterm"},
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    out, _ = process.communicate(timeout=30)
    os.close(ours)
    assert process.returncode == 0 and out.startswith(b"Enrolled 40 pictures of 1 person")
    assert b"enrolling 0 of 40 files" in shown and re.search(
        rb"\d+ s left, \d+ a (second|minute)", shown
    )
    counting, _, said = shown.partition(b"note: ")
    assert b"\n" not in counting and counting.endswith(b"\r\033[K")
    assert said.startswith(b"no photographed face was found in 40 pictures")

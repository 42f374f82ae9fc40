"""Worlds of any size: what is written, that it goes on where it was killed, and
that splits are apart.
"""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter

import numpy as np
import pytest
import soundfile
from persona_worlds import __main__ as command
from persona_worlds import biographies, events, voices, word_bank, world_writer
from persona_worlds.world import read_world
from PIL import Image

from persona_assistant.errors import BadInput, DiskFull, EngineMissing

SPLITS = word_bank.SPLITS


def media_of(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted((folder / "media").rglob("*.*"))
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return world_writer.write_world(
        tmp_path_factory.mktemp("world") / "w",
        5,
        10,
        splits=(0.6, 0.2, 0.2),
        workers=2,
        size=96,
        seconds=4.0,
    )


def test_a_world_is_what_was_asked_for(world):
    about = json.loads((world.folder / "world.json").read_text())
    assert (about["format"], about["seed"], about["people"], about["licence"]) == (
        1,
        5,
        10,
        "CC0-1.0",
    )
    assert (
        about["splits"]
        == {"train": 6, "dev": 2, "test": 2}
        == Counter(p.split for p in world.people)
    )
    assert [p.id for p in world.people] == [f"p{k:05d}" for k in range(10)]
    assert sorted(p.name for p in world.folder.iterdir()) == [
        "README.md",
        "media",
        "people.jsonl",
        "world.json",
    ]
    for person in world.people:
        assert set(person.facts) == set(biographies.ATTRIBUTES) and all(person.facts.values())
        assert [n.kind for n in person.notes] == ["biography", "dialogue"]
        first = person.images[0]
        assert first.clothes == person.facts["clothes"]
        assert all(
            i.clothes != first.clothes and i.background != first.background
            for i in person.images[1:]
        )


def test_media_are_what_the_record_says(world):
    for person in world.people:
        assert len(person.images) == len(person.voices) == 2 and len(person.sounds) == 1
        for image in person.images:
            with Image.open(world.path(image.path)) as picture:
                assert picture.size == (96, 96) and picture.format == "JPEG"
        for voice in (*person.voices, *person.sounds):
            samples, rate = soundfile.read(world.path(voice.path))
            assert rate == 16_000 and samples.ndim == 1
            assert 1.0 < voice.seconds <= 4.0 and abs(len(samples) / rate - voice.seconds) < 0.05
            assert 0.005 < np.sqrt((samples**2).mean()) < 0.4
        assert all(v.event is None for v in person.voices)
        heard = person.sounds[0].event
        assert (
            heard.name in events.EVENTS
            and 0 <= heard.start < heard.end <= person.sounds[0].seconds + 0.01
        )
    there = {str(p.relative_to(world.folder)) for p in (world.folder / "media").rglob("*.*")}
    named = {m.path for p in world.people for m in (*p.images, *p.voices, *p.sounds)}
    assert there == named


def test_equal_arguments_give_equal_bytes_with_any_number_of_workers(tmp_path):
    one = world_writer.write_world(tmp_path / "one", 8, 3, workers=1, size=64, seconds=3.0)
    two = world_writer.write_world(tmp_path / "two", 8, 3, workers=2, size=64, seconds=3.0)
    for name in ("people.jsonl", "world.json"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()
    assert media_of(one.folder) == media_of(two.folder)
    other = world_writer.write_world(tmp_path / "other", 9, 1, workers=1, size=64, seconds=3.0)
    assert other.people[0].face != one.people[0].face and other.people[0].name != one.people[0].name


def test_a_killed_call_goes_on_and_ends_with_the_same_bytes(tmp_path, world):
    out = tmp_path / "killed"
    script = (
        "import sys; from pathlib import Path; from persona_worlds import world_writer\n"
        f"world_writer.write_world(Path({str(out)!r}), 5, 10, splits=(0.6, 0.2, 0.2), workers=1, "
        "size=96, seconds=4.0)"
    )
    made = subprocess.Popen(
        [sys.executable, "-c", script],
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    deadline = time.monotonic() + 60
    while len(list(out.glob("media/*/row.json"))) < 3 and time.monotonic() < deadline:
        assert made.poll() is None
        time.sleep(0.01)
    made.send_signal(signal.SIGKILL)
    made.wait()
    kept = {p: p.stat().st_mtime_ns for p in out.glob("media/*/0.jpg")}
    assert 3 <= len(kept) < 10 and not (out / "people.jsonl").exists()
    with pytest.raises(BadInput, match="not finished"):
        read_world(out)
    (out / ".making" / "p00009").mkdir(parents=True, exist_ok=True)  # somebody half made
    seen = []
    world_writer.write_world(
        out,
        5,
        10,
        splits=(0.6, 0.2, 0.2),
        workers=1,
        size=96,
        seconds=4.0,
        on_progress=lambda progress: seen.append((progress.done, progress.total)),
    )
    assert seen[0] == (len(kept), 10) and seen[-1] == (10, 10)
    assert all(path.stat().st_mtime_ns == then for path, then in kept.items())
    assert (out / "people.jsonl").read_bytes() == (world.folder / "people.jsonl").read_bytes()
    assert media_of(out) == media_of(world.folder)
    assert sorted(p.name for p in out.iterdir()) == [
        "README.md",
        "media",
        "people.jsonl",
        "world.json",
    ]


def test_a_finished_world_is_read_not_made_again(world, monkeypatch):
    monkeypatch.setattr(world_writer, "write_person", None)
    # As if it had been killed between writing people.jsonl and tidying up.
    (world.folder / ".making").mkdir()
    (world.folder / "media" / "p00003" / "row.json").write_text("{}")
    before = (world.folder / "people.jsonl").read_bytes()
    again = world_writer.write_world(
        world.folder, 5, 10, splits=(0.6, 0.2, 0.2), workers=1, size=96, seconds=4.0
    )
    assert again == world and (world.folder / "people.jsonl").read_bytes() == before
    assert not list(world.folder.rglob("row.json")) and not (world.folder / ".making").exists()


@pytest.mark.parametrize("change", [{"seed": 6}, {"people": 11}, {"size": 64}])
def test_a_folder_of_another_world_is_refused(world, change):
    wanted = {"seed": 5, "people": 10, "size": 96, **change}
    before = media_of(world.folder)
    with pytest.raises(BadInput, match="holds another world"):
        world_writer.write_world(world.folder, splits=(0.6, 0.2, 0.2), seconds=4.0, **wanted)
    assert media_of(world.folder) == before


def test_a_folder_with_other_files_and_a_file_are_refused(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"mine")
    with pytest.raises(BadInput, match="holds other files"):
        world_writer.write_world(tmp_path, 1, 1)
    with pytest.raises(BadInput, match="is a file"):
        world_writer.write_world(tmp_path / "photo.jpg", 1, 1)
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


def test_two_calls_do_not_make_one_world_at_a_time(tmp_path):
    out = tmp_path / "w"

    def meanwhile(progress):
        if progress.done == 1:
            with pytest.raises(BadInput, match="another process is making the world"):
                world_writer.write_world(out, 1, 2, workers=1, size=64, seconds=1.5)

    made = world_writer.write_world(
        out, 1, 2, workers=1, size=64, seconds=1.5, on_progress=meanwhile
    )
    assert len(made.people) == 2 and not (out / ".making").exists()


def test_without_room_nothing_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(
        world_writer.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 70 * 2**20})()
    )
    with pytest.raises(DiskFull, match="500 people need about"):
        world_writer.write_world(tmp_path / "w", 1, 500)
    assert not list(tmp_path.glob("w/media/*"))


def test_without_espeak_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EngineMissing, match="espeak-ng.*pip install"):
        world_writer.write_world(tmp_path / "w", 1, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seed": -1},
        {"people": 0},
        {"images": 1},
        {"clips": 1},
        {"sounds": -1},
        {"size": 300},
        {"seconds": 1.0},
        {"splits": (0, 0, 0)},
    ],
)
def test_numbers_out_of_range_are_refused(tmp_path, wrong):
    with pytest.raises(BadInput):
        world_writer.write_world(tmp_path / "w", **{"seed": 1, "people": 2, **wrong})
    assert not (tmp_path / "w").exists()


def test_a_world_of_other_words_is_another_world(world, monkeypatch):
    monkeypatch.setattr(world_writer, "fingerprint", lambda: "0" * 16)
    with pytest.raises(BadInput, match="another world .words differ"):
        world_writer.write_world(world.folder, 5, 10, splits=(0.6, 0.2, 0.2), size=96, seconds=4.0)


def test_a_disk_that_runs_full_on_the_way_is_named_and_the_call_goes_on_later(
    tmp_path, monkeypatch
):
    wanted = {"workers": 1, "size": 64, "seconds": 1.5}
    real, calls = voices.clip_bytes, []

    def full(samples, codec="OPUS"):
        calls.append(codec)
        if len(calls) == 5:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(samples, codec)

    monkeypatch.setattr(voices, "clip_bytes", full)
    with pytest.raises(DiskFull, match="call again to go on"):
        world_writer.write_world(tmp_path / "w", 1, 2, **wanted)
    assert [p.name for p in (tmp_path / "w" / "media").iterdir()] == ["p00000"]
    monkeypatch.undo()
    assert len(world_writer.write_world(tmp_path / "w", 1, 2, **wanted).people) == 2


def test_reading_names_the_line_of_a_mistake(world, tmp_path):
    lines = (world.folder / "people.jsonl").read_text().splitlines()
    (tmp_path / "world.json").write_text((world.folder / "world.json").read_text())

    def refused(changed, words):
        (tmp_path / "people.jsonl").write_text("\n".join(changed) + "\n")
        with pytest.raises(BadInput, match=words):
            read_world(tmp_path)

    third = json.loads(lines[2])
    refused([*lines[:2], "{", *lines[3:]], "people.jsonl, line 3")
    refused(
        [*lines[:2], json.dumps({**third, "split": "mini"}), *lines[3:]], "line 3.*split 'mini'"
    )
    refused([*lines[:2], json.dumps({**third, "age": 3}), *lines[3:]], "line 3.*unknown field age")
    del third["notes"]
    refused([*lines[:2], json.dumps(third), *lines[3:]], "line 3.*no field notes")
    third = json.loads(lines[2])
    third["notes"][0]["holds"] = {"job": "He is a liar."}
    refused([*lines[:2], json.dumps(third), *lines[3:]], "line 3.*not in the text")
    refused([*lines[:2], lines[0], *lines[3:]], "line 3.*was there before")
    refused(lines[:-1], "line 9: ends after 9 people")
    with pytest.raises(BadInput, match="there is no world"):
        read_world(tmp_path / "nowhere")


def test_the_command_makes_a_world(tmp_path, capsys):
    given = ["world", "--out", str(tmp_path / "w"), "--seed", "2", "--people", "1"]
    assert command.main(given) == 0 and "written to" in capsys.readouterr().out
    assert len(read_world(tmp_path / "w").people) == 1
    assert (
        command.main([*given[:-1], "2"]) == 2 and "holds another world" in capsys.readouterr().err
    )


def test_links_in_the_file_name_people_of_the_same_split(world):
    by_id = {p.id: p for p in world.people}
    links = [(p, what, other) for p in world.people for what, other in p.alike.items() if other]
    assert links
    assert all(
        by_id[other].split == p.split and by_id[other].alike[what] == p.id
        for p, what, other in links
    )

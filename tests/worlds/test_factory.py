"""The persona world as a data factory: what it writes, that it goes on where it was killed, and
that splits are apart.
"""

import errno
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st
from persona_worlds import __main__ as command
from persona_worlds import bank, cast, events, factory, lives, voices, words
from persona_worlds.demo_cast import CAST
from PIL import Image

from persona_assistant.errors import BadInput, DiskFull, EngineMissing
from persona_assistant.resources import data_path

SPLITS = bank.SPLITS


def media_of(folder):
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted((folder / "media").rglob("*.*"))
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return factory.write_world(
        tmp_path_factory.mktemp("world") / "w",
        5,
        10,
        splits=(0.6, 0.2, 0.2),
        workers=2,
        size=96,
        seconds=4.0,
    )


@pytest.fixture(scope="module")
def crowd():
    """Many people without their media."""
    sizes = {"train": 120, "dev": 50, "test": 50}
    return {
        split: [cast.draw_person(3, split, i, n) for i in range(n)] for split, n in sizes.items()
    }


# --- the folder
# -------------------------------------------------------------------------------------


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
        assert set(person.facts) == set(lives.ATTRIBUTES) and all(person.facts.values())
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


def test_a_clip_that_speaks_a_fact_says_it_and_no_note_does(crowd):
    speaking = [p for people in crowd.values() for p in people if p.takes[0].speaks_fact]
    assert len(speaking) > 50
    for person in speaking:
        assert person.takes[0].text == person.life.saying.spoken
        assert all("said" not in note.holds for note in person.notes)
        told = " ".join(note.text for note in person.notes)
        assert (
            person.life.saying.first_person not in told and person.life.saying.reported not in told
        )
    for person in (p for people in crowd.values() for p in people):
        assert not any(t.speaks_fact for t in (*person.takes[1:], *person.sounds))


def test_equal_arguments_give_equal_bytes_with_any_number_of_workers(tmp_path):
    one = factory.write_world(tmp_path / "one", 8, 3, workers=1, size=64, seconds=3.0)
    two = factory.write_world(tmp_path / "two", 8, 3, workers=2, size=64, seconds=3.0)
    for name in ("people.jsonl", "world.json"):
        assert (one.folder / name).read_bytes() == (two.folder / name).read_bytes()
    assert media_of(one.folder) == media_of(two.folder)
    other = factory.write_world(tmp_path / "other", 9, 1, workers=1, size=64, seconds=3.0)
    assert other.people[0].face != one.people[0].face and other.people[0].name != one.people[0].name


def test_a_larger_world_begins_with_the_same_people():
    small, large = ([cast.draw_person(4, "train", i, n) for i in range(6)] for n in (6, 40))
    assert small == large


def test_a_killed_call_goes_on_and_ends_with_the_same_bytes(tmp_path, world):
    out = tmp_path / "killed"
    script = (
        "import sys; from pathlib import Path; from persona_worlds import factory\n"
        f"factory.write_world(Path({str(out)!r}), 5, 10, splits=(0.6, 0.2, 0.2), workers=1, "
        "size=96, seconds=4.0)"
    )
    made = subprocess.Popen(
        [sys.executable, "-c", script], env={**os.environ, "OMP_NUM_THREADS": "1"}
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
        factory.read_world(out)
    (out / ".making" / "p00009").mkdir(parents=True, exist_ok=True)  # somebody half made
    seen = []
    factory.write_world(
        out,
        5,
        10,
        splits=(0.6, 0.2, 0.2),
        workers=1,
        size=96,
        seconds=4.0,
        watch=lambda *at: seen.append(at),
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
    monkeypatch.setattr(factory, "_make_person", None)
    # As if it had been killed between writing people.jsonl and tidying up.
    (world.folder / ".making").mkdir()
    (world.folder / "media" / "p00003" / "row.json").write_text("{}")
    before = (world.folder / "people.jsonl").read_bytes()
    again = factory.write_world(
        world.folder, 5, 10, splits=(0.6, 0.2, 0.2), workers=1, size=96, seconds=4.0
    )
    assert again == world and (world.folder / "people.jsonl").read_bytes() == before
    assert not list(world.folder.rglob("row.json")) and not (world.folder / ".making").exists()


@pytest.mark.parametrize("change", [{"seed": 6}, {"people": 11}, {"size": 64}])
def test_a_folder_of_another_world_is_refused(world, change):
    wanted = {"seed": 5, "people": 10, "size": 96, **change}
    before = media_of(world.folder)
    with pytest.raises(BadInput, match="holds another world"):
        factory.write_world(world.folder, splits=(0.6, 0.2, 0.2), seconds=4.0, **wanted)
    assert media_of(world.folder) == before


def test_a_folder_with_other_files_and_a_file_are_refused(tmp_path):
    (tmp_path / "photo.jpg").write_bytes(b"mine")
    with pytest.raises(BadInput, match="holds other files"):
        factory.write_world(tmp_path, 1, 1)
    with pytest.raises(BadInput, match="is a file"):
        factory.write_world(tmp_path / "photo.jpg", 1, 1)
    assert [p.name for p in tmp_path.iterdir()] == ["photo.jpg"]


def test_two_calls_do_not_make_one_world_at_a_time(tmp_path):
    out = tmp_path / "w"

    def meanwhile(done, _):
        if done == 1:
            with pytest.raises(BadInput, match="another process is making the world"):
                factory.write_world(out, 1, 2, workers=1, size=64, seconds=1.5)

    made = factory.write_world(out, 1, 2, workers=1, size=64, seconds=1.5, watch=meanwhile)
    assert len(made.people) == 2 and not (out / ".making").exists()


def test_very_short_clips_hold_a_few_words():
    for split in SPLITS:
        person = cast.draw_person(1, split, 0, 2, clips=12, seconds=1.3)
        assert len(person.takes) == 12 and all(len(t.text.split()) <= 3 for t in person.takes)


def test_without_room_nothing_is_made(tmp_path, monkeypatch):
    monkeypatch.setattr(
        factory.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 70 * 2**20})()
    )
    with pytest.raises(DiskFull, match="500 people need about"):
        factory.write_world(tmp_path / "w", 1, 500)
    assert not list(tmp_path.glob("w/media/*"))


def test_without_espeak_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "espeakng_loader", None)
    with pytest.raises(EngineMissing, match="espeak-ng.*pip install"):
        factory.write_world(tmp_path / "w", 1, 1)


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
        factory.write_world(tmp_path / "w", **{"seed": 1, "people": 2, **wrong})
    assert not (tmp_path / "w").exists()


def test_a_world_of_other_words_is_another_world(world, monkeypatch):
    monkeypatch.setattr(factory, "fingerprint", lambda: "0" * 16)
    with pytest.raises(BadInput, match="another world .words differ"):
        factory.write_world(world.folder, 5, 10, splits=(0.6, 0.2, 0.2), size=96, seconds=4.0)


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

    monkeypatch.setattr(factory.voices, "clip_bytes", full)
    with pytest.raises(DiskFull, match="call again to go on"):
        factory.write_world(tmp_path / "w", 1, 2, **wanted)
    assert [p.name for p in (tmp_path / "w" / "media").iterdir()] == ["p00000"]
    monkeypatch.undo()
    assert len(factory.write_world(tmp_path / "w", 1, 2, **wanted).people) == 2


def test_reading_names_the_line_of_a_mistake(world, tmp_path):
    lines = (world.folder / "people.jsonl").read_text().splitlines()
    (tmp_path / "world.json").write_text((world.folder / "world.json").read_text())

    def refused(changed, words):
        (tmp_path / "people.jsonl").write_text("\n".join(changed) + "\n")
        with pytest.raises(BadInput, match=words):
            factory.read_world(tmp_path)

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
        factory.read_world(tmp_path / "nowhere")


def test_the_command_makes_a_world(tmp_path, capsys):
    given = ["factory", "--out", str(tmp_path / "w"), "--seed", "2", "--people", "1"]
    assert command.main(given) == 0 and "written to" in capsys.readouterr().out
    assert len(factory.read_world(tmp_path / "w").people) == 1
    assert (
        command.main([*given[:-1], "2"]) == 2 and "holds another world" in capsys.readouterr().err
    )


# --- people
# -----------------------------------------------------------------------------------------


def test_links_of_alike_people_are_real_and_mutual(crowd):
    found = Counter()
    for people in crowd.values():
        for person in people:
            for what, other in person.alike.items():
                if other is None:
                    continue
                found[what] += 1
                them = people[other]
                assert them.alike[what] == person.index and them.index != person.index
                if what == "face":
                    same = ("skin", "hair_style", "hair_colour", "age", "presentation")
                    assert all(getattr(person.face, f) == getattr(them.face, f) for f in same)
                    assert person.face != them.face
                elif what == "voice":
                    assert (person.voice.accent, person.voice.variant) == (
                        them.voice.accent,
                        them.voice.variant,
                    )
                    assert abs(person.voice.pitch - them.voice.pitch) >= 15
                else:
                    assert person.life.facts["job"] == them.life.facts["job"]
                    assert any("job" in n.holds for n in person.notes)
    assert min(found[what] for what in ("face", "voice", "job")) > 30


def test_links_in_the_file_name_people_of_the_same_split(world):
    by_id = {p.id: p for p in world.people}
    links = [(p, what, other) for p in world.people for what, other in p.alike.items() if other]
    assert links
    assert all(
        by_id[other].split == p.split and by_id[other].alike[what] == p.id
        for p, what, other in links
    )


def test_names_are_unique_and_of_several_scripts(crowd):
    for people in crowd.values():
        names = [p.life.named.full for p in people]
        assert len(set(names)) == len(names)
        assert all(p.life.named.full in p.notes[0].text for p in people)
    everybody = "".join(p.life.named.full for p in crowd["train"])
    assert re.search(r"[\u0600-\u06ff]", everybody) and re.search(r"[ěščřžőűłøå]", everybody)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31 - 1), st.sampled_from(SPLITS), st.integers(0, 5000))
def test_everybody_is_consistent(seed, split, index):
    person = cast.draw_person(seed, split, index, index + 2)
    life = person.life
    for note in person.notes:
        assert note.holds and len(note.holds) <= 18
        for attribute, sentence in note.holds.items():
            assert sentence in note.text
            if attribute == "said":
                assert life.saying.first_person in sentence or life.saying.reported in sentence
            else:
                value = life.facts[attribute]
                assert {value, lives.bare(value), lives.cap(value)} & {
                    v for v in (value, lives.bare(value), lives.cap(value)) if v in sentence
                }
        unheld = set(life.facts) - set(note.holds) - {"said"}
        # What a note does not hold stands nowhere in it.
        assert not [
            a
            for a in unheld
            if re.search(rf"\b{re.escape(life.facts[a])}\b", note.text, re.IGNORECASE)
        ]
        assert not re.search(r"[{}<>|]", note.text) and "  " not in note.text
        assert not re.search(
            r"\ba [aeiou]", note.text.replace("a one", "").replace("a u", ""), re.IGNORECASE
        ), note.text
    assert not re.search(r"[{}<>|]", " ".join(t.text for t in (*person.takes, *person.sounds)))
    held = {a for n in person.notes for a in n.holds}
    if "feeling" not in held:
        assert (person.takes[0].sound.mood, person.looks[0].expression) == ("neutral", "neutral")
    if "place" not in held:
        assert person.looks[0].background == "plain wall"


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 40_000), st.tuples(*[st.floats(0, 1)] * 3).filter(lambda s: sum(s) > 0.01))
def test_splits_add_up(people, shares):
    sizes = cast.split_sizes(people, shares)
    assert sum(sizes.values()) == people and min(sizes.values()) >= 0
    assert all(abs(n - people * s / sum(shares)) <= 1 for n, s in zip(sizes.values(), shares))


# --- apart
# ------------------------------------------------------------------------------------------


def wordings(split):
    """Every sentence frame of a split in every form it can take, and everything that is said."""
    b = bank.bank(split)
    frames = [
        f
        for a in b.attributes.values()
        for k in ("prose", "notes", "asks", "tells", "questions", "cues")
        for f in getattr(a, k)
    ]
    frames += [f for part in (b.frames, b.said_questions) for some in part.values() for f in some]
    said = [w for s in b.sayings for w in (s.first_person, s.reported, s.gold)]
    return {w for f in frames for w in bank.expand(f)} - {"who {hint}"} | set(said)


def values(split):
    b = bank.bank(split)
    reasons = {("reason", w) for f in b.feelings for r in f.reasons for w in bank.expand(r)}
    hints = {("hint", v.hint) for a in b.attributes.values() for v in a.values if v.hint}
    return {(n, v.text) for n, a in b.attributes.items() for v in a.values} | reasons | hints


def names(split):
    scripts = bank.bank(split).names.values()
    return {n for parts in scripts for part in parts.values() for n in part}


@pytest.mark.parametrize(("one", "other"), [("train", "dev"), ("train", "test"), ("dev", "test")])
def test_splits_share_no_wording_value_or_name(one, other, crowd):
    for kind in (wordings, values, names):
        assert kind(one) and not kind(one) & kind(other)
    assert not {p.face for p in crowd[one]} & {p.face for p in crowd[other]}
    assert not {p.voice for p in crowd[one]} & {p.voice for p in crowd[other]}


def strings(tree):
    if isinstance(tree, str):
        return {tree}
    inside = (
        tree.values() if isinstance(tree, dict) else tree if isinstance(tree, (list, tuple)) else ()
    )
    return {s for each in inside for s in strings(each)}


@pytest.mark.parametrize("split", SPLITS)
def test_no_split_shares_wordings_values_or_names_with_the_other_crowds(split):
    # words.toml holds the words of bench/mini (its split "mini") and of the calibration sets.
    bundled = strings(tomllib.loads((Path(words.__file__).with_suffix(".toml")).read_text()))
    assert not wordings(split) & bundled
    assert not {v for _, v in values(split)} & {part for s in bundled for part in s.split(" | ")}
    assert not names(split) & (set(words.NAMES_F) | set(words.NAMES_M))
    assert not names(split) & {part for p in CAST for part in p.name.split()}


def read_elsewhere():
    """Names and sentences of the benchmark's notes, of the demo memory, and of the reading sets."""
    found_names, texts = set(), []
    for path in sorted((Path(__file__).parents[1] / "reading").glob("*.json")):
        stack = [json.loads(path.read_text(encoding="utf-8"))]
        while stack:
            at = stack.pop()
            if isinstance(at, dict):
                found_names |= set(str(at.get("name") or "").split())
                texts += [at[k] for k in ("text", "question") if isinstance(at.get(k), str)]
                stack += at.values()
            elif isinstance(at, list):
                stack += at
    demo = json.loads(
        data_path("memory_store", "demo").joinpath("demo.json").read_text(encoding="utf-8")
    )
    texts += [t["text"] for p in demo["people"] for t in p["triplets"] if t["text"]] + [
        q["question"] for q in demo["questions"]
    ]
    for line in (
        (data_path("bench", "mini") / "omni_persona_mini.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
    ):
        item = json.loads(line)
        texts += [c["text"] for c in item["contexts"]] + [item["query_text"]]
    return found_names, {s for t in texts for s in re.split(r"(?<=[.?!])\s+|\n", t)}


def runs(texts, n=6):
    """All runs of n words; what is worn counts as one word, since every crowd shares a wardrobe."""
    found = set()
    for text in texts:
        text = re.sub(
            r"\w+ (shirt with a collar|striped jumper|t-shirt|hoodie|turtleneck|blazer|cardigan)",
            "garment",
            text,
        )
        w = re.findall(r"[\w']+", text.lower())
        found |= {" ".join(w[i : i + n]) for i in range(len(w) - n + 1)}
    return found


def test_no_name_and_no_turn_of_phrase_stands_in_what_is_measured_with(crowd):
    elsewhere, sentences = read_elsewhere()
    assert len(elsewhere) > 100 and len(sentences) > 1000
    measured = runs(sentences)
    for split, people in crowd.items():
        assert not names(split) & elsewhere
        written = [n.text for p in people for n in p.notes] + [
            t.text for p in people for t in p.takes
        ]
        asked = [
            q
            for a in bank.bank(split).attributes.values()
            for f in a.questions
            for q in bank.expand(f)
        ]
        assert not runs(written + asked) & measured


# --- sounds
# -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", events.EVENTS)
def test_an_event_is_heard_where_it_is_said_to_be(name):
    rng = np.random.default_rng(1)
    speech = (0.1 * rng.normal(size=4 * voices.RATE)).astype(np.float32)
    after, start, end = events.mix(speech, name, np.random.default_rng(2), under=False)
    assert after.dtype == np.float32 and np.abs(after).max() <= 0.98
    assert start >= 4.0 + events.GAP - 0.01 and abs(end - len(after) / voices.RATE) < 0.01
    heard = after[int(start * voices.RATE) : int(end * voices.RATE)]
    quiet = after[4 * voices.RATE : int(start * voices.RATE)]
    assert np.abs(heard).max() > 30 * np.abs(quiet).max()
    under, start, end = events.mix(speech, name, np.random.default_rng(2), under=True)
    assert len(under) == len(speech) and 0 <= start < end <= 4.01
    scale = float(under[-1 if end < 3.9 else 0] / speech[-1 if end < 3.9 else 0])
    changed = np.flatnonzero(np.abs(under - scale * speech) > 1e-3) / voices.RATE
    assert len(changed) and start - 0.01 <= changed.min() and changed.max() <= end + 0.01


def test_every_event_sounds_different_each_time_and_the_same_for_a_seed():
    for name in events.EVENTS:
        same = [events.sound(name, np.random.default_rng(s)) for s in (1, 1, 2)]
        assert np.array_equal(same[0], same[1])
        assert len(same[0]) != len(same[2]) or not np.allclose(same[0], same[2])


def test_the_faster_codec_holds_the_same_speech():
    voice = voices.voice_identity(np.random.default_rng(4))
    x = voices.speak(
        voice, "The lid of the box is on the table.", voices.VoiceNuisance(), block=480
    )
    assert (len(x) - int(0.12 * voices.RATE) - int(0.15 * voices.RATE)) % 480 == 0
    y, rate = soundfile.read(io.BytesIO(voices.clip_bytes(x, "VORBIS")), dtype="float32")
    assert rate == voices.RATE and abs(len(y) - len(x)) < 100
    assert np.corrcoef(x[: len(y)], y[: len(x)])[0, 1] > 0.95


@pytest.mark.parametrize("split", SPLITS)
def test_no_value_of_one_attribute_stands_in_a_value_of_another(split):
    """Otherwise a note could give away what it is said not to hold."""
    values = [
        (name, value.text)
        for name, each in bank.bank(split).attributes.items()
        for value in each.values
    ]
    assert not [
        (name, value, other)
        for name, value in values
        for another, other in values
        if name != another and re.search(rf"\b{re.escape(value)}\b", other, re.IGNORECASE)
    ]

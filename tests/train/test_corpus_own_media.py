"""A folder of one's own people becomes a world: clean media, nothing lost silently, whole or not at
all."""

from __future__ import annotations

import io

import numpy as np
import pytest
import soundfile
from persona_worlds.world import read_world
from PIL import Image

from persona_assistant.errors import BadInput
from persona_assistant.media import load_image, load_voice
from persona_assistant.train.corpus.build import build
from persona_assistant.train.corpus.format import read_corpus, write_corpus
from persona_assistant.train.corpus.own_media import import_people

PLACE = "N 52 Wuthering Street"


def own_people(folder, count=9, images=2, clips=2):
    """People with pictures that carry metadata, clips, and notes."""
    rng = np.random.default_rng(0)
    for k in range(count):
        home = folder / f"Person {chr(65 + k)}"
        home.mkdir(parents=True)
        for j in range(images):
            exif = Image.Exif()
            exif[0x010E] = PLACE
            picture = Image.fromarray(rng.integers(0, 255, (40, 40, 3), dtype=np.uint8))
            picture.save(home / f"IMG_{j}_{PLACE}.jpg", exif=exif)
        for j in range(clips):
            t = np.arange(16_000) / 16_000
            soundfile.write(
                home / f"memo {j}.wav", 0.2 * np.sin(2 * np.pi * (200 + 40 * k + 7 * j) * t), 16_000
            )
        (home / "notes.txt").write_text(
            f"Person {chr(65 + k)} bakes bread.\n\nThey live at the harbour.\n"
        )
    return folder


def test_people_become_a_world_without_metadata(tmp_path):
    imported = import_people(own_people(tmp_path / "mine"), tmp_path / "world")
    world = imported.world
    assert not imported.skipped and world.options == {"source": "own"}
    assert sorted(person.name for person in world.people) == [
        f"Person {letter}" for letter in "ABCDEFGHI"
    ]
    assert len(world.of("train")) == 9
    for person in world.people:
        assert [note.text for note in person.notes] == [
            f"{person.name} bakes bread.",
            "They live at the harbour.",
        ]
        assert len(person.images) == len(person.voices) == 2 and not person.facts
        for image in person.images:
            assert load_image(world.path(image.path)).width == 40
            data = world.path(image.path).read_bytes()
            assert PLACE.encode() not in data and not Image.open(io.BytesIO(data)).getexif()
        assert (
            load_voice(world.path(person.voices[0].path)).seconds == person.voices[0].seconds == 1.0
        )
    assert not any(PLACE in str(path) for path in (tmp_path / "world").rglob("*"))
    assert [p.name for p in read_world(tmp_path / "world").people] == [p.name for p in world.people]


def test_perception_can_be_trained_on_it_at_once(tmp_path):
    world = import_people(own_people(tmp_path / "mine"), tmp_path / "world").world
    records = build(world, "sft-1k", n=40)
    write_corpus(tmp_path / "corpus.jsonl", records, assets=world.folder)
    corpus = read_corpus(tmp_path / "corpus.jsonl")
    assert list(corpus) == records and {record.source for record in records} == {"own"}
    with pytest.raises(BadInput, match="profile them first"):
        build(world, "rlvr-1k", n=20)
    with pytest.raises(BadInput, match="0 people of the split train have a calm clip"):
        build(world, "sft-10k", n=24)


def test_splits_share_nobody_and_are_the_same_every_time(tmp_path):
    own_people(tmp_path / "mine", 12, clips=0)
    first = import_people(tmp_path / "mine", tmp_path / "a", splits=(2, 1, 1)).world
    again = import_people(tmp_path / "mine", tmp_path / "b", splits=(2, 1, 1)).world
    assert {split: len(first.of(split)) for split in ("train", "dev", "test")} == {
        "train": 6,
        "dev": 3,
        "test": 3,
    }
    assert [(p.name, p.split) for p in first.people] == [(p.name, p.split) for p in again.people]


def test_what_cannot_be_used_is_named_and_the_rest_goes_in(tmp_path):
    folder = own_people(tmp_path / "mine", 3)
    person = folder / "Person A"
    (person / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 not a picture")
    (person / "list.pdf").write_bytes(b"%PDF-1.7")
    (person / "copy.jpg").write_bytes(next(person.glob("IMG_0*")).read_bytes())
    (folder / "Person B" / "empty.txt").write_text(" \n")
    (folder / "letter.txt").write_text("to nobody")
    imported = import_people(folder, tmp_path / "world")
    assert [
        sum(name in line for line in imported.skipped)
        for name in ("broken.jpg", "list.pdf", "empty.txt")
    ] == [1] * 3
    assert len(imported.skipped) == 3
    assert any("copy.jpg" in line or "IMG_0" in line for line in imported.notices)
    assert any("letter.txt" in line for line in imported.notices)
    assert [len(p.images) for p in sorted(imported.world.people, key=lambda p: p.name)] == [2, 2, 2]


def test_it_is_refused_whole(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="holds nobody"):
        import_people(tmp_path / "empty", tmp_path / "world")
    bad = tmp_path / "bad" / "Somebody"
    bad.mkdir(parents=True)
    (bad / "x.jpg").write_bytes(b"no")
    with pytest.raises(BadInput, match="holds nothing that can be used: .*x.jpg"):
        import_people(tmp_path / "bad", tmp_path / "world")
    own_people(tmp_path / "mine", 1)
    with pytest.raises(BadInput, match="three shares"):
        import_people(tmp_path / "mine", tmp_path / "world", splits=(0, 0, 0))
    assert not (tmp_path / "world").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "empty", "mine"]
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "mine.txt").write_text("x")
    with pytest.raises(BadInput, match="exists already"):
        import_people(tmp_path / "mine", tmp_path / "world")

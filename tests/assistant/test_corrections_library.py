"""Correcting through the library: one person, items, arrays and images in place of files."""

from __future__ import annotations

import datetime

import numpy as np
import pytest
from PIL import Image

from persona_assistant import Settings, open_assistant
from persona_assistant.errors import BadInput, MediaError, PersonaNotFound
from persona_assistant.media import samples
from tests.support.media_files import tone


@pytest.fixture
def memory(tmp_path):
    settings = Settings(store=tmp_path / "store", key_file=tmp_path / "key")
    with open_assistant(settings) as found:
        yield found


def test_a_person_is_corrected_item_by_item(memory):
    memory.add("Ana", texts=["Ana is a dentist.", "Ana sings."], dates=["2024-05-12"])
    ana = memory.persona("ana")
    assert [each.text for each in ana.notes] == ["Ana is a dentist.", "Ana sings."]
    edited = ana.edit(ana.notes[0], text="Ana is a surgeon.", date=datetime.date(2024, 6, 1))
    assert (edited.text, edited.date) == ("Ana is a surgeon.", datetime.date(2024, 6, 1))
    assert "surgeon" in memory.ask("What is Ana's job?").text
    ana.add(texts=["Ana has a dog."])
    ana.remove("sings", 3)
    assert len(ana.items) == 1
    kinds = [each.kind for each in ana.history()]
    assert kinds == ["removed", "added", "note_dated", "note_edited", "added"]
    memory.undo(ana.history()[0])
    assert len(ana.items) == 3
    memory.forget("Ana")
    with pytest.raises(PersonaNotFound):
        ana.items  # noqa: B018


def test_pictures_and_clips_are_taken_as_arrays_and_images(memory):
    pixels = np.random.default_rng(1).integers(0, 255, (200, 160, 3), np.uint8)
    sideways = Image.fromarray(pixels)
    exif = sideways.getexif()
    exif[0x0112] = 6
    sideways.info["exif"] = exif.tobytes()
    voice = tone(2.0)
    memory.add("Ana", images=[pixels, sideways], voices=[voice], anyway=True)
    ana = memory.persona("Ana")
    sizes = [(each.medium.width, each.medium.height) for each in ana.pictures]
    assert sizes[0] == (160, 200)
    assert len(samples(ana.clips[0].medium)) == len(voice)
    faster = np.repeat(voice, 3)
    both = np.stack([faster, faster], axis=1)
    ints = (both * 32767).astype(np.int16)
    memory.add("Ben", voices=[(both, 48000), (ints, 48000)], anyway=True)
    for clip in memory.persona("Ben").clips:
        assert abs(len(samples(clip.medium)) - len(voice)) < 20


@pytest.mark.parametrize("wrong", [np.zeros((4, 4)), 3.5, object()])
def test_what_is_no_picture_is_refused(memory, wrong):
    with pytest.raises(MediaError):
        memory.add("Ana", images=[wrong])


def test_items_of_another_moment_are_refused(memory):
    memory.add("Ana", texts=["Ana sings.", "Ana dances."])
    ana = memory.persona("Ana")
    note = ana.notes[0]
    ana.remove(note)
    with pytest.raises(BadInput) as refused:
        ana.edit(note, text="x")
    assert refused.value.code == "no_such_item"

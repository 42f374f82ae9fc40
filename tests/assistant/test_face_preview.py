"""The faces of a picture, with their numbers drawn into it."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from persona_assistant.errors import BadInput
from persona_assistant.pmg import Box, Picture
from persona_assistant.samples import Sample
from tests.support.fakes import FakeEngine, assistant, encoders

GREY = (90, 90, 90)


def photo(width=800, height=600) -> Picture:
    written = io.BytesIO()
    Image.new("RGB", (width, height), GREY).save(written, "PNG")
    return Picture(written.getvalue(), width, height, "party.png")


class TwoFaces:
    id, family, modality, dim, quality_names = "two/1", "fake", "image", 2, ()

    def examine(self, item):
        right = Sample(np.ones(2, np.float32), box=Box(0.6, 0.2, 0.2, 0.5))
        return [Sample(np.ones(2, np.float32), box=Box(0.1, 0.2, 0.2, 0.5)), right]


@pytest.fixture
def looking():
    with assistant(FakeEngine(), chosen={**encoders(), "face": TwoFaces()}) as opened:
        yield opened


def test_each_face_gets_a_frame_and_a_number_of_its_own(looking):
    picture = photo()
    found = looking.faces(picture)
    assert len(found) == 2
    drawn = Image.open(io.BytesIO(looking.faces_preview(picture, found)))
    assert (drawn.format, drawn.size) == ("PNG", (800, 600))
    pixels = np.asarray(drawn)
    first, second = (pixels[120:420, left : left + 160] for left in (80, 480))
    assert (first != GREY).any() and (second != GREY).any()
    assert (first != second).any(), "both carry the same number"
    assert (pixels[:, 260:460] == GREY).all(), "something is drawn where no face is"


def test_a_large_photo_gets_a_preview_that_fits_a_screen(looking):
    picture = photo(4000, 3000)
    drawn = Image.open(io.BytesIO(looking.faces_preview(picture, looking.faces(picture))))
    assert drawn.size == (1600, 1200)


def test_settings_that_look_for_no_faces_are_said():
    with assistant(FakeEngine()) as opened, pytest.raises(BadInput, match="face_encoder"):
        opened.faces(photo())

"""reject, and what is refused as an exemplar."""

from __future__ import annotations

import numpy
import pytest
import soundfile
from cli_support import DEMO
from PIL import Image

PEOPLE = DEMO / "people"


@pytest.fixture
def party(tmp_path):
    """A picture and a clip much like the first ones of Maya."""
    picture, clip = tmp_path / "party.jpg", tmp_path / "party.wav"
    Image.open(PEOPLE / "01_1.jpg").resize((230, 230)).save(picture)
    samples, rate = soundfile.read(PEOPLE / "01_1.ogg")
    soundfile.write(clip, 0.8 * samples[rate // 2 :], rate)
    return picture, clip


def test_what_was_rejected_is_not_taken_for_that_person_again(run, friends, party):
    assert run("who", "--image", party[0], "--json").document["persona"] == "Maya Okonkwo"
    said = run("reject", "maya okonkwo", "--image", party[0])
    assert (said.code, said.out) == (0, "Remembered that party.jpg is not Maya Okonkwo.\n")
    assert run("who", "--image", party[0], "--json").document["outcome"] == "unknown"
    assert (
        run("who", "--image", PEOPLE / "01_1.jpg", "--json").document["persona"] == "Maya Okonkwo"
    )
    shown = run("show", "Maya Okonkwo", "--json").document
    assert shown["images"] == 2 and "party.jpg" not in str(shown["held"])


def test_a_clip_can_be_rejected_as_well(run, friends, party):
    assert run("who", "--voice", party[1], "--json").document["persona"] == "Maya Okonkwo"
    document = run("reject", "Maya Okonkwo", "--voice", party[1], "--json").document
    assert document["not"]["persona"] == "Maya Okonkwo"
    assert run("who", "--voice", party[1], "--json").document["outcome"] == "unknown"


def test_rejecting_nothing_or_for_nobody_is_an_error(run, friends):
    assert "--image or --voice" in run("reject", "Maya Okonkwo").error
    assert "Nobody called" in run("reject", "Mara", "--image", PEOPLE / "01_1.jpg").error


def test_a_blurred_picture_is_refused_with_the_reason_unless_it_is_wanted_anyway(
    run, friends, tmp_path
):
    blurred = tmp_path / "far.jpg"
    Image.open(PEOPLE / "02_1.jpg").resize((12, 12)).resize(
        (400, 400), Image.Resampling.BICUBIC
    ).save(blurred)
    refused = run("add", "Maya Okonkwo", "--image", blurred)
    assert refused.code == 2 and "blurred" in refused.error and "far.jpg" in refused.error
    assert run("people", "--json").document["people"][0]["images"] == 2
    assert (
        run("add", "Maya Okonkwo", "--image", blurred, "--anyway", "--json").document["images"] == 3
    )


def test_a_query_may_be_as_poor_as_it_likes(run, friends, tmp_path):
    tiny = tmp_path / "tiny.png"
    Image.fromarray(
        numpy.random.default_rng(0).integers(0, 255, (24, 24, 3), dtype=numpy.uint8)
    ).save(tiny)
    assert run("who", "--image", tiny, "--json").document["outcome"] == "unknown"

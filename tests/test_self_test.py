"""The self-test of a model's senses: passed by one that perceives, failed by one that only
talks."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant import media, resources, self_test
from persona_assistant.pmg import Clip, Picture
from tests.support.fakes import FakeEngine


def perceive(prompt) -> list[str]:
    """What somebody would answer who looks at the pixels, knows the recordings and can read."""
    for part in prompt.parts:
        if isinstance(part, Picture):
            strongest = media.pixels(part).mean(axis=(0, 1)).argmax()
            return [("Red.", "It is green.", "BLUE")[strongest]]
        if isinstance(part, Clip):
            recordings = resources.data_path("models", "self_test")
            return [
                sentence
                for word, sentence in self_test.SPOKEN.items()
                if media.load_voice(recordings / f"{word}.ogg").data == part.data
            ]
    return ["Under the kettle"] if "kettle" in prompt.parts[0] else ["?"]


def senses(engine) -> dict[str, bool]:
    return {sense.modality: sense.works for sense in self_test.examine(engine)}


def test_a_model_that_perceives_passes():
    assert senses(FakeEngine(perceive)) == {"text": True, "image": True, "voice": True}


@pytest.mark.parametrize(
    "always", ["Red.", "An elephant is standing there.", "I see red, of course.", "Yes"]
)
def test_a_model_that_only_talks_fails(always):
    def blind(prompt):
        return perceive(prompt) if all(isinstance(part, str) for part in prompt.parts) else [always]

    assert senses(FakeEngine(blind)) == {"text": True, "image": False, "voice": False}
    report = [str(sense) for sense in self_test.examine(FakeEngine(blind))]
    assert (
        "the model reads" in report[0]
        and "does NOT see" in report[1]
        and "does NOT hear" in report[2]
    )


def test_only_senses_that_the_engine_claims_are_tried():
    assert senses(FakeEngine(perceive, modalities=frozenset({"text"}))) == {"text": True}


def test_the_recordings_are_audible_and_short():
    for word in self_test.SPOKEN:
        clip = media.load_voice(resources.data_path("models", "self_test", f"{word}.ogg"))
        assert 1 < clip.seconds < 6 and np.abs(media.samples(clip)).max() > 0.1


# --- real people


@pytest.mark.parametrize("modality", ["image", "voice"])
def test_real_people_are_three_files_that_the_gates_let_pass(modality):
    from persona_assistant.quality import check_clip, check_picture

    files = self_test.real(modality)
    assert len(set(files)) == 3
    for each in files:
        if modality == "image":
            picture = media.load_image(each)
            check_picture(picture)
            assert not picture.notices
        else:
            check_clip(media.load_voice(each))
    sources = (files[0].parents[1] / "README.md").read_text()
    assert all(each.name in sources for each in files)


class _Seeing:
    """An encoder that tells the bundled people apart, or takes everybody for one."""

    family, id, dim = "clip", "seeing/1", 2

    def __init__(self, modality: str, who) -> None:
        self.modality, self._who = modality, who

    def encode(self, items) -> np.ndarray:
        return np.array([self._who(item.source) for item in items], np.float32)


@pytest.mark.parametrize(
    ("who", "recognised", "stranger_unknown"),
    [
        (lambda source: (1, 0) if "obama" in source else (0, 1), True, True),
        (lambda source: (1, 0), True, False),
        (lambda source: (0, 1) if source == "obama_2.jpg" else (1, 0), False, False),
        (lambda source: (1, 0) if source == "obama_1.jpg" else (0, 1), False, True),
    ],
)
def test_what_is_said_of_a_real_face_is_what_came_out(
    monkeypatch, who, recognised, stranger_unknown
):
    from persona_assistant import app
    from persona_assistant.settings import Settings

    monkeypatch.setattr(app, "encoders", lambda settings=None: {"image": _Seeing("image", who)})
    tried = self_test.recognise(Settings(), "image")
    assert (tried.recognised, tried.stranger_unknown) == (recognised, stranger_unknown)
    assert tried.works is (recognised and stranger_unknown)
    assert ("NOT" in str(tried)) is not recognised
    assert ("stays unknown" in str(tried)) is stranger_unknown

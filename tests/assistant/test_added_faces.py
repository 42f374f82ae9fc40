"""Adding pictures with several faces: whose is taken, what is said, and how to say otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant import app
from persona_assistant.errors import BadInput, MediaError
from persona_assistant.memory import Store
from persona_assistant.pmg import Clip
from tests.support.fake_faces import encoders, group, scenery
from tests.support.fakes import FakeEncoder, FakeEngine, around, clip
from tests.support.fakes import assistant as assistant_over

FACE, PICTURE = "fake-face/1", "fake-image/1"
LINA, BEN = (0, 0), (0, 1)


@pytest.fixture
def looking():
    with assistant_over(FakeEngine(), chosen=encoders()) as assistant:
        yield assistant


def add(assistant, name="Lina", **given) -> list[str]:
    said: list[str] = []
    assistant.add(name, on_notice=said.append, **given)
    return said


def standing(assistant, media: int = 1) -> int | None:
    return assistant.store.media.examination(media, FACE).chosen


def test_every_encoder_looks_once_and_all_is_kept(looking):
    add(looking, images=[group(LINA, (*BEN, 2.0))], voices=[clip(0)])
    store, face = looking.store, looking.services.encoders["face"]
    assert (face.calls, looking.services.encoders["image"].calls) == (1, 1)
    assert len(store.media.examination(1, FACE).samples) == 2
    np.testing.assert_allclose(store.media.vectors(FACE).matrix, [around(*BEN)], atol=1e-6)
    assert store.media.vectors(PICTURE).media_ids.tolist() == [1]
    assert store.media.vectors("fake-voice/1").media_ids.tolist() == [2]
    assert store.media.vectors(PICTURE, unless=[FACE]).media_ids.tolist() == []
    page = looking.show("Lina")
    assert page.faces[1].chosen == 1 and page.speakers == {}


def test_the_largest_is_taken_and_named(looking):
    assert add(looking, images=[group(LINA, (*BEN, 2.0), source="IMG_1.jpg")]) == [
        "IMG_1.jpg shows 2 faces; the largest, number 2 from the left, was taken for Lina"
    ]
    assert add(looking, "Cy", images=[group((0, 2))]) == [], "there was nothing to choose"


def test_the_face_that_fits_other_pictures_is_taken(looking):
    add(looking, images=[group((10, 0))])
    (said,) = add(looking, images=[group((*BEN, 3.0), LINA)])
    assert "number 2 from the left, who is in other pictures of Lina too" in said
    assert standing(looking, 2) == 1
    said = add(looking, "Ben", images=[group(LINA, BEN), group((5, 1))])
    assert standing(looking, 3) == 1 and len(said) == 1, "the pictures added together count too"


def test_a_later_picture_puts_an_earlier_choice_right(looking):
    add(looking, images=[group((*BEN, 2.0), LINA, source="party.jpg")])
    (said,) = add(looking, images=[group((8, 0), source="alone.jpg")])
    assert said.startswith("party.jpg shows 2 faces; number 2") and standing(looking) == 1


def test_the_user_chooses_by_number(looking):
    picture = group(LINA, (*BEN, 2.0), source="IMG_1.jpg")
    (said,) = add(looking, images=[picture], faces=[1])
    assert standing(looking) == 0 and "number 1 from the left was taken for Lina" in said
    add(looking, images=[group((5, 1)), group((6, 1))])
    assert standing(looking) == 0, "pictures that fit another face change nothing"
    add(looking, images=[picture], faces=[2])
    assert standing(looking) == 1, "the same picture again, with another number"
    add(looking, "Ben", images=[picture, picture], faces=[None, 2])
    assert looking.store.check() == []


@pytest.mark.parametrize(
    ("picture", "number", "says"),
    [
        (group(LINA, BEN, source="a.jpg"), 3, "a.jpg shows 2 faces; there is no number 3"),
        (group(LINA, source="a.jpg"), 0, "a.jpg shows one face; there is no number 0"),
        (scenery(0, source="a.jpg"), 1, "a.jpg shows no face; there is no number 1"),
    ],
)
def test_a_number_that_no_face_has_is_refused_and_nothing_stored(looking, picture, number, says):
    with pytest.raises(BadInput, match=says) as refused:
        looking.add("Lina", images=[group(LINA), picture], faces=[None, number])
    assert refused.value.code == "no_such_face" and looking.people() == []


def test_more_numbers_than_pictures_are_refused(looking):
    for given in ({"images": [group(LINA)], "faces": [1, 1]}, {"texts": ["t"], "faces": [1]}):
        with pytest.raises(BadInput) as refused:
            looking.add("Lina", **given)
        assert refused.value.code == "no_such_face"


def test_without_a_face_encoder_a_number_is_refused():
    chosen = encoders()
    del chosen["face"]
    with assistant_over(FakeEngine(), chosen=chosen) as assistant:
        with pytest.raises(BadInput) as refused:
            assistant.add("Lina", images=[group(LINA)], faces=[1])
        assert refused.value.code == "no_face_encoder"
        assert add(assistant, images=[scenery(0)]) == []


def test_a_picture_without_a_face_is_remembered_as_a_picture(looking):
    (said,) = add(looking, images=[scenery(0, source="dog.jpg")])
    assert "no photographed face was found in dog.jpg" in said and "as a picture" in said
    assert looking.store.media.vectors(PICTURE, unless=[FACE]).media_ids.tolist() == [1]
    assert looking.store.media.count_without_vector(FACE, "image") == 0


def test_what_one_encoder_refuses_is_refused(looking):
    nothing = group((0, 0, 0.0), source="black.jpg")
    for more in ({}, {"anyway": True}):
        with pytest.raises(MediaError, match=r"black\.jpg"):
            looking.add("Lina", images=[nothing], **more)
    assert looking.people() == []


class Deaf:
    """The first in turn of the senses that hear, which hears nobody."""

    id, family, modality, dim, quality_names = "deaf/1", "fake", "voice", 8, ()

    def examine(self, item):
        raise MediaError(f"{item.source}: nobody speaks")

    encode = examine


def test_what_the_first_in_turn_finds_nothing_in_is_kept_only_anyway():
    chosen = {**encoders(), "voice": Deaf(), "synthetic": FakeEncoder("voice")}
    with assistant_over(FakeEngine(), chosen=chosen) as assistant:
        with pytest.raises(MediaError, match="nobody speaks"):
            assistant.add("Lina", voices=[clip(0)])
        assert assistant.people() == []
        assistant.add("Lina", voices=[clip(0)], anyway=True)
        store = assistant.store
        assert store.media.vectors("fake-voice/1").media_ids.tolist() == [1]
        assert store.media.count_without_vector("deaf/1", "voice") == 0 and store.check() == []


# --- good enough to remember by


def blurred(medium, samples) -> None:
    if any(sample.doubts for sample in samples):
        raise MediaError(f"{medium.source}: the face is blurred")


def test_a_picture_is_judged_by_the_face_that_stands_for_the_person():
    judged = []

    def gate(medium, samples):
        judged.append(len(samples))
        blurred(medium, samples)

    assistant = assistant_over(FakeEngine(), chosen=encoders())
    assistant.services.gates = {"image": gate}
    with assistant:
        add(assistant, images=[group(LINA, (*BEN, 0.2)), scenery(0)])
        assert judged == [1, 0]
        with pytest.raises(MediaError, match="blurred"):
            assistant.add("Lina", images=[group(LINA, (*BEN, 0.2), source="b.jpg")], faces=[2])
        add(assistant, images=[group((3, 0), (*BEN, 0.2))], faces=[2], anyway=True)
        assert standing(assistant, 3) == 1


# --- who it is not


def test_in_a_group_that_is_not_them_the_nearest_face_speaks_against_them(looking):
    add(looking, images=[group(LINA)])
    looking.reject("Lina", image=group((*BEN, 3.0), (30, 0)))
    negative = looking.store.media.vectors(FACE, negative=True)
    np.testing.assert_allclose(negative.matrix, [around(30)], atol=1e-6)
    assert looking.store.media.vectors(PICTURE, negative=True).media_ids.tolist() == [2]
    looking.reject("Lina", image=scenery(0))
    assert len(looking.store.media.vectors(FACE, negative=True).matrix) == 1
    assert looking.store.check() == []


# --- with the encoders that come with the package


def test_settings_name_the_senses():
    from persona_assistant.settings import Settings

    senses = {
        "builtin": list(app.encoders(Settings())),
        "no faces": list(app.encoders(Settings(face_encoder="none"))),
        "classical": list(app.encoders(Settings(voice_encoder="classical"))),
    }
    assert set(senses["builtin"]) == {"face", "image", "voice", "synthetic"}
    assert set(senses["no faces"]) == {"image", "voice", "synthetic"}
    assert set(senses["classical"]) == {"face", "image", "voice"}


def test_an_encoder_is_reopened_for_its_sense_alone():
    from persona_assistant.settings import Settings

    chosen = app.encoders(Settings())
    for sense in ("face", "image", "voice", "synthetic"):
        again = app.reopened(chosen[sense].id, sense, Settings())
        assert again is not None and again.id == chosen[sense].id
    assert app.reopened(chosen["face"].id, "image", Settings()) is None
    assert app.reopened(chosen["image"].id, "face", Settings()) is None
    assert app.reopened("classical-voice/2", "voice", Settings()) is not None
    assert app.reopened("mobilefacenet/1/000000000000", "face", Settings()) is None


def test_silence_and_noise_are_no_voice(tmp_path):
    with Store.temporary() as store:
        from persona_assistant.settings import Settings

        assistant = app.assistant_over(store, Settings())
        with pytest.raises(MediaError):
            assistant.add("Lina", voices=[Clip(_noise(), 2.0, "noise.flac")])
        assert assistant.people() == []


def _noise() -> bytes:
    import io

    import soundfile

    written = io.BytesIO()
    noise = 0.1 * np.random.default_rng(0).standard_normal(32000)
    soundfile.write(written, noise.astype(np.float32), 16000, format="FLAC")
    return written.getvalue()

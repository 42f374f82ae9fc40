"""Every face and every speaker is decided by itself, and all of them together."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from persona_assistant.errors import MediaError
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Box, Clip, Edge, Outcome, Picture, Query, Triplet
from persona_assistant.routing import Router
from persona_assistant.routing.calibration import Calibration, Evidence
from persona_assistant.routing.conditions import Conditions
from persona_assistant.routing.joint import Joint
from persona_assistant.samples import Sample
from tests.support.fakes import FakeEncoder, around, calibration, clip, encoders, picture

SIZE = 10
"""Numbers of a sample in the media of this test: 8 of the vector, the quality, and a 1."""


class FakeExaminer(FakeEncoder):
    """Finds the samples that are written into a medium; a fake picture of one vector has none."""

    quality_names = ("sharpness",)

    def __init__(self, modality: str, sense: str) -> None:
        super().__init__(modality)
        self.id = f"fake-{sense}/1"

    def examine(self, item: Picture | Clip) -> Sequence[Sample]:
        rows = np.frombuffer(item.data, "<f4")
        if len(rows) % SIZE:
            return ()
        rows = rows.reshape(-1, SIZE)
        doubtful = [("blurred",) if row[8] < 0.5 else () for row in rows]
        return [
            Sample(row[:8].copy(), row[8:9].copy(), Box(k / len(rows), 0, 0.1, 0.1), (), doubts)
            for k, (row, doubts) in enumerate(zip(rows, doubtful, strict=True))
        ]


def shown(*samples: tuple[float, int] | tuple[float, int, float]) -> bytes:
    """Samples at (angle, plane[, sharpness])."""
    rows = [
        np.append(around(angle, plane), [sharp[0] if sharp else 1.0, 1.0])
        for angle, plane, *sharp in samples
    ]
    return np.concatenate(rows).astype("<f4").tobytes()


def photo(*faces, source: str = "photo.jpg") -> Query:
    return Query(image=Picture(shown(*faces), 1, 1, source))


CONDITIONS = Conditions(
    ("sharpness",), np.array([1.0]), *(np.array([c]) for c in (14.2, -10.1, 14.2, -10.1))
)
FACE = Evidence("fake-face/1", 30.0, -21.2, -10.0, 10.0, 0.75, conditions=CONDITIONS)
SPEAKER = dataclasses.replace(FACE, encoder="fake-speaker/1")
JOINT = Joint(0.1, 0.8)


def known() -> Calibration:
    return dataclasses.replace(calibration(), bundled=(FACE, SPEAKER), joint=JOINT)


def senses() -> dict:
    fakes = encoders()
    return {
        "face": FakeExaminer("image", "face"),
        "image": fakes["image"],
        "voice": FakeExaminer("voice", "speaker"),
        "synthetic": fakes["voice"],
    }


@pytest.fixture
def memory():
    with Store.temporary() as found:
        yield found


def add(memory: Store, name: str, *, faces=(), voices=(), pictures=(), text: str = "") -> None:
    """Faces and speakers at (angle, plane[, sharpness]); pictures without a face."""
    entries = []
    for number, (angle, plane, *sharp) in enumerate(faces):
        quality = np.array(sharp or [1.0], np.float32)
        medium = Picture(shown((angle, plane)), 1, 1, f"{name}{number}.jpg")
        face = Vector("fake-face/1", around(angle, plane), quality)
        # As a whole picture it is like Rex's: only its turn keeps it from being him.
        whole = Vector("fake-image/1", around(0, 3))
        entries.append(Entry(Triplet(medium), image=(face, whole)))
    for number, (angle, plane, *sharp) in enumerate(voices):
        quality = np.array(sharp or [1.0], np.float32)
        medium = Clip(shown((angle, plane)), 1.0, f"{name}{number}.ogg")
        voice = Vector("fake-speaker/1", around(angle, plane), quality)
        entries.append(Entry(Triplet(voice=medium), voice=voice))
    entries += [
        Entry(Triplet(picture(*at)), image=Vector("fake-image/1", around(*at))) for at in pictures
    ]
    if text:
        entries.append(Entry(Triplet(text=text)))
    memory.people.add(name, entries)


@pytest.fixture
def decide(memory):
    add(memory, "Ana", faces=[(0, 0)], voices=[(0, 0)], text="Ana is a dentist.")
    add(memory, "Bo", faces=[(0, 1)], voices=[(0, 1)], text="Bo repairs clocks.")
    add(memory, "Rex", pictures=[(0, 3)])
    return Router(memory, senses(), known()).decide


def outcomes(edge: Edge) -> list[tuple[str, str | None]]:
    return [(probe.outcome.value, probe.persona) for probe in edge.probes]


# --- one photo, several faces


def test_every_face_is_decided_by_itself_from_left_to_right(decide):
    edge = decide(photo((5, 1), (0, 2), (5, 0)))
    assert outcomes(edge) == [("matched", "Bo"), ("unknown", None), ("matched", "Ana")]
    assert [probe.number for probe in edge.probes] == [1, 2, 3]
    assert {probe.sense for probe in edge.probes} == {"face"}
    assert [probe.box.left for probe in edge.probes] == pytest.approx([0, 1 / 3, 2 / 3])
    assert edge.outcome is Outcome.SEVERAL
    assert [each.name for each in edge.candidates[:2]] == ["Bo", "Ana"]


def test_one_known_face_among_strangers_is_whom_the_photo_is_about(decide):
    edge = decide(photo((0, 2), (5, 0), (45, 2)))
    assert (edge.outcome, edge.persona) == (Outcome.MATCHED, "Ana")
    best = edge.candidates[0]
    assert set(best.scores) == set(best.exemplars) == {"face"}


def test_strangers_alone_are_nobody(decide):
    edge = decide(photo((0, 2), (45, 2)))
    assert edge.outcome is Outcome.UNKNOWN and edge.persona is None
    assert outcomes(edge) == [("unknown", None)] * 2


def test_a_person_is_one_face_of_a_photo_and_the_better_one(decide):
    edge = decide(photo((25, 0), (4, 0)))
    assert outcomes(edge) == [("unknown", None), ("matched", "Ana")]
    assert edge.persona == "Ana"


def test_who_is_ruled_out_leaves_room_for_the_next(memory, decide):
    add(memory, "Eva", faces=[(40, 0)])
    edge = decide(photo((22, 0), (0, 0)))
    assert outcomes(edge)[1] == ("matched", "Ana")
    assert edge.probes[0].persona in (None, "Eva")
    assert "Ana" not in [c.name for c in edge.probes[0].candidates[:1]]


@pytest.mark.parametrize(
    ("words", "name"), [("What does Bo do?", "Bo"), ("Is this the dentist?", "Ana")]
)
def test_words_pick_one_of_several(decide, words, name):
    edge = decide(dataclasses.replace(photo((5, 0), (5, 1)), text=words))
    assert (edge.outcome, edge.persona) == (Outcome.MATCHED, name)
    assert len(edge.probes) == 2


def test_words_that_do_not_tell_leave_them_several(decide):
    edge = decide(dataclasses.replace(photo((5, 0), (5, 1)), text="Do Ana and Bo like it?"))
    assert edge.outcome is Outcome.SEVERAL
    assert {each.name for each in edge.candidates[:2]} == {"Ana", "Bo"}


def test_a_voice_picks_one_of_several_faces(decide):
    both = photo((5, 0), (5, 1))
    edge = decide(dataclasses.replace(both, voice=Clip(shown((5, 1)), 1.0, "a.ogg")))
    assert edge.persona == "Bo"
    assert [probe.sense for probe in edge.probes] == ["face", "face", "voice"]
    stranger = decide(dataclasses.replace(both, voice=Clip(shown((0, 2)), 1.0, "a.ogg")))
    assert stranger.outcome is Outcome.SEVERAL and len(stranger.probes) == 3


def test_two_speakers_are_several(decide):
    edge = decide(Query(voice=Clip(shown((5, 1), (5, 0)), 1.0, "talk.ogg")))
    assert edge.outcome is Outcome.SEVERAL
    assert outcomes(edge) == [("matched", "Bo"), ("matched", "Ana")]
    assert {probe.sense for probe in edge.probes} == {"voice"}


# --- senses in turn


def test_a_face_never_meets_a_picture_and_a_picture_never_a_face(decide):
    assert decide(photo((0, 3))).outcome is Outcome.UNKNOWN, "Rex has no face"
    edge = decide(Query(image=picture(5, 3)))
    assert edge.persona == "Rex" and edge.probes[0].sense == "image"
    assert set(edge.candidates[0].scores) == {"image"}


def test_a_synthetic_voice_is_left_to_the_sense_that_knows_it(memory, decide):
    memory.people.add(
        "Robot", [Entry(Triplet(voice=clip(0, 2)), voice=Vector("fake-voice/1", around(0, 2)))]
    )
    edge = decide(Query(voice=clip(5, 2)))
    assert edge.persona == "Robot" and edge.probes[0].sense == "synthetic"
    assert set(edge.candidates[0].scores) == {"voice"}


def test_a_medium_that_no_sense_can_compare_is_refused(memory, decide):
    only = {name: sense for name, sense in senses().items() if name != "synthetic"}
    with pytest.raises(MediaError, match="nothing in it"):
        Router(memory, only, known()).decide(Query(voice=clip(5, 2)))


# --- poor samples


def test_a_poor_sample_is_unknown_and_not_wrong(decide):
    good, poor = decide(photo((20, 0))), decide(photo((20, 0, -0.5)))
    assert good.persona == "Ana"
    assert poor.outcome is Outcome.UNKNOWN and poor.candidates[0].name == "Ana"
    assert poor.probes[0].doubts == ("blurred",)


def test_the_better_exemplar_speaks_for_a_person_and_not_the_nearer_one(memory):
    add(memory, "Ana", faces=[(0, 0, 0.2), (14, 0, 1.0)])
    edge = Router(memory, senses(), known()).decide(photo((2, 0)))
    assert edge.persona == "Ana"
    assert memory.media.triplet(edge.candidates[0].exemplars["face"]).image.source == "Ana1.jpg"


@pytest.mark.parametrize("angle", range(26, 60, 3))
@pytest.mark.parametrize("heard", [(0, 0), (30, 0), (0, 1), (60, 2)])
def test_a_poor_clip_turns_no_unknown_face_into_a_name(decide, angle, heard):
    """But one that was about to have it."""
    face = photo((angle, 0))
    alone = decide(face)
    edge = decide(dataclasses.replace(face, voice=Clip(shown((*heard, -0.9)), 1.0, "poor.ogg")))
    if alone.candidates[0].probability < FACE.match - 0.03:
        assert edge.outcome is not Outcome.MATCHED


def test_whom_only_the_face_knows_is_judged_by_the_face_alone(memory, decide):
    add(memory, "Mute", faces=[(0, 2)])
    for angle in (5, 25, 40):
        face = photo((angle, 2))
        alone = decide(face)
        edge = decide(dataclasses.replace(face, voice=Clip(shown((0, 3)), 1.0, "a.ogg")))
        assert (edge.outcome, edge.persona) == (alone.outcome, alone.persona)


@pytest.mark.parametrize("search", ["faiss", "sqlite-vec"])
def test_a_sample_that_says_nothing_changes_nothing_also_for_those_who_are_far_away(memory, search):
    """sqlite-vec gives the nearest people alone; Ana's voice is not among them."""
    fading = dataclasses.replace(CONDITIONS, fading="sharpness")
    speaker = dataclasses.replace(SPEAKER, conditions=fading)
    judged = dataclasses.replace(known(), bundled=(FACE, speaker))
    add(memory, "Ana", faces=[(0, 0)], voices=[(180, 1)])
    for number in range(60):
        add(memory, f"Person {number}", voices=[(number / 2, 1)])
    router = Router(memory, senses(), judged, search=search)
    by_face = router.decide(photo((0, 0)))
    silent = Clip(shown((15, 1, 0.0)), 1.0, "short.ogg")
    both = router.decide(dataclasses.replace(photo((0, 0)), voice=silent))
    assert by_face.persona == both.persona == "Ana"
    assert both.probability == pytest.approx(by_face.probability)
    loud = Clip(shown((15, 1, 1.0)), 1.0, "other.ogg")
    assert router.decide(dataclasses.replace(photo((0, 0)), voice=loud)).persona != "Ana"

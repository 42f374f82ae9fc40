"""Which encoder decides: the chosen one, or the former one until the chosen one has seen
everything."""

from __future__ import annotations

import threading

import pytest

from persona_assistant.assistant import Assistant
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.enrolment import encode_missing, works
from persona_assistant.enrolment.encoder_selector import EncoderSelector
from persona_assistant.errors import BadInput, EngineMissing
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Outcome, Query, Triplet
from persona_assistant.progress import finish
from tests.support import fake_faces
from tests.support.fake_faces import FakeWhole, group
from tests.support.fakes import FakeEncoder, FakeReader, around, clip, picture
from tests.support.fakes import assistant as assistant_over

MANY, FEW = 60, 20
LINE = {"slope": 30.0, "intercept": -21.2, "lowest": -10.0, "highest": 10.0, "match": 0.75}


class Newer(FakeEncoder):
    """Another encoder: it sees the same faces, but its vectors have nothing to do with the
    former's."""

    def __init__(self) -> None:
        super().__init__("image")
        self.id = "newer-image/1"
        self.threads: set[str] = set()

    def encode(self, items):
        self.threads.add(threading.current_thread().name)
        return -super().encode(items)[:, ::-1]


def remembering(memory: Store, pictures: int) -> Store:
    """Ana, Bo and many pictures of others, all seen by the former encoder only."""
    faces = [("Ana", 0, 0), ("Bo", 0, 1)] + [(f"Other{n}", 5, 2) for n in range(pictures - 2)]
    for name, angle, plane in faces:
        shown = picture(angle, plane, f"{name}.jpg")
        memory.people.add(
            name, [Entry(Triplet(shown), Vector("fake-image/1", around(angle, plane)))]
        )
    return memory


def opened(memory: Store, *, former: bool, newer: FakeEncoder | None = None, **more) -> Assistant:
    for encoder in ("fake-image/1", "newer-image/1"):
        memory.calibrations.put(encoder, {"encoder": encoder, **LINE})
    reopen = {"fake-image/1": FakeEncoder("image")}.get if former else {}.get
    return assistant_over(
        ExtractiveEngine(),
        memory,
        chosen={"image": newer or Newer(), "voice": FakeEncoder("voice")},
        reopen=lambda encoder, modality: reopen(encoder),
        **more,
    )


def test_a_few_pictures_are_encoded_on_the_spot():
    with opened(remembering(Store.temporary(), FEW), former=True) as assistant:
        edge = assistant.who(Query(image=picture(8, 0)))
        assert (edge.persona, edge.notices) == ("Ana", ())
        assert assistant.store.media.count_without_vector("newer-image/1", "image") == 0


def test_while_much_is_missing_the_former_encoder_decides_and_that_is_said():
    with opened(remembering(Store.temporary(), MANY), former=True) as assistant:
        edge = assistant.who(Query(image=picture(8, 1)))
        assert edge.persona == "Bo"
        (notice,) = edge.notices
        assert "60 of 60 pictures" in notice and "fake-image/1 recognises people" in notice
        assert assistant.store.media.count_without_vector("newer-image/1", "image") == MANY
        assert assistant.ask(Query("Who is this?", image=picture(8, 1))).notices == (notice,)


def test_without_the_former_encoder_nobody_is_recognised_by_vectors_of_another():
    with opened(remembering(Store.temporary(), MANY), former=False) as assistant:
        edge = assistant.who(Query(image=picture(8, 1)))
        assert edge.outcome is Outcome.UNKNOWN and "only people in the others" in edge.notices[0]


def test_in_the_background_the_chosen_encoder_catches_up_and_takes_over(tmp_path):
    newer = Newer()
    memory = remembering(Store.open(tmp_path, key_file=tmp_path / "key"), MANY)
    with opened(memory, former=True, newer=newer) as assistant:
        run = assistant.catch_up()
        assert run is not None and run.join(30)
        assert run.result.made == {"pictures": MANY} and "MainThread" not in newer.threads
        edge = assistant.who(Query(image=picture(8, 1)))
        assert (edge.persona, edge.notices) == ("Bo", ())
        assert assistant.catch_up() is None


def test_closing_ends_what_goes_on_in_the_background_and_another_time_goes_on_from_there(tmp_path):
    memory = remembering(Store.open(tmp_path, key_file=tmp_path / "key"), MANY)
    with opened(memory, former=True) as assistant:
        assistant.catch_up()
    assert not [t for t in threading.enumerate() if t.name.startswith(("encoding", "enrolment"))]
    with opened(Store.open(tmp_path, key_file=tmp_path / "key"), former=True) as assistant:
        run = assistant.catch_up()
        assert run is None or run.join(30)
        assert assistant.store.media.count_without_vector("newer-image/1", "image") == 0


def test_notes_are_read_when_they_are_added():
    reader = FakeReader({"organ": (0, 0), "pipe": (5, 0)})
    memory = Store.temporary()
    chosen = {"image": FakeEncoder("image"), "voice": FakeEncoder("voice"), "text": reader}
    with assistant_over(ExtractiveEngine(), memory, chosen=chosen) as assistant:
        assistant.add("Ana", texts=["Ana builds organs. She has a dog."])
        vectors = memory.passages.vectors(reader.id)
        assert len(vectors.matrix) == 2  # one for each sentence
        assert assistant.who(Query("the one with pipes")).candidates[0].scores["meaning"] > 0.99


class FakeTranscriber:
    """Hears the name of the clip's file."""

    id = "fake-whisper/1"

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def transcribe(self, clip, language=None):
        return self._words.get(clip.source, ""), "en"


def test_what_is_said_in_a_clip_is_written_down_when_it_is_added_and_answers():
    memory = Store.temporary()
    transcriber = FakeTranscriber(
        {
            "a.ogg": "I work as a dentist in Ghent.",
            "q.ogg": "What does Ana say in her voice message?",
        }
    )
    with assistant_over(ExtractiveEngine(), memory, transcriber=transcriber) as assistant:
        assistant.add("Ana", voices=[clip(0, 0, "a.ogg")], texts=["Ana keeps goats."])
        answer = assistant.ask(Query(assistant.hear(clip(0, 3, "q.ogg"))))
        assert answer.text == 'Heard in a.ogg: "I work as a dentist in Ghent."'
        assert [(e.modality, e.detail) for e in answer.evidence] == [
            ("voice", 'a.ogg, where it was heard: "I work as a dentist in Ghent."')
        ]
        assert assistant.show("Ana").persona.texts == 1  # what was heard is no note
        with pytest.raises(BadInput, match="silent.ogg"):
            assistant.hear(clip(0, 3, "silent.ogg"))


def test_without_a_transcriber_hearing_says_what_is_needed():
    with (
        opened(Store.temporary(), former=False) as assistant,
        pytest.raises(EngineMissing, match="PERSONA_ASSISTANT_TRANSCRIBER"),
    ):
        assistant.hear(clip(0, 0))


# --- senses


def looked_at(memory: Store, count: int) -> Store:
    """People remembered before faces were looked for."""
    for n in range(count):
        shown = group((n % 80, 0), source=f"{n}.jpg")
        vector = FakeWhole().encode([shown])[0]
        memory.people.add(f"P{n}", [Entry(Triplet(shown), Vector("fake-image/1", vector))])
    return memory


def test_a_few_pictures_are_looked_through_for_faces_on_the_spot():
    memory = looked_at(Store.temporary(), 12)
    selector = EncoderSelector(memory, fake_faces.encoders())
    chosen, notices = selector.select("image")
    assert notices == [] and set(chosen) == {"face", "image", "voice"}
    assert len(memory.media.vectors("fake-face/1").matrix) == 12


def test_while_many_are_to_be_looked_through_pictures_are_compared_as_a_whole():
    memory = looked_at(Store.temporary(), MANY)
    encoders = fake_faces.encoders()
    selector = EncoderSelector(memory, encoders)
    chosen, (notice,) = selector.select("image")
    assert "60 of 60 pictures" in notice and "pictures are compared as a whole" in notice
    assert set(chosen) == {"image", "voice"} and "face" not in chosen
    assert chosen.get("face") is None and encoders["face"].calls == 0
    finish(encode_missing(memory, works(encoders)))
    chosen, notices = selector.select("image")
    assert notices == [] and "face" in chosen and chosen["face"] is encoders["face"]


def test_a_sense_that_is_absent_is_not_waited_for():
    memory = looked_at(Store.temporary(), FEW)
    encoders = fake_faces.encoders()
    del encoders["face"]
    chosen, notices = EncoderSelector(memory, encoders).select("image", "voice")
    assert set(chosen) == {"image", "voice"} and notices == []


def test_the_former_encoder_of_voices_decides_in_place_of_the_new_one():
    memory = Store.temporary()
    former = FakeEncoder("voice")
    for n in range(MANY):
        heard = Triplet(voice=clip(n % 80, 0, f"{n}.ogg"))
        memory.people.add(f"P{n}", [Entry(heard, voice=Vector(former.id, around(n % 80)))])
    newer = FakeEncoder("voice")
    newer.id = "newer-voice/1"
    encoders = {"image": FakeEncoder("image"), "voice": newer, "synthetic": FakeEncoder("voice")}

    def reopen(encoder, sense):
        return former if (encoder, sense) == (former.id, "voice") else None

    selector = EncoderSelector(memory, encoders, reopen=reopen)
    chosen, (notice,) = selector.select("voice")
    assert chosen["voice"] is former and chosen["synthetic"] is encoders["synthetic"]
    assert "60 of 60 clips" in notice and "until then fake-voice/1 recognises people" in notice

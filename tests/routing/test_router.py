"""Who is meant: matched, one of two, or nobody known - by face, voice, words and all together."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from persona_assistant.errors import MediaError, StoreCorrupt
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Outcome, Query, Triplet
from persona_assistant.routing import Router, index
from tests.support.fakes import (
    DIM,
    around,
    calibration,
    clip,
    encoders,
    picture,
    picture_of,
)


@pytest.fixture
def memory():
    with Store.temporary() as found:
        yield found


def enrol(memory: Store, name: str, *, faces=(), voices=(), texts=()) -> int:
    entries = [
        Entry(Triplet(image=picture(*at)), image=Vector("fake-image/1", around(*at)))
        for at in faces
    ]
    entries += [
        Entry(Triplet(voice=clip(*at)), voice=Vector("fake-voice/1", around(*at))) for at in voices
    ]
    entries += [Entry(Triplet(text=text)) for text in texts]
    return memory.people.add(name, entries).id


def router(memory: Store, **changes) -> Router:
    return Router(memory, encoders(), dataclasses.replace(calibration(), **changes))


@pytest.fixture
def three(memory):
    enrol(
        memory, "Ana", faces=[(0, 0)], voices=[(0, 0)], texts=["Ana is a dentist. She keeps goats."]
    )
    enrol(
        memory, "Bo", faces=[(0, 1)], voices=[(0, 1)], texts=["Bo repairs clocks and has a parrot."]
    )
    enrol(
        memory, "Cy", faces=[(0, 2)], voices=[(0, 2)], texts=["Cy drives the night bus to Lisbon."]
    )
    return router(memory)


# --- faces and voices


@pytest.mark.parametrize(("plane", "name"), enumerate(["Ana", "Bo", "Cy"]))
def test_a_face_or_a_voice_close_by_is_matched(three, plane, name):
    for query in (Query(image=picture(10, plane)), Query(voice=clip(10, plane))):
        edge = three.decide(query)
        assert (edge.outcome, edge.persona) == (Outcome.MATCHED, name)
        assert edge.probability == edge.candidates[0].probability > 0.75


def test_somebody_far_from_everybody_is_unknown(three):
    for query in (Query(image=picture(0, 3)), Query(voice=clip(0, 3)), Query(image=picture(70, 1))):
        edge = three.decide(query)
        assert (edge.outcome, edge.persona) == (Outcome.UNKNOWN, None)
        assert edge.probability > 0.5


def test_two_that_look_alike_are_both_named(memory):
    enrol(memory, "Ana", faces=[(0, 0)])
    enrol(memory, "Eva", faces=[(0, 0)])
    enrol(memory, "Cy", faces=[(0, 2)])
    edge = router(memory).decide(Query(image=picture(5)))
    assert edge.outcome is Outcome.AMBIGUOUS and edge.persona is None
    assert {c.name for c in edge.candidates[:2]} == {"Ana", "Eva"}
    assert (
        edge.probability == pytest.approx(sum(c.probability for c in edge.candidates[:2]))
        and edge.probability > 0.75
    )


def test_the_nearer_of_two_is_matched_when_it_is_clearly_nearer(memory):
    enrol(memory, "Ana", faces=[(0, 0)])
    enrol(memory, "Eva", faces=[(60, 0)])
    assert router(memory).decide(Query(image=picture(5))).persona == "Ana"
    assert router(memory).decide(Query(image=picture(58))).persona == "Eva"


def test_three_alike_are_nobody_rather_than_two_of_them(memory):
    for name in ("Ana", "Eva", "Ida"):
        enrol(memory, name, faces=[(0, 0)])
    assert router(memory).decide(Query(image=picture(0))).outcome is Outcome.UNKNOWN


def test_an_empty_memory_knows_nobody(memory):
    edge = router(memory).decide(Query("Who is this?", picture(0)))
    assert (edge.outcome, edge.candidates, edge.probability) == (Outcome.UNKNOWN, (), 1.0)


def test_who_has_no_picture_is_not_recognised_by_one(memory):
    enrol(memory, "Ana", faces=[(0, 0)])
    enrol(memory, "Vox", voices=[(0, 0)])
    found = router(memory)
    assert found.decide(Query(image=picture(5))).persona == "Ana"
    assert found.decide(Query(voice=clip(5))).persona == "Vox"
    assert found.decide(Query(image=picture(0, 3))).outcome is Outcome.UNKNOWN
    memory.people.forget("Ana")
    assert found.decide(Query(image=picture(5))).outcome is Outcome.UNKNOWN


def test_the_best_of_several_exemplars_counts_and_is_named(memory):
    enrol(memory, "Ana", faces=[(0, 0), (80, 0)])
    edge = router(memory).decide(Query(image=picture(75)))
    assert edge.persona == "Ana"
    best = edge.candidates[0]
    assert memory.media.triplet(best.exemplars["image"]).image == picture(80)
    assert best.scores["image"] == pytest.approx(np.cos(np.radians(5)), abs=1e-5)


# --- together


def test_face_and_voice_that_agree_say_more_than_one_alone(three):
    face, voice = picture(43, 0), clip(43, 0)
    alone = max(
        three.decide(q).candidates[0].probability for q in (Query(image=face), Query(voice=voice))
    )
    both = three.decide(Query(image=face, voice=voice)).candidates[0]
    assert both.name == "Ana" and both.probability > alone
    assert set(both.scores) == set(both.exemplars) == {"image", "voice"}


def test_weak_evidence_twice_can_match_where_one_alone_does_not(three):
    face, voice = picture(41, 0), clip(41, 0)
    assert three.decide(Query(image=face)).outcome is not Outcome.MATCHED
    assert three.decide(Query(voice=voice)).outcome is not Outcome.MATCHED
    assert three.decide(Query(image=face, voice=voice)).outcome is Outcome.MATCHED


def test_the_face_of_one_with_the_voice_of_another_is_nobody(three):
    edge = three.decide(Query(image=picture(5, 0), voice=clip(5, 1)))
    assert edge.outcome is not Outcome.MATCHED


def test_a_face_too_far_away_to_be_listed_still_speaks_against(three, monkeypatch):
    monkeypatch.setattr(index, "_FAISS_FROM", 1)
    monkeypatch.setattr(index, "_EXEMPLARS", 1)
    monkeypatch.setattr(index, "_PERSONAS", 1)
    assert three.decide(Query(voice=clip(5, 1))).persona == "Bo"
    assert (
        three.decide(Query(image=picture(70, 0), voice=clip(5, 1))).outcome is not Outcome.MATCHED
    )


def test_a_strangers_voice_speaks_against_a_known_face(three):
    assert three.decide(Query(image=picture(5, 0), voice=clip(0, 3))).outcome is not Outcome.MATCHED


# --- words


def test_a_name_in_the_words_matches(three):
    edge = three.decide(Query("Where does Bo live?"))
    assert edge.persona == "Bo" and edge.candidates[0].scores["name"] == 1.0


def test_another_name_of_theirs_matches_as_soon_as_it_is_known(memory):
    enrol(memory, "Katharina Lind", faces=[(0, 0)])
    enrol(memory, "Eva Berg", faces=[(0, 0)])
    deciding = router(memory)
    assert deciding.decide(Query("Where does Kathi live?")).persona is None
    memory.people.add_alias("Katharina Lind", "Kathi")
    assert deciding.decide(Query("Where does Kathi live?")).persona == "Katharina Lind"
    memory.people.remove_alias("Katharina Lind", "Kathi")
    assert deciding.decide(Query("Where does Kathi live?")).persona is None


def test_a_name_decides_between_two_that_look_alike(memory):
    enrol(memory, "Ana Lind", faces=[(0, 0)])
    enrol(memory, "Eva Berg", faces=[(0, 0)])
    assert router(memory).decide(Query("Is this Eva?", picture(0))).persona == "Eva Berg"


def test_a_shared_first_name_is_ambiguous(memory):
    enrol(memory, "Ana Lind", texts=["She bakes."])
    enrol(memory, "Ana Berg", texts=["She sails."])
    edge = router(memory).decide(Query("What does Ana do?"))
    assert edge.outcome is Outcome.AMBIGUOUS
    assert {c.name for c in edge.candidates[:2]} == {"Ana Lind", "Ana Berg"}
    assert router(memory).decide(Query("What does Ana Berg do?")).persona == "Ana Berg"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The man with the parrot: where does he live?", "Bo"),
        ("The woman who keeps goats: what is she allergic to?", "Ana"),
        ("the bus driver", "Cy"),
    ],
)
def test_a_description_matches_and_shows_the_note_it_stands_on(three, memory, text, name):
    edge = three.decide(Query(text))
    assert edge.persona == name
    assert memory.media.triplet(edge.candidates[0].exemplars["text"]).text.startswith(name)


def test_a_description_of_nobody_is_unknown(three):
    assert (
        three.decide(Query("The astronomer with the telescope: where does she live?")).outcome
        is Outcome.UNKNOWN
    )


def test_words_that_describe_nobody_decide_nothing(three):
    for text in ("", "?", "who is it", "What did she do?"):
        assert three.decide(Query(text)).outcome is Outcome.UNKNOWN


def test_the_question_beside_a_picture_does_not_describe(three):
    """Ana keeps goats, but the picture shows Bo: what is asked says nothing of who is meant."""
    assert three.decide(Query("Does she keep goats?", picture(5, 1))).persona == "Bo"


def test_what_somebody_might_be_does_not_describe(three):
    assert three.decide(Query("Is she a dentist?", picture(5, 1))).persona == "Bo"


# --- the memory changes


def test_whoever_is_added_or_forgotten_counts_at_once(memory):
    enrol(memory, "Ana", faces=[(0, 0)])
    found = router(memory)
    assert found.decide(Query(image=picture(0, 1))).outcome is Outcome.UNKNOWN
    enrol(memory, "Bo", faces=[(0, 1)])
    assert found.decide(Query(image=picture(0, 1))).persona == "Bo"
    memory.people.forget("Bo")
    assert found.decide(Query(image=picture(0, 1))).outcome is Outcome.UNKNOWN


# --- bounds


def test_an_encoder_without_calibration_is_refused(memory):
    enrol(memory, "Ana", faces=[(0, 0)])
    chosen = encoders()
    chosen["image"].id = "other-image/7"
    with pytest.raises(StoreCorrupt, match="other-image/7"):
        Router(memory, chosen, calibration()).decide(Query(image=picture(0)))


def test_media_with_nothing_in_them_are_refused(three):
    with pytest.raises(MediaError, match="blank.jpg"):
        three.decide(Query(image=picture_of(np.zeros(DIM), "blank.jpg")))


def crowd(memory: Store, count: int, dim: int = 64) -> np.ndarray:
    rows = np.random.default_rng(8).normal(size=(count, dim))
    rows = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    for i, row in enumerate(rows):
        entry = Entry(
            Triplet(picture_of(row), text=f"Person number {i} collects stamps."),
            image=Vector("fake-image/1", row),
        )
        memory.people.add(f"P{i}", [entry])
    return rows


def test_one_of_a_thousand_is_found_and_a_stranger_is_not(memory):
    rows = crowd(memory, 1000)
    found = router(memory)
    near = rows[617] + 0.02 * np.random.default_rng(1).normal(size=64)
    edge = found.decide(Query(image=picture_of(near / np.linalg.norm(near))))
    assert edge.persona == "P617"
    stranger = np.random.default_rng(99).normal(size=64)
    assert (
        found.decide(Query(image=picture_of(stranger / np.linalg.norm(stranger)))).outcome
        is Outcome.UNKNOWN
    )
    enrol(memory, "Ana", texts=["She restores church organs in Ghent."])
    assert (
        found.decide(Query("The woman who restores church organs: where does she live?")).persona
        == "Ana"
    )


def test_a_description_of_nobody_among_many_is_unknown(memory):
    for i in range(60):
        enrol(memory, f"P{i}", texts=[f"Person number {i} collects stamps."])
    assert router(memory).decide(Query("the woman with the zeppelin")).outcome is Outcome.UNKNOWN


# --- exemplars that are known not to show them


def test_nearer_to_a_negative_exemplar_than_to_any_other_is_not_this_person(memory):
    enrol(memory, "Ana", faces=[(0, 0), (30, 0)])
    enrol(memory, "Cy", faces=[(0, 2)])
    assert router(memory).decide(Query(image=picture(14))).persona == "Ana"
    memory.media.add_negative("Ana", "image", picture(15), Vector("fake-image/1", around(15)))
    edge = router(memory).decide(Query(image=picture(14)))
    assert edge.outcome is Outcome.UNKNOWN
    assert (
        router(memory).decide(Query(image=picture(1))).persona == "Ana"
    )  # nearer to one that shows her


def test_a_negative_exemplar_says_nothing_of_other_people_and_shows_nobody(memory):
    enrol(memory, "Ana", faces=[(0, 0)])
    enrol(memory, "Eva", faces=[(20, 0)])
    memory.media.add_negative("Ana", "image", picture(20), Vector("fake-image/1", around(20)))
    edge = router(memory).decide(Query(image=picture(20)))
    assert edge.persona == "Eva"
    enrol(memory, "Ida", texts=["Ida sings."])
    memory.media.add_negative("Ida", "image", picture(0, 3), Vector("fake-image/1", around(0, 3)))
    assert router(memory).decide(Query(image=picture(0, 3))).outcome is Outcome.UNKNOWN


# --- the list of candidates


def test_only_the_most_probable_are_listed_and_in_that_order(memory):
    chance = np.random.default_rng(3)
    planes = [chance.standard_normal(DIM).astype(np.float32) for _ in range(60)]
    for number, plane in enumerate(planes):
        plane /= np.linalg.norm(plane)
        memory.people.add(
            f"P{number}",
            [
                Entry(
                    Triplet(image=picture_of(plane, f"{number}.jpg")),
                    image=Vector("fake-image/1", plane),
                )
            ],
        )
    small = router(memory)
    for number in (0, 17, 59):
        edge = small.decide(Query(image=picture_of(planes[number])), listed=3)
        assert edge.candidates[0].name == f"P{number}" and len(edge.candidates) == 3
        assert [c.probability for c in edge.candidates] == sorted(
            (c.probability for c in edge.candidates), reverse=True
        )

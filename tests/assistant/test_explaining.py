"""Why somebody is recognised, or is not: what is remembered of whom it is or would be next."""

from __future__ import annotations

import pytest

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Candidate, Edge, Outcome, Probe, Triplet
from persona_assistant.samples import Examination, Sample
from tests.support.fakes import FakeEncoder, FakeEngine, around, assistant, encoders, picture

FACES = "fake-face/1"


def shows(*faces: tuple[str, ...], chosen=0) -> Examination:
    """A face in a picture for each tuple of doubts; one stands for the person."""
    samples = tuple(Sample(around(n), doubts=doubts) for n, doubts in enumerate(faces))
    return Examination(FACES, samples, chosen if samples else None)


def photo(store: Store, name: str, angle: float, seen: Examination) -> None:
    taken = picture(angle, 0, f"{name}{angle:g}.jpg")
    whole = Vector("fake-image/1", around(angle))
    store.people.add(name, [Entry(Triplet(taken), image=[seen, whole])])


@pytest.fixture
def known():
    """Ben: one photo. Lina: two, and a picture without a face."""
    face = FakeEncoder("image")
    face.id = FACES
    store = Store.temporary()
    photo(store, "Ben", 0, shows((), ("small", "from the side"), chosen=1))
    photo(store, "Lina", 1, shows(("dark", "small")))
    photo(store, "Lina", 2, shows(("small",)))
    photo(store, "Lina", 3, shows())
    with assistant(FakeEngine(), store, chosen={**encoders(), "face": face}) as opened:
        yield opened


def candidate(known, name: str, probability: float, triplet=None) -> Candidate:
    stands_on = {} if triplet is None else {"face": triplet}
    return Candidate(known.show(name).persona.id, name, probability, {"face": 0.4}, stands_on)


def explained(known, sense, outcome, best: Candidate, probability=0.5):
    probe = Probe(sense, 1, outcome, (best,), probability)
    edge = Edge(outcome, (best,), probability, (), (probe,))
    (only,) = known.explain(edge).probes
    return only


def test_what_the_nearest_person_is_known_by_is_counted_in_that_sense(known):
    ben = explained(known, "face", Outcome.UNKNOWN, candidate(known, "Ben", 0.4))
    assert (ben.nearest.name, ben.nearest.count) == ("Ben", 1)
    assert ben.nearest.doubts == ("small", "from the side")
    lina = explained(known, "face", Outcome.UNKNOWN, candidate(known, "Lina", 0.4))
    assert (lina.nearest.count, lina.nearest.doubts) == (2, ("small",))
    whole = explained(known, "image", Outcome.UNKNOWN, candidate(known, "Lina", 0.4))
    assert (whole.nearest.count, whole.nearest.doubts) == (1, ())


def test_who_is_known_to_another_sense_alone_is_not_near(known):
    assert explained(known, "image", Outcome.UNKNOWN, candidate(known, "Ben", 0.4)).nearest is None


def test_the_next_is_somebody_whom_the_sense_knows(known):
    ben, lina = candidate(known, "Ben", 0.3), candidate(known, "Lina", 0.01)
    probe = Probe("image", 1, Outcome.UNKNOWN, (ben, lina), 0.6)
    (only,) = known.explain(Edge(Outcome.UNKNOWN, (ben, lina), 0.6, (), (probe,))).probes
    assert only.nearest.name == "Lina" and only.unlike


@pytest.mark.parametrize(("probability", "unlike"), [(0.4, False), (0.05, True)])
def test_evidence_against_the_nearest_is_told_from_too_little_for_them(known, probability, unlike):
    """Two people and nobody share the probability evenly before anything is compared, up to the
    share of strangers: one to two for each against nobody."""
    best = candidate(known, "Ben", probability)
    assert explained(known, "face", Outcome.UNKNOWN, best, 0.5).unlike is unlike


def test_a_known_face_names_the_file_it_stands_on(known):
    (triplet,) = known.show("Ben").triplets
    best = candidate(known, "Ben", 0.97, triplet.id)
    found = explained(known, "face", Outcome.MATCHED, best, 0.97)
    assert (found.source, found.nearest) == ("Ben0.jpg", None)


def test_words_alone_need_no_explanation(known):
    assert known.explain(Edge(Outcome.UNKNOWN)).probes == ()


def test_who_is_one_face_of_a_photo_is_not_the_next_for_another(known):
    lina, ben = candidate(known, "Lina", 0.3), candidate(known, "Ben", 0.2)
    faces = (
        Probe("face", 1, Outcome.UNKNOWN, (lina, ben), 0.5),
        Probe("face", 2, Outcome.MATCHED, (lina,), 0.97),
        Probe("face", 3, Outcome.UNKNOWN, (lina,), 0.7),
    )
    edge = Edge(Outcome.MATCHED, (lina,), 0.97, (), faces)
    first, _, third = known.explain(edge).probes
    assert first.nearest.name == "Ben" and third.nearest is None


def test_a_page_holds_which_face_stands_for_the_person(known):
    page = known.show("Ben")
    (triplet,) = page.triplets
    examination = page.faces[triplet.id]
    assert (len(examination.samples), examination.chosen, page.speakers) == (2, 1, {})

"""The rule of the decision, by numbers: prior, posterior, threshold, and when two are named.

Evidence is chosen by the test: persona number i of a memory lies along an axis of its own, and the
query is the unit vector that has the scores which give the wanted log-likelihood ratios.
"""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from persona_assistant.language.descriptions import FEATURES
from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.pmg import Edge, Outcome, Query, Triplet
from persona_assistant.routing import Router, index
from persona_assistant.routing.calibration import Evidence
from tests.support.fakes import DIM, FakeReader, calibration, encoders, picture, picture_of

SLOPE, INTERCEPT = 40.0, -12.0
"""Even at a score of 0.3, so that a query can be near several people at once."""


def decide(
    ratios: list[float], *, match: float = 0.75, prior_unknown: float = 0.5, strangers: int = 0
) -> Edge:
    """The edge of a picture that speaks so for each person; `strangers` have no picture."""
    known = dataclasses.replace(
        calibration(match=match, prior_unknown=prior_unknown),
        image=Evidence("fake-image/1", SLOPE, INTERCEPT, -20.0, 20.0, match),
    )
    scores = np.zeros(DIM)
    scores[: len(ratios)] = (np.array(ratios) - INTERCEPT) / SLOPE
    scores[-1] = math.sqrt(1 - scores @ scores)
    with Store.temporary() as memory:
        for number in range(len(ratios)):
            axis = np.eye(DIM, dtype=np.float32)[number]
            memory.people.add(
                f"P{number}",
                [Entry(Triplet(picture_of(axis)), image=Vector("fake-image/1", axis))],
            )
        for number in range(strangers):
            memory.people.add(f"S{number}", [Entry(Triplet(text="Collects stamps."))])
        return Router(memory, encoders(), known).decide(
            Query(image=picture_of(scores.astype(np.float32)))
        )


def logit(probability: float) -> float:
    return math.log(probability / (1 - probability))


def posteriors(ratios: list[float], prior_unknown: float, people: int) -> list[float]:
    """By Bayes' rule, in plain arithmetic."""
    weights = [math.exp(ratio) * (1 - prior_unknown) / people for ratio in ratios]
    silent = (people - len(ratios)) * (1 - prior_unknown) / people
    total = sum(weights) + silent + prior_unknown
    return [weight / total for weight in weights]


@pytest.mark.parametrize("match", [0.6, 0.75, 0.9])
@pytest.mark.parametrize(("distance", "outcome"), [(-0.01, "unknown"), (0.01, "matched")])
def test_a_match_needs_just_the_posterior_of_the_operating_point(match, distance, outcome):
    edge = decide([logit(match + distance)], match=match)
    assert edge.outcome.value == outcome
    assert edge.candidates[0].probability == pytest.approx(match + distance, abs=1e-4)
    unknown = 1 - (match + distance)
    assert edge.probability == pytest.approx(
        match + distance if outcome == "matched" else unknown, abs=1e-4
    )


@pytest.mark.parametrize("prior_unknown", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("strangers", [0, 3])
def test_the_posterior_is_bayes_rule_over_everybody_and_nobody(prior_unknown, strangers):
    """Whoever has no picture keeps their part of the prior."""
    ratios = [2.0, 1.0, -1.0]
    edge = decide(ratios, prior_unknown=prior_unknown, strangers=strangers)
    expected = posteriors(ratios, prior_unknown, len(ratios) + strangers)
    found = {c.name: c.probability for c in edge.candidates}
    assert [found[f"P{i}"] for i in range(3)] == pytest.approx(expected, rel=1e-3)


def two(pair: float, share: float) -> list[float]:
    """Evidence under which two of two people hold `pair` together and the second `share` of it."""
    weight = pair / (1 - pair)
    return [math.log(2 * weight * part) for part in (1 - share, share)]


@pytest.mark.parametrize(("pair", "outcome"), [(0.74, "unknown"), (0.76, "ambiguous")])
def test_two_are_named_from_the_operating_point_on(pair, outcome):
    edge = decide(two(pair, share=0.45))
    assert edge.outcome.value == outcome
    assert sum(c.probability for c in edge.candidates[:2]) == pytest.approx(pair, abs=1e-4)
    assert edge.probability == pytest.approx(pair if outcome == "ambiguous" else 1 - pair, abs=1e-4)


@pytest.mark.parametrize(("share", "outcome"), [(0.18, "unknown"), (0.22, "ambiguous")])
def test_the_second_of_two_must_hold_a_fifth_of_what_they_hold_together(share, outcome):
    """Less, and "A or B" would name somebody of whom next to nothing speaks."""
    edge = decide(two(0.85, share), match=0.8)
    first, second = (c.probability for c in edge.candidates[:2])
    assert first < 0.8 <= first + second
    assert edge.outcome.value == outcome


def test_whoever_is_alone_is_never_one_of_two():
    edge = decide([logit(0.7)])
    assert edge.outcome is Outcome.UNKNOWN and len(edge.candidates) == 1


def test_the_same_evidence_says_less_among_more_people():
    alone, among = (decide([2.0], strangers=n).candidates[0].probability for n in (0, 20))
    assert among < alone
    assert among == pytest.approx(posteriors([2.0], 0.5, 21)[0], rel=1e-3)


def test_evidence_is_cut_to_its_bounds():
    """One perfect picture is worth no more than what the fit saw."""
    with Store.temporary() as memory:
        memory.people.add(
            "Ana",
            [
                Entry(
                    Triplet(picture(0)),
                    image=Vector("fake-image/1", np.eye(DIM, dtype=np.float32)[0]),
                )
            ],
        )
        known = dataclasses.replace(
            calibration(), image=Evidence("fake-image/1", 30.0, -21.2, -1.0, 1.5, 0.75)
        )
        router = Router(memory, encoders(), known)
        near, far = (
            router.decide(Query(image=picture(*at))).candidates[0].probability
            for at in ((0, 0), (0, 1))
        )
    assert near == pytest.approx(1 / (1 + math.exp(-1.5)), abs=1e-5)
    assert far == pytest.approx(1 / (1 + math.exp(1.0)), abs=1e-5)


def test_a_name_counts_with_the_ratio_of_names_and_a_part_of_it_with_less():
    with Store.temporary() as memory:
        memory.people.add("Ana Lind", [Entry(Triplet(text="She bakes."))])
        memory.people.add("Bo", [Entry(Triplet(text="He sails."))])
        known = dataclasses.replace(calibration(), name_ratio=2.0)
        router = Router(memory, encoders(), known)
        whole = router.decide(Query("Where does Ana Lind live?")).candidates[0]
        part = router.decide(Query("Where does Ana live?")).candidates[0]
    assert whole.name == part.name == "Ana Lind"
    for strength, candidate in ((1.0, whole), (0.8, part)):
        # Nobody is called Bo: that says nothing of him, so he keeps his part of the prior.
        weight = math.exp(2.0 * strength)
        assert candidate.probability == pytest.approx(weight / (weight + 1 + 2), abs=1e-5)
        assert candidate.scores["name"] == pytest.approx(strength)


def test_where_words_alone_decide_their_own_operating_point_holds():
    with Store.temporary() as memory:
        memory.people.add("Ana Lind", [Entry(Triplet(text="She bakes."))])
        outcomes = []
        for text_match in (0.85, 0.91):
            known = dataclasses.replace(
                calibration(), name_ratio=logit(0.88), text_match=text_match
            )
            edge = Router(memory, encoders(), known).decide(Query("Where does Ana Lind live?"))
            outcomes.append(edge.outcome)
    assert outcomes == [Outcome.MATCHED, Outcome.UNKNOWN]


def text_llr_of(weights: dict[str, float], text_prior: float = 0.0):
    known = calibration()
    return dataclasses.replace(
        known,
        text_weights=tuple(weights.get(name, 0.0) for name in FEATURES),
        text_prior=text_prior,
    )


@pytest.mark.parametrize("text_prior", [0.0, -1.5])
def test_words_speak_against_everybody_whose_notes_say_nothing_of_them(text_prior):
    """Also against whoever has no notes; the prior of the fit is taken out."""
    known = text_llr_of({"bias": -3.0, "whole": 5.0}, text_prior)
    with Store.temporary() as memory:
        memory.people.add("Ana", [Entry(Triplet(text="Ana keeps goats."))])
        memory.people.add("Bo", [Entry(Triplet(text="Bo repairs clocks."))])
        memory.people.add("Cy", [Entry(Triplet(picture(0)))])
        edge = Router(memory, encoders(), known).decide(Query("the person who keeps goats"))
    expected = posteriors([2.0 - text_prior, -3.0 - text_prior, -3.0 - text_prior], 0.5, 3)
    found = {c.name: c.probability for c in edge.candidates}
    assert [found[name] for name in ("Ana", "Bo", "Cy")] == pytest.approx(expected, rel=1e-4)


def test_everybody_near_in_meaning_gets_the_evidence_of_it_not_the_nearest_alone(monkeypatch):
    monkeypatch.setattr(index, "_FAISS_FROM", 1)
    meanings = {"mends pipes": 0, "builds organs": 10, "tunes harps": 20, "winds clocks": 30}
    reader = FakeReader({text: (angle, 0) for text, angle in meanings.items()})
    known = text_llr_of({"bias": -3.0})
    known = dataclasses.replace(known, meaning={"fake-reader": (*known.text_weights, 4.0)})
    with Store.temporary() as memory:
        texts = ("Ana builds organs.", "Bo tunes harps.", "Cy drives a lorry.", "Dan winds clocks.")
        for text in texts:
            memory.people.add(text.split()[0], [Entry(Triplet(text=text))])
        passages = memory.passages.without_vector(reader.id, limit=10)
        memory.passages.add_vectors(
            [(p, [Vector(reader.id, reader.encode([p.text])[0])]) for p in passages]
        )
        edge = Router(memory, encoders() | {"text": reader}, known).decide(
            Query("the person who mends pipes")
        )
    cosines = [math.cos(math.radians(angle)) for angle in (10, 20, 90, 30)]
    expected = posteriors([-3.0 + 4.0 * cosine for cosine in cosines], 0.5, 4)
    found = {c.name: c for c in edge.candidates}
    assert [found[t.split()[0]].probability for t in texts] == pytest.approx(expected, rel=1e-3)
    assert found["Bo"].scores["meaning"] == pytest.approx(cosines[1], abs=1e-4)

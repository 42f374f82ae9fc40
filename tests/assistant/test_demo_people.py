"""The demo's people, by their drawn faces, synthetic voices and notes."""

from __future__ import annotations

import json

import pytest

from persona_assistant import abstention, app
from persona_assistant.bench import LexicalJudge
from persona_assistant.engines.extractive import ExtractiveEngine
from persona_assistant.memory import Store
from persona_assistant.pmg import AbstentionReason, Outcome
from persona_assistant.resources import data_path
from persona_assistant.settings import Settings

DEMO = data_path("memory_store", "demo")
SCRIPT = json.loads((DEMO / "demo.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo():
    with app.assistant_over(Store.temporary(), Settings(), with_engine=ExtractiveEngine()) as store:
        for person in SCRIPT["people"]:
            for t in person["triplets"]:
                store.add(
                    person["name"],
                    images=[DEMO / t["image"]],
                    voices=[DEMO / t["voice"]],
                    texts=[t["text"]] if t["text"] else [],
                )
        yield store


@pytest.fixture(scope="module")
def answers(demo):
    def place(name):
        return name and DEMO / name

    return [
        (q, demo.ask(q["question"], image=place(q["image"]), voice=place(q["voice"])))
        for q in SCRIPT["questions"]
    ]


def is_as_expected(question, answer):
    if question["expect_abstain"]:
        return answer.abstained
    if answer.abstained or answer.edge.persona != question["expect"]:
        return False
    return LexicalJudge().judge(question["gold"], answer.text)


def test_the_demos_people_are_recognised_and_answered_for(answers):
    misses = [
        (q["question"], answer.edge.persona, answer.text)
        for q, answer in answers
        if not is_as_expected(q, answer)
    ]
    assert len(answers) == 19 and len(misses) <= 4, misses


def test_faces_and_voices_are_never_taken_for_another(answers):
    for q, answer in answers:
        if q["image"] or q["voice"]:
            assert answer.edge.persona in (q["expect"], None), q["question"]


def test_every_answer_agrees_with_itself(answers, demo):
    for _, answer in answers:
        edge = answer.edge
        assert (
            answer.abstained == abstention.is_abstention(answer.text) == (answer.reason is not None)
        )
        if edge.outcome is not Outcome.MATCHED:
            assert answer.abstained and answer.evidence == () and edge.persona is None
            assert answer.reason is not AbstentionReason.ABSENT_ATTRIBUTE
            continue
        assert (
            edge.persona == edge.candidates[0].name
            and edge.probability == edge.candidates[0].probability
        )
        assert answer.reason in (None, AbstentionReason.ABSENT_ATTRIBUTE)
        quoted = [e for e in answer.evidence if e.modality == "text"]
        assert len(quoted) == (0 if answer.abstained else 1)
        notes = dict(
            demo.store.passages.notes([edge.candidates[0].persona_id])[
                edge.candidates[0].persona_id
            ]
        )
        for e in quoted:
            assert e.detail in notes[e.triplet_id] and e.detail in answer.text


def test_probabilities_are_those_of_one_choice(answers):
    for _, answer in answers:
        found = [c.probability for c in answer.edge.candidates]
        assert found == sorted(found, reverse=True) and all(0 <= p <= 1 for p in found)
        assert sum(found) <= 1 + 1e-6

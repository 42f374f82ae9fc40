"""Questions about a picture or a clip of several people."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from persona_assistant import abstention
from persona_assistant.assistant import Services
from persona_assistant.language.names import mentioned_names
from persona_assistant.pmg import AbstentionReason, Candidate, Edge, Outcome, Probe, Query
from persona_assistant.routing.spoken_of import Known
from tests.support.fakes import FakeEngine, assistant, picture

PARTY = picture(0, 0, "party.jpg")


@pytest.fixture
def engine():
    return FakeEngine(lambda prompt: [f"{prompt.contexts[0].persona} sails."])


@pytest.fixture
def known(engine, monkeypatch):
    """Ana, Bo and a stranger stand in every picture; words that name one of them mean that one."""
    with assistant(engine) as opened:
        for plane, name in enumerate(("Ana", "Bo", "Cy")):
            opened.add(name, images=[picture(0, plane)], texts=[f"{name} sails."])
        people = {each.name: each.id for each in opened.people()}
        router = SimpleNamespace(decide=party(people), known=Known(opened.store))
        monkeypatch.setattr(Services, "router", property(lambda _: router))
        yield opened


def party(people):
    best = [Candidate(people[name], name, 0.97) for name in ("Bo", "Ana")]
    faces = [
        Probe("face", 1, Outcome.MATCHED, (best[0],), 0.97),
        Probe("face", 2, Outcome.UNKNOWN, (), 0.99),
        Probe("face", 3, Outcome.MATCHED, (best[1],), 0.97),
    ]

    def decide(query: Query, **_) -> Edge:
        named = mentioned_names(query.text, {each.persona_id: each.name for each in best})
        meant = [each for each in best if each.persona_id in named]
        if len(meant) == 1:
            return Edge(Outcome.MATCHED, tuple(meant), 0.99, (), tuple(faces))
        return Edge(Outcome.SEVERAL, tuple(best), 0.97, (), tuple(faces))

    return decide


def test_several_known_people_are_named_and_nobody_wakes_the_engine(known, engine):
    answer = known.ask("What does she do?", image=PARTY)
    assert answer.text == (
        f"{abstention.SENTENCE} I recognise Bo and Ana; which of them do you mean?"
    )
    assert answer.abstained and abstention.is_abstention(answer.text)
    assert answer.reason is AbstentionReason.SEVERAL_PEOPLE and answer.evidence == ()
    assert engine.prompts == []
    assert known.prepare(image=PARTY).outcome is Outcome.SEVERAL and engine.prompts == []


def test_the_one_whom_the_words_name_is_meant(known):
    answer = known.ask("What does Ana do?", image=PARTY)
    assert answer.text == "Ana sails." and not answer.abstained


def test_the_next_turn_may_say_who_was_meant(known, engine):
    talk = known.conversations.begin()
    known.ask("What does she do?", image=PARTY, conversation=talk)
    answer = known.ask("I mean Ana.", conversation=talk)
    assert answer.text == "Ana sails."
    (prompt,) = engine.prompts
    assert prompt.query.text == "What does Ana do?" and prompt.query.image == PARTY
    turns = known.conversations.show(talk).turns
    assert [turn.text for turn in turns if turn.role == "user"] == [
        "What does she do?",
        "I mean Ana.",
    ]


@pytest.mark.parametrize("words", ["Where was I?", "never mind"])
def test_other_words_are_a_question_of_their_own(known, engine, words):
    talk = known.conversations.begin()
    known.ask("What does she do?", image=PARTY, conversation=talk)
    known.ask(words, conversation=talk)
    assert all(prompt.query.text == words for prompt in engine.prompts)


def test_forgetting_one_of_several_forgets_that_they_were_named(known):
    talk = known.conversations.begin()
    known.ask("What does she do?", image=PARTY, conversation=talk)
    known.forget("Bo")
    assert not known.conversations.list() or known.conversations.show(talk).turns == ()

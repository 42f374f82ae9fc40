"""Notes, clips and meaning as evidence: who is compared word by word, and what counts for whom."""

from __future__ import annotations

import dataclasses

import pytest

from persona_assistant.memory import Entry, Store, Vector
from persona_assistant.memory.records import Transcript
from persona_assistant.pmg import Outcome, Query, Triplet
from persona_assistant.routing import Router
from tests.routing.test_router import enrol, router
from tests.support.fakes import FakeReader, calibration, encoders


@pytest.fixture
def memory():
    with Store.temporary() as temporary:
        yield temporary


@pytest.mark.parametrize("people", [30, 120])
@pytest.mark.parametrize("beekeepers", [5, 20])
def test_whoever_the_search_lists_late_is_compared_all_the_same(people, beekeepers):
    """Ana's long note holds one word of two, so that full-text search puts every short one about
    bees before it. The other word is in the family of one she uses, which only comparing shows."""
    with Store.temporary() as memory:
        for number in range(people):
            text = "Keeps bees." if number < beekeepers else "Collects stamps."
            memory.people.add(f"P{number}", [Entry(Triplet(text=text))])
        long = " ".join(f"On day {day} it was quiet and nothing else went on." for day in range(40))
        memory.people.add("Ana", [Entry(Triplet(text=f"Keeps bees and is an organist. {long}"))])
        edge = Router(memory, encoders(), calibration()).decide(
            Query("the person who keeps bees and plays the organ")
        )
        assert edge.candidates[0].name == "Ana" and "text" in edge.candidates[0].scores
        assert edge.candidates[0].scores["text"] > edge.candidates[1].scores["text"]


# --- words that mean the same


def read(memory: Store, reader: FakeReader) -> None:
    """Every text that the reader has not read yet."""
    passages = memory.passages.without_vector(reader.id, limit=10_000)
    memory.passages.add_vectors(
        [(p, [Vector(reader.id, reader.encode([p.text])[0])]) for p in passages]
    )


READER = FakeReader({"pipe-mender": (0, 0), "organ builder": (10, 0)})


def reading_router(memory: Store, *, fitted: bool) -> Router:
    known = calibration()
    weights = (*known.text_weights, 14.0)
    known = dataclasses.replace(known, meaning={"fake-reader": weights} if fitted else {})
    return Router(memory, encoders() | {"text": READER}, known)


def test_another_word_for_the_same_counts_where_it_was_fitted(memory):
    enrol(memory, "Ana", texts=["Ana is an organ builder."])
    enrol(memory, "Bo", texts=["Bo drives a lorry."])
    read(memory, READER)
    query = Query("the pipe-mender")
    edge = reading_router(memory, fitted=True).decide(query)
    assert edge.persona == "Ana" and edge.candidates[0].scores["meaning"] == pytest.approx(
        0.985, abs=0.01
    )
    assert reading_router(memory, fitted=False).decide(query).outcome is Outcome.UNKNOWN


def test_among_many_people_meaning_brings_up_whom_words_alone_would_not(memory):
    for number in range(200):
        enrol(memory, f"Cousin{number}", texts=["An ordinary cousin who mends things."])
    enrol(memory, "Ana", texts=["Ana is an organ builder."])
    read(memory, READER)
    edge = reading_router(memory, fitted=True).decide(Query("the pipe-mender who mends things"))
    assert "Ana" in [c.name for c in edge.candidates] and edge.candidates[0].name == "Ana"


# --- what is said in clips


def test_what_is_said_in_a_clip_describes_the_speaker_and_is_not_called_a_note(memory):
    ana = enrol(memory, "Ana", voices=[(0, 0)])
    enrol(memory, "Bo", voices=[(0, 1)], texts=["Bo drives a lorry."])
    (clip_id, _), *_ = memory.passages.without_transcript("fake-whisper")
    memory.passages.add_transcripts(
        [(clip_id, Transcript("fake-whisper", "en", "I keep two hundred goats on the hill."))]
    )
    edge = router(memory).decide(Query("the person who keeps goats on the hill"))
    assert edge.persona == "Ana" and edge.candidates[0].persona_id == ana
    assert "heard" in edge.candidates[0].exemplars and "text" not in edge.candidates[0].exemplars

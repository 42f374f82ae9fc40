"""What was heard in clips and what was read in texts: found, kept apart, and gone when replaced."""

from __future__ import annotations

import numpy as np
import pytest

from persona_assistant.errors import BadInput
from persona_assistant.memory import Entry, Passage, Transcript, Vector
from persona_assistant.pmg import Triplet


def heard(text: str, model: str = "whisper/1", language: str = "en") -> Transcript:
    return Transcript(model, language, text)


def spoken(seed: int, make, text: str | None = None) -> Entry:
    return Entry(Triplet(voice=make.clip(seed), text=text), voice=make.vector(seed, "voice/1", 4))


def read(memory, encoder: str = "text/1", parts: int = 1, dim: int = 4) -> None:
    passages = memory.passages.without_vector(encoder, limit=1000)
    memory.passages.add_vectors(
        [(p, [vector_of(p, part, encoder, dim) for part in range(parts)]) for p in passages]
    )


def vector_of(passage: Passage, part: int = 0, encoder: str = "text/1", dim: int = 4) -> Vector:
    seed = [passage.triplet_id, len(passage.text), passage.origin == "note", part]
    return Vector(encoder, np.random.default_rng(seed).standard_normal(dim).astype(np.float32))


# --- transcripts


def test_clips_are_given_until_they_were_heard(reopen, make):
    with reopen() as memory:
        memory.people.add("Ada", [spoken(1, make), spoken(2, make, "a note"), make.note("no clip")])
        memory.people.add("Ben", [spoken(3, make)])
        first = memory.passages.without_transcript("whisper/1", limit=2)
        assert [clip for _, clip in first] == [make.clip(1), make.clip(2)]
        assert [
            clip for _, clip in memory.passages.without_transcript("whisper/1", after=first[-1][0])
        ] == [make.clip(3)]
        version = memory.version
        memory.passages.add_transcripts([(media, heard(f"word{media}")) for media, _ in first])
        assert memory.version > version
    with reopen() as memory:
        assert [clip for _, clip in memory.passages.without_transcript("whisper/1")] == [
            make.clip(3)
        ]
        assert (
            len(memory.passages.without_transcript("whisper/2")) == 3
        )  # another model may hear better
        assert memory.check() == []


def test_what_was_heard_is_never_a_note(memory, make):
    ada = memory.people.add("Ada", [spoken(1, make, "likes tea")])
    memory.passages.add_transcripts([(1, heard("I never drink coffee"))])
    assert memory.passages.transcripts() == {
        ada.id: [Passage(1, ada.id, "transcript", "I never drink coffee")]
    }
    assert memory.passages.notes() == {ada.id: [(1, "likes tea")]}
    assert memory.media.triplet(1).text == "likes tea" and memory.people.get("Ada").texts == 1
    assert [(hit.triplet_id, hit.origin) for hit in memory.passages.search(["tea"], 5)] == [
        (1, "note")
    ]
    assert [(hit.triplet_id, hit.origin) for hit in memory.passages.search(["COFFEES"], 5)] == [
        (1, "transcript")
    ]


def test_notes_and_transcripts_are_found_together_best_first(memory, make):
    memory.people.add("noise", [make.note(f"a day like number {day}") for day in range(20)])
    ada = memory.people.add("Ada", [spoken(1, make, "drinks tea")])
    ben = memory.people.add("Ben", [spoken(2, make, "is tall"), spoken(3, make)])
    memory.passages.add_transcripts(
        [
            (1, heard("good morning to all")),
            (2, heard("some tea please")),
            (3, heard("hello there")),
        ]
    )
    hits = memory.passages.search(["tea"], 9)
    assert {(hit.persona_id, hit.origin) for hit in hits} == {
        (ada.id, "note"),
        (ben.id, "transcript"),
    }
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert memory.passages.search(["tea"], 1) == hits[:1]


def test_a_clip_in_two_triplets_is_heard_once(memory, make):
    ada = memory.people.add("Ada", [spoken(1, make, "first"), spoken(1, make, "second")])
    assert len(memory.passages.without_transcript("whisper/1")) == 1
    memory.passages.add_transcripts([(1, heard("hello"))])
    assert memory.passages.transcripts([ada.id, 99]) == {
        ada.id: [Passage(1, ada.id, "transcript", "hello")]
    }
    assert [(hit.triplet_id, hit.origin) for hit in memory.passages.search(["hello"], 9)] == [
        (1, "transcript")
    ]


def test_silence_is_remembered_as_silence(memory, make):
    memory.people.add("Ada", [spoken(1, make)])
    memory.passages.add_transcripts([(1, heard("  \n", language=""))])
    assert (
        memory.passages.without_transcript("whisper/1") == []
        and memory.passages.transcripts() == {}
    )
    assert memory.passages.without_vector("text/1") == [] and memory.check() == []


def test_what_is_heard_anew_replaces_all_that_came_of_the_old(memory, make):
    ada = memory.people.add("Ada", [spoken(1, make, "a note")])
    memory.passages.add_transcripts([(1, heard("whine seller"))])
    read(memory, parts=2)
    assert len(memory.passages.vectors("text/1").matrix) == 4
    stale = memory.passages.transcripts()[ada.id][0]
    version = memory.version
    memory.passages.add_transcripts([(1, heard("whine seller"))])
    assert memory.version == version
    memory.passages.add_transcripts([(1, heard("wine cellar", "whisper/2"))])
    assert memory.version > version
    assert not memory.passages.search(["whine"], 5) and memory.passages.search(["wine"], 5)
    assert len(memory.passages.vectors("text/1").matrix) == 2
    assert [p.text for p in memory.passages.without_vector("text/1")] == ["wine cellar"]
    memory.passages.add_vectors([(stale, [vector_of(stale)])])  # read before it was heard anew
    assert len(memory.passages.vectors("text/1").matrix) == 2 and memory.check() == []


def test_of_what_was_forgotten_meanwhile_nothing_is_stored(memory, make):
    memory.people.add("Ada", [spoken(1, make, "a note")])
    memory.media.add_negative("Ada", "voice", make.clip(7), make.vector(7, "voice/1", 4))
    (passage,) = memory.passages.without_vector("text/1")
    memory.passages.add_transcripts([(2, heard("of a negative exemplar"))])
    assert memory.passages.transcripts() == {}
    memory.people.forget("Ada")
    version = memory.version
    memory.passages.add_transcripts([(1, heard("hello"))])
    memory.passages.add_vectors([(passage, [vector_of(passage)])])
    assert (
        memory.version == version and memory.passages.transcripts() == {} and memory.check() == []
    )


@pytest.mark.parametrize("wrong", [heard("a\0b"), heard("\ud800"), heard("x", model=" ")])
def test_what_is_no_text_is_refused_and_nothing_is_stored(memory, make, wrong):
    memory.people.add("Ada", [spoken(1, make), spoken(2, make)])
    with pytest.raises(BadInput):
        memory.passages.add_transcripts([(1, heard("fine")), (2, wrong)])
    assert memory.passages.transcripts() == {}


# --- vectors of texts


def test_texts_are_given_until_they_were_read(reopen, make):
    with reopen() as memory:
        ada = memory.people.add("Ada", [spoken(1, make, "one"), make.note("two"), spoken(2, make)])
        memory.passages.add_transcripts([(1, heard("uno")), (2, heard("tres"))])
        given, after = [], 0
        while batch := memory.passages.without_vector("text/1", after=after, limit=1):
            given.append([(p.triplet_id, p.origin, p.text) for p in batch])
            after = batch[-1].triplet_id
        assert given == [
            [(1, "note", "one"), (1, "transcript", "uno")],
            [(2, "note", "two")],
            [(3, "transcript", "tres")],
        ]
        version = memory.version
        read(memory)
        assert memory.version > version and memory.passages.without_vector("text/1") == []
        assert len(memory.passages.without_vector("text/2")) == 4
    with reopen() as memory:
        vectors = memory.passages.vectors("text/1")
        assert vectors.triplet_ids.tolist() == [1, 1, 2, 3] and set(
            vectors.persona_ids.tolist()
        ) == {ada.id}
        expected = [Passage(t, ada.id, o, x) for batch in given for t, o, x in batch]
        np.testing.assert_array_equal(
            vectors.matrix, [vector_of(passage).values for passage in expected]
        )
        assert vectors.matrix.dtype == np.float32 and memory.check() == []


def test_a_long_text_has_a_vector_for_each_part(memory, make):
    memory.people.add("Ada", [make.note("a very long note")])
    (passage,) = memory.passages.without_vector("text/1")
    read(memory, parts=3)
    vectors = memory.passages.vectors("text/1")
    assert vectors.triplet_ids.tolist() == [1, 1, 1]
    np.testing.assert_array_equal(
        vectors.matrix, [vector_of(passage, part).values for part in range(3)]
    )


def test_vectors_of_texts_are_not_vectors_of_media(memory, make):
    memory.people.add("Ada", [make.entry(1, "a note")])
    read(memory, "image/1")
    assert (
        len(memory.passages.vectors("image/1").matrix)
        == len(memory.media.vectors("image/1").matrix)
        == 1
    )
    assert memory.passages.vectors("unread/1").matrix.shape == (0, 0)
    version = memory.version
    passage = Passage(1, 1, "note", "a note")
    with pytest.raises(BadInput, match="9 numbers"):
        memory.passages.add_vectors(
            [(passage, [Vector("image/2", np.ones(4)), Vector("image/1", np.ones(9))])]
        )
    assert memory.version == version and memory.passages.vectors("image/2").matrix.shape == (0, 0)


# --- what is wrong is said


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            "UPDATE transcript SET text = 'another'",
            "text index does not match the stored transcripts",
        ),
        (
            "UPDATE text_vector SET data = x'00'",
            "the text of triplet 1 by text/1 has 1 bytes instead of 16",
        ),
        (
            "UPDATE text_vector SET origin = 'transcript' WHERE triplet = 2",
            "is of a transcript that triplet 2 has not",
        ),
        ("INSERT INTO negative VALUES (1, 1)", "Medium 1 is a negative exemplar and in a triplet"),
        ("DELETE FROM negative", "Medium 2 is in no triplet"),
        (
            "UPDATE transcript SET media = 2",
            "The transcript of medium 2 is of no clip in a triplet",
        ),
        ("UPDATE calibration SET content = '{'", "The calibration of voice/1 cannot be read"),
        ("UPDATE negative SET persona = 9", "Row 2 of negative belongs to a"),
    ],
)
def test_check_covers_what_was_heard_read_and_refuted(memory, make, damage, said):
    memory.people.add("Ada", [spoken(1, make, "a note")])
    memory.media.add_negative("Ada", "voice", make.clip(2), make.vector(2, "voice/1", 4))
    memory.people.add("Ada", [make.note("a second one")])
    memory.passages.add_transcripts([(1, heard("hello"))])
    read(memory)
    memory.calibrations.put("voice/1", {"slope": 1})
    assert memory.check() == []
    for sql in ("PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", damage):
        memory._connections.raw().execute(sql)
    assert any(said in problem for problem in memory.check()), memory.check()

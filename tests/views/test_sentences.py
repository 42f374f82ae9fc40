"""Results in words."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from persona_assistant import views
from persona_assistant.assistant import PersonPage
from persona_assistant.enrolment import Enrolled
from persona_assistant.pmg import Candidate, Clip, Edge, Outcome, Persona, Picture, Triplet
from persona_assistant.samples import Examination, Sample


def persona(images=0, voices=0, texts=0, **more) -> Persona:
    return Persona(1, "Maya", 1, images, voices, texts, created="2026-01-02T03:04:05", **more)


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((2, 1, 3), "2 pictures, 1 clip and 3 notes"),
        ((0, 1, 0), "1 clip"),
        ((0, 0, 0), "nothing"),
        ((1, 0, 1200), "1 picture and 1,200 notes"),
    ],
)
def test_what_is_remembered_is_counted(counts, words):
    assert views.holdings(persona(*counts)) == words


@pytest.mark.parametrize(
    ("probability", "words"),
    [(1, "100 %"), (0.999, "over 99 %"), (0.99, "99 %"), (0.004, "under 1 %"), (0, "0 %")],
)
def test_certainty_is_not_rounded_up_to(probability, words):
    assert views.percent(probability) == words


def matched(scores, exemplars) -> Edge:
    return Edge(Outcome.MATCHED, (Candidate(1, "Maya", 0.97, scores, exemplars),), 0.97)


@pytest.mark.parametrize(
    ("edge", "sources", "sentence"),
    [
        (
            matched({"image": 0.7, "voice": 0.6}, {"image": 4, "voice": 4}),
            {"image": "a.jpg", "voice": "a.ogg"},
            "This is Maya - 97 %, by picture (a.jpg) and voice (a.ogg).",
        ),
        (matched({"name": 1.0}, {}), {}, "This is Maya - 97 %, by name."),
        (matched({"text": 1.0}, {"text": 3}), {}, "This is Maya - 97 %, by your notes."),
        (
            matched({"heard": 1.0}, {"heard": 3}),
            {"voice": "a.ogg"},
            "This is Maya - 97 %, by what was heard (a.ogg).",
        ),
        (
            matched({"meaning": 0.8}, {}),
            {},
            "This is Maya - 97 %, by the meaning of your notes.",
        ),
        (
            Edge(Outcome.AMBIGUOUS, (Candidate(1, "Ana", 0.5), Candidate(2, "Eva", 0.4)), 0.9),
            {},
            "This is Ana (50 %) or Eva (40 %); which of the two cannot be told.",
        ),
        (Edge(Outcome.UNKNOWN, (), 0.998), {}, "This is nobody in the memory."),
    ],
)
def test_an_edge_says_who_and_by_what(edge, sources, sentence):
    assert views.edge_sentence(edge, sources) == sentence


def test_a_page_shows_everything():
    triplets = (
        Triplet(Picture(b"x" * 2000, 640, 480, "a.jpg"), Clip(b"x", 2.5, "a.ogg"), "A note.", 4),
        Triplet(text="Another.", id=5, date=datetime.date(2024, 3, 12)),
    )
    page = PersonPage(persona(1, 1, 2, consent="yes", aliases=("May",)), triplets, {4: "hello"})
    assert [line.text for line in views.page_lines(page)] == [
        "Maya",
        "1 picture, 1 clip and 2 notes, since 2026-01-02",
        "Also called May.",
        "Consent: yes",
        "",
        "1. picture a.jpg (640x480, 2 kB)",
        "",
        "2. clip a.ogg (2.5 s, 1 kB)",
        '   heard in the clip, by a program: "hello"',
        "",
        "3. a note",
        "A note.",
        "",
        "4. a note, 2024-03-12",
        "Another.",
    ]


@pytest.mark.parametrize(
    ("faces", "line"),
    [
        ([()], None),
        ([("small",)], "   the face in it is small"),
        (
            [(), ("small", "blurred"), ()],
            "   face 2 (middle) of 3 stands for Maya; it is small and",
        ),
        ([], "   no face was found in it: it is compared as a whole"),
    ],
)
def test_a_page_tells_which_face_stands_for_the_person(faces, line):
    samples = tuple(Sample(np.ones(1, np.float32), doubts=doubts) for doubts in faces)
    chosen = len(samples) // 2 if samples else None
    held = (Triplet(Picture(b"x", 640, 480, "a.jpg"), id=4),)
    page = PersonPage(persona(1), held, {}, {4: Examination("face/1", samples, chosen)})
    shown = [each.text for each in views.page_lines(page)][4:]
    assert shown == [] if line is None else shown[0].startswith(line)


@pytest.mark.parametrize(
    ("done", "sentence"),
    [
        (
            Enrolled(("A", "B"), 3, 1, 0, 0, (), (), 0, 2.0),
            "Enrolled 3 pictures and 1 clip of 2 people.",
        ),
        (
            Enrolled(("A",), 0, 0, 0, 5, (), (), 0, 2.0),
            "Nothing new; 5 files had been taken in before.",
        ),
        (
            Enrolled(("A",), 0, 0, 1, 1, (), (), 0, 2.0),
            "Enrolled 1 note of 1 person; 1 file had been taken in before.",
        ),
    ],
)
def test_enrolling_is_summed_up(done, sentence):
    assert views.enrolled(done) == sentence

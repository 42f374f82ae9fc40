"""The faces of a picture, as a list."""

from __future__ import annotations

import numpy as np

from persona_assistant import views
from persona_assistant.pmg import Box, Candidate, Edge, Outcome, Picture, Probe
from persona_assistant.samples import Sample

PARTY = Picture(b"", 1000, 500, "party.jpg")
LINA = Candidate(1, "Lina", 0.97)


def face(left, width=0.1, doubts=()) -> Sample:
    return Sample(np.ones(1, np.float32), None, Box(left, 0.2, width, 0.4), (), doubts)


FACES = [face(0.1), face(0.4, 0.03, ("small", "blurred"))]
EDGE = Edge(
    Outcome.MATCHED,
    (LINA,),
    0.97,
    (),
    (Probe("face", 1, Outcome.MATCHED, (LINA,), 0.97), Probe("face", 2, Outcome.UNKNOWN)),
)


def texts(faces, edge=None):
    return [line.text for line in views.faces_lines(PARTY, faces, edge)]


def test_each_face_is_listed_with_its_size_and_what_is_poor_about_it():
    assert texts(FACES) == [
        "2 faces in party.jpg, from left to right:",
        "  1 (left)   100x200 pixels",
        "  2 (right)  30x200 pixels, small and blurred",
    ]


def test_whose_they_are_is_said_where_somebody_is_remembered():
    assert texts(FACES, EDGE)[1:] == [
        "  1 (left)   100x200 pixels                    Lina, 97 %",
        "  2 (right)  30x200 pixels, small and blurred  unknown",
    ]


def test_one_face_and_none():
    assert texts(FACES[:1]) == ["1 face in party.jpg:", "  1  100x200 pixels"]
    assert texts([]) == ["No face was found in party.jpg."]


def test_the_document():
    document = views.faces_document(PARTY, FACES, EDGE)
    assert {key: document[key] for key in ("picture", "width", "height")} == {
        "picture": "party.jpg",
        "width": 1000,
        "height": 500,
    }
    assert document["faces"][0] == {
        "number": 1,
        "box": {"left": 0.1, "top": 0.2, "width": 0.1, "height": 0.4},
        "pixels": [100, 200],
        "doubts": [],
        "outcome": "matched",
        "persona": "Lina",
        "probability": 0.97,
    }
    without = views.faces_document(PARTY, FACES, None)["faces"][1]
    assert (without["outcome"], without["persona"], without["probability"]) == (None, None, None)
    assert without["doubts"] == ["small", "blurred"]

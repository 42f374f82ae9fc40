"""The JSON documents of results, key for key: programs read them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import numpy as np

from persona_assistant import views
from persona_assistant.assistant import PersonPage
from persona_assistant.assistant.bulk import EncodedKind, EncodeReport
from persona_assistant.assistant.calibrate import CalibrationReport, PeopleCheck, Unseen
from persona_assistant.assistant.explain import Explained, Explanation
from persona_assistant.enrolment import Enrolled, Refused
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import (
    AbstentionReason,
    Answer,
    Box,
    Candidate,
    Clip,
    Edge,
    Evidence,
    Outcome,
    Persona,
    PersonAnswer,
    Picture,
    Probe,
    Triplet,
)
from persona_assistant.routing.calibration import Evidence as ScoreEvidence
from persona_assistant.routing.calibration import Rate
from persona_assistant.routing.findings import Finding
from persona_assistant.routing.self_calibration import Measured
from persona_assistant.samples import Examination, Sample

MAYA = Persona(7, "Maya", 3, 2, 1, 3, "yes", "2026-01-02T03:04:05", "0123456789abcdef", ("May",))
MAYA_DOCUMENT = {
    "persona": "Maya",
    "id": "0123456789abcdef",
    "mark": None,
    "aliases": ["May"],
    "triplets": 3,
    "images": 2,
    "voices": 1,
    "texts": 3,
    "consent": "yes",
    "created": "2026-01-02T03:04:05",
}
EDGE = Edge(
    Outcome.MATCHED,
    (Candidate(7, "Maya", 0.98, {"image": 0.7}, {"image": 4}), Candidate(8, "Bo", 0.01)),
    0.98,
    ("look out",),
)
EDGE_DOCUMENT = {
    "outcome": "matched",
    "persona": "Maya",
    "probability": 0.98,
    "notices": ["look out"],
    "candidates": [
        {"persona": "Maya", "mark": None, "probability": 0.98, "scores": {"image": 0.7}},
        {"persona": "Bo", "mark": None, "probability": 0.01, "scores": {}},
    ],
    "faces": [],
    "voices": [],
}


def exactly(document, expected) -> None:
    """Equal, in the same order of keys, and writable."""
    assert json.dumps(document, indent=1) == json.dumps(expected, indent=1)


def test_people():
    exactly(views.persona_document(MAYA), MAYA_DOCUMENT)
    exactly(views.people_document([MAYA]), {"people": [MAYA_DOCUMENT]})
    exactly(views.forgotten_document(MAYA), {"forgotten": MAYA_DOCUMENT})
    exactly(views.rejected_document(MAYA), {"not": MAYA_DOCUMENT})


def test_one_person():
    triplets = (
        Triplet(
            Picture(b"12345", 640, 480, "a.jpg"),
            Clip(b"123", 2.5, "a.ogg"),
            "A note.",
            4,
            datetime.date(2024, 3, 12),
        ),
        Triplet(text="Another.", id=5),
    )
    two = (Sample(np.ones(1, np.float32)), Sample(np.ones(1, np.float32), doubts=("small",)))
    faces = {4: Examination("face/1", two, 1)}
    told = (Memory("semantic", "Maya moved.", said="2026-11-30T10:00:00Z", id=3),)
    exactly(
        views.page_document(PersonPage(MAYA, triplets, {4: "hello"}, faces, told=told)),
        {
            **MAYA_DOCUMENT,
            "held": [
                {
                    "id": 4,
                    "image": {
                        "source": "a.jpg",
                        "width": 640,
                        "height": 480,
                        "bytes": 5,
                        "faces": 2,
                        "face": 2,
                        "doubts": ["small"],
                    },
                    "voice": {
                        "source": "a.ogg",
                        "seconds": 2.5,
                        "bytes": 3,
                        "speakers": None,
                        "speaker": None,
                        "doubts": [],
                    },
                    "text": "A note.",
                    "date": "2024-03-12",
                    "heard": "hello",
                },
                {
                    "id": 5,
                    "image": None,
                    "voice": None,
                    "text": "Another.",
                    "date": None,
                    "heard": None,
                },
            ],
            "items": [
                item(1, "picture", 4, source="a.jpg", date="2024-03-12"),
                item(2, "clip", 4, source="a.ogg", date="2024-03-12"),
                item(3, "note", 4, text="A note.", date="2024-03-12"),
                item(4, "note", 5, text="Another."),
            ],
            "told": [{"memory": 3, "text": "Maya moved.", "said": "2026-11-30T10:00:00Z"}],
        },
    )


def item(number: int, kind: str, triplet: int, **told: str) -> dict:
    known = {"text": None, "source": None, "date": None}
    return {"number": number, "kind": kind, **known, **told, "triplet": triplet}


def test_who_and_ask():
    exactly(views.edge_document(EDGE), EDGE_DOCUMENT)
    evidence = (Evidence("image", "Maya", "a.jpg", 4),)
    answer = Answer("A note.", EDGE, False, None, evidence, 0.25, {"decide": 0.1}, ("n",))
    exactly(
        views.answer_document(answer),
        {
            **EDGE_DOCUMENT,
            "notices": ["n"],
            "text": "A note.",
            "short": "",
            "abstained": False,
            "reason": None,
            "evidence": [{"modality": "image", "persona": "Maya", "detail": "a.jpg"}],
            "people": [],
            "seconds": 0.25,
        },
    )
    silent = Answer("No.", Edge(Outcome.UNKNOWN), True, AbstentionReason.ABSENT_PERSONA)
    assert views.answer_document(silent)["reason"] == "absent persona"


def test_an_answer_about_several_people():
    people = (
        PersonAnswer(3, "Ulla", "Ulla has a goat.", datetime.date(2024, 5, 2), 8, 0.9, "a goat"),
        PersonAnswer(5, "Ivo"),
    )
    named = tuple(Candidate(each.persona_id, each.name, each.probability) for each in people)
    edge = Edge(Outcome.SEVERAL, named, 0.9)
    document = views.answer_document(Answer("Ulla.", edge, False, people=people))
    exactly(
        document["people"],
        [
            {
                "persona": "Ulla",
                "answer": "a goat",
                "sentence": "Ulla has a goat.",
                "date": "2024-05-02",
                "triplet": 8,
                "probability": 0.9,
            },
            {
                "persona": "Ivo",
                "answer": "",
                "sentence": "",
                "date": None,
                "triplet": None,
                "probability": 0.0,
            },
        ],
    )
    assert views.footing(Answer("Ulla.", edge, False)).startswith("Ulla and Ivo")


def test_every_face_and_every_voice():
    lina = Candidate(7, "Lina", 0.98, {"face": 0.7}, {"face": 4})
    probes = (
        Probe("face", 1, Outcome.MATCHED, (lina,), 0.98, Box(0.1, 0.2, 0.3, 0.4)),
        Probe("face", 2, Outcome.UNKNOWN, (), 0.99, Box(0.5, 0.2, 0.25, 0.5), doubts=("small",)),
        Probe("voice", 1, Outcome.UNKNOWN, (), 0.97, spans=((0.0, 4.5), (9.0, 12.0))),
    )
    edge = Edge(Outcome.MATCHED, (lina,), 0.98, (), probes)
    document = views.explanation_document(Explanation(edge, tuple(map(Explained, probes))))
    candidate = {"persona": "Lina", "mark": None, "probability": 0.98, "scores": {"face": 0.7}}
    exactly(
        document["faces"],
        [
            {
                "number": 1,
                "box": {"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4},
                "outcome": "matched",
                "persona": "Lina",
                "probability": 0.98,
                "doubts": [],
                "candidates": [candidate],
            },
            {
                "number": 2,
                "box": {"left": 0.5, "top": 0.2, "width": 0.25, "height": 0.5},
                "outcome": "unknown",
                "persona": None,
                "probability": 0.99,
                "doubts": ["small"],
                "candidates": [],
            },
        ],
    )
    exactly(
        document["voices"],
        [
            {
                "number": 1,
                "spans": [[0.0, 4.5], [9.0, 12.0]],
                "outcome": "unknown",
                "persona": None,
                "probability": 0.97,
                "doubts": [],
                "candidates": [],
            }
        ],
    )
    assert document["explanation"] == [
        "2 faces, from left to right:",
        "1 (left)   Lina, 98 %",
        "2 (right)  unknown; this face is small",
        "Voice: unknown",
    ]


def test_enrolling_and_encoding():
    refused = (Refused(Path("p/x.jpg"), "p/x.jpg: damaged"),)
    exactly(
        views.enrolled_document(Enrolled(("Maya",), 1, 2, 3, 4, refused, ("n",), 5, 6.5)),
        {
            "people": ["Maya"],
            "images": 1,
            "voices": 2,
            "notes": 3,
            "known": 4,
            "refused": [{"path": "p/x.jpg", "reason": "p/x.jpg: damaged"}],
            "notices": ["n"],
            "waiting": 5,
            "seconds": 6.5,
        },
    )
    report = EncodeReport((EncodedKind("pictures", "clip/1", 3),), ("x: nothing",), 2, True)
    exactly(
        views.encoded_document(report),
        {
            "encoded": [{"what": "pictures", "by": "clip/1", "count": 3}],
            "passed_over": ["x: nothing"],
            "notices": [],
            "waiting": 2,
        },
    )


def test_checking_people():
    finding = Finding("duplicate", ("A", "B"), 0.9, ("image",), ("a.jpg",), "A is B.", "Look.")
    exactly(
        views.check_document(PeopleCheck(2, (finding,))),
        {
            "people": 2,
            "findings": [
                {
                    "kind": "duplicate",
                    "people": ["A", "B"],
                    "probability": 0.9,
                    "modalities": ["image"],
                    "files": ["a.jpg"],
                    "sentence": "A is B.",
                    "advice": "Look.",
                }
            ],
        },
    )


def test_calibrating():
    rate = Rate(0.1, 0.0, 0.2, 30)
    figures = {"eer": rate, "fmr": rate, "fnmr": rate, "fpir": rate, "fnir": rate}
    figures["misidentified"] = rate
    faces = Measured("image", "c/1", 30, 31, 90, None, 2.0, -1.0, -9.0, 9.0, 0.8, **figures)
    voices = Measured("voice", "v/1", 1, 2, 3, "only 1 person has two or more clips")
    used = {
        "image": ScoreEvidence("c/1", 2.0, -1.0, -9.0, 9.0, 0.8, "library"),
        "voice": ScoreEvidence("v/1", 2.0, -1.0, -9.0, 9.0, provenance="48 clips of 6 people."),
    }
    report = CalibrationReport((faces, voices), used, 1, (Unseen("image", "c/1", 2),))
    document = views.calibration_document(report)
    assert list(document) == ["calibrated", "doubtful", "forgotten"]
    first, second = document["calibrated"]
    figure = {"rate": 0.1, "low": 0.0, "high": 0.2, "people": 30}
    exactly(
        first,
        {
            "modality": "image",
            "encoder": "c/1",
            "people": 30,
            "enrolled": 31,
            "exemplars": 90,
            "slope": 2.0,
            "intercept": -1.0,
            "lowest": -9.0,
            "highest": 9.0,
            "match": 0.8,
            "eer": figure,
            "fmr": figure,
            "fnmr": figure,
            "unknown": figure,
            "missed": figure,
            "misidentified": figure,
            "conditioned": "",
            "kept": True,
            "why_not": None,
            "judged_by": "library",
            "provenance": "",
        },
    )
    exactly(
        second,
        {
            "modality": "voice",
            "encoder": "v/1",
            "people": 1,
            "enrolled": 2,
            "exemplars": 3,
            "kept": False,
            "why_not": "only 1 person has two or more clips",
            "judged_by": "fitted",
            "provenance": "48 clips of 6 people.",
        },
    )
    forgotten = views.calibration_document(CalibrationReport((), used, forgotten=("image",)))
    exactly(forgotten, {"calibrated": [], "doubtful": 0, "forgotten": ["image"]})

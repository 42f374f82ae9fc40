"""Who is shown and heard, in the words that a person reads."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from persona_assistant import views
from persona_assistant.assistant.explain import Exemplars, Explained, Explanation
from persona_assistant.pmg import Box, Candidate, Edge, Outcome, Probe

LINA, BEN, OMAR = (Candidate(i, n, 0.97) for i, n in ((1, "Lina"), (2, "Ben"), (3, "Omar")))


def known(number: int, who: Candidate, sense="face", **more) -> Explained:
    found = Probe(sense, number, Outcome.MATCHED, (who,), 0.97, **more)
    return Explained(found, f"{who.name.lower()}.jpg" if sense == "face" else "")


def unknown(number=1, sense="face", near=None, unlike=False, doubts=(), **more) -> Explained:
    candidates = (Candidate(9, near.name, 0.01),) if near else ()
    found = Probe(sense, number, Outcome.UNKNOWN, candidates, 0.99, doubts=doubts, **more)
    return Explained(found, nearest=near, unlike=unlike)


def said(*probes: Explained, outcome=None, candidates=(), senses=("face", "image"), sources=None):
    inner = tuple(each.probe for each in probes)
    outcome = outcome or inner[0].outcome
    candidates = candidates or inner[0].candidates
    edge = Edge(outcome, tuple(candidates), inner[0].probability, (), inner)
    lines = views.explanation_lines(Explanation(edge, probes, sources or {}, frozenset(senses)))
    return [line.text for line in lines]


def test_one_known_face_is_one_sentence():
    best = Candidate(1, "Lina", 0.97, {"image": 0.7}, {"image": 4})
    (line,) = said(known(1, LINA), candidates=[best], sources={"image": "lina.jpg"})
    assert line == "This is Lina - 97 %, by face (lina.jpg)."


@pytest.mark.parametrize(("sense", "word"), [("image", "picture"), ("synthetic", "voice")])
def test_what_the_sample_was_taken_for_is_said(sense, word):
    kind = "image" if sense == "image" else "voice"
    best = Candidate(1, "Lina", 0.97, {kind: 0.7}, {kind: 4})
    assert said(known(1, LINA, sense), candidates=[best]) == [f"This is Lina - 97 %, by {word}."]


@pytest.mark.parametrize(
    ("explained", "sentence"),
    [
        (unknown(), "."),
        (
            unknown(near=Exemplars("Ben", 1, ("small", "from the side"))),
            ". The nearest would be Ben, but there is not enough to tell: only one photo of Ben, "
            "small and from the side; another would help.",
        ),
        (
            unknown(near=Exemplars("Ben", 1), doubts=("blurred",)),
            ". The nearest would be Ben, but there is not enough to tell: this face is blurred, "
            "and there is only one photo of Ben; another would help.",
        ),
        (
            unknown(near=Exemplars("Ben", 3), doubts=("small", "blurred")),
            ". The nearest would be Ben, but there is not enough to tell: this face is small and "
            "blurred.",
        ),
        (
            unknown(near=Exemplars("Ben", 2, ("dark",))),
            ". The nearest would be Ben, but there is not enough to tell: only 2 photos of Ben, "
            "both dark; a better one would help.",
        ),
        (
            unknown(near=Exemplars("Ben", 3)),
            ". The nearest would be Ben, but it is not enough like the 3 photos of Ben.",
        ),
        (
            unknown(near=Exemplars("Ben", 1), unlike=True),
            ". The nearest would be Ben, who looks different.",
        ),
        (
            unknown(near=Exemplars("Ben", 1), unlike=True, doubts=("small",)),
            ". The nearest would be Ben, but this face is small.",
        ),
    ],
)
def test_an_unknown_face_is_explained_without_a_number(explained, sentence):
    (line,) = said(explained)
    assert line == f"This is nobody in the memory, by face{sentence}"
    assert not re.search(r"\d %", line)


def test_an_unknown_voice_is_one():
    (line,) = said(unknown(sense="voice", near=Exemplars("Ben", 2), unlike=True))
    assert line == (
        "This is nobody in the memory, by voice. The nearest would be Ben, who sounds different."
    )


def test_a_picture_without_a_face_says_so_where_faces_are_looked_for():
    sentence = "This is nobody in the memory, by the picture as a whole"
    assert said(unknown(sense="image")) == [f"{sentence}: no face was found."]
    assert said(unknown(sense="image"), senses=("image", "voice")) == [f"{sentence}."]


def test_a_group_photo_has_a_line_for_each_face():
    lines = said(
        known(1, LINA, box=Box(0.1, 0.2, 0.1, 0.1)),
        unknown(2, near=Exemplars("Ben", 1, ("small",))),
        known(3, OMAR),
        outcome=Outcome.SEVERAL,
    )
    assert lines == [
        "3 faces, from left to right:",
        "  1 (left)    Lina, 97 % (lina.jpg)",
        "  2 (middle)  unknown; the nearest would be Ben, but there is not enough to tell: only "
        "one photo of Ben, small; another would help",
        "  3 (right)   Omar, 97 % (omar.jpg)",
    ]


def test_two_strangers_are_two_lines():
    assert said(unknown(1), unknown(2)) == [
        "2 faces, from left to right:",
        "  1 (left)   unknown",
        "  2 (right)  unknown",
    ]


def test_one_known_face_among_strangers_is_named_where_it_is():
    faces = unknown(1), known(2, LINA), unknown(3), unknown(4)
    lines = said(*faces, outcome=Outcome.MATCHED, candidates=[LINA])
    assert lines[2].split(maxsplit=1) == ["2", "Lina, 97 % (lina.jpg)"]
    assert lines[1].startswith("  1 (left) ") and lines[4].startswith("  4 (right)")


def test_words_that_pick_a_face_are_said_first():
    best = Candidate(2, "Ben", 0.99, {"image": 0.7, "name": 1.0}, {"image": 4})
    lines = said(known(1, LINA), known(2, BEN), outcome=Outcome.MATCHED, candidates=[best])
    assert lines[0] == "This is Ben - 97 %, by face and name."
    assert lines[1] == "2 faces, from left to right:"


def test_two_voices_say_when_they_speak():
    assert said(
        known(1, LINA, "voice", spans=((0.0, 4.2), (9.0, 12.4))),
        unknown(2, "voice", doubts=("one of two voices",), spans=((65.0, 69.6),)),
    ) == [
        "2 voices:",
        "  1  0:00-0:04 and 0:09-0:12:  Lina, 97 %",
        "  2  1:05-1:10:                unknown",
    ]


def test_face_and_voice_of_one_person_are_one_sentence():
    best = Candidate(1, "Lina", 0.97, {}, {"image": 4, "voice": 4})
    lines = said(known(1, LINA), known(1, LINA, "voice"), candidates=[best])
    assert lines == ["This is Lina - 97 %, by face and voice."]


def test_face_and_voice_of_two_people_are_two_lines():
    assert said(
        known(1, LINA), known(1, BEN, "voice"), outcome=Outcome.SEVERAL, candidates=(LINA, BEN)
    ) == ["Face: Lina, 97 % (lina.jpg)", "Voice: Ben, 97 %"]


def test_face_and_voice_of_strangers_are_two_lines():
    assert said(unknown(), unknown(sense="voice")) == ["Face: unknown", "Voice: unknown"]


def test_one_of_two_people_is_said_with_the_share_of_each():
    torn = Probe("face", 2, Outcome.AMBIGUOUS, (Candidate(2, "Ana", 0.5), Candidate(3, "Eva", 0.4)))
    lines = said(known(1, LINA), Explained(torn))
    assert lines[2] == "  2 (right)  Ana (50 %) or Eva (40 %); which of the two cannot be told"


def test_a_sense_that_speaks_against_somebody_is_no_ground():
    ana = Candidate(1, "Ana", 0.96, {"face": -0.1, "voice": 0.9}, {"face": 1, "voice": 1})
    other = replace(ana, probability=0.01)
    edge = Edge(
        Outcome.MATCHED,
        (ana,),
        0.96,
        probes=(
            Probe("face", 1, Outcome.UNKNOWN, (other,), 0.99),
            Probe("voice", 1, Outcome.MATCHED, (replace(ana, probability=0.99),), 0.99),
        ),
    )
    sources = {"image": "ana.jpg", "voice": "ana.ogg"}
    assert views.edge_sentence(edge, sources) == (
        "This is Ana - 96 %, by voice (ana.ogg), although the face is unlike theirs."
    )

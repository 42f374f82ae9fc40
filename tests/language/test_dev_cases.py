"""What the reader makes of the written cases, to the digit.

Every weight, threshold and word list has a part in these figures. Whoever changes one on purpose
states the new figures here, and says in the commit what they bought.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from persona_assistant.fitting.reading import describing_choices, load_cases, reading_choices
from persona_assistant.language import reading
from persona_assistant.routing.calibration import load

CASES = Path(__file__).parents[1] / "reading" / "dev.json"


@pytest.fixture(scope="module")
def cases():
    return load_cases(CASES)


def test_the_reader_answers_and_refuses_as_often_as_stated(cases):
    answered, right, refused = [], [], []
    for case in cases:
        found = reading.read(case.question, [(None, case.notes[case.target])])
        if case.sentence is None:
            refused.append(not found.answered)
        else:
            answered.append(found.answered)
            right.append(found.answered and found.passage.sentence in case.sentence)
    assert len(cases) == 241
    assert (sum(answered), sum(right), sum(refused)) == (94, 72, 111)


def test_the_probabilities_are_as_stated(cases):
    found = [reading.read(c.question, [(None, c.notes[c.target])]).probability for c in cases]
    assert np.mean(found) == pytest.approx(0.39451, abs=1e-5)


def test_the_features_of_every_sentence_are_as_stated(cases):
    rows = np.concatenate([features for features, _, _ in reading_choices(cases)])
    means = dict(zip(reading.FEATURES, rows.mean(axis=0).round(4).tolist(), strict=True))
    assert means == {
        "bias": 1.0, "no_frame": 0.0402, "stated": 0.0471, "partly": 0.0153, "hinted": 0.0508,
        "second": 0.0111, "anchors": 0.0422, "anchors_exact": 0.0249, "anchors_missing": 0.5829,
        "stated_anchors": 0.0104, "stated_no_anchors": 0.0201, "unstated_anchors": 0.022,
        "type": 0.0592, "type_missing": 0.0613, "context": 0.017, "cue": 0.0566, "short": 0.0672,
        "is_question": 0.0788, "narrow": 0.2528, "quoted": 0.0016, "mine": 0.0767,
        "unnamed": 0.01, "other_mood": 0.1162, "unsaid": 0.0105, "nowhere": 0.5394,
    }  # fmt: skip


def test_descriptions_fit_their_people_as_stated(cases):
    choices = describing_choices(cases)
    rows = np.concatenate([features for features, _ in choices])
    weights = np.array(load().text_weights)
    best = [
        int((features @ weights).argmax()) == chosen
        for features, chosen in choices
        if chosen is not None
    ]
    assert (sum(best), len(best)) == (118, 124)
    stated = [1.0, 0.1455, 0.1311, 0.0853, 0.1214, 0.2438]
    assert rows.mean(axis=0) == pytest.approx(stated, abs=1e-4)

"""Fits how well a description must fit somebody's notes to be of them.

Cases are four people's notes with questions (tests/reading/README.md): each described question is
asked with its person among the people, and without. The generated calibration texts of
persona_worlds are added; their templates and people occur in no other set.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from persona_assistant import choice
from persona_assistant.language import descriptions
from persona_assistant.language.question import parse
from persona_assistant.train.generator import require_generator

GENERATED = 240
"""Generated items added when fitting."""
Cosines = Callable[[str, Sequence[str]], Sequence[float]]
"""(description, notes) -> how near in meaning each note's nearest sentence is."""


@dataclass(frozen=True)
class Case:
    question: str
    notes: tuple[str, ...]
    """One text per person."""
    target: int
    described: bool
    """Whether words alone say who is meant."""
    sentence: str | None
    """The sentence that answers; None when it was never noted."""
    group: str


def load_cases(path: Path) -> list[Case]:
    with open(path, encoding="utf-8") as file:
        source = json.load(file)
    return [
        Case(
            q["question"],
            tuple(p["text"] for p in case["people"]),
            q["target"],
            q["kind"] == "described",
            q["sentence"],
            q["group"],
        )
        for case in source
        for q in case["questions"]
    ]


def generated_cases(count: int = GENERATED, seed: int = 0) -> list[Case]:
    require_generator()
    from persona_worlds.calibration import text_calibration_set

    return [
        Case(
            item.question,
            item.contexts,
            item.target,
            item.by.endswith("semantic"),
            item.gold_sentence,
            item.attribute,
        )
        for item in text_calibration_set(seed, count)
        if item.target is not None and item.by != "dialogue_semantic"
    ]


def describing_choices(
    cases: Iterable[Case], cosines: Cosines | None = None
) -> list[tuple[np.ndarray, int | None]]:
    """Each described question twice: with its target among the people, and without. `cosines` adds
    a column: the best cosine of a description and each of some notes' sentences."""
    found = []
    for case in cases:
        if not case.described:
            continue
        question = parse(case.question)
        words = descriptions.description_words(question, with_media=False)
        weights = descriptions.description_weights(question, words)
        meant = (
            None
            if cosines is None
            else cosines(" ".join(word.surface for word in words), case.notes)
        )
        for present in (True, False):
            people = [i for i in range(len(case.notes)) if present or i != case.target]
            fits = descriptions.match_descriptions(
                words, {i: [(i, case.notes[i])] for i in people}, weights
            )
            rows = [fits[i].features if i in fits else descriptions.NO_MATCH for i in people]
            if meant is not None:
                rows = [(*row, meant[i]) for row, i in zip(rows, people, strict=True)]
            found.append((np.array(rows), people.index(case.target) if present else None))
    return found


def fit_describing(cases: Sequence[Case], cosines: Cosines | None = None) -> np.ndarray:
    return choice.fit(describing_choices(cases, cosines), ridge=3e-3)


def evaluate_describing(
    cases: Sequence[Case], weights: np.ndarray, cosines: Cosines | None = None
) -> dict[str, float]:
    """Who is described: right persona when present, none when absent, at even odds. x100."""
    hit, refused = [], []
    for x, y in describing_choices(cases, cosines):
        posterior, none = choice.probabilities(x @ weights)
        best = int(np.argmax(posterior))
        if y is None:
            refused.append(none > posterior[best])
        else:
            hit.append(best == y and posterior[best] > none)
    return {
        "found": 100 * float(np.mean(hit)),
        "refused": 100 * float(np.mean(refused)),
        "n": len(hit),
    }

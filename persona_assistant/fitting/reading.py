"""Fits how sentences are weighed as answers, and how well descriptions must fit a person.

    python -m persona_assistant.fitting.reading fit CASES.json... [--also CASES.json...]
    python -m persona_assistant.fitting.reading evaluate CASES.json...

`fit` writes language/reading.json; both print how much is found and refused. Cases are four
people's notes with questions, answerable or not (tests/reading/README.md). When fitting, the
generated calibration texts of persona_worlds are added; their templates and people occur in no
other set.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from persona_assistant import choice
from persona_assistant.atomic import write_text
from persona_assistant.fitting.command import exit_code
from persona_assistant.language import descriptions, reading
from persona_assistant.language.question import parse
from persona_assistant.train.generator import require_generator

GOAL = {"1-FA": 0.85, "TA": 0.80}
"""What the assistant without a model is held to; only their ratio matters here."""
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


def _index(passages: Sequence[reading.Passage], sentence: str | None) -> int | None:
    if sentence is None:
        return None
    fitting = [
        i
        for i, p in enumerate(passages)
        if sentence.strip() in p.sentence or p.sentence in sentence
    ]
    return max(fitting, key=lambda i: len(passages[i].sentence), default=None)


def reading_choices(cases: Iterable[Case]) -> list[tuple[np.ndarray, int | None, Case]]:
    found = []
    for case in cases:
        passages = reading.passages([(None, case.notes[case.target])])
        question, cue = reading.resolve(parse(case.question), passages)
        chosen = _index(passages, case.sentence)
        if case.sentence is not None and chosen is None:
            raise ValueError(f"gold sentence not among the passages: {case.sentence!r}")
        found.append((reading.features(question, passages, cue), chosen, case))
    return found


def balanced_threshold(scores: np.ndarray, answerable: np.ndarray) -> float:
    """The probability at which the one of 1-FA and TA that is further from its goal is nearest to
    it."""
    candidates = np.unique(np.concatenate([scores, [0.5]]))
    worth = [
        min(
            (scores[answerable] >= t).mean() / GOAL["1-FA"],
            (scores[~answerable] < t).mean() / GOAL["TA"],
        )
        for t in candidates
    ]
    return float(candidates[int(np.argmax(worth))])


def fit_reading(cases: Sequence[Case], also: Sequence[Case] = ()) -> dict[str, Any]:
    """Weights from all cases; the threshold from `cases` alone, where questions are put as people
    do."""
    choices = reading_choices(cases)
    everything = choices + reading_choices(also)
    weights = choice.fit([(x, y) for x, y, _ in everything], ridge=3e-3)
    scores = np.array([reading.best_of(x @ weights)[1] for x, _, _ in choices])
    answerable = np.array([y is not None for _, y, _ in choices])
    return {
        "cases": len(everything),
        "threshold": round(balanced_threshold(scores, answerable), 4),
        "weights": {name: round(float(w), 4) for name, w in zip(reading.FEATURES, weights)},
    }


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


def evaluate(
    cases: Sequence[Case], weights: np.ndarray, threshold: float, *, show: bool = False
) -> dict[str, float]:
    """Reading alone, the persona given: 1-FA, TA, and how often the very sentence was found.
    x100."""
    kept, refused, right = [], [], []
    for x, y, case in reading_choices(cases):
        best, probability = reading.best_of(x @ weights)
        answers = probability >= threshold
        if y is None:
            refused.append(not answers)
        else:
            kept.append(answers)
            right.append(answers and best == y)
        if show and (answers if y is None else not (answers and best == y)):
            passages = reading.passages([(None, case.notes[case.target])])
            question, _cue = reading.resolve(parse(case.question), passages)
            print(f"[{case.group}] {case.question}  p={probability:.2f}")
            frames = [(asked.frame, asked.specificity) for asked in question.asked]
            anchors = [anchor.stem for anchor in question.anchors]
            cue = [word.surface for word in question.cue]
            print(f"    frames {frames} anchors {anchors} wh {question.wh} cue {cue}")
            print(f"    read: {passages[best].sentence if answers else '-'}")
            print(f"    gold: {case.sentence}")
    return {
        "1-FA": 100 * float(np.mean(kept)),
        "TA": 100 * float(np.mean(refused)),
        "found": 100 * float(np.mean(right)),
        "n": len(kept) + len(refused),
    }


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


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    found.add_argument("action", choices=("fit", "evaluate"))
    found.add_argument("cases", nargs="+", type=Path)
    found.add_argument(
        "--also",
        nargs="*",
        type=Path,
        default=[],
        help="cases for the weights, not for the threshold",
    )
    found.add_argument("--show", action="store_true", help="print every miss")
    return found


def main() -> None:
    arguments = parser().parse_args()
    cases = [case for path in arguments.cases for case in load_cases(path)]
    if arguments.action == "fit":
        fitted = fit_reading(
            cases + generated_cases(), [c for path in arguments.also for c in load_cases(path)]
        )
        path = Path(reading.__file__).with_name("reading.json")
        write_text(path, json.dumps(fitted, indent=1) + "\n")
        reading.reading_model.cache_clear()
        print(f"wrote {path.name} from {fitted['cases']} cases")
    model = reading.reading_model()
    print(
        "reading",
        {
            k: round(v, 1)
            for k, v in evaluate(cases, model.weights, model.threshold, show=arguments.show).items()
        },
    )


if __name__ == "__main__":
    sys.exit(exit_code(main))

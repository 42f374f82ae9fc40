"""Which stored sentence answers a question, or that none does.

Every sentence of the persona's notes is weighed by a handful of features: does it state the
attribute that is asked, is it about the anchors, does it hold the type of answer the question word
wants. A fitted choice over the sentences *and* "never noted" (`choice`) turns them into
probabilities; below the fitted threshold the reader abstains. Weights and threshold are in
`reading.json`, made by `python -m persona_assistant.language.fit`.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Sequence

import numpy as np

from persona_assistant import choice
from persona_assistant.language.frames import stated
from persona_assistant.language.lexicon import relation, sense
from persona_assistant.language.question import GENERIC, Question, asking, frame_of, parse
from persona_assistant.language.words import Word, sentences, words

FEATURES = (
    "bias", "no_frame", "frame", "frame_second", "hint", "anchors", "anchors_exact", "anchor_missing", "frame_and_anchors",
    "anchors_without_frame", "frame_without_anchors", "type", "type_missing", "context", "cue", "short", "is_question",
)

_MATCHED = 0.5
"""A cue word counts as said by a sentence from this relation on."""
_OVERHEARD = 0.5
"""What a word said in the sentence before is worth: notes go on about the same thing."""


@dataclass(frozen=True)
class Passage:
    """One sentence of a persona's notes."""

    sentence: str
    triplet_id: int | None
    before: str = ""
    """The sentence before it in the same note."""


@dataclass(frozen=True)
class Reading:
    passage: Passage | None
    """The best sentence; None when there is nothing to read."""
    probability: float
    """That it answers the question."""
    answered: bool
    """Whether the probability reaches the fitted threshold."""


def passages(notes: Sequence[tuple[int | None, str]]) -> tuple[Passage, ...]:
    """All sentences of (triplet id, text) notes."""
    found: list[Passage] = []
    for triplet_id, text in notes:
        before = ""
        for sentence in sentences(text):
            found.append(Passage(sentence, triplet_id, before))
            before = sentence
    return tuple(found)


def related(word: Word, sentence: str) -> float:
    return relation(word, sense(sentence)) if sentence else 0.0


def coverage(query: Sequence[Word], sentence: str, weights: Sequence[float] | None = None) -> float:
    """Share of the (weighted) words that the sentence expresses, in [0, 1]; 0 for no words."""
    if not query:
        return 0.0
    weights = weights or [1.0] * len(query)
    return sum(w * related(q, sentence) for q, w in zip(query, weights)) / sum(weights)


def resolve(question: Question, notes: Sequence[Passage]) -> tuple[Question, str]:
    """Settles what is asked, once the persona is known: (question with its ask complete, the cue's sentence).

    A cue may run into the ask without a mark: "what does the man who sails do for work". The
    persona's own notes tell where it ends: behind the last word of the cue that one sentence says.
    """
    cue = [w for w in question.cue if w.content and w.stem not in GENERIC]
    if not cue or not notes:
        return question, ""
    best = max(notes, key=lambda p: coverage(cue, p.sentence))
    if not question.open_cue:
        return question, best.sentence
    said = [i for i, w in enumerate(question.cue) if w.content and related(w, best.sentence) >= _MATCHED]
    rest = question.cue[(said[-1] + 1 if said else 0) :]
    ask = " ".join([w.surface for w in question.ask] + ["they"] + [w.surface for w in rest])
    return asking(ask, question.text, question.cue[: len(question.cue) - len(rest)]), best.sentence


def _has_type(question: Question, sentence: str) -> float | None:
    """Whether the sentence holds the type of answer the question word wants; None when any will do."""
    tokens, found = words(sentence), sense(sentence).members
    if question.wh == "where":
        place = bool(found & {"venue", "city", "school"}) or any(t.name_like for t in tokens)
        return float(place or any(t.lower in ("in", "at", "near", "outside", "behind", "from", "on") for t in tokens))
    if question.wh == "when":
        return float(bool(found & {"date", "daytime"}) or any(t.surface[0].isdigit() for t in tokens))
    if question.wh == "how many":
        return float("number" in found or any(t.surface[0].isdigit() for t in tokens))
    if question.wh == "who":
        return float(bool(found & {"relative", "companion", "occupation"}) or any(t.name_like for t in tokens))
    if question.wh == "why":
        return float(any(t.lower in ("because", "since", "as", "after", "over", "about", "so", "for") for t in tokens))
    return None


def features(question: Question, notes: Sequence[Passage], cue_sentence: str = "") -> np.ndarray:
    """Shape (len(notes), len(FEATURES)): one row per sentence."""
    seen = Counter(stem for p in notes for stem in sense(p.sentence).stems)
    weight = [1.0 / (1.0 + math.log1p(seen.get(a.stem, 0))) * (1.5 if a.name_like else 1.0) for a in question.anchors]
    rows = []
    for p in notes:
        tokens = words(p.sentence)
        strengths = [stated(frame_of(name), tokens) for name, _ in question.frames]
        frame = strengths[0] if strengths else 0.0
        second = max(strengths[1:], default=0.0)
        relations = [related(a, p.sentence) for a in question.anchors]
        here = coverage(question.anchors, p.sentence, weight)
        before = _OVERHEARD * coverage(question.anchors, p.before, weight)
        exact = float(np.mean([r == 1.0 for r in relations])) if relations else 0.0
        kind = _has_type(question, p.sentence)
        has_frame, has_anchors = bool(strengths), bool(question.anchors)
        rows.append(
            (
                1.0,
                float(not has_frame),
                float(frame == 1.0),
                float(second == 1.0),
                float(frame not in (0.0, 1.0)),
                here,
                exact,
                float(has_anchors) * min((1.0 - r for r in relations), default=0.0),
                float(frame == 1.0) * here,
                here * float(not has_frame),
                float(frame == 1.0) * float(not has_anchors),
                0.0 if kind is None else kind,
                0.0 if kind is None else 1.0 - kind,
                max(0.0, before - here),
                float(p.sentence == cue_sentence),
                float(len(tokens) < 4),
                float(p.sentence.rstrip().endswith("?")),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(len(notes), len(FEATURES))


@dataclass(frozen=True)
class Fitted:
    weights: np.ndarray
    threshold: float


@lru_cache(maxsize=1)
def fitted() -> Fitted:
    with open(Path(__file__).with_name("reading.json"), encoding="utf-8") as file:
        source = json.load(file)
    return Fitted(np.array([source["weights"][name] for name in FEATURES]), source["threshold"])


def read(text: str, notes: Sequence[tuple[int | None, str]]) -> Reading:
    """Reads one persona's notes for the answer to the question `text`."""
    found = passages(notes)
    if not found:
        return Reading(None, 0.0, False)
    question, cue_sentence = resolve(parse(text), found)
    model = fitted()
    posterior, _ = choice.probabilities(features(question, found, cue_sentence) @ model.weights)
    best = int(np.argmax(posterior))
    probability = float(posterior.sum())
    return Reading(found[best], probability, probability >= model.threshold)

"""Which stored sentence answers a question, or that none does.

Every sentence of the persona's notes is weighed by a handful of features: does it state the
attribute that is asked, is it about the anchors, does it hold the type of answer the question word
wants. A fitted choice over the sentences *and* "never noted" (`choice`) turns them into
probabilities; below the fitted threshold the reader abstains. Weights and threshold are in
`reading.json`, made by `python -m persona_assistant.fitting.reading`.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from persona_assistant import choice
from persona_assistant.language.clauses import GENERIC, spoken
from persona_assistant.language.frames import HINTED, STATED, stated
from persona_assistant.language.lexicon import is_member, relation, sense
from persona_assistant.language.question import (
    Question,
    asking,
    conjuncts,
    frame_of,
    frames_asked,
    narrows,
    parse,
)
from persona_assistant.language.words import Word, sentences, words

FEATURES = (
    "bias",
    "no_frame",
    "stated",
    "partly",
    "hinted",
    "second",
    "anchors",
    "anchors_exact",
    "anchors_missing",
    "stated_anchors",
    "stated_no_anchors",
    "unstated_anchors",
    "type",
    "type_missing",
    "context",
    "cue",
    "short",
    "is_question",
    "narrow",
    "quoted",
    "mine",
    "unnamed",
    "other_mood",
    "unsaid",
    "nowhere",
)

STATED_COLUMN = FEATURES.index("stated")
_QUOTES = '"“”«»'
_MATCHED = 0.5
"""A cue word counts as said by a sentence from this relation on."""
_SAID = 0.6
"""What it costs to take a word into the ask that the cue's sentence says."""
_SCENERY = 0.5
"""What a word that only sets the scene counts beside what is asked."""
_ABOUT = frozenset(("said", "mood_reason"))
"""Attributes that are always of something: where a question names it, its answer must."""
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
    """Settles what is asked, once the persona is known: (question with its ask complete, the cue's
    sentence).

    A cue may run into the ask without a mark: "what does the man who sails do for work". The
    persona's own notes tell where it ends: behind the last word of the cue that one sentence says.
    """
    cue = [w for w in question.cue if w.content and w.stem not in GENERIC]
    if not cue or not notes:
        return question, ""
    # Words next to the person describe them more surely than those further on, which may already be
    # the ask.
    nearness = [1.0 / (1.0 + 0.4 * i) for i in range(len(cue))]
    best = max(notes, key=lambda p: coverage(cue, p.sentence, nearness))
    if not question.open_cue:
        return question, best.sentence
    end = _ask_starts(question, best.sentence)
    ask = f"{spoken(question.ask)} they {spoken(question.cue[end:])}"
    return asking(ask, question.text, question.cue[:end]), best.sentence


def _ask_starts(question: Question, cue_sentence: str) -> int:
    """Where in an open cue the ask goes on: where the words behind name an attribute best, while
    words that the person's own sentence says are left to the cue."""
    said = [w.content and related(w, cue_sentence) >= _MATCHED for w in question.cue]
    best, start = 0.0, len(question.cue)
    for at in range(len(question.cue), 0, -1):
        asked = frames_asked(words(f"{spoken(question.ask)} they {spoken(question.cue[at:])}"))
        worth = (asked[0].specificity if asked else 0.0) - _SAID * sum(said[at:])
        if worth > best + 1e-9:
            best, start = worth, at
    if best == 0.0:
        last = max((i for i, s in enumerate(said) if s), default=len(said) - 1)
        return last + 1
    return start


def _has_type(question: Question, sentence: str) -> float | None:
    """Whether the sentence holds the type of answer the question word wants; None when any will
    do."""
    tokens, found = words(sentence), sense(sentence).members
    if question.wh == "where":
        place = bool(found & {"venue", "city", "school"}) or any(t.name_like for t in tokens)
        return float(
            place
            or any(
                t.lower in ("in", "at", "near", "outside", "behind", "from", "on") for t in tokens
            )
        )
    if question.wh == "when":
        return float(
            bool(found & {"date", "daytime"}) or any(t.surface[0].isdigit() for t in tokens)
        )
    if question.wh == "how many":
        return float("number" in found or any(t.surface[0].isdigit() for t in tokens))
    if question.wh == "who":
        return float(
            bool(found & {"relative", "companion", "occupation"})
            or any(t.name_like for t in tokens)
        )
    if question.wh == "why":
        return float(
            any(
                t.lower in ("because", "since", "as", "after", "over", "about", "so", "for")
                for t in tokens
            )
        )
    return None


def _stated(name: str, tokens: tuple[Word, ...], quoted: bool) -> float:
    frame = frame_of(name)
    # What stands in quotation marks was said, whatever it says.
    said = 0.0 if not quoted or frame.group != "dialogue" else STATED if frame.weak else HINTED
    return max(stated(frame, tokens), said)


def features(
    question: Question, notes: Sequence[Passage], cue_sentence: str = ""
) -> NDArray[np.float64]:
    """Shape (len(notes), len(FEATURES)): one row per sentence."""
    seen = Counter(stem for p in notes for stem in sense(p.sentence).stems)
    weight = [
        1.0
        / (1.0 + math.log1p(seen.get(a.stem, 0)))
        * (1.5 if a.name_like else 1.0)
        * (_SCENERY if a in question.circumstances else 1.0)
        for a in question.anchors
    ]
    groups = conjuncts(question.asked)
    dialogue = any(frame_of(a.frame).group == "dialogue" for a in question.asked[:2])
    wants_name = not question.asks_who and any(w.stem in ("name", "call") for w in question.ask)
    narrow = [a for a in question.anchors if narrows(a) and a not in question.circumstances]
    moods = [a for a in narrow if is_member(a.stem, "emotion")]
    core = [a for a in question.anchors if a not in question.circumstances]
    topical = bool(core) and any(name in _ABOUT for names in groups for name in names)
    said = bool(question.asked) and question.asked[0].frame == "said"
    rows = []
    for p in notes:
        tokens = words(p.sentence)
        quoted = any(mark in p.sentence for mark in _QUOTES)
        strengths = [[_stated(name, tokens, quoted) for name in names] for names in groups]
        if topical and all(
            max(related(a, p.sentence), related(a, p.before)) < _MATCHED for a in core
        ):
            # What was said *about the war* is not stated where the war is not spoken of.
            strengths = [
                [min(s, HINTED) if name in _ABOUT else s for name, s in zip(names, found)]
                for names, found in zip(groups, strengths)
            ]
        first = [g[0] for g in strengths]
        whole = min(first, default=0.0)
        partly = max(first, default=0.0)
        second = max((s for g in strengths for s in g[1:]), default=0.0)
        relations = [related(a, p.sentence) for a in question.anchors]
        here = coverage(question.anchors, p.sentence, weight)
        before = _OVERHEARD * coverage(question.anchors, p.before, weight)
        kind = _has_type(question, p.sentence)
        has_frame, has_anchors = bool(groups), bool(question.anchors)
        rows.append(
            (
                1.0,
                float(not has_frame),
                float(whole == 1.0),
                float(partly == 1.0 and whole < 1.0),
                float(partly == HINTED),
                float(second == 1.0),
                here,
                float(np.mean([r == 1.0 for r in relations])) if relations else 0.0,
                float(has_anchors) * (1.0 - max(relations, default=0.0)),
                float(whole == 1.0) * here,
                float(whole == 1.0) * float(not has_anchors),
                here * float(partly == 0.0),
                0.0 if kind is None else kind,
                0.0 if kind is None else 1.0 - kind,
                max(0.0, before - here),
                float(p.sentence == cue_sentence),
                float(len(tokens) < 4),
                float(p.sentence.rstrip().endswith("?")),
                max((1.0 - related(a, p.sentence) for a in narrow), default=0.0),
                float(dialogue and quoted),
                float(p.sentence.startswith(("Me:", "I:"))),
                float(wants_name and not any(t.name_like for t in tokens)),
                max((1.0 - related(a, p.sentence) for a in moods), default=0.0),
                float(said) * (1.0 - max((related(a, p.sentence) for a in core), default=1.0)),
                0.0,
            )
        )
    table = np.array(rows, dtype=np.float64).reshape(len(notes), len(FEATURES))
    table[:, -1] = bool(groups) and not table[:, [STATED_COLUMN, STATED_COLUMN + 1]].any()
    return table


def best_of(utilities: NDArray[np.float64]) -> tuple[int, float]:
    """The best sentence and its probability against "never noted", the other sentences left aside:
    many that answer a little do not make one that answers."""
    posterior, none = choice.probabilities(utilities)
    best = int(np.argmax(posterior))
    return best, float(posterior[best] / (posterior[best] + none))


def _unnamed(text: str, name: str | None) -> str:
    """The question with the person's own name out of it: every note is about them."""
    parts = [name, *name.split()] if name else []
    for part in parts:
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", "they", text)
    return text


@dataclass(frozen=True)
class ReadingModel:
    """The fitted weights of FEATURES, and the probability from which a sentence answers."""

    weights: NDArray[np.float64]
    threshold: float


@lru_cache(maxsize=1)
def reading_model() -> ReadingModel:
    with open(Path(__file__).with_name("reading.json"), encoding="utf-8") as file:
        source = json.load(file)
    return ReadingModel(
        np.array([source["weights"][name] for name in FEATURES]), source["threshold"]
    )


def settled(
    text: str, notes: Sequence[tuple[int | None, str]], name: str | None = None
) -> Question:
    """What is asked, as one persona's notes settle it; `name` as in `read`."""
    return resolve(parse(_unnamed(text, name)), passages(notes))[0]


def read(text: str, notes: Sequence[tuple[int | None, str]], name: str | None = None) -> Reading:
    """Reads one persona's notes for the answer to the question `text`; `name` is who the notes are
    about."""
    found = passages(notes)
    if not found:
        return Reading(None, 0.0, False)
    question, cue_sentence = resolve(parse(_unnamed(text, name)), found)
    model = reading_model()
    best, probability = best_of(features(question, found, cue_sentence) @ model.weights)
    return Reading(found[best], probability, probability >= model.threshold)

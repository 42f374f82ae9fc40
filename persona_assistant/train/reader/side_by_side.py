"""Questions on sentences that are laid side by side, as the reader compares the likeliest ones.

Made of the corpus: the sentence that answers, some others of its note, and one of another person's
note under this person's name. What is not stated in a note is not stated in some of its sentences.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from persona_assistant.language.words import sentences
from persona_assistant.reader.joint import BESIDE, side_by_side
from persona_assistant.train.reader.corpus import Question


def joint_questions(questions: Sequence[Question], count: int, seed: int = 0) -> list[Question]:
    """At most `count` questions of these, each on a passage of a few sentences."""
    chance = random.Random(seed)
    found: list[Question] = []
    for each in chance.sample(list(questions), len(questions)):
        if len(found) >= count:
            break
        made = _beside(each, chance.choice(questions), chance)
        if made is not None:
            found.append(made)
    return found


def _beside(question: Question, foreign: Question, chance: random.Random) -> Question | None:
    """None where an answer goes beyond a sentence, or the note has one sentence alone."""
    places = _places(question.note.text)
    if len(places) < 2 or len(question.answers) > 1:
        return None
    gold = [at for at, (start, end) in enumerate(places) if _within(question, start, end)]
    if question.answers and not gold:
        return None
    others = [at for at in range(len(places)) if at not in gold]
    chosen = gold + chance.sample(others, min(len(others), BESIDE - len(gold)))
    lines = [(question.note.text[slice(*places[at])], question.note) for at in chosen]
    if gold and len(lines) > 1 and foreign.name != question.name:
        told = _places(foreign.note.text)
        if told:
            line = foreign.note.text[slice(*chance.choice(told))]
            lines[-1] = (_renamed(line, foreign.name, question.name), question.note)
    order = chance.sample(range(len(lines)), len(lines))
    passage = side_by_side([lines[at] for at in order])
    spans: tuple[tuple[int, int], ...] = ()
    if gold:
        line_at = passage.starts[order.index(chosen.index(gold[0]))]
        begin = places[gold[0]][0]
        start, end = question.answers[0]
        spans = ((line_at + start - begin, line_at + end - begin),)
    return Question(
        question.text, question.name, passage.note, spans, question.near, question.pointed
    )


def _within(question: Question, start: int, end: int) -> bool:
    return any(start <= first and last <= end for first, last in question.answers)


def _places(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand; none that goes over a line."""
    found, at = [], 0
    for sentence in sentences(text):
        start = text.find(sentence, at)
        if start < 0:
            continue
        at = start + len(sentence)
        if "\n" not in sentence:
            found.append((start, at))
    return found


def _renamed(line: str, former: str, name: str) -> str:
    """A sentence of somebody else's under this person's first name."""
    first = name.split()[0] if name.split() else "She"
    parts = "|".join(re.escape(part) for part in former.split())
    return re.sub(rf"\b(?:{parts})\b", first, line) if parts else line

"""Questions about invented people, in the wordings of calibration: how benchmarks put them.

"What had caused the feelings of the person whose voice this is?" is nobody's way of asking a
friend, but it is Omni-Persona's. The generator's wordings and people of calibration occur in no
other of its sets, the bundled items of the benchmark among them.
"""

from __future__ import annotations

from persona_assistant.pmg import Note
from persona_assistant.train.generator import require_generator
from persona_assistant.train.reader.corpus import Question


def generated_questions(count: int, seed: int = 0) -> list[Question]:
    """Raises EngineMissing without the generator."""
    require_generator()
    from persona_worlds.calibration import text_calibration_set

    found = []
    for item in text_calibration_set(seed, count):
        if item.target is None:
            continue
        text, sentence = item.contexts[item.target], item.gold_sentence
        if sentence is None:
            found.append(Question(item.question, "", Note(text), ()))
        elif text.count(sentence) == 1:
            gold = item.gold if item.gold and text.count(item.gold) == 1 else sentence
            start = text.index(gold)
            span = (start, start + len(gold))
            found.append(Question(item.question, "", Note(text), (span,), pointed=gold != sentence))
    return found

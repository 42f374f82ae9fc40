"""A world of people -> a corpus: so many questions of each task, with labels that nothing gives
away.

A corpus depends on world, kind, seed and number alone. The kinds are in `kinds`, the questions are
asked by `builder`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from persona_worlds.world import World

from persona_assistant.errors import BadInput
from persona_assistant.train.corpus.builder import CorpusBuilder
from persona_assistant.train.corpus.kinds import KINDS
from persona_assistant.train.corpus.own_media import OWN
from persona_assistant.train.corpus.perception import Question
from persona_assistant.train.corpus.records import TASKS, Record, target_text
from persona_assistant.train.corpus.scenes import apportion, shuffled


def build(
    world: World, kind: str, seed: int = 0, n: int | None = None, *, split: str = "train"
) -> list[Record]:
    """`n` records of a kind (KINDS, with its own number) about a split's people, media as paths in
    the world.

    Conversations are written into the world's media folder. Raises BadInput for an unknown kind,
    and for a world that is too small or has nothing to ask; MediaError.
    """
    if kind not in KINDS:
        raise BadInput(f"no kind of corpus is called {kind!r}: take one of {', '.join(KINDS)}")
    count = KINDS[kind].count if n is None else n
    if count < 1:
        raise BadInput(f"a corpus needs at least one record, not {count}")
    rng = np.random.default_rng((*kind.encode(), seed, count))
    maker = CorpusBuilder(world, split, KINDS[kind], rng)
    weights = KINDS[kind].weights
    made = [
        (task, question, about)
        for task, number in zip(weights, apportion(count, tuple(weights.values())), strict=True)
        for question, about in maker.make(task, number)
    ]
    # The place in the file, which ids count, must not tell the task or the label.
    source = OWN if maker.own else "world"
    return [
        _record(f"{kind}-{seed}-{number:05d}", source, *each)
        for number, each in enumerate(shuffled(rng, made))
    ]


def _record(
    id: str, source: str, task: str, question: Question, about: Mapping[str, str]
) -> Record:
    answer = question.answer or target_text(question.label, len(question.contexts))
    return Record(
        id,
        source,
        question.sample,
        task,
        TASKS[task].kind,
        question.contexts,
        question.query,
        question.label,
        answer,
        about,
    )

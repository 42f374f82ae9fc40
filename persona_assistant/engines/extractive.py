"""The engine without a model: it reads the stored sentence back, or abstains.

From the persona it is handed it returns the sentence that states what was asked, word for word, as
the user once wrote it, or as it was heard in one of the persona's clips, and then it says so. It
never composes, so it cannot invent; where nothing answers, it says that. Who the question is about
it does not judge from pictures or voices: that is the router's edge. Given several personas and no
edge, it goes by words alone.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping

from persona_assistant import __version__, abstention
from persona_assistant.language.descriptions import (
    description_words,
    match_descriptions,
    mentioned_names,
)
from persona_assistant.language.question import Question, parse
from persona_assistant.language.reading import read
from persona_assistant.language.third_person import to_third_person
from persona_assistant.pmg import Context, Modality, Outcome
from persona_assistant.prompt import Prompt


class ExtractiveEngine:
    name = "extractive"
    modalities: frozenset[Modality] = frozenset({"text"})
    identity: Mapping[str, str] = {"persona-assistant": __version__}

    def generate(
        self, prompt: Prompt, *, max_tokens: int = 256, cancel: threading.Event | None = None
    ) -> Iterator[str]:
        context = _only(prompt)
        if context is None:
            yield abstention.SENTENCE
            return
        yield from answer(parse(prompt.query.text), context)

    def close(self) -> None:
        pass


def answer(question: Question, context: Context) -> Iterator[str]:
    """The name, when it is asked for; then the sentence that answers, or the abstention."""
    name = context.persona or ""
    if question.asks_who and name:
        if not question.attribute:
            yield f"This is {name}."
            return
        yield f"{name}. "
    told = [
        (clip, said, turned)
        for clip in context.heard
        for said, turned in to_third_person(clip.text, name or "She")
    ]
    known = [(None, text) for text in context.texts] + [
        (number, turned) for number, (_, _, turned) in enumerate(told)
    ]
    reading = read(question.text, known, name or None)
    if not reading.answered or reading.passage is None:
        yield abstention.SENTENCE
    elif reading.passage.triplet_id is None:
        yield reading.passage.sentence
    else:
        clip, said, _ = told[reading.passage.triplet_id]
        yield f'TranscriptSegment in {clip.source or "a clip"}: "{said}"'


def _only(prompt: Prompt) -> Context | None:
    """The persona the prompt is about, or None where that is open."""
    if prompt.edge is not None and prompt.edge.outcome is not Outcome.MATCHED:
        return None
    if len(prompt.contexts) <= 1:
        return prompt.contexts[0] if prompt.contexts else None
    called = mentioned_names(
        prompt.query.text, {i: c.persona for i, c in enumerate(prompt.contexts) if c.persona}
    )
    if len(called) == 1:
        return prompt.contexts[next(iter(called))]
    if called or prompt.query.image or prompt.query.voice:
        return None
    words = description_words(parse(prompt.query.text), with_media=False)
    fits = match_descriptions(
        words, {i: [(i, text) for text in c.texts] for i, c in enumerate(prompt.contexts)}
    )
    ranked = sorted(fits, key=lambda i: fits[i].features[1], reverse=True)
    if not ranked or fits[ranked[0]].features[1] == 0.0:
        return None
    if len(ranked) > 1 and fits[ranked[0]].features == fits[ranked[1]].features:
        return None
    return prompt.contexts[ranked[0]]

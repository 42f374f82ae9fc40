"""The engine without a model: it reads the stored sentence back, or abstains.

From the persona it is handed it returns the sentence that states what was asked, word for word, as
the user once wrote it, or as it was heard in one of the persona's clips, and then it says so. It
never composes, so it cannot invent; where nothing answers, it says that. Who the question is about
it does not judge from pictures or voices: that is the router's edge. Given several personas and no
edge, it goes by words alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from persona_assistant import __version__, abstention
from persona_assistant.engines.base import (
    Capabilities,
    Event,
    Finished,
    GenerateOptions,
    TextPiece,
)
from persona_assistant.language.descriptions import (
    description_words,
    match_descriptions,
    mentioned_names,
)
from persona_assistant.language.question import Question, parse
from persona_assistant.language.reading import read
from persona_assistant.language.third_person import to_third_person
from persona_assistant.pmg import Context, Outcome
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt


class ExtractiveEngine:
    name = "extractive"
    capabilities = Capabilities()
    identity: Mapping[str, str] = {"persona-assistant": __version__}

    def check(self) -> None:
        """Nothing can be missing."""

    def generate(
        self,
        prompt: Prompt,
        *,
        options: GenerateOptions | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Event]:
        """The answer at once. `options` mean nothing here: there is nothing to sample, and a stored
        sentence is never cut. So does `prompt.before`: earlier turns are not read."""
        context = _only(prompt)
        if context is None:
            yield TextPiece(abstention.SENTENCE)
            yield Finished("stop", abstained=True)
            return
        yield from answer(parse(prompt.query.text), context)

    def close(self) -> None:
        """Nothing is held."""


def answer(question: Question, context: Context) -> Iterator[Event]:
    """The name, when it is asked for; then the sentence that answers, or the abstention."""
    name = context.persona or ""
    if question.asks_who and name:
        if not question.attribute:
            yield TextPiece(f"This is {name}.")
            yield Finished("stop", abstained=False)
            return
        yield TextPiece(f"{name}. ")
    quotes = [
        (clip, words, as_note)
        for clip in context.heard
        for words, as_note in to_third_person(clip.text, name or "She")
    ]
    known: list[tuple[int | None, str]] = [(None, text) for text in context.texts]
    known += [(number, as_note) for number, (_, _, as_note) in enumerate(quotes)]
    reading = read(question.text, known, name or None)
    answered = reading.answered and reading.passage is not None
    if reading.passage is None or not answered:
        text = abstention.SENTENCE
    elif reading.passage.triplet_id is None:
        text = reading.passage.sentence
    else:
        clip, words, _ = quotes[reading.passage.triplet_id]
        text = f'Heard in {clip.source or "a clip"}: "{words}"'
    yield TextPiece(text)
    yield Finished("stop", abstained=not answered)


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

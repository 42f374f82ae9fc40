"""The engine without a model: it reads the stored sentence back, or abstains.

From the persona it is handed it returns the sentence that states what was asked, word for word, as
the user once wrote it. Where the question is about what the person said, it may be one that was
heard in a clip of theirs, and then the answer says so. It never composes, so it cannot invent;
where nothing answers, it says that. Who the question is about it does not judge from pictures or
voices: that is the router's edge. Given several personas and no edge, it goes by words alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

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
)
from persona_assistant.language.names import mentioned_names
from persona_assistant.language.question import Question, parse
from persona_assistant.language.reading import read, settled
from persona_assistant.language.spoken import Asked, asked, names_clip
from persona_assistant.language.third_person import to_third_person
from persona_assistant.pmg import Context, Outcome, TranscriptSegment
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
        with_clip = prompt.query.voice is not None
        yield from answer(parse(prompt.query.text), context, with_clip=with_clip)

    def close(self) -> None:
        """Nothing is held."""


def answer(question: Question, context: Context, *, with_clip: bool = False) -> Iterator[Event]:
    """The name, when it is asked for; then the sentence that answers, or the abstention.
    `with_clip` says that the question came with a clip of its own."""
    name = context.persona or ""
    if question.asks_who and name:
        if not question.attribute:
            yield TextPiece(f"This is {name}.")
            yield Finished("stop", abstained=False)
            return
        yield TextPiece(f"{name}. ")
    found = _said(question, context, with_clip) or _noted(question, context)
    yield TextPiece(found or abstention.SENTENCE)
    yield Finished("stop", abstained=found is None)


def _noted(question: Question, context: Context) -> str | None:
    """The sentence of the notes that answers."""
    notes = [(None, text) for text in context.texts]
    reading = read(question.text, notes, context.persona or None)
    return reading.passage.sentence if reading.answered and reading.passage else None


def _said(question: Question, context: Context, with_clip: bool) -> str | None:
    """The answer of what was heard and noted together, where the question is about what was said;
    where it is put to a clip, what was heard comes first."""
    name, notes = context.persona or "", [(None, text) for text in context.texts]
    if not context.heard:
        return None
    about = settled(question.text, notes, name or None)
    way = asked(about, with_clip=with_clip)
    if way is None:
        return None
    quotes = list(_quotes(context.heard, way, name or "She"))
    heard = [(number, as_note) for number, (_, _, as_note) in enumerate(quotes)]
    in_clip = names_clip(about, with_clip=with_clip)
    for known in ([heard] if in_clip else []) + [[*notes, *heard]]:
        reading = read(question.text, known, name or None)
        if not reading.answered or reading.passage is None:
            continue
        if reading.passage.triplet_id is None:
            return reading.passage.sentence
        clip, words, _ = quotes[reading.passage.triplet_id]
        whole = way is Asked.WORDS and not about.anchors
        return f'Heard in {clip.source or "a clip"}: "{clip.text if whole else words}"'
    return None


def _quotes(
    heard: Sequence[TranscriptSegment], way: Asked, name: str
) -> Iterator[tuple[TranscriptSegment, str, str]]:
    """(clip, sentence, the sentence as it is read) of everything heard."""
    for clip in heard:
        for words, as_note in to_third_person(clip.text, name):
            if way is Asked.WORDS:
                as_note = f'{name} says: "{words}"'
            elif way is Asked.ACT:
                as_note = words
            yield clip, words, as_note


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

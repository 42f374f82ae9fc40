"""The user's own things in pictures: "This is my new bike", said of a photo, is remembered with it,
and another photo of the bike finds it again.

Pictures are compared by their faces, and each as a whole; what a score is worth says the
calibration by which people are recognised.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace

import numpy as np

from persona_assistant.assistant import recollection
from persona_assistant.assistant.longterm import response
from persona_assistant.assistant.longterm.recent import Recent
from persona_assistant.assistant.mentions import mentioned
from persona_assistant.assistant.services import Services
from persona_assistant.encoders.base import Encoder, Specialist, samples_in
from persona_assistant.engines.base import TextPiece
from persona_assistant.errors import MediaError
from persona_assistant.language.dates import written_out
from persona_assistant.language.shown import pointed_at, shown, what_is_shown
from persona_assistant.language.words import sentences, words
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import Answer, Edge, Evidence, Outcome, Picture, Query
from persona_assistant.progress import CancelToken, Progress
from persona_assistant.samples import Sample

STAGE = "shown"
_SENSES = ("face", "image")
_LEAST = 2.2
"""Log-likelihood ratio from which on two pictures show the same: nine to one."""

Pieces = Generator[Progress | TextPiece, None, Answer]


# --- remembering


def only_shows(text: str) -> bool:
    """Whether every sentence says what of the user's a picture shows, so that nothing is asked."""
    every = sentences(text)
    return bool(every) and all(map(what_is_shown, every))


def update(services: Services) -> tuple[Memory, ...]:
    """Looks at the turns with a picture that came since the last time."""
    store = services.store
    turns = store.conversations.said_since(store.memory_stages.reached(STAGE))
    sources = store.shown.of_turns([each.id or 0 for each in turns])
    made: list[Memory] = []
    for turn in turns:
        if turn.role == "user" and (source := sources.get(turn.id or 0)) is not None:
            found = [
                Memory(
                    "semantic",
                    sentence,
                    keywords=_keywords(sentence),
                    said=turn.created,
                    origin="photo",
                    source=source,
                    turns=(turn.id or 0,),
                    about=tuple(sorted({*turn.about, *mentioned(services, sentence)})),
                )
                for sentence in shown(turn.text)
            ]
            made += store.memory_stages.settle(STAGE, turn.id or 0, found)
    if turns:
        made += store.memory_stages.settle(STAGE, turns[-1].id or 0)
    if made:
        _look(services)
    return tuple(made)


def _keywords(sentence: str) -> str:
    telling = [each.lower for each in words(sentence) if each.content and each.lower.isalnum()]
    return " ".join(dict.fromkeys(telling))


def _look(services: Services) -> Mapping[str, Mapping[int, tuple[Sample, ...]]]:
    """By sense, what its encoder sees in each picture of a memory; what is new is looked at."""
    store = services.store
    pictures = store.shown.of_memories()
    found: dict[str, Mapping[int, tuple[Sample, ...]]] = {}
    for sense, encoder in _encoders(services):
        seen = dict(store.shown.seen(encoder.id))
        for attachment in pictures.keys() - seen.keys():
            picture = store.shown.picture(attachment)
            if picture is not None:
                seen[attachment] = _samples(encoder, picture)
                store.shown.keep(attachment, encoder.id, seen[attachment])
        found[sense] = {each: seen[each] for each in pictures if each in seen}
    return found


def _encoders(services: Services) -> Iterator[tuple[str, Encoder]]:
    for sense in _SENSES:
        if sense in services.encoders:
            yield sense, services.encoders[sense]


def _samples(encoder: Encoder, picture: Picture) -> tuple[Sample, ...]:
    try:
        return tuple(samples_in(encoder, picture))
    except MediaError:  # there is nothing in it
        return ()


# --- finding again


def similar(services: Services, picture: Picture) -> tuple[Memory, ...]:
    """The memories whose picture shows the same as this one, the surest first."""
    store = services.store
    pictures = store.shown.of_memories()
    if not pictures:
        return ()
    seen = _look(services)
    best: dict[int, float] = {}
    for sense, encoder in _encoders(services):
        evidence = services.calibration.evidence(sense, encoder)
        if isinstance(encoder, Specialist) and not _knows(encoder, picture):
            evidence = evidence.of_nearly_the_same
        for own in _samples(encoder, picture):
            for attachment, others in seen[sense].items():
                if others:
                    scores = np.stack([each.vector for each in others]) @ own.vector
                    ratio = float(evidence.llr(scores, own.quality).max())
                    memory = pictures[attachment]
                    best[memory] = max(ratio, best.get(memory, ratio))
    surest = sorted((each for each in best if best[each] >= _LEAST), key=lambda each: -best[each])
    return tuple(store.memories.get(each) for each in surest)


def _knows(encoder: Specialist, picture: Picture) -> bool:
    try:
        return encoder.knows(picture)
    except MediaError:
        return False


def told(services: Services, query: Query) -> Answer | None:
    """The answer to a question about the user's past that points at a thing in its picture: "When
    did I buy this?"; None for any other."""
    if query.image is None or not recollection.asks_of_the_past(query.text):
        return None
    for memory in _like(services, query):
        what = what_is_shown(memory.text)
        asked = pointed_at(query.text, what) if what else query.text
        if asked != query.text and (answer := recollection.answer(services, asked)) is not None:
            text = f"{answer.text} {_looks(memory)}."
            return replace(answer, text=text, evidence=(_picture(memory), *answer.evidence))
    return None


def or_shown(
    services: Services, query: Query, asked: Pieces, before: Recent, cancel: CancelToken | None
) -> Pieces:
    """The answer of `asked`; where nobody known is in the picture, what was said of such a
    picture."""
    started = time.perf_counter()
    found = _like(services, query)
    if not found:
        return (yield from asked)
    held: list[TextPiece] = []
    while True:
        try:
            event = next(asked)
        except StopIteration as ended:
            answer: Answer = ended.value
            break
        if isinstance(event, TextPiece):
            held.append(event)
        else:
            yield event
    if answer.edge.outcome is not Outcome.UNKNOWN or not answer.abstained:
        yield from held
        return answer
    if (thought := (yield from _thought(services, query, found[0], before, cancel))) is not None:
        return thought
    said = _said_of(found[0], started)
    yield TextPiece(said.text)
    return said


def _thought(
    services: Services, query: Query, memory: Memory, before: Recent, cancel: CancelToken | None
) -> Generator[Progress | TextPiece, None, Answer | None]:
    """What a language model answers to the question with the thing in words instead of its
    picture; None without one, and where the question is about something else."""
    what = what_is_shown(memory.text)
    asked = pointed_at(query.text, what) if what else query.text
    if asked == query.text:
        return None
    answer = yield from response.answer(services, Query(asked), before, cancel)
    if answer is None or answer.abstained:
        return None
    ending = f" {_looks(memory)}."
    yield TextPiece(ending)
    evidence = (_picture(memory), *answer.evidence)
    return replace(answer, text=answer.text + ending, evidence=evidence)


def _like(services: Services, query: Query) -> tuple[Memory, ...]:
    if query.image is None or services.options.route != "assistant" or not services.has_store:
        return ()
    return similar(services, query.image)


def _said_of(memory: Memory, started: float) -> Answer:
    text = f'{_looks(memory)}, of which you said on {written_out(_day(memory))}: "{memory.text}"'
    evidence = (_picture(memory), Evidence("text", "you", memory.text, None, _day(memory)))
    seconds = time.perf_counter() - started
    timings = {"decide": seconds, "generate": 0.0}
    short = what_is_shown(memory.text) or memory.text
    edge = Edge(Outcome.UNKNOWN, (), 1.0)
    return Answer(text, edge, False, None, evidence, seconds, timings, short=short)


def _looks(memory: Memory) -> str:
    return f"That looks like {memory.source or 'a picture that you showed'}"


def _picture(memory: Memory) -> Evidence:
    return Evidence("image", "you", memory.source, None, _day(memory))


def _day(memory: Memory) -> datetime.date:
    return datetime.datetime.fromisoformat(memory.said).astimezone().date()

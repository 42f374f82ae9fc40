"""Answers of a language model that knows its user: what was told earlier is looked for, and stands
in the prompt beside the people whom the question is about.

A question that speaks of the user is thought about first (see `steps`), unless the settings say
otherwise; any other is answered with what it finds itself. A question about nobody but the user is
answered from memories and recent turns alone. Without memories nothing of this happens.
"""

from __future__ import annotations

import datetime
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from persona_assistant.assistant import recollection
from persona_assistant.assistant.longterm import impressions
from persona_assistant.assistant.longterm.recent import Recent
from persona_assistant.assistant.longterm.steps import Found, Looking, found_by
from persona_assistant.assistant.prompt_memories import (
    Remembered,
    day_said,
    remembered,
    remembers,
)
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.takeable import Asking, ended_early, pieces
from persona_assistant.engines.base import (
    Engine,
    Finished,
    GenerateOptions,
    TextPiece,
    Usage,
)
from persona_assistant.language.of_the_user import may_be_of_the_user, speaks_of_the_user
from persona_assistant.language.statements import period
from persona_assistant.language.words import words
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import AbstentionReason, Answer, Edge, Evidence, Outcome, Query
from persona_assistant.progress import CancelToken, Progress
from persona_assistant.prompt import OF_THE_USER, Prompt, Wording, build_prompt

_QUOTED = 4
"""Memories that an answer is said to stand on, at most."""


@dataclass(frozen=True, slots=True)
class Told:
    """A prompt with what was found for it."""

    prompt: Prompt
    memories: tuple[Memory, ...] = ()
    notices: tuple[str, ...] = ()
    usages: tuple[Usage, ...] = ()
    """Of the steps before the answer."""
    found: int = 0
    """How many memories were found, core ones not among them."""

    def tokens(self, finished: Finished) -> dict[str, int]:
        """Of all prompts together, with the answer's; only what the engine counts."""
        usages = [*self.usages, *([finished.usage] if finished.usage else [])]
        counts = {
            "prompt": [each.tokens for each in usages],
            "computed": [each.computed for each in usages],
            "answer": [each.answer_tokens for each in usages],
        }
        known = {name: [n for n in each if n is not None] for name, each in counts.items()}
        return {name: sum(each) for name, each in known.items() if each}


def told(
    services: Services,
    prompt: Prompt,
    engine: Engine,
    before: Recent,
    cancel: CancelToken | None = None,
) -> Generator[Progress, None, Told]:
    """The prompt with what the user is like and the memories that it needs; unchanged for what is
    no language model. Raises EngineError."""
    if engine.capabilities.window is None:
        return Told(prompt)
    prompt, unfitting = impressions.told(services, prompt, engine)
    if not remembers(services):
        return Told(prompt, notices=unfitting)
    today = datetime.date.today()
    question = prompt.query.text

    def search(looking: Looking, shown: Sequence[Memory]) -> Sequence[Memory]:
        known = {each.id for each in shown}
        return recollection.retrieve(
            services,
            looking.words,
            today,
            since=looking.since,
            until=looking.until,
            leave_out=lambda memory: memory.id in known or before.holds(memory),
        )

    def prompt_of(found: Found[Memory]) -> Remembered:
        return remembered(services, prompt, engine, found.items, today, found.latest)

    found = yield from found_by(
        engine,
        Looking(" ".join([question, *_names(prompt, today)])),
        search,
        lambda so_far: prompt_of(so_far).prompt,
        think=services.options.reasoning and speaks_of_the_user(question),
        cancel=cancel,
    )
    last = prompt_of(found)
    notices = (*unfitting, *last.notices)
    return Told(last.prompt, last.memories, notices, tuple(found.usages), len(found.items))


def answer(
    services: Services, query: Query, before: Recent, cancel: CancelToken | None = None
) -> Generator[Progress | TextPiece, None, Answer | None]:
    """The answer to a question that may be about the user; None for any other, where nothing is
    remembered that it could stand on, and without a language model. Raises EngineError."""
    engine = services.engine
    shown = query.image is not None or query.voice is not None
    if shown or services.options.route != "assistant" or engine.capabilities.window is None:
        return None
    of_the_user = may_be_of_the_user(query.text) or recollection.asks_of_the_past(query.text)
    if not of_the_user or not services.has_store or not remembers(services):
        return None
    started = time.perf_counter()
    wording = services.options.wording or Wording()
    prompt = build_prompt(
        query, (), wording=replace(wording, instructions=OF_THE_USER), before=before.turns
    )
    known = yield from told(services, prompt, engine, before, cancel)
    if not known.found and not speaks_of_the_user(query.text):
        return None
    if not known.memories and not before.turns:
        return None
    decided = time.perf_counter()
    yield Progress("answering", 0, seconds=decided - started)
    options = GenerateOptions(max_tokens=services.options.max_tokens)
    asking = Asking(engine, known.prompt)
    generation = yield from pieces(asking.events(options, cancel))
    finished, ended = generation.finished, time.perf_counter()
    return Answer(
        text=generation.text.strip(),
        edge=Edge(Outcome.UNKNOWN, (), 1.0),
        abstained=finished.abstained,
        reason=AbstentionReason.ABSENT_ATTRIBUTE if finished.abstained else None,
        evidence=() if finished.abstained else _evidence(known.memories, generation.text),
        seconds=ended - started,
        timings={"decide": decided - started, "generate": ended - decided},
        notices=(*asking.notices, *known.notices, *ended_early(generation)),
        tokens=known.tokens(finished),
    )


def _names(prompt: Prompt, today: datetime.date) -> list[str]:
    """Of those whom a picture, a voice or "she" means: what was told of them names them. A name
    that is a time as well ("May") is none of them."""
    names = [each.persona for each in prompt.contexts if each.persona]
    said = prompt.query.text
    return [each for each in names if each not in said and period(each, today) is None]


def _evidence(memories: Sequence[Memory], text: str) -> tuple[Evidence, ...]:
    """The memories whose words an answer has, most of them first."""
    said = {each.stem for each in words(text) if each.content}
    shared = {
        each.id: len(said & {word.stem for word in words(each.text) if word.content})
        for each in memories
    }
    best = sorted(memories, key=lambda each: -shared[each.id])[:_QUOTED]
    return tuple(
        Evidence("text", "you", each.text, None, day_said(each)) for each in best if shared[each.id]
    )

"""Asking an engine within a system, with an account of what it cost."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence

from persona_assistant import abstention
from persona_assistant.assistant.token_estimate import text_tokens
from persona_assistant.bench.longterm.systems import SystemAnswer
from persona_assistant.engines.base import (
    Engine,
    Finished,
    GenerateOptions,
    TextPiece,
    counting,
)
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt

ABSTAIN = (
    "If the messages do not hold what is asked, or speak of somebody else, reply exactly: "
    f'"{abstention.SENTENCE}"'
)
"""This project's own wording, as all prompts of these systems."""
CHOOSE = "Reply with the letter of one option in brackets, such as (a), and nothing else."


def question_text(question: str, choices: Mapping[str, str], instruction: str) -> str:
    """The question as a language model gets it: its options, then how to answer."""
    options = "".join(f"\n({letter}) {text}" for letter, text in choices.items())
    how = instruction or (CHOOSE if choices else ABSTAIN)
    return f"{question}{options}\n{how}"


def ask_engine(
    engine: Engine,
    prompt: Prompt,
    *,
    max_tokens: int,
    begun: float,
    evidence: Sequence[str] = (),
    cancel: CancelToken | None = None,
) -> SystemAnswer:
    """`begun`: when the question was asked, on `time.perf_counter`. Raises EngineError."""
    pieces: list[str] = []
    first: float | None = None
    finished: Finished | None = None
    options = GenerateOptions(max_tokens=max_tokens)
    for event in engine.generate(prompt, options=options, cancel=cancel):
        if isinstance(event, TextPiece):
            if first is None:
                first = time.perf_counter() - begun
            pieces.append(event.text)
        else:
            finished = event
    text = "".join(pieces).strip()
    usage = finished.usage if finished else None
    tokens = usage.tokens if usage else None
    if engine.capabilities.window is None:
        tokens = 0
    return SystemAnswer(
        text,
        abstained=finished is not None and finished.abstained,
        prompt_tokens=tokens,
        seconds=time.perf_counter() - begun,
        evidence=tuple(evidence),
        first_token_seconds=first,
        tokens=usage.answer_tokens if usage else None,
    )


def tokens_of(engine: Engine, prompt: Prompt) -> int:
    """Of a prompt of text: counted where the engine can, else estimated, rather too many."""
    if (counter := counting(engine)) is not None:
        return counter.count_tokens(prompt)
    return sum(text_tokens(part) for part in prompt.all_parts if isinstance(part, str))

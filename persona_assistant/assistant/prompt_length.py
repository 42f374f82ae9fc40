"""How many tokens a prompt takes: counted where the engine has a tokenizer, else estimated."""

from __future__ import annotations

from dataclasses import dataclass

from persona_assistant.assistant.takeable import takeable
from persona_assistant.assistant.token_estimate import TURN_TOKENS, media_tokens, text_tokens
from persona_assistant.engines.base import Engine, counting
from persona_assistant.prompt import Prompt


@dataclass(frozen=True, slots=True)
class Length:
    tokens: int
    ratio: float
    """Tokens that one of the estimate's tokens stands for, for texts like these; 1 where that is
    not known, and never less."""


def length_of(prompt: Prompt, engine: Engine) -> Length:
    """Of what the engine can take of a prompt. Raises EngineError."""
    fitting, _ = takeable(prompt, engine)
    parts = fitting.all_parts
    media = media_tokens(parts, engine.capabilities.picture_tokens)
    words = sum(text_tokens(part) for part in parts if isinstance(part, str))
    estimated = words + TURN_TOKENS * (1 + len(fitting.before))
    counter = counting(engine)
    if counter is None:
        return Length(estimated + media, 1.0)
    counted = counter.count_tokens(fitting)
    return Length(counted, max(1.0, (counted - media) / estimated))

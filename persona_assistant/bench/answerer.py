"""Who answers a benchmark item: the product as a whole, or a model on its own.

An answerer gets a prompt with all the personas of an item in it. The route "model" is here: the
prompt goes to the engine as it is, and the engine has to find out itself whom the question is
about. The route "assistant" is in `assistant_route`: the product decides that.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Protocol

from persona_assistant.bench.suite import Reply
from persona_assistant.engines.base import MAX_TOKENS, Engine, GenerateOptions, Usage, collect
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt

__all__ = ["MAX_TOKENS", "SPEECH_NOTE", "Answerer", "ModelRoute", "OverEngine", "Reply", "reply_of"]

SPEECH_NOTE = (
    "T2Any: what was said is only in the clips, and this engine does not hear speech; "
    "its scores there say what can be had without listening."
)


class Answerer(Protocol):
    @property
    def name(self) -> str:
        """The route: "assistant" or "model"."""
        ...

    @property
    def engine(self) -> str:
        """The engine's name."""
        ...

    @property
    def identity(self) -> Mapping[str, str]:
        """Of the engine, what can change an answer. Asking may reach for a server: raises
        EndpointError."""
        ...

    @property
    def max_tokens(self) -> int:
        """New tokens of an answer, at most."""
        ...

    @property
    def settings(self) -> Mapping[str, str]:
        """Whatever else can change an answer, such as encoder ids and thresholds. Recorded, and
        answers are reused only under equal settings."""
        ...

    def check(self) -> None:
        """Raise the error that would stop the first answer, before any item is worked on."""
        ...

    def answer(self, prompt: Prompt, cancel: CancelToken | None = None) -> Reply:
        """Answer one item. Several threads may ask at once. Once `cancel` is set the answer ends
        early and is not worth keeping. Raises PersonaAssistantError."""
        ...


class OverEngine:
    """What every route does with its engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> str:
        return self._engine.name

    @property
    def identity(self) -> Mapping[str, str]:
        return self._engine.identity

    def check(self) -> None:
        """Ask a remote engine whether it is there; a local one has loaded its model by now."""
        self._engine.check()


class ModelRoute(OverEngine):
    """The prompt, straight to the engine."""

    name = "model"
    settings: Mapping[str, str] = {}

    def __init__(self, engine: Engine, *, max_tokens: int = MAX_TOKENS) -> None:
        super().__init__(engine)
        self.max_tokens = max_tokens
        self._options = GenerateOptions(max_tokens=max_tokens)

    def answer(self, prompt: Prompt, cancel: CancelToken | None = None) -> Reply:
        start = time.perf_counter()
        generation = collect(self._engine.generate(prompt, options=self._options, cancel=cancel))
        return reply_of(
            generation.text.strip(), time.perf_counter() - start, generation.finished.usage
        )


def reply_of(
    text: str,
    seconds: float,
    usage: Usage | None,
    *,
    routed: int | None = None,
    outcome: str | None = None,
) -> Reply:
    """A reply with the engine's count of tokens, where it counted."""
    return Reply(
        text,
        routed=routed,
        outcome=outcome,
        seconds=seconds,
        tokens=usage.answer_tokens if usage else None,
        prompt_tokens=usage.tokens if usage else None,
        computed_tokens=usage.computed if usage else None,
    )

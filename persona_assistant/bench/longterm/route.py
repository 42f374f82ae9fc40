"""A system of long-term memory as an answerer of the harness.

Taking in a history costs far more than a question, so a system keeps it for the next question about
it. A history that goes on where the one before stopped is taken in from there; any other begins
anew. What a system has taken in therefore never depends on which questions were asked before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from persona_assistant.bench.answerer import OverEngine
from persona_assistant.bench.longterm.items import HistoryPrompt
from persona_assistant.bench.longterm.systems import History, MemorySystem
from persona_assistant.bench.suite import Reply
from persona_assistant.engines.base import Engine
from persona_assistant.errors import BadInput
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt


@dataclass(slots=True, eq=False)
class _Ready:
    """A system and what it has taken in."""

    system: MemorySystem
    whose: tuple[str, str, str] | None = None
    taken: list[str] = field(default_factory=list)
    """Fingerprints of its sessions."""

    def continues(self, history: History) -> bool:
        sessions = [session.fingerprint for session in history.sessions[: len(self.taken)]]
        return self.whose == _whose(history) and sessions == self.taken

    def take_in(self, history: History) -> None:
        if not self.continues(history):
            self.whose, self.taken = None, []
            self.system.begin(history.user, history.other, profile=history.profile)
        for session in history.sessions[len(self.taken) :]:
            self.whose = None  # while it is half taken in, nothing may go on from here
            self.system.take_in(session)
            self.taken.append(session.fingerprint)
        self.whose = _whose(history)


class SystemRoute(OverEngine):
    """See the module's idea. `name` is the system's."""

    def __init__(
        self,
        name: str,
        engine: Engine,
        make: Callable[[], MemorySystem],
        settings: Mapping[str, str],
        max_tokens: int,
        *,
        needs_model: bool = False,
    ) -> None:
        super().__init__(engine)
        self.name, self.settings, self.max_tokens = name, settings, max_tokens
        self._make, self._needs_model = make, needs_model
        self._idle: list[_Ready] = []
        """The one that was used last stands last."""
        self._lock = threading.Lock()

    def check(self) -> None:
        """Raises BadInput for a system that needs a language model where there is none."""
        if self._needs_model and self._engine.capabilities.window is None:
            raise BadInput(
                f"the system {self.name} hands the history to a language model, and the engine "
                f"{self.engine} is none: choose the engine llama or endpoint",
                code="bench_system_engine",
            )
        super().check()

    def answer(self, prompt: Prompt, cancel: CancelToken | None = None) -> Reply:
        assert isinstance(prompt, HistoryPrompt)  # only suites of long-term memory have this route
        with self._ready(prompt.history) as system:
            answer = system.ask(
                prompt.query.text,
                prompt.asked_at,
                choices=prompt.choices,
                instruction=prompt.instruction,
                pictures=prompt.pictures,
                cancel=cancel,
            )
        return Reply(
            answer.text,
            said_abstained=answer.abstained,
            seconds=answer.seconds,
            tokens=answer.tokens,
            prompt_tokens=answer.prompt_tokens,
            first_token_seconds=answer.first_token_seconds,
            evidence=list(answer.evidence),
        )

    def close(self) -> None:
        """Close every system that is not in use."""
        with self._lock:
            idle, self._idle = self._idle, []
        for ready in idle:
            ready.system.close()

    @contextmanager
    def _ready(self, history: History) -> Iterator[MemorySystem]:
        """A system that has taken in this history and nothing else, for one question."""
        with self._lock:
            fitting = [each for each in self._idle if each.continues(history)]
            ready = max(fitting, key=lambda each: len(each.taken), default=None)
            if ready is None and self._idle:
                ready = self._idle[0]
            if ready is not None:
                self._idle.remove(ready)
        if ready is None:
            ready = _Ready(self._make())
        try:
            ready.take_in(history)
            yield ready.system
        finally:
            with self._lock:
                self._idle.append(ready)


def _whose(history: History) -> tuple[str, str, str]:
    return history.user, history.other, repr(sorted(history.profile.items()))

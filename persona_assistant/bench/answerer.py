"""Who answers a benchmark item: the product as a whole, or a model on its own.

An answerer gets the question and the raw personas, and an item without its oracle. The route
"assistant" (built where the product is wired) puts the personas into a temporary memory and lets
the product decide whom the question is about; the route "model" is here: all personas go into the
prompt and the engine has to find out itself.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Mapping, Protocol, Sequence

from persona_assistant import abstention
from persona_assistant.bench.records import Item
from persona_assistant.engines.base import Engine
from persona_assistant.pmg import Context, Query
from persona_assistant.prompt import Wording, build_prompt

MAX_TOKENS = 256
"""New tokens per answer, as in the release."""

SPEECH_NOTE = (
    "T2Any: what was said is only in the clips, and this engine does not hear speech; "
    "its scores there say what can be had without listening."
)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer."""

    text: str
    routed: int | None = None
    """Index of the persona it was decided to be about, from 0; None for nobody or undecided."""
    outcome: str | None = None
    """"matched", "ambiguous" or "unknown"; None when the route makes no identity decision."""
    seconds: float = 0.0

    @property
    def abstained(self) -> bool:
        return abstention.is_abstention(self.text)


class Answerer(Protocol):
    name: str
    """The route: "assistant" or "model"."""
    engine: str
    """The engine's name."""
    wording: Wording
    max_tokens: int
    settings: Mapping[str, str]
    """Whatever else can change an answer, such as encoder ids and thresholds. Recorded, and answers
    are reused only under equal settings."""

    def check(self) -> None:
        """Raise the error that would stop the first answer, before any item is worked on."""
        ...

    def answer(self, item: Item, query: Query, contexts: Sequence[Context]) -> Reply:
        """Answer one item (its `oracle` is None). Raises PersonaAssistantError."""
        ...


class OverEngine:
    """What every route does with its engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @property
    def engine(self) -> str:
        return self._engine.name

    def check(self) -> None:
        """Ask a remote engine whether it is there; a local one has loaded its model by now."""
        check = getattr(self._engine, "check", None)
        if check is not None:
            check()


class ModelRoute(OverEngine):
    """All personas in one prompt, straight to the engine."""

    name = "model"

    def __init__(
        self, engine: Engine, *, wording: Wording | None = None, max_tokens: int = MAX_TOKENS
    ) -> None:
        super().__init__(engine)
        self.wording = wording or Wording()
        self.max_tokens = max_tokens
        self.settings: Mapping[str, str] = {}

    def answer(self, item: Item, query: Query, contexts: Sequence[Context]) -> Reply:
        prompt = build_prompt(query, contexts, wording=self.wording)
        start = time.perf_counter()
        text = "".join(self._engine.generate(prompt, max_tokens=self.max_tokens)).strip()
        return Reply(text, seconds=time.perf_counter() - start)

"""This product's reader of long dialogues: what was said, sentence by sentence, of whom and when.
It reads the turns as they are given, not the records of a store.

Without a language model the reader answers from it, or finds that it was not said. A language model
gets the profile and the few turns that say most of the question, with their dates.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from persona_assistant import abstention
from persona_assistant.bench.longterm.rag import MessageRetrieval
from persona_assistant.bench.longterm.systems import DatedSession, Switches, SystemAnswer
from persona_assistant.engines.base import Engine
from persona_assistant.progress import CancelToken
from persona_assistant.reader.dialogue import Dialogue, DialogueTurn

MESSAGES = 16
"""Turns that a language model gets."""


class DialogueMemory:
    name = "memory"

    def __init__(self, engine: Engine, without: Switches, *, max_tokens: int) -> None:
        self._engine, self._without = engine, without
        self._dialogue = Dialogue(("", ""))
        self._messages = MessageRetrieval(
            engine, lambda: _Search(self), messages=MESSAGES, max_tokens=max_tokens
        )

    @property
    def dialogue(self) -> Dialogue:
        return self._dialogue

    def begin(self, user: str, other: str, *, profile: Mapping[str, str] = {}) -> None:
        self._dialogue = Dialogue((user, other))
        known = profile if self._without.core else {}
        self._messages.begin(user, other, profile=known)

    def take_in(self, session: DatedSession) -> None:
        if not self._without.episodic:
            return
        self._messages.take_in(session)
        self._dialogue.take_in(
            [
                DialogueTurn(
                    turn.id,
                    turn.speaker,
                    turn.text,
                    turn.caption or "",
                    when.date() if (when := turn.at or session.at) else None,
                )
                for turn in session.turns
            ]
        )

    def ask(
        self,
        question: str,
        asked_at: datetime | None,
        *,
        choices: Mapping[str, str] = {},
        instruction: str = "",
        pictures: Sequence[Path] = (),
        cancel: CancelToken | None = None,
    ) -> SystemAnswer:
        if choices or self._engine.capabilities.window is not None:
            return self._messages.ask(
                question,
                asked_at,
                choices=choices,
                instruction=instruction,
                pictures=pictures,
                cancel=cancel,
            )
        begun = time.perf_counter()
        found = self._dialogue.read(question)
        seconds = time.perf_counter() - begun
        return SystemAnswer(
            found.text or abstention.SENTENCE,
            abstained=not found.text,
            prompt_tokens=0,
            seconds=seconds,
            evidence=tuple(turn.id for turn in found.turns),
            first_token_seconds=seconds,
        )

    def close(self) -> None:
        self._messages.close()


class _Search:
    """The dialogue as a search over its turns."""

    def __init__(self, memory: DialogueMemory) -> None:
        self._memory = memory

    def add(self, texts: Sequence[str]) -> None:
        """The dialogue has them already."""

    def nearest(self, question: str, count: int) -> list[int]:
        return self._memory.dialogue.nearest(question, count)

    def close(self) -> None:
        """Nothing is held."""

"""Retrieval over single messages: those nearest to the question, and nothing else, are read.

They are read by the engine: a language model gets them with their dates, in order of time; the
engine without a model reads them as notes. Between options the latter cannot reason: it names the
one that shares the most words with what was found.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from persona_assistant.bench.lexical import content_words
from persona_assistant.bench.longterm.asking import ask_engine, question_text
from persona_assistant.bench.longterm.full import profile_text, with_date
from persona_assistant.bench.longterm.retrieval import Retriever
from persona_assistant.bench.longterm.systems import DatedSession, DatedTurn, SystemAnswer
from persona_assistant.engines.base import Engine
from persona_assistant.pmg import Context, Query
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt

INSTRUCTIONS = (
    "Below are messages from conversations between {user} and {other}, with their dates. Answer "
    "the question from them, in as few words as it takes. Where the question asks when, give the "
    "date or the period."
)


class MessageRetrieval:
    name = "rag"

    def __init__(
        self,
        engine: Engine,
        retriever: Callable[[], Retriever],
        *,
        messages: int,
        max_tokens: int,
    ) -> None:
        self._engine, self._new_retriever = engine, retriever
        self._count, self._max_tokens = messages, max_tokens
        self._retriever = retriever()
        self._user = self._other = ""
        self._profile: Mapping[str, str] = {}
        self._messages: list[tuple[DatedTurn, datetime | None]] = []
        self.also: Sequence[str] = ()
        """What is remembered beside the messages, for the next question."""

    def begin(self, user: str, other: str, *, profile: Mapping[str, str] = {}) -> None:
        self._retriever.close()
        self._retriever = self._new_retriever()
        self._user, self._other, self._profile = user, other, profile
        self._messages = []

    def take_in(self, session: DatedSession) -> None:
        self._messages += [(turn, turn.at or session.at) for turn in session.turns]
        self._retriever.add([f"{turn.speaker}: {turn.said}" for turn in session.turns])

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
        begun = time.perf_counter()
        wanted = " ".join((question, *choices.values()))
        nearest = self._retriever.nearest(wanted, self._count)
        evidence = self.evidence(nearest)
        if choices and self._engine.capabilities.window is None:
            letter = self._likeliest(choices, nearest)
            seconds = time.perf_counter() - begun
            return SystemAnswer(
                f"({letter})", False, 0, seconds, tuple(evidence), first_token_seconds=seconds
            )
        asked = with_date(question_text(question, choices, instruction), asked_at)
        return ask_engine(
            self._engine,
            self.prompt(question, asked, sorted(nearest)),
            max_tokens=self._max_tokens,
            begun=begun,
            evidence=evidence,
            cancel=cancel,
        )

    def evidence(self, numbers: Sequence[int]) -> list[str]:
        """Ids of the messages of these numbers."""
        return [self._messages[at][0].id for at in numbers]

    def told(self, number: int) -> datetime | None:
        """When a message was written."""
        return self._messages[number][1]

    def close(self) -> None:
        self._retriever.close()
        self._messages = []

    def prompt(self, question: str, asked: str, chosen: Sequence[int]) -> Prompt:
        """With the messages of these numbers."""
        lines, said, days = [], [], []
        for at in chosen:
            turn, when = self._messages[at]
            date = f"[{when:%d %B %Y, %H:%M}] " if when else ""
            said.append(f"{turn.speaker}: {turn.said}")
            days.append(when.date() if when else None)
            lines.append(date + said[-1])
        instructions = INSTRUCTIONS.format(user=self._user, other=self._other)
        known = profile_text(self._user, self._profile)
        if self.also:
            known += f"What {self._user} told earlier:\n" + "".join(f"- {x}\n" for x in self.also)
        text = "\n".join(lines)
        return Prompt(
            (f"{instructions}\n{known}\n{text}\n\n", asked + "\n"),
            Query(question),
            contexts=(Context(None, texts=tuple(said), dates=tuple(days)),),
        )

    def _likeliest(self, choices: Mapping[str, str], nearest: Sequence[int]) -> str:
        """The letter of the option of which the largest share of words was found."""
        known = content_words(
            " ".join(
                [
                    *(self._messages[at][0].said for at in nearest),
                    *self._profile.values(),
                    *self.also,
                ]
            )
        )

        def share(letter: str) -> float:
            words = content_words(choices[letter])
            return len(words & known) / len(words) if words else 0.0

        return max(sorted(choices), key=share)

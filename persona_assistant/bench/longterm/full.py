"""The whole history in the prompt of a language model: what every memory is compared with.

Where the history does not fit into the engine's window, its earliest sessions are left out, as few
as possible.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from persona_assistant.bench.longterm.asking import ask_engine, question_text, tokens_of
from persona_assistant.bench.longterm.systems import DatedSession, DatedTurn, SystemAnswer
from persona_assistant.engines.base import Engine
from persona_assistant.pmg import Query
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt, Turn, alternating

INSTRUCTIONS = (
    "Below are dated conversations between {user} and {other}. Answer the question from them, in "
    "as few words as it takes. Where the question asks when, give the date or the period."
)
ASSISTANT = "assistant"
"""`other` of a history that is a chat with a model; such a history is handed over as messages."""


class FullContext:
    name = "full"

    def __init__(self, engine: Engine, max_tokens: int) -> None:
        self._engine, self._max_tokens = engine, max_tokens
        self._user = self._other = ""
        self._profile: Mapping[str, str] = {}
        self._sessions: list[DatedSession] = []

    def begin(self, user: str, other: str, *, profile: Mapping[str, str] = {}) -> None:
        self._user, self._other, self._profile = user, other, profile
        self._sessions = []

    def take_in(self, session: DatedSession) -> None:
        self._sessions.append(session)

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
        asked = question_text(question, choices, instruction)
        prompt = self._fitting(question, with_date(asked, asked_at))
        return ask_engine(
            self._engine, prompt, max_tokens=self._max_tokens, begun=begun, cancel=cancel
        )

    def close(self) -> None:
        self._sessions = []

    def _fitting(self, question: str, asked: str) -> Prompt:
        """With as many of the latest sessions as the window holds: found by halving."""
        window = self._engine.capabilities.window
        whole = self._prompt(question, asked, 0)
        room = None if window is None else window - self._max_tokens
        if room is None or tokens_of(self._engine, whole) <= room:
            return whole
        low, high = 1, len(self._sessions)
        while low < high:
            middle = (low + high) // 2
            if tokens_of(self._engine, self._prompt(question, asked, middle)) <= room:
                high = middle
            else:
                low = middle + 1
        return self._prompt(question, asked, low)

    def _prompt(self, question: str, asked: str, left_out: int) -> Prompt:
        sessions = self._sessions[left_out:]
        known = profile_text(self._user, self._profile)
        if self._other == ASSISTANT:
            before = [_message(turn) for session in sessions for turn in _dated_once(session)]
            head = (Turn("user", (known,)),) if known else ()
            told = Prompt((asked + "\n",), Query(question), before=(*head, *before))
            return alternating(told)
        instructions = INSTRUCTIONS.format(user=self._user, other=self._other)
        text = "\n".join(line for session in sessions for line in transcript(session))
        return Prompt((f"{instructions}\n{known}\n{text}\n\n", asked + "\n"), Query(question))


def with_date(asked: str, asked_at: datetime | None) -> str:
    return asked if asked_at is None else f"Today is {asked_at:%A, %d %B %Y, %H:%M}.\n{asked}"


def profile_text(user: str, profile: Mapping[str, str]) -> str:
    """What is known of the user beforehand; empty where there is nothing."""
    if not profile:
        return ""
    lines = "".join(f"- {name}: {value}\n" for name, value in profile.items())
    return f"What is known of {user}:\n{lines}"


def transcript(session: DatedSession) -> list[str]:
    """A heading with the date, then a line for each turn."""
    heading = (
        f"\nConversation of {session.at:%d %B %Y, %H:%M}:" if session.at else "\nConversation:"
    )
    return [heading, *(f"{turn.speaker}: {turn.said}" for turn in session.turns)]


def _dated_once(session: DatedSession) -> list[tuple[str, DatedTurn]]:
    """The turns, the first one with the date of the session."""
    date = f"[{session.at:%d %B %Y, %H:%M}] " if session.at else ""
    return [(date if at == 0 else "", turn) for at, turn in enumerate(session.turns)]


def _message(dated: tuple[str, DatedTurn]) -> Turn:
    """What anybody but the assistant said is the user's side."""
    date, turn = dated
    role = "assistant" if turn.speaker == ASSISTANT else "user"
    label = f"[{turn.speaker}] " if turn.speaker not in ("user", ASSISTANT) else ""
    return Turn(role, (f"{label}{date}{turn.said}\n",))  # type: ignore[arg-type]

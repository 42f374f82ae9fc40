"""This product as it is: a history is taken into an encrypted memory, and the assistant is asked.

What two people wrote to each other comes in as an exported chat does, by the importer; what a user
said to an assistant as conversations of theirs, which become memories by the update after a turn.
Each history has a memory of its own.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from persona_assistant import abstention, app
from persona_assistant.assistant import Assistant, remembering
from persona_assistant.bench.longterm.full import ASSISTANT
from persona_assistant.bench.longterm.rag import MessageRetrieval
from persona_assistant.bench.longterm.systems import (
    DatedSession,
    DatedTurn,
    Switches,
    SystemAnswer,
)
from persona_assistant.encoders.base import Encoder
from persona_assistant.engines.base import Engine
from persona_assistant.memory import Store
from persona_assistant.memory.dialogues import Dialogue, Said
from persona_assistant.pmg import Answer, ConversationTurn
from persona_assistant.progress import CancelToken, Done, finish
from persona_assistant.reader.dialogue import Dialogue as Talk
from persona_assistant.reader.dialogue import DialogueTurn
from persona_assistant.settings import Settings

MESSAGES = 16
"""Turns that a language model gets."""
_BEGIN = datetime(2000, 1, 1)
"""Of sessions without a date."""


class ProductMemory:
    name = "memory"

    def __init__(
        self,
        engine: Engine,
        encoders: Mapping[str, Encoder],
        settings: Settings,
        without: Switches,
    ) -> None:
        self._engine, self._encoders, self._settings = engine, encoders, settings
        self._without = without
        self._assistant: Assistant | None = None
        self._waiting: list[DatedSession] = []
        self._ids: dict[tuple[str, str], str] = {}
        """Of turns, by who said what."""
        self._user = self._other = ""

    def begin(self, user: str, other: str, *, profile: Mapping[str, str] = {}) -> None:
        self.close()
        self._user, self._other = user, other
        self._assistant = app.assistant_over(
            Store.temporary(),
            self._settings,
            with_engine=self._engine,
            with_encoders=self._encoders,
        )
        if self._without.core:
            for name, value in profile.items():
                self._assistant.memories.add(value, kind="core", name=f"user.{name}")

    def take_in(self, session: DatedSession) -> None:
        if not self._without.episodic:
            return
        for turn in session.turns:
            self._ids.setdefault((turn.speaker, _plain(_written(turn))), turn.id)
        self._waiting.append(session)

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
        self._settle()
        assert self._assistant is not None
        begun = time.perf_counter()
        answer = self._assistant.ask(question, cancel=cancel)
        seconds = time.perf_counter() - begun
        return SystemAnswer(
            answer.short or answer.text,
            abstained=answer.abstained,
            prompt_tokens=0,
            seconds=seconds,
            evidence=tuple(self._evidence(answer)),
            first_token_seconds=seconds,
        )

    def close(self) -> None:
        if self._assistant is not None:
            self._assistant.services.store.close()
        self._assistant, self._waiting, self._ids = None, [], {}

    def _settle(self) -> None:
        """Put into the memory what was taken in since."""
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        if self._other == ASSISTANT:
            self._converse(waiting)
        else:
            self._import(waiting)

    def _import(self, sessions: Sequence[DatedSession]) -> None:
        assert self._assistant is not None
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "result.json"
            file.write_text(json.dumps(_exported(sessions)), encoding="utf-8")
            plan = self._assistant.plan_import(file)
            finish(self._assistant.carry_out(plan))

    def _converse(self, sessions: Sequence[DatedSession]) -> None:
        assert self._assistant is not None
        services = self._assistant.services
        services.store.exchange.take_in((), source="a history", said=map(_conversation, sessions))
        remembering.update(services, flush=True)

    def _evidence(self, answer: Answer) -> list[str]:
        found = [
            self._ids.get((each.persona, _plain(each.detail)))
            for each in answer.evidence
            if each.modality == "text"
        ]
        return [each for each in dict.fromkeys(found) if each is not None]


def _exported(sessions: Sequence[DatedSession]) -> dict[str, object]:
    """A chat as Telegram exports it: each turn of a session is a minute after the one before."""
    messages = []
    for session in sessions:
        begun = session.at or _BEGIN
        last = begun.replace(hour=23, minute=59)
        begun = max(min(begun, last - timedelta(minutes=len(session.turns))), begun.replace(hour=0, minute=0))
        for number, turn in enumerate(session.turns):
            when = turn.at or min(begun + timedelta(minutes=number), last)
            messages.append(
                {
                    "id": len(messages) + 1,
                    "type": "message",
                    "date": when.isoformat(timespec="seconds"),
                    "from": turn.speaker,
                    "from_id": turn.speaker,
                    "text": _written(turn),
                }
            )
    return {"name": "A history", "type": "private_group", "id": 1, "messages": messages}


def _written(turn: DatedTurn) -> str:
    """The text, with what a picture shows behind it."""
    if turn.caption is None:
        return turn.text
    shows = turn.caption.replace("(", "").replace(")", "")
    return f"{turn.text} (photo: {shows})".lstrip()


def _conversation(session: DatedSession) -> Dialogue:
    begun = session.at or _BEGIN
    said = []
    for number, turn in enumerate(session.turns):
        when = (turn.at or begun + timedelta(seconds=number)).astimezone()
        role = "assistant" if turn.speaker == ASSISTANT else "user"
        said.append(Said(ConversationTurn(role, _written(turn), created=_utc(when))))
    return Dialogue("", _utc(begun.astimezone()), tuple(said))


def _utc(when: datetime) -> str:
    from datetime import UTC

    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _plain(text: str) -> str:
    return " ".join(text.split())

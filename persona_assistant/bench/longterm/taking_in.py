"""A history on its way into a memory: as a chat that was exported, or as conversations."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from persona_assistant.assistant import Assistant
from persona_assistant.bench.longterm.full import ASSISTANT
from persona_assistant.bench.longterm.systems import DatedSession, DatedTurn
from persona_assistant.memory.dialogues import Dialogue, Said
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import finish

_BEGIN = datetime(2000, 1, 1)
"""Of sessions without a date: each is a day later than the one before."""


def import_chat(assistant: Assistant, sessions: Sequence[DatedSession]) -> None:
    """Takes in what several people wrote to each other, as Telegram exports it."""
    messages = [
        {
            "id": number,
            "type": "message",
            "date": when.isoformat(timespec="seconds"),
            "from": turn.speaker,
            "from_id": turn.speaker,
            "text": written(turn),
        }
        for number, (turn, when) in enumerate(_dated(sessions), start=1)
    ]
    chat = {"name": "A history", "type": "private_group", "id": 1, "messages": messages}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "result.json"
        file.write_text(json.dumps(chat), encoding="utf-8")
        finish(assistant.carry_out(assistant.plan_import(file)))


def conversation(session: DatedSession, number: int) -> Dialogue:
    """A session of a user with an assistant; `number` counts those of a history from 0."""
    said = [
        Said(
            ConversationTurn(
                "assistant" if turn.speaker == ASSISTANT else "user",
                written(turn),
                created=_utc(when),
            )
        )
        for turn, when in _dated([session], number)
    ]
    return Dialogue("", said[0].turn.created if said else _utc(_BEGIN), tuple(said))


def written(turn: DatedTurn) -> str:
    """The text, with what a picture shows behind it."""
    if turn.caption is None:
        return turn.text
    shows = turn.caption.replace("(", "").replace(")", "")
    return f"{turn.text} (photo: {shows})".lstrip()


def plain(text: str) -> str:
    """To know a text again by."""
    return " ".join(text.split())


def _dated(
    sessions: Sequence[DatedSession], first: int = 0
) -> Iterator[tuple[DatedTurn, datetime]]:
    """The turns of each session, a minute after one another and on one day, where they have no
    times of their own."""
    for number, session in enumerate(sessions, first):
        day = session.at or _BEGIN + timedelta(days=number)
        last = day.replace(hour=23, minute=59)
        begun = max(day.replace(hour=0, minute=0), last - timedelta(minutes=len(session.turns)))
        begun = min(day, begun)
        for minute, turn in enumerate(session.turns):
            yield turn, turn.at or min(begun + timedelta(minutes=minute), last)


def _utc(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

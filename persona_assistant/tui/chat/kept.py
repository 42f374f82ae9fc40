"""What the memory kept of a conversation, as the exchanges that the chat shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from persona_assistant.errors import BadInput
from persona_assistant.tui.background import Background
from persona_assistant.tui.chat.exchange import Exchange, kept_exchanges
from persona_assistant.tui.chat.transcript import SHOWN

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp


async def still_there(app: PersonaApp, talk: Any) -> Any:
    """The conversation, or a new one where another program deleted it, which is said."""

    def look() -> Any:
        try:
            if talk.id is not None:
                app.assistant.conversations.length(talk.id)
        except BadInput as error:
            if error.code != "no_such_conversation":
                raise
            return app.assistant.conversation()
        return talk

    found = await app.attempt(look)
    if found is None:
        return talk
    if found is not talk:
        app.say("This conversation was deleted in another program; a new one begins.")
    return found


class Kept:
    """The exchanges of one conversation; of none (None) there are none."""

    def __init__(self, background: Background, talk: Any) -> None:
        self._background, self._talk = background, talk

    async def latest(self, turn: int | None) -> list[Exchange]:
        """The latest, or those around a turn."""
        return await self._read(lambda talk: talk.latest_turns(2 * SHOWN, until=turn))

    async def earlier(self, first: Exchange) -> list[Exchange]:
        """What was said before an exchange."""
        if first.turn is None:
            return []
        return await self._read(lambda talk: talk.latest_turns(2 * SHOWN, before=first.turn))

    async def later(self, last: Exchange) -> list[Exchange]:
        """What was said after an exchange."""
        if last.turn is None:
            return []
        return await self._read(
            lambda talk: [
                each
                for each in talk.next_turns(2 * SHOWN, after=last.turn)
                if each.id not in last.turns
            ]
        )

    async def _read(self, turns: Callable[[Any], Any]) -> list[Exchange]:
        if self._talk is None:
            return []
        return list(kept_exchanges(await self._background.call(lambda: turns(self._talk))))

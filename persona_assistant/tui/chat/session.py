"""Keeps what a chat holds that is not asked yet, so that a kill loses nothing of it.

It is written a moment after it changed, not at each key, and at the end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from persona_assistant.errors import PersonaAssistantError
from persona_assistant.pmg import Session

if TYPE_CHECKING:
    from persona_assistant.tui.app import PersonaApp

_AFTER = 0.3
"""Seconds after a change."""


class Keeper:
    """Keeps the sessions of a chat. It begins once the former session was read."""

    def __init__(self, app: PersonaApp) -> None:
        self._app = app
        self._noted: Session | None = None
        self._pending = self._scheduled = False
        self._problem_said = False

    @property
    def is_on(self) -> bool:
        return self._noted is not None

    def begin(self, session: Session) -> None:
        """This is what is kept now; changes are kept from here on."""
        self._noted = session
        self._pending = False

    def pause(self) -> None:
        """The memory is not open: nothing is noted."""
        self._noted = None
        self._pending = False

    def note(self, session: Session) -> None:
        """The session is this now."""
        if self._noted is None or session == self._noted:
            return
        self._noted, self._pending = session, True
        if not self._scheduled:
            self._scheduled = True
            self._app.set_timer(_AFTER, self._begin_saving)

    def _begin_saving(self) -> None:
        # In a worker: keys wait for a callback, and a busy memory lets it wait for seconds.
        self._app.run_worker(self._save(), group="session")

    async def _save(self) -> None:
        try:
            if not self._app.background.is_closed:  # then the end of the app keeps it
                await self._app.background.call(self.flush)
        except PersonaAssistantError as error:
            if not self._problem_said:
                self._problem_said = True
                self._app.say_error(error)
        finally:
            self._scheduled = False
        if self._pending and self._noted is not None and not self._app.background.is_closed:
            self._scheduled = True
            self._begin_saving()

    async def gone(self) -> Session | None:
        """What the memory holds, where that is less than was kept: what is not asked yet goes with
        whom it names. None where nothing went, or is not kept yet."""
        noted = self._noted
        if noted is None or self._pending:
            return None
        left = await self._app.attempt(self._app.assistant.conversations.session)
        if left is None or self._noted is not noted:
            return None
        has_gone = (not _drafts(left) and _drafts(noted)) or len(left.waiting) < len(noted.waiting)
        return left if has_gone else None

    def flush(self) -> None:
        """Keep now what is not kept yet. For a thread, or the end of the app."""
        session, app = self._noted, self._app
        if not self._pending or session is None or not app.is_ready:
            return
        self._pending = False
        app.assistant.conversations.keep_session(session)
        self._problem_said = False


def _drafts(session: Session) -> bool:
    return bool(session.draft or session.image or session.voice)

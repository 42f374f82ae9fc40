"""A conversation that goes on: each question is understood by the ones before it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import TracebackType
from typing import TYPE_CHECKING

from persona_assistant.assistant.conversations import ConversationPage, id_of, page_of
from persona_assistant.assistant.inputs import ClipInput, PictureInput, read_query
from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.pmg import Answer, Conversation, ConversationTurn, Query
from persona_assistant.progress import CancelToken, Done, Progress, finish

if TYPE_CHECKING:
    from persona_assistant.engines.base import TextPiece


class OpenConversation:
    """One conversation of an assistant: `assistant.conversation()`.

    A new one is stored with its first question, whose words become its title where it has none.
    May be used as a context manager.
    """

    def __init__(
        self, services: Services, conversation: Conversation | int | None = None, title: str = ""
    ) -> None:
        """Raises BadInput with the code "no_such_conversation"."""
        self._services, self._title = services, title
        self._id = None if conversation is None else id_of(conversation)
        self._closed = False
        if self._id is not None:
            services.store.conversations.get(self._id)

    @property
    def id(self) -> int | None:
        """None before the first question of a new one."""
        return self._id

    @property
    def title(self) -> str:
        if self._id is None:
            return self._title
        return self._services.store.conversations.get(self._id).title

    @property
    def turns(self) -> tuple[ConversationTurn, ...]:
        """What was said, oldest first."""
        return () if self._id is None else self._services.store.conversations.turns(self._id)

    def latest_turns(
        self,
        count: int,
        *,
        before: ConversationTurn | int | None = None,
        until: int | None = None,
    ) -> tuple[ConversationTurn, ...]:
        """The latest `count` turns, or the latest before one of them, or those around the turn of
        the id `until`, of which half come after it; oldest first."""
        if self._id is None:
            return ()
        at = before.id if isinstance(before, ConversationTurn) else before
        if until is not None:
            after = self.next_turns(count // 2, after=until - 1)
            return (*self.latest_turns(count - len(after), before=until), *after)
        return self._services.store.conversations.turns(self._id, last=count, before=at)

    def next_turns(self, count: int, *, after: int) -> tuple[ConversationTurn, ...]:
        """The first `count` turns after the one of this id, oldest first."""
        if self._id is None:
            return ()
        return self._services.store.conversations.turns(self._id, first=count, after=after)

    def page(self) -> ConversationPage | None:
        """The conversation with its turns; None before the first question of a new one."""
        return None if self._id is None else page_of(self._services, self._id)

    def ask(
        self,
        question: str | Query,
        *,
        image: PictureInput | None = None,
        voice: ClipInput | None = None,
        on_text: Callable[[str], None] | None = None,
        cancel: CancelToken | None = None,
    ) -> Answer:
        """As `Assistant.ask`; question and answer are kept."""
        return finish(
            self.stream(question, image=image, voice=voice, cancel=cancel), on_text=on_text
        )

    def stream(
        self,
        question: str | Query,
        *,
        image: PictureInput | None = None,
        voice: ClipInput | None = None,
        cancel: CancelToken | None = None,
    ) -> Iterator[Progress | TextPiece | Done[Answer]]:
        """As `ask`, as events. When `Done` comes, question and answer are stored."""
        from persona_assistant.assistant import answer

        if self._closed:
            raise BadInput(
                "This conversation is closed; open it again.", code="conversation_closed"
            )
        query = read_query(question, image, voice)
        if not query.text.strip():
            raise BadInput("no question; say what you want to know", code="question_missing")
        return self._kept(lambda known: answer.stream(self._services, query, known, cancel))

    def _kept(
        self, answering: Callable[[int], Iterator[Progress | TextPiece | Done[Answer]]]
    ) -> Iterator[Progress | TextPiece | Done[Answer]]:
        """The events; a conversation that got no turn because of an error is not left behind."""
        store, begun = self._services.store.conversations, self._id is None
        if self._id is None:
            self._id = store.begin(self._title).id
        try:
            yield from answering(self._id)
        finally:
            if begun and not store.get(self._id).turns:
                store.delete(self._id)
                self._id = None

    def close(self) -> None:
        """No question is taken any more. What was said stays. May be called again."""
        self._closed = True

    def __enter__(self) -> OpenConversation:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

"""Conversations: what was asked and answered, kept in the encrypted store and given to the engine.

The engine reads the latest turns before a question. What a turn showed or played is kept with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.pmg import (
    Answer,
    Conversation,
    ConversationTurn,
    Outcome,
    Picture,
    Query,
)

if TYPE_CHECKING:
    from persona_assistant.prompt import Part, Turn

_LAST = 20
"""Turns given to the engine: enough to know what "she" means, and short of any context window."""
_NAMING = 5
"""Words, at most, of a turn that only names one of several people: "I mean Ben"."""


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """A conversation with its turns, oldest first."""

    conversation: Conversation
    turns: tuple[ConversationTurn, ...]


class Conversations:
    """The conversations of an assistant: `assistant.conversations`.

    A conversation that is not there raises BadInput.
    """

    def __init__(self, services: Services) -> None:
        self._services = services

    def begin(self, title: str = "") -> Conversation:
        """A new conversation; give it to `ask` or `stream`."""
        return self._services.store.conversations.begin(title)

    def list(self) -> tuple[Conversation, ...]:
        """All of them, the one with the latest turn first."""
        return self._services.store.conversations.list()

    def show(self, conversation: Conversation | int) -> ConversationPage:
        store = self._services.store.conversations
        kept = store.get(id_of(conversation))
        return ConversationPage(kept, store.turns(kept.id))

    def rename(self, conversation: Conversation | int, title: str) -> Conversation:
        return self._services.store.conversations.rename(id_of(conversation), title)

    def delete(self, conversation: Conversation | int) -> None:
        """Removes it with all its turns. Cannot be undone."""
        self._services.store.conversations.delete(id_of(conversation))


def id_of(conversation: Conversation | int) -> int:
    return conversation if isinstance(conversation, int) else conversation.id


def turns_before(services: Services, conversation: int) -> tuple[Turn, ...]:
    """The latest turns, as a prompt holds them."""
    from persona_assistant.prompt import Turn

    turns = services.store.conversations.turns(conversation, last=_LAST)
    return tuple(Turn(turn.role, _parts(turn)) for turn in turns)


def _parts(turn: ConversationTurn) -> tuple[Part, ...]:
    return (*turn.attachments, turn.text)


def resumed(services: Services, conversation: int, query: Query) -> Query:
    """The question before with the name that was asked for, where the words are that name: it was
    left open which of several people was meant. Otherwise the query as it is."""
    from persona_assistant.language.names import mentioned_names

    turns = services.store.conversations.turns(conversation, last=2)
    if len(turns) < 2 or "?" in query.text or len(query.text.split()) > _NAMING:
        return query
    asked, answered = turns
    if not answered.abstained or len(answered.about) < 2:
        return query
    people, aliases = services.store.people.names(), services.store.people.aliases()
    names = {persona: people[persona] for persona in answered.about}
    other_names = {persona: aliases.get(persona, ()) for persona in names}
    if len(mentioned_names(query.text, names, other_names)) != 1:
        return query
    image, voice = query.image, query.voice
    for medium in asked.attachments:
        if isinstance(medium, Picture):
            image = image or medium
        else:
            voice = voice or medium
    return Query(f"{asked.text} {query.text}", image, voice)


def keep(services: Services, conversation: int, query: Query, answer: Answer) -> None:
    """Stores a question and its answer."""
    edge = answer.edge
    meant = edge.known if edge.outcome is Outcome.SEVERAL else edge.candidates[:1]
    named = edge.outcome in (Outcome.MATCHED, Outcome.SEVERAL)
    about = tuple(each.persona_id for each in meant) if named else ()
    shown = tuple(medium for medium in (query.image, query.voice) if medium is not None)
    asked = ConversationTurn("user", query.text, about, shown)
    answered = ConversationTurn("assistant", answer.text, about, abstained=answer.abstained)
    try:
        services.store.conversations.append(conversation, asked, answered)
    except BadInput as error:
        # Whoever was forgotten while the answer came leaves no trace in a conversation either.
        if error.code != "persona_forgotten":
            raise

"""Conversations: what was asked and answered, kept in the encrypted store.

What a turn showed or played is kept with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from persona_assistant.assistant.services import Services
from persona_assistant.errors import BadInput
from persona_assistant.pmg import (
    Answer,
    Candidate,
    Conversation,
    ConversationHit,
    ConversationTurn,
    Edge,
    Outcome,
    Query,
    Session,
)

_TITLE = 60
"""Letters, at most, of a title made of the first question."""


@dataclass(frozen=True, slots=True)
class ConversationPage:
    """A conversation with its turns, oldest first."""

    conversation: Conversation
    turns: tuple[ConversationTurn, ...]
    names: Mapping[int, str] = field(default_factory=dict)
    """Of those whom the turns are about, by id."""


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
        return page_of(self._services, id_of(conversation))

    def length(self, conversation: Conversation | int) -> int:
        """How many turns it has."""
        return self._services.store.conversations.get(id_of(conversation)).turns

    def rename(self, conversation: Conversation | int, title: str) -> Conversation:
        return self._services.store.conversations.rename(id_of(conversation), title)

    def latest(self) -> Conversation:
        """The one with the latest turn. Raises BadInput with the code "no_conversation"."""
        kept = self.list()
        if not kept:
            raise BadInput(
                "There is no conversation to go on with; begin a new one.", code="no_conversation"
            )
        return kept[0]

    def search(self, text: str) -> tuple[ConversationHit, ...]:
        """The latest turns in which all these words stand, in whatever case."""
        return self._services.store.conversations.search(text)

    def as_markdown(self, conversation: Conversation | int) -> str:
        """All that was said, as a Markdown document: the title, then each question as a heading
        with its answer. Pictures and clips are named, not copied."""
        from persona_assistant import views

        return views.conversation_markdown(self.show(conversation))

    def export(
        self, conversation: Conversation | int, file: Path, *, replace: bool = False
    ) -> Path:
        """Writes `as_markdown` to a file that only its owner may read, complete or not at all, and
        returns its path.

        Raises BadInput with the code "target_exists" for a file that is there, unless `replace`;
        DiskFull.
        """
        from persona_assistant import atomic

        written, target = self.as_markdown(conversation), file.expanduser()
        if replace:
            atomic.write_text(target, written, mode=0o600)
            return target
        with atomic.whole_file(target, mode=0o600) as draft:
            draft.write_text(written, encoding="utf-8")
        return target

    def session(self) -> Session:
        """What a chat was left with: the conversation, the draft, the questions that wait. Each
        program that has this memory open has a session of its own; the first call takes up one that
        no running program has."""
        return self._services.store.session.get()

    def is_open_elsewhere(self) -> bool:
        """Whether another program has a chat of this memory open."""
        return self._services.store.session.is_open_elsewhere()

    def keep_session(self, session: Session) -> None:
        """Keeps it as this program's session, so that a chat can go on after a kill."""
        self._services.store.session.keep(session)

    def delete(self, conversation: Conversation | int) -> None:
        """Removes it with all its turns. Cannot be undone."""
        self._services.store.conversations.delete(id_of(conversation))

    def delete_all(self) -> int:
        """Removes every one and returns how many there were. Cannot be undone."""
        return self._services.store.conversations.delete_all()


def page_of(services: Services, conversation: int) -> ConversationPage:
    store = services.store
    kept, turns = store.conversations.get(conversation), store.conversations.turns(conversation)
    people = store.people.by_id({each for turn in turns for each in turn.about})
    return ConversationPage(kept, turns, {each.id: each.name for each in people.values()})


def id_of(conversation: Conversation | int) -> int:
    return conversation if isinstance(conversation, int) else conversation.id


def keep(services: Services, conversation: int, query: Query, answer: Answer) -> None:
    """Stores a question and its answer."""
    about = tuple(each.persona_id for each in _meant(answer.edge))
    shown = tuple(medium for medium in (query.image, query.voice) if medium is not None)
    asked = ConversationTurn("user", query.text, about, shown)
    answered = ConversationTurn("assistant", answer.text, about, abstained=answer.abstained)
    try:
        services.store.conversations.append(
            conversation,
            asked,
            answered,
            title=title_of(query.text),
            remembers=services.options.remember,
        )
    except BadInput as error:
        # Whoever was forgotten while the answer came leaves no trace in a conversation either.
        if error.code != "persona_forgotten":
            raise


def _meant(edge: Edge) -> Sequence[Candidate]:
    """Whom an answer is about: the one, or those between whom it is left open."""
    if edge.outcome is Outcome.MATCHED:
        return edge.candidates[:1]
    if edge.outcome is Outcome.SEVERAL:
        return edge.known or edge.candidates
    if edge.outcome is Outcome.AMBIGUOUS:
        by_words = "conversation" in edge.candidates[0].scores
        return edge.candidates if by_words else edge.alternatives
    return ()


def title_of(question: str) -> str:
    """A question, cut at a word where it is long."""
    words = question.split()
    title = " ".join(words)
    if len(title) <= _TITLE:
        return title
    while words and len(" ".join(words)) >= _TITLE:
        words.pop()
    return f"{' '.join(words) or title[: _TITLE - 1]}…"

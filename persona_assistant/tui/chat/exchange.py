"""One question with its answer, as the chat holds it, and how it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from textual.content import Content

from persona_assistant.pmg import (
    Answer,
    Clip,
    ConversationTurn,
    Meant,
    Outcome,
    Picture,
    Query,
)
from persona_assistant.settings import Settings
from persona_assistant.tui.text import action, lines, markdown, plain

_CHOICES = 9
"""People offered to choose between, by the keys 1 to 9."""


@dataclass(slots=True)
class Exchange:
    """Asked, and answered unless it still waits or went wrong."""

    query: Query
    answer: Answer | None = None
    kept: ConversationTurn | None = None
    """The answer of an earlier day, as the memory kept it."""
    problem: str = ""
    """Why there is no answer."""
    first_token: float = 0.0
    """Seconds until the first word; 0 where none came."""
    stopped: bool = False
    turn: int | None = None
    """Id of the question in the memory, where it came from there."""

    @property
    def turns(self) -> tuple[int | None, ...]:
        """Ids of the turns that it is in the memory."""
        return (self.turn, self.kept.id if self.kept else None)

    @property
    def choices(self) -> tuple[Query, ...]:
        """The same question about each of those between whom it was left open."""
        if self.answer is None or self.answer.edge.outcome is not Outcome.AMBIGUOUS:
            return ()
        query = self.query
        return tuple(
            Query(query.text, query.image, query.voice, Meant((each.persona_id,)))
            for each in self.answer.edge.alternatives[:_CHOICES]
        )


def kept_exchanges(turns: Sequence[ConversationTurn]) -> Iterator[Exchange]:
    """The exchanges of a stored conversation, oldest first."""
    asked: ConversationTurn | None = None
    for turn in turns:
        if turn.role == "user":
            asked = turn
        elif asked is not None:
            yield Exchange(_query(asked), kept=turn, turn=asked.id)
            asked = None


def _query(turn: ConversationTurn) -> Query:
    pictures = [each for each in turn.attachments if isinstance(each, Picture)]
    clips = [each for each in turn.attachments if isinstance(each, Clip)]
    return Query(turn.text, pictures[0] if pictures else None, clips[0] if clips else None)


# --- how it reads


def asked(exchange: Exchange, *, waits: bool = False, doing: str = "") -> Content:
    """The question, with a chip for what was shown or played; `doing` is what its answer waits
    for."""
    query = exchange.query
    chips = [chip(each) for each in (query.image, query.voice) if each is not None]
    words = plain(query.text, "bold")
    if waits:
        words += Content.styled("  waits", "dim")
    return lines(words, Content("  ").join(chips), plain(doing, "dim"))


def chip(medium: Picture | Clip) -> Content:
    """What goes along with a question, in a few words."""
    name = medium.source or ("picture" if isinstance(medium, Picture) else "clip")
    size = (
        f"{medium.width}×{medium.height}"
        if isinstance(medium, Picture)
        else f"{medium.seconds:.1f} s"
    )
    icon = "▣" if isinstance(medium, Picture) else "♪"
    return plain(f"{icon} {name} {size}", "$text-secondary")


def answered(exchange: Exchange) -> Content:
    """The answer with one quiet line of what it stands on, and with the choice it leaves."""
    if exchange.problem:
        return plain(exchange.problem, "$text-error")
    if exchange.kept is not None:
        return lines(markdown(exchange.kept.text))
    if exchange.answer is None:
        return Content.styled("stopped", "dim")
    from persona_assistant import views

    foot = views.footing(exchange.answer) + (" · stopped" if exchange.stopped else "")
    return lines(markdown(exchange.answer.text), _choice(exchange), plain(foot, "dim"))


def _choice(exchange: Exchange) -> Content:
    if not exchange.choices or exchange.answer is None:
        return Content("")
    labels = [each.label for each in exchange.answer.edge.alternatives]
    parts = [
        action(f" {number} {label} ", f"screen.choose({number})", "reverse")
        for number, label in enumerate(labels[: len(exchange.choices)], 1)
    ]
    return Content("  ").join(parts)


def as_markdown(exchange: Exchange, names: Mapping[int, str] | None = None) -> str:
    """For the clipboard."""
    answer = exchange.answer.text if exchange.answer else exchange.kept and exchange.kept.text
    return f"**{exchange.query.text}**\n\n{answer or ''}\n"


def hello(settings: Settings, is_ready: bool) -> Content:
    """What stands where nothing was asked yet."""
    if not is_ready:
        return plain("Opening the memory ...")
    answers = (
        "Answers are sentences of your own notes, found by a small reader; no language model "
        "is used (Models, F5)."
        if settings.engine == "extractive"
        else "Answers are written by a language model from what is remembered."
    )
    return plain(f'Ask about somebody you remember: "What is Ana allergic to?"\n{answers}')

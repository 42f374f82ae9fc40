"""The only place that orders a prompt.

Instructions; per persona a header, its image, its audio, its text; then the query. This is the
layout of the Omni-Persona release (one user turn, raw media interleaved, no captions in their
stead); a note whose date is known begins with it. Earlier turns of a conversation stand before
that. Invisible characters are left out (see `visible`). The assistant, the benchmark and the
training corpus all call `build_prompt`, so that what is measured and trained is what is served.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from persona_assistant import abstention
from persona_assistant.pmg import Clip, Context, Edge, Note, Picture, Query
from persona_assistant.visible import visible

INSTRUCTIONS = (
    "Below are people from the user's personal memory. Each entry may hold a picture, a recording "
    "of the voice and notes. Work out which one of them the question is about, then answer in one "
    "short sentence from that person's entry alone. If the question is about none of them, or the "
    f'entry does not hold what is asked, reply exactly: "{abstention.SENTENCE}"'
)
"""This project's own wording; a run card records whether it or another was used."""
OF_THE_USER = (
    "You are the user's assistant. Answer the question in one or two short sentences from what the "
    "user has told, which stands below with the day on which they said it, and from what was said "
    "just now. If the user asks for advice, let it fit what is known of them. If the question asks "
    f'for something that none of it says, reply exactly: "{abstention.SENTENCE}"'
)
"""The instructions where a question is about the user alone."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The fixed text around the media. In the context header `{index}` counts from 1 and
    `{position}` from 0, `{name}` is empty without a name."""

    instructions: str = INSTRUCTIONS
    context_header: str = "Person {index}{name}:"
    query_header: str = "Question:"
    source: str = "persona-assistant"
    framed: bool = True
    """Text parts begin and end with a newline so that neighbours never run together. Without it
    they are bare, for servers that take each part as a block of its own."""


Part = str | Picture | Clip
"""A piece of a prompt: text, an image, or audio."""


Role = Literal["user", "assistant"]


@dataclass(frozen=True, slots=True)
class Turn:
    """What one side said before the question."""

    role: Role
    parts: tuple[Part, ...]


class RecordedTurn(Protocol):
    """A turn of a stored conversation, such as a `pmg.ConversationTurn`."""

    @property
    def role(self) -> Role: ...

    @property
    def text(self) -> str: ...

    @property
    def attachments(self) -> Sequence[Picture | Clip]: ...


@dataclass(frozen=True, slots=True)
class Prompt:
    """The user's turn that is to be answered, as parts in order and as the structure they were
    built from."""

    parts: tuple[Part, ...]
    query: Query
    contexts: tuple[Context, ...] = ()
    edge: Edge | None = None
    """The identity decision, where one was made before the engine was asked."""
    wording: Wording = field(default_factory=Wording)
    head: int = 0
    """How many of `parts` stand before the query: every question about the same contexts shares
    them."""
    before: tuple[Turn, ...] = ()
    """The conversation up to this turn."""

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """Of the whole conversation, in order."""
        return tuple(part for turn in self.before for part in turn.parts) + self.parts


def build_prompt(
    query: Query,
    contexts: Sequence[Context],
    *,
    edge: Edge | None = None,
    wording: Wording | None = None,
    before: Sequence[Turn] = (),
) -> Prompt:
    """Interleave instructions, contexts (image, audio, text each) and the query.

    `before` are the turns of the conversation so far, see `conversation_turns`. The query image is
    left out by the caller for voice queries (pass a Query without it).
    """
    wording = wording or Wording()
    around = "\n" if wording.framed else ""
    parts: list[Part] = [wording.instructions + around]
    for position, context in enumerate(contexts):
        name = f" ({visible(context.persona)})" if context.persona else ""
        header = wording.context_header.format(index=position + 1, position=position, name=name)
        parts.append(around + header + around)
        parts.extend(media for media in (context.image, context.voice) if media is not None)
        if context.texts:
            parts.append(around + "\n".join(map(_dated, context.notes)) + around)
    head = len(parts)
    parts.append(around + wording.query_header + around)
    parts.extend(media for media in (query.image, query.voice) if media is not None)
    parts.append(around + visible(query.text) + around)
    return Prompt(tuple(parts), query, tuple(contexts), edge, wording, head, tuple(before))


MEMORIES = (
    "Today is {today}. What the user has told, with the day on which they said it "
    "(an answer may stand on this as well):"
)


def with_memories(prompt: Prompt, memories: Sequence[Note], today: datetime.date) -> Prompt:
    """The prompt with what is remembered of the user before its query; unchanged without any."""
    heading = MEMORIES.format(today=f"{today:%A}, {today.isoformat()}")
    return with_lines(prompt, [heading, *map(_dated, memories)]) if memories else prompt


PERSONALITY = (
    "How the user has come across so far, from 1 to 5 with 3 as neutral. Let it shape the tone of "
    "the answer, and never mention it:"
)


def with_personality(prompt: Prompt, traits: Sequence[str]) -> Prompt:
    """The prompt with what the user is like before its query, a line for each trait; unchanged
    without any."""
    return with_lines(prompt, [PERSONALITY, *traits]) if traits else prompt


def with_lines(prompt: Prompt, lines: Sequence[str]) -> Prompt:
    """The prompt with these lines before its query, behind what every question shares."""
    around = "\n" if prompt.wording.framed else ""
    told = around + "\n".join(lines) + around
    before, query = prompt.parts[: prompt.head], prompt.parts[prompt.head :]
    return replace(prompt, parts=(*before, told, *query))


def followed_by(prompt: Prompt, words: str) -> Prompt:
    """The prompt with words behind its query, which say what is to be done with it instead of
    answering it; all before them is the same, so that an engine has computed it already."""
    around = "\n" if prompt.wording.framed else ""
    return replace(prompt, parts=(*prompt.parts, around + words + around))


def _dated(note: Note) -> str:
    """A note as it stands in a prompt: after its date, where that is known."""
    text = visible(note.text)
    return f"{note.date.isoformat()}: {text}" if note.date else text


def conversation_turns(turns: Iterable[RecordedTurn]) -> tuple[Turn, ...]:
    """A stored conversation as `Prompt.before` takes it: of each turn its attachments, then its
    text; turns without either are left out."""
    whole = (Turn(turn.role, (*turn.attachments, *_present(turn.text))) for turn in turns)
    return tuple(turn for turn in whole if turn.parts)


def _present(text: str) -> tuple[str, ...]:
    text = visible(text)
    return (text,) if text.strip() else ()


def alternating(prompt: Prompt) -> Prompt:
    """The same conversation with neighbouring turns of one side as one turn, their parts unchanged.

    The chat templates of several models, Gemma's among them, refuse two user turns in a row.
    """
    turns: list[Turn] = []
    for turn in (*prompt.before, Turn("user", prompt.parts)):
        if turns and turns[-1].role == turn.role:
            turn = Turn(turn.role, turns.pop().parts + turn.parts)
        turns.append(turn)
    last = turns.pop().parts
    shared = len(last) - len(prompt.parts)
    return replace(prompt, before=tuple(turns), parts=last, head=shared + prompt.head)

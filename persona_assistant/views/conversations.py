"""Conversations: all of them, one with its turns, and where words were found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from persona_assistant.pmg import Picture
from persona_assistant.views.layout import Column, Line, Table
from persona_assistant.views.words import counted

if TYPE_CHECKING:
    from persona_assistant.assistant.conversations import ConversationPage
    from persona_assistant.pmg import Conversation, ConversationHit, ConversationTurn

_UNTITLED = "(no title)"
_HEADING = re.compile(r"^(#{1,6}\s)", re.MULTILINE)
_SPECIAL = re.compile(r"[\\`*_\[\]<>#]")
_SAID_BY = {"user": "You", "assistant": "Answer"}


def conversation_document(conversation: Conversation) -> dict[str, Any]:
    return {
        "id": conversation.id,
        "title": conversation.title,
        "turns": conversation.turns,
        "created": conversation.created,
        "updated": conversation.updated,
    }


def conversations_document(conversations: Sequence[Conversation]) -> dict[str, Any]:
    return {"conversations": [conversation_document(each) for each in conversations]}


def conversations_table(conversations: Sequence[Conversation]) -> Table:
    return Table(
        (Column("id"), Column("title"), Column("questions", True, 2), Column("latest", rank=1)),
        tuple(
            (
                str(each.id),
                each.title or _UNTITLED,
                str((each.turns + 1) // 2),
                _moment(each.updated),
            )
            for each in conversations
        ),
    )


def conversation_page_document(page: ConversationPage) -> dict[str, Any]:
    said = [_turn_document(each, page) for each in page.turns]
    return {**conversation_document(page.conversation), "said": said}


def _turn_document(turn: ConversationTurn, page: ConversationPage) -> dict[str, Any]:
    return {
        "id": turn.id,
        "role": turn.role,
        "text": turn.text,
        "about": [page.names[each] for each in turn.about if each in page.names],
        "shown": [
            {"kind": "image" if isinstance(each, Picture) else "voice", "source": each.source}
            for each in turn.attachments
        ],
        "abstained": turn.abstained,
        "created": turn.created,
    }


def conversation_page_lines(page: ConversationPage) -> list[Line]:
    conversation = page.conversation
    questions = counted((conversation.turns + 1) // 2, "question")
    lines = [
        Line(conversation.title or _UNTITLED),
        Line(f"conversation {conversation.id}, {questions}, {_moment(conversation.created)}", True),
    ]
    for turn in page.turns:
        if turn.role == "user":
            lines.append(Line(""))
        lines += [
            Line(f"{'picture' if isinstance(each, Picture) else 'clip'} {each.source}", quiet=True)
            for each in turn.attachments
        ]
        lines.append(Line(f"{_SAID_BY[turn.role]}: {turn.text}"))
    return lines


def conversation_markdown(page: ConversationPage) -> str:
    """A Markdown document that ends with a line break. What was said reads as it was said; only
    what would be a heading or a rule of the document's own is escaped."""
    conversation = page.conversation
    parts = [
        f"# {_one_line(conversation.title or _UNTITLED)}",
        f"{_moment(conversation.created)} UTC, "
        f"{counted((conversation.turns + 1) // 2, 'question')}",
    ]
    for turn in page.turns:
        if turn.role == "user":
            parts.append(f"## {_one_line(turn.text)}")
        else:
            parts.append(_HEADING.sub(r"\\\1", turn.text.strip()))
        parts += [
            f"*{'picture' if isinstance(each, Picture) else 'clip'} {_one_line(each.source)}*"
            for each in turn.attachments
        ]
    return "\n\n".join(parts) + "\n"


def _one_line(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", " ".join(text.split()))


def hits_document(text: str, hits: Sequence[ConversationHit]) -> dict[str, Any]:
    return {
        "searched": text,
        "hits": [
            {
                "conversation": each.conversation.id,
                "title": each.conversation.title,
                "turn": each.turn_id,
                "role": each.role,
                "excerpt": each.excerpt,
                "created": each.created,
            }
            for each in hits
        ],
    }


def hits_lines(text: str, hits: Sequence[ConversationHit]) -> list[Line]:
    if not hits:
        return [Line(f'Nothing that was said holds "{text}".')]
    lines, last = [], None
    for each in hits:
        if each.conversation.id != last:
            title = each.conversation.title or _UNTITLED
            lines.append(Line(f"{each.conversation.id}  {title}"))
            last = each.conversation.id
        lines.append(Line(f"   {_SAID_BY[each.role]}: {each.excerpt}", quiet=True))
    return lines


def delete_all_question(count: int) -> str:
    return f"Delete {counted(count, 'conversation')}? This cannot be undone."


def deleted_document(count: int) -> dict[str, Any]:
    return {"deleted": count}


def deleted(count: int) -> str:
    return f"Deleted {counted(count, 'conversation')}."


def _moment(stamp: str) -> str:
    """To the minute: "2026-05-04 17:20"; UTC as it is stored."""
    return stamp[:16].replace("T", " ")

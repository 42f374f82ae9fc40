"""After each session: its topics, each an episode of the turns that speak of it.

A turn belongs to the first topic that names it, and to the first of all where none does. A summary
with names or numbers that the user did not say is not kept; the user's own words stand there
instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from persona_assistant.assistant.longterm.consult import consult
from persona_assistant.assistant.longterm.found import Found
from persona_assistant.assistant.longterm.material import (
    REPLY_TOKENS,
    form,
    numbered,
    room,
    stands_on,
)
from persona_assistant.assistant.remembering import episode
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import Engine
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken

_INSTRUCTION = """\
You sort what a user said in one session into topics, so that it is found again later.
For each topic give one or two sentences on what the user told or asked, in the first person \
("I ..."), then words to find it by, then the numbers of the messages that belong to it. Every \
message belongs to one topic."""
_SCHEMA = form(
    {
        "topics": {
            "type": "array",
            "minItems": 1,
            "maxItems": 6,
            "items": form(
                {
                    "summary": {"type": "string"},
                    "keywords": {"type": "array", "items": {"type": "string"}, "maxItems": 8},
                    "messages": {"type": "array", "items": {"type": "integer"}, "maxItems": 60},
                }
            ),
        }
    }
)


def segment(
    services: Services,
    engine: Engine,
    turns: Sequence[ConversationTurn],
    cancel: CancelToken | None,
) -> Found | None:
    """None where the model gave nothing in the form, also when cancelled. Raises EngineError."""
    reply = consult(
        engine,
        _INSTRUCTION,
        numbered(turns, room(engine)),
        _SCHEMA,
        max_tokens=REPLY_TOKENS,
        cancel=cancel,
    )
    if reply is None:
        return None
    every = [
        episode(of, *_summary(topic, of))
        for topic, of in zip(reply["topics"], _shared_out(reply["topics"], turns), strict=True)
    ]
    return Found(tuple(each for each in every if each is not None))


def _shared_out(
    topics: Sequence[dict[str, Any]], turns: Sequence[ConversationTurn]
) -> list[list[ConversationTurn]]:
    """The turns of each topic, every turn once."""
    of: dict[int, int] = {}
    for number, topic in enumerate(topics):
        for index in topic["messages"]:
            of.setdefault(index - 1, number)
    shared: list[list[ConversationTurn]] = [[] for _ in topics]
    for index, turn in enumerate(turns):
        shared[of.get(index, 0)].append(turn)
    return shared


def _summary(topic: dict[str, Any], turns: Sequence[ConversationTurn]) -> tuple[str, str]:
    """Summary and keywords; "" for what the turns do not bear out."""
    said = [each.text for each in turns]
    summary = " ".join(topic["summary"].split())
    keywords = [each for each in topic["keywords"] if stands_on(each, *said)]
    return (summary if stands_on(summary, *said) else ""), " ".join(keywords)

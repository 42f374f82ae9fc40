"""After each turn: facts that a language model finds in it, beside what is stated outright.

The model sees the turn with the talk around it, and says nothing or a few sentences, each with the
words of the turn that it stands on. What is remembered of the turn already is not kept twice, and
what the user took back is not kept again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from persona_assistant.assistant.longterm.consult import consult
from persona_assistant.assistant.longterm.found import Found
from persona_assistant.assistant.longterm.material import (
    REPLY_TOKENS,
    around,
    clipped,
    day_of,
    form,
    overlaps,
    records,
    room,
    said_in,
    stands_on,
)
from persona_assistant.assistant.mentions import mentioned
from persona_assistant.assistant.recollection import KEPT
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import Engine
from persona_assistant.language.statements import only_asks, time_of
from persona_assistant.language.words import stem, words
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken

_INSTRUCTION = """\
You keep a diary of facts for an assistant, so that it knows its user next year too.
Read one message of the user and list the lasting facts in it: events with their time, plans, \
likes and dislikes, and the people, animals and things in the user's life.
Leave out questions, small talk, what matters only now, and anything the user did not say.
For each fact give the user's exact words as evidence, then the fact as one sentence in the first \
person ("I ...") that is clear without the conversation, then words to find it by.
An empty list is the right answer for most messages."""
_SCHEMA = form(
    {
        "memories": records(
            {
                "fact": {"type": "string"},
                "keywords": {"type": "array", "items": {"type": "string"}, "maxItems": 6},
            },
            most=4,
        )
    }
)
_SHORTEST = 3
"""Words of a turn that can tell a fact."""
_AROUND = 300
"""Tokens, at most, of each turn around the one in question."""


def worth_reading(turn: ConversationTurn) -> bool:
    """Whether a turn can tell a fact at all: a question does not."""
    long_enough = len(words(turn.text)) >= _SHORTEST
    return turn.role == "user" and long_enough and not only_asks(turn.text)


def extract(
    services: Services, engine: Engine, turn: ConversationTurn, cancel: CancelToken | None
) -> Found | None:
    """None where the model gave nothing in the form, also when cancelled. Raises EngineError."""
    stages = services.store.memory_stages
    reply = consult(
        engine,
        _INSTRUCTION,
        _material(engine, turn, stages.around(turn.id or 0)),
        _SCHEMA,
        max_tokens=REPLY_TOKENS,
        cancel=cancel,
    )
    if reply is None:
        return None
    known = [each.text for each in stages.of_turn(turn.id or 0)]
    found: list[Memory] = []
    for each in reply["memories"]:
        memory = _memory(services, turn, each)
        if memory is None or any(overlaps(each["evidence"], text) for text in known):
            continue
        known.append(each["evidence"])
        found.append(memory)
    return Found(tuple(found))


def _material(engine: Engine, turn: ConversationTurn, talk: Sequence[tuple[str, str, bool]]) -> str:
    tokens = room(engine)
    near = min(_AROUND, tokens // 8)
    lines = {
        before: [
            f"{'User' if role == 'user' else 'Assistant'}: {clipped(text, near)}"
            for role, text, is_before in talk
            if is_before == before and not text.startswith(KEPT)
        ]
        for before in (True, False)
    }
    return "\n".join(
        [
            f"It is {day_of(turn):%A, %d %B %Y}.",
            *(["Before that:", *lines[True]] if lines[True] else []),
            *("Message of the user:", clipped(turn.text, tokens - 4 * near)),
            *(["Reply to it:", *lines[False]] if lines[False] else []),
        ]
    )


def _memory(services: Services, turn: ConversationTurn, given: dict[str, Any]) -> Memory | None:
    """None for what does not stand on the user's words."""
    evidence, text = given["evidence"], " ".join(given["fact"].split())
    if said_in(evidence, [turn]) is None or not stands_on(text, turn.text):
        return None
    begin, end = time_of(around(evidence, turn.text), day_of(turn))
    keywords = [stem(word.lower) for each in given["keywords"] for word in words(each)]
    return Memory(
        "semantic",
        text,
        keywords=" ".join(dict.fromkeys(keywords)),
        said=turn.created,
        valid_from=begin,
        valid_to=end,
        origin="turn",
        turns=(turn.id or 0,),
        about=tuple(sorted({*turn.about, *mentioned(services, text)})),
    )

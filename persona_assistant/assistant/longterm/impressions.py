"""How the user comes across: read from each of their messages by a language model.

That is done after the answer. Nothing is read while the switch is off, nor later from what was
written then. Without a language model nothing is read either: a personality is not guessed from
single words. What is answered is never looked at.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from persona_assistant.assistant.longterm.consult import consult
from persona_assistant.assistant.prompt_length import length_of
from persona_assistant.assistant.services import Services
from persona_assistant.engines.base import Engine
from persona_assistant.errors import EngineError
from persona_assistant.personality import LEAST, MOST, NEUTRAL_AT, TRAITS, Traits, course, lines
from persona_assistant.pmg import ConversationTurn
from persona_assistant.progress import CancelToken
from persona_assistant.prompt import Prompt, with_personality

INSTRUCTION = """\
Judge how somebody comes across in what they write, by the five traits of the Big Five. You get
their latest message and perhaps what they wrote shortly before it. Give every trait a whole number
for the latest message: 1 very low, 2 low, 3 the message says nothing of it, 4 high, 5 very high.
Most messages say nothing of most traits, so give 3 wherever the words themselves do not show it.
Judge whoever writes, never the people they write about.
openness: curious, imaginative, open to the new; low: practical, fond of the familiar.
conscientiousness: organised, thorough, reliable; low: spontaneous, careless of order.
extraversion: outgoing, talkative, full of energy; low: quiet, reserved.
agreeableness: warm, considerate, trusting; low: frank, sceptical, competitive.
neuroticism: sensitive, easily worried or upset; low: calm, even-tempered."""
_SIZES = sorted(range(LEAST, MOST + 1), key=lambda size: abs(size - NEUTRAL_AT))
"""Neutral first: a model that does not know takes what comes first."""
SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {trait: {"type": "integer", "enum": _SIZES} for trait in TRAITS},
    "required": list(TRAITS),
    "additionalProperties": False,
}
_SCALES = (tuple(_SIZES), tuple(sorted(_SIZES)), tuple(sorted(_SIZES, reverse=True)))
"""What a model says that repeats the scale and judges nothing."""
_REPLY_TOKENS = 160
TOLD_TOKENS = 170
"""Of what a language model is told of it, rather too many."""
_MESSAGE, _FORMER = 2000, 300
"""Letters that are shown of the message and of one before it."""
_BEFORE = 3
"""Messages before it that are shown at most, none of them older than this:"""
_RECENT = datetime.timedelta(minutes=60)
_AROUND = 4 * _BEFORE
"""Turns among which those are looked for; half of the turns are answers."""


def after_turn(
    services: Services, turn: ConversationTurn, cancel: CancelToken | None = None
) -> Traits | None:
    """Reads from one turn how the user comes across, and keeps it. None, and nothing is kept, where
    the switch is off, where the turn is no message of the user or was read already, without a
    language model, when cancelled, and where the model does not keep to the form, repeats the
    scale, or has no room for the message.

    Calls the engine and holds no lock of the store meanwhile. Raises EngineError, StoreError.
    """
    impressions = services.store.impressions
    if not services.options.personality or turn.role != "user" or not turn.text.strip():
        return None
    if turn.id is None or impressions.has(turn.id):
        return None
    try:
        found = consult(
            services.engine,
            INSTRUCTION,
            _material(services, turn),
            SCHEMA,
            max_tokens=_REPLY_TOKENS,
            cancel=cancel,
        )
    except EngineError as error:
        if error.code != "prompt_too_long":
            raise
        return None
    if found is None or not services.options.personality:  # it may be switched off meanwhile
        return None
    traits = Traits(*(found[trait] for trait in TRAITS))
    if traits in _SCALES:
        return None
    return traits if impressions.keep(turn.id, traits) else None


def update(services: Services, cancel: CancelToken | None = None) -> tuple[Traits, ...]:
    """Reads the turns that came since the last update; returns what was kept. One that is stopped,
    by `cancel`, an error or a kill, is gone on with by the next."""
    impressions = services.store.impressions
    if not services.options.personality:
        pass_over(services)
        return ()
    kept: list[Traits] = []
    for turn in services.store.conversations.said_since(impressions.looked_at()):
        found = after_turn(services, turn, cancel)
        if found is not None:
            kept.append(found)
        elif cancel is not None and cancel.is_set():
            break
        impressions.note_looked_at(turn.id)
    return tuple(kept)


def pass_over(services: Services) -> None:
    """Leaves what was written up to now unread for good."""
    services.store.impressions.note_looked_at()


def pending(services: Services) -> int:
    """How many messages an update has to read."""
    if not services.options.personality:
        return 0
    store = services.store
    turns = store.conversations.said_since(store.impressions.looked_at())
    return sum(each.role == "user" for each in turns)


def told(services: Services, prompt: Prompt, engine: Engine) -> tuple[Prompt, tuple[str, ...]]:
    """The prompt with what the user is like, and a notice where there is no room for it. Unchanged
    where the switch is off, where nothing was read yet, and for what is no language model."""
    window = engine.capabilities.window
    if window is None or not services.options.personality or not services.has_store:
        return prompt, ()
    points = course(services.store.impressions.list(), services.options.personality_skip)
    if not points:
        return prompt, ()
    with_it = with_personality(prompt, lines(points[-1].traits))
    if length_of(with_it, engine).tokens + services.options.max_tokens > window:
        return prompt, ("how you come across was left out of the prompt",)
    return with_it, ()


def _material(services: Services, turn: ConversationTurn) -> str:
    since = max(0, (turn.id or 0) - _AROUND)
    earliest = _moment(turn) - _RECENT
    former = [
        each.text
        for each in services.store.conversations.said_since(since)
        if each.role == "user" and (each.id or 0) < (turn.id or 0) and _moment(each) >= earliest
    ]
    before = "\n".join(f"- {_cut(each, _FORMER)}" for each in former[-_BEFORE:])
    latest = f"The latest message:\n{_cut(turn.text, _MESSAGE)}"
    return f"Written before it:\n{before}\n\n{latest}" if before else latest


def _cut(text: str, letters: int) -> str:
    text = text.strip()
    return text if len(text) <= letters else text[: letters - 1].rstrip() + "…"


def _moment(turn: ConversationTurn) -> datetime.datetime:
    return datetime.datetime.fromisoformat(turn.created)

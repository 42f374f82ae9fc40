"""What a language model is shown of what the user said, and what of its reply stands on that.

A model may only keep what it can quote. A quote has to stand in a turn of the user's; names and
numbers of what is made of it have to stand there too.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from persona_assistant.assistant.token_estimate import LETTERS_PER_TOKEN, text_tokens
from persona_assistant.engines.base import Engine
from persona_assistant.language.words import sentences, words
from persona_assistant.pmg import ConversationTurn

REPLY_TOKENS = 512
"""Of a reply, at most."""
_MATERIAL = 2500
"""Tokens of material, at most: more is read in parts, each in the time of one question."""
_FORM = 1100
"""Tokens of an instruction with its schema and of what is remembered already, rather too many."""
_TURN = 12
"""Tokens of a turn's number and date."""


def room(engine: Engine) -> int:
    """Tokens of material that a model is shown at once."""
    window = engine.capabilities.window or 0
    return max(128, min(_MATERIAL, window - REPLY_TOKENS - _FORM))


def parts(
    turns: Sequence[ConversationTurn], tokens: int
) -> tuple[tuple[ConversationTurn, ...], ...]:
    """The turns in runs of at most so many tokens; one that is longer is a run of its own."""
    runs: list[list[ConversationTurn]] = []
    left = 0
    for turn in turns:
        needed = text_tokens(turn.text) + _TURN
        if not runs or needed > left:
            runs.append([])
            left = tokens
        runs[-1].append(turn)
        left -= needed
    return tuple(map(tuple, runs))


def numbered(turns: Iterable[ConversationTurn], tokens: int) -> str:
    """The turns with their numbers, from 1, and the day on which each was said."""
    return "\n".join(
        f"{number}. ({day_of(turn):%A, %d %B %Y}) {clipped(turn.text, tokens - _TURN)}"
        for number, turn in enumerate(turns, 1)
    )


def listed(texts: Iterable[str], nothing: str = "nothing") -> str:
    """The texts with their numbers, from 1."""
    lines = [f"{number}. {text}" for number, text in enumerate(texts, 1)]
    return "\n".join(lines) or nothing


def clipped(text: str, tokens: int) -> str:
    """A text on one line, of at most so many tokens."""
    line = " ".join(text.split())
    while text_tokens(line) > max(1, tokens):
        over = text_tokens(line) - max(1, tokens)
        line = line[: -max(1, math.floor(over * LETTERS_PER_TOKEN / 2))]
    return line


def day_of(turn: ConversationTurn) -> datetime.date:
    """The day on which it was said, in local time."""
    return datetime.datetime.fromisoformat(turn.created).astimezone().date()


# --- what a reply has to be made of


def records(properties: Mapping[str, Any], most: int) -> dict[str, Any]:
    """The schema of a list of records, of which each begins with a quote."""
    every = {"evidence": {"type": "string"}, **properties}
    return {
        "type": "array",
        "maxItems": most,
        "items": {"type": "object", "properties": every, "required": list(every)},
    }


def form(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of an object that has all of these."""
    return {"type": "object", "properties": dict(properties), "required": list(properties)}


def said_in(evidence: str, turns: Iterable[ConversationTurn]) -> ConversationTurn | None:
    """The latest turn in which a quote stands; None where it stands in none or quotes no word that
    tells anything."""
    quote = _folded(evidence)
    if not any(word.content for word in words(evidence)):
        return None
    found = [turn for turn in turns if f" {quote} " in f" {_folded(turn.text)} "]
    return found[-1] if found else None


def around(evidence: str, text: str) -> str:
    """The sentences of a text in which a quote stands."""
    quote = _folded(evidence)
    return next((each for each in sentences(text) if quote in _folded(each)), evidence)


def stands_on(text: str, *sources: str) -> bool:
    """Whether names and numbers of a text stand in what was said, and one of its other words."""
    said = [word for source in sources for word in words(source)]
    surfaces, stems = {word.lower for word in said}, {word.stem for word in said}
    telling = [word for word in words(text) if word.content]
    exact = [word for word in telling[1:] if word.name_like or word.surface[:1].isdigit()]
    exact += [word for word in telling[:1] if word.surface[:1].isdigit()]
    return all(word.lower in surfaces or word.stem in stems for word in exact) and any(
        word.stem in stems for word in telling
    )


def overlaps(one: str, other: str) -> bool:
    """Whether one of two texts stands in the other."""
    first, second = f" {_folded(one)} ", f" {_folded(other)} "
    return first in second or second in first


def _folded(text: str) -> str:
    return " ".join(word.lower for word in words(text))

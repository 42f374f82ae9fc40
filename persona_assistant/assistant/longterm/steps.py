"""Thinking before an answer: a language model says whether what it sees is enough, or what is to be
looked for in what the user told earlier.

The first look is by the question itself. Then, step by step, the model thinks and either answers or
names other words, and a time that is meant. What was found stands in its next prompt; nothing is
shown twice. The thoughts are never part of an answer. Where the things are that are looked for, the
caller knows.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from persona_assistant.assistant.longterm.consult import form_of, parsed
from persona_assistant.assistant.prompt_length import length_of
from persona_assistant.assistant.takeable import Asking
from persona_assistant.engines.base import Engine, GenerateOptions, Usage, collect
from persona_assistant.progress import CancelToken, Progress
from persona_assistant.prompt import Prompt, followed_by

MOST = 5
"""Steps to an answer, at most; the last one answers in any case."""
THINKING, LOOKING = "thinking", "looking for"
"""Stages of the progress; the detail of the latter is what is looked for."""
_TOKENS = 200
"""Of a step, at most."""
_DAY = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "thought": {"type": "string", "maxLength": 240},
        "action": {"enum": ["answer", "retrieve"]},
        "keywords": {"type": "string", "maxLength": 80},
        "since": _DAY,
        "until": _DAY,
    },
    "required": ["thought", "action", "keywords", "since", "until"],
    "additionalProperties": False,
}
_TIME = re.compile(
    r"\b(?:last|next|this|past|ago|yesterday|today|tonight|mornings?|evenings?|weeks?|weekends?"
    r"|months?|years?|decades?|springs?|summers?|autumns?|falls?|winters?|christmas|easter|holidays?"
    r"|then|before|after|since|until|during|recently|lately|earlier|latest|first|child(?:hood)?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december|\d{4})\b",
    re.I,
)
"""What may name a time in a question."""
_DECIDE = (
    "Do not answer yet. Think in one short sentence whether all that is needed to answer stands "
    'above. If so, the action is "answer". If something is missing that the user may have told at '
    'another time, the action is "retrieve": give one to four keywords to look for, and since and '
    "until, the first and the last day of the time that the question means, or null."
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for."""

    words: str
    since: str | None = None
    """Of the time that is meant the first day (2024-05-17), None where it has no beginning."""
    until: str | None = None

    @property
    def shown(self) -> str:
        """As a person is told it."""
        times = " to ".join(each for each in (self.since, self.until) if each)
        return f"{self.words} ({times})" if times else self.words


@dataclass(slots=True)
class Found(Generic[T]):
    """What was found on the way to an answer."""

    items: list[T] = field(default_factory=list)
    """In the order in which they were found, each once."""
    looked: list[tuple[Looking, int]] = field(default_factory=list)
    """What was looked for, and how much of it was new."""
    usages: list[Usage] = field(default_factory=list)
    """Of the steps, as far as the engine counts."""

    @property
    def latest(self) -> int:
        """How many of the items, at the end, the last look brought."""
        return self.looked[-1][1] if self.looked else 0


def found_by(
    engine: Engine,
    first: Looking,
    search: Callable[[Looking, Sequence[T]], Sequence[T]],
    prompt_of: Callable[[Found[T]], Prompt],
    *,
    think: bool = True,
    cancel: CancelToken | None = None,
) -> Generator[Progress, None, Found[T]]:
    """What an answer is to be made of; without `think`, what the `first` look brings.

    `search` finds what was not found before; `prompt_of` is the prompt of the question with what
    was found so far. A step in another form than asked for looks for the first words, which was
    done, and so ends the thinking. Raises EngineError.
    """
    found: Found[T] = Found()
    _look(found, first, search)
    if think:
        yield Progress(THINKING, 0, MOST)
    for number in range(1, MOST if think else 1):
        step = next_step(engine, prompt_of(found), found, cancel)
        if step is None or (cancel is not None and cancel.is_set()):
            return found
        if step in [each for each, _ in found.looked]:
            return found
        yield Progress(LOOKING, number, MOST, detail=step.shown)
        _look(found, step, search)
    return found


def next_step(
    engine: Engine, prompt: Prompt, found: Found[T], cancel: CancelToken | None = None
) -> Looking | None:
    """What the model wants to look for; None where it can answer, and where the window has no room
    for a thought. The first words where its reply is not in the form. Raises EngineError."""
    asking = Asking(engine, followed_by(prompt, f"{_decide(found)}\n{form_of(SCHEMA)}"))
    window = engine.capabilities.window
    if window is not None and length_of(asking.prompt, engine).tokens + _TOKENS > window:
        return None
    options = GenerateOptions(max_tokens=_TOKENS, schema=SCHEMA)
    generation = collect(asking.events(options, cancel))
    if generation.finished.usage is not None:
        found.usages.append(generation.finished.usage)
    reply = parsed(generation.text, SCHEMA)
    if reply is None or (reply["action"] == "retrieve" and not reply["keywords"].strip()):
        return found.looked[0][0]
    if reply["action"] == "answer":
        return None
    names_time = _TIME.search(prompt.query.text)  # a small model fills in today
    since, until = (_day(reply[each]) if names_time else None for each in ("since", "until"))
    if since and until and since > until:
        since, until = until, since
    return Looking(" ".join(reply["keywords"].split()), since, until)


def _look(
    found: Found[T], looking: Looking, search: Callable[[Looking, Sequence[T]], Sequence[T]]
) -> None:
    new = search(looking, tuple(found.items))
    found.items += new
    found.looked.append((looking, len(new)))


def _decide(found: Found[T]) -> str:
    later = [
        f'"{looking.shown}" ({"found" if new else "nothing found"})'
        for looking, new in found.looked[1:]
    ]
    return f"{_DECIDE} Looked for already: {', '.join(later)}." if later else _DECIDE


def _day(given: str | None) -> str | None:
    """What is no day is no limit."""
    try:
        return datetime.date.fromisoformat(given).isoformat() if given else None
    except ValueError:
        return None

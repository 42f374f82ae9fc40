"""Answers to questions about the user's own past from the very words of the conversations, where no
memory has the answer.

Only what the user said is quoted; what the assistant did helps to understand it. A turn whose
memory was corrected or retracted, or that was said while nothing was to be remembered, does not
answer.
"""

from __future__ import annotations

import re
import time

from persona_assistant.assistant.longterm.talks import USER
from persona_assistant.assistant.recollection import asks_of_the_past
from persona_assistant.assistant.services import Services
from persona_assistant.language.dates import written_out
from persona_assistant.pmg import Answer, Edge, Evidence, Outcome
from persona_assistant.reader.network import bundled_network

_FRAME = re.compile(
    r"\b(?:did|have) i (?:tell|told|say|said|mention|mentioned)\b(?: to)?(?: you)?"
    r"|\bi (?:told|said to) you\b|\bdo you remember\b",
    re.I,
)
"""Asks for what was said, whatever it was."""
_QUOTED = 3
"""Turns that an answer quotes, at most."""
_SURELY = 0.5
"""Of a question, what the turn that answers says at least."""


def answer(services: Services, question: str) -> Answer | None:
    """None where nothing answers surely."""
    if not services.has_store or "episodic" not in services.options.kinds:
        return None
    if not asks_of_the_past(question):
        return None
    started = time.perf_counter()
    talk = services.talks.told()
    asked = _FRAME.sub(" ", question)
    left_out = {str(turn) for turn in services.store.conversations.not_held()}
    with talk.reading:
        found = talk.dialogue.read(asked, [USER], leave_out=left_out | talk.asking)
    sure = asked != question or found.sure >= bundled_network().scale.threshold
    if found.support < _SURELY or not sure:
        return None
    lines = [talk.lines[turn.id] for turn in found.turns]
    quotes = found.quotes or [lines[0].text]
    said = [
        f"On {written_out(line.day)} you said: {quote}" if line.day else f"You said: {quote}"
        for line, quote in zip(lines[:_QUOTED], quotes)
    ]
    seconds = time.perf_counter() - started
    return Answer(
        text=" ".join(said if found.quotes else [f"{found.text}.", *said]),
        edge=Edge(Outcome.UNKNOWN, (), 1.0),
        abstained=False,
        evidence=tuple(Evidence("text", "you", each.text, None, each.day) for each in lines),
        seconds=seconds,
        timings={"decide": 0.0, "generate": seconds},
        short=found.text,
    )

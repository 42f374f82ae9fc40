"""What a language model need not work out: what a search of the notes finds, the day it is, and how
old somebody is on it.

The reader of the default engine parses numbers, dates and ages, and knows that the newer of two
statements holds; a small model is bad at all of that, and no model knows the day. Where the reader
finds nothing, the model is told so and decides by itself.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from persona_assistant.assistant.ages import Ages, Born
from persona_assistant.assistant.own_name import for_a_reader
from persona_assistant.assistant.services import Services
from persona_assistant.language.dates import written_out
from persona_assistant.language.question import without_reminder
from persona_assistant.pmg import Edge, Outcome
from persona_assistant.prompt import Prompt, with_lines
from persona_assistant.reader.wording import answer_text
from persona_assistant.visible import visible

_OF_A_TIME = re.compile(
    r"\b(?:how (?:old|long)|age|aged|older|younger|birthdays?|born|turn(?:s|ing)?|when|ago|until"
    r"|since|next|last|upcoming|soon|today|tomorrow|yesterday|still|now"
    r"|(?:days?|weeks?|months?|years?))\b",
    re.I,
)


def told(services: Services, prompt: Prompt, edge: Edge) -> Prompt:
    """The prompt with what was worked out before its query; unchanged for what is no language
    model."""
    options = services.options
    if services.engine.capabilities.window is None or options.route != "assistant":
        return prompt
    lines: list[str] = []
    if _OF_A_TIME.search(prompt.query.text):
        ages = Ages(options.date_order)
        lines += [f"Today is {ages.day:%A}, {written_out(ages.day)}.", *_ages(prompt, ages)]
    if edge.outcome is Outcome.MATCHED and len(prompt.contexts) == 1:
        lines.append(_searched(services, prompt, edge))
    return with_lines(prompt, lines) if lines else prompt


def _searched(services: Services, prompt: Prompt, edge: Edge) -> str:
    (context,) = prompt.contexts
    asked = without_reminder(for_a_reader(services, prompt.query, edge).text)
    reading = services.reader.read(asked, context.notes, name=context.persona or None)
    if reading.answered:
        return f"A search of the notes found: {visible(answer_text(reading))}"
    instead = f" {reading.instead[0].upper()}{reading.instead[1:]}." if reading.instead else ""
    return f"A search of the notes found nothing that surely answers the question.{instead}"


def _ages(prompt: Prompt, ages: Ages) -> Iterator[str]:
    for context in prompt.contexts:
        if context.persona and context.persona_id is not None:
            born = ages.born(context.persona_id, context.persona, context.notes)
            if born is not None:
                yield f"Worked out from the notes: {context.persona} {_old(born, ages.day)}."


def _old(born: Born, today: datetime.date) -> str:
    least, most = _years(born.last, today), _years(born.first, today)
    exactly = f"was born on {written_out(born.first)} and " if born.first == born.last else ""
    old = f"{least}" if least == most else f"between {least} and {most}"
    return f"{exactly}is {old} years old now"


def _years(born: datetime.date, today: datetime.date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))

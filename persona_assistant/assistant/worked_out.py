"""What a language model need not reckon: the day it is, and how old somebody is on it.

A model does not know the day, and a small one is bad at sums. Birthdays and ages in the notes are
parsed for the default engine anyway; asked for a time, a model is told what comes of them.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from persona_assistant.assistant.ages import Ages, Born
from persona_assistant.assistant.services import Services
from persona_assistant.language.dates import written_out
from persona_assistant.prompt import Prompt, with_lines

_OF_A_TIME = re.compile(
    r"\b(?:how (?:old|long)|age|aged|older|younger|birthdays?|born|turn(?:s|ing)?|when|ago|until"
    r"|since|next|last|upcoming|soon|today|tomorrow|yesterday|still|now"
    r"|(?:days?|weeks?|months?|years?))\b",
    re.I,
)


def told(services: Services, prompt: Prompt) -> Prompt:
    """The prompt with what was worked out before its query; unchanged for what is no language
    model, and where no time is asked for."""
    options = services.options
    thinks = services.engine.capabilities.window is not None and options.route == "assistant"
    if not thinks or not _OF_A_TIME.search(prompt.query.text):
        return prompt
    ages = Ages(options.date_order)
    return with_lines(
        prompt, [f"Today is {ages.day:%A}, {written_out(ages.day)}.", *_ages(prompt, ages)]
    )


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

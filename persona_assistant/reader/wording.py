"""A reading in words: the answer first, then the sentence and the note it stands on."""

from __future__ import annotations

import datetime

from persona_assistant.language.chats import is_user
from persona_assistant.pmg import Context, Note
from persona_assistant.reader.reading import Reading

_NEAR = 0.1
"""What is less probable is not near enough to be told."""
_MONTHS = (
    "January February March April May June July August September October November December".split()
)


def answer_text(reading: Reading) -> str:
    """For example: '14 June 1989. You noted on 3 May 2024: "Born 14 June 1989 in Hull."'"""
    best = reading.found[0]
    answer = reading.answer or best.span
    answer = f"{answer}, {reading.history}" if reading.history else answer
    if _bare(answer) == _bare(best.sentence):
        return f"{best.sentence.strip()}{_dated(best.note, f' ({_verb(best.note)} on {{}})')}"
    end = "" if answer.endswith((".", "!", "?", "…")) else "."
    noted = f"You {_verb(best.note)}{_dated(best.note, ' on {}')}"
    return f'{answer}{end} {noted}: "{best.sentence.strip()}"'


def nearest_text(reading: Reading, context: Context) -> str:
    """What was looked at where nothing answers, and what comes near: a text to go on with."""
    name, count = context.persona, len(context.texts)
    if not name:
        return ""
    if not count:
        return f" There is no note about {name}."
    whose = "Your own" if is_user(name) else f"{name}'s"
    looked = f" {whose} {'note does' if count == 1 else f'{count} notes do'} not say."
    if reading.instead:
        return f"{looked} {reading.instead[0].upper()}{reading.instead[1:]}."
    near = [each for each in reading.found[:1] if each.probability >= _NEAR]
    return looked + "".join(f' The nearest is: "{each.sentence.strip()}"' for each in near)


def spelled(date: datetime.date) -> str:
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}"


def _dated(note: Note, form: str) -> str:
    return form.format(spelled(note.date)) if note.date else ""


def _verb(note: Note) -> str:
    return "said" if note.told else "noted"


def _bare(text: str) -> str:
    return text.strip().rstrip(".!").casefold()

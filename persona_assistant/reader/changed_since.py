"""Whether somebody has changed what one has one of at a time: "has Tom changed jobs", "has she got
a new car".

The notes tell of the job before and of the one of today, and seldom of a change. So the reader is
asked for what is so today: where something came before it, it is a new one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found, Reading

_JOB = "jobs?|work|career|employers?|role|position|company"
_CAR = "cars?|wheels|van|motor"
_PARTNER = "partner|girlfriend|boyfriend|man|woman|fella|bloke"
_HOME = "address|house|flat|place|home"
_PHONE = "number|phone number|mobile number|phone no"
_OF = {
    "job": (_JOB, "what does {} do for a living"),
    "car": (_CAR, "what car does {} drive"),
    "partner": (_PARTNER, "who is {} seeing"),
    "home": (_HOME, "where does {} live"),
    "number": (_PHONE, "what is {}'s phone number"),
}
_ASKED = (
    r"^(?:so |and |but )?(?:has|have|did|is|are)(?:n['’]?t)? .{1,40}? (?:(?:ever|recently|just"
    r"|already|now) )?(?:(?:changed?|switch(?:ed)?|swapp?e?d?) (?:(?:his|her|their|the|hers) )?"
    r"|(?:got|get|found|bought|started|have|driving|seeing|in|on|at) "
    r"(?:an?|another|her|his|their) (?:new|different|another) )"
    r"(?P<what>[\w ]{3,14}?)(?: (?:yet|again|now|lately|recently|at all|or not))?$"
)
_MOVED = (
    r"^(?:so |and |but )?(?:has|have|did) [\w'’-]+(?: [\w'’-]+)? "
    r"(?:(?:ever|recently|just|already) )?"
    r"moved?(?: (?:house|home|flat|again|yet|recently|lately))*$"
)
_NEW = r"\b(?:new|now|started|starts|starting|became|begun|switched|changed|moved|joined)\b"
_SURE = 0.6


def changed_since(
    question: str, name: str | None, reading: Reading, read: Callable[[str], Reading]
) -> Reading | None:
    """Yes, with what is so today; None for any other question and where the notes tell of no
    change. `read` asks the reader another question."""
    asked = plain(question).strip(" ?!.")
    plainly = _asked_of_now(asked)
    if name is None or not plainly:
        return None
    now = read(plainly.format(name.split()[0]))
    if not now.answered or now.found[0].probability < _SURE:
        return None
    best = now.found[0]
    if not (now.history or now.earlier) and not compiled(_NEW).search(best.sentence):
        return None
    if reading.answered and _is_newer(reading.found[0], best):
        return None
    return replace(now, answer=f"yes: {now.answer or best.span}")


def _asked_of_now(asked: str) -> str:
    """The question for what is so today; "" for any other."""
    if compiled(_MOVED).match(asked):
        return _OF["home"][1]
    match = compiled(_ASKED).match(asked)
    what = match["what"].strip() if match else ""
    return next((way for words, way in _OF.values() if re.fullmatch(words, what)), "")


def _is_newer(one: Found, other: Found) -> bool:
    return _day(one.note) > _day(other.note)


def _day(note: Note) -> datetime.date:
    return note.date or datetime.date.min


__all__ = ["changed_since"]

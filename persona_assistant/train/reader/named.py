"""Questions that name the person, made of those that say "she": real ones nearly all do.

Whoever writes questions below a note asks "what is her kid called"; whoever asks an assistant about
somebody types "whats mei lins kid called". The first pronoun for the person gives way to a name as
people write it: the first one mostly, the whole one at times, in small letters, with or without an
apostrophe.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from persona_assistant.train.reader.corpus import Question, without_wordings_of
from persona_assistant.train.reader.people import Asked, of_people

_SUBJECT = re.compile(r"\b(?P<word>she|he)(?P<tail>['’]?s)?\b", re.IGNORECASE)
_BEFORE_THE_OWNED = re.compile(r"\b(?:her|his)\b(?= \w)", re.IGNORECASE)
_OBJECT = re.compile(r"\b(?:her|him)\b(?=\W*$| (?:to|for|in|on|at|with|from|about|by|when|and)\b)")
_RELATIVE = re.compile(
    r"\bthe (?=(?:husband|wife|partner|mother|mum|mom|father|dad|brother|sister|son|daughter|kids?"
    r"|children|boy|girl|baby|dog|cat|boss|ex|job|house|flat|car|birthday|family|parents)\b)",
    re.IGNORECASE,
)
_NOTED = re.compile(
    r"(?!.*\b(?:who|what|when|where|why|how|which|is|are|was|were|do|does|did|er|sie|il|elle|ha)\b)"
    r"\w+(?: \w+){0,2}",
    re.IGNORECASE,
)
"""Words for a thing alone, "fiance name", which take the name in front."""


def naming(question: str, name: str, chance: random.Random) -> str:
    """The question with the person's name in the place of the first word that stands for them; as
    it is where it has such a name already, or no such word."""
    parts = [part for part in re.split(r"[\s-]+", name) if len(part) > 1 and part[-1] != "."]
    if not parts or any(re.search(rf"\b{re.escape(part)}", question, re.I) for part in parts):
        return question
    written = _written(name, parts, chance)
    owned = written + chance.choice(("'s", "'s", "s" if not written.endswith("s") else ""))
    places: list[tuple[int, int, str]] = []
    for pattern, text in ((_OBJECT, written), (_BEFORE_THE_OWNED, owned), (_SUBJECT, written)):
        found = pattern.search(question)
        if found:
            tail = found.groupdict().get("tail")
            places.append((*found.span(), f"{text} is" if tail else text))
    if places:
        start, end, text = min(places, key=lambda place: place[0])
        return question[:start] + text + question[end:]
    relative = _RELATIVE.search(question)
    if relative:
        return f"{question[: relative.start()]}{owned} {question[relative.end() :]}"
    if _NOTED.fullmatch(question):
        return f"{chance.choice((owned, written))} {question}"
    return question


def measured_on(kept_apart: Iterable[Question], learned: Sequence[Question]) -> list[Asked]:
    """The questions whose people and wordings were not learned, as a reader meets them: those of a
    person with several notes on all of them."""
    together, alone = of_people(without_wordings_of(kept_apart, learned))
    return as_asked([*together, *alone])


def as_asked(questions: Iterable[Asked]) -> list[Asked]:
    """As they are asked of an assistant: with a name wherever one may stand, always the same."""
    chance = random.Random(0)
    return [replace(each, text=naming(each.text, each.name, chance)) for each in questions]


def _written(name: str, parts: list[str], chance: random.Random) -> str:
    """A name as somebody types it."""
    drawn = chance.random()
    text = name if drawn < 0.15 else parts[-1] if drawn < 0.2 else parts[0]
    return text.casefold() if chance.random() < 0.5 else text

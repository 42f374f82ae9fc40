"""Who of two people is older where no age tells it: "Ana, Leo's older sister", "her little brother
Leo".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import with_sentence
from persona_assistant.assistant.sides import Pair, Told
from persona_assistant.language.claims import KIN
from persona_assistant.language.pair_questions import PairQuestion
from persona_assistant.language.words import sentences
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.reading import Found

_ORDER = re.compile(
    r"\b(?P<owner>his|her|their|[^\W\d_]+['’]s?) "
    r"(?:(?P<older>older|elder|big|oldest|eldest)|younger|little|youngest|kid|baby) "
    rf"(?:half[- ]?|step[- ]?)?(?:{KIN})\b",
    re.I,
)


_WHO_IS = re.compile(
    rf"\b(?:{KIN}) (?P<name>[^\W\d_]+)(?:,| who| \()+ ?(?:who(?:['’]s| is) |is |['’]s )?"
    r"(?:(?:an?|\d+|two|three|four|five|six|seven|ten|a few) (?:years?|yrs?|months?) )?"
    r"(?P<how>older|younger)\b(?! than| sister| brother| one)",
    re.I,
)
""" "Lives with her sister Ana, who is two years younger"."""


def elder(pair: Pair, asked: PairQuestion) -> Told | None:
    """The answer, where a note of either says which of two siblings or cousins was born first."""
    if len(pair.named) != 2:
        return None
    for each, other in (pair.named, pair.named[::-1]):
        for one, older, found in _told(pair, each, other):
            two = other if one is each else each
            best = one if older is not asked.least else two
            word = "younger" if asked.least else "older"
            answer = pair.of(each, found)
            text = f"{best.name} is {word}. {with_sentence(answer)}."
            short = "" if asked.yes_no else best.name
            return Told(text, (answer,), short=short, best=best.persona_id)
    return None


def _told(pair: Pair, each: Named, other: Named) -> Iterator[tuple[Named, bool, Found]]:
    """Of whom of the two somebody's notes say that they are older or not, and where."""
    for note in pair.notes[each.persona_id]:
        for sentence in sentences(note.text):
            for match in _WHO_IS.finditer(sentence):
                if _calls(pair, match["name"], other):
                    start = note.text.find(sentence) + match.start()
                    found = Found(note, sentence, match.group(), start, PLAIN)
                    yield other, match["how"].lower() == "older", found
            for match in _ORDER.finditer(sentence):
                one = _who(pair, each, other, sentence, match)
                if one is not None:
                    start = note.text.find(sentence) + match.start()
                    found = Found(note, sentence, match.group(), start, PLAIN)
                    yield one, match["older"] is not None, found


def _who(
    pair: Pair, each: Named, other: Named, sentence: str, match: re.Match[str]
) -> Named | None:
    """Who is called the older or the younger one in a note of `each`."""
    owner = match["owner"].lower()
    if owner in ("his", "her", "their") or _calls(pair, match["owner"], each):
        beside = sentence[: match.start()][-_NEAR:], sentence[match.end() :][:_NEAR]
        return other if any(_calls(pair, words, other) for words in beside) else None
    return each if _calls(pair, match["owner"], other) else None


_NEAR = 24
"""Letters beside the words in which the other one is named."""


def _calls(pair: Pair, text: str, one: Named) -> bool:
    return any(one.persona_id in people for people in pair.called(text))

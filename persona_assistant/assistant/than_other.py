"""What a note says of one of two people beside the other: "taller than Marcus"."""

from __future__ import annotations

import re

from persona_assistant.assistant.known import Named
from persona_assistant.assistant.lists import with_sentence
from persona_assistant.assistant.sides import Pair, Told
from persona_assistant.language.pair_questions import PairKind, PairQuestion
from persona_assistant.language.words import sentences
from persona_assistant.reader.claimed import PLAIN
from persona_assistant.reader.reading import Found

_THAN = re.compile(
    r"\b(?P<how>older|younger|taller|shorter|heavier|bigger|smaller|richer|faster|stronger)\s+than\s+"
    r"(?P<whom>[^\W\d_]+)",
    re.I,
)
_OPPOSITE = {"younger": "older", "shorter": "taller", "smaller": "bigger"}


def compared(pair: Pair, asked: PairQuestion) -> Told | None:
    """What a note says of one of two beside the other: "taller than Marcus"."""
    if len(pair.named) != 2:
        return None
    wanted = "old" if asked.kind is PairKind.AGE else asked.asked.split()[1].lower()
    for each, other in (pair.named, pair.named[::-1]):
        for note in pair.notes[each.persona_id]:
            for sentence in sentences(note.text):
                match = _THAN.search(sentence)
                before = sentence.replace(each.name, "", 1)
                if match is None or not _is_called(pair, match["whom"], before, other):
                    continue
                how = match["how"].lower()
                if not _OPPOSITE.get(how, how).startswith(wanted):
                    continue
                most = each if (how in _OPPOSITE) is asked.least else other
                found = Found(note, sentence, match.group(), note.text.find(sentence), PLAIN)
                word = how if most is each else _OTHER_WAY.get(how, f"not {how}")
                return Told(
                    f"{most.name} is {word}. {with_sentence(pair.of(each, found))}.",
                    (pair.of(each, found),),
                    best=most.persona_id,
                )
    return None


_OTHER_WAY = {
    "older": "younger",
    "younger": "older",
    "taller": "shorter",
    "shorter": "taller",
    "bigger": "smaller",
    "smaller": "bigger",
}


def _is_called(pair: Pair, whom: str, sentence: str, other: Named) -> bool:
    """Whether a word behind "than" is the other one, by name or as the one just named."""
    named = sentence if whom.lower() in ("her", "him", "them") else whom
    return any(other.persona_id in people for people in pair.called(named))

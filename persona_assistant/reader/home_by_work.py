"""The town in which somebody worked or studied: where they lived then, if nothing else tells.

"Lawyer in London" and two years later "moved to Bristol" tell where somebody lived before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from persona_assistant.language.lexicon import is_member
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import stem
from persona_assistant.pmg import Note
from persona_assistant.reader.home_history import Home
from persona_assistant.reader.home_places import phrase
from persona_assistant.reader.home_ties import Tie, tied
from persona_assistant.reader.homes import Stated

_AT_WORK = (
    r"\b(?:works|working|teach(?:es|ing)|studying|studies|job|at (?:uni|university|college)"
    r"|apprentice(?:ship)?)\b(?=[^.,;!?\n]{0,30}?\s(?P<in>in) (?-i:[A-ZÀ-Þ]))"
    r"|\b(?P<trade>[a-z]{4,})(?P<in_too>)(?= in (?-i:[A-ZÀ-Þ]))"
)


def towns_of_work(notes: Sequence[Note]) -> Iterator[Home]:
    """Where the notes say somebody worked or studied, each as a home."""
    for note in notes:
        for match in compiled(_AT_WORK).finditer(note.text):
            trade = match["trade"]
            if trade and not is_member(stem(trade), "occupation"):
                continue
            at = match.start("in") if match["in"] else match.end() + 1
            place = phrase(note.text, at)
            if place is None or re.search(r"\d", note.text[slice(*place)]):
                continue
            tie = tied(note.text, match.start(), place[1], Tie.LIVES)
            if tie is Tie.LIVES:
                said = note.text[slice(*place)]
                yield Home(note, Stated(*place, said, Tie.LIVES, match.start()))

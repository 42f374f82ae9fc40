"""What somebody has or does instead of what an older note tells: "swapped the oboe for the flute".

Such a clause names the thing that is over and the one that is now. Where the first is what answers
a question of today, the second answers it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.endings import begins_with
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import words
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_time import BEFORE, says
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_DET = r"(?:(?:the|an?|her|his|their) )?"
_FOR = (
    r"\b(?:(?:swapped|traded|exchanged|replaced)(?: in| out)? "
    rf"{_DET}(?P<old>[\w'’-]+(?: [\w'’-]+){{0,3}}?) (?:for|with|by)"
    rf"|(?:switched|changed|swapped|went) from {_DET}(?P<from>[\w'’-]+(?: [\w'’-]+){{0,3}}?) to) "
    rf"(?P<new>{_DET}[\w'’-]+(?: (?!(?:in|at|on|last|this|since|when|and|but|bc|because|for)\b)"
    r"[\w'’-]+){0,3})"
)
_ASKS = r"^\W*(?:and |so |but )?(?:what|which|who)\b"


def swapped_for(
    question: str, best: Found, notes: Sequence[Note], name: str | None
) -> Found | None:
    """What came for the thing that answers, by the newest note that says so; None for a question
    for yes or no or for what was before, and where nothing came for it."""
    asked = plain(question)
    if name is None or best.note.date is None or says(BEFORE, asked):
        return None
    if not compiled(_ASKS).search(asked):
        return None
    own, held = own_names(notes, name), best
    for note in sorted((it for it in notes if it.date), key=lambda it: it.date or _LONG_AGO):
        if (note.date or _LONG_AGO) <= best.note.date:
            continue
        for match in compiled(_FOR).finditer(note.text):
            sentence = sentence_at(note.text, match.start())
            begin = note.text.rfind(sentence, 0, match.end())
            clause = re.split(r"[,;:]\s", note.text[max(begin, 0) : match.start()])[-1]
            old = [it.stem for it in words(match["old"] or match["from"]) if it.content]
            said = {it.stem for it in words(held.span)}
            if old and old[-1] in said and begins_with(clause, own):
                held = Found(note, sentence, match["new"], match.start("new"), best.probability)
    return None if held is best else held


_LONG_AGO = datetime.date.min

__all__ = ["swapped_for"]

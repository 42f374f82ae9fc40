"""What somebody looks like, from all that the notes tell of it: "tall, ginger beard".

The network points at one thing, or at none, where a row of fragments tells several. What a newer
note says of it comes behind.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence, Set

from persona_assistant.language.chats import is_user
from persona_assistant.language.genders import gender_of
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import sentences
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.clause_subject import without_subject
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.subject import is_said_of_another

_ASKED = (
    r"(?i)^\W*(?:so |and |please |can you |could you )?(?:"
    r"(?:what|how)(?:['’]?s| does| do| did| is)\s.{1,40}?\slook(?:s|ing)?(?: like)?"
    r"(?: now| these days)?"
    r"|(?:what|how)(?:['’]?s| is)\s.{1,40}?\s(?:like )?to look at"
    r"|describe\s[\w'’ ,-]{1,40}?(?:\b(?:so|for)\b.*)?"
    r"|.{1,40}?['’]s (?:looks|appearance|description)"
    r"|(?:what|how) (?:would|will|do|can|could|might|should|does) .{1,30}?"
    r" (?:recogni[sz]e|spot|pick out|tell) .{1,60})\W*$"
)
_OF_A_PART = (
    r"(?i)(?<!what)(?<!how)(?<!who)['’]s\s(?!looks?\b|look\b|appearance|description|face)\w"
)
""" "Describe Ana's tattoo"."""
_COLOUR = (
    r"(?:blonde?|fair|dark|black|brown|grey|gray|white|silver|red|ginger|auburn|blue|pink|purple"
    r"|green|hazel|odd|dyed)"
)
_LOOKS = (
    r"(?i)\b(?:(?:tall|short|tiny|thin|big)(?=\W*$|\s(?:and|&|w/|with|but|for|now|these|as)\b"
    r"|\s(?:guy|bloke|man|woman|girl|boy|lad|lass|fella|chap|one|person|lady)\b)"
    r"|built like|tallish|shortish|stocky|slim|skinny|lanky|burly|petite|chubby"
    r"|broad[- ]shouldered|well built"
    rf"|(?:{_COLOUR}|short|long|curly|straight|wavy|frizzy|thick|no)[- ]"
    r"(?:hair(?:ed)?|curls|fringe|ponytail|plaits?|braids?|bob)"
    r"|hair (?:is|was|down|up|in)\b|(?:dyed|cut|bleached|shaved) (?:\w+ )?(?:hair|head)\b"
    r"|blonde?|brunette|redhead(?:ed)?|bald(?:ing)?|beards?|bearded|mou?stache|tache|goatee|stubble"
    rf"|(?:wears?|wearing|always in|round|thick|big|huge|{_COLOUR}) (?:[\w-]+ )?"
    r"(?:glasses|specs|hats?|scar(?:f|ves)|cap|boots|coat|jacket|dungarees|leather)"
    r"|glasses|freckle[sd]?|freckly|tattoos?|tattooed|piercings?|pierced|nose ring|earrings?|scar\b"
    rf"|dimples|ponytail|dreads|dreadlocks|plaits|birthmark|{_COLOUR} eyes"
    r"|gap (?:in|between) (?:his|her|their) (?:front )?teeth"
    r"|\d\s?(?:ft|foot|['’])\s?\d{0,2}\b|1[.,]\d\d ?m\b|walks with)\b"
)
_NOT_LOOKS = r"(?i)\b(?:glasses (?:of|for)|hair (?:dresser|cut)|lost (?:his|her))\b"
_PART = re.compile(r"(?:[^,;.!?\n()]|(?<=\d)\.(?=\d))+")
_SURE = 0.8
_LONGEST = 600
"""Characters of a sentence that is looked at."""


def looks(question: str, notes: Sequence[Note], name: str | None) -> Reading | None:
    """All that the notes tell of somebody's looks, the oldest first; None for another question,
    and where they tell nothing."""
    asked = question.strip()
    if name is None or is_user(name) or not compiled(_ASKED).match(asked):
        return None
    if compiled(_OF_A_PART).search(asked):
        return None
    own = own_names(notes, name)
    gender = gender_of([each.text for each in notes], name)
    others = called_by(notes, name) - own
    dated = sorted(notes, key=lambda each: each.date or datetime.date.min)
    rows = [row for note in dated for row in _rows(note, own, others, gender)]
    if not rows:
        return None
    answer = "; ".join(each.span for each in rows)
    best = max(rows, key=lambda each: len(each.span))
    return Reading(True, _SURE, answer, (best, *(each for each in rows if each is not best)))


def _rows(note: Note, own: Set[str], others: Set[str], gender: str | None) -> list[Found]:
    """The parts of each sentence that tell of the person's looks, those in a row together."""
    found: list[Found] = []
    at = 0
    for sentence in sentences(note.text):
        at = note.text.find(sentence, at)
        if len(sentence) > _LONGEST:
            continue
        row: list[tuple[int, int]] = []
        for match in _PART.finditer(sentence):
            start, end = match.span()
            start += len(match.group()) - len(match.group().lstrip())
            end -= len(match.group()) - len(match.group().rstrip())
            said = sentence[start:end]
            if not compiled(_LOOKS).search(said) or compiled(_NOT_LOOKS).search(said):
                continue
            told = without_subject(said, own)
            if told is None:
                continue
            start = sentence.index(told, start)
            place = Found(note, sentence, told, at + start, _SURE)
            if is_said_of_another(place, own, others, gender):
                continue
            if row and re.fullmatch(r"[,\s]*", sentence[row[-1][1] : start]):
                row[-1] = (row[-1][0], end)
            else:
                row.append((start, end))
        found += [
            Found(note, sentence, sentence[start:end], at + start, _SURE) for start, end in row
        ]
    return found

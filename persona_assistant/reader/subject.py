"""Of whom a clause of a note speaks: the person of the notes, or one of their people.

"Nasir had a heart attack, does dispatch at the depot now" stands in the notes about his wife, and
tells no work of hers. The subject of a clause is what it begins with; one that begins with a verb
has the subject of the clause before it, and what stands in brackets or behind a comma after a name
("her sister Carys (nurse in Cardiff)") is said of that name. A place that is said of somebody else
counts far less for a question that asks of the person alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.genders import gender_of
from persona_assistant.language.kin import ANY
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import stem
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by, called_partners
from persona_assistant.reader.asked_relative import partner_by_verb
from persona_assistant.reader.places import bounds_of
from persona_assistant.reader.reading import Found

_LONGEST = 300
"""Characters of a question that may be about one person alone."""
_CUT = re.compile(r"[,;:]\s+|\s+(?:&|and|but|so|then|while|bc|because|since)\s+|\s[-–—]+\s")
_ANYBODY = (
    r"\b(?:who|whose|whom|anyone|anybody|somebody|someone|they|them|their|family|twins|triplets)\b"
)
_REASON = r"\b(?:why|how come|happen\w*|what made|reason)\b"
_OF_TWO = r"\b(?:marr(?:y|ied|ies|ying|iage)|wed|wedding|engaged|engagement|hitched|divorc\w+)\b"
"""Is as much somebody's as their partner's: "Curtis proposed, wedding in april"."""
_LEAD = r"(?:(?:and|but|so|then|now|also|today|yesterday|meanwhile|&)\s)*"
_KIN = (
    rf"{_LEAD}(?P<owner>(?:his|her|their|the|[^\W\d_]+['’]s)\s)(?:\w+\s)?"
    rf"(?P<word>{ANY})\b(?P<own>['’]s?\b)?(?!\s(?:of|to)\b)"
)
_PRONOUN = rf"{_LEAD}(?P<he>he|she)(?:['’](?:s|d|ll))?\b"
_FIRST = rf"{_LEAD}(?P<first>[^\W\d_]+)(?:['’]s)?(?=[\s,])"
_NOT_ANOTHER = frozenset("i we my our they it".split())


def of_the_person(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Sequence[Found]:
    """The places for a question that asks of the person alone, most probable first; those said of
    somebody else less probable."""
    if name is None or is_user(name):
        return found
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    if len(question) > _LONGEST or not found:
        return found
    others = called_by(notes, name) - own
    if re.search(_OF_TWO, plain(question)):
        others -= called_partners(notes, name)
    if _asks_of_others(question, own, others):
        return found
    gender = gender_of([each.text for each in notes], name)
    weighed = [
        each.unfit if is_said_of_another(each, own, others, gender) else each for each in found
    ]
    return sorted(weighed, key=lambda each: -each.probability)


def _asks_of_others(question: str, own: set[str], others: set[str]) -> bool:
    """Whether a question speaks of somebody else than the person too."""
    text = plain(question)
    if not re.search(rf"\b(?:she|he|her|his|{'|'.join(map(re.escape, own))})\b", text):
        return True
    if re.search(rf"{_ANYBODY}|{_REASON}|\b(?:{ANY})s?\b", text) or partner_by_verb(question):
        return True
    said = {re.sub(r"['’]?s$", "", each) for each in re.findall(r"[^\W\d_]+(?:['’]s)?", text)}
    said |= set(re.findall(r"[^\W\d_]+", text))
    return bool(said & others)


def is_said_of_another(
    place: Found, own: Collection[str], others: Collection[str], gender: str | None = None
) -> bool:
    """Whether the clause of a place has somebody else for its subject; `own` are the words of the
    person's name, `others` what their people are called, `gender` is "she" or "he"."""
    start, _ = bounds_of(place)
    before = place.note.text[start : place.start]
    bracket = before.rfind("(")
    if bracket > before.rfind(")"):
        return _ends_with_another(plain(before[:bracket]), others)
    before = re.split(r"[.!?]\s", plain(before))[-1]
    cuts = [0, *(each.end() for each in _CUT.finditer(before))]
    for at in reversed(cuts):
        clause = before[at:]
        behind_name = at == cuts[-1] and before[:at].rstrip().endswith(",")
        if behind_name and _is_apposed(clause + place.span):
            head = re.sub(r"[\s,]+$", "", before[:at])
            if _ends_with_another(head, others):
                return True
        if _behind_own(before[:at], own) and compiled(_KIN).match(clause):
            continue  # "Keith, mum's brother, 61": it says who the person is
        told = _subject(clause, own, others, gender)
        if told is not None:
            return told and not _is_joined(before[:at], own)
    return False


def _behind_own(before: str, own: Collection[str]) -> bool:
    """Whether a text ends with the name of the person and a comma."""
    last = re.search(r"([^\W\d_]+),\s*$", before)
    return last is not None and last[1] in own


def _is_apposed(text: str) -> bool:
    """Whether a clause says what somebody is, and begins with no verb: "a tiler", "baker in"."""
    said = re.match(r"(?:now\s)?(?P<article>an?\s|the\s)?(?P<word>[^\W\d_]+)", plain(text))
    if said is None:
        return False
    return said["article"] is not None or is_member(stem(said["word"]), "occupation")


def _is_joined(before: str, own: Collection[str]) -> bool:
    """Whether the person and others are the subject together: "Wally & Edna decided", "Wally,
    Edna & Bo moved"."""
    last = re.search(rf"{_GROUP}(?:\s[^\W\d_]+)?\s+(?:&|and)\s+$", before[-_LONGEST:])
    group = re.findall(r"[^\W\d_]+", last["group"]) if last else ()
    return any(each in own or _shortens(each, own) or each in _BOTH for each in group)


_GROUP = r"(?P<group>(?:\b[^\W\d_]+,\s){0,4}\b[^\W\d_]+)"
_LONGEST = 80
_BOTH = frozenset("he she".split())


def _ends_with_another(text: str, others: Collection[str]) -> bool:
    last = re.search(r"([^\W\d_]+)\s*$", text)
    if last is None:
        return False
    return last[1] in others or re.fullmatch(ANY, last[1]) is not None


def _subject(
    clause: str, own: Collection[str], others: Collection[str], gender: str | None
) -> bool | None:
    """Whether somebody else is the subject of a clause up to a place; None where it has none."""
    if match := compiled(_KIN).match(clause):
        return not any(
            re.match(rf"\s(?:{re.escape(each)})\b", clause[match.end() :]) for each in own
        )
    if match := compiled(_PRONOUN).match(clause):
        return gender is not None and match["he"] != gender
    match = compiled(_FIRST).match(clause)
    if match is None:
        return None
    first = match["first"]
    if first in _NOT_ANOTHER or first in own or _shortens(first, own):
        return False
    kin = re.fullmatch(ANY, first) and re.match(r"\s(?P<who>[^\W\d_]+)", clause[match.end() :])
    return True if first in others or (kin and kin["who"] in others) else None


def _shortens(word: str, own: Collection[str]) -> bool:
    return len(word) > 2 and any(each.startswith(word) for each in own)


__all__ = ["is_said_of_another", "of_the_person"]

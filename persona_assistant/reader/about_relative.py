"""A question about one of somebody's people by name, or by the word for them: "does Ana's wife Mia
sing", "what did Mateo break". Only what the notes tell of that one answers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.addressed import called
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ANY, sex_of
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.noted_names import NAME
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import named_relatives

_ASKED_BY_NAME = rf"(?<![\w'’-])(?:ex-)?(?:{ANY})\s(?P<who>{NAME})"
_SUBJECT = r"(?:^|[.,;:!?(\n–—]|\b(?:and|but|&|cousin|boss)|\s-)\s*$"
_BESIDE = r"(?:\bwith|\bw/|\bto|\bof|\bfor|\bfrom|\blike|\bthan|\bnot|\band|&)\s$"


def about_named(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Sequence[Found]:
    """Of the places for a question about a relative by name ("does Ana's wife Mia sing", "what did
    Mateo break") those where the note speaks of that one, and not of the person or of another."""
    if name is None:
        return found
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    asked = compiled(_ASKED_BY_NAME).search(question)
    said = asked["who"].split()[0] if asked else called(question) or ""
    who = plain(said).replace("’", "'").split("'")[0]
    by_name = own & set(plain(name).split()[:1]) & _said(question)
    if by_name and not who:
        return found
    others = called_by(notes, name)
    if not asked and who not in others and not by_name:
        alone = _said(question) & others - own
        who = alone.pop() if len(alone) == 1 else who
    if who not in others:
        if asked:
            return found
        others |= {who}
    if not who or who in own or not any(_has_word(each.text, who) for each in notes):
        return found
    return [each for each in found if _speaks_of(each, who, others, own)]


_LONGEST = 10_000
"""Characters of a note that is looked through for names."""
_MOST = 120
"""Notes that are; of more the last ones."""


def called_by(notes: Sequence[Note], name: str) -> set[str]:
    """The first names, in lower case, of everybody whom the notes call a relative of the person."""
    read = [each for each in notes[-_MOST:] if len(each.text) <= _LONGEST]
    return {plain(each.who.split()[0]) for each in named_relatives(read, name)}


def _said(question: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", plain(question))))


_OWNED = rf"(?:['’]s|\ws['’]?|\bhis|\bher|\btheir)\s(?P<word>{ANY})(?:['’]s)?\b"


def of_their_sex(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """Of the places for a question about somebody's husband those that are not said of a "she"
    alone, and likewise for other relatives whose word tells the pronoun."""
    sexes = {sex_of(each["word"]) for each in compiled(_OWNED).finditer(plain(question))}
    if sexes not in ({"she"}, {"he"}):
        return found
    other = r"\b(?:she|her)\b" if sexes == {"he"} else r"\b(?:he|his|him)\b"
    own = r"\b(?:he|his|him)\b" if sexes == {"he"} else r"\b(?:she|her)\b"

    def is_anothers(each: Found) -> bool:
        text = plain(each.sentence)
        named = re.search(rf"(?!^)(?-i:\b[A-ZÀ-Þ])|\b(?:{ANY})s?\b", each.sentence)
        return bool(re.search(other, text)) and not (re.search(own, text) or named)

    return [each for each in found if not is_anothers(each)]


def _has_word(text: str, word: str) -> bool:
    return re.search(rf"(?<![^\W\d_]){re.escape(word)}(?![^\W\d_])", plain(text)) is not None


def _speaks_of(place: Found, who: str, others: set[str], own: set[str]) -> bool:
    """Whether the last one named before the place is the relative; where nobody is, the first
    one behind it in the sentence."""
    text = plain(place.note.text)
    spoken_of = ""
    for match in re.finditer(r"[^\W\d_]+", text):
        word, before = match.group(), text[: match.start()]
        named = word in others or (word in own and re.search(_SUBJECT, before) is not None)
        if not named or (word != who and re.search(_BESIDE, before)):
            continue
        if match.start() >= place.start and spoken_of:
            break
        spoken_of = word
        if match.start() >= place.start:
            break
    return spoken_of == who

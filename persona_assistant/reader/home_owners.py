"""Whose home a question asks for and a note tells of: the person's, or somebody's beside them.

A note about one person tells of others too: "her daughter is in Leeds", "Greta stays with us".
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.genders import gender_of
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.home_history import Home
from persona_assistant.reader.reading import Found
from persona_assistant.reader.whose import RELATION, asked_about, is_theirs


def others_asked(question: str, notes: Sequence[Note], names: str) -> str:
    """A pattern for the relatives and for the other people of the notes whom a question names;
    `names` are those of the person the notes are about."""
    own = set(re.findall(r"\w+", plain(names)))
    asked = set(re.findall(r"[^\W\d_]{3,}", plain(re.sub(r"['’]s\b", "", question)))) - own
    named = {
        plain(match[1])
        for note in notes
        for match in compiled(_A_NAME).finditer(note.text)
        if plain(match[1]) in asked
        and not compiled(r"\b(?:in|at|to|from|near)\s$").search(note.text[: match.start()])
    }
    named |= {
        word
        for note in notes
        for match in compiled(_A_RELATIVES_NAME).finditer(note.text)
        if (word := plain(match[1])) in asked
        and not re.search(rf"(?:and|&) {word}", plain(question))
    }
    relatives = asked_about(question)
    named |= {word for word in RELATION if RELATION[word] in relatives}
    return "|".join(sorted(map(re.escape, named)))


_A_RELATIVES_NAME = (
    rf"\b(?:{'|'.join(sorted(RELATION, key=len, reverse=True))})s?,?\s"
    r"((?-i:[A-ZÀ-Þ])[\w’-]+)"
)
_A_NAME = (
    r"(?<![.!?\n]\s)\b((?-i:[A-ZÀ-Þ])[\w’-]+)"
    r"(?=\s?\((?!they)|\s(?:is|are|lives|has|have|still|works|moved|left|in)\b|['’]s\b)"
)


def of_others(found: Sequence[Found], others: str) -> tuple[Found, ...]:
    """The places, less probable where nothing before them speaks of these others."""
    places = [
        each if re.search(rf"\b(?:{others})(?:s|['’]s)?\b", plain(_led_by(each))) else each.unfit
        for each in found
    ]
    return tuple(sorted(places, key=lambda each: -each.probability))


def _led_by(place: Found) -> str:
    """What stands before a place in its sentence and in the one before."""
    return ". ".join(re.split(r"[.;\n!?]\s", place.note.text[: place.start])[-2:])


_A_ROLE = (
    r"\b(?:dentist|doctor|vet|landlord|landlady|super|boss|gym|office|shop|company|school|band"
    r"|practice|surgery)\s(?:has\s|have\s|is\s)?$"
)


def is_own(home: Home, name: str | None, called_too: str = "", notes: Sequence[Note] = ()) -> bool:
    """Whether a home is the person's of that name; `called_too` is what notes call them. `notes`
    are all about them, which tell whether they are "she" or "he"."""
    text, at = home.note.text, home.stated.said_at
    before = text[:at]
    if compiled(_A_ROLE).search(before) or _of_another_sex(text, at, notes, name):
        return False
    user = name is not None and is_user(name)
    own = {plain(part) for part in re.findall(r"[^\W\d_]+", f"{name or ''} {called_too}")}
    place = plain(home.stated.text)
    if re.match(r"w/|with\b", place) and (own & set(place.split()) or _by_another(before, own)):
        return False
    with_others = re.search(r"([^\W\d_]+)\s?(?:and|&|\+)\s(?:the\s|her\s|his\s)?[\w’']+\s$", before)
    if with_others and plain(with_others[1]) in own | {"she", "he", "they", "her", "him"}:
        return True
    return is_theirs(
        text, at, home.stated.end, name=f"{name} {called_too}" if name else None, by_user=user
    )


def _by_another(before: str, own: set[str]) -> bool:
    """ "Greta stays with a friend", in a note about Ruth."""
    subject = re.search(r"(?:^|[.;,!?\n]\s*)([A-ZÀ-Þ][\w'’]+)\s(?:has\s|is\s)?$", before)
    return subject is not None and plain(subject[1]) not in own


def _of_another_sex(text: str, at: int, notes: Sequence[Note], name: str | None) -> bool:
    """ "She's seeing a sculptor, he's based in Hudson", and "they split up, he's in Hudson" where
    the other sentences about the person have a "she"."""
    said = re.split(r"[.;\n!?]\s", text[:at])[-1]
    subject = re.findall(r"(?i)\b(he|she)(?:['’]?s)?\b", said + text[at : at + 3])
    if not subject:
        return False
    gender = gender_of([each.text.replace(said, " ") for each in notes], name or "")
    return bool(subject[-1].lower() != (gender or subject[0].lower()))

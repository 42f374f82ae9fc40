"""Whose a number or a birthday in a note is: the person's the note is about, or somebody else's.

Only what the same clause says counts: a relative in it ("his mum's number"), another name that owns
it or is its subject ("Pete is 36"), or the writer ("my number").
"""

from __future__ import annotations

import re

from persona_assistant.language.chats import speaker_at
from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled

_GROUPS = (
    "mother mum mom mam mama mummy mutter madre mere mae",
    "father dad papa daddy vater padre pere pai",
    "parents parent folks eltern padres genitori pais",
    "sister sis schwester hermana soeur sorella irma",
    "brother bro bruder hermano frere fratello irmao",
    "son boy sohn hijo fils figlio filho",
    "daughter girl tochter hija fille figlia filha",
    "child kid baby toddler kind hijos enfant bambino children twins",
    "wife frau esposa mujer femme moglie mulher",
    "husband hubby mann marido mari marito",
    "partner boyfriend girlfriend fiance fiancee spouse freund freundin novio novia",
    "grandmother grandma gran nan nana granny oma abuela nonna avo",
    "grandfather grandpa grandad granddad opa abuelo nonno",
    "uncle onkel tio oncle zio",
    "aunt auntie tante tia zia",
    "cousin nephew niece",
    "boss manager chef",
    "colleague coworker assistant secretary",
    "neighbour neighbor nachbar nachbarin vecino vecina",
    "friend flatmate roommate housemate landlord landlady agent",
    "doctor dentist vet lawyer plumber",
    "dog cat puppy kitten horse hund katze",
)
_RELATION = {word: number for number, words in enumerate(_GROUPS) for word in words.split()}
_ANY = "|".join(sorted(_RELATION, key=len, reverse=True))
_RELATIVES = rf"\b(?P<word>{_ANY})(?:['’]?s)?\b(?!\s(?:of|de|von|in law))"
_WITH = r"\b(?:with|like|than|and|mit|con|avec|com)\s(?:\w+\s){0,2}$"
_OWNER = r"(?-i:\b(?P<name>[A-ZÀ-Þ][^\W\d_]+)['’]s?\s)"
_SUBJECT = (
    r"(?-i:\b(?P<name>[A-ZÀ-Þ][^\W\d_]+)(?:\s[A-ZÀ-Þ][^\W\d_]+)?)\s"
    r"(?:is|was|has|turns|turned|turning|will|lives|moved|wird|ist|est|tiene|hat)\b"
)
_SPOKEN = r"\b(?:my|mine|mein|meine|mia|meu|minha)\b|\bI(?:['’]m| am| was)\b|^\s*me:?\s*$"
_NO_NAMES = frozenset(
    "she he it they this that there her his their who birthday bday number phone mobile address "
    "email "
    "age wifi code rent size shoe dress door mail name today yesterday born now still home work "
    "office".split()
)
_CUT = re.compile(r"[,;.\n(!?]| - | – | but | while | whereas ")


def asked_about(question: str) -> frozenset[int]:
    """Relatives whose thing is asked for: "his mum's number". "My sister" is the person herself."""
    found = compiled(_RELATIVES).finditer(plain(question))
    return frozenset(
        _RELATION[each["word"]]
        for each in found
        if not re.search(r"\b(?:my|our)\s(?:\w+\s)?$", each.string[: each.start()])
    )


def is_theirs(
    text: str,
    start: int,
    end: int,
    *,
    name: str | None,
    wanted: frozenset[int] = frozenset(),
    by_user: bool = False,
) -> bool:
    """Whether `text[start:end]` is the person's whom the note is about, or, where `wanted` says
    so, that relative's of theirs. `by_user`: the note is about the user who wrote it."""
    before, after = clause_before(text, start), text[end : end + 30]
    relatives = _relatives(before) | _owner_behind(after)
    if wanted:
        return bool(relatives & wanted)
    if relatives:
        return False
    own = {plain(part) for part in re.findall(r"[^\W\d_]+", name or "")}
    if compiled(_SPOKEN).search(before) or compiled(r"\s*(?:is|=)\s*mine").match(after):
        line = speaker_at(text, start)
        if line is None or line.by_user:
            return by_user
        return not by_user and (not own or bool(own & set(plain(line.speaker).split())))
    if not own:
        return True
    names = [*compiled(_OWNER).finditer(before), *compiled(_SUBJECT).finditer(before + " ")]
    others = {plain(each["name"]) for each in names} - _NO_NAMES
    return not others or bool(others & own)


def clause_before(text: str, start: int) -> str:
    """What the clause says before a place; of "his sister, 36" what is before the comma."""
    before = text[:start].rstrip(" ,(")
    cuts = [0, *(match.end() for match in _CUT.finditer(before))]
    said = before[cuts[-1] :]
    return before[cuts[-2] :] if len(cuts) > 1 and said.strip().lower() in _NO_CLAUSE else said


_NO_CLAUSE = frozenset(
    {"", "aged", "age", "now", "just", "only", "about", "nearly", "also", "who is"}
)


def _relatives(clause: str) -> frozenset[int]:
    return frozenset(
        _RELATION[each["word"]]
        for each in compiled(_RELATIVES).finditer(plain(clause))
        if not compiled(_WITH).search(each.string[: each.start()])
    )


def _owner_behind(after: str) -> frozenset[int]:
    """555 0143 (mum); 3 May is his sister's birthday."""
    pattern = (
        r"\s*(?:\(|-|–|is|=|for|belongs to)\s*(?:the|his|her|their|a)?\s*"
        rf"(?P<word>{_ANY})(?:['’]?s)?\b"
    )
    match = compiled(pattern).match(plain(after))
    return frozenset({_RELATION[match["word"]]}) if match else frozenset()

"""Whose home a question asks for and a note tells of: the person's, or somebody's beside them.

A note about one person tells of others too: "her daughter is in Leeds", "Greta stays with us".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.genders import gender_of
from persona_assistant.language.kin import ANY
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.home_history import SURE, Home
from persona_assistant.reader.places import sentence_at
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
        for pattern in (_A_RELATIVES_NAME, _NAMED_BESIDE)
        for match in compiled(pattern).finditer(note.text)
        if (word := plain(match[1])) in asked
        and not re.search(rf"(?:and|&) {word}", plain(question))
    }
    of_them = compiled(rf"\b(?:{'|'.join(map(re.escape, own)) or '(?!)'})\b")
    named = {each for each in named if not _is_asked_with(each, question, own)}
    relatives = asked_about(of_them.sub(" ", plain(question)), name=names)
    named |= {word for word in RELATION if RELATION[word] in relatives}
    return "|".join(sorted(map(re.escape, named)))


def _is_asked_with(other: str, question: str, own: set[str]) -> bool:
    """Whether a question is about the person and another: "where are Ravi and Tom moving"."""
    pair = re.search(rf"(\w+) (?:and|&) {re.escape(other)}\b", plain(question))
    return pair is not None and pair[1] in own


RELATIVES = "|".join(sorted(RELATION, key=len, reverse=True))
"""Words for relatives, as a pattern."""
_A_RELATIVES_NAME = (
    rf"\b(?:{RELATIVES})s?,?\s"
    r"((?-i:[A-ZÀ-Þ])[\w’-]+)"
)
_NAMED_BESIDE = r"(?:&|\band|\bwith|\bw/)\s((?-i:[A-ZÀ-Þ])[\w’-]+)"
""" "Carlos & Elena"."""
_A_NAME = (
    r"(?<![.!?\n]\s)\b((?-i:[A-ZÀ-Þ])[\w’-]+)"
    r"(?=\s?\((?!they)|\s(?:is|are|lives|has|have|still|works|moved|left|in)\b|['’]s\b)"
)


def of_others(
    found: Sequence[Found], others: str, notes: Sequence[Note], name: str | None
) -> tuple[Found, ...]:
    """The places, less probable where nothing before them speaks of these others, or where it
    speaks of those of somebody else; sure where they are said to be there: "her son Al in
    Leeds"."""
    gender = gender_of([each.text for each in notes], name or "")
    foreign = {"female": "his", "male": "her", "she": "his", "he": "her"}.get(gender or "", "")
    places = []
    for each in found:
        led = plain(_led_by(each))
        if not re.search(rf"\b(?:{others})(?:s|['’]s)?\b", led) or (
            foreign and re.search(rf"\b{foreign}\s(?:{others})\b", led)
        ):
            each = each.unfit
        elif re.search(rf"\b(?:{others})(?:\s[\w-]+)?\s(?:(?:is|are|lives?|living)\s)?in\s$", led):
            each = replace(each, probability=max(each.probability, SURE))
        places.append(each)
    best = max(places, key=lambda each: each.probability, default=None)
    said = _said_to_live(notes, others, foreign)
    if said is not None and (best is None or not _tells_better(best, said, others)):
        surest = max(SURE, best.probability if best is not None else 0.0)
        rest = [each.unfit if each.probability >= SURE else each for each in places]
        places = [replace(said, probability=surest), *rest]
    return tuple(sorted(places, key=lambda each: -each.probability))


def _tells_better(best: Found, said: Found, others: str) -> bool:
    """Whether a sure place is of a newer note, or its own sentence names these others."""
    if best.probability < SURE:
        return False
    sentence = sentence_at(best.note.text, best.start)
    newer = (best.note.date or datetime.date.min) > (said.note.date or datetime.date.min)
    return newer or re.search(rf"\b(?:{others})\b", plain(sentence)) is not None


def _said_to_live(notes: Sequence[Note], others: str, foreign: str) -> Found | None:
    """ "Her sister Mette lives 2 doors down": the newest note that tells it in so many words."""
    told = re.compile(
        rf"(?<!\b{foreign or '-'}\s)\b(?:{others})(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]+)?\s"
        r"(?:is\snow\s|are\snow\s|now\s|still\s|is\s|are\s|has\s|have\s)?"
        r"(?:lives?\s|living\s|(?<=has\s)stayed\s(?:on\s)?|moved\s(?:from\s[^.,;!?()\n]{2,30}?\s)?(?=to\s))"
        r"(?P<where>(?!with\b)[^.,;!?()\n]{3,50}?)"
        r"(?=\s*(?:[.,;!?()\n]|$)|\s(?:with|w/|and|now|since|so|but|bc|because)\b)",
        re.IGNORECASE,
    )
    at_theirs = re.compile(
        rf"(?<!\b{foreign or '-'}\s)\b(?:{RELATIVES})(?P<named>\s(?-i:[A-ZÀ-Þ])[\w'’-]+)?\sin\s"
        r"(?P<where>(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]+)*)",
        re.IGNORECASE,
    )
    newest = sorted(notes, key=lambda each: each.date or datetime.date.min, reverse=True)
    for note in newest:
        match = told.search(note.text) or next(
            (
                each
                for each in at_theirs.finditer(note.text)
                if re.search(rf"\b(?:{others})\b", plain(each[0]))
            ),
            None,
        )
        if match is not None:
            said = re.match(r"(?:now\s)?(?:in|at|to)\s", match["where"])
            at = match.start("where") + (said.end() if said else 0)
            span = note.text[at : match.end("where")]
            return Found(note, sentence_at(note.text, at), span, at, SURE)
    return None


def _led_by(place: Found) -> str:
    """What stands before a place in its sentence and in the one before."""
    return ". ".join(re.split(r"[.;\n!?]\s", place.note.text[: place.start])[-2:])


_A_ROLE = (
    r"\b(?:dentist|doctor|vet|landlord|landlady|super|boss|gym|office|shop|company|school|band"
    r"|practice|surgery)\s(?:has\s|have\s|is\s)?$"
)


_AND_OTHERS = (
    r"(?P<group>(?:\b[^\W\d_]+,\s){0,4}\b[^\W\d_]+)\s?(?:and|&|\+)\s(?:the\s|her\s|his\s)?"
    r"[\w’']+\s$"
)
""" "Callum, Hattie & Ottilie moved"."""
_OF_SEVERAL = r"\b(?:parents|folks|sisters|brothers|kids)\sare\s[^.,;!?\n]*,\s$"
""" "Her parents are from Isfahan, lives in a shared house": not the parents live there."""
_LONGEST = 80


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
    if _is_subject(before, own, notes):
        return False
    if re.match(r"w/|with\b", place) and (own & set(place.split()) or _by_another(before, own)):
        return False
    if _goes_on(before, own):
        return True
    with_others = compiled(_AND_OTHERS).search(before[-_LONGEST:])
    group = set(re.findall(r"[^\W\d_]+", plain(with_others["group"]))) if with_others else set()
    if group & (own | {"she", "he", "they", "her", "him"}):
        return True
    if compiled(_OF_SEVERAL).search(before[-_LONGEST:]) and re.match(r"lives\b", text[at:]):
        return True
    return is_theirs(
        text, at, home.stated.end, name=f"{name} {called_too}" if name else None, by_user=user
    )


def _goes_on(before: str, own: set[str]) -> bool:
    """Whether the clause goes on from what the person has or does, "he has the boys at weekends,
    renting in Otley", or from whose relative they are: "Jean, dad's sister, lives in Ayr", "Pat is
    81, mum's brother. Lives in Sligo"."""
    said = plain(before).strip()
    told = re.split(r"[.;!?\n]\s", said)[-1]
    who = "|".join(map(re.escape, {"he", "she"} | own))
    kin = rf"(?:(?:my|our)\s)?(?:{ANY})(?:['’]?s)?\s(?:\w+\s)?(?:{ANY})"
    does = r"\s(?:has|had|gets|sees|is|was|does|works)\b[^,]*,$"
    is_ = r"(?:\sis\s[^,.;!?\n]+)?"
    return (
        re.match(
            rf"(?:{who}){does}|(?:(?:{ANY})\s)?(?:(?:{who})\s?)+{is_},\s{kin}[,.]$",
            told,
        )
        is not None
    )


def _by_another(before: str, own: set[str]) -> bool:
    """ "Greta stays with a friend", in a note about Ruth."""
    subject = re.search(r"(?:^|[.;,!?\n]\s*)([A-ZÀ-Þ][\w'’]+)\s(?:has\s|is\s)?$", before)
    return subject is not None and plain(subject[1]) not in own


def _is_subject(before: str, own: set[str], notes: Sequence[Note]) -> bool:
    """Whether another who is known from elsewhere does it: "Ines stayed in Chile"."""
    subject = re.search(r"(?:^|[.;,!?\n]\s*)([A-ZÀ-Þ][\w'’]+)\s(?:has\s|is\s)?$", before)
    if subject is None or plain(subject[1]) in own:
        return False
    named = re.compile(rf"(?:&|\band|\b[a-z]+)\s{re.escape(subject[1])}\b")
    return any(named.search(each.text) for each in notes)


def _of_another_sex(text: str, at: int, notes: Sequence[Note], name: str | None) -> bool:
    """ "She's seeing a sculptor, he's based in Hudson", and "they split up, he's in Hudson" where
    the other sentences about the person have a "she"."""
    said = re.split(r"[.;\n!?]\s", text[:at])[-1]
    subject = re.findall(r"(?i)\b(he|she)(?:['’]?s)?\b", said + text[at : at + 3])
    if not subject:
        return False
    sentence = said + re.split(r"[.;\n!?]\s", text[at:])[0]
    gender = gender_of([each.text.replace(sentence, " ") for each in notes], name or "")
    return bool(subject[-1].lower() != (gender or subject[0].lower()))

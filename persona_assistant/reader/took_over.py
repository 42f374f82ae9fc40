"""Who came before somebody at what they do, and who after: "who did Marta take over from", "who
took over from Marta".

The words of both are alike, so the network points at both. Which way it went is told by what stands
before a name: "took over from" one who was before, "handed it over to" one who came after.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.noted_names import NAME
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_OVER = (
    r"(?:take|takes|took|taken|taking) (?:it |this |that |the [\w ]{1,20} )?over(?: [\w ]{1,20})?"
)
_ASKS_AFTER = (
    rf"\bwho(?:['’]?s| is| has| will| was)?(?: now| been)? (?:{_OVER} (?:from|off|for)"
    r"|replac(?:e[ds]?|ing)|(?:came|comes|coming) after|stepped in for)\b"
    r"|\bwho (?:did|does|will|is|has) .{1,30}\b(?:hand(?:ed|ing)?|pass(?:ed|ing)?) .*\bto$"
)
_ASKS_BEFORE = (
    rf"\bwho(?:m)? (?:did|does|has|had) .{{1,30}}\b(?:{_OVER}(?: from| off)?|replaced?"
    r"|come after|follow)$"
    r"|\bwho (?:was|had|ran|did|used to|owned|taught|came|led|managed|lived|kept) .*"
    r"\bbefore (?P<then>[\w'’]+(?: [\w'’]+)?)$"
)
_WHOM = r"(?:(?:Mrs|Mr|Ms|Miss|Dr|old) )?" + NAME + rf"(?: {NAME})?"
_BEFORE = (
    r"\b(?:(?:took|takes|taken|taking|take) (?:it |this |the [\w ]{1,20} )?over(?: [\w ]{1,20}?)?"
    rf" (?:from|off)|replac(?:ed|es|ing)(?! by)|stepped in for) (?P<who>{_WHOM})"
    rf"|(?P<was>{_WHOM}) (?:was|were|had it|did it|ran it|was there)(?: there| captain)? before"
    r" (?:her|him|them|that)\b"
)
_AFTER = (
    rf"(?P<who>{_WHOM}) (?:has |is |will be |now |just )?(?:tak(?:en|ing|es?)|took) (?:it )?over\b"
    rf"|\b(?:hand(?:ed|ing)|pass(?:ed|ing)) [\w ]{{1,30}}? (?:over |on )?to (?P<given>{_WHOM})"
    rf"|\breplaced by (?P<by>{_WHOM})"
)
_SURE = 0.8


def came_after(question: str, notes: Sequence[Note], name: str | None) -> Found | None:
    """Who took over from somebody, where that is asked and one is told."""
    if name is None or not compiled(_ASKS_AFTER).search(plain(question).strip(" ?!.")):
        return None
    own = own_names(notes, name)
    told: dict[str, Found] = {}
    for note in notes:
        for each in compiled(_AFTER).finditer(note.text):
            group = next(it for it in ("who", "given", "by") if each[it])
            who, start = each[group], each.start(group)
            if not set(re.findall(r"\w+", plain(who))) & own:
                found = Found(note, sentence_at(note.text, start), who, start, _SURE)
                told[plain(who)] = found
    return next(iter(told.values())) if len(told) == 1 else None


def came_before(question: str, notes: Sequence[Note], name: str | None) -> Found | None:
    """Whom somebody took over from, where that is asked and one is told."""
    asked = plain(question).strip(" ?!.")
    match = compiled(_ASKS_BEFORE).search(asked)
    if name is None or match is None:
        return None
    own = own_names(notes, name)
    if match["then"] and not set(re.findall(r"\w+", match["then"])) & own:
        return None
    told: dict[str, Found] = {}
    for note in notes:
        for each in compiled(_BEFORE).finditer(note.text):
            before = re.split(r"[.;!?\n]", note.text[: each.start()])[-1]
            named = [plain(it).split() for it in re.findall(rf"{NAME}(?: {NAME})*", before)]
            others = [it for it in named if not set(it) & own]
            group = "who" if each["who"] else "was"
            who, start = each[group], each.start(group)
            if (others and group == "who") or plain(who) in own:
                continue
            told[plain(who)] = Found(note, sentence_at(note.text, start), who, start, _SURE)
    return next(iter(told.values())) if len(told) == 1 else None


def of_those_after(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """The places; where it is asked who took over from somebody, those whom they themselves took
    over from less probable."""
    if not compiled(_ASKS_AFTER).search(plain(question).strip(" ?!.")):
        return found
    return [each.unfit if _is_before(each) else each for each in found]


def _is_before(place: Found) -> bool:
    end = place.start + len(place.span)
    return any(
        each.start() < end and place.start < each.end()
        for each in compiled(_BEFORE).finditer(place.note.text)
    )


__all__ = ["came_after", "came_before", "of_those_after"]

"""What ties somebody to a place that a note names: they live there, have left it, or wish for it.

The verb says most of it, and the rest of its clause the remainder: "lives in Porto" is a home,
"would love to live in Porto" a wish, "lives in Porto for the summer" a visit.
"""

from __future__ import annotations

import re
from enum import Enum

from persona_assistant.language.patterns import compiled


class Tie(Enum):
    """What ties somebody to a place."""

    LIVES = "lives"
    LIVED = "lived"
    LEFT = "left"
    """Said of a place alone, and no home unless another note says that it was one."""
    MOVING = "moving"
    """It is settled that they will live there."""
    WISH = "wish"
    """Thought of, wished for, offered or refused."""
    VISIT = "visit"
    FROM = "from"
    RAISED = "raised"
    BORN = "born"
    WORK = "work"


_CUT = re.compile(r"[.;\n!?]|,(?=\s)|\s-\s|\sbut\s|\band (?=(?:now|he|she|they)\b)")
_WISH = (
    r"\b(?:(?<!since )(?<!in )(?<!by )(?<!from )(?<!until )(?<!last )may(?!\s\d)"
    r"|might|could|would|should|wants?|wanted|wanting|hop(?:es?|ing)|plan(?:s|ning)?"
    r"|thinking|considering|considers?|dream(?:s|ing|t)?|wish(?:es)?|tempted|offer(?:ed|s)?"
    r"|appl(?:y|ied|ying)|if|looking|looked|look at|toying|talks? of|talking|trying|tried|saving"
    r"|keen|won['’]?t|wouldn['’]?t|never|not|no(?!\.?\s?\d)|n['’]t|isn['’]?t|doesn['’]?t|didn['’]?t|refuse[sd]?"
    r"|turned down|rather|nearly|almost|[’']d|love to|maybe|perhaps|möchte|will nicht|quiere"
    r"|voudrait|vorrebbe|queria|someday|one day)\b"
)
_WILL = (
    r"(?:\b(?:will|off to|going to|about to|due to|(?:while|until|till) (?:they|he|she|it)"
    r"(?: (?:are|is)|['’](?:re|s))?)|['’]ll)\b"
)
_WAS = r"\b(?:was|were|used to|before that|formerly|previously|originally)\b"
_FOR_A_WHILE = (
    r"\s*(?:for (?:(?:an?|the|one|two|three|four|\d+|all of) ?"
    r"(?:whole |couple of |few |long |short |quick )?"
    r"(?:(?:week|weekend|night|day|fortnight|month|year|term|semester|summer|winter|spring|autumn"
    r"|season|holiday|while|bit|spell|conference|wedding|visit|trip|gig|course|project|placement"
    r"|tour|festival|retreat|funeral|party|match|meeting|interview)s?\b|few\b|$)"
    r"|(?:easter|xmas|christmas|new year)\b)|over (?:easter|xmas|christmas|the)|on holiday"
    r"|(?:this|next) week)"
)
_FOR_WORK = r"\s*for work\b"
_MOVED = r"\b(?:mov(?:e[sd]?|ing)|relocat(?:ed|ing)|emigrated)\b"
_INN = r"\b(?:hotel|hostel|airbnb|b&b|a&e|hospital|ward|tent)\b"
_COMES_TO = r"\b(?:com(?:es?|ing)|came|(?:here|over|up|down)) to $"
_NO_MORE = r"[^.;\n]{0,15}\b(?:any ?more|no longer|before(?! \w))\b"


def said_before(text: str, at: int) -> str:
    cuts = [each.end() for each in _CUT.finditer(text, 0, at)]
    return text[cuts[-1] if cuts else 0 : at]


def is_wished(text: str, at: int) -> bool:
    """Whether the clause before a place of a text only wishes for it, offers or denies it."""
    return compiled(_WISH).search(said_before(text, at)) is not None


def tied(text: str, at: int, end: int, tie: Tie) -> Tie:
    """What remains of it with what its clause says: no home that is only wished for."""
    before, after = said_before(text, at), text[end : end + 40]
    if compiled(_NO_MORE).match(after) or re.search(r"(?i)\bno longer\b", before):
        return Tie.LIVED
    if is_wished(text, at):
        return Tie.WISH
    if compiled(_COMES_TO).search(text[:at]) and text[at : at + 4].lower() == "stay":
        return Tie.VISIT
    if compiled(_FOR_A_WHILE).match(after) or compiled(_INN).search(text[at:end]):
        return Tie.VISIT
    if compiled(_FOR_WORK).match(after) and not compiled(_MOVED).search(text[at:end]):
        return Tie.VISIT
    if compiled(_WILL).search(before):
        return Tie.MOVING
    return Tie.LIVED if compiled(_WAS).search(before) else tie

"""Whether a clause says that a thing is over for somebody, or goes on: "packed in the fags","
" "the kiln went to the school", "back on the bike".

People say in many ways that something ended. Each has its place: "sold" and "gave up" stand before
the thing, "died" and "is out" behind it. What is only planned, wished or denied ended nothing, nor
does what ended for somebody else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from enum import Enum

from persona_assistant.language.claims import KIN
from persona_assistant.language.patterns import compiled


class Course(Enum):
    """How it went on with a thing."""

    ENDED = "ended"
    GOES_ON = "goes on"


_SIDE = r"(?! (?:ears?|eyes?|hands?|arms?|legs?|knees?|foot|feet|hips?|shoulders?|side|wrist)\b)"
"""What is on the left has not left."""
_DROPPED = (
    r"(?:gave|given) (?:up|away|back|over)(?: on)?|(?:packed|jacked|chucked|turned|traded|handed)"
    r" (?:it )?in|handed (?:back|over|on)|passed on|quits?|stopped|ceased|finished(?: with)?"
    r"|done with"
    r"|sold(?: off)?|lost|scrapped|ditched|binned|chucked(?: out)?|dumped|dropped(?: out of)?"
    rf"|left{_SIDE}"
    r"|walked out (?:of|on)|pulled out of|st(?:epped|ood) down (?:as|from)|retired (?:from|as)"
    r"|resigned (?:from|as)"
    r"|(?:sacked|fired|let go|kicked out|thrown out|laid off|made redundant|struck off) (?:from"
    r"|by|of|as)"
    r"|(?:split|broke|broken)(?: up)? (?:with|w/|from)|broke off|called off|ended|divorced"
    r"|separated from|fell out with|(?:cut|chopped|shaved|sawed|took)(?: \w+)? off|shaved|cut"
    r"|got rid of|get rid of|swore off|went off|came off|kicked|weaned off|returned|rehomed"
    r"|buried|put down"
    r"|put to sleep|wrote off|cancelled|closed(?: down)?|shut(?: down)?|wound up|moved (?:out of"
    r"|out from"
    r"|away from|from|on from)|outgrew|grew out of|swapped|exchanged|traded|no longer(?: \w+){0,2}?"
    r"|used to (?:\w+ )??|ex|former(?:ly)?|off (?:the|his|her|their)|is off|are off|came out of"
    r"|is out of"
    r"|(?:has|is|got) over"
)
_ANNOUNCED = (
    r"(?:leaving|giving up|packing in|selling(?: off)?|stopping|finishing|quitting|dropping out of"
    r"|retiring from|moving out of|closing(?: down)?|shutting(?: down)?|splitting(?: up)? (?:with"
    r"|from)|getting rid of|winding up|resigning from|cancelling)"
)
_ENDS = (
    r"\s*(?:[\w'’-]+ )??(?:(?:is|are)\s|['’]s\s)"
    r"(?:closing|shutting|folding|ending|stopping|winding up)\b"
)
_A_PLAN = r"\b(?:sale|move|purchase|plans?|offer|deal)\b[^,;]{0,30}$"
_UNSOLD = r"\bsale of (?:\w+\s){0,3}$"
_FELL = r"\s*(?:fell|has fallen|had fallen) through\b"
"""The sale of a house that falls through ends no house."""
_PARTED_VERB = (
    r"\b(?:(?P<put>put)|(?P<gave>gave|given)|(?P<in>traded|packed|handed|jacked|turned)"
    r"|(?P<out>threw|chucked|kicked|thrown)|(?P<let>let))\s(?:the |his |her |their )?$"
)
"""Verbs with the thing between them and the rest: "put Rex to sleep", "gave the flat up"."""
_PARTED_REST = {
    "put": r"\s(?:to sleep|down)\b",
    "gave": r"\s(?:up|away|back)\b",
    "in": r"\s(?:in|back|over)\b",
    "out": r"\s(?:out|away)\b",
    "let": r"\s(?:go|lapse)\b",
}
_TRANSFER = r"(?:gave|given|passed|handed|left|sold) (?:me|us|him|her|them|it to|[A-ZÀ-Þ]\w+)"
_NOT = (
    r"(?:not|never|n['’]?t|dont|doesnt|isnt|cant|aint)(?: (?:really|even|be|a|an|the|her|his|their"
    r"|at|in|on|with|eat|have|drink|drive|work|working|for|do|go|see|seeing|use|wear|play|of"
    r"|any)){0,3}"
)
_GAP = (
    r"(?: (?!(?:for|with|w/|into|because|and|but|as|after|since|like|when|so|to"
    r"|if)\b)[\w'’&-]+){0,3}?"
)
_GONE = (
    r"(?:long |all |well )?gone|(?:swapped|replaced|exchanged)(?= (?:for|by|with)\b)|went (?:back"
    r"|to|off|under|bust|out of the|out the)|came (?:off|back)|died|dead"
    r"|passed(?: away| on)?"
    r"|put (?:down|to sleep)|run over|sold|scrapped|stolen|rehomed|cut(?: off)?|chopped(?: off)?"
    r"|shaved(?: off)?|closed(?: down)?|shut(?: down| up)?|folded|cancelled|axed|called off"
    r"|knocked down|demolished|pulled down|returned|handed (?:back|over|in|on)|given (?:away|up"
    r"|back|to)"
    r"|(?:ended|finished|stopped|expired|lapsed|separated|divorced|retired|quit|broken|healed"
    r"|cleared)"
    r"(?! (?:\w+ )?\w+ing\b)|(?:is|are|was|were|'s|all) (?:over|out|off|history|no more|done with"
    r"|back with (?:me|us)|back at mine)|out the window|fell through|moved out|packed (?:up"
    r"|in)|split"
    r"|broke (?:up|down)|no longer|no more|any ?more|off the (?:menu|cards|table)|bit the dust"
    rf"|left{_SIDE}"
    r"|dropped out|has a new (?:home|owner)|lives with|is (?:now )?(?:mine|ours)"
)
_OFF = r"(?<!day )(?<!fell )(?<!got )(?<!set )(?<!cut )\boff (?:the |his |her |their )?$"
_AUX = (
    r"(?:(?:has|have|had|is|are|was|were|got|been|be|just|finally|now|also|both|all|sadly|then"
    r"|already|even"
    r"|really|recently|officially|he|she|they|it|to)\s|['’](?:s|ve|re)\s)*"
)
_OPEN = (
    r"\b(?:won['’]?t|will|wants?|wanted|might|may|thinking|thinks|hop(?:es?|ing)|plan(?:s|ning"
    r"|ned)?"
    r"|should|must|would|could|if|until|till|unless|going to|gonna|try(?:ing)?|tried|refus\w+"
    r"|about to|nearly|almost|promis\w+|asked|told (?:\w+ )?to|need(?:s|ed)?|ought|before"
    r"|supposed to"
    r"|threaten\w*|swears?|says he['’]?ll|says she['’]?ll|tempted|consider\w*|never|not|n['’]t"
    r"|hasnt|havent"
    r"|didnt|isnt|doesnt)\b|['’]ll\b"
)
_STARTED = (
    r"\b(?:still(?! not)|again|back (?:on|at|in|to|with|playing|doing|home)|is back|['’]s back"
    r"|got (?:\w+ )?(?:another|a new)|restarted|rejoined|returned to|took (?:\w+ )?(?:back )?up"
    r"|kept|keeps|carr(?:ies|ying) on|held on to|holds on to|after all|took (?:\w+ )?back"
    r"|hasn['’]?t (?:quit|stopped|given up|sold|left))\b"
)
_PRONOUNS = frozenset("he she they him her them it who it's he's she's they've they're".split())
_LEADS = frozenset(
    "and but so then also & just finally now well yes no oh sadly anyway apparently says said that"
    " since because thank god last this in at on by of the a an got made had new officially i think"
    " heard week month year today yesterday monday tuesday wednesday thursday friday saturday"
    " sunday"
    " january february march april may june july august september october november december jan"
    " feb mar apr jun jul aug sept sep oct nov dec old poor dear".split()
)
_FIRST = frozenset("i we i've we've".split())
_OWNER = re.compile(rf"(?:\b(?:{KIN})(?:['’]?s)?|(?P<who>[^\W\d_]+)['’]s)(?: \w+){{0,2}}\s*$", re.I)
_LONGEST = 300


def course(
    clause: str, things: Sequence[tuple[int, int]], names: Set[str], *, lent: bool = False
) -> Course | None:
    """What a clause says of how it went on with a thing that stands at one of these places; `names`
    are those of whom it is asked, in small letters. What was `lent` is over when it comes back."""
    if len(clause) > _LONGEST:
        return None
    for start, end in things:
        if compiled(_UNSOLD).search(clause[:start]) and compiled(_FELL).match(clause[end:]):
            return Course.GOES_ON
        if _ended(clause, start, end, names):
            return Course.ENDED
        if lent and compiled(r"\b(?:back|returned)\b").search(clause):
            return None if compiled(_OPEN).search(clause) else Course.ENDED
    goes_on = compiled(_STARTED).search(clause)
    if goes_on is None or not things or lent:
        return None
    return Course.GOES_ON if begins_with(clause[: goes_on.start()], names) else None


def announces_end(clause: str, things: Sequence[tuple[int, int]], names: Set[str]) -> bool:
    """Whether a clause says that one of these things will end for those of whom it is asked."""
    if len(clause) > _LONGEST:
        return False
    for start, end in things:
        before = clause[:start]
        verb = compiled(rf"\b{_ANNOUNCED}{_GAP}\s*$").search(before)
        if verb and not compiled(_OPEN).search(before[: verb.start()]):
            return begins_with(before[: verb.start()], names)
        if compiled(_ENDS).match(clause[end:]) and not compiled(_OPEN).search(before):
            return True
    return False


def _ended(clause: str, start: int, end: int, names: Set[str]) -> bool:
    before, after = clause[:start], clause[end:]
    dropped = compiled(rf"\b(?:{_DROPPED}|{_TRANSFER}){_GAP}\s*$").search(before)
    if dropped and not compiled(_OPEN).search(before[: dropped.start()]):
        return is_theirs(before[: dropped.start()], names)
    verb = compiled(_PARTED_VERB).search(before)
    rest = _PARTED_REST[verb.lastgroup] if verb and verb.lastgroup else None
    if verb and rest and compiled(rest).match(after) and not compiled(_OPEN).search(before):
        return is_theirs(before[: verb.start()], names)
    off = compiled(_OFF).search(before)
    if off and not compiled(_OPEN).search(before) and is_theirs(before[: off.start()], names):
        return True
    if compiled(rf"(?:\b|(?<=n)){_NOT}\s$").search(before):
        return is_theirs(re.split(r"\b(?:not|never|\w+n['’]?t)\b", before)[0], names)
    if compiled(r"\bno(?: more)? $").search(before) and compiled(
        r"\s*(?:$|[,.;!?)]|(?:any ?more|at all|now|for|these)\b)"
    ).match(after):
        return True
    gone = compiled(rf"\s*(?:[\w'’-]+ )??{_AUX}(?:{_GONE})\b").match(after)
    if gone and "fell" in gone.group() and compiled(_A_PLAN).search(before):
        return False  # the plan is over, and not the thing
    if gone and not compiled(_OPEN).search(before + gone.group()):
        owner = _OWNER.search(before)
        return owner is None or (owner["who"] or "").lower() in names | {"it", "that"}
    return False


def is_theirs(before: str, names: Set[str]) -> bool:
    """Whether what stands before a verb makes it one of those of whom it is asked: nobody is named,
    or they are."""
    said = re.sub(r"['’](?:s|ve|re|d)\b", " ", before.lower())
    said = re.sub(r"[^\w&'’ ]", " ", said)
    subject = said.split()
    if any(each in names for each in subject):
        other = re.search(rf"\b({KIN}|boss|friend|mate|neighbou?r)\s*$", said.strip())
        return other is None or other[1] in names
    while subject and subject[-1] in _SMALL:
        subject.pop()
    if not subject or subject[-1] in _PRONOUNS:
        return True
    if subject[-1] in _FIRST:
        return bool(names & {"me", "i", "my"})
    return all(each in _LEADS or each.isdigit() for each in subject)


def begins_with(before: str, names: Set[str]) -> bool:
    """Whether one of those of whom it is asked is the subject of a clause that begins so: also
    where more than a verb follows, as in "she's gone back to"."""
    if is_theirs(before, names):
        return True
    subject = re.findall(r"[\w&]+", re.sub(r"['’](?:s|ve|re|d)\b", "", before.lower()))
    while subject and subject[0] in _LEADS:
        subject.pop(0)
    if not subject or subject[0] not in _PRONOUNS:
        return False
    return not compiled(rf"\b(?:{KIN})\b").search(before.lower())


_SMALL = frozenset(
    "has have had is are was were got been be just finally now also both all sadly then already"
    " even"
    " really recently officially to up".split()
)

__all__ = ["Course", "announces_end", "begins_with", "course", "is_theirs"]

"""Whether a question asks for somebody's home: where they live, lived before, or come from."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache

from persona_assistant.language.date_words import plain


class Asks(Enum):
    """What a question wants to know of somebody's homes."""

    NOW = "now"
    BEFORE = "before"
    STILL = "still"
    ORIGIN = "origin"
    NEXT = "next"
    """Where they will live."""
    MOVED = "moved"
    """Whether they have moved there."""


_WHERE = r"(?:where|wher|were|whre|whereabouts|wheres|living (?:situation|arrangements?))\b"
_PLACE = (
    r"(?:city|town|village|part|area|neighbou?rhood|state|country|street|road|borough|suburb|place"
    r"|county|district|end of town|bit|corner)"
)
_LIVE = (
    r"(?:settled?|end(?:ed)? up living"
    r"|live[sd]?|living|liv|staying|stays|based|reside[sd]?|residing|renting|camped|dwell"
    r"|lodging|sleeping(?= in (?:the|his|her|their) (?:van|car|caravan|shed|garage|truck|tent)\b))"
)
_HOUSE = r"(?:house|flat|apartment|home|place|cottage|pad)"
_BEFORE = (
    r"\b(?:before|until|till|previously|formerly|earlier|used? to|prior|old|former|previous|last)\b"
)
_ORIGIN = (
    r"(?:\bfrom$|from originally|originally from|\bgr[eo]w up|\braised\b|home ?town|\bborn\b"
    r"|brought up|originate|native|come from|\bfrm$)"
)
_NO_HOME = (
    r"\b(?:met|meet|g[eo]t to know|works?|working|job|school|team|band|who|why|when"
    r"|how long|since)\b"
)
_CARE_HOME = r"(?:(?:care|nursing|retirement|old people['’]?s) home|hospice)"
_ADDRESS = (
    r"address|adress|addres|house (?:number|no)|post ?code|zip|zip code|postal code"
    r"|(?:what|which) (?:floor|flat|apartment|street|road)|street$"
    r"|(?:(?:what|which) room|room (?:number|no))\b(?: is|['’]?s)? [\w' -]+?"
    r"(?: in| at| staying)?$"
    rf"|(?:(?:what|which|name|called).*\b{_CARE_HOME}|{_CARE_HOME} (?:is|called|name).*)$"
)
_SENDING = r"(?:post|mail|send|deliver|ship|address|forward)"
_MAY_I = r"(?:do|can|could|should|shall|would|will|must|might|need to) (?:i|we)"
_SEND = (
    rf"\b{_SENDING}\b.*\bwhere to$"
    rf"|^(?:so )?where (?:(?:in|exactly) [\w ]*)?{_MAY_I} (?:\w+ )?{_SENDING}\b.*\bto\b"
    rf"|^(?:to )?(?:where|(?:what|which) (?:\w+ )?{_PLACE}) {_MAY_I} (?:\w+ )?{_SENDING}\b"
    r"|^where (?:does|do|should|will|would|can|must) .*\b(?:post|mail|letters?|cards?|parcels?"
    r"|packages?|invite|invitation|present|gift|flowers)(?: (?:for|to) .*)? go\b"
)
_SENT_OTHERWISE = (
    r"\b(?:e-?mails?|money|cash|invoice|files?|photos?|pictures?|texts?|link|an? mail"
    r"|drop)\b"
)
_END_UP = (
    rf"^(?:{_WHERE}|(?:what|which) (?:\w+ )?{_PLACE}(?: of (?:the )?[\w-]+)?) (?:did|has|have) "
    r"(?:[\w-]+ ){1,3}(?:end|ended|wind|wound|settle|settled|land|landed|moved?)"
    r"(?: up| down| in| at| to)*"
    r"(?: (?:living|after|since|now|when|once)\b.*)?$"
)
_MOVED_WHEN = r"\bmoved?(?: (?:in|to|down|up))* (?:after|when|once|since)\b"
"""Another home than the present one may be meant."""
_FIND = (
    r"^where(?:abouts)? (?:would|can|could|will|might|do|should) (?:i|we|you|one) find"
    r" [\w-]+(?: [\w-]+)?(?: (?:now|these days|nowadays|at the moment|currently))*$"
)
_BEFORE_A_HOME = (
    r"^where(?:abouts)? (?:was|were) (?:[\w-]+ ){1,3}before (?:(?:the|this|that) (?:[\w-]+ )?"
    rf"{_HOUSE}|moving\b.*|(?:he|she|they) moved\b.*)$"
)
_IS_IN = (
    rf"\b(?:what|which|wat) (?:\w+ )?{_PLACE}(?: is|['’]?s) (?:[\w-]+ ){{1,3}}in"
    r"(?: (?:now|these days|at present|at the moment|currently|nowadays|today))*$"
)
_MOVING_TO = (
    rf"^(?:{_WHERE}|(?:what|which) (?:\w+ )?{_PLACE})(?: is| are|['’]?s)? (?:[\w-]+ ){{1,4}}"
    r"(?:moving|relocating|off to live)(?: house)?(?: to)?$"
)
_WILL = r"(?:will|going to|gonna|['’]ll|planning to|plans to|be living|due to)"
_HAS_MOVED = (
    r"^(?:has|have|did|is|are) (?:[\w-]+ ){1,3}(?:already )?(?:moved?|gone|left|relocated?)"
    r"(?: (?:in|over|house|out))?(?: (?:in)?to (?P<to>[\w' -]+?))?(?: (?:yet|already|now))?$"
)
_OF_SOMETHING_ELSE = (
    r"\b(?:e ?-?mail|mail address|web|ip|work|office|shop|salon|store|practice|clinic|surgery"
    r"|dentist|doctor|school|studio|business|venue|pub|restaurant|gym|did|address(?:ed)? (?:to|the)"
    r"|old|former|previous)\b"
)
_PARTS = {
    "street": r"\b(?:(?:what|which|whose) (?:street|road)|street|(?:house|door) (?:number|no))\b",
    "postcode": r"\b(?:post ?code|zip|zip code|postal code)\b",
    "floor": r"\bfloor\b",
    "room": r"\b(?:(?:what|which) room|room (?:number|no))\b",
    "flat": (
        r"\b(?:(?:what|which) (?:flat|apartment|apt|unit)"
        r"|(?:flat|apartment|apt|unit) (?:number|no))\b"
    ),
}
HOLDS = {
    "street": (
        r"\d|\b(?:st|street|rd|road|ave|avenue|lane|ln|strasse|straße|rue|calle|via)\b"
        r"|(?-i:[A-ZÀ-Þ])[\w'’]+\s(?:mews|close|terrace|way|drive|row)\b"
    ),
    "postcode": r"\b[A-Z]{1,2}\d[A-Z\d]?(?:\s?\d[A-Z]{2})?\b|\b\d{4,5}(?:-\d{4})?\b",
    "floor": r"\b(?:\w+ floor|basement|attic|loft)\b",
    "room": r"\broom\s?\w{1,4}\b",
    "flat": r"(?:\b(?:flat|apt\.?|apartment|unit|suite)\s?\w{1,4}\b|#\s?\w+)",
}
"""What a home that answers a question for a part of an address looks like."""


@lru_cache(maxsize=1024)
def asked_of_home(question: str) -> Asks | None:
    """What a question wants to know of a home; None where it asks for something else."""
    asked = re.sub(r"\b(?:pls|please|again|exactly)\b", "", plain(question).rstrip(" ?!."))
    asked = " ".join(asked.split()).rstrip(" ,")
    if told := _told_of_a_move(asked):
        return told
    where = _says(_WHERE, asked) or _says(rf"(?:what|which) (?:\w+ )?{_PLACE}\b", asked)
    if re.search(r"\b(?:do|did) (?:i|we) know\b", asked):
        return None
    if (where and re.search(_ORIGIN, asked)) or _says(r"home ?town\b", asked):
        return Asks.ORIGIN
    still = rf"still (?:{_LIVE}|in|at)\b|(?:{_LIVE} |is \w+ )(?:in|at) .*\bstill$"
    tag = rf"^[\w'’ ]+ {_LIVE} (?:in|at|on|near) [\w'’ ]+,? (?:does|is|do)n['’]?t (?:she|he|they)$"
    lives_in = rf"^(?:does|do|is|are) (?:[\w-]+ ){{1,3}}{_LIVE} (?:in|at|on|near|with)\b"
    if not where and any(re.search(rf"\b(?:{each})", asked) for each in (still, tag, lives_in)):
        return None if re.search(_NO_HOME, asked) else Asks.STILL
    if re.search(_SEND, asked) and not re.search(_SENT_OTHERWISE, asked):
        return Asks.NOW
    if re.search(_END_UP, asked) and not re.search(_MOVED_WHEN, asked):
        return Asks.NOW
    if re.search(_NO_HOME, asked):
        return None
    if re.search(_BEFORE_A_HOME, asked) or re.match(_LIVED_THERE, asked):
        return Asks.BEFORE
    if re.search(_FIND, asked) or re.search(_IS_IN, asked):
        return Asks.NOW
    lives, before = _says(rf"{_LIVE}\b", asked), _says(_BEFORE, asked)
    former = _says(rf"(?:old|former|previous|last) (?:{_HOUSE}|address|adress)\b", asked)
    owned = _says(rf"(?:{_HOUSE}|address|adress)\b.*\bbefore\b", asked)
    former = former or _says(rf"['’]?s (?:old|former|previous) (?:{_PLACE}|hood|patch)\b", asked)
    if (where and lives and before) or former or (owned and not _says(r"do(?:ing)?\b", asked)):
        return Asks.BEFORE
    if where and lives:
        return None if _says(r"(?:did|lived|was|were)\b", asked) else Asks.NOW
    if _says(rf"(?:{_ADDRESS})\b", asked) and not re.search(_OF_SOMETHING_ELSE, asked):
        return Asks.NOW
    if _says(rf"['’]?s (?:{_PLACE}|hood)(?: now| these days)?$", asked) and not where:
        return Asks.NOW
    return Asks.NOW if where and _says(rf"{_HOUSE}\b", asked) else None


def _told_of_a_move(asked: str) -> Asks | None:
    """Where a question asks for a home to come, or whether a move is over."""
    if re.search(_HAS_MOVED, asked) and re.search(r"\b(?:moved?|relocated?|yet|already)\b", asked):
        return Asks.MOVED
    if re.search(_NO_HOME, asked):
        return None
    if re.search(_MOVING_TO, asked):
        return Asks.NEXT
    where = _says(_WHERE, asked) or _says(rf"(?:what|which) (?:\w+ )?{_PLACE}\b", asked)
    address = _says(r"(?:new|next|future) (?:address|adress|home|house|flat|place)\b", asked)
    will = re.search(rf"\b{_WILL}\b", asked)
    lives = _says(rf"{_LIVE}\b", asked)
    return (
        Asks.NEXT
        if will and ((where and lives) or (address and not _says("e-?mail", asked)))
        else None
    )


def place_moved_to(question: str) -> str:
    """The place of which a question asks whether somebody has moved there; "" for none."""
    match = re.search(_HAS_MOVED, " ".join(plain(question).rstrip(" ?!.").split()))
    return (match["to"] or "") if match else ""


def asked_in(question: str) -> str:
    """The place in which the home was that a question asks for; "" for none."""
    match = re.match(_LIVED_THERE, " ".join(plain(question).rstrip(" ?!.").split()))
    return (match["first"] or match["last"]) if match else ""


_LIVED_THERE = (
    rf"(?:{_WHERE}|(?:what|which) (?:\w+ )?{_PLACE}) (?:in (?P<first>[\w' -]+?) )?"
    rf"(?:did|was|were) (?:[\w'-]+ ){{1,3}}(?:use to )?{_LIVE}(?: in)?"
    r"(?(first)|(?:(?: when (?:s?he|they) (?:was|were|lived))? in (?P<last>[\w' -]+)))$"
)


def asks_for_address(question: str) -> bool:
    """Whether the word "address" asks."""
    return _says(r"(?:address|adress|addres)\b", plain(question))


def asked_part(asked: str) -> str | None:
    """The part of an address that alone is asked for, a key of `HOLDS`; `asked` is plain."""
    return next((part for part, each in _PARTS.items() if re.search(each, asked)), None)


def _says(pattern: str, text: str) -> bool:
    return re.search(rf"\b(?:{pattern})", text) is not None

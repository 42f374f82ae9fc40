"""Where a note says that somebody lives: "got a townhouse in Metuchen, 47 Amboy Ave".

What a clause says of a place differs: that somebody lives there, has left it, wishes to live there,
is there for a while, or comes from there. Only the first is a home. Whose home it is is what
`whose` makes of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from persona_assistant.language.contacts import find_details
from persona_assistant.language.date_words import MONTHS, plain
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


@dataclass(frozen=True, slots=True)
class Stated:
    """A place, and what a note says of it."""

    start: int
    """In characters of the note."""
    end: int
    text: str
    """`text[start:end]` of the note: town, house and street together."""
    tie: Tie
    said_at: int
    """Where the words begin that say so: their clause says whose it is."""


@lru_cache(maxsize=4096)
def stated_homes(text: str) -> tuple[Stated, ...]:
    """Every place of which a text says what ties somebody to it, in order, without overlap."""
    taken: list[Stated] = []
    for find in (_moves, _lives, _dwellings, _is_there, _origins, _doors, _addresses):
        for each in find(text):
            if not any(each.start < other.end and other.start < each.end for other in taken):
                taken.append(each)
    return tuple(sorted(taken, key=lambda each: each.start))


_DWELLING = (
    r"(?:house|flat|apartment|apt|condo|townhouse|cottage|studio|bungalow|maisonette|houseboat"
    r"|bedsit|duplex|loft|cabin|terrace|semi|farmhouse|villa|home|place|room|digs|flatshare)"
)
_LIVE = (
    r"\b(?P<verb>lives?|living|lived|based|stay(?:s|ing|ed)?|lodg(?:es|ing)|resid(?:es|ing)"
    r"|rent(?:s|ing|ed)|(?:rent|lease)(?:\s[£$€]?\d[\d,]*)?|settled|wohnt|wohnen|lebt|habite|vive|viven|abita|mora)\b"
)
_MOVE = (
    r"\b(?P<verb>moved?|moves|moving|downsized|relocat(?:ed|ing)|(?:um|ge)?zogen"
    r"|(?:gone|going|went) back(?! to (?:\w+ing|work|school|uni\w*|college|bed|him|her|them)\b)"
    r"|umgezogen|mudou-se|se mudó|ha déménagé)\b"
)
_GOT = (
    rf"\b(?P<verb>bought(?!\sinto)|got|found|taken|took|owns?|has|have|renting|rents|buying|building"
    rf"|closed on|keys to)\s(?:[\w'’]+\s){{0,4}}?{_DWELLING}\b(?:\sof (?:her|his|their) own)?"
    rf"(?:\s(?:finally|together|now|at last))*(?:\sfrom\s[\w'’]+)?"
    r"|\b(?P<bought>bought)(?=\s(?:in|near|out|on|over)\s)"
    rf"|\b(?P<own>own|new)\s{_DWELLING}\b(?:\s(?:is|now))*"
)
_ORIGIN = (
    r"\b(?:(?P<born>born(?: and (?:bred|raised))? in|nacid[oa] en|née? à|nat[oa] a|geboren in)"
    r"|(?P<raised>(?:grew up|raised|brought up)\s(?:in|on|near|over|above))"
    r"|(?P<from>(?:originally |hails |comes? |family |folks )?from|home ?town(?: is|:)?"
    r"|native of|kommt aus|stammt aus|vem d[oae]|viene de(?:ll['’])?|vient de))\s+"
)
_DOOR = (
    r"\b(?:next door|upstairs|downstairs|across the (?:street|road|hall|landing|way)|over the road"
    r"|opposite|neighbou?rs?|door down)\b[^.;\n\d#]{0,25}?"
    r"(?P<all>(?:\b(?:no\.?|number|nr\.?|flat|apt\.?|apartment|unit)\s?|#)(?:\d{1,4}[a-z]?|[A-Z])\b"
    r"(?:,?\s(?:flat|apt\.?|apartment|unit)\s?\w{1,3}\b)?)"
)
_IS = (
    r"(?:\b(?:is|are|am)|(?<=[a-z])['’]s|\b(?:he|she|they)['’]?s)\s"
    r"(?P<how>(?:(?:now|currently|mostly|back|living)\s)*)(?P<at>in|at|with)\s"
)

# --- what the clause says

_CUT = re.compile(r"[.;\n!?]|,(?=\s)|\s-\s|\sbut\s|\band (?=(?:now|he|she|they)\b)")
_WISH = (
    r"\b(?:(?<!since )(?<!in )(?<!by )(?<!from )(?<!until )(?<!last )may(?!\s\d)"
    r"|might|could|would|should|wants?|wanted|wanting|hop(?:es?|ing)|plan(?:s|ning)?"
    r"|thinking|considering|considers?|dream(?:s|ing|t)?|wish(?:es)?|tempted|offer(?:ed|s)?"
    r"|appl(?:y|ied|ying)|if|looking|looked|look at|toying|talks? of|talking|trying|tried|saving"
    r"|keen|won['’]?t|wouldn['’]?t|never|not|no|n['’]t|isn['’]?t|doesn['’]?t|didn['’]?t|refuse[sd]?"
    r"|turned down|rather|nearly|almost|[’']d|love to|maybe|perhaps|möchte|will nicht|quiere"
    r"|voudrait|vorrebbe|queria|someday|one day)\b"
)
_WILL = r"(?:\b(?:will|going to|about to|due to)|['’]ll)\b"
_WAS = r"\b(?:was|were|used to|before that|formerly|previously|originally)\b"
_HAS = r"(?:\b(?:has|have)|['’](?:s|ve))\s(?:always\s|now\s)?$"
_FOR_A_WHILE = (
    r"\s*(?:for (?:a|the|two|three|four|\d+|all of|easter|xmas|christmas|work) ?(?:week|weekend"
    r"|night|day|fortnight|few|summer|holiday|\w+|$)(?!\w)(?<!the moment)(?<!moment)"
    r"|over (?:easter|xmas|christmas|the)|on holiday|(?:this|next) week)"
)
_INN = r"\b(?:hotel|hostel|airbnb|b&b|hospital|ward|tent)\b"
_NOW = (
    r"\s*,?\s*(?:now|full[- ]time|since|for now|for the moment|these days|at the moment|atm"
    r"|permanently|again|nowadays|temporarily|for the time being|most of the)\b"
)
_NO_MORE = r"[^.;\n]{0,15}\b(?:any ?more|no longer|before(?! \w))\b"


def _said_before(text: str, at: int) -> str:
    cuts = [each.end() for each in _CUT.finditer(text, 0, at)]
    return text[cuts[-1] if cuts else 0 : at]


def is_wished(text: str, at: int) -> bool:
    """Whether the clause before a place of a text only wishes for it, offers or denies it."""
    return compiled(_WISH).search(_said_before(text, at)) is not None


def _tie(text: str, at: int, end: int, tie: Tie) -> Tie:
    """What remains of it with what its clause says: no home that is only wished for."""
    before, after = _said_before(text, at), text[end : end + 40]
    if compiled(_NO_MORE).match(after) or re.search(r"(?i)\bno longer\b", before):
        return Tie.LIVED
    if is_wished(text, at):
        return Tie.WISH
    if compiled(_FOR_A_WHILE).match(after) or compiled(_INN).search(text[at:end]):
        return Tie.VISIT
    if compiled(_WILL).search(before):
        return Tie.MOVING
    return Tie.LIVED if compiled(_WAS).search(before) else tie


# --- places

_NEAR = (
    "in at to into on near above over below behind by off outside opposite under round around"
    " up down out next bei auf nach à en em para beside"
).split()
_INNER = frozenset("in at to into en à em auf bei nach para out up down over round around".split())
"""Left out before a place: what is told is "Porto", but "above the bakery"."""
_STOP = frozenset(
    "w w/ with since for til till until now but because bc cos and so then when while where who"
    " which that again he she they it we i is are was has these currently atm nowadays after before"
    " if as plus full temporarily permanently most every full-time seit desde depuis dal mit avec"
    " con com und y e et maybe instead both all today yesterday alone together this last"
    " next".split()
) | frozenset(MONTHS)
_LINK = frozenset(
    "of the de la le les del da do dos upon an am der st rd street road ave avenue".split()
)
_AFTER_VERB = (
    r"(?:\s+(?:now|again|currently|still|just|back|away|together|alone|jetzt|wieder|temporarily"
    r"|permanently|mostly|too|finally|home|in(?=\s(?:with|w/?|to|together)\s))(?=\s))*"
)
_COMPANION = (
    r"\s+(?:with|w/?)\s+"
    r"(?!(?:me|us|them|him|her)\b\s*(?:[.,;]|$|\b(?:till?|until|for|in)))"
    r"(?P<whom>(?:(?!(?:in|at|near|on|till?|until|for)\b)[\w'’./&-]+\s?){1,5})"
)
_FLOOR = (
    r"(?:(?:\d(?:st|nd|rd|th)|top|ground|first|second|third)\s(?:fl(?:oor)?|flat)|basement|attic)"
)
_MORE = (
    r"(?:\s(?:finally|now|together|at last|again))?,\s+"
    r"(?P<all>\d{1,5}[a-z]?\s(?-i:[A-ZÀ-Þ])[\w'’.-]*(?:\s(?-i:[A-Z])[\w'’.-]*)*"
    rf"(?:\s(?:apt\.?|flat|unit|#)\s?\w+)?|{_FLOOR}(?:\son\s[\w ]+?(?=[.,;\n]|$))?"
    r"|(?:flat|apt\.?|apartment|unit|suite|no\.?|number|#)\s?(?:\d\w{0,3}|(?-i:[A-Z]))\b"
    r"|(?-i:[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]*|\s[A-Z]{1,2}\d\w*)*)|[A-Z]{1,2}\d{1,2}[A-Z]?)"
    r"(?=\s*(?:[.,;\n()!]|$))"
)


def _place(text: str, at: int, *, with_people: bool = True) -> tuple[int, int] | None:
    """From where to where a place is named behind a verb."""
    lead = re.compile(_AFTER_VERB).match(text, at)
    at = lead.end() if lead else at
    whom = compiled(_COMPANION).match(text, at)
    if whom and (there := _phrase(text, whom.end("whom"))):
        return there
    if whom:
        end = whom.start("whom") + len(whom["whom"].rstrip(" .,"))
        return _with_more(text, at + 1, end) if with_people else None
    return _phrase(text, at)


def _phrase(text: str, at: int) -> tuple[int, int] | None:
    """ "in a flatshare in Easton": what a preposition leads to, as far as it names a place."""
    match = re.compile(rf"\s*(?P<near>(?:(?:{'|'.join(_NEAR)})\s+)+)(?=\S)", re.I).match(text, at)
    if match is None:
        return None
    inner = all(each.lower() in _INNER for each in match["near"].split())
    end = _end_of_name(text, match.end())
    if end is None:
        return None
    return _with_more(text, match.end() if inner else match.start("near"), end)


_MOST_WORDS = 8
"""Of a place."""
_ARTICLES = frozenset("from the a an her his their".split())


def _end_of_name(text: str, at: int) -> int | None:
    """Where the place ends that begins here; None where there is none."""
    end, named = at, False
    for count, token in enumerate(re.compile(r"\S+").finditer(text, at)):
        word = token.group().rstrip(",.;:!?)").replace("(!", "")
        low = word.lower()
        if not word or count >= _MOST_WORDS or (count and "\n" in text[end : token.start()]):
            break
        if low in _STOP or low in ("to", "into") or (low == "from" and (named or not count)):
            break
        if named and word[0].islower() and low not in _LINK and low not in _NEAR:
            break
        if not word[0].isalnum() and word[0] not in "#'’":
            break
        if low not in _NEAR and low not in _ARTICLES:
            end, named = token.start() + len(word), named or word[0].isupper()
        if token.group() != word and "(!" not in token.group():
            break
    return end if end > at and re.search(r"\w", text[at:end]) else None


def _with_more(text: str, start: int, end: int) -> tuple[int, int]:
    """With the house, the floor or the postcode that follows behind a comma."""
    while more := compiled(_MORE).match(text, end):
        end = more.start("all") + len(more["all"].rstrip("."))
    return start, end


def _stated(text: str, said_at: int, place: tuple[int, int], tie: Tie) -> Stated:
    start, end = place
    return Stated(start, end, text[start:end], tie, said_at)


# --- the forms

_WORKS_THERE = (
    r"\s(?:&|and|where|to)\s(?:she\s|he\s|they\s)?(?:treats?|works?|sees?|sells?|teach(?:es)?"
    r"|gives?|cuts?"
    r"|does|runs?|makes?|paints?|repairs?)\b[^.;\n]{0,40}\b(?:there|clients|patients|customers"
    r"|lessons|classes)\b"
)
"""A room is rented to work in."""
_PAST = frozenset("lived stayed rented".split())
_COMING = frozenset("move moves moving relocating".split()) | {"going back"}
_HELPED = re.compile(r"\bhelped (?:[\w'’]+ ){1,3}$", re.IGNORECASE)


def _moves(text: str) -> Iterator[Stated]:
    """Moved from one to another, out of one, in with somebody."""
    for match in compiled(_MOVE).finditer(text):
        at = match.start()
        coming = match["verb"].lower() in _COMING and not _HELPED.search(text[:at])
        tie = _tie(text, at, match.end(), Tie.MOVING if coming else Tie.LIVES)
        out = compiled(r"\s(?:\w+\s){0,3}?(?:out of|away from|from)\s+").match(text, match.end())
        end = match.end()
        if out and (end_of := _end_of_name(text, out.end())):
            left = tie is not Tie.WISH and not coming
            span = (out.end(), end_of)
            yield _stated(text, at, span, Tie.LIVED if left else Tie.LIVES)
            end = end_of
        whom = re.compile(r"\s(?:the family|the kids|house|them|him|her)(?=\s)").match(text, end)
        there = _place(text, whom.end() if whom else end) or _behind_colon(text, end)
        if there:
            yield _stated(text, at, there, _tie(text, at, there[1], tie))


def _behind_colon(text: str, at: int) -> tuple[int, int] | None:
    """moved too: 27 Bramwell Terrace; new place, Swissvale, 2nd floor."""
    match = re.compile(r"(?:\s(?:too|again|house|now))*\s?[:,(!]+\s*(?=[A-ZÀ-Þ\d])").match(text, at)
    end = _end_of_name(text, match.end()) if match else None
    return _with_more(text, match.end(), end) if match and end else None


def _lives(text: str) -> Iterator[Stated]:
    for match in compiled(_LIVE).finditer(text):
        there = _place(text, match.end())
        if there is None or compiled(r"\s+at home\b").match(text, match.end()):
            continue
        at, verb = match.start(), match["verb"].lower()
        past = verb in _PAST and not compiled(_HAS).search(text[:at])
        tie = _tie(text, at, there[1], Tie.LIVED if past else Tie.LIVES)
        works = compiled(_WORKS_THERE).match(text, there[1])
        yield _stated(text, at, there, Tie.WORK if works else tie)


def _dwellings(text: str) -> Iterator[Stated]:
    """bought the house in Thornbury, 8 Castle Mews; the keys to her own place!! 19B Harbour Rd."""
    for match in compiled(_GOT).finditer(text):
        there = _place(text, match.end(), with_people=False) or _behind_colon(text, match.end())
        if there:
            works = compiled(_WORKS_THERE).match(text, there[1])
            tie = Tie.WORK if works else _tie(text, match.start(), there[1], Tie.LIVES)
            yield _stated(text, match.start(), there, tie)


def _is_there(text: str) -> Iterator[Stated]:
    """Ingrid is in Hudson full time; she's back at her sister's for the moment; Leipzig now."""
    for match in compiled(_IS).finditer(text):
        end = _end_of_name(text, match.end())
        if end is None:
            continue
        name, back = text[match.end() : end], "back" in match["how"].lower()
        own = re.match(r"(?i)(?:her|his|their)\s.*['’]", name)
        town = match["at"].lower() == "in" and name[0].isupper()
        if not (own or town) or not (back or compiled(_NOW).match(text, end)):
            continue
        tie = _tie(text, match.start(), end, Tie.LIVES)
        yield _stated(text, match.start(), _with_more(text, match.end(), end), tie)
    for match in compiled(r"\bused to be in\s").finditer(text):
        if end := _end_of_name(text, match.end()):
            yield _stated(text, match.start(), (match.end(), end), Tie.LIVED)
    for match in re.finditer(
        r"(?<=, )(?P<all>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)*) now"
        r"(?=\s*(?:[.,;!\n]|$|since|bc))",
        text,
    ):
        before = text[max(0, match.start() - 40) : match.start()]
        if compiled(r"\b(?:left|moved|lived|living|was in|sold)\b").search(before):
            yield _stated(text, match.start(), match.span("all"), Tie.LIVES)


def _origins(text: str) -> Iterator[Stated]:
    for match in compiled(_ORIGIN).finditer(text):
        end = _end_of_name(text, match.end())
        if end is None or not text[match.end()].isupper():
            continue
        if match["from"] and not _comes_from(text, match, end):
            continue
        tie = Tie.BORN if match["born"] else Tie.RAISED if match["raised"] else Tie.FROM
        place = match.end(), end
        bracket = re.compile(r"\s\([A-ZÀ-Þ][\w ]+\)").match(text, end)
        yield _stated(text, match.start(), (place[0], bracket.end() if bracket else end), tie)
    for match in re.finditer(r"\b(?P<all>[A-ZÀ-Þ][\w-]+) originally\b", text):
        yield _stated(text, match.start(), match.span("all"), Tie.FROM)


def _comes_from(text: str, match: re.Match[str], end: int) -> bool:
    """Not "moved from", "a friend from", nor "from Nottingham council"."""
    said = match["from"].lower()
    if said != "from":
        return compiled(r"\s?[a-z]{4}").match(text, end) is None or said.startswith("home")
    before = text[: match.start()].rstrip()
    begins = not before or before[-1] in ".,;:!?)-–\n("
    is_ = compiled(r"(?:\b(?:is|are|was|were|am|she|he|they|all)|['’](?:s|re|m))$").search(before)
    return begins or is_ is not None


def _doors(text: str) -> Iterator[Stated]:
    """Next door at no. 9; upstairs at number 14, flat C."""
    for match in compiled(_DOOR).finditer(text):
        yield _stated(text, match.start(), match.span("all"), Tie.LIVES)


_AT_WORK = (
    r"\b(?:shop|workshop|office|practice|studio|salon|clinic|surgery|work|works|working|dentist|doctor|gym"
    r"|stand|stall|restaurant|café|cafe|garage|barber|opened|opens|school|church|hq|warehouse"
    r"|meet|meeting|party|wedding|funeral|dinner|lunch|concert|pub|bar|gig)\b"
)


def _addresses(text: str) -> Iterator[Stated]:
    """A street with its house number, where nothing says that somebody works or meets there."""
    for each in find_details(text, "address"):
        if not re.search(r"\d", each.text) or re.fullmatch(r"[A-Z]{1,2}\d\w*\s\d\w\w", each.text):
            continue
        before = re.split(r"[.;\n!?]\s", text[: each.start])[-1]
        work = compiled(_AT_WORK).search(plain(before))
        tie = Tie.WORK if work else _tie(text, each.start, each.end, Tie.LIVES)
        # a flat before the street belongs to it: "flat 6, 88 Ecclesall Rd"
        lead = compiled(r"\b(?:flat|apt\.?|apartment|unit|no\.?)\s?\w{1,4},\s$").search(
            text[: each.start]
        )
        start = lead.start() if lead else each.start
        yield _stated(text, each.start, _with_more(text, start, each.end), tie)

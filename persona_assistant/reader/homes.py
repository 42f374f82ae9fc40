"""Where a note says that somebody lives: "got a townhouse in Metuchen, 47 Amboy Ave".

What a clause says of a place differs: that somebody lives there, has left it, wishes to live there,
is there for a while, or comes from there. Only the first is a home. Whose home it is is what
`whose` makes of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.contacts import find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.home_places import (
    behind_colon,
    end_of_name,
    phrase,
    place_after,
    with_more,
)
from persona_assistant.reader.home_ties import Tie, tied
from persona_assistant.reader.home_words import (
    BACK_AT,
    CARED_FOR,
    CARED_FOR_AT,
    DWELLING,
    DWELT_IN,
    GONE,
    GOT,
    INSIDE,
    LIVE,
    MOVE,
    STILL_IN,
)


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
    for find in (
        _moved_there,
        _moves,
        _lives,
        _dwellings,
        _stays_there,
        _is_there,
        _origins,
        _doors,
        _addresses,
    ):
        for each in find(text):
            if not any(each.start < other.end and other.start < each.end for other in taken):
                taken.append(each)
    return tuple(sorted(taken, key=lambda each: each.start))


_HAS = r"(?:\b(?:has|have)|['’](?:s|ve))\s(?:always\s|now\s)?$"
_NOW = (
    r"\s*,?\s*(?:now|full[- ]time|since|for now|for the moment|these days|at the moment|atm"
    r"|permanently|again|nowadays|temporarily|for the time being|most of the)\b"
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
    r"(?P<all>(?:\b(?:no\.?|number|nr\.?|flat|apt\.?|apartment|unit)\s?|#|(?<=\bat\s)(?=\d{1,3}[a-z]?\b(?!\s?[ap]\.?m|:)))"
    r"(?:\d{1,4}[a-z]?|[A-Z])\b(?:,?\s(?:flat|apt\.?|apartment|unit)\s?\w{1,3}\b)?)"
)
_IS = (
    r"(?:\b(?:is|are|am)|(?<=[a-z])['’]s|\b(?:he|she|they)['’]?s)\s"
    r"(?P<how>(?:(?:now|currently|mostly|back|living)\s)*)(?P<at>in|at|on|with)\s"
)


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
_NOT_PEOPLE = (
    r"\b(?:class(?:es)?|lessons?|courses?|club|groups?|surgery|practice|shop|salon|office|meetings?"
    r"|choir|training|footy|football|rehearsals?|market)\s(?:has |have |is |are |now )*$"
)
"""What moves and is no home of theirs."""
_MOVED_IT = (
    r"\s(?:the|his|her|their|my|our)\s(?:\w+\s)?(?:yard|shop|store|studio|workshop|office|business"
    r"|practice|salon|stall|garage|surgery|company|firm|cafe|café|caff|clinic|bakery)\b"
)
_HELPED = re.compile(r"\bhelped (?:[\w'’]+ ){1,3}$", re.IGNORECASE)


def _moves(text: str) -> Iterator[Stated]:
    """Moved from one to another, out of one, in with somebody."""
    for match in compiled(MOVE).finditer(text):
        at = match.start()
        if compiled(_NOT_PEOPLE).search(text[:at]) or compiled(_MOVED_IT).match(text, match.end()):
            continue
        coming = match["verb"].lower() in _COMING and not _HELPED.search(text[:at])
        tie = tied(text, at, match.end(), Tie.MOVING if coming else Tie.LIVES)
        out = compiled(r"\s(?:\w+\s){0,3}?(?:out of|away from|from|off)\s+").match(
            text, match.end()
        )
        end = match.end()
        if out and (end_of := end_of_name(text, out.end())):
            left = tie is not Tie.WISH and not coming
            span = (out.end(), end_of)
            yield _stated(text, at, span, Tie.LIVED if left else Tie.LIVES)
            end = end_of
        whom = re.compile(r"\s(?:the family|the kids|house|them|him|her)(?=\s)").match(text, end)
        there = place_after(text, whom.end() if whom else end) or behind_colon(text, end)
        inside = there and re.fullmatch(INSIDE, text[there[0] : there[1]])
        if there and not inside and not _is_work(text, there[1]):
            yield _stated(text, at, there, tied(text, at, there[1], tie))
    for match in compiled(GONE).finditer(text):
        if there := place_after(text, match.end()):
            tie = tied(text, match.start("verb"), there[1], Tie.LIVES)
            yield _stated(text, match.start(), there, tie)


_TOWN = r"(?-i:[A-ZÀ-Þ])[\w'’-]+(?: (?-i:[A-ZÀ-Þ])[\w'’-]+)?"
_THERE = rf"\b(?:in|to) (?P<all>{_TOWN})\b[^.;!?\n]{{0,30}}? (?:has |have |just )?moved there\b"
_LEFT_FOR = (
    r"\b(?:they|we|(?:and|&) (?-i:[A-ZÀ-Þ])[\w'’-]+)(?:['’]ve| have)?(?: now| finally| just)? left "
    rf"(?P<from>{_TOWN}) for (?P<to>{_TOWN})"
)


def _moved_there(text: str) -> Iterator[Stated]:
    """A job in Ghent, she moved there; they left Ghent for Antwerp; nach Leipzig gezogen."""
    for match in compiled(_THERE).finditer(text):
        yield _stated(text, match.start("all"), match.span("all"), Tie.LIVES)
    for match in compiled(_LEFT_FOR).finditer(text):
        yield _stated(text, match.start(), match.span("from"), Tie.LIVED)
        yield _stated(text, match.start(), match.span("to"), Tie.LIVES)
    for match in re.finditer(r"\bnach (?P<all>[A-ZÀ-Þ][\w-]+) (?:um)?gezogen\b", text):
        yield _stated(text, match.start(), match.span("all"), Tie.LIVES)
    moving = r"\b(?:zieht|ziehen)\b[^.;\n]{0,30}?\bnach (?P<all>[A-ZÀ-Þ][\w-]+)"
    for match in re.finditer(moving, text):
        place = with_more(text, *match.span("all"))
        yield _stated(text, match.start(), place, Tie.MOVING)


def _lives(text: str) -> Iterator[Stated]:
    for match in compiled(LIVE).finditer(text):
        there = place_after(text, match.end())
        at_home = r"\s+at home\b" if match["verb"][:4].lower() != "stay" else r"\s+(?:at )?home\b"
        if there is None or compiled(at_home).match(text, match.end()):
            continue
        at, verb = match.start(), match["verb"].lower()
        past = verb in _PAST and not compiled(_HAS).search(text[:at])
        tie = tied(text, at, there[1], Tie.LIVED if past else Tie.LIVES)
        works = compiled(_WORKS_THERE).match(text, there[1])
        yield _stated(text, at, there, Tie.WORK if works else tie)


def _dwellings(text: str) -> Iterator[Stated]:
    """bought the house in Thornbury, 8 Castle Mews; the keys to her own place!! 19B Harbour Rd."""
    for match in compiled(GOT).finditer(text):
        there = place_after(text, match.end(), with_people=False) or behind_colon(text, match.end())
        if re.match(r"\sout to\b", text[match.end() :]):  # let to somebody else
            continue
        if there and not (match["bare"] and _is_holiday(text, match.start())):
            works = compiled(_WORKS_THERE).match(text, there[1])
            coming = (match["verb"] or "").lower() in ("buying", "building")
            tie = Tie.MOVING if coming else Tie.LIVES
            tie = Tie.WORK if works else tied(text, match.start(), there[1], tie)
            yield _stated(text, match.start(), there, tie)


def _is_holiday(text: str, at: int) -> bool:
    sentence = re.split(r"[.;\n!?]", text[:at])[-1] + re.split(r"[.;\n!?]", text[at:])[0]
    said = r"\b(?:holidays?|weekend|week|fortnight|trip|airbnb|break|retreat)\b"
    return compiled(said).search(sentence) is not None


def _stays_there(text: str) -> Iterator[Stated]:
    """Still in Easton; back at his mum's in Yate; in the care home at Hove."""
    for pattern in (STILL_IN, BACK_AT, CARED_FOR_AT, CARED_FOR):
        for match in compiled(pattern).finditer(text):
            named = pattern in (CARED_FOR, CARED_FOR_AT)
            there = phrase(text, match.end()) if named else None
            start = match.start("all") if named else match.end()
            end = there[1] if there else match.end() if named else end_of_name(text, start)
            if end is None or _is_work(text, end):
                continue
            place = with_more(text, start, end)
            tie = tied(text, match.start(), place[1], Tie.LIVES)
            yield _stated(text, match.start(), place, tie)


def _is_work(text: str, end: int) -> bool:
    return (
        compiled(r"\s(?:department|dept|team|office|branch|division|mood)\b").match(text, end)
        is not None
    )


def _is_there(text: str) -> Iterator[Stated]:
    """Ingrid is in Hudson full time; she's back at her sister's for the moment; Leipzig now."""
    for match in compiled(_IS).finditer(text):
        end = end_of_name(text, match.end())
        if end is None:
            continue
        name, back = text[match.end() : end], "back" in match["how"].lower()
        own = re.match(r"(?i)(?:her|his|their)\s.*['’]", name)
        town = match["at"].lower() == "in" and name[0].isupper()
        here = back or compiled(_NOW).match(text, end) or compiled(DWELT_IN).match(text, end)
        settled = _is_where(text, match.end()) and not _is_holiday(text, match.start())
        if not (own or town or _is_dwelling(name)) or not (here or settled):
            continue
        tie = tied(text, match.start(), end, Tie.LIVES)
        yield _stated(text, match.start(), with_more(text, match.end(), end), tie)
    for match in compiled(_HOME_IS).finditer(text):
        if end := end_of_name(text, match.end()):
            tie = tied(text, match.start(), end, Tie.LIVES)
            yield _stated(text, match.start(), with_more(text, match.end(), end), tie)
    for match in compiled(_ONCE_IN).finditer(text):
        if end := end_of_name(text, match.end()):
            yield _stated(text, match.start(), (match.end(), end), Tie.LIVED)
    for match in re.finditer(
        r"(?<=, )(?P<all>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)*) now"
        r"(?=\s*(?:[.,;!\n]|$|since|bc))",
        text,
    ):
        before = text[max(0, match.start() - 40) : match.start()]
        if compiled(r"\b(?:left|moved|lived|living|was in|sold)\b").search(before):
            yield _stated(text, match.start(), match.span("all"), Tie.LIVES)


_HOME_IS = r"\bhome(?:['’]s|\sis|:)\s(?:now\s)?(?:(?:in|at)\s)?(?=(?-i:[A-ZÀ-Þ]))"
""" "Home is The Old Forge, Weeton"."""
_ONCE_IN = (
    r"\b(?:used to be|sold up) in\s"
    r"|\b(?:before that|previously|formerly)\s(?:\w+\s)?(?:was|were) in\s"
)


def _is_where(text: str, at: int) -> bool:
    """ "in a flat at Granary Wharf": a dwelling, and where it is."""
    where = (
        rf"(?:an?|her|his|their)\s(?:[\w-]+\s){{0,2}}{DWELLING}\s(?:in|at|near|by|off|over|above)\s"
    )
    return compiled(where).match(text, at) is not None


def _is_dwelling(name: str) -> bool:
    return compiled(rf"(?:an?|the)\s(?:\w+\s)?{DWELLING}\b").match(name) is not None


def _origins(text: str) -> Iterator[Stated]:
    for match in compiled(_ORIGIN).finditer(text):
        end = end_of_name(text, match.end())
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


AT_WORK = (
    r"\b(?:shop|workshop|office|practice|studio|salon|clinic|surgery|work|works|working|dentist|doctor|gym"
    r"|stand|stall|yard|depot|premises"
    r"|restaurant|café|cafe|garage|barber|opened|opens|school|church|hq|warehouse"
    r"|meet|meeting|party|wedding|funeral|dinner|lunch|concert|pub|bar|gig)\b"
)


_DWELLS = (
    r"\b(?:lives?|living|shar(?:es?|ing)|rent(?:s|ing)|moved|bought)\b"
    rf"(?=[^,]*\b(?:{DWELLING}|in|at|on)\b)"
)
_NAME = r"(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]*){0,3}"
_POSTED = (
    rf"\b{_NAME},\s(?:{_NAME},\s){{0,2}}{_NAME},?\s(?-i:[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}})\b"
)
""" "Ty Newydd, Beaufort Road, Crickhowell NP8 1AB"."""
_LABELLED = (
    r"\baddress\b(?:\s(?:is|now|there))*:?\s+"
    r"(?P<all>(?-i:[A-ZÀ-Þ])[\w'’-]+(?:\s(?-i:[A-ZÀ-Þ])[\w'’-]+){0,3}\s\d{1,4}[a-z]?)\b"
)


def _addresses(text: str) -> Iterator[Stated]:
    """A street with its house number, where nothing says that somebody works or meets there, and
    a house with town and postcode."""
    for match in compiled(_POSTED).finditer(text):
        before = re.split(r"[.;\n!?]\s", text[: match.start()])[-1]
        if not compiled(AT_WORK).search(plain(before)):
            yield _stated(text, match.start(), match.span(), Tie.LIVES)
    for each in find_details(text, "address"):
        if not re.search(r"\d", each.text) or re.fullmatch(r"[A-Z]{1,2}\d\w*\s\d\w\w", each.text):
            continue
        before = re.split(r"[.;\n!?]\s", text[: each.start])[-1]
        if each.text.startswith("via ") and re.search(r"\bfrom [A-ZÀ-Þ]\w+ $", before):
            continue  # "from Beirut via Lyon"
        said = plain(before)
        work = compiled(AT_WORK).search(compiled(_DWELLS).split(said)[-1])
        work = work or compiled(_MOVED_IT).search(said)
        tie = Tie.WORK if work else tied(text, each.start, each.end, Tie.LIVES)
        # a flat before the street belongs to it: "flat 6, 88 Ecclesall Rd"
        lead = compiled(r"\b(?:flat|apt\.?|apartment|unit|no\.?)\s?\w{1,4},\s$").search(
            text[: each.start]
        )
        start = lead.start() if lead else each.start
        yield _stated(text, each.start, with_more(text, start, each.end), tie)
    for match in compiled(_LABELLED).finditer(text):
        tie = tied(text, match.start(), match.end(), Tie.LIVES)
        yield _stated(text, match.start(), with_more(text, *match.span("all")), tie)

"""Whose partner a note tells without a word for one: "got engaged to Sveva", "Tom & Ida split up",
"she's seeing a guy named Arlo".

Only what is said of the person counts: in "her sister married Tom" the sister has a husband. That
it is over makes a former partner.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ANY
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.layout import bounds
from persona_assistant.reader.noted_names import FULL, NAME, is_nationality, no_name
from persona_assistant.reader.reading import Found

_SOMEONE = (
    r"(?:an?|this|some)\s(?:\w+\s)?(?P<sort>guy|bloke|man|lad|fella|chap|dude|woman|girl|lady|lass)"
    r"|(?:someone|somebody)(?:\s(?:new|special|else))?"
)
_ANYBODY = rf"(?:{_SOMEONE}|an?\s(?:(?!about\b|for\b)[\w-]+\s){{0,3}}?[\w-]+)"
_CALLED = r"(?:,\s|\s(?:called|named)\s)"
_TITLE = (
    rf"(?:(?:(?:my|our|{NAME}['’]s)\s(?:{ANY})|uncle|aunt|auntie|aunty|grandad|granddad|grandpa"
    r"|gran|grandma|granny|nan)\s)?"
)
_WHO = rf"(?:(?:{_SOMEONE}){_CALLED})?{_TITLE}(?P<who>{FULL})"
_VERBS = (
    rf"\b(?:(?:re)?married|engaged|marrying)\b,?(?:[^.;!?,]{{0,40}}?)\sto\s{_WHO}",
    rf"\b(?:married|marrying|marries|weds|wed)\s{_WHO}",
    r"\b(?:seeing|dating|dates|going\sout\swith|goes\sout\swith|fianc[eé]e?\sis|went\sout\swith"
    rf"|is\snow\smarried\sto)\s(?:{_ANYBODY}{_CALLED})?(?P<who>{FULL})",
    rf"\bwith\s{_WHO}(?=\s(?:now|these\sdays|nowadays)\b)",
    rf"\bwedding\s(?:with|w/|to)\s{_WHO}",
    r"\bmet\s(?:someone|somebody)(?:\s(?:new|special|else))?(?:\s(?:online|at work))?"
    rf"(?:{_CALLED}|\s?[-–—:(]\s?)(?P<who>{FULL})",
)
_WITH_SOMEONE = rf"(?:\bwith|\bw/)\s(?:{_SOMEONE}){_CALLED}(?P<who>{FULL})"
_SMALL = (
    r"\b(?:marrie[sd]|marrying|seeing|dating|(?:engaged|married)\sto)\s"
    r"(?P<who>(?-i:[a-zß-ÿ][\w’'-]*[^\W\d_]))"
)
_NAME_TYPED = r"(?-i:[A-ZÀ-Þa-zß-ÿ][\w’'-]*[^\W\d_])"
_MET = (
    rf"\bmet\s(?:(?:my|our|[^\W\d_]+['’]?s)\s(?:{ANY})\s)?(?P<who>{_NAME_TYPED})\b"
    r"(?=[^.;!?\n]{0,60}\bthey(?:['’]?re|\sare)\s(?:now\s)?(?:an\sitem|a\scouple|together|dating"
    r"|a\sthing|seeing\seach\sother)\b)"
)
""" "Met Kit at the gym, they are an item now"."""
_ENDED = (
    r"(?:split(?:ting)?(?:\sup)?|separated|divorced|divorcing|broke\sup|broken\sup|called\sit|over)"
)
_OVER_WITH = rf"\b(?:{_ENDED}|finished|done|dumped)\s(?:with|w/|from)\s(?P<who>{_NAME_TYPED})"
_BEHIND = r"(?=\s*(?:$|[,.;:!?)&–-]|and\b|for\b|after\b|last\b|this\b|in\b|because\b|over\b))"
_LEAVES = r"(?:left|leaving|dumped|chucked|walked\sout\son|kicked\sout|thr(?:ew|own)\sout)"
_LEFT_BY = (
    rf"(?P<who>{_NAME_TYPED})\s(?:has\s|had\s|just\s)*{_LEAVES}\s(?P<whom>[^\W\d_]+){_BEHIND}"
)
_LEFT = rf"\b{_LEAVES}\s(?P<who>{_NAME_TYPED}){_BEHIND}"
_BOTH = (
    rf"(?P<one>{_NAME_TYPED}(?:\s[^\W\d_])?)\s?(?:&|\+|\band\b)\s?(?P<two>{_NAME_TYPED})"
    r"(?:\s(?:are|got|have|just|both|finally|has|were|getting|going\sto|now|officially))*\s"
    rf"(?P<what>finished|done|engaged|married|get\smarried|an\sitem|together(?=\s(?:now|these\sdays)|\W*$)|a\sthing|a\scouple|dating|tied\sthe\sknot|{_ENDED})\b"
)
_CUT = re.compile(r"[.;:,!?()\n–—]|\s-\s|\b(?:and|but|so|&)\s")
_SUBJECTS = frozenset(
    "she he they who is was got has had been just now finally recently today also gets getting to"
    " be are were s new".split()
)
"""What may stand in front of the verb where the person is its subject."""
_SORTS = {
    **dict.fromkeys(("woman", "girl", "lady", "lass"), "girlfriend"),
    **dict.fromkeys(("guy", "bloke", "man", "lad", "fella", "chap", "dude"), "boyfriend"),
}


@dataclass(frozen=True, slots=True)
class Partner:
    """Somebody's partner as a note tells them."""

    start: int
    """Of the name, in characters of the note."""
    who: str
    """The name, with a capital."""
    word: str = "partner"
    """What they are: "boyfriend" where the note speaks of a man, "girlfriend" of a woman."""
    former: bool = False


def partners(text: str, own: set[str], known: Collection[str] = ()) -> Iterator[Partner]:
    """Where a note says whom the person is married to, seeing, or no longer with; `own` are the
    words of their name, `known` names that may be written small."""
    for pattern in _VERBS:
        for match in compiled(pattern).finditer(text):
            if _is_a_name(match["who"], own) and _is_theirs(plain(text[: match.start()]), own):
                yield _partner(match)
    for match in compiled(_SMALL).finditer(text) if known else ():
        is_name = plain(match["who"]) in known and _is_a_name(match["who"], own)
        if is_name and _is_theirs(plain(text[: match.start()]), own):
            yield _partner(match)
    for match in compiled(_MET).finditer(text):
        small = match["who"][0].islower() and is_ordinary(plain(match["who"]))
        theirs = not small and _is_theirs(plain(text[: match.start()]), own)
        if theirs and _is_a_name(match["who"], own):
            yield _partner(match)
    for match in compiled(_WITH_SOMEONE).finditer(text):
        if _is_a_name(match["who"], own) and _is_alone(plain(text[: match.start()]), own):
            yield _partner(match)
    for match in compiled(_OVER_WITH).finditer(text):
        if _is_a_name(match["who"], own) and _is_theirs(plain(text[: match.start()]), own):
            yield _partner(match, former=True)
    for match in compiled(_BOTH).finditer(text):
        one, two = plain(match["one"]).split()[0], plain(match["two"])
        former = compiled(rf"{_ENDED}|finished|done").fullmatch(match["what"]) is not None
        for mine, other, side in ((one, two, "two"), (two, one, "one")):
            called = mine in ("she", "he", "her", "him") or _is_own(mine, own)
            if called and _is_a_name(other, own):
                word = match[side].split()[0]
                yield Partner(match.start(side), word[0].upper() + word[1:], former=former)


def parted_from(text: str, own: set[str]) -> set[str]:
    """Whom a note says to have left the person or to have been left, in lower case: "Shaz left
    him", "she left Gary". They need be no partner: "left Leeds"."""
    found = {
        plain(match["who"])
        for match in compiled(_LEFT_BY).finditer(text)
        if match["whom"].lower() in ("him", "her") or _is_own(plain(match["whom"]), own)
    }
    found |= {
        plain(match["who"])
        for match in compiled(_LEFT).finditer(text)
        if _is_theirs(plain(text[: match.start()]), own)
    }
    return found - own


def has_gone(place: Found, notes: Sequence[Note], own: set[str]) -> bool:
    """Whether a newer note says that the partner whom a place names left, or was left."""
    told = place.note.date
    who = plain(place.span.split()[0])
    newer = (each for each in notes if told and each.date and each.date > told)
    return any(
        who in parted_from(each.text, own)
        or any(it.former and plain(it.who.split()[0]) == who for it in partners(each.text, own))
        for each in newer
    )


_OVER_SAID = r"\b(?:broke up|broken up|split|divorced|separated|dumped|left|done|over|ex)\b"


def of_earlier(found: Sequence[Found], notes: Sequence[Note]) -> list[Found]:
    """The places that name somebody else than the latest, or somebody with whom it is over."""
    latest = max(found, key=lambda each: each.note.date or datetime.date.min, default=None)

    def is_over(each: Found) -> bool:
        name = rf"\b{re.escape(plain(each.span))}\b"
        told = (plain(text[a:b]) for text in (n.text for n in notes) for a, b in bounds(text))
        return any(re.search(name, said) and re.search(_OVER_SAID, said) for said in told)

    return [
        each
        for each in found
        if latest is not None and (plain(each.span) != plain(latest.span) or is_over(each))
    ]


def _partner(match: re.Match[str], *, former: bool = False) -> Partner:
    who = re.sub(r"['’]s$", "", match["who"])
    sort = match.groupdict().get("sort") or ""
    word = _SORTS.get(sort.lower(), "partner")
    return Partner(match.start("who"), who[0].upper() + who[1:], word, former)


def _is_a_name(who: str, own: set[str]) -> bool:
    first = plain(who).split()[0]
    small = who[0].islower()
    if no_name(first) or first in own or (small and first in _NO_NAMES):
        return False
    return not is_nationality(first)


_NO_NAMES = frozenset(
    "him them each both all everyone someone somebody a an one us you we i mum dad mom".split()
)
"""Small words that are no names."""


def _said(before: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", _CUT.split(before)[-1])


def _is_theirs(before: str, own: set[str]) -> bool:
    said = _said(before)
    if any(re.fullmatch(ANY, each) for each in said):
        return False
    first = next(iter(said), "")
    return not first or first in _SUBJECTS or _is_own(first, own)


def _is_own(word: str, own: set[str]) -> bool:
    """Whether it is the person's name, or begins as it does: "annie" of Annika."""
    if word in own or word.removesuffix("s") in own:
        return True
    if len(word) > 3:
        return any(word[:3] == each[:3] for each in own)
    return len(word) == 3 and any(each.startswith(word) for each in own)


def _is_alone(before: str, own: set[str]) -> bool:
    """Whether nothing but the person stands before it in the clause."""
    return all(each in own | _SUBJECTS for each in _said(before))

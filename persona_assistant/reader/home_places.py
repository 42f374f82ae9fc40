"""How far the name of a place goes in a note: "a flatshare in Easton, 12 Mill Rd".

People write places without order: with or without the house, in small letters, the postcode behind
a comma or the friend before it. What is told is where it is, so "in" is left out and "above" is
not.
"""

from __future__ import annotations

import re

from persona_assistant.language.date_words import MONTHS, WEEKDAYS
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.home_words import DWELLING

_NEAR = (
    "in at to into on near above over below behind by off outside opposite under round around"
    " up down out next nr bei auf nach à en em para beside près cerca vicino"
).split()
_INNER = frozenset("in at to into en à em auf bei nach para out up down over round around".split())
"""Left out before a place: what is told is "Porto", but "above the bakery"."""
_STOP = frozenset(
    "w w/ with since for til till until now but because bc cos and so then when while where who"
    " which that again he she they it we i is are was has these currently atm nowadays after before"
    " if as plus full temporarily permanently most every full-time seit desde depuis dal mit avec"
    " con com und y e et maybe instead both all today yesterday alone together this last"
    " next there here".split()
) | frozenset(MONTHS)
_LINK = frozenset(
    "of the de la le les del da do dos upon an am der st rd street road ave avenue".split()
)
_AFTER_VERB = (
    r"(?:\s+(?:now|dann|again|currently|still|just|back|away|together|alone|jetzt|wieder|temporarily"
    r"|permanently|mostly|too|finally|home|in(?=\s(?:with|w/?|to|together)\s)"
    r"|(?:on (?:his|her|their|my) own|by (?:him|her|my)self)(?=\s(?:in|at|on|near|above)\s))"
    r"(?=\s))*"
)
_COMPANION = (
    r"\s+(?:with|w/?)\s+"
    r"(?!(?:me|us|them|him|her)\b\s*(?:[.,;]|$|\b(?:till?|until|for|in)))"
    r"(?P<whom>(?:(?!(?:in|at|near|on|till?|until|for|since|because|bc|cos|after|while|now)\b)"
    r"[\w'’/&-]+(?:\.\w+)*\s?){1,5})"
)
_TO_BE_NEAR = (
    r"\s+(?:to be |to live )?(?:near(?:er)?|close(?:r)? to|nearer to|with)\s[^.,;!?\n]{2,40}?"
    r"(?=\sin\s(?-i:[A-ZÀ-Þ]))"
)
""" "Moving to be near her sister in Totnes"."""
_FLOOR = (
    r"(?:(?:\d(?:st|nd|rd|th)|top|ground|first|second|third)\s(?:fl(?:oor)?|flat)|basement|attic)"
)
_MORE = (
    r"(?:\s(?:finally|now|together|at last|again))?,\s+"
    r"(?P<all>\d{1,5}[a-z]?\s(?-i:[A-ZÀ-Þ])[\w'’.-]*(?:\s(?-i:[A-Z])[\w'’.-]*)*"
    rf"(?:\s(?:apt\.?|flat|unit|#)\s?\w+)?|{_FLOOR}(?:\son\s[\w ]+?(?=[.,;\n]|$))?"
    r"|(?:flat|apt\.?|apartment|unit|suite|room|no\.?|number|#)\s?(?:\d\w{0,3}|(?-i:[A-Z]))\b"
    r"(?:\s(?-i:[A-ZÀ-Þ])[\w'’.-]*(?:\s(?-i:[A-Z])[\w'’.-]*)*(?:\s\d(?-i:[A-Z]{2}))?)?"
    rf"|(?!(?:{'|'.join(MONTHS)})\b)"
    r"(?-i:[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]*|\s[A-Z]{1,2}\d\w*)*"
    r"(?:\s\d[A-Z]{2}|\s\d{1,4}[a-z]?)?)"
    r"|[A-Z]{1,2}\d{1,2}[A-Z]?)"
    r"(?=\s*(?:[.,;\n()!]|$))"
)


def place_after(text: str, at: int, *, with_people: bool = True) -> tuple[int, int] | None:
    """From where to where a place is named behind a verb."""
    if beside := compiled(_TO_BE_NEAR).match(text, at):
        return phrase(text, beside.end())
    lead = re.compile(_AFTER_VERB).match(text, at)
    at = lead.end() if lead else at
    whom = compiled(_COMPANION).match(text, at)
    if whom and (there := phrase(text, whom.end("whom"))):
        return there
    if whom:
        end = whom.start("whom") + len(whom["whom"].rstrip(" .,"))
        return with_more(text, at + 1, end) if with_people else None
    return phrase(text, at)


def phrase(text: str, at: int) -> tuple[int, int] | None:
    """ "in a flatshare in Easton": what a preposition leads to, as far as it names a place."""
    match = re.compile(rf"\s*(?P<near>(?:(?:{'|'.join(_NEAR)})\s+)+)(?=\S)", re.I).match(text, at)
    if match is None:
        return None
    dwelling = compiled(rf"an?\s(?:\w+\s)?{DWELLING}\s(?:in|at|near)\b").match(text, match.end())
    inner = (match["near"].strip().lower() == "on" and dwelling) or all(
        each.lower() in _INNER for each in match["near"].split()
    )
    end = end_of_name(text, match.end())
    if end is None or (match["near"].strip().lower() == "on" and _is_food(text[match.end() : end])):
        return None
    return with_more(text, match.end() if inner else match.start("near"), end)


def _is_food(name: str) -> bool:
    """Whether somebody lives on it, "lives on toast", and not on a farm."""
    place = r"(?:the|an?|her|his|their|our|my|that|campus|base|site|board)\b"
    return name.islower() and re.match(place, name) is None


_MOST_WORDS = 10
"""Of a place."""
_ARTICLES = frozenset("from the a an her his their".split())


_DATE = re.compile(
    r"(?:on|in|at|by|from)\s(?:the\s)?"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?)?(?:{'|'.join(MONTHS)}|mon|tues?|wed|thu|fri|sat|sun)"
    r"(?:day)?\b"
    r"|(?:on|by|from) the \d{1,2}(?:st|nd|rd|th)\b",
    re.IGNORECASE,
)
_OF_THE_NAME = re.compile(
    r"(?:annexe?|granny|flat|house|place|basement|spare|cottage|farm|barn|lac|lake|river|parc|park)"
    r"(?=\s(?:flat|room|in|near|at|on|over|above|[A-ZÀ-Þ]))"
    r"|(?:bay|village|park|cent(?:re|er)|beach|harbour|marina|island|valley|hills?)\b"
    r"|(?:(?:care|nursing|rest|residential|retirement) )?home(?=\s*(?:[.,;!(\n]|$|now\b|in\b))"
    r"|(?:care|nursing|rest|residential|retirement)(?= (?:home|village)\b)"
)
""" "Celia's annexe in Bath", "Cardiff bay": small words that a place goes on with."""
_PART_OF_TIME = re.compile(
    rf"(?:the )?(?:end|start|beginning|middle|early|mid|late)(?: of)? (?:the |this |next |last )?"
    rf"(?:{'|'.join(MONTHS)}|week|month|year|summer|winter|spring|autumn|term)\b"
    r"|(?:the )?(?:spring|summer|autumn|fall|winter)\b(?! [A-Z])",
    re.IGNORECASE,
)


_WEEKDAY = re.compile(
    rf"(?:{'|'.join(WEEKDAYS)}|mon|tues?|weds?|thurs?|fri|sat|sun)s?\b", re.IGNORECASE
)


_DAY = re.compile(rf"\d{{1,2}}(?:st|nd|rd|th)?\s(?:of\s)?(?:{'|'.join(MONTHS)})\b", re.IGNORECASE)


def end_of_name(text: str, at: int) -> int | None:
    """Where the place ends that begins here; None where there is none."""
    end, named = at, False
    if any(each.match(text, at) for each in (_PART_OF_TIME, _WEEKDAY, _DAY)):
        return None
    for count, token in enumerate(re.compile(r"\S+").finditer(text, at)):
        word = token.group().rstrip(",.;:!?)").replace("(!", "")
        low = word.lower()
        if not word or count >= _MOST_WORDS or (count and "\n" in text[end : token.start()]):
            break
        if low in _STOP or low in ("to", "into") or (low == "from" and (named or not count)):
            break
        if named and re.fullmatch(r"(?:19|20)\d\d", word):
            break
        if count and _DATE.match(text, token.start()):
            break
        if (
            named
            and word[0].islower()
            and not (low in _LINK or low in _NEAR or _OF_THE_NAME.match(text, token.start()))
        ):
            break
        if not word[0].isalnum() and word[0] not in "#'’":
            break
        if low not in _NEAR and low not in _ARTICLES:
            end, named = token.start() + len(word), named or word[0].isupper()
        if token.group() != word and "(!" not in token.group():
            break
    named_one = end > at and re.search(r"\w", text[at:end]) and text[at:end] != "each other"
    return end if named_one else None


def with_more(text: str, start: int, end: int) -> tuple[int, int]:
    """With the house, the floor or the postcode that follows behind a comma."""
    while more := compiled(_MORE).match(text, end):
        end = more.start("all") + len(more["all"].rstrip("."))
    return start, end


_COLON = r"(?:\s(?:too|again|house|now))*(?:\s?[:,(!]+|\s[-–])\s*(?:now\s)?(?=[A-ZÀ-Þ\d])"


def behind_colon(text: str, at: int) -> tuple[int, int] | None:
    """moved too: 27 Bramwell Terrace; new place, Swissvale, 2nd floor."""
    match = re.compile(_COLON).match(text, at)
    end = end_of_name(text, match.end()) if match else None
    return with_more(text, match.end(), end) if match and end else None

"""What somebody tells outright: "I moved to Porto in May", "call me Sam", "Tom broke his arm".

A statement is a sentence of the user's that tells something, of themselves or of anybody else.
Questions, wishes to be told something and what is only supposed ("if I moved") are none. The time
of which it speaks is reckoned from the day on which it was said.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from typing import Literal

from persona_assistant.language.dates import FoundDate, find_dates
from persona_assistant.language.telling import tells
from persona_assistant.language.words import sentences, stem, words

Kind = Literal["core", "semantic", "procedural"]


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that is worth remembering."""

    kind: Kind
    text: str
    """For "core" what is known ("Sam"), otherwise the sentence."""
    name: str = ""
    """What a core or procedural statement is of: "user.name", "reminder.water-the-plants"."""
    keywords: str = ""
    valid_from: str | None = None
    """2024, 2024-05 or 2024-05-17."""
    valid_to: str | None = None


_NAME = re.compile(
    r"^(?:please )?(?:(?:you can |just )?call me|my name is|my name['’]s|i(?: a|['’])m called)\s+"
    r"(?P<what>[^\W\d_][\w'’-]*(?: [A-ZÀ-Þ][\w'’-]*){0,2})(?: (?:from now on|please))?[.!]*$",
    re.I,
)
_HOME = re.compile(r"^i (?:now )?live in (?P<what>[^,.;!]+)", re.I)
_AGE = re.compile(r"^(?:i am|i['’]m) (?P<what>\d{1,3}) years? old\b", re.I)
_WORK = re.compile(r"^i (?:now )?work (?:as|for|at) (?P<what>[^,.;!]+)", re.I)
_CORE = ((_NAME, "user.name"), (_HOME, "user.home"), (_AGE, "user.age"), (_WORK, "user.work"))
_BEGUN = r"^i(?:['’]ve| have)? (?:just |recently |now )?"
_NEWS = (
    (
        re.compile(
            _BEGUN + r"moved (?:back )?(?:in)?to (?P<what>(?-i:[A-ZÀ-Þ][\w'’-]*)"
            r"(?: (?-i:[A-ZÀ-Þ])[\w'’-]*){0,2})",
            re.I,
        ),
        "user.home",
    ),
    (
        re.compile(
            _BEGUN + r"(?:started|begun|began|got)(?: (?:work|working|a (?:new )?job))? "
            r"(?:as|at|for) (?P<what>[^,.;!]+)",
            re.I,
        ),
        "user.work",
    ),
)
_STYLE = re.compile(
    r"^(?:please |i['’]d (?:like|prefer) |i (?:would )?(?:like|prefer|want) )?(?:(?:you to )?"
    r"(?:keep|give me|answer|reply|speak|talk|write|be)\b.*\b(?:answers?|answer|repl(?:y|ies)|"
    r"brief(?:ly)?|short(?:ly|er)?|formal(?:ly)?|polite(?:ly)?|concise(?:ly)?|detail(?:ed)?|"
    r"in (?:english|german|french|spanish|portuguese|italian))\b|"
    r"(?:short|long|brief|detailed|concise|formal|simple)\w* (?:answers|replies))",
    re.I,
)
_REMINDER = re.compile(
    r"^(?:please )?(?:remind me|remember|note|don['’]t forget)\b"
    r"(?![ ,:]*(?:how|what|who|whom|whose|where|which|why)\b)[ ,:]*",
    re.I,
)
_TO_REMEMBER = re.compile(r"^(?:please )?(?:remember|note)(?: down)?(?: that\b|[:,])\s*", re.I)
_HABIT = re.compile(
    r"\b(?:my goal is|i (?:want|plan|intend|hope|aim) to|i['’]m (?:going|planning|trying) to|"
    r"i (?:usually|always|often|never) |every (?:day|morning|evening|night|week|month|year|monday|"
    r"tuesday|wednesday|thursday|friday|saturday|sunday|weekend))\b",
    re.I,
)
_OWN = re.compile(
    r"^(?:(?:by the way|also|well|so|and|but|oh|yes|no|hi|hello|hey|ok(?:ay)?)[,!]? )*"
    r"(?:(?:today|yesterday|last \w+|this \w+|in \w+|since \w+|on \w+|recently|now),? )?"
    r"(?:i|i['’](?:m|ve|d|ll)|(?P<mine>my [\w' -]+?)|we|we['’](?:re|ve))\s+(?P<verb>[\w'’]+)",
    re.I,
)
_VERB = re.compile(
    r"is|are|was|were|has|have|had|will|can|cannot|got|\w+ed|(?:live|work|like|love|hate|need|want|"
    r"start|begin|die|play|stud|move|come|go|cost|run|end|hurt|ache|itch|feel|look|sleep|eat|drink"
    r"|cough|snore|teach|sing|drive|ride|speak|call|say|think|know|give|take|get|make|keep|help"
    r"|turn|leave|arrive|open|close|break|leak|smell|fail|cr|wear|own|cook|travel|visit)"
    r"(?:s|es|ies)",
    re.I,
)
_QUESTION = re.compile(
    r"\?\s*$|\bplease\W*$|^(?:who|what|when|where|why|which|how|whose|is|are|was|were|do|does|did|can|could|"
    r"should|would|will|have|has|had|am|tell|show|list|name|remind)\b",
    re.I,
)
_NO_TELLING = re.compile(
    r"\b(?:gone blank|(?:talking|speaking|asking|wondering|thinking) (?:about|of)|my question"
    r"|a question"
    r"|if i|i (?:\w+ )?(?:wonder|guess|think|suppose|mean|see|know|don['’]t know|forget|forgot|"
    r"ask|asked|bet|wish|agree|understand)\b|i (?:want|need|['’]d like|would like) (?:you )?to "
    r"(?:know|see|ask|find|hear|look)|i['’]d like to (?:know|ask|see)|i (?:said|told you|meant)\b|"
    r"i['’]m (?:sorry|asking|looking|not sure|sure|curious|wondering)|i am (?:asking|not sure|"
    r"looking|curious)|i (?:can['’]t|cannot|could not|couldn['’]t) (?:remember|recall|find)|"
    r"i (?:might|may|could|would)\b)",
    re.I,
)
_SEASON = re.compile(
    r"\b(?:in|during|this|last)\s+(?:the\s+)?(spring|summer|autumn|fall|winter)\b(?! \d)", re.I
)
_NO_VERB = frozenset("too either neither and or".split())
_TELLS_BESIDE = re.compile(
    r"[,;:–—]|\b(?:because|since|after|before|while|as|so|that|although|but)\b"
    r"|\b(?:believe|know|remember|imagine|guess) i\b",
    re.I,
)
_SHORTEST = 3
"""Words of a statement, at least."""
_MOST = 12
"""Words of a question that tells nothing beside, at most."""
_MANY = 6


def statements(text: str, said: datetime.date) -> tuple[Statement, ...]:
    """What a text that the user said on a day states of them."""
    every = [(_core(each), _kept(each, said)) for each in sentences(text)]
    return tuple(found for both in every for found in both if found is not None)


def news(text: str) -> tuple[str, str] | None:
    """What a statement says of something that is known of the user: of "I moved to Porto in May"
    ("user.home", "Porto")."""
    for pattern, name in _NEWS:
        if match := pattern.search(text.strip()):
            return name, match["what"].strip()
    return None


def only_states(text: str, said: datetime.date) -> bool:
    """Whether every sentence states something, so that nothing is asked."""
    every = sentences(text)
    return bool(every) and all(statements(each, said) for each in every)


def only_asks(text: str) -> bool:
    """Whether every sentence asks for something and has no room to tell anything beside that, as
    "is it open, because my car has a flat tyre" has."""
    every = [each.strip() for each in sentences(text)]
    return all(
        _QUESTION.search(each) and not _TELLS_BESIDE.search(each) and len(each.split()) <= _MOST
        for each in every
    )


def of_the_user(text: str) -> bool:
    """Whether a text states something of the user rather than of somebody else: its first sentence
    is the user's own."""
    first = next(iter(sentences(text)), "")
    return _core(first) is not None or _is_own(first.strip()) or bool(_REMINDER.match(first))


def period(text: str, said: datetime.date) -> tuple[str, str] | None:
    """The first and the last day of the time of which a text speaks, "in spring" being the last
    one there was; None where it names none."""
    season = _SEASON.search(text)
    if season is not None:
        return _season(season[1].lower(), said)
    for date in find_dates(text, said):
        first, last = date.first, date.last
        if first is None and date.month is not None:
            year = said.year - ((date.month, date.day or 1) > (said.month, said.day))
            first, last = _span(year, date.month, date.day)
        if first is not None:
            return first.isoformat(), (last or said).isoformat()
    return None


def _season(name: str, said: datetime.date) -> tuple[str, str]:
    """The last one that has begun."""
    begins = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}[name]
    year = said.year - (begins > said.month)
    first = datetime.date(year, begins, 1)
    after = datetime.date(year + (begins > 9), (begins + 2) % 12 + 1, 1)
    return first.isoformat(), (after - datetime.timedelta(days=1)).isoformat()


def _core(sentence: str) -> Statement | None:
    for pattern, name in _CORE:
        match = pattern.search(sentence.strip())
        if match is not None:
            return Statement("core", match["what"].strip(), name)
    if _STYLE.search(sentence.strip()) and not _QUESTION.search(sentence.strip()):
        return Statement("core", sentence.strip(), "persona.answers")
    return None


def _kept(sentence: str, said: datetime.date) -> Statement | None:
    line = sentence.strip()
    if _NAME.search(line) or _STYLE.search(line):
        return None
    if (match := _TO_REMEMBER.match(line)) and line[match.end() :]:
        line = line[match.end() :]
        return _with_time("semantic", line, "", said)
    if _REMINDER.match(line) and not line.endswith("?") and len(line.split()) >= _SHORTEST:
        return _with_time("procedural", line, f"reminder.{slug(_REMINDER.sub('', line))}", said)
    if _QUESTION.search(line) or _NO_TELLING.search(line) or len(line.split()) < _SHORTEST:
        return None
    if not _is_own(line):
        return _with_time("semantic", line, "", said) if tells(line) else None
    if _HABIT.search(line):
        return _with_time("procedural", line, f"habit.{slug(line)}", said)
    return _with_time("semantic", line, "", said)


def _is_own(line: str) -> bool:
    """Whether it states something of the user, or of what is theirs."""
    match = _OWN.match(line)
    if match is None or match["verb"].lower() in _NO_VERB:
        return False
    if not match["mine"]:
        return True
    calls = match["verb"].lower() in ("called", "named")  # "my cat called Figo"
    return bool(_VERB.fullmatch(match["verb"])) and not calls and match.end() < len(line)


def _with_time(kind: Kind, line: str, name: str, said: datetime.date) -> Statement:
    begin, end = time_of(line, said, ahead=kind == "procedural")
    return Statement(kind, line, name, " ".join(_telling(line)), begin, end)


def time_of(
    line: str, said: datetime.date, *, ahead: bool = False
) -> tuple[str | None, str | None]:
    """From when and until when what a line tells holds: 2024, 2024-05 or 2024-05-17; None where it
    does not say. A day or a month without a year is the latest there was, or with `ahead` the next
    one."""
    for date in find_dates(line, said):
        written = _written(date, said, ahead)
        if written is not None:
            return written
    return None, None


def _written(
    date: FoundDate, said: datetime.date, ahead: bool
) -> tuple[str | None, str | None] | None:
    first, last = date.first, date.last
    if first is None and date.month is not None and date.precision in ("day", "month"):
        later = (date.month, date.day or 1) > (said.month, said.day)
        year = said.year + (not later) if ahead else said.year - later
        first, last = _span(year, date.month, date.day)
    if first is None and last is None:
        return None
    if first is None or last is None:
        return (first.isoformat() if first else None, last.isoformat() if last else None)
    if date.precision == "month":
        return first.isoformat()[:7], first.isoformat()[:7]
    if date.precision == "year":
        return first.isoformat()[:4], first.isoformat()[:4]
    return first.isoformat(), last.isoformat()


def _span(
    year: int, month: int, day: int | None
) -> tuple[datetime.date | None, datetime.date | None]:
    try:
        first = datetime.date(year, month, day or 1)
    except ValueError:  # 29 February
        return None, None
    if day is not None:
        return first, first
    after = (first + datetime.timedelta(days=32)).replace(day=1)
    return first, after - datetime.timedelta(days=1)


def slug(line: str) -> str:
    """The words that tell what a line is of, as a name: "water-plant"."""
    return "-".join(_telling(line)[:_MANY]) or "it"


def _telling(line: str) -> list[str]:
    """The words that carry meaning, by their stems."""
    every = [stem(each.lower) for each in words(line) if each.content and each.lower[:1].isalnum()]
    return list(dict.fromkeys(every))

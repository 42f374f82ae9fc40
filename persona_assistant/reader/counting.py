"""How many of something somebody has, counted in what notes say: "two cats" are 2, "twins" are 2,
and "kids Noor 4 and Sami 9" are 2. Ages are no numbers of children.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.numbers import NUMBER_WORDS
from persona_assistant.language.plainly import is_called
from persona_assistant.language.words import Word, sentences, stem, words
from persona_assistant.pmg import Note
from persona_assistant.reader.came_and_went import changed, names_in
from persona_assistant.reader.enumerations import AND, ITEM
from persona_assistant.reader.reading import Found

_HAVING = re.compile(
    r"\b(?:how|hw) m(?:an|n)y (?P<what>[\w' -]+?) (?:do|does|did|has|have)\b.*"
    r"\b(?:have|has|got|own|owns|keep|speaks?|plays?)\b"
    r"|\bhow many (?P<left>[\w-]+) (?:are|is|were) (?:still |there )*"
    r"(?:left|remaining|there)\b"
    r"|\bhow many (?P<of>[\w-]+) (?:has|have) [\w'-]+(?: [\w'-]+)?\W*$"
    r"|^(?:[\w'-]+, )?(?P<terse>[\w-]+)(?: [\w'-]+ (?:has|have|owns|keeps))?,?"
    r" (?:how many|total)\W*$",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(
    r"\bnumber of (?P<what>(?!the\b|her\b|his\b)\w+(?: \w+)??) (?P<who>[\w'-]+) "
    r"(?:has|have|had|owns?|keeps?)\b",
    re.IGNORECASE,
)
_NUMBER_AT = re.compile(
    r"\bnumber of (?P<what>\w+s) (?:on|at|in) (?:the|her|his|their) [\w'-]+\W*$", re.IGNORECASE
)
_LISTED = re.compile(rf"\W{{1,3}}(?:(?:called|named|are)\s)?(?P<names>{ITEM}(?:{AND}{ITEM})*)")
_PARENT_OF = re.compile(r"\b(?:mum|mom|mother|dad|father|parent) of\b", re.I)
_PARTS = re.compile(ITEM)
_OF_THEM = re.compile(r"[^.;!?]{0,25},\s(?P<n>\d{1,3}) of (?:them|those)\b")
_ORDINALS = {
    "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
}  # fmt: skip
_NTH = re.compile(
    rf"\b(?P<nth>{'|'.join(_ORDINALS)})\s(?:(?:child|kid|baby|bub|bairn)\b|\((?-i:[A-Z]))", re.I
)
""" "Her second child Zosia": so she has two."""
_TWINS = {"twins": 2, "triplets": 3}


@dataclass(frozen=True, slots=True)
class Counted:
    number: int
    at: Found


def counted(question: str, notes: Sequence[Note], sure: float) -> Counted | None:
    """How many of it the person of the notes has: by the newest note that tells the number, and by
    what came and went since; None for another question, and where no note tells. `sure` is the
    probability of the place."""
    question = _NUMBER_AT.sub(r"how many \g<what> are there", question)
    asked = _HAVING.search(_NUMBER_OF.sub(r"how many \g<what> does \g<who> have", question))
    what = next((each for each in asked.groups() if each), "") if asked else ""
    things = [word for word in words(what) if word.content]
    if not things:
        return None
    number, place = None, None
    called: set[str] = set()
    came = 0
    for note in sorted(notes, key=lambda each: each.date or datetime.date.min):
        at = 0
        for sentence in sentences(note.text):
            at = note.text.index(sentence, at)
            change = changed(things[-1], sentence, called)
            told = None if change else _told(things, sentence)
            if told is not None:
                number, start, end = told
                called = names_in(sentence[start:])
            elif change is not None and (number is not None or change.by > 0):
                came += number is None
                number, start, end = max(0, (number or 0) + change.by), change.start, change.end
                called |= change.called
            else:
                continue
            place = Found(note, sentence, sentence[start:end], at + start, sure)
    if number is None and things[-1].stem in _CHILDREN:
        return _children_named(notes, sure)
    if number is None or place is None or (came and number <= 1):
        return None  # that one came does not say that there were none before
    return Counted(number, place)


_CHILDREN = frozenset(("kid", "child", "children"))
_ONE_CHILD = re.compile(
    r"(?<!\w['’]s )\b(?:son|daughter)(?:,| is)? (?P<name>[A-ZÀ-Þ][^\W\d_]+)"
    r"|^(?:[^\W\d_]+['’]s (?:(?:older|younger|eldest|youngest|oldest|little) )?)"
    r"(?:son|daughter),? (?P<theirs>[A-ZÀ-Þ][^\W\d_]+)"
)


def _children_named(notes: Sequence[Note], sure: float) -> Counted | None:
    """The sons and daughters whom the notes name one by one, where they are several."""
    named: dict[str, Found] = {}
    for note in notes:
        for sentence in sentences(note.text):
            for match in _ONE_CHILD.finditer(sentence):
                owner = re.search(r"([^\W\d_]+)['’]s\W*$", sentence[: match.start("name")])
                if owner is None:
                    at = note.text.index(sentence) + match.start()
                    found = Found(note, sentence, match.group(), at, sure)
                    named.setdefault(match["name"] or match["theirs"], found)
    places = list(named.values())
    return Counted(len(named), places[-1]) if len(named) > 1 else None


def _told(things: Sequence[Word], sentence: str) -> tuple[int, int, int] | None:
    """The number, and from where to where the sentence tells it."""
    found = [
        match
        for match in re.finditer(r"[^\W_][\w'’-]*", sentence)
        if is_called(things[-1], match.group()) and _is_theirs(things, sentence, match)
    ]
    numbers = [told for each in found if (told := _with_number(sentence, each))]
    if numbers:
        return numbers[0]
    nth = _NTH.search(sentence) if things[-1].stem in ("kid", "child", "children") else None
    if nth is not None and not re.search(r"\b(?:wants?|hop\w+|maybe|trying|due|if)\b", sentence):
        return _ORDINALS[nth["nth"].lower()], nth.start(), nth.end()
    named = [told for each in found if (told := _with_names(sentence, each))]
    if not named and is_member(things[-1].stem, "relative"):
        named = [
            told for each in _PARENT_OF.finditer(sentence) if (told := _with_names(sentence, each))
        ]
    number = sum(each[0] for each in named)
    if number > 1:
        return number, named[0][1], named[-1][2]
    return _languages(sentence) if things[-1].stem == stem("languages") else None


def _is_theirs(things: Sequence[Word], sentence: str, match: re.Match[str]) -> bool:
    question = f"Does she have {' '.join(word.surface for word in things)}?"
    return stance(question, sentence, span=match.group()) in (Stance.STATES, Stance.DENIES)


def _with_number(sentence: str, match: re.Match[str]) -> tuple[int, int, int] | None:
    """ "two cats", "3 grown-up kids", "no children", "twins"."""
    before = sentence[: match.start()]
    behind = _OF_THEM.match(sentence[match.end() :])
    if behind is not None:
        return int(behind["n"]), match.start(), match.end() + behind.end()
    for words_between in ("", r"[\w-]+\s"):
        each = re.search(rf"(?<![\w.,])(?P<n>\d{{1,2}}|[^\W\d_]+)\s{words_between}$", before)
        number = _number(each["n"]) if each else None
        if each is not None and number is not None:
            return number, each.start(), match.end()
    if (twins := _TWINS.get(match.group().lower())) is not None:
        return twins, match.start(), match.end()
    return None


def _number(word: str) -> int | None:
    if word.isdigit():
        return int(word)
    said = {"dos": 2, "deux": 2, "zwei": 2, "drei": 3, "tres": 3, "trois": 3}.get(word.lower())
    number = said or NUMBER_WORDS.get(word.lower())
    return int(number) if number is not None and number == int(number) else None


def _with_names(sentence: str, match: re.Match[str]) -> tuple[int, int, int] | None:
    """ "kids Noor 4 and Sami 9"."""
    listed = _LISTED.match(sentence, match.end())
    if listed is None:
        return None
    names = len(_PARTS.findall(listed["names"]))
    if names == 1 and match.group().lower().endswith(("s", "children")):
        return None
    return names, match.start(), listed.end()


def _languages(sentence: str) -> tuple[int, int, int] | None:
    """ "speaks french arabic english"."""
    says = re.search(r"\bspeaks?\b|\blanguages\b", sentence, re.IGNORECASE)
    clause = re.match(r"[^.;!?\n(]*", sentence[says.end() :]) if says else None
    if says is None or clause is None:
        return None
    known = [
        each
        for each in re.finditer(r"[^\W\d_]+", clause.group())
        if is_member(stem(each.group()), "language")
    ]
    number = len({each.group().lower() for each in known})
    return (number, says.start(), says.end() + known[-1].end()) if number > 1 else None

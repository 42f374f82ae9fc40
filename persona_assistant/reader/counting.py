"""How many of something somebody has, counted in what notes say: "two cats" are 2, "twins" are 2,
and "kids Noor 4 and Sami 9" are 2. Ages are no numbers of children.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.chats import is_user
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ALIKE, sex_of
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.numbers import NUMBER_WORDS
from persona_assistant.language.plainly import is_called
from persona_assistant.language.words import Word, sentences, stem, words
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_relative import AskedRelative
from persona_assistant.reader.came_and_went import CHILDREN, changed, names_in
from persona_assistant.reader.enumerations import AND, ASIDE, ITEM
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import each_of_row, relatives
from persona_assistant.reader.step_children import of_a_partner, sex_in

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
_AT_SOMEBODYS = re.compile(
    r"\b(?:number of|how many) (?P<what>\w+s) (?:are )?(?:there )?(?:at|over at) "
    r"(?P<who>[\w-]+)['’]s(?: place| house| farm)?\W*$",
    re.IGNORECASE,
)
""" "Number of hens at Ana's"."""
_LISTED = re.compile(rf"\W{{1,3}}(?:(?:called|named|are)\s)?(?P<names>{ITEM}(?:{AND}{ITEM})*)")
_PARENT_OF = re.compile(r"\b(?:mum|mom|mother|dad|father|parent) of\b", re.I)
_PARTS = re.compile(ITEM)
_OF_THEM = re.compile(r"[^.;!?]{0,25},\s(?P<n>\d{1,3}) of (?:them|those)\b")
_ORDINALS = {
    "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
}  # fmt: skip
_NTH = re.compile(
    rf"\b(?P<nth>{'|'.join(_ORDINALS)})\s(?:(?:child|kid|baby|bub|bairn)\b|\((?-i:[A-Z]))"
    r"|(?:^\W*|\b(?:had|has|baby|child|kid)\s|[^\W\d_]s\s|['’]s\s)(?:no\.?\s?|number\s)"
    r"(?P<no>[2-7]|two|three|four)\b(?=[^.;!?]{0,30}\b(?:came|arrived|born|is here|girl|boy)\b"
    r"|,?\s(?:called\s)?(?-i:[A-Z])[^\W\d_]+\W*$)",
    re.I,
)
""" "Her second child Zosia": so she has two."""
_OF_SOMEBODY = re.compile(r"(?<=\s)[A-ZÀ-Þ][\w'’-]+(?:\sin\s[A-ZÀ-Þ][\w'’-]+)?\s\([^()]*$")
""" "Kids: Kev, Donna in Leeds (3 kids)": those are Donna's."""
_EXPECTED = re.compile(
    r"\b(?:expect\w*|due|pregnant|wants?|wanted|hop\w+|plan\w*|trying|having|would|might|maybe)\b",
    re.I,
)
_ONLY_ONE = re.compile(r"\b(?:one|only) (?:son|daughter|child|kid|boy|girl)\b", re.I)
""" "One son Anton, born 2007" tells the number, and no more that came."""
_TWINS = {"twins": 2, "triplets": 3}


@dataclass(frozen=True, slots=True)
class Counted:
    number: int
    at: Found


def counted(
    question: str, notes: Sequence[Note], sure: float, name: str | None = None
) -> Counted | None:
    """How many of it the person of the notes has: by the newest note that tells the number, and by
    what came and went since; None for another question, and where no note tells. `sure` is the
    probability of the place."""
    question = _NUMBER_AT.sub(r"how many \g<what> are there", question)
    question = _AT_SOMEBODYS.sub(r"how many \g<what> does \g<who> have", question)
    asked = _HAVING.search(_NUMBER_OF.sub(r"how many \g<what> does \g<who> have", question))
    what = next((each for each in asked.groups() if each), "") if asked else ""
    things = [word for word in words(what) if word.content]
    if not things:
        return None
    number, place = None, None
    called: set[str] = set()
    came, grew = 0, False
    gender = sex_in(notes, name)
    for note in sorted(notes, key=lambda each: each.date or datetime.date.min):
        at = 0
        for sentence in sentences(note.text):
            at = note.text.index(sentence, at)
            if things[-1].stem in CHILDREN and of_a_partner(note.text, sentence, gender):
                continue
            change = changed(things[-1], sentence, called)
            told = None if change and not _ONLY_ONE.search(sentence) else _told(things, sentence)
            if told is not None:
                number, start, end = told
                grew = False
                called = names_in(re.split(r"[.;!?](?:\s|$)", sentence[start:])[0])
            elif change is not None and (number is not None or change.by > 0):
                came, grew = came + (number is None), True
                number, start, end = max(0, (number or 0) + change.by), change.start, change.end
                called |= change.called
            else:
                continue
            place = Found(note, sentence, sentence[start:end], at + start, sure)
    if things[-1].stem in CHILDREN and (number is None or grew):
        named = children_named(things[-1], notes, name, sure)
        if named is not None and named.number > max(1, number or 0):
            return named
    if number is None or place is None or (came and number <= 1):
        return None  # that one came does not say that there were none before
    return Counted(number, place)


def children_named(
    thing: Word, notes: Sequence[Note], name: str | None, sure: float
) -> Counted | None:
    """The children whom the notes name, each in its place or in a row; of the sex that is asked
    for."""
    sex = sex_of(thing.stem)
    called = frozenset(
        each for each in ALIKE["child"] if sex not in ("she", "he") or sex_of(each) == sex
    )
    of_user = name is not None and is_user(name)
    found = relatives(AskedRelative(called, False), notes, name, of_user=of_user)
    names = {plain(each) for place in found for each in each_of_row(place.span)}
    return Counted(len(names), found[0]) if found else None


def _told(things: Sequence[Word], sentence: str) -> tuple[int, int, int] | None:
    """The number, and from where to where the sentence tells it."""
    found = [
        match
        for match in re.finditer(r"[^\W_][\w'’-]*", sentence)
        if is_called(things[-1], match.group())
        and _is_theirs(things, sentence, match)
        and not _OF_SOMEBODY.search(sentence[: match.start()])
    ]
    nth = _NTH.search(sentence) if things[-1].stem in ("kid", "child", "children") else None
    if nth is not None and not re.search(r"\b(?:wants?|hop\w+|maybe|trying|due|if)\b", sentence):
        said = nth["nth"] or nth["no"]
        number = _ORDINALS.get(said.lower()) or _number(said) or 0
        return number, nth.start(), nth.end()
    rows = [told for each in found if (told := _with_names(sentence, each))]
    found = [  # without the twins of "kids: Ada and twins Bo & Cy"
        each for each in found if not any(row[1] < each.start() < row[2] for row in rows)
    ]
    numbers = [told for each in found if (told := _with_number(sentence, each))]
    if numbers:
        return numbers[0]
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
    clause = re.split(r"[,;:.!?(]", sentence[: match.start()])[-1]
    if things[-1].stem in CHILDREN and _EXPECTED.search(clause):
        return False  # "expecting twins"
    question = f"Does she have {' '.join(word.surface for word in things)}?"
    return stance(question, sentence, span=match.group()) in (Stance.STATES, Stance.DENIES)


def _with_number(sentence: str, match: re.Match[str]) -> tuple[int, int, int] | None:
    """ "two cats", "3 grown-up kids", "no children", "twins"."""
    before = sentence[: match.start()]
    behind = _OF_THEM.match(sentence[match.end() :])
    if behind is not None:
        return int(behind["n"]), match.start(), match.end() + behind.end()
    for words_between in ("", r"[\w-]+\s", r"grown[ -]up\s"):
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
    names = len(_PARTS.findall(re.sub(ASIDE, "", listed["names"])))
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

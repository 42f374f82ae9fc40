"""Whether a place holds the thing that a question asks for: a phone number is no rent.

The network finds a sentence, and a question for a thing of a kind is answered by such a thing: by a
number that counts just what is asked for, and by the door of a home rather than of a shop.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.contacts import Detail, Kind
from persona_assistant.language.date_words import plain
from persona_assistant.language.gloss import question_in_english
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import stem, words
from persona_assistant.reader.homes import AT_WORK
from persona_assistant.reader.reading import Found
from persona_assistant.reader.typed_words import DENIED, REQUIRED
from persona_assistant.reader.whose import governed_by_relative

_LIKELY = 0.45
_NAMED = 0.8
"""How sure an amount of all that is named is to answer, and how probable it must be."""
_COUNTED = 0.8
"""How sure a count of just what was asked about is to answer."""


def holding_one(
    question: str, kind: Kind, place: Found, thing: Detail | None
) -> tuple[Found, Detail | None]:
    """Less probable without such a thing where nothing else answers, and sure where just that is
    counted which is asked for: "two cats"."""
    if kind == "count":
        return _counted(question, place, thing)
    if kind == "amount" and thing is not None and _names_all(question, place):
        return replace(place, probability=max(place.probability, _NAMED)), thing
    if thing is not None or kind not in REQUIRED or re.match(DENIED, place.span):
        return place, thing
    return place.unfit, thing


def _names_all(question: str, place: Found) -> bool:
    """Whether a likely place says all that a question for an amount names, and is nobody else's:
    "paid 640 for the car insurance"."""
    asked = {word.stem for word in words(question) if word.content and word.lower not in _OF_MONEY}
    said = {word.stem for word in words(place.sentence)}
    return (
        place.probability >= _LIKELY
        and len(asked) > 1
        and asked <= said
        and not governed_by_relative(place.note.text, place.start)
    )


_OF_MONEY = frozenset("much cost costs costing price charge charged pay paid spend spent".split())


def _counted(question: str, place: Found, thing: Detail | None) -> tuple[Found, Detail | None]:
    if not _is_of_them(question, place):
        return place.unfit, thing
    asked = re.search(
        r"how many (\w+) (?:do|does|did|has|have|had|is|are|was|were)\b", plain(question)
    )
    if thing is None or asked is None:
        return place, thing
    same = stem(thing.text.split()[-1]) == stem(asked[1])
    if not same or governed_by_relative(place.note.text, thing.start):
        return place, thing
    return replace(place, probability=max(place.probability, _COUNTED)), thing


_OFFSPRING = (
    r"\b(?:how many|number of) (?P<grand>grand ?)?"
    r"(?P<what>kid|child|children|son|daughter)s?\b"
)
_CHILD = (
    r"(?:kid|child|son|daughter|boy|girl|bab(?:y|ie)|twin|triplet|hij|ni[nñ]|fils|fille|enfant|kind"
    r"|sohn|s[oö]hn|tochter|t[oö]chter|zwilling|figli|bambin|filh|menin|bairn|lad|toddler|little|wee"
    r"|mum|mom|dad|father|mother|parent|stepson|lass|teen|offspring|bub|petit|nipper)"
)
_GRANDCHILD = r"(?:grand|gran|nan|nonn|nipot|niet|enkel|oma|opa|abuel|petit|neto|neta|avo|lola)"

_OF_ONE_SEX = {
    "son": r"(?:son|boy|lad|hijo|ni[nñ]o|fils|sohn|s[oö]hne|jung|figli|filho|menino|bambin)",
    "daughter": r"(?:daughter|girl|lass|hija|ni[nñ]a|fille|tochter|t[oö]chter|m[aä]dchen|figli"
    r"|filha|menina|bambin)",
}


def _is_of_them(question: str, place: Found) -> bool:
    """Whether a place speaks of children, or of grandchildren, where their number is asked for:
    not "two kittens"."""
    asked = re.search(_OFFSPRING, plain(question_in_english(question)))
    if asked is None or re.match(DENIED, place.span):
        return True
    of_them = _GRANDCHILD if asked["grand"] else _OF_ONE_SEX.get(asked["what"], _CHILD)
    return re.search(rf"\b{of_them}", plain(place.sentence)) is not None


def of_the_named_sort(
    question: str, kind: Kind | None, places: Sequence[Found]
) -> tuple[Found, ...]:
    """The places: of amounts those that are of the rent or the fee the question names, where a
    note names it, so that a newer price is no rent."""
    named = compiled(_SORT_OF_AMOUNT).search(plain(question)) if kind == "amount" else None
    if named is None:
        return tuple(places)
    of_it = [each for each in places if named["sort"] in plain(each.sentence)]
    return tuple(of_it or places)


_SORT_OF_AMOUNT = r"\b(?P<sort>rent|salary|wage|fee|deposit|price|mortgage|allowance|pension)s?\b"


def is_of_a_business(question: str, text: str, start: int) -> bool:
    """Whether a door or a street is where somebody works or meets, and the question names no such
    place."""
    before = re.split(r"[.;\n!?]\s", text[:start])[-1]
    at_work = compiled(AT_WORK).search(plain(before))
    return at_work is not None and compiled(AT_WORK).search(plain(question)) is None

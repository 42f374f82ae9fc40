"""Who somebody's people are: "her mum Solange (71)", "two sisters, Keisha and Renée".

A note names a relative beside the word for what they are, in a handful of forms. A question that
asks for nothing but that name ("desmonds mum", "who is Quentin married to") is answered from there,
where the network is unsure of fragments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.layout import bounds
from persona_assistant.reader.reading import Found
from persona_assistant.reader.whose import RELATION

_SEXES = (
    ("mother mum mom mam mama mummy mutter madre mere mae", "parent"),
    ("father dad papa daddy vater padre pere pai", "parent"),
    ("sister sis schwester hermana soeur sorella irma", "sibling"),
    ("brother bro bruder hermano frere fratello irmao", "sibling"),
    ("son boy lad sohn hijo fils figlio filho", "child"),
    ("daughter girl tochter hija fille figlia filha", "child"),
    ("wife missus", "partner"),
    ("husband hubby hub", "partner"),
    ("girlfriend gf freundin novia", "partner"),
    ("boyfriend bf bloke fella novio", "partner"),
    ("grandmother grandma gran nan nana granny oma abuela nonna", "grandparent"),
    ("grandfather grandpa grandad granddad opa abuelo nonno", "grandparent"),
    ("granddaughter", "grandchild"),
    ("grandson", "grandchild"),
    ("uncle onkel oncle zio", ""),
    ("aunt auntie tante zia", ""),
    ("cousin", ""),
    ("nephew neffe neveu", ""),
    ("niece nichte", ""),
    ("ex", ""),
    ("dog puppy pup hund perro chien cane", "pet"),
    ("cat kitten katze gato gata gatto", "pet"),
    ("horse pony", "pet"),
    ("boss manager", ""),
    ("business partner", ""),
    ("best man", ""),
    ("neighbour neighbor", ""),
    ("flatmate roommate housemate", ""),
    ("landlord landlady", ""),
)
_WIDER = {
    "parent": "parent folk",
    "sibling": "sibling",
    "child": "child kid",
    "partner": "partner spouse fiance fiancee",
    "grandparent": "grandparent",
    "grandchild": "grandchild grandkid",
    "pet": "pet",
}
_PLURALS = {"wives": "wife", "children": "child", "babies": "baby", "grandchildren": "grandchild"}


def _groups() -> dict[str, frozenset[str]]:
    """For each word the words that mean the same or a kind of it."""
    found: dict[str, set[str]] = {}
    for words, wider in _SEXES:
        alike = _words(words)
        for each in alike:
            found.setdefault(each, set()).update(alike)
        if wider:
            above = _WIDER[wider].split()
            for each in above:
                found.setdefault(each, set()).update(above, alike)
            for each in alike:
                # A girl is somebody's child too: what a note calls a child may be meant.
                found[each].update(above if wider in ("partner", "child") else ())
    return {word: frozenset(alike) for word, alike in found.items()}


def _words(words: str) -> list[str]:
    return [words] if words in ("business partner", "best man") else words.split()


_ALIKE = _groups()
_ANY = "|".join(sorted((re.escape(each) for each in [*_ALIKE, *_PLURALS]), key=len, reverse=True))

# --- what is asked

_FRAME = frozenset(
    "who what is are was were s the a an of name names named call called again pls please tell me"
    " remember remind did do have has got can you i know her his their my to by actually now"
    " currently current late new old only and once more that this these days whos whats married"
    " marry engaged seeing dating going out with give could would will s's us again".split()
)
_NAMED = r"\b(?:name|names|named|call|called)\b"
_BY_VERB = (
    (r"\b(?:married|engaged) to\b|\bdid\b.*\bmarry\b", ("wife", "husband")),
    (r"\b(?:seeing|dating|going out with)\b", ("partner",)),
)
_DOES = r"\b(?:seeing|dating|going out|marry|married|with|do(?:es)? .*do|his [\w ]+ have)\b"
"""Something that the relative does: more than a name is asked."""
_LIKE = 0.75
"""How much of a name a mistyped one has."""
_TERSE = 4
"""Words, at most, of a question that is a name and a relative: "Q's dad, name?"."""


@dataclass(frozen=True, slots=True)
class AskedRelative:
    """Whom of somebody's people a question asks for."""

    words: frozenset[str]
    """Any of them names such a person."""
    former: bool
    """An ex is meant."""


def asked_relative(question: str, name: str | None) -> AskedRelative | None:
    """The relative whose name alone is asked for; None where more is asked, or something else."""
    text = plain(question)
    words = [_bare(each) for each in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)]
    if "business" in words and "partner" in words:
        words = [each for each in words if each != "business"]
        words[words.index("partner")] = "business partner"
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    if not words or not all(_is_frame(each, own) for each in words):
        return None
    kin = [each.removeprefix("ex-") for each in words if each.removeprefix("ex-") in _ALIKE]
    if kin and re.search(_DOES, text):
        return None
    if words[0] in ("who", "whos") and not kin:
        for pattern, of in _BY_VERB:
            if re.search(pattern, text):
                wanted = frozenset().union(*(_ALIKE[each] for each in of))
                return AskedRelative(wanted, False)
    former = "ex" in kin or any(each.startswith("ex-") for each in words)
    kin = [each for each in kin if each != "ex"]
    if len(kin) > 1 or not (kin or former):
        return None
    if not (words[0] in ("who", "whos") or re.search(_NAMED, text) or _is_terse(words)):
        return None
    return AskedRelative(_ALIKE[kin[0]] if kin else frozenset({"ex"}), former)


def _is_terse(words: Sequence[str]) -> bool:
    return len(words) <= _TERSE and not {"what", "whats", "do", "did", "has", "is"} & set(words)


def _is_frame(word: str, own: set[str]) -> bool:
    if word.removeprefix("ex-") in _ALIKE or word in _FRAME:
        return True
    return any(_is_like(each, part) for each in (word, word.removesuffix("s")) for part in own)


def _is_like(word: str, name: str) -> bool:
    """A name, with a slip or two, or its first letter or its beginning."""
    if len(word) <= 2:
        return name.startswith(word)
    return name.startswith(word) or SequenceMatcher(None, word, name).ratio() >= _LIKE


def _bare(word: str) -> str:
    word = re.sub(r"['’]s?$", "", word)
    if word in _PLURALS:
        return _PLURALS[word]
    return word[:-1] if word.endswith("s") and word[:-1] in _ALIKE else word


# --- what the notes say

_NAME = r"(?-i:[A-ZÀ-Þ][\w’'-]*[^\W\d_])"
_FULL = rf"{_NAME}(?:\s{_NAME})?"
_AGE = r"(?:,?\s\(?\d{1,2}\)?(?!\d))?"
_ROW = rf"{_FULL}(?:{_AGE}(?:\s?[,&+]\s?|,?\s(?:and|und|y|e|et)\s){_FULL})*"
_LINK = r"(?:\s(?:is\s|was\s)?(?:called|named|namens|llamad[oa])\s|\s?[:,(=–—-]\s?|\s)"
_AFTER = (
    rf"(?<![\w'’-])(?P<ex>ex[\s-])?(?P<word>{_ANY})(?P<several>s)?\b{_LINK}"
    rf"(?P<who>(?(several){_ROW}|{_FULL}))"
)
_OF = rf"(?<![\w'’-])(?P<word>{_ANY})\s(?:of|to)\s(?P<who>{_FULL})"
_CONVERSE = {
    "parent": "child",
    "child": "parent",
    "sibling": "sibling",
    "partner": "partner",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}
_KIN = {
    word: wider
    for words, wider in _SEXES
    for word in [*words.split(), *_WIDER.get(wider, "").split()]
}
_HERS = rf"(?:(?:his|her|their|{_NAME}['’]s)\s(?:\w+\s)?)"
_BEFORE = (
    rf"(?P<who>{_FULL}){_AGE}(?:\s?[,–—-]\s?{_HERS}|\s(?:is|was)\s{_HERS}|\s?\({_HERS}?)"
    rf"(?P<ex>ex[\s-])?(?P<word>{_ANY})\b(?!\s(?:of|in|and|at)\b)"
)
_NO_NAMES = frozenset(
    "i me she he it they this that there her his their who my our the and but not no she's he's"
    " it's i'm today yesterday off".split()
)
_CALENDAR = re.compile(
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec)(?:s|rs|urs"
    r"|day|nesday|rsday|urday|uary|ruary|ch|il|e|y|ust|tember|ober|ember)?"
)
_USERS = r"\b(?:my|our|meine?|unsere?|mi|mon|ma)\s(?:\w+\s)?$"
_OWNER = r"(?P<owner>[^\W\d_]+)['’]s\s(?:\w+\s)?$"
SURE = 0.85
"""How sure a relative who is named so is to be the one asked for."""


def relatives(
    asked: AskedRelative, notes: Sequence[Note], name: str | None, *, of_user: bool = False
) -> list[Found]:
    """Where the notes name the relative; the newest note first. The span is the name, or the names
    of several in a row."""
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    found = [place for note in notes for place in _in_note(asked, note, own, of_user)]
    return sorted(found, key=lambda each: each.note.date is None or -each.note.date.toordinal())


def names_of(wanted: frozenset[int], notes: Sequence[Note], name: str | None) -> frozenset[str]:
    """What the notes call somebody's relatives, in lower case; `wanted` as `whose.asked_about`
    has them."""
    kin = frozenset(word for word, number in RELATION.items() if number in wanted)
    if not kin:
        return frozenset()
    asked = AskedRelative(kin, False)
    found = relatives(asked, notes, name, of_user=name is not None and is_user(name))
    names = {plain(part) for each in found for part in re.findall(r"[^\W\d_]+", each.span)}
    if kin & {"wife", "husband", "partner"}:
        pattern = compiled(rf"\b(?:married|engaged) (?:to )?(?P<who>{_NAME})")
        names |= {plain(match["who"]) for note in notes for match in pattern.finditer(note.text)}
    return frozenset(names)


def _in_note(asked: AskedRelative, note: Note, own: set[str], of_user: bool) -> Iterator[Found]:
    text = note.text
    for match in _matches(asked, text):
        start, end = match.span("who")
        who = re.sub(r"['’]s$", "", text[start:end])
        said = plain(who).split()
        if _no_name(said[0]) or own & set(said) or text[end:].startswith(("'s ", "’s ")):
            continue
        if _is_theirs(text[: match.start("word")].removesuffix("ex-"), own, of_user):
            sentence = next(text[a:b] for a, b in bounds(text) if a <= start < b)
            yield Found(note, sentence, who, start, SURE)


def _matches(asked: AskedRelative, text: str) -> Iterator[re.Match[str]]:
    for pattern in (_AFTER, _BEFORE):
        for match in compiled(pattern).finditer(text):
            word = _bare(plain(match["word"]))
            former = match["ex"] is not None or word == "ex"
            if (word in asked.words or word == "ex") and former == asked.former:
                yield match
    wanted = {_KIN.get(each, "") for each in asked.words} - {""}
    for match in compiled(_OF).finditer(text):  # "mum of Joel": Joel is her child
        if not asked.former and _CONVERSE.get(_KIN.get(_bare(plain(match["word"])), "")) in wanted:
            yield match


def _no_name(word: str) -> bool:
    return word in _NO_NAMES or word in _ALIKE or _CALENDAR.fullmatch(word) is not None


def _is_theirs(before: str, own: set[str], of_user: bool) -> bool:
    """Whether the relative is the person's, and not the writer's or somebody else's."""
    if compiled(_USERS).search(before):
        return of_user
    owner = compiled(_OWNER).search(before)
    return owner is None or plain(owner["owner"]) in own


def with_relatives(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> tuple[Found, ...]:
    """The places of the network, most probable first, after those that name the relative who is
    asked for. Of several people the one of the newest note is first."""
    asked = asked_relative(question, name)
    if asked is None:
        return tuple(found)
    told = relatives(asked, notes, name, of_user=name is not None and is_user(name))
    seen = {(each.note, each.start): each for each in told}
    first = [replace(each, probability=max(SURE, _seen(each, found))) for each in seen.values()]
    rest = [each for each in found if not any(_holds(each, it) for it in first)]
    return (*first, *rest)


def _seen(named: Found, found: Sequence[Found]) -> float:
    """How probable the network holds the sentence in which somebody is named."""
    return max((each.probability for each in found if _holds(each, named)), default=0.0)


def _holds(place: Found, named: Found) -> bool:
    return place.note == named.note and place.sentence == named.sentence

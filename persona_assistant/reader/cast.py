"""The people of somebody's notes: the person, and whom the notes name beside them.

Notes are hasty: "her bf joel drives trains" and, years later, "joel off the trains". Who is known
by a name is gathered over all notes, with the word for what they are where one note has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.genders import gender_of
from persona_assistant.language.kin import ANY, WIDER, bare, sex_of
from persona_assistant.language.name_words import TITLES
from persona_assistant.language.nicknames import called
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import STOP
from persona_assistant.pmg import Note
from persona_assistant.reader.noted_names import NAME, is_nationality, no_name
from persona_assistant.reader.whose import RELATION

KIN = rf"(?:{ANY}|{'|'.join(sorted(RELATION, key=len, reverse=True))}|compagn[ao]|amie?|twins?)"
"""A word for somebody's people, in several languages."""
_IS = "is|was|are|called|named|heißt|heisst|ist|est|es|è|se llama|s.appelle|si chiama"
_BESIDE_KIN = (
    rf"(?<![\w'’-])(?P<ex>ex[\s-])?(?P<word>{KIN})s?(?:\s(?:{_IS})\b)*[\s,:(=]+"
    rf"(?P<who>[^\W\d_][\w'’-]*)(?:\s?(?:,|&|\+|and)\s(?P<also>{NAME}))?"
)
_SEEN_WITH = (
    rf"\b(?:seeing|dating|engaged\sto|married(?:\sto)?|going\sout\sw(?:ith|/)|fella\scalled"
    rf"|split\s(?:up\s)?(?:w/|with))\s(?:an?\s[\w\s]{{2,20}},\s)?(?P<who>{NAME})"
)
_CAPITAL = rf"(?<![.!?\n(]\s)(?<!^)(?<![\w'’.-])(?P<who>{NAME})"
_PLACED = re.compile(
    r"(?:\b(?:in|at|to|from|near|of|for|on|the|off|round|via|into|with|an?|für|bei|en|à|chez|em|da)"
    r"|w/|\d\w?,?)\s(?:[A-ZÀ-Þ]\w+\s(?:&\s)?)?$",
    re.IGNORECASE,
)


_STREET = re.compile(r"\s(?:St|Rd|Road|Street|Ave|Avenue|Lane|Cres|Dr|Drive|Close|Way|Row)\b")


@dataclass(frozen=True)
class Cast:
    own: frozenset[str]
    """The words by which notes call the person, in lower case."""
    sex: str | None
    """ "she" or "he" where the notes leave no doubt about the person."""
    others: dict[str, frozenset[str]] = field(default_factory=dict)
    """Names of others in lower case, and the words for what they are to the person."""
    words: frozenset[str] = frozenset()
    """All words of the notes, in lower case."""
    former: frozenset[str] = frozenset()
    """Those among them whom a note calls an ex, or who came before a newer partner."""

    def sex_of(self, name: str) -> str | None:
        found = {sex_of(bare(word)) for word in self.others.get(name, ())} - {"any", "they"}
        return found.pop() if len(found) == 1 else None


def cast_of(notes: Sequence[Note], name: str | None) -> Cast:
    """Who is who in somebody's notes."""
    texts = tuple(each.text for each in notes)
    own = frozenset(re.findall(r"[^\W\d_]+", plain(name or "")))
    own |= frozenset(map(plain, called(name, texts))) if name else frozenset()
    sex = None if name is None or is_user(name) else gender_of(texts, name)
    said = re.findall(r"[^\W\d_]+", plain(" ".join(texts)))
    others: dict[str, set[str]] = {}
    partners: list[str] = []
    former: set[str] = set()
    for note in sorted(notes, key=lambda each: each.date is None or each.date.toordinal()):
        for word, who, was in _named(note.text, own, said):
            others.setdefault(who, set()).update({word} - {""})
            if was:
                former.add(who)
            elif WIDER.get(bare(word)) == "partner" or word == _SEEN:
                others[who].update({"partner"})
                if who not in partners:
                    partners.append(who)
    known = {who: frozenset(words - {_SEEN}) for who, words in others.items()}
    gone = frozenset(former | set(partners[:-1]))
    return Cast(own, sex, known, frozenset(said), gone)


_SEEN = "seen"


def _named(text: str, own: frozenset[str], said: Sequence[str]) -> Iterator[tuple[str, str, bool]]:
    """What somebody is, their name, and whether they are a former one."""
    for match in compiled(_BESIDE_KIN).finditer(text):
        mine = re.search(r"(?i)\b(?:my|our)\s(?:\w+\s)?$", text[: match.start()])
        word = bare(plain(match["word"]))
        for who in (match["who"], match["also"]):
            if who and not mine and _is_name(who, own, said):
                yield word, _key(who), match["ex"] is not None or word == "ex"
    for match in compiled(_SEEN_WITH).finditer(text):
        if _is_name(match["who"], own, said):
            yield _SEEN, _key(match["who"]), False
    for match in compiled(_CAPITAL).finditer(text):
        before = text[: match.start()]
        of_own = re.search(r"([^\W\d_]+)\s$", before)
        if _PLACED.search(before) or (of_own and plain(of_own[1]) in own):
            continue
        if _is_name(match["who"], own, said) and not _STREET.match(text, match.end()):
            yield "", _key(match["who"]), False


def _key(word: str) -> str:
    return re.sub(r"['’]s?$", "", plain(word))


def _is_name(word: str, own: frozenset[str], said: Sequence[str]) -> bool:
    key = _key(word)
    if len(key) < 2 or key in own or no_name(key) or key in STOP or key in TITLES:
        return False
    if is_nationality(key) or not key.isalpha():
        return False
    if word[0].isupper():
        return True
    often = said.count(key) > 1
    return often and not (is_ordinary(key) or key in RELATION or key.endswith(_VERBAL))


_VERBAL = ("ing", "ed", "s")
"""Endings of words in small letters that are hardly a name's."""

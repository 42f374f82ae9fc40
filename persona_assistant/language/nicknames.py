"""Other names that a person's own notes give them.

"Bob (Robert)", "Robert 'Bob' Miller", "everyone calls her Tilly", "goes by Sam", and the like in
German, Spanish, French, Italian and Portuguese. Only what is said of the person counts: "her
brother goes by Sam" names nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from persona_assistant.language.bounds import bounded
from persona_assistant.language.name_words import pieces
from persona_assistant.language.ordinary import NO_SURNAMES, is_ordinary
from persona_assistant.language.spelling import fold, keys
from persona_assistant.language.words import sentences

_CAPITAL = r"[^\W\d_a-zß-öø-ÿ]"
_NAME = rf"({_CAPITAL}[\w'’]*(?:[ -]{_CAPITAL}[\w'’]*)?)"
_OPEN, _CLOSE = "['\"“”„‘’«»‚‹›]", "['\"“”‘’«»‹›]"
_HINTS = tuple(
    "(| '| \"|“|„|‘|«|call|say|known as|goes|go by|went by|aka|a.k.a|alias|nick|short for|prefers"
    "|née|nee |geb|born |nenn|genannt|spitzname|rufname|apod|dicen|llama|conocid|surnom|appel"
    "|soprann|dett|chiam|apelid|cham|conhec".split("|")
)
"""One of these is in every text that gives a name; most notes have none of them."""
_SAID = [
    re.compile(rf"(?P<before>.*?)(?:{cue})\s*{_OPEN}?{_NAME}")
    for cue in (
        r"\b(?:[Cc]alls?|[Cc]alled|calling) (?:her|him|them)(?:self|selves)?",
        r"\b(?:also |usually |often |mostly )?[Kk]nown (?:\w+ly )?(?:as|by)",
        r"\b[Ee]very(?:one|body) says",
        r"\ball say",
        r"\b(?:[Gg]oes|[Gg]o|[Ww]ent) by(?: the (?:nick)?name(?: of)?)?",
        r"\b(?:is |was )?(?:also |mostly |usually |always )?[Cc]alled(?= \S+ (?:by|for short))",
        r"\b(?i:a\.?k\.?a\.?|alias)[ :]",
        r"\b(?i:nick-?name)(?:d| is| was)?:?",
        r"\b[Ss]hort for",
        r"\b[Pp]refers(?: to be called)?",
        r"\b[Ll]ikes to be called",
        r"\b(?i:née|nee|geb\.|geborene|born) ?(?=\S+\b[)\s.,]?)",
        r"\b(?:[Nn]ennen|[Nn]ennt|[Nn]enne) (?:sie|ihn|sich)(?: alle| nur| immer)?",
        r"\b(?:auch |nur |immer )?[Gg]enannt:?",
        r"\b(?:[Ss]pitzname|[Rr]ufname)(?: ist| war)?:?",
        r"\b[Ww]ird(?: von allen)?(?: nur| immer)?(?= \S+ genannt)",
        r"\b(?:[Ll]e dicen|[Ll][aoe] llaman|[Ss]e hace llamar)",
        r"\b(?:[Aa]podad[oa]|[Aa]podo(?: es)?|[Cc]onocid[oa] (?:como|por)):?",
        r"\b[Ss]urnom(?:mée?|(?: est)?):?",
        r"\bl['’]appell?ent?|\bl['’]appelle|\b[Ss]e fait appeler",
        r"\b(?:[Ss]oprannominat[oa]|[Ss]oprannome(?: è)?|[Dd]ett[oa]):?",
        r"\b(?:[Ll][ao] chiamano|[Ss]i fa chiamare)",
        r"\b[Aa]pelido(?: é)?:?",
        r"\b(?:[aoAO] chamam|[Cc]hamam-n?[oa]|[Cc]onhecid[oa] (?:por|como))(?: de| por)?",
    )
]
_SELF = frozenset(
    """she he they who everyone everybody friends people we i family mates colleagues some most many
    her his their is was has been and but also usually mostly often always never at work home in the
    a an us all of just only simply better prefers likes to be name s hates being though too please
    sie er alle freunde wir ich man ihr sein ist wird und auch nur immer meist von der die das
    ella el él todos amigos es se la lo le los las sus su y nos todo mundo
    elle il tout le monde on nous les ses amis son sa est et lui
    lei lui tutti amici noi gli i suoi è e tutta famiglia da
    ela ele todos todo os as seus amigos é toda gente""".split()
)
"""Words that may stand before it without saying of whom it is said, when that is not the person."""


def nicknames(name: str, notes: Iterable[str]) -> tuple[str, ...]:
    """What the notes of somebody of that name say they are called too, in order."""
    own = {key for piece in pieces(name) for key in keys(piece)}
    found: dict[str, None] = {}
    for note in notes:
        if _may_tell(note):
            for sentence in sentences(bounded(note)):
                for each in (*_in_brackets(sentence, own), *_said(sentence, own)):
                    found[each] = None
    return tuple(each for each in found if not own.issuperset(map(fold, pieces(each))))


@lru_cache(maxsize=1024)
def called(name: str, notes: tuple[str, ...] = ()) -> frozenset[str]:
    """The words by which notes may call somebody, in lower case: the parts of the name, what these
    are shortened to, and nicknames that the notes give."""
    parts = name.lower().split()
    short = (part[:size] for part in parts for size in range(_SHORTEST, len(part)))
    others = (part for each in nicknames(name, notes) for part in each.lower().split())
    return frozenset((*parts, *short, *others))


_SHORTEST = 3


def _may_tell(note: str) -> bool:
    lower = note.lower()
    return any(hint in lower for hint in _HINTS)


def nicknames_of(
    names: Mapping[int, str], notes: Mapping[int, Sequence[tuple[int, str]]]
) -> dict[int, tuple[str, ...]]:
    """The nicknames of those who have any; `notes` are (id, text) by person."""
    found = {}
    of_all = {fold(part) for name in names.values() for part in pieces(name)}
    for person, texts in notes.items():
        if person not in names:
            continue
        told = [text for _, text in texts if _may_tell(text)]
        others = nicknames(names[person], told) if told else ()
        every = [text for _, text in texts]
        others += (*_short_forms(names[person], every), *_other_surnames(names[person], every))
        others += _with_title(names[person], every)
        others += tuple(
            each
            for each in _often_called(names[person], every)
            if fold(each) not in of_all and each not in others
        )
        if others:
            found[person] = others
    return found


_FIRST = re.compile(r"\W*([^\W\d_]+)")
_SHORTEST = 3
"""Letters of a short form."""


def _short_forms(name: str, notes: Sequence[str]) -> tuple[str, ...]:
    """What notes of somebody begin with where it is the beginning or the end of their first name:
    "raff's fine" of Rafferty, "Dora moved" of Theodora."""
    own = [fold(each) for each in pieces(name)]
    found = dict.fromkeys(match[1] for note in notes if (match := _FIRST.match(note)))
    return tuple(each for each in found if _is_short_for(fold(each), own))


_ALIKE = 2
"""Letters at the beginning that a form of a name shares with it."""
_BESIDE = (
    r"(?:['’]s|\b(?:and|&|w/|with|her|his|their|husband|wife|partner|son|daughter|brother|sister"
    r"|mum|dad|girlfriend|boyfriend|gf|bf|ex|baby|dog|cat|boy|girl))\s+"
)


def _often_called(name: str, notes: Sequence[str]) -> tuple[str, ...]:
    """What two or more notes of somebody begin with where it begins like their first name, as
    "tomek" of Tomasz, and where no note has it for somebody beside them."""
    own = [fold(each) for each in pieces(name)]
    if len(own) < 2:
        return ()
    begun = [match[1].lower() for note in notes if (match := _FIRST.match(note))]
    text = "\n".join(notes)
    return tuple(
        each
        for each in dict.fromkeys(begun)
        if begun.count(each) > 1
        and len(each) >= _SHORTEST
        and fold(each)[:_ALIKE] == own[0][:_ALIKE]
        and fold(each) not in own
        and not is_ordinary(fold(each))
        and not re.search(_BESIDE + re.escape(each), text, re.IGNORECASE)
    )


def _is_short_for(word: str, own: Sequence[str]) -> bool:
    if len(own) < 2 or len(word) < _SHORTEST or word in own or is_ordinary(word):
        return False
    return own[0].startswith(word) or (len(word) > _SHORTEST and own[0].endswith(word))


_TITLED = re.compile(r"\b(mrs?|ms|miss|dr|prof|sir)\b\.?\s+([^\W\d_][\w-]+)", re.IGNORECASE)


def _with_title(name: str, notes: Sequence[str]) -> tuple[str, ...]:
    """By which title notes of somebody call them: "Mrs Hale", of Joan Hale."""
    own = {fold(each) for each in pieces(name)}
    found = (match for note in notes for match in _TITLED.finditer(note))
    return tuple(dict.fromkeys(f"{each[1]} {each[2]}" for each in found if fold(each[2]) in own))


_MARRIED = re.compile(r"\b(?:marr|wedding|divorc|maiden|surname|née\b)", re.IGNORECASE)


def _other_surnames(name: str, notes: Sequence[str]) -> tuple[str, ...]:
    """What the notes of somebody who married put behind their first name beside the surname they
    are remembered by: "Ida Berg" of Ida Holm."""
    if not any(map(_MARRIED.search, notes)):
        return ()
    own = pieces(name)
    if len(own) < 2:
        return ()
    behind = re.compile(rf"\b(?i:{re.escape(own[0])})\s({_CAPITAL}[\w'’-]*[a-zß-öø-ÿ])(?!['’])\b")
    found = dict.fromkeys(each for note in notes for each in behind.findall(note))
    known = {*map(fold, own), *NO_SURNAMES}
    return tuple(each for each in found if fold(each) not in known)


_BRACKETS = re.compile(
    rf"([\w'’-]+),? (?:\({_OPEN}?{_NAME}{_CLOSE}?\)|{_OPEN}{_NAME}{_CLOSE})(?:,? ([\w'’-]+))?"
)


def _in_brackets(sentence: str, own: set[str]) -> Iterator[str]:
    """What stands in brackets or quotation marks behind the person's name, or inside it; or before
    the name, where that is in brackets."""
    for match in _BRACKETS.finditer(sentence):
        before, bracketed, quoted, behind = match.groups()
        around = {fold(each) for each in (before, behind) if each}
        other = bracketed or quoted
        if quoted and match.start(3) and behind is None and not own & around:
            continue
        if bracketed and _is_own(bracketed, own):
            told = re.fullmatch(_NAME, before) and not _is_own(before, own)
            if told and not _is_plain(sentence, before):
                yield before
        elif own & around and not _is_plain(sentence, other):
            yield other


def _is_own(name: str, own: set[str]) -> bool:
    return own.issuperset(map(fold, pieces(name)))


def _is_plain(sentence: str, name: str) -> bool:
    """Whether what looks like a name is a day, or a place that the sentence is about."""
    return (
        fold(name) in NO_SURNAMES
        or re.search(rf"\b(?:in|from|at|aus|de|di|à) {re.escape(name)}\b", sentence) is not None
    )


_CLAUSES = re.compile(r"[,;:–—(]|\b(?:and|but|und|aber|y|pero|et|mais|e|ma)\b")


def _said(sentence: str, own: set[str]) -> Iterator[str]:
    for pattern in _SAID:
        match = pattern.match(sentence)
        if match is None:
            continue
        clauses = [pieces(each) for each in _CLAUSES.split(match["before"])]
        said_of = set(map(fold, next((each for each in reversed(clauses) if each), ())))
        if said_of <= _SELF | own and not _is_plain("", match[2]):
            yield match[2]

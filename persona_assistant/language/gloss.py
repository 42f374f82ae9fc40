"""Foreign words with English ones in their place, for a reader that knows English best.

"Wovor fürchtet sich Stellan?" is glossed word by word as "of what fears self Stellan?". Nothing is
moved, so that every English word knows the characters it stands for. A sentence is glossed where
words of German, French, Spanish, Italian or Portuguese tell that it is not English; names, and
words that no list holds, stay as they are. `data/gloss_*.txt` are the lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from persona_assistant.language.data_files import gloss_lines
from persona_assistant.language.kin import ANY
from persona_assistant.language.pronouns import plain
from persona_assistant.language.words import STOP, stemmer_of

LANGUAGES = {
    "de": "german",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
}
"""Those with a list, and the names of their stemmers."""
_LONGEST = 4
"""Words of an entry, at most."""
_STEMMED = 5
"""Letters from which on a word is looked for by its stem too."""
_WORD = re.compile(r"(?<![\w@])[^\W\d_]+(?![\w@])")
_LETTERS = {"ß": "ss", "œ": "oe", "æ": "ae", "’": "'"}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_OWNED = re.compile(
    r"\bthe (?P<thing>(?:\w+ )?\w+) of (?:the )?(?P<owner>[\w-]+(?: [A-Z][\w-]+)?)(?=\W*$)"
)
_RELATIVE_FROM = re.compile(rf"\bthe (?P<thing>{ANY}) from (?P<owner>[\w-]+)(?=\W*$)")
_APOSTROPHES = ("'", "’")
_CLITICS = frozenset("s t ve re ll d m".split())
"""Of English, behind an apostrophe."""
_TELLS = 5
"""Letters of a word that tells of its language alone."""
_AMONG, _SURE = 3, 2
"""Foreign words from which on a note is foreign as a whole, and a sentence by itself."""


_ENGLISH = frozenset(
    "profession professions fine due rate rates stage main mayor comment comments mail cell tel "
    "telephone op venue porter court college total sale land son sue kids final les des dos hot "
    "rota rue pour plant pleasant tire tires chat chats chose club coin cure dire fin font four "
    "grand gross handy legal list note notes one pain part pays plan plans pub rest rose rouge "
    "sang sport tape test ton tour vision wine".split()
)
"""Words of English that look foreign, besides those that a gloss has."""
_DUTCH = frozenset(
    "het een hij zij ik niet van voor naar met wat waar wanneer hoe hoeveel ook maar deze haar "
    "zijn heeft wordt bij woont werkt nog dat mijn geen heet komt uit".split()
)
"""Of a language without a list that shares small words with those that have one."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a text, and what is read in their place."""

    start: int
    end: int
    gloss: str


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    """With the apostrophe of "l'", where it has one."""
    surface: str
    lower: str
    initial: bool

    @property
    def capital(self) -> bool:
        return self.surface[:1].isupper() and not self.initial


@lru_cache(maxsize=8192)
def glossed(text: str, sentences: tuple[tuple[int, int], ...]) -> tuple[Piece, ...]:
    """The pieces of a text that have a gloss, in order; none where it is English. `sentences` is
    where its sentences begin and end."""
    words = [list(_words(text, start, end)) for start, end in sentences]
    evidence = [_evidence(each) for each in words]
    if not any(foreign for foreign, _ in evidence):
        return ()
    whole = _whole(evidence)
    found: list[Piece] = []
    for each, (foreign, english) in zip(words, evidence):
        # "Ulrike handynummer": one word tells, where it is long and nothing else does.
        alone = len(words) == 1 and any(_tells(word.lower) for word in each)
        language = _language(foreign, english, whole, alone=alone)
        if language:
            found += _pieces(each, _entries(language))
    return tuple(found)


def with_glosses(text: str, pieces: Sequence[Piece]) -> str:
    """The text with its pieces as their glosses."""
    found, at = [], 0
    for piece in pieces:
        found += [text[at : piece.start], piece.gloss]
        at = piece.end
    return "".join([*found, text[at:]])


@lru_cache(maxsize=1024)
def question_in_english(text: str) -> str:
    """A question with its glosses, and "the sister of Marco" as "Marco's sister"; an English one
    as it is."""
    pieces = glossed(text, ((0, len(text)),))
    english = _RELATIVE_FROM.sub(r"\g<owner>'s \g<thing>", with_glosses(text, pieces))
    return _OWNED.sub(_owners, english) if pieces else text


@lru_cache(maxsize=8192)
def in_english(text: str) -> str:
    """A few words of a note with their glosses; English ones as they are."""
    pieces = glossed(text, ((0, len(text)),))
    return with_glosses(text, pieces) if pieces else text


def _owners(owned: re.Match[str]) -> str:
    """A word that has a gloss is no name: "the name of the mother"."""
    _, english = _telling()
    if owned["owner"].split()[0].lower() in english:
        return owned.group()
    thing = _SWEETHEARTS.get(owned["thing"], owned["thing"])
    return f"{owned['owner']}'s {thing}"


_SWEETHEARTS = {"girl": "girlfriend", "boy": "boyfriend"}
"""What "la ragazza di" somebody means."""


def offsets_before(
    pieces: Sequence[Piece], offsets: Iterable[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Where in the text stands what stands at these offsets, which ascend, of the text with
    glosses. A word of a gloss stands for all of its piece."""
    found: list[tuple[int, int]] = []
    longer, number = 0, 0
    for left, right in offsets:
        while number < len(pieces) and left >= _end(pieces[number], longer):
            piece = pieces[number]
            longer += len(piece.gloss) - (piece.end - piece.start)
            number += 1
        if number < len(pieces) and left >= pieces[number].start + longer:
            found.append((pieces[number].start, pieces[number].end))
        else:
            found.append((left - longer, right - longer))
    return found


def _end(piece: Piece, longer: int) -> int:
    """Where a gloss ends, behind others that make the text `longer`."""
    return piece.start + longer + len(piece.gloss)


# --- which language


def _evidence(words: Sequence[_Word]) -> tuple[dict[str, int], int]:
    """How many words tell of each language, and how many of English."""
    telling, english = _telling()
    counts: dict[str, int] = {}
    native, seen = 0, set()
    for word in words:
        key = word.lower
        native += key.rstrip("'") in english and key not in telling
        if key in seen or key in english or (len(key) == 1 and key.isascii()):
            continue
        seen.add(key)
        for language, noun in telling.get(key, ()):
            if noun or not word.capital:
                counts[language] = counts.get(language, 0) + 1
    return counts, native


def _tells(word: str) -> bool:
    telling, english = _telling()
    return len(word) >= _TELLS and word in telling and word not in english


def _whole(evidence: Sequence[tuple[dict[str, int], int]]) -> str | None:
    """The language of a note as a whole."""
    counts: dict[str, int] = {}
    for foreign, _ in evidence:
        for language, count in foreign.items():
            counts[language] = counts.get(language, 0) + count
    best = max(counts, key=lambda each: counts[each])
    return best if counts[best] >= _AMONG else None


def _language(
    foreign: dict[str, int], english: int, whole: str | None, *, alone: bool
) -> str | None:
    """The language of a sentence; None for English, and where nothing tells."""
    if not foreign:
        return None
    most = max(foreign.values())
    best = [each for each, count in foreign.items() if count == most]
    language = whole if whole in best else best[0]
    if most >= _SURE and most > english:
        return language
    return language if not english and (alone or language == whole) else None


# --- what the words mean


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries of a language."""

    language: str
    forms: dict[str, str]
    """As written, in lower case, several words with spaces between them."""
    folded: dict[str, str]
    """Without accents."""
    stems: dict[str, str]
    nouns: frozenset[str]
    """Those that the list writes with a capital: the only ones that a capital inside a sentence
    leaves to choose from."""
    longer: frozenset[str]
    """First words, without accents, of the entries of several words."""

    def gloss(self, word: _Word) -> str | None:
        if word.capital and self.language != "de":
            return None
        for key, known in ((word.lower, self.forms), (fold(word.lower), self.folded)):
            if key in known and not (word.capital and key not in self.nouns):
                return known[key]
        key = fold(word.lower)
        if len(key) < _STEMMED or word.capital:
            return None
        return self.stems.get(_stemmer(self.language).stemWord(key))


def _pieces(words: Sequence[_Word], entries: _Entries) -> Iterator[Piece]:
    at = 0
    while at < len(words):
        size = _run(words, at, entries)
        first, last = words[at], words[at + size - 1]
        if size > 1:
            key = " ".join(fold(each.lower) for each in words[at : at + size])
            gloss: str | None = entries.folded[key]
        else:
            gloss = entries.gloss(first)
        if gloss is not None and gloss != first.lower:
            elided = last.surface[-1] in _APOSTROPHES
            yield Piece(first.start, last.end, gloss + " " * elided)
        at += size


def _run(words: Sequence[_Word], at: int, entries: _Entries) -> int:
    """How many words the longest entry takes that begins here; 1 where there is none longer."""
    if fold(words[at].lower) in entries.longer:
        keys = [fold(each.lower) for each in words[at : at + _LONGEST]]
        for size in range(len(keys), 1, -1):
            if " ".join(keys[:size]) in entries.folded:
                return size
    return 1


def _words(text: str, start: int, end: int) -> Iterator[_Word]:
    initial = True
    for match in _WORD.finditer(text, start, end):
        first, last = match.span()
        if text[first - 1 : first] in _APOSTROPHES and match.group() in _CLITICS:
            continue
        if text[last : last + 1] in _APOSTROPHES and not text[last + 1 : last + 2].isspace():
            last += 1
        surface = text[first:last]
        yield _Word(first, last, surface, surface.lower().replace("’", "'"), initial)
        initial = False


def _key(form: str) -> str:
    """A form as its words are looked for: "grand-mère" is "grand mère"."""
    if form.isalpha():
        return form.lower()
    return " ".join(word.lower for word in _words(form, 0, len(form)))


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without accents and joined letters."""
    if word.isascii():
        return word.lower()
    return plain("".join(_LETTERS.get(each, each) for each in word.lower()))


@lru_cache(maxsize=1)
def _telling() -> tuple[dict[str, tuple[tuple[str, bool], ...]], frozenset[str]]:
    """Single words with the languages that have them, and whether as a noun with a capital; and
    words of English: those of all glosses, small ones, and those that look foreign."""
    telling: dict[str, dict[str, bool]] = {}
    english = set(STOP) | _ENGLISH | _DUTCH
    for language in LANGUAGES:
        for gloss, forms in gloss_lines(language):
            english.update(gloss.split())
            for form in forms:
                lower = _key(form)
                if " " not in lower:
                    for key in {lower, fold(lower), fold(lower.translate(_UMLAUTS))}:
                        known = telling.setdefault(key, {})
                        known[language] = known.get(language, False) or form[0].isupper()
    return {key: tuple(known.items()) for key, known in telling.items()}, frozenset(english)


@lru_cache(maxsize=len(LANGUAGES))
def _entries(language: str) -> _Entries:
    forms: dict[str, str] = {}
    folded: dict[str, str] = {}
    stems: dict[str, str] = {}
    nouns, longer = set(), set()
    stemmer = _stemmer(language)
    for gloss, written in gloss_lines(language):
        for form in written:
            lower = _key(form)
            key, spelled = fold(lower), fold(lower.translate(_UMLAUTS))
            forms.setdefault(lower, gloss)
            folded.setdefault(key, gloss)
            folded.setdefault(spelled, gloss)
            if form[0].isupper():
                nouns |= {lower, key, spelled}
            if " " in key:
                longer |= {key.split()[0], spelled.split()[0]}
            elif len(key) >= _STEMMED:
                stems.setdefault(stemmer.stemWord(key), gloss)
    # What is written without accents means itself: "ou" is "or", not "où".
    folded.update((key, gloss) for key, gloss in forms.items() if key == fold(key))
    return _Entries(language, forms, folded, stems, frozenset(nouns), frozenset(longer))


@lru_cache(maxsize=len(LANGUAGES))
def _stemmer(language: str) -> Any:
    return stemmer_of(LANGUAGES[language])

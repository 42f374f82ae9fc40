"""Text into sentences, sentences into words, words into stems.

A word keeps its surface for quoting and its stem for comparing. Stems are Snowball's English ones,
with the irregular verbs people use about people brought back to their base form first.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import snowballstemmer


def stemmer_of(language: str) -> Any:
    """A Snowball stemmer without a cache, which would outlive the locking of the memory."""
    found = snowballstemmer.stemmer(language)
    if hasattr(found, "maxCacheSize"):  # PyStemmer's, used where it is installed
        found.maxCacheSize = 0
    return found


_SNOWBALL = stemmer_of("english")

_IRREGULAR = {
    form: base
    for base, forms in {
        "be": "am is are was were been being 'm 're",
        "have": "has had having 've",
        "do": "does did done doing",
        "go": "goes went gone going",
        "say": "said says",
        "tell": "told",
        "speak": "spoke spoken",
        "meet": "met meeting",
        "see": "saw seen",
        "feel": "felt",
        "wear": "wore worn",
        "come": "came",
        "become": "became",
        "get": "got gotten",
        "give": "gave given",
        "take": "took taken",
        "bring": "brought",
        "buy": "bought",
        "think": "thought",
        "teach": "taught",
        "catch": "caught",
        "keep": "kept",
        "leave": "left",
        "lose": "lost",
        "make": "made",
        "sit": "sat",
        "stand": "stood",
        "run": "ran",
        "swim": "swam swum",
        "sing": "sang sung",
        "drink": "drank",
        "drive": "drove driven",
        "ride": "rode ridden",
        "write": "wrote written",
        "win": "won",
        "grow": "grew grown",
        "know": "knew known",
        "eat": "ate eaten",
        "find": "found",
        "hear": "heard",
        "hold": "held",
        "break": "broke broken",
        "build": "built",
        "sell": "sold",
        "send": "sent",
        "spend": "spent",
        "sleep": "slept",
        "fall": "fell fallen",
        "fly": "flew flown flies",
        "begin": "began begun",
        "choose": "chose chosen",
        "draw": "drew drawn",
        "hide": "hid hidden",
        "forget": "forgot forgotten",
        "lead": "led",
        "mean": "meant",
        "pay": "paid",
        "read": "reading",
        "smell": "smelt",
        "learn": "learnt",
        "dream": "dreamt",
        "burn": "burnt",
        "fight": "fought",
        "seek": "sought",
        "throw": "threw thrown",
        "shine": "shone",
        "sting": "stung",
        "ring": "rang rung",
        "hang": "hung",
        "steal": "stole stolen",
        "freeze": "froze frozen",
        "tear": "tore torn",
        "light": "lit",
        "happy": "happier happiest",
        "busy": "busier",
        "noisy": "noisier",
        "beach": "beaches",
        "bus": "buses",
        "can": "ca",
        "shall": "sha",
        "rise": "rose risen",
        "shake": "shook shaken",
        "swear": "swore sworn",
        "wake": "woke woken",
        "lend": "lent",
        "bear": "bore",
        "weep": "wept",
        "child": "children",
        "foot": "feet",
        "tooth": "teeth",
        "mouse": "mice",
        "goose": "geese",
        "wife": "wives",
        "man": "men",
        "woman": "women",
        "person": "people persons",
        "die": "dying died dies",
        "lie": "lying",
        "study": "studied studies studying studious",
        "marry": "marries married marrying marriage",
        "promise": "promised promises",
        "will": "'ll wo",
        "would": "'d",
        "allergy": "allergies",
        "hobby": "hobbies",
        "company": "companies",
        "city": "cities",
        "country": "countries",
        "family": "families",
        "baby": "babies",
        "university": "universities",
    }.items()
    for form in forms.split()
}

_WHOLE = frozenset(
    "pleased playful hopeful thankful thoughtful tearful content contents confident impressed "
    "alarmed honoured comforted medication".split()
)
"""Words that say how somebody feels, whose stems are those of everyday verbs ("please", "play",
"hope")."""

STOP = frozenset(
    """a an the this that these those and or but if then so as at by for from in into of off on
    onto out over to up with is am cannot ca wo sha about after again against all also am
    any are be been before being below between both can could did do does doing down during
    each else even ever few had has have having he her hers here him his how i it its itself
    just me more most my no nor not now only other our ours own please same she should some
    such than their theirs them themselves there they through too under until us very was we
    were what when where which while who whom whose why will would you your yours 's 're 've
    'll 'd 'm n't upon via per still yet ago quite rather really once one ones thing things
    something anything everything someone somebody anyone anybody everyone might may must
    shall let got get : ; — –""".split()
)

_WORD = re.compile(
    r"[:;—–]|[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?", re.UNICODE
)
_CONTRACTION = re.compile(r"(?<=\w)(?:n['’]t|['’](?:s|re|ve|ll|d|m))$", re.IGNORECASE)
_OF_PARTS = re.compile(
    r"-(?:years?-olds?|(?:eye|legg|hair|beard|ear|tail|hand|arm|finger|skin|face|nose|tooth|wheel"
    r"|bedroom|storey|stor)e?d)$",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:dr|mr|mrs|ms|prof|st|sr|jr|vs|etc|e\.g|i\.e|no|fig|approx|dept|est|inc|ltd|co|mt|rev|"
    r"capt|sgt|lt|col|gen|geb)"
    r"|\b\w)\.$",
    re.IGNORECASE,
)
_END = re.compile(
    r"[.!?…][\"'”’)\]*]*(?=\s+[\"'“‘(\[]?(?![a-z])\S)"
    r"|(?<![.!?…])(?:\.|[!?]+)\)?(?=\s+[\"'“‘(\[]?[a-z])",
    re.UNICODE,
)
"""Also before a small letter, as thumbs type: but after dots or a closing quotation mark, "no...
that was", "'why?' he asked", the sentence goes on."""
_SHORTENED = re.compile(
    r"\b(?:mon|tues?|weds?|thurs?|fri|sat|sun|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|tel|nr"
    r"|apt|ave?|rd|blvd|min|max|hrs?|yrs?|mins?|secs?|lbs?|oz|ft|ca|bzw|usw|ggf|evtl|inkl|geb|env|ref"
    r"|ext|incl|misc|orig|vol|univ|gov|assoc|temp|avg|appt|ph|cf|al|sra?|dra?|mme|mlle)\.$",
    re.IGNORECASE,
)
"""What is no end of a sentence where a small letter follows."""
_BORN = re.compile(r"\b(?:geb|bday|dob|tel|nr|ext)\.$", re.IGNORECASE)
_ORDINAL = re.compile(
    r"(?:(?<!\bi )\bam|\b(?:vom|zum|bis|seit|ab|dem|den|der|im))\s+"
    r"(?:(?:\w+tag|mittwoch),?\s+(?:(?:dem|den)\s+)?)?\d{1,2}\.$",
    re.IGNORECASE,
)
"""German: "am 28. Februar", "am Montag, dem 3. Mai", "im 12. Stock"."""
_GERMAN_MONTH = re.compile(
    r"\s+(?:januar|jänner|februar|märz|mai|juni|juli|oktober|dezember)\b", re.IGNORECASE
)
"""Those that are not English too: "she is 28. April is her sister"."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word where it stands."""

    surface: str
    lower: str
    stem: str
    initial: bool
    """Whether it opens its sentence, where a capital letter means nothing."""

    @property
    def content(self) -> bool:
        return self.lower not in STOP

    @property
    def name_like(self) -> bool:
        """Capitalised inside a sentence: most likely a name."""
        return not self.initial and self.surface[:1].isupper() and self.lower != "i"


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The comparing form of one word: "Wore" -> "wear", "studies" -> "study"."""
    lower = word.lower().replace("’", "'")
    plain = lower if lower.isascii() else _without_accents(lower)
    if plain in _WHOLE:
        return plain
    if plain[-1:] == "s" and plain[:-1] in _WHOLE:
        return plain[:-1]
    stemmed: str = _SNOWBALL.stemWord(_IRREGULAR.get(plain, plain))
    return stemmed


def irregular_base(word: str) -> str | None:
    """ "went" -> "go"; None for a word whose forms follow the rules."""
    return _IRREGULAR.get(word.lower())


def _without_accents(lower: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))


@lru_cache(maxsize=65536)
def _split_word(surface: str) -> tuple[tuple[str, str, str], ...]:
    """("She'll") -> ("She", ...), ("'ll", ...): surface, lower, stem of each half."""
    match = _CONTRACTION.search(surface)
    halves = [surface[: match.start()], match.group()] if match else [surface]
    if _OF_PARTS.search(surface):
        halves = surface.split("-")  # "a six-year-old" says what "six years old" does
    return tuple((half, half.lower().replace("’", "'"), stem(half)) for half in halves if half)


@lru_cache(maxsize=16384)
def words(sentence: str) -> tuple[Word, ...]:
    """The words of one sentence, in order; a colon, a semicolon and a dash count as words, because
    what follows them explains."""
    found: list[Word] = []
    for match in _WORD.finditer(sentence):
        for surface, lower, root in _split_word(match.group()):
            found.append(Word(surface, lower, root, initial=not found))
    return tuple(found)


@lru_cache(maxsize=65536)
def _stems(surface: str) -> tuple[tuple[str, bool], ...]:
    return tuple((root, lower not in STOP) for _, lower, root in _split_word(surface))


def stems(sentence: str) -> list[tuple[str, bool]]:
    """(stem, whether it is a content word) of the words of one sentence, in order: what `words`
    knows that comparing many sentences needs."""
    return [each for surface in _WORD.findall(sentence) for each in _stems(surface)]


def _counts(piece: str, after: str) -> bool:
    """Whether the full stop at the end of a piece makes a German ordinal of a number."""
    if piece[-1] != "." or not piece[-2:-1].isdigit():
        return False
    day = re.search(r"(?<![\d.:])\d{1,2}\.$", piece) is not None
    return day and bool(_ORDINAL.search(piece) or _GERMAN_MONTH.match(after))


@lru_cache(maxsize=16384)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a note, in order: a line break always ends one, an abbreviation never
    does."""
    found: list[str] = []
    for line in text.splitlines():
        start = 0
        for end in _END.finditer(line):
            piece = line[start : end.end()].strip()
            rest = line[end.end() :]
            if not (_ABBREVIATION.search(piece) or _goes_on(piece, rest) or _counts(piece, rest)):
                found.append(piece)
                start = end.end()
        found.append(line[start:].strip())
    return tuple(piece for piece in found if piece)


def _goes_on(piece: str, rest: str) -> bool:
    """Whether a point before a small letter is one of an abbreviation, or that of "geb. 3.5.1960"
    before a number."""
    if _BORN.search(piece) and rest.lstrip()[:1].isdigit():
        return True
    return rest.lstrip(" \t\"'“‘([")[:1].islower() and _SHORTENED.search(piece) is not None

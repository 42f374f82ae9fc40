"""Splits the clauses of a question into the cue, which describes a person, and the ask.

"What did my neighbour with the dog suggest" has the cue "neighbour with the dog" and the ask "what
did they suggest". Where the cue ends is told by grammar as far as that goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from persona_assistant.language.lexicon import is_member
from persona_assistant.language.person_phrases import IS, LINK, person_phrase
from persona_assistant.language.words import Word, stem, words

GENERIC = frozenset(
    stem(w)
    for w in """person man woman guy lady gentleman friend individual speaker voice face photo
    picture image clip recording audio know recall note memory mention describe context
    provide accord base biography bio text show tell remind detail information give given say
    entry conversation dialogue kind sort type current currently usual usually last time
    moment contact among query identify look like name call apparent exact exactly specific
    particular state profile something overall day way use main ever we meet encounter when
    before during while find learn be do go make become get new old first long big great much
    many lot bit little own thing reason part fact right put particularly short whole end
    happen take one exactly certain remember notes regard think talk different several various
    piece""".split()
)
"""Stems that frame a question without saying what it is about."""
CLAUSE_BREAK = re.compile(
    r"\s+[-–—]+\s+|[,;:?!—–]+\s*|\.\s+|\band\s+(?=(?:what|where|how|when|why|which|who)\b)",
    re.IGNORECASE,
)
_OCCASION = re.compile(
    r"(?<=\w)\s+(?:when|while|as|where|the (?:day|time|last time|evening|morning|night)|that "
    r"(?:day|time)|last time)\s+"
    r"(?:we|i|you|us)\b.*$",
    re.IGNORECASE,
)
"""The occasion a question is set in: "... when I met the nurse". It describes; it is not asked."""
_TOLD = re.compile(
    r"\b(?:say|said|tell me|told me|tell us|know|mention|mentioned|explain|explained|ask|asked|"
    r"wonder)$",
    re.IGNORECASE,
)
ASKING = re.compile(
    r"^(?:so|and|but|then|also|please|tell me|do you (?:know|remember|recall)|remind me|can you "
    r"tell me|i wonder|in|on|at|for|to|"
    r"from|by|about|with|of|\s)*"
    r"(?:what(?:'s|ever)?|where(?:'s)?|whereabouts|how(?:'s)?|when(?:'s)?|why|which|who(?:'s|se|"
    r"m)?|is|are|was|were|do|does|did|has|"
    r"have|had|can|could|will|would|should)\b",
    re.IGNORECASE,
)
_INVERTED = frozenset(
    """do does did is are was were has have had can could will would 's""".split()
)


def spoken(tokens: Iterable[Word]) -> str:
    """Words back into text, contractions joined to what they belong to."""
    return re.sub(
        r"\s+(?=(?:n't|'\w+)\b)", "", " ".join(w.surface.replace("’", "'") for w in tokens)
    )


AFTER_DO = frozenset(
    """say tell ask promise offer want wear have carry hold feel look do like come need mention
    recommend suggest complain invite bring claim think hope plan study work live learn grow
    get go make take give keep eat drink play speak call describe explain teach react
    respond sound seem start begin become spend lose win buy sell use own drive ride collect
    visit move marry meet see hear smell send lend write read sing die enjoy love hate fear
    worry miss believe know prefer advise warn remind refuse agree answer reply joke confess
    admit reveal announce insist declare argue request beg borrow put help earn""".split()
)
"""Bare verbs: behind "did" the ask goes on with one, while what describes a person is inflected."""
_AFTER_BE = frozenset(
    """wearing holding carrying feeling doing saying eating drinking playing working studying
    celebrating complaining planning looking sitting waiting born raised called named
    dressed afraid allergic not up bringing taking going asking offering suggesting
    recommending so very out divorced married single retired""".split()
)
_AFTER_HAVE = frozenset(
    """got been said told asked promised offered invited planned suggested recommended complained
    brought worn had done won studied lived worked""".split()
)
_KEEPS_BARE = frozenset(
    """to will would can could should must may might 'll 'd not n't and or who that""".split()
)
BEFORE_NOUN = frozenset(
    """the a an my his her their our your this that these those some any no its 's of at from for
    in on to by with without i we you he she they whose which is are was were been be am 's
    're 'm very so too""".split()
)
"""Behind one of these stands what describes the person still: "from work", "we study with", "was
holding"."""


def _resumes(ask: tuple[Word, ...], cue: tuple[Word, ...], at: int) -> bool:
    """Whether the word of an open cue is one with which the ask goes on: "what did the man who
    sails | wear"."""
    support = {w.lower for w in ask}
    here, before = cue[at], cue[at - 1].lower
    if support & {"do", "does", "did", "would", "will", "can", "could", "should"}:
        return here.lower in AFTER_DO and before not in _KEEPS_BARE
    if support & {"is", "was", "are", "were", "'s"}:
        if at == len(cue) - 1 and here.lower in ("from", "like", "into", "about", "for"):
            return True
        kinds = [f for f in ("emotion", "build") if is_member(here.stem, f)]
        return here.lower in _AFTER_BE or any(not is_member(cue[at - 1].stem, f) for f in kinds)
    if support & {"has", "have", "had"}:
        return here.lower in _AFTER_HAVE
    return False


def _cue_ends(ask: tuple[Word, ...], cue: tuple[Word, ...]) -> int:
    """Where an open cue surely ends, by its grammar alone: "what did | my neighbour with the dog |
    suggest". All of it describes, as far as that tells, where the ask has its own verb or nothing
    in the cue goes on with it."""
    if not ask or ask[-1].lower not in _INVERTED:
        return len(cue)
    for at in range(1, len(cue)):
        if cue[at - 1].lower not in BEFORE_NOUN and _resumes(ask[-1:], cue, at):
            return at
    return len(cue)


@dataclass(frozen=True)
class Clause:
    text: str
    asks: bool
    ask: str
    """The clause without what describes the person."""
    cue: tuple[Word, ...]
    open: bool


def _is_topic(before: tuple[Word, ...]) -> bool:
    """Whether a phrase for a person names somebody else, whom the person meant has to do with:
    "what did she say about | the dentist"."""
    return (
        bool(before)
        and before[-1].lower in ("about", "of", "to", "with")
        and any(word.lower in ("he", "she", "they") for word in before)
    )


def split_clause(text: str) -> Clause:
    """Splits one clause at its person phrase."""
    occasion = _OCCASION.search(text)
    if occasion and _TOLD.search(text[: occasion.start()]):
        occasion = None  # "did she say when we ...": that is what is asked
    cue: list[Word] = []
    if occasion:
        phrase = person_phrase(words(occasion.group()))
        cue.extend(words(occasion.group())[phrase[0] + 1 :] if phrase else ())
        text = text[: occasion.start()]
    asks = bool(ASKING.match(text))
    tokens = words(text)
    phrase = person_phrase(tokens)
    if phrase is None or _is_topic(tokens[: phrase[0]]):
        return Clause(text, asks, text, tuple(cue), False)
    start, _, end = phrase
    cue.extend(w for w in tokens[start + 1 : end] if w.stem not in GENERIC)
    before, behind = tokens[:start], tokens[end:]
    # "What was the man | holding?": behind a form of "be" it is what somebody was doing that is
    # asked.
    progressive = (
        bool(behind and before) and behind[0].lower.endswith("ing") and before[-1].lower in IS
    )
    if behind and behind[0].lower in LINK and not progressive:
        described = behind[1:]
        end = _cue_ends(before, described)
        if end < len(described):
            # "they" stands for the person, so that what is asked reads on as it would of somebody
            # shown.
            ask = f"{spoken(before)} they {spoken(described[end:])}"
            return Clause(text, asks, ask, (*cue, *described[:end]), False)
        return Clause(text, asks, spoken(before), (*cue, *described), True)
    if behind and behind[0].lower == "'s":
        behind = behind[1:]
    return Clause(text, asks, spoken((*before, *behind)), tuple(cue), False)

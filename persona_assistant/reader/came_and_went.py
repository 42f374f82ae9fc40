"""What a note says came to what somebody has, or went: a kitten they got, a child that was born, a
cat that died. So a number in an older note is brought up to date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.language.plainly import is_called
from persona_assistant.language.ways import has_ways, says_one_of
from persona_assistant.language.words import Word

_NUMBERS = {"two": 2, "three": 3, "2": 2, "3": 3, "twin": 2, "twins": 2, "triplets": 3}
_KIND = r"(?:(?:new|second|third|fourth|little|baby|rescue|another|more|healthy) )*"
_GOT = (
    r"(?:^|(?:he|she|they|and|&|[^\W\d_]+(?:['’]s)?) )(?:(?:have|has|just|also|finally|now) )*"
    r"(?:got|adopted|rescued|bought|took in|brought home|welcomed|had) (?:(?:herself|himself) )?"
    r"(?P<n>an?|another|one more|two|three|2|3|the twins|(?=twins|triplets))\b"
    rf" ?{_KIND}(?:\w+ )??(?P<what>[^\W\d_]+)\b"
)
_BORN = (
    r"(?:\bbaby (?P<baby>boy|girl)\b|\b(?P<what>twins|triplets|baby|son|daughter|boy|girl)\b)"
    r"(?:[,(]? [A-ZÀ-Þ][\w'’-]+,?)?\)? (?:(?:was|were|is) )?(?:born|here|arrived|came)\b"
    r"|\b(?:had|have|has|welcomed) (?:an?|the|their|her|his) (?:\w+ )?"
    r"(?P<had>boy|girl|baby|son|daughter)\b"
    r"|\bbaby (?P<named>boy|girl),? [A-ZÀ-Þ]"
)
_WENT = (
    r"(?P<what>[^\W\d_]+)(?: [A-ZÀ-Þ][\w'’-]+|,? \([A-ZÀ-Þ][\w'’-]+\))? "
    r"(?:(?:has|had|was|got|is|sadly|to be) )*"
    r"(?:died|dead|passed(?: away)?|put down|put to sleep|run over|ran away|ran off"
    r"|vanished|disappeared|gone|rehomed)\b"
)
_GAVE = (
    r"\b(?:lost|sold|rehomed|gave away|buried|had to put down) (?:one of )?"
    r"(?:his|her|their|the|[^\W\d_]+['’]s) (?:\w+ )??(?P<what>[^\W\d_]+)\b"
)
_NOT = (
    r"\b(?:want\w*|wish\w*|might|may|maybe|would|could|almost|nearly|not|never|thinking|hop\w+"
    r"|plan\w*|expect\w*|due|pregnant|if|when|should|going to|gonna|will|my|our|i|we|his|her"
    r" (?:mum|mom|sister|brother|son|daughter|eldest|oldest|youngest|friend|neighbou?r)['’]?s?"
    r"|n['’]t)\b"
)
_GRANDPARENT = (
    r"\b(?:grand(?:ad|dad|ma|pa|father|mother|parents?|son|daughter|child(?:ren)?|kids?)|granny|nana"
    r"|abuel[oa]s?|nonn[oa]|oma|opa)\b"
)
_NAME = re.compile(r"\b[A-ZÀ-Þ][\w'’-]+")
_CHILD = frozenset("child kid children kids son daughter baby boy girl".split())


@dataclass(frozen=True, slots=True)
class Change:
    """How many came or, below 0, went."""

    by: int
    start: int
    end: int
    """From where to where the sentence says it."""
    called: frozenset[str] = frozenset()
    """The names of those that came."""


def changed(thing: Word, sentence: str, called: set[str]) -> Change | None:
    """What a sentence says came or went of a thing; `called` are the names of those there are."""
    if thing.stem in CHILDREN and compiled(_GRANDPARENT).search(sentence):
        return None
    for pattern in (_BORN, _GOT) if thing.stem in CHILDREN else (_GOT,):
        for match in compiled(pattern).finditer(sentence):
            what = next(
                filter(
                    None,
                    (
                        match[each]
                        for each in ("what", "baby", "had", "named")
                        if each in match.groupdict()
                    ),
                ),
                "",
            )
            number = match.groupdict().get("n") or what
            if _is(thing, what) and not _is_open(sentence, match):
                by = _NUMBERS.get(plain(what), _NUMBERS.get(plain(number), 1))
                behind = names_in(sentence[match.end() :][:25])
                return Change(by, match.start(), match.end(), frozenset(behind))
    for pattern in (_WENT, _GAVE):
        for match in compiled(pattern).finditer(sentence):
            what = match["what"]
            gone = _is(thing, what) or what.lower() in {each.lower() for each in called}
            if gone and not _is_open(sentence, match):
                return Change(-1, match.start(), match.end())
    return None


CHILDREN = frozenset("child kid children son daughter boy girl babi".split())


def names_in(text: str) -> set[str]:
    """The names in the rest of a sentence."""
    return set(_NAME.findall(text))


def _is(thing: Word, what: str) -> bool:
    word = plain(what)
    if is_called(thing, word) or (thing.stem in CHILDREN and word in _CHILD):
        return _sex(thing.stem) in ("", _sex(word)) or not _sex(word)
    return has_ways(thing.stem) and says_one_of(thing.stem, word)


def _sex(word: str) -> str:
    return {"son": "m", "boy": "m", "daughter": "f", "girl": "f"}.get(word, "")


def _is_open(sentence: str, match: re.Match[str]) -> bool:
    """Whether it has not come about, or is another one's."""
    clause = re.split(r"[,;:.!?(]", sentence[: match.start()])[-1]
    return compiled(rf"(?i){_NOT}").search(clause + match.group()) is not None

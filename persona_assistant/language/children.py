"""Whether notes say that somebody has children: "two daughters", "became a dad", "his wife had
twins", "son Huw"; and when a child came.

A handful of forms say it. Somebody else's children, and those that are only expected or wished
for, are not theirs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from persona_assistant.language.claims import Stance
from persona_assistant.language.patterns import compiled


class Child(StrEnum):
    ANY = "child"
    SON = "son"
    DAUGHTER = "daughter"
    TWINS = "twins"


@dataclass(frozen=True, slots=True)
class AskedChildren:
    child: Child
    came: bool = False
    """Whether it is asked who got one, and not who has one."""
    negative: bool = False
    parent: str = ""
    """Of what sex the parent is to be, "she" or "he", where a mother or a father is asked for."""


_SON, _DAUGHTER = r"sons?|boys?|lads?", r"daughters?|girls?|lass(?:es)?"
_TWINS = r"twins|triplets|twin \w+"
_ANY = (
    rf"{_SON}|{_DAUGHTER}|{_TWINS}|kids?|child|children|baby|babies|toddlers?|newborn|"
    r"little (?:ones?|guy|man|fella|lady|lad)|bab(?:y|ies) (?:boys?|girls?)"
)
_OF = {Child.ANY: _ANY, Child.SON: _SON, Child.DAUGHTER: _DAUGHTER, Child.TWINS: _TWINS}
_NOUNS = (
    (Child.TWINS, r"twins|triplets"),
    (Child.SON, r"sons?|(?:baby |little )?boys?"),
    (Child.DAUGHTER, r"daughters?|(?:baby |little )?girls?"),
    (
        Child.ANY,
        r"kids?|child(?:ren)?|little ones?|offspring|(?:a )?(?:parent|mum|mom|mother|father|dad)s?",
    ),
)
_AS = {
    Child.ANY: "him|her|them|the baby",
    Child.SON: "him",
    Child.DAUGHTER: "her",
    Child.TWINS: "them",
}
"""What stands for a child that came: "Ellen's had him!"."""
_HAS = re.compile(
    r"^(?:does|has|is|did) she (?P<not>not )?(?:have |got |a |an )?(?P<no>no )?(?:any |an? )?"
    r"(?:small |young |grown[- ]up |little |adult )?(?P<what>[\w ]+?)"
    r"(?: of (?:her|their) own| at home)?\?$",
    re.I,
)
_CAME = re.compile(
    r"^(?:did|has) she (?:have|had|get|got|given birth|give birth|become|became|welcome|been)\b ?"
    r"(?:(?:to )?(?:an?|the|her) )?(?:new |first |second )*(?P<what>bab(?:y|ies)|child|"
    r"kids?|son|daughter|boy|girl|twins|"
    r"parents?|mum|mom|mother|father|dad|)\b[^?]*\?$",
    re.I,
)


def asked_children(question: str) -> AskedChildren | None:
    """What a question about one person asks of their children; None for any other question."""
    if match := _CAME.match(question):
        what = match["what"].lower()
        if what or "birth" in question:
            sort = next((c for c, p in _NOUNS if what and re.fullmatch(p, what)), Child.ANY)
            return AskedChildren(sort, came=True)
    match = _HAS.match(question)
    if match is None:
        return None
    for child, pattern in _NOUNS:
        if re.fullmatch(pattern, match["what"], re.I):
            return AskedChildren(
                child,
                negative=bool(match["not"] or match["no"]),
                parent=_sex_of_parent(match["what"].lower()),
            )
    return None


def _sex_of_parent(what: str) -> str:
    if re.fullmatch(r"(?:a )?(?:mum|mom|mother)s?", what):
        return "she"
    return "he" if re.fullmatch(r"(?:a )?(?:dad|father)s?", what) else ""


@dataclass(frozen=True, slots=True)
class Told:
    how: Stance
    start: int
    end: int
    """From where to where it stands in its fragment."""


_ADJECTIVES = (
    r"(?:(?:little|small|young|older|younger|grown[ -]?up|adult|teenage|baby|new|beautiful|"
    r"healthy|lovely|tiny|"
    r"first|second|third|other|only|twin|\w+[- ]year[- ]old|year[- ]old|adopted|foster) )*"
)
_NUMBER = r"(?:an?|the|one|two|three|four|five|six|seven|\d|her|his|their|twin|some|several|both)"
_COUNT = r"(?:two|three|four|five|six|seven|\d|twin)"
_GOT = (
    r"(?:had|has|have|'ve|has got|have got|got|adopted|have adopted|has adopted|"
    r"with (?=an? |\d|t[wh]|her |his )|raising|welcomed|"
    r"gave birth to|fostered|became|get)"
)
_CAME_TO = (
    r"(?:had|has had|have had|just had|adopted|have adopted|has adopted|welcomed|"
    r"gave birth to|fostered|"
    r"became)"
)
_PARTNER = r"(?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|hubby|missus)"
_PARENT = r"(?:mum|mom|mam|dad|father|mother|parent|daddy|mummy|papa|mama)"
_NO = re.compile(
    r"\b(?:no|not|never|without|n't|neither|want(?:s|ed)?|hop(?:es?|ing)|trying|expecting|expects|due|pregnant|wish\w*|"
    r"childless|child[- ]free|would|might|maybe|if|planning|like|likes|met|teach\w*|coach\w*|"
    r"looks? after|babysit\w*|nann\w+)\b|n['’]t\b",
    re.I,
)
_NONE = re.compile(
    r"\b(?:no|without|any|never had|never wanted|doesn['’]?t want|"
    r"didn['’]?t want) (?:\w+ )?(?:kids?|children|child)\b"
    r"|\bchildless\b|\bchild[- ]free\b",
    re.I,
)


def told_of_children(text: str, asked: AskedChildren, names: frozenset[str]) -> Iterator[Told]:
    """What a fragment of somebody's notes says of it; `names` are theirs, in lower case."""
    if none := _NONE.search(text):
        how = Stance.STATES if asked.negative else Stance.DENIES
        if not _is_of_others(text[: none.start()], names):
            yield Told(how, none.start(), none.end())
        return
    for pattern in _forms(asked, names):
        for match in compiled(pattern).finditer(text):
            before = text[: match.start("what")]
            clause = re.split(r"[,;:()–—]", before)[-1]
            if _NO.search(clause) or _is_of_others(before, names, clause=clause):
                continue
            if re.match(
                r"\s*(?:friend|class|school|group|club|book|clothes|room|football|team|choir)\b",
                text[match.end() :],
            ):
                continue
            how = Stance.DENIES if asked.negative else Stance.STATES
            yield Told(how, match.start("what"), match.end("what"))
            return


def _forms(asked: AskedChildren, names: frozenset[str]) -> Iterator[str]:
    noun = rf"(?P<what>{_ADJECTIVES}(?:{_OF[asked.child]}))\b(?![-'’])"
    owner = "|".join(
        ["his", "her", "their", *(rf"{re.escape(each)}['’]?s" for each in sorted(names))]
    )
    got = _CAME_TO if asked.came else _GOT
    yield rf"(?i)\b{got} (?:(?:just|also|now|already|today|since) )?(?:{_NUMBER} )?{noun}"
    yield (
        rf"(?i)\b(?:{owner}) (?:[\w’'-]+ )?{_PARTNER} (?:[A-ZÀ-Þ]\w+ )?(?:just )?(?:had|"
        rf"gave birth to|has) (?:{_NUMBER} )?{noun}"
    )
    if asked.child is Child.ANY:
        yield (
            rf"(?i)\b(?:became|become|is|'s|being|as|a|an|single|proud|new|working|"
            rf"busy) (?:(?:a|an|the|single|proud|new) )*(?P<what>{_PARENT})(?: (?:of|to|"
            rf"again|now|since|too)\b|\s*$)"
        )
    yield (
        rf"(?i)\b(?P<what>{_OF[asked.child]}),? (?:(?-i:[A-ZÀ-Þ][\w-]+),? )?(?:is here|was born|"
        rf"born|has arrived|arrived|came)\b"
    )
    yield rf"(?i)\b{_NUMBER} {noun} (?:get|got|become|received|born)\b"
    yield rf"(?i)\b(?P<what>{_OF[asked.child]})(?:['’]s| are| r) (?:finally )?here\b"
    came_as = _AS[asked.child]
    yield (
        rf"(?i)(?:['’]s|\bhas|\bhave|\bjust|\bfinally|^[^\W\d_]+) had (?P<what>{came_as})"
        r"(?=\s*(?:$|[!,.]|(?:at|on|this|last|early|safely|yesterday|today)\b))"
    )
    if asked.came:
        yield rf"(?i)\b(?:{owner}) {noun}[^.;]*\bborn\b"
        return
    yield rf"(?i)\b(?:{owner}) {noun}"
    yield rf"(?i)(?:^|[,;:(&+]|\band|\.) ?(?:{_COUNT} ){noun}"
    yield rf"(?i)\b(?P<what>{_OF[asked.child]})[:,]? (?-i:[A-ZÀ-Þ][\w-]+)"
    yield (
        rf"(?i)(?:^|[,;(&+]|\band) ?(?:{_ADJECTIVES})(?P<what>{_OF[asked.child]}) "
        r"(?:is|are|at|has|lives?|works?|called|just|doing|goes|starts?|started|starting|studying|"
        r"plays?|in (?!law\b|charge\b)|off to|away at|loves)\b"
    )
    yield rf"(?i)(?:^|[,;&+]) ?(?:{_COUNT} )?(?P<what>{_OF[asked.child]}) ?\((?-i:[A-ZÀ-Þ])"
    if asked.child is Child.ANY and names:
        own = "|".join(map(re.escape, sorted(names)))
        yield (
            rf"(?i)\b(?:{own})\b[ ,(–-]+(?:(?:my|our|school|playgroup|nursery) [\w ]*[,–-] ?)?"
            rf"(?-i:(?!(?:His|Her|Their)\b)[A-ZÀ-Þ][^\W\d_]+['’]?s) (?P<what>{_PARENT})\b"
        )


_KIN = (
    r"sister|brother|mum|mom|mother|father|dad|friend|boss|neighbou?r|cousin|aunt|uncle|niece|nephew|colleague|"
    r"son|daughter|parents|flatmate|in-laws?|sister-in-law|brother-in-law|ex|mate|landlord|landlady"
)
_OTHERS = re.compile(
    rf"\b(?:his|her|their|\w+['’]s|an?|my) (?:\w+ )?(?:{_KIN})\b(?! of)(?!['’]s? (?:and|&))", re.I
)
_SUBJECT = re.compile(
    r"(?:^|[,;:(–—-] ?|\band )(?P<who>[A-ZÀ-Þ][^\W\d_]+) (?:has|had|is|was|got|adopted)\b"
)


def _is_of_others(before: str, names: frozenset[str], *, clause: str = "") -> bool:
    """Whether what stands before it speaks of somebody else, who has the child."""
    said = clause or before
    if _SOMEBODY_WHO.search(before) or _PARTNER_HAS.match(before):
        return True
    subject = {each.lower() for each in re.findall(r"\w+", said)} & (names | {"she", "he", "they"})
    if _OTHERS.search(said if subject else before):
        return True
    if re.match(r"\W*(?:i|we)\b", said, re.I):
        return True
    subjects = [each["who"].lower() for each in _SUBJECT.finditer(before)]
    return bool(subjects) and subjects[-1] not in names | _PRONOUNS


_PARTNER_HAS = re.compile(
    r"(?:and |but |new |his |her |their )*(?:girlfriend|boyfriend|gf|bf|fella|bloke|partner)\b.*"
    r"\b(?:has|got|with)(?: got)?(?: \w+){0,2} ?$",
    re.I,
)
"""A child that a partner has already: "girlfriend Amy has a little girl"."""
_SOMEBODY_WHO = re.compile(
    r"\b(?:someone|somebody|seeing|dating|met|called|with an?)\b[^,;.]*\bwho\b[^,;.]*$", re.I
)
_PRONOUNS = frozenset("she he they it this that now still who there both".split())

"""Questions about two or more people who are named: whether they are a couple, who is older, what
they have in common, or the same thing of each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from persona_assistant.language.about_one_of_them import JOINED, about_one, of_both_alike
from persona_assistant.language.choice_questions import Choice, choice
from persona_assistant.language.claims import KIN
from persona_assistant.language.more_questions import (
    AGE,
    GAP_ASKED,
    MORE,
    number_asked,
    positive,
)
from persona_assistant.language.plain_questions import plain_question
from persona_assistant.language.same_questions import same_thing


class PairKind(StrEnum):
    COMMON = "common"
    COUPLE = "couple"
    RELATION = "relation"
    """Whether one stands to the other as is asked: know each other, sisters, colleagues."""
    JOINT = "joint"
    """Something they did together, which either's notes may tell: where they met."""
    AGE = "age"
    MORE = "more"
    """Who has more, or less, of something that has a number."""
    CHOICE = "choice"
    """Of whom of them something is true."""
    EARLIER = "earlier"
    """Who of them did something first, or last."""
    SAME = "same"
    """Whether something is the same of both: the town, the school."""
    BETWEEN = "between"
    """What one is to the other."""
    SHARED = "shared"
    """Something that both have together, which either's notes may tell: their baby's name."""
    EACH = "each"


@dataclass(frozen=True, slots=True)
class PairQuestion:
    kind: PairKind
    asked: str = ""
    """The question about one of them, with {name} for the name; for a relation or something they
    did together the question as it was asked."""
    least: bool = False
    """Whether who has least is meant: the younger one, who has fewer."""
    yes_no: bool = False
    of_first: tuple[str, str] | None = None
    """What is answered where it is the first one named, and where it is the other: "yes" or "no" to
    whether one is older than the other."""
    kin: Mapping[int, str] = field(default_factory=dict)
    """Which relative of each is meant, where the age of one is asked for: of "Ana or Leo's dad"
    Leo's dad."""


GAP = "How many years are between them?"
"""What is asked beside who is older."""
_YES = ("Yes", "No")


_YES_NO = re.compile(r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", re.I)
_COUPLE = re.compile(
    r"\b(?:go(?:ne)? through with (?:it|the wedding)|t(?:ie|ied|ying) the knot|hitched|"
    r"a couple|an item|dating|going out|seeing each other|married|engaged|in a relationship|"
    r"marry|partners?|spouses?|wife|husband|boyfriend|girlfriend|fianc[eé]e?|lovers|in love|ex)\b"
    r"|^(?:are|is|were|was) §\d+ (?:and §\d+ )?(?:still |back )?(?:together|with)(?: §\d+)?$",
    re.I,
)
_WISHES = re.compile(
    r"^(?:does|did|is|was) §\d+ (?:really |still )?(?:want|wish|hop|plan)\w* to\b", re.I
)
"""What one of them wants stands in the notes of that one."""
_RELATION = re.compile(
    r"\b(?:know(?:s|n)?|met|meet|friends?|colleagues?|coworkers?|related|siblings?|sisters?|"
    r"brothers?|mum|mom|dad|grand(?:mother|father|ma|pa|son|daughter)|twins?|"
    r"cousins?|neighbou?rs?|flatmates?|roommates?|housemates?|classmates?|"
    r"each other|one another|together|family|relatives?|boss|mother|father|daughter|son|aunt|uncle|"
    r"niece|nephew|exes|get on|get along)\b",
    re.I,
)
_JOINT = re.compile(
    r"^(?:where|how|when|why|what year|how long)\b.*\b(?:meet|met|know each other|known each other|"
    r"get to know|get married|marry|get together|got together|become friends|split up|break up|"
    r"get engaged|been together|been married|fall out|related)\b",
    re.I,
)
_MET_THE_OTHER = re.compile(
    r"^(?:where|how|when|why|what year)\b(?: \w+)? §\d+ (?:first |ever |actually )?"
    r"(?:meet|met|meets|find|get to know|got to know|get (?:together )?with|got (?:together )?with|"
    r"marry|hook up with|become friends with|bump into|start (?:seeing|dating)) §\d+$",
    re.I,
)


def pair_question(text: str, typed: Sequence[str]) -> PairQuestion | None:
    """What is asked of the people whom the text calls by the names `typed`, in the order of the
    text; None where it is about one of them."""
    asked = _with_marks(plain_question(text), typed)
    if asked is None:
        return None
    found = _asked_of(*asked)
    kin = {int(each[1]): each["kin"] for each in _OWN_KIN.finditer(asked[0])}
    if found is not None and found.kind is PairKind.AGE and kin:
        return replace(found, kin=kin)
    return found


_OWN_KIN = re.compile(rf"§(\d+)(?:['’]s?)? (?P<kin>{KIN})\b(?! §)", re.I)


def _asked_of(marked: str, names: Sequence[str]) -> PairQuestion | None:
    marked = _APART_BY_OR.sub(_side_by_side, marked)
    joined = JOINED.search(marked)
    if joined and _COMMON.search(marked):
        return _common(marked, joined)
    if (joined and _BETWEEN.search(marked)) or _TO_THE_OTHER.match(marked):
        return PairQuestion(PairKind.BETWEEN, _unmarked(marked, names))
    if chosen := _choice(marked):
        return chosen
    if before := _BEFORE.match(marked):
        said = f"{marked.split()[0]} {before['said']}"
        asked_of_each = (
            f"When was {{name}}'s {before['said']}?" if before["owned"] else Choice(said).question
        )
        return PairQuestion(
            PairKind.EARLIER,
            asked_of_each,
            bool(before["after"]),
            not before["owned"],
            ("Before", "After") if before["or"] else _YES,
        )
    if GAP_ASKED.search(marked):
        return PairQuestion(PairKind.AGE, GAP)
    if joined and (one_of := _one_of(marked, joined)):
        return one_of
    if _YES_NO.match(marked):
        if _COUPLE.search(marked) and not _WISHES.search(marked):
            return PairQuestion(PairKind.COUPLE, _unmarked(marked, names), yes_no=True)
        age = AGE.search(marked)
        if age:
            of_first = _YES if re.search(r"\bthan §\d+$", marked) else None
            return PairQuestion(PairKind.AGE, "", bool(age["young"]), True, of_first)
        related = _RELATION.search(marked)
        if related and not re.search(r"\b(?:have|has|got|any)\b.*\b(?:friend|s)", marked, re.I):
            owned = re.sub(rf"(§\d+) (?=(?:{KIN})\b)", r"\1's ", marked)
            return PairQuestion(PairKind.RELATION, _unmarked(owned, names), yes_no=True)
    if joined and (about := same_thing(marked)):
        return PairQuestion(PairKind.SAME, about, yes_no=True)
    together = _JOINT.search(marked) or _DO_TOGETHER.match(marked)
    if (joined and together) or _MET_THE_OTHER.match(marked):
        return PairQuestion(PairKind.JOINT, _unmarked(marked, names))
    if not joined:
        than = re.match(
            r"(?:is|does|has) §\d+ (?P<more>.+) than §\d+(?: (?:is|does|has))?$", marked, re.I
        )
        if than is None or not MORE.search(than["more"]):
            return None
        return replace(_number(than["more"]), of_first=_YES)
    if age := AGE.search(marked):
        return PairQuestion(PairKind.AGE, least=bool(age["young"]))
    if SHARED.search(marked) and not (_APART.search(marked) or _YES_NO.match(marked)):
        return PairQuestion(PairKind.SHARED, _unmarked(marked, names))
    each = of_both_alike(marked) or about_one(marked, joined)
    if re.match(r"(?:About )?\{name\}(?:'s)?\?$", each):
        return None
    return PairQuestion(PairKind.EACH, each, yes_no=bool(_YES_NO.match(each)))


CHILD = re.compile(
    r"(?:bab(?:y|ies)|kids?|child(?:ren)?|sons?|daughters?|boys?|girls?|twins|bub|little one|"
    r"youngest|oldest|eldest|firstborn|newborn)",
    re.I,
)
"""What is asked of somebody's child, by the day it was born."""


def _choice(marked: str) -> PairQuestion | None:
    """Of whom something is true, who has more or less of it, or who did it first."""
    asked = choice(marked)
    if asked is None:
        return None
    if not asked.whose and (age := AGE.search(asked.said)):
        return PairQuestion(PairKind.AGE, least=bool(age["young"]))
    if asked.whose and (of_child := _of_child(asked)):
        return of_child
    if order := _ORDER.search(asked.said):
        return _earlier(asked, order)
    if MORE.search(asked.said) or (asked.whose and AGE.search(asked.said)):
        return _number(asked.said, asked.whose)
    if compared := _COMPARED.search(asked.said):
        return PairQuestion(PairKind.MORE, f"How {positive(compared.group())} is {{name}}?")
    question = asked.question
    return PairQuestion(PairKind.CHOICE, question, yes_no=True) if question else None


def _of_child(asked: Choice) -> PairQuestion | None:
    """Whose child is older, or came first."""
    if not CHILD.fullmatch(asked.whose):
        return None
    age, order = AGE.search(asked.said), _ORDER.search(asked.said)
    if age is None and order is None:
        return None
    later = bool((age and age["young"]) or (order and (order["last"] or order["last_of"])))
    return PairQuestion(PairKind.EARLIER, f"When was {{name}}'s {asked.whose} born?", later)


def _number(said: str, whose: str = "") -> PairQuestion:
    """The question for the number that decides who has more or less, or `whose` thing does."""
    number = number_asked(said, whose)
    return PairQuestion(PairKind.MORE, number.question, number.least)


def _one_of(marked: str, joined: re.Match[str]) -> PairQuestion | None:
    """ "Has Ana or Ben got a dog", and whose the dog is."""
    if not (_YES_NO.match(marked) and re.search(r"\bor\b", joined.group(), re.I)):
        return None
    if age := AGE.search(marked):
        return PairQuestion(PairKind.AGE, least=bool(age["young"]))
    before, after = marked[: joined.start()], marked[joined.end() :]
    if MORE.search(marked):
        return _number(" ".join(f"{before} {after}".split()))
    owned = joined.group().rstrip("'").endswith("'s") or joined.group().endswith("'")
    asked = f"{before}{{name}}{chr(39) + 's' if owned else ''}{after}?"
    for pattern, instead in _OTHER_WAY_ROUND:
        asked = pattern.sub(instead, asked)
    return PairQuestion(PairKind.CHOICE, f"{asked[:1].upper()}{asked[1:]}", yes_no=True)


_OTHER_WAY_ROUND = (
    (
        re.compile(r"^(?:is|was) (the|that|this) (.+) \{name\}'s\?$", re.I),
        r"Does {name} have \1 \2?",
    ),
    (
        re.compile(r"^(?:does|did) (the|that|this) (.+) belong to \{name\}\?$", re.I),
        r"Does {name} have \1 \2?",
    ),
    (re.compile(r"^(is|was) (the .+) \{name\}\?$", re.I), r"\1 {name} \2?"),
)
"""Questions about a thing or a role, turned into questions about the person."""


def _side_by_side(match: re.Match[str]) -> str:
    before, said = match["before"] or match["verb"], match["said"] or match["rest"]
    return f"{before} or{match['other'] or match['one']}{said}"


_APART_BY_OR = re.compile(
    r"^(?P<before>(?:is|was) (?:it|that) §\d+)(?P<said> (?:who|that)\b[^§]+?),? or(?P<other> §\d+)$"
    r"|^(?P<verb>(?:is|was|do|does|did|has|have|had|can|will)\b[^§]*§\d+)(?P<rest> [^§]+?),? or"
    r"(?: (?:is|was|does|did|has|do|have|had|can|will))?(?: (?:it|that))?(?P<one> §\d+)"
    r"(?: (?:does|did|is|has|was))?$",
    re.I,
)
""" "Was it Ana who rang or Ben", "is Ana married or is Ben": the names stand apart."""
_ORDER = re.compile(
    r"\s*\b(?:first|earlier|earliest|sooner|the longest ago|before the other(?: one)?|"
    r"(?P<last>last|latest|later|(?:the )?(?:most|more) recently|after the other(?: one)?))$"
    r"|^(?:is|was|were|came)?\s*(?:the )?(?:first|(?P<last_of>last)) (?:one )?to\s+",
    re.I,
)
_BEFORE = re.compile(
    r"^(?:did|was|were|has|had|is) §\d+(?P<owned>'s)? (?P<said>.+?) "
    r"(?:(?:(?P<or>before or after)|before|earlier than|sooner than)|(?P<after>after|later than)) "
    r"§\d+(?:'s)?(?: did| was)?$",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:earlier|later|sooner|better|best|worse|worst|faster|fastest|slower|slowest|quicker|"
    r"stronger|strongest|weaker|richer|richest|poorer|happier|healthier|fitter|busier|kinder)\b",
    re.I,
)
"""What compares, and has no number of its own."""
_TOOK_PLACE = re.compile(
    r"^(?:(?:is|was|were|will be|comes?|came|happens?|happened|takes place|took place|falls?|fell)"
    r"(?: (?:up|round|around|along|the))?)?$",
    re.I,
)


def _earlier(asked: Choice, order: re.Match[str]) -> PairQuestion | None:
    """The question for what each of them did, which has a day."""
    said = _ORDER.sub("", asked.said).strip()
    least = bool(order["last"] or order["last_of"])
    if asked.whose and _TOOK_PLACE.match(said):
        return PairQuestion(PairKind.EARLIER, f"When was {{name}}'s {asked.whose}?", least)
    question = Choice(f"{'did ' if order.start() == 0 else ''}{said}", asked.whose).question
    return PairQuestion(PairKind.EARLIER, question, least, yes_no=True) if question else None


_BETWEEN = re.compile(
    r"^(?:what|who) (?:are|were|is|was) .*\bto (?:each other|one another)\b"
    r"|\bhow (?:are|were) .*\b(?:related|connected|linked)\b|\brelation(?:ship)? (?:between|of)\b"
    r"|\b(?:connection|link|deal|story|thing|going on|what'?s up) (?:between|with)\b"
    r"|^how (?:do|does|did) .*\b(?:know (?:each other|one another)|fit together)$",
    re.I,
)
_TO_THE_OTHER = re.compile(
    r"^(?:what|who)(?:'s|s| is| are| was)? §\d+ to §\d+$"
    r"|^(?:what|how)(?:'s|s| has| have| is)? §\d+ (?:got )?to do with §\d+$"
    r"|^what(?:'s|s| is| was) §\d+'s? (?:relation(?:ship)?|connection|link) (?:to|with) §\d+$"
    r"|^how(?:'s|s| is| was| does| did) §\d+ (?:related to|connected (?:to|with)|linked to|know)"
    r" §\d+$",
    re.I,
)
SHARED = re.compile(
    r"\b(?:their|the|a|an|'s|s'|§\d+'s|get|got|have|had|having|expecting) (?:\w+ )?"
    r"(?P<thing>wedding|marriage|bab(?:y|ies)|kids?|child(?:ren)?|twins|sons?|daughters?|boys?|girls?|"
    r"little (?:one|girl|boy)s?|honeymoon|engagement|anniversary|reception|divorce|newborn|"
    r"big day|married|engaged|divorced|hitched|wed|house|dog|cat)\b"
    r"|\bwedding (?:date|day|venue)\b|\b(?:propose|elope|marry|split up|break up)\b",
    re.I,
)
_APART = re.compile(r"\b(?:each|both|either|or|how many|respectively)\b", re.I)
_COMMON = re.compile(
    r"\bin common\b|\bcommon (?:ground|interests?|friends|hobbies)\b|^(?:what|which).*\bshared?\b|"
    r"^(?:what|which)\b.*\bboth\b|\bhow .* (?:alike|similar)\b|"
    r"^what(?:'s|s| is) the same (?:about|with)\b",
    re.I,
)
_DO_TOGETHER = re.compile(r"^(?:what|which)\b.*\btogether$", re.I)
_OF_BOTH = re.compile(r"^(?:what|which)\b.*\bboth\b", re.I)
_AT_WORK = re.compile(
    r"\bin common\b.* (?:work|jobs?|careers?)|\b(?:work|job|career)[- ]?wise\b", re.I
)
_SHARE = re.compile(
    r"\b(?:what|which) (?!(?:things?|stuff|else|all)\b)(?P<what>[\w ]+?) (?:do|does|did|have|has)\b"
    r".*\b(?:shared?|in common)\b",
    re.I,
)


def _common(marked: str, joined: re.Match[str]) -> PairQuestion:
    """What they have in common: in everything, or in what the question names."""
    if _AT_WORK.search(marked):
        return PairQuestion(PairKind.COMMON, "What does {name} do for a living?")
    if share := _SHARE.search(marked):
        return PairQuestion(PairKind.COMMON, f"What {share['what']} does {{name}} have?")
    if _OF_BOTH.match(marked):
        return PairQuestion(PairKind.COMMON, about_one(marked, joined))
    return PairQuestion(PairKind.COMMON)


def _with_marks(text: str, typed: Sequence[str]) -> tuple[str, list[str]] | None:
    """The text with §0, §1 for the names, each of whom may be named more than once."""
    marked = text
    for number, name in sorted(enumerate(typed), key=lambda each: -len(each[1])):
        name = re.sub(r"['’]s?$", "", name.replace("’", "'"))
        marked, found = re.subn(
            rf"(?<!\w){re.escape(name)}(?:-[^\W\d_]+)?(?!\w)", f"§{number}", marked, flags=re.I
        )
        if not found:
            return None
    return marked, [re.sub(r"['’]s?$", "", each) for each in typed]


def _unmarked(marked: str, names: Sequence[str]) -> str:
    text = re.sub(r"§(\d+)", lambda match: names[int(match[1])], marked)
    return f"{text[:1].upper()}{text[1:]}?"

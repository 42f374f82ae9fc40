"""Lists asked for by the name of a kind of people: "dog owners", "hearing aid wearers", "my
left-handed friends", "who are the smokers", "a nurse or a doctor among my friends".

Each is written out as the question with "who" that it stands for.
"""

from __future__ import annotations

import re

from persona_assistant.language.about_each import base_form, singular
from persona_assistant.language.being import names_a_quality
from persona_assistant.language.lexicon import is_member, lexicon
from persona_assistant.language.patterns import compiled
from persona_assistant.language.ways import has_ways
from persona_assistant.language.words import stem

_PEOPLE = r"(?:friends|people|persons|ppl|folks?|mates|pals|buddies|acquaintances|contacts)"
_EVERYBODY = r"(?:any ?one|any ?body|some ?one|some ?body|every ?one|every ?body)"
_CIRCLE = rf"(?:{_PEOPLE}|lot|bunch|group|gang|crowd|circle|notes|memory|list|world|life)"
_MINE = r"(?:my|the|this|these|our|all my|all the|all of my)"
_AMONG = (
    rf"(?:(?:in|from|of|among|amongst|out of|across) (?:{_MINE} {_CIRCLE}|them|those|us"
    rf"|every ?(?:one|body)(?: i know)?)"
    rf"|(?:that |who(?:m)? )?(?:i|we) (?:know|have(?: got)?)|here|around(?: here)?|at all|"
    rf"then|too|please|out there)"
)
_TRAILING = rf"(?:,? {_AMONG})+$"
_LEADING = (
    rf"^(?:(?:out of|of|from|among|amongst|in|thinking of) (?:{_MINE} )?(?:all )?"
    rf"(?:{_CIRCLE}|every ?(?:one|body)|them)(?: (?:that )?(?:i|we) know)?(?: all)?,? )"
    rf"(?=(?:who|whose|which|is|does|do|are|has|have|{_EVERYBODY})\b)"
)
_NAMES_OF = (
    r"^(?:(?:list|name|show|give|find|get|tell|remind|i need|i want|i'd like|i'm looking for|"
    r"looking for|need|want)(?: me)?(?: of)? )?(?:a list of|the names? of|names of|the list of)"
    rf" (?:the )?(?=(?:all|any|my|those|{_PEOPLE}|{_EVERYBODY})\b)"
)
_THERE_IS = r"^who (?:is|'s) there (?:that |who )?(?=\w+s\b)"
_IS_THERE = rf"^is there an? (?P<what>[\w-]+(?: [\w-]+)?)(?: {_AMONG})?$"
_WHO_ARE = r"^(?:who|which ones?)(?: all)? (?:are|is|were) (?:all )?(?:the|my|our) (?P<what>.+)$"
_BARE = (
    r"^(?:(?:have|has|do|does|are|is|got)(?: (?:i|we|there))?(?: (?:have|got|know))? )?"
    r"(?:(?:list|name|show|give|find|tell)(?: me)? )?(?P<any>(?:any|all|the|my|our|some|other|"
    r"every|of)\s)*(?P<what>[\w'’ -]+)$"
)
_STILL = r"^(?:current |present |still )|,? (?:still|left|now|today|these days)$"
_BY_NOUN = {
    "owner": "has", "keeper": "keeps", "parent": "has", "haver": "has", "wearer": "wears",
    "speaker": "speaks", "drinker": "drinks", "eater": "eats", "lover": "loves",
    "hater": "hates", "collector": "collects", "sufferer": "has", "player": "plays",
    "rider": "rides", "supporter": "supports", "learner": "learns", "user": "uses",
    "grower": "grows", "holder": "has", "smoker": "smokes",
}  # fmt: skip
"""What somebody does with the thing that stands before such a noun."""
_ALONE = {
    "smoker": "smokes", "drinker": "drinks alcohol", "meat-eater": "eats meat",
}  # fmt: skip
_PERSONAL = (
    "ist", "ian", "vegan", "veggie", "fighter", "worker", "driver", "teacher", "pensioner",
    "swimmer", "runner", "widow", "widower", "climber", "cyclist", "singer", "diabetic", "coeliac",
    "celiac", "asthmatic", "medic", "retiree", "freelancer", "newlywed", "divorcee", "dancer",
)  # fmt: skip


def with_who(asked: str, *, behind: bool = False) -> str:
    """The question with "who" that a kind of people stands for; any other as it is. `asked` is
    plain: without a greeting and a question mark. `behind` says that it asked who behind."""
    asked = compiled(f"(?i){_LEADING}").sub("", asked)
    asked = compiled(f"(?i){_NAMES_OF}").sub("", asked)
    asked = compiled(f"(?i){_THERE_IS}").sub("who ", asked)
    if match := compiled(f"(?i){_IS_THERE}").match(asked):
        return _of_kind(f"{match['what']}s") or asked
    if match := compiled(f"(?i){_WHO_ARE}").match(asked):
        return _of_kind(match["what"]) or asked
    match = compiled(f"(?i){_BARE}").match(asked)
    told = _of_kind(match["what"]) if match else ""
    return told or (_of_phrase(asked) if behind else "") or asked


_HAD = ("face", "eyewear", "headwear", "animal", "vehicle", "illness", "instrument", "jewellery")
"""Kinds of things that people have."""


def _of_phrase(asked: str) -> str:
    """ "Hard of hearing" as "who is hard of hearing", "new glasses" as "who has new glasses"."""
    if re.match(
        rf"(?:{_ASKING}|is|are|do|does|did|can|has|have|will|{_EVERYBODY}|{_PEOPLE})\b", asked, re.I
    ):
        return ""
    if re.match(r"[a-z-]+ (?:to|of|about|from|at|in)\b", asked):
        return f"who is {asked}"
    last = stem(singular(asked.split()[-1].lower()))
    had = any(is_member(last, kind) for kind in _HAD)
    if had or (_is_known(last) and not names_a_quality(asked)):
        return f"who has {_article(asked)}"
    return f"who is {asked}" if names_a_quality(asked) else ""


def _of_kind(what: str) -> str:
    """ "Dog owners" as "who has a dog", "left-handed people" as "who is left-handed"; "" for what
    names no kind of people."""
    if re.match(rf"(?:{_ASKING})\b", what, re.I):
        return ""
    what = compiled(f"(?i){_TRAILING}").sub("", what).strip(" ,")
    what = compiled(f"(?i){_STILL}").sub("", what).strip(" ,")
    former = re.match(r"(?:ex|former|one-time)[ -]", what, re.I)
    what = what[former.end() :] if former else what
    parts = re.split(r",? (?:or|and) |, ", what, flags=re.I)
    told = [_of_one_kind(part) for part in parts]
    if not all(told) or len(what) > _LONGEST or len(what.split()) > _WORDS:
        return ""
    verbs = {each.partition(" ")[0] for each in told}
    if len(verbs) > 1:
        return ""
    verb = verbs.pop()
    rest = " or ".join(each.partition(" ")[2] for each in told)
    if former:
        return f"who used to {'be' if verb == 'is' else singular(verb)} {rest}".strip()
    rest = re.sub(r" or an? ", " or ", rest)
    if verb == "do":
        return f"which of my friends {rest}"
    return f"who {verb} {rest}".strip()


_LONGEST, _WORDS = 50, 6
_ASKING = "who|whose|which|what|when|where|how|why"


def _of_one_kind(what: str) -> str:
    """What stands behind "who", a verb first: "has a dog"."""
    *before, last = what.split()
    one = singular(last.lower())
    if re.fullmatch(f"{_PEOPLE}|ones", last, re.I) and before:
        return _of_people(" ".join(before))
    if one == last.lower() or not last.islower():
        return ""
    thing = " ".join(before)
    if negative := re.fullmatch(r"non[- ]?(?P<who>\w+)", f"{thing} {one}".strip(), re.I):
        does = _ALONE.get(negative["who"])
        return (
            f"doesn't {singular(does.split()[0])} {' '.join(does.split()[1:])}".strip()
            if does
            else ""
        )
    if one in _ALONE and not thing:
        return _ALONE[one]
    if one in _BY_NOUN and thing:
        verb = _BY_NOUN[one]
        if one in ("parent",) and not is_member(stem(singular(thing.split()[-1])), "animal"):
            return ""
        if verb == "speaks" and not is_member(stem(thing), "language"):
            return ""
        return f"{verb} {_article(thing) if verb in ('has', 'keeps', 'wears') else thing}"
    noun = f"{thing} {one}".strip()
    if thing and not (_is_known(thing.split()[-1]) or is_member(stem(one), "occupation")):
        return ""
    known = has_ways(stem(one)) and one.endswith(("er", "ic", "an", "ee"))
    if known or is_member(stem(one), "occupation") or one.endswith(_PERSONAL):
        return f"is {_article(noun)}"
    return f"do {verb}" if not thing and (verb := _hobby_of(one)) else ""


def _hobby_of(one: str) -> str:
    """ "Knit" of a "knitter", for what people do for fun."""
    if not one.endswith("er") or len(one) < _SHORTEST:
        return ""
    root = one.removesuffix("er")
    if not any(is_member(stem(f"{root}ing"), kind) for kind in ("hobby", "sport")):
        return ""
    return base_form(f"{root}ed")[0]


_SHORTEST = 6


def _of_people(what: str) -> str:
    """What makes people such people: "dog people" have one, "vegan friends" are so."""
    if is_member(stem(singular(what)), "animal"):
        return f"has {_article(singular(what))}"
    if re.search(_SOME, what, re.I):
        return ""
    last = what.split()[-1]
    if re.fullmatch(r"self[- ]employed|freelance", what, re.I):
        return f"is {what}"
    if has_ways(stem(last)) or names_a_quality(what) or is_member(stem(last), "nationality"):
        return f"is {what}"
    return ""


_SOME = r"\b(?:other|many|most|of|these|those|new|old|good|best|close|nice|more|two|few)\b"


def _is_known(noun: str) -> bool:
    term = (stem(singular(noun.lower())),)
    lex = lexicon()
    return any(term in known for known in (lex.synsets, lex.kinds, lex.members)) or has_ways(
        term[0]
    )


def _article(noun: str) -> str:
    first, last = noun.split()[0].lower(), noun.split()[-1].lower()
    if first in ("a", "an", "any", "the", "their", "own", "no") or singular(last) != last:
        return noun
    return f"{'an' if first[0] in 'aeiou' else 'a'} {noun}"


__all__ = ["with_who"]

"""Lists that are asked for without a "who": "january birthdays", "any vegetarians in the bunch",
"people I'm in debt to", "number of friends who owe me", "name everybody who's retired".

Each is written out as the question with "who", "whose" or "how many" that it stands for.
"""

from __future__ import annotations

import re

from persona_assistant.language.about_each import singular
from persona_assistant.language.asked_behind import in_front
from persona_assistant.language.called_by_sort import of_a_sort
from persona_assistant.language.kinds_of_people import with_who
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.plain_questions import with_verb
from persona_assistant.language.words import irregular_base, stem

_PEOPLE = (
    r"(?:(?:all |any |some )?(?:of )?(?:(?:my|our|the|all my) )?(?:friends|people|persons|ppl|"
    r"folks?|contacts|mates|pals|buddies|acquaintances|ones|those)|any ?(?:one|body)|"
    r"every ?(?:one|body)|some ?(?:one|body))"
)
_HELPING = r"(?:am|are|have|can|could|should|will|would|must)"
_SHOW = r"(?:(?:list|name|show(?: me)?|give me|find(?: me)?|tell me) )?"
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_BIRTHDAYS = r"(?:birthdays?|bdays?|b-days?)"
_AMONG = re.compile(
    r"(?:,? (?:in|from|of|among|amongst|out of) (?:the|my|this|our|all my) (?:bunch|lot|group|gang|"
    r"crowd|circle|notes|contacts|memory|list|people|friends|mates)"
    r"|,? (?:here|around|(?:that )?(?:i|we) know|among them|of them|then))+$",
    re.I,
)
_IN_NOTES = re.compile(
    r"(?<=\w),? (?:in|from|of|among|amongst|out of|across) (?:the|my|our|all my) (?:lot|notes|"
    r"contacts|memory|bunch|gang|circle|people|friends|list)(?: i know)?$",
    re.I,
)
_OF_ALL = re.compile(
    r"^(?:of|out of|among|amongst) (?:every ?(?:one|body)|(?:them|these|those)(?: all)?|all|"
    r"all of them|(?:all )?(?:my|the|these|those) (?:people|friends|folks?|lot|contacts))\b"
    r"(?: (?:that )?i know)?[ ,]+(?=(?:who|whose|how many|which)\b)",
    re.I,
)
_HOW_MANY_DO = re.compile(
    r"^how many (?=(?:owe|have|are|were|live|work|do|did|can|know|speak|play|own|keep|got|use|used|"
    r"smoke|drink|drive)\b)",
    re.I,
)
_ASKED_AGAIN = re.compile(
    r"^((?:who|which)\b[^,:;?]*\b(?:i|we)\b[^,:;?]*)[,:;?] (?:whose|which|who)\b.*$", re.I
)
_WORKED_WITH = re.compile(
    r"^who(?:m)? did (?:i|we) used? to work (?:with|alongside)(?P<where>\b.*)$", re.I
)
_ASIDE = re.compile(r"^(?:[\w'-]+ ){1,3}aside,? (?=\w)", re.I)
_RESTATED = re.compile(
    rf"^{_SHOW}{_PEOPLE}\b[^:?]*[:?–-] (?=(?:who|which|whose|any ?one|any ?body)\b)", re.I
)
"""What is said once more, as a question: "friends with allergies: who has one"."""
_WHY_ASKED = re.compile(
    r",? (?:that )?(?:i|we) (?:should|need to|ought to|have to|must) "
    r"(?:know(?: about| of)?|be aware of|remember|watch out for|look out for)$",
    re.I,
)
_OF_HERS = re.compile(
    r"^((?:who|which (?:friend|one|person)|which of my friends) (?:has |have )?"
    r"(?:lost|sold|quit|broke|broken|left|hurt|buried|finished|passed|changed)) (?:her|his) ",
    re.I,
)
"""Theirs of whom the question is: "who lost her job"."""
_OWN = re.compile(r"^((?:who|which of my friends)\b[\w ]*) (?:her|his) own\b", re.I)
_NUMBER = re.compile(
    rf"^(?:what(?:'s| is) |give me )?(?:the )?(?:(?:total )?number of|total of|count of) "
    rf"(?={_PEOPLE}\b)",
    re.I,
)
_WHO_IS = re.compile(
    rf"^(?P<show>{_SHOW})(?P<people>{_PEOPLE})(?: (?:that )?i know)? (?:who|that)'s (?P<rest>.+)$",
    re.I,
)
_OF_THE_USER = re.compile(
    rf"^{_SHOW}{_PEOPLE} (?:that |who(?:m)? )?(?P<i>i|we)(?P<aux>'m|'ve| {_HELPING})? (?:still )?"
    r"(?!know\b|have\b|think\b)(?P<verb>[a-z]+)(?P<rest>.*)$",
    re.I,
)
_IN_A_MONTH = re.compile(
    rf"^(?:any |all |list |name |show |the |my |who are the )*(?P<month>{_MONTH}) "
    rf"(?:{_BIRTHDAYS}|babies|births|born)\b",
    re.I,
)
_ALL_BIRTHDAYS = re.compile(
    rf"^(?:any |all |list |the |my |upcoming )*(?:friends'? )?{_BIRTHDAYS} "
    r"(?P<when>(?:in|on|this|next|coming|today|tomorrow|soon)\b.*)$",
    re.I,
)
_ANY = re.compile(
    r"^(?:(?:do|have|are|is) (?:i|we|there) (?:have |got |know )?)?any (?P<what>[\w' -]+)$", re.I
)
_ANY_THING = re.compile(
    r"^(?:(?:do|have|are|is) (?:i|we|there) (?:have |got |know )?)?any (?P<what>(?:\w+ )?(?:"
    r"allerg(?:y|ies)|intolerances?|phobias?|pets|dogs|cats|kids|tattoos)) ?(?:i should know)?$",
    re.I,
)
""" "Any nut allergies?" asks who has one."""
_THING = (
    r"(?P<what>e-?mails?(?: address(?:es)?)?|@ address(?:es)?|(?:(?:mobile|phone|cell|landline|"
    r"telephone|contact) )?numbers?|phones?|mobiles?|(?:(?:home|street|postal) )?address(?:es)?|"
    r"websites?|postcodes?)"
)
_KEPT_BY_USER = (
    re.compile(
        rf"^whose {_THING} (?:do|have|did) (?:i|we)\b[^?]*$|"
        rf"^whose {_THING.replace('what', 'whom')} (?:is|are) "
        r"(?:saved|known|noted|written down|in|on)\b.*$",
        re.I,
    ),
    re.compile(
        rf"^(?:who|{_PEOPLE}|(?:which|what) (?:of my )?{_PEOPLE})"
        rf"(?:(?: do|'ve| have) (?:i|we)(?: have)?(?: got)?| i(?:'ve| have)(?: got)?) "
        rf"(?:an? |the |any )?{_THING} (?:for|of|from)$",
        re.I,
    ),
)


_ALL_I_KNOW = re.compile(
    r"^(?:list|name|show(?: me)?|give me|tell me|who are) (?:all |every )?(?:of )?(?:(?:the|my) )?"
    r"(?P<what>(?!(?:friend|contact|one|mate|pal|song|book|film|place|recipe|word|fact|thing|date|number|birthday|name|addresse"
    r"|language|joke|game)s\b)[\w-]+s) (?:that |whom? )?(?:i|we) know$",
    re.I,
)
""" "Name all the physios I know"."""
_WRITTEN_ABOUT = re.compile(
    r"\b(?:of )?(?:the |my )?(people|friends|ones) (?:that |whom? )?i(?:'ve)? (?:write|wrote"
    r"|written|keep|have) (?:notes )?(?:about|on)\b",
    re.I,
)


def in_full(asked: str) -> str:
    """The question with "who" that a terse one stands for; any other as it is. `asked` is plain."""
    asked = _WRITTEN_ABOUT.sub(r"\1", asked)
    if known := _ALL_I_KNOW.match(asked):
        return f"who is a {_one(known['what'])}"
    asked = _WHY_ASKED.sub("", re.sub(r"\bthe month of ", "", asked, flags=re.I))
    asked = _OWN.sub(r"\1 their own", _OF_HERS.sub(r"\1 their ", asked))
    asked = _RESTATED.sub("", _ASIDE.sub("", asked))
    asked = _OF_ALL.sub("", _IN_NOTES.sub("", asked))
    asked = _ASKED_AGAIN.sub(r"\1", _HOW_MANY_DO.sub("how many people ", asked))
    asked = _NUMBER.sub("how many ", asked)
    asked = with_who(in_front(asked), behind=in_front(asked) != asked)
    for kept in _KEPT_BY_USER:
        if match := kept.match(asked):
            what = next(each for each in match.groups() if each)
            thing = _one(what)
            return f"who has {'an' if thing[0].lower() in 'aeiou@' else 'a'} {thing}"
    asked = _WORKED_WITH.sub(r"who used to work with me\g<where>", asked)
    if written := of_a_sort(asked):
        return written
    if match := _WHO_IS.match(asked):
        return f"{match['show']}{match['people']} who {with_verb(match['rest'])}"
    if match := _IN_A_MONTH.match(asked):
        return f"whose birthday is in {match['month']}"
    if match := _ALL_BIRTHDAYS.match(asked):
        return f"whose birthday is {match['when']}"
    if match := _OF_THE_USER.match(asked):
        return _who_the_user(match["i"], match["aux"] or "", match["verb"], match["rest"])
    if match := _ANY_THING.match(asked):
        return f"who has {match['what']}"
    if match := _ANY.match(asked):
        return _who_is_any(match["what"]) or asked
    return asked


def _who_the_user(i: str, aux: str, verb: str, rest: str) -> str:
    """ "I owe" as "who do I owe", "I lent money to" as "who did I lend money to"."""
    base = irregular_base(verb.lower())
    if aux:
        helps = {"'m": "am", "'ve": "have"}.get(aux.lower(), aux.strip())
        return f"who {helps} {i} {verb}{rest}"
    if base and base != verb.lower():
        return f"who did {i} {base}{rest}"
    if verb.lower().endswith("ed"):
        return f"who have {i} {verb}{rest}"
    return f"who do {i} {verb}{rest}"


def _who_is_any(what: str) -> str:
    """ "Vegetarians or vegans" as "who is a vegetarian or vegan"; "" for what is nobody."""
    parts = re.split(r" (?:or|and) ", _AMONG.sub("", what).strip(), flags=re.I)
    people = [_one(part) for part in parts]
    if any(one == part or not _is_a_person(one) for one, part in zip(people, parts)):
        return ""
    return f"who is a {' or '.join(people)}"


def _is_a_person(noun: str) -> bool:
    last = noun.lower().split()[-1]
    return is_member(stem(last), "occupation") or last.endswith(_PERSONAL)


_PERSONAL = (
    "ist", "ian", "vegan", "veggie", "smoker", "fighter", "worker", "driver", "player", "teacher",
    "parent", "widow", "widower", "pensioner", "swimmer", "runner", "speaker", "owner",
)  # fmt: skip


def _one(noun: str) -> str:
    *before, last = noun.split()
    return " ".join([*before, singular(last)])


__all__ = ["in_full"]

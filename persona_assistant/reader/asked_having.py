"""Whether a question asks if somebody has relatives, animals, allergies or the like, and the same
in plain words.

"Has Ana got any kids at all" is answered by a note that names them, which the network finds best
when it is asked for "Ana's kids".
"""

from __future__ import annotations

import re

from persona_assistant.language.date_words import plain

_KIN = (
    r"kids?|child(?:ren)?|sons?|daughters?|little ones|bairns?|siblings?|brothers?|sisters?|bro|"
    r"grand(?:kids?|child(?:ren)?|sons?|daughters?)|niec(?:e|es)|nephews?|cousins?|"
    r"god(?:child|children|son|daughter)|step(?:kids|children|son|daughter)|relatives|relations|"
    r"twins|aunts?|uncles?|wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|other half"
)
_THINGS = (
    r"pets?|dogs?|cats?|animals|horses?|birds?|tattoos?|piercings?|glasses|beard|"
    r"health (?:problems?|issues?|conditions?|troubles?)|medical (?:problems?|issues?|conditions?)|"
    r"illness(?:es)?|ailments?|hobby|hobbies|second job|side job|nickname"
)
_HAS = re.compile(
    r"(?:so |and )?(?:does|do|has|have)\s(?P<who>.{1,40}?)\s"
    r"(?:still\s)?(?:have|got|have got)?\s?"
    rf"(?:any|an?|some|other|more|no)?\s?(?P<kin>{_THINGS}|(?:{_KIN})(?:\s(?:or|and)\s(?:{_KIN}))?)"
    r"(?:\s(?:at all|of (?:her|his|their) own|already|yet|now|these days|still|then|over here|"
    r"(?:that )?i know of|around|or not))?",
    re.I,
)
_WHICH = re.compile(
    rf"(?:what|which) (?P<kin>{_THINGS}) (?:does|do|has|have|is) (?P<who>.{{1,40}}?)"
    r"(?: (?:have|got|suffer(?:ing)? from))?(?: got)?",
    re.I,
)
_ALLERGY = r"allerg(?:y|ies)"
_ALLERGIC = re.compile(
    rf"(?:(?:does|has|is) (?P<who>.{{1,40}}?) (?:(?:have|got) )?(?:any |an )?(?:food )?"
    rf"(?:{_ALLERGY}|allergic to (?:any ?thing|some ?thing|any foods?))"
    rf"|(?:what|which)(?: food)? {_ALLERGY} (?:does|has|is) (?P<whom>.{{1,40}}?)(?: (?:have|got))?"
    rf"|(?:what are |any )?(?P<whose>.{{1,40}}?)['’]?s? {_ALLERGY}"
    rf"|any {_ALLERGY}(?: for| with| of)? (?P<one>.{{1,40}}?))(?: at all)?",
    re.I,
)
_MAY_NOT = re.compile(
    r"\ballerg|\bintoleran|\bco?eliac|"
    r"\b(?:can['’]?t|cannot|mustn['’]?t|may not) (?:have|eat|drink|take)|"
    r"\bswell|\bswollen|\bepi-?pen",
    re.I,
)
"""What a note says that answers whether somebody is allergic without the word."""
_PRONOUNS = frozenset("she he they".split())
_LONGEST = 120


def having_in_plain_words(question: str, name: str | None) -> tuple[str, ...]:
    """ "Ana's kids", "Ana's son", "Ana's daughter" for the question whether Ana has any kids;
    nothing for any other question."""
    if name is None or len(question) > _LONGEST:
        return ()
    text = question.strip(" ?!.,")
    match = _ALLERGIC.fullmatch(text) or _HAS.fullmatch(text) or _WHICH.fullmatch(text)
    if match is None:
        return ()
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    groups = match.groupdict()
    who = next((groups[each] for each in ("who", "whom", "whose", "one") if groups.get(each)), "")
    said = re.findall(r"[^\W\d_]+", re.sub(r"['’]s?\b", "", plain(who)))
    if not said or not all(each in own or each in _PRONOUNS for each in said):
        return ()
    first = name.split()[0]
    if "kin" not in groups:
        return (f"what is {first} allergic to", f"what can't {first} have")
    kin = groups["kin"].lower()
    if re.fullmatch(r"(?:brothers?|sisters?) (?:or|and) (?:brothers?|sisters?)", kin):
        kin = "siblings"
    each = next((those for begins, those in _EACH.items() if kin.startswith(begins)), ())
    return tuple(f"{first}'s {one}" for one in (kin, *each))


_CHILDREN = ("s son", "s daughter", "s brother", "s sister")
_IN_LAW = r"\b(?:son|daughter|brother|sister)[ -]in[ -]law\b"
_EACH = {
    "sibling": ("brother", "sister"),
    "kid": ("son", "daughter"),
    "child": ("son", "daughter"),
    "grandkid": ("grandson", "granddaughter"),
    "grandchild": ("grandson", "granddaughter"),
}
"""Who is meant by a word for several kinds of relatives."""


def is_fit(asked: str, sentence: str) -> bool:
    """Whether a sentence may answer one of these plain questions: what somebody cannot have is an
    allergy only where it is said so."""
    if asked.endswith(_CHILDREN) and re.search(_IN_LAW, sentence, re.I):
        return False
    return "n't " not in asked or _MAY_NOT.search(sentence) is not None

"""Whether a question asks if somebody has relatives of a kind, and the same in plain words.

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
_HAS = re.compile(
    r"(?:so |and )?(?:does|do|has|have|is|did)\s(?P<who>.{1,40}?)\s"
    r"(?:still\s)?(?:have|got|have got)?\s?"
    rf"(?:any|an?|some|other|more|no)?\s?(?P<kin>(?:{_KIN})(?:\s(?:or|and)\s(?:{_KIN}))?)"
    r"(?:\s(?:at all|of (?:her|his|their) own|already|yet|now|these days|still|then|over here|"
    r"(?:that )?i know of|around|or not))?",
    re.I,
)
_PRONOUNS = frozenset("she he they".split())
_LONGEST = 120


def kin_in_plain_words(question: str, name: str | None) -> tuple[str, ...]:
    """ "Ana's kids", "Ana's son", "Ana's daughter" for the question whether Ana has any kids;
    nothing for any other question."""
    if name is None or len(question) > _LONGEST:
        return ()
    match = _HAS.fullmatch(question.strip(" ?!.,"))
    if match is None:
        return ()
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    said = re.findall(r"[^\W\d_]+", plain(match["who"]))
    if not said or not all(each in own or each in _PRONOUNS for each in said):
        return ()
    kin = match["kin"].lower()
    if re.fullmatch(r"(?:brothers?|sisters?) (?:or|and) (?:brothers?|sisters?)", kin):
        kin = "siblings"
    first = name.split()[0]
    each = next((those for begins, those in _EACH.items() if kin.startswith(begins)), ())
    return tuple(f"{first}'s {one}" for one in (kin, *each))


_EACH = {
    "sibling": ("brother", "sister"),
    "kid": ("son", "daughter"),
    "child": ("son", "daughter"),
    "grandkid": ("grandson", "granddaughter"),
    "grandchild": ("grandson", "granddaughter"),
}
"""Who is meant by a word for several kinds of relatives."""

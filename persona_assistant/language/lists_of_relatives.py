"""Lists by somebody of theirs: "whose husband drives a bus", "who has a son who is a pilot", "who
is married to a vet" ask of each person the same of a relative.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from persona_assistant.language.about_each import is_verbal, question_about_each
from persona_assistant.language.kin import ANY

_KIN = rf"(?:{ANY}|other half|better half|kids|parents|in-laws)"
_PARTNER = "partner"
_WHO = (
    r"(?:who|which (?:of my )?(?:friends?|people|ones?)|any ?(?:one|body)|(?:does |do |is )?"
    r"any ?(?:one|body)|people|friends)"
)
_WHOSE = re.compile(
    rf"^(?:whose|who's) (?P<what>(?:late |ex-?|older |younger )?{_KIN}s?(?: or {_KIN})*)"
    r"(?: (?P<said>\S.*)|'s (?P<being>(?:an?|in|at|from|on|not|also|training|studying|working|"
    r"living|ill|sick|called)\b.*))$",
    re.I,
)
_HAS_ONE_WHO = re.compile(
    rf"^{_WHO} (?:has|have|has got|have got|with|got|is with|lives with) (?:an? |any )?"
    rf"(?P<what>{_KIN}(?:,? or (?:an? )?{_KIN})*)"
    r"(?: (?:who|that) (?P<said>\S.*)|,? (?:who's|that's|who'?s|thats) (?P<being>.+)"
    r"|,? (?P<doing>(?:working|living|studying|training|based|in|from|at) .+))$",
    re.I,
)
_WITH_A = re.compile(
    rf"^{_WHO} (?:is |are |'s )?(?:married to|going out with|dating|seeing|engaged to|living with|"
    r"(?:lives|is|together) with) (?P<being>(?:an? |someone (?:who's |who is |in |from )|"
    r"somebody (?:who's |who is |in |from ))\S.*)$",
    re.I,
)
_NO_VERB = re.compile(
    r"(?:do|did|have|can|should|will|am|was) (?:i|we|you)\b|(?:of|or|and)\b", re.I
)
_POINTED_AT = re.compile(r"(?:is|are|was|were) (?:this|that|these|those|it|she|he)\b", re.I)


@dataclass(frozen=True, slots=True)
class AskedRelative:
    """What a list asks of somebody's relative."""

    each: str
    """The question about one person: "Does her husband drive a bus?"."""
    said: str
    """The words that notes are searched for."""


def asked_of_relative(asked: str) -> AskedRelative | None:
    """What a plain question in the third person asks of everybody's relative; None for another."""
    if match := _WITH_A.match(asked):
        being = re.sub(r"^some(?:one|body) (?:who's|who is) ", "", match["being"], flags=re.I)
        being = re.sub(r"^some(?:one|body) ", "", being, flags=re.I)
        return _of(_PARTNER, f"is {being}")
    match = _WHOSE.match(asked) or _HAS_ONE_WHO.match(asked)
    if match is None:
        return None
    groups = match.groupdict()
    what = re.sub(r"\b(?:other|better) half\b", _PARTNER, match["what"], flags=re.I)
    what = re.sub(r",? or an? ", " or ", what)
    said = groups["said"]
    if said is None:
        doing = groups["being"] or f"{groups.get('doing')}"
        return _of(what, f"is {doing}")
    if _NO_VERB.match(said) or _POINTED_AT.match(said):
        return None
    return _of(what, said) if is_verbal(said) or _THIRD.match(said) else None


_THIRD = re.compile(r"(?!birthday)[a-z]{2,}(?:s|ed)\b(?! (?:is|are|was|were|has|does|did)\b)")
"""A verb in the third person or the past: "drives"."""


def _of(what: str, said: str) -> AskedRelative:
    plain = re.sub(r"^(?P<do>does|do) (?!not\b|she\b)", "does do ", said, flags=re.I)
    each = question_about_each(plain).replace(" she ", f" her {what} ", 1)
    return AskedRelative(each, f"{what} {said}")


__all__ = ["AskedRelative", "asked_of_relative"]

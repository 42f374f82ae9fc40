"""What a question asks to be still so: of "does Ana still have the boat" the boat, of "still on the
pills, is she?" the pills, of "what became of Rex" Rex.

A question for who, where or when something still is asks for that, and is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.claims import KIN
from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import Word, stem, words

_STILL = (
    r"\b(?:still|any ?more|to this day)\b"
    r"|^(?:so |and |but )?(?:did|has|have|does|is) .{1,40}? (?:stay|stayed|stuck? (?:with|to)"
    r"|keep|kept|remain(?:ed)?)\b(?!.* with\b (?:me|us))"
)
_BECAME = (
    r"^(?:so |and |but )?(?:what(?:ever)?(?: has)?(?:['’]s)? (?:became of|become of"
    r"|happened (?:to|with)))\b(?P<what>.+)$"
)
_WH = (
    r"^(?:(?:so|and|but|ok|hey|in|at|on|for|to|with|by)\s)*(?:what|which|who|whom|whose|where"
    r"|wheres|when|why|how|since when|any(?:one|body|thing)?|every\w+|some(?:one|body)|list"
    r"|name|number|count)\b"
)
_STILL_NOT = r"\bstill (?:not|no|doesn['’]?t|isn['’]?t|hasn['’]?t|can['’]?t)\b"
_IS = (
    r"(?:so |and |but )?(?:(?:is|are|does|do|am) (?P<who>[\w-]+)"
    r"|(?:has|have) (?P<has>[\w-]+) got (?!an? new\b|another\b|any new\b)(?:an?|any)) "
)
_PRONOUNS = frozenset("she he they i".split())
_OR = r"\s*,? (?:or|and) (?:what|where|who|which|not|has|have|is|did|does|how|no)\b.*$"
_TAG = r",\s*(?:does|is|do|has|are|have|did)(?:n['’]?t)? (?:she|he|they|it)$"
_FRAME = frozenset(
    map(
        stem,
        "still anymore any more have has got get gets keep kept own do does doing go goes going"
        " be is"
        " are am was were been live lives living stay stayed staying lodge work works working"
        " work job"
        " together around about same really actually these days now whole much quid pounds bucks"
        " money"
        " currently present time today yet already so ever use uses using used wear wears take"
        " takes"
        " drive drives run runs running play plays ride rides see sees seeing like old new that"
        " this"
        " one thing stuff place time remain become became happen mine yours there here on off"
        " out up"
        " moment present minute nowadays currently what where who how which when very too also"
        " just only all both as ok okay right guess suppose reckon think hear know day"
        " full part bit lot many little big".split(),
    )
)
_COUPLE = (
    r"\b(?:together|an item|a couple|married|an? thing|seeing|dating|going out|engaged)\b"
    r"|\bstill with (?!(?:his|her|their|my|the|an?)\b)"
)
_COMPLEMENT = (
    r"^(?:so |and |but )?(?:is|are|am) [\w-]+ (?:still |really |ever |quite |very |that )*"
    r"(?P<being>[a-z]+) (?:to|of|about)\b"
)
_LONGEST = 160


@dataclass(frozen=True, slots=True)
class AskedStill:
    """What is asked to be still so."""

    things: tuple[Word, ...]
    """Words that name it, without those that only frame a question."""
    couple: bool
    """Whether it is asked of two people, or of somebody's other half."""
    plainly: bool = False
    """Whether it is asked without a "still": "is Ana at the bank"."""
    became: bool = False
    """Whether it is asked what came of it, and not for yes or no."""
    married: bool = False
    """Whether the two are asked to be married, and not only together."""
    being: tuple[Word, ...] = ()
    """The word of which the others only tell of what: of "allergic to cats" the allergy. That the
    cats have gone ends none."""


@lru_cache(maxsize=512)
def asked_still(question: str, own: Set[str]) -> AskedStill | None:
    """What a question asks to be still so; None for any other question. `own` is what the person
    asked about is called, in small letters."""
    if len(question) > _LONGEST:
        return None
    asked = plain(question).strip(" ?!.")
    became = re.match(_BECAME, asked)
    if became:
        things = things_in(became["what"], own)
        return AskedStill(things, False, became=True) if things else None
    plainly = not re.search(_STILL, asked)
    if re.match(_WH, asked) or re.search(_STILL_NOT, asked):
        return None
    about = re.match(_IS, asked)
    if plainly and (about is None or (about["who"] or about["has"]) not in own | _PRONOUNS):
        return None
    asked = re.sub(_OR, "", asked)
    couple = re.search(_COUPLE, asked) is not None
    things = things_in(re.sub(f"{_TAG}|{_COUPLE}" if couple else _TAG, "", asked), own)
    if plainly and things and all(compiled(rf"(?i)(?:{KIN})").fullmatch(it.lower) for it in things):
        return None  # a sister is not over
    match = re.match(_COMPLEMENT, asked)
    being = things_in(match["being"], own) if match else ()
    married = couple and re.search(r"\bmarried\b", asked) is not None
    told = AskedStill(things, couple, plainly, married=married, being=being)
    return told if things or couple else None


def things_in(text: str, own: Set[str]) -> tuple[Word, ...]:
    """The words of a question that name what it is about."""
    said = re.sub(r"['’]s?\b", "", text)
    return tuple(
        each
        for each in words(said)
        if (each.content or each.surface[:1].isdigit())
        and each.stem not in _FRAME
        and each.lower not in own
        and each.lower.removesuffix("s") not in own
    )


__all__ = ["AskedStill", "asked_still", "things_in"]

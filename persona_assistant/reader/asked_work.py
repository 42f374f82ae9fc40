"""What a question wants to know of somebody's work: what it is, was before or first, and whether.

"How is Ana earning her living", "who pays her wages", "ana's line of work" and "where does she
work" ask for one thing in many words.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import Enum
from functools import lru_cache

from persona_assistant.language.date_words import plain


class AsksWork(Enum):
    """What a question wants to know of somebody's work."""

    NOW = "now"
    BEFORE = "before"
    FIRST = "first"
    HAS = "has"
    """Whether they have any."""
    STILL = "still"
    """Whether they still have the one that is named."""
    OWN = "own"
    """Whether they work for themselves."""


_WORK = (
    r"\b(?:jobs?|works?|worked|working|profession|occupation|employ\w*|employers?|career|trade"
    r"|(?:for a|her|his|their|a|earn\w*|make|makes) (?:own )?(?:living|money|crust)|gig|wages?"
    r"|payroll|paycheck|making ends meet|pays? the (?:bills|rent)|line of work|job title"
    r"|self employed|own boss|freelanc\w*|unemployed|out of work|beruf\w*|arbeite\w*|trabaj\w*"
    r"|travaill\w*"
    r"|lavor\w*|trabalh\w*|metier|mestiere|profesion|profissao|dedica)\b"
)
_DOES = (
    r"^(?:(?:and|so|but|can you tell me|could you tell me|tell me|remind me) )*(?:what|wat|waht"
    r"|whats)(?: is| s)?"
    r" (?:(?:do|does|did|is|are|was) )?[\w -]{2,40}?\b(?:do|doing|up to)"
    r"(?: (?:now|nowadays|currently|these days|with (?:his|her|their) days|for work|for a job"
    r"|for money"
    r"|at the moment|atm|then|before\b.*|after\b.*))*$"
)
_HAS = (
    r"^(?:has|have|does|is|did) .*\b(?:(?:got|have|has) (?:a|any)\b.*|(?:un)?employed|out of work"
    r"|in work|working|jobless)"
)
_NO_WORK = (
    r"\b(?:why|when|how (?:long|far|often|many|much|does \w+ (?:get|like|feel)|did \w+ (?:get"
    r"|like|feel))"
    r"|weekends?|evenings?|free time|for fun|about|birthday|holidays?|get to work|from work"
    r"|likes?|enjoys?"
    r"|hates?|want\w*|hop(?:e|es|ing)|plan\w*|dream\w*|doing (?:ok|okay|well|today|tonight"
    r"|tomorrow)"
    r"|colleagues?|uniform|start work|shifts?)\b"
)
_FRAME = frozenset(
    """what whats wat waht is s are was were do does did doing the a an of for to in at as by
    with on from me my i you us please pls again his her their him he she they it its job jobs
    work works working worked profession occupation career trade living earn earning earns
    make makes making money crust gig wage wages payroll paycheck paying pays pay employ
    employs employed employer employers line title now nowadays currently current these days
    day present moment atm where wheres who whos whose how hows which company firm place
    firm's tell know can could would be up get gets got so and actually still ends meet bills
    rent bread butter table put puts puttin hubby called name then today really exactly own
    self use used way back time full part has have had no any regular proper right just main
    long ago that this one kind sort field role position post boss earned bring brings home
    bacon before previously formerly former old previous first ever original originally start
    started out very earliest earlier last known""".split()
)


@lru_cache(maxsize=1024)
def asks_of_work(question: str) -> bool:
    """Whether somebody's work is asked for, with whatever else."""
    asked = _plain(question)
    if re.search(_NO_WORK, asked):
        return False
    return re.search(_WORK, asked) is not None or re.search(_DOES, asked) is not None


def asked_work(question: str, known: Collection[str]) -> AsksWork | None:
    """What a question wants to know of somebody's work, where it asks for nothing more; `known` are
    the words by which it may call somebody. None for any other question."""
    if not asks_of_work(question):
        return None
    asked = _plain(question)
    if re.search(
        r"\b(?:self employed|own boss|freelanc\w*|works? for (?:him|her|them)sel\w+)\b", asked
    ):
        return AsksWork.OWN
    if re.search(r"\bstill (?:work|working|employed)\b", asked):
        return AsksWork.STILL
    named = re.sub(r"\bbefore\b.*", "before", asked)
    if not all(_is_plain(each, known) for each in named.split()):
        return None
    if re.search(_HAS, asked):
        return AsksWork.HAS
    if re.match(r"(?:is|are|was|does|do|did|has|have)\b", asked) or "still" in asked.split():
        return None
    if re.search(r"\b(?:first|earliest|start(?:ed)? out|originally|original)\b", asked):
        return AsksWork.FIRST
    if re.search(r"\b(?:before|previous\w*|former\w*|used to|old|earlier|last)\b", asked):
        return AsksWork.BEFORE
    return None if re.search(r"\b(?:did|was|were|had|worked|earned)\b", asked) else AsksWork.NOW


def _is_plain(word: str, known: Collection[str]) -> bool:
    return word in _FRAME or word in known or word.removesuffix("s") in known


def _plain(question: str) -> str:
    asked = re.sub(r"['’]s\b", " s", plain(question))
    return " ".join(re.findall(r"[^\W\d_]+", asked))

"""Takes a question apart: the words that describe a person, and those that ask.

"The woman who keeps bees - what was she wearing?" has a *cue* (keeps bees) that describes a person
and an *ask* (what was she wearing). "What does the person in this photo do for a living?" has no
cue: the photo says who. `clauses` and `person_phrases` find the cue. What the ask asks for, the
reader knows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.clauses import (
    ASKING,
    CLAUSE_BREAK,
    GENERIC,
    split_clause,
)
from persona_assistant.language.identity import asks_who
from persona_assistant.language.person_phrases import AMONG, IDENTIFIED, person_phrase
from persona_assistant.language.words import Word, words

_ADDRESS = re.compile(
    r"^(?:(?:please|so|and|hey|hi|hello|ok|okay|well|now)\b,?\s*)*(?:(?:(?:can|could|would|will) "
    r"you\s+)?(?:please\s+)?(?:tell|remind) me"
    r"|(?:do|did|have) (?:you|i|we) (?:ever |still )?(?:know|remember|recall|note|noted|write "
    r"down)|any idea|i (?:forgot|wonder|want to know|'d like to know))"
    r"(?:,?\s*(?:please|again|once more))?,?\s+(?=(?:what|where|when|who|whose|which|why|how)\b)",
    re.IGNORECASE,
)
"""What is said to the assistant before the question itself."""


@dataclass(frozen=True)
class Question:
    text: str
    cue: tuple[Word, ...]
    """Words that describe the person; empty when a picture, a voice or a name does."""
    ask: tuple[Word, ...]
    """All words of the asking part."""
    anchors: tuple[Word, ...]
    """Content words of the ask."""
    asks_who: bool
    """Whether the name itself is asked for."""
    wh: str
    """what, where, when, why, who, how, how many, yes/no or ""."""

    @property
    def attribute(self) -> bool:
        """Whether anything beyond the name is asked."""
        return bool(self.anchors)


def _wh(text: str) -> str:
    found = re.search(
        r"\b(how (?:many|much|old|long|far|often|tall)|what|whereabouts|where|when|why|who|whose|"
        r"which|how)\b",
        text,
        re.IGNORECASE,
    )
    if found:
        word = found.group().lower()
        if word.startswith("how "):
            return "how many"
        return {"whose": "who", "which": "what", "whereabouts": "where"}.get(word, word)
    return "yes/no" if ASKING.match(text) else ""


def _asking(ask: str, text: str, cue: tuple[Word, ...] = ()) -> Question:
    """The Question of an asking part whose cue is already known."""
    tokens = words(ask)
    anchors = tuple(word for word in tokens if word.content and word.stem not in GENERIC)
    return Question(text, cue, tokens, anchors, asks_who(text), _wh(ask))


_WHICH_ONE = re.compile(r"^\W*(?:who(?:ever)?|which|of \w+|somebody|someone)\b", re.IGNORECASE)
_SET_IN = re.compile(r"^\W*(?:when|while|where|the day|the time)\s+(?:we|i)\b", re.IGNORECASE)
_HASTY = re.compile(
    r"\b(?:(what|who|how|where|when|why|that|there|here)(s)|(they|you|we)(re)|(they|you)(ve)"
    r"|(did|does|do|is|was|are|were|has|have|had|would|could|should)(nt))\b",
    re.IGNORECASE,
)
"""Contractions typed without their apostrophe: "whats", "didnt". "Were" and "well" are words of
their own."""
_HALVES = {"s": "'s", "re": "'re", "ve": "'ve", "nt": "n't"}
_WHY = re.compile(
    r"\b(?:how comes?\b(?! across| over| round| up)|what(?:'s| is| was)? for(?=\s*[?]?\s*$)|for "
    r"(?:what|which) reason)",
    re.IGNORECASE,
)


def _in_full(text: str) -> str:
    """The text as a careful writer would have it: "whats" is "what's", "how come" is "why"."""

    def joined(found: re.Match[str]) -> str:
        word, short = (group for group in found.groups() if group)
        return found.group() if found.group().lower() == "were" else word + _HALVES[short.lower()]

    return _WHY.sub("why", _HASTY.sub(joined, text))


_REMINDER = re.compile(
    r"^\s*(?:(?:please|do you|you)\s+)*(?:think of|remember|recall|know)\s+"
    r"(?P<who>[^.?!]*)[.?!]+\s+"
    r"|^\s*(?P<heading>(?:the|my|our|that)\s[^.?!:–—]*?)\s*(?::|\s[-–—])\s+"
    r"(?=(?:and\s+)?(?:what|where|when|who|which|why|how|is|are|was|were|do|does|did|has|have|can)\b)",
    re.IGNORECASE,
)
_THEM = re.compile(
    r"\b(?:(?:that|this) (?:person|man|woman|guy|lady|one|friend)|they|them|their|he|him|his|she|"
    r"her)\b",
    re.IGNORECASE,
)


def without_reminder(text: str) -> str:
    """The question without what stands before it and only says who is meant: "Remember the woman
    who sails? What did she wear?" and "The woman who sails: what did she wear?" ask what she
    wore."""
    found = _REMINDER.match(text)
    if found is None or not _THEM.search(text, found.end()):
        return text
    meant = found["who"] or found["heading"]
    return text[found.end() :] if person_phrase(words(meant)) else text


@lru_cache(maxsize=1024)
def parse(text: str) -> Question:
    """Takes `text` apart. Never fails: words it can make nothing of end up as anchors."""
    plain = IDENTIFIED.sub(" they ", _ADDRESS.sub("", _in_full(" ".join(text.split()))))
    plain = AMONG.sub("the person who ", plain)
    clauses = [
        split_clause(c.strip()) for c in CLAUSE_BREAK.split(plain) if c and c.strip(" \"'.,!?")
    ]
    asking_clauses = [c for c in clauses if c.asks]
    setting = [c for c in asking_clauses if _SET_IN.match(c.text)]
    if len(asking_clauses) > len(setting) > 0:
        asking_clauses = [c for c in asking_clauses if c not in setting]
    # "Who is this, and what is their job?": the name is answered by the edge, the rest is asked of
    # the notes.
    asking_clauses = [c for c in asking_clauses if not asks_who(c.text)] or asking_clauses
    if (
        len(asking_clauses) > 1
        and _WHICH_ONE.match(asking_clauses[0].text)
        and not asks_who(asking_clauses[0].text)
    ):
        # "Who restores frescoes, and what does she promise": the first clause describes, the second
        # asks.
        asking_clauses = asking_clauses[1:]
    if not asking_clauses:
        fragments = [c for c in clauses if not c.cue] if any(c.cue for c in clauses) else []
        asking_clauses = fragments[-1:] or [c for c in clauses if c.ask.strip(" the'")][-1:]
        if len(clauses) == 1 and not clauses[0].cue:
            # Keywords or a bare description: all of it may describe and may ask.
            return _asking(plain, text)
    cue: list[Word] = []
    for clause in clauses:
        described = clause.cue if clause in asking_clauses or clause.cue else words(clause.text)
        if (
            clause not in asking_clauses
            and clause.cue
            and not clause.ask.strip().lower().startswith(("what", "how", "where"))
        ):
            described = (*clause.cue, *words(clause.ask))
        cue.extend(described)
    found = _asking(" ".join(c.ask for c in asking_clauses), text, tuple(cue))
    if found.attribute or found.asks_who or any(c.open for c in asking_clauses):
        return found
    # "The nurse promised me something. What was it?": what is asked stands in the clause that
    # describes.
    whole = " ".join(clause.ask for clause in clauses)
    return _asking(whole, text, tuple(w for clause in clauses for w in clause.cue))

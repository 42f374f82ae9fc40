"""Questions about which of two or more named people something is true of: "which of the two has a
dog, Ana or Ben", "is it Ana or Ben who smokes", "Ana and Ben, whose wedding was earlier".

The names are marks here: §0, §1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from persona_assistant.language.about_each import is_verbal, question_about_each
from persona_assistant.language.plain_questions import with_verb

NAME = r"§\d+(?:'s|')?"
_AND = r"(?:and|or|&|n|\+|/|vs\.?|versus)"
_LIST = (
    rf"{NAME}(?:\s*,\s*{NAME})*\s*(?:,|,?\s*{_AND}\s*(?:(?:is|was) it\s+)?)\s*{NAME}(?!\s*,\s*§)"
)
_EITHER = rf"{NAME}(?:\s*,\s*{NAME})*\s*,?\s*or\s+(?:(?:is|was) it\s+)?{NAME}"
_OF_THEM = (
    r"(?:(?: out)? of (?:(?:the|these|those|my|our) (?:two|2|pair|three|four|ones|friends|people)|"
    r"them both|both|"
    r"(?:them|these|those)(?: (?:two|both|three))?))"
)
_WHO = (
    rf"(?:whose (?P<what>\w+)|who(?:m|(?P<is>'s))?{_OF_THEM}?"
    rf"|which(?P<kind>(?: one|{_OF_THEM})+| [a-z]+)?(?P<one>'s)?)"
)
_CHOICES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"(?:out of|between|of|from among|among|either)? ?(?:both )?{_LIST}\s*[,:;–—-]*\s*"
        rf"(?:so )?{_WHO}\b(?P<said>.+)$",
        rf"{_WHO}\b(?P<said>.*?)[\s,:;–—-]*(?:\s(?:out of|between|of|among))?\s+"
        rf"(?:(?:is|was) it\s+)?{_LIST}(?P<more>.*)$",
        rf"(?:is|was) (?:it|that) {_EITHER},? (?:who(?P<is>'s)?|that|which|whose (?P<what>\w+))\b"
        r"(?P<said>.+)$",
    )
)
_OF_EACH = re.compile(r"\b(?:do|does|did|is|are|was|were|have|has|had|can)$", re.I)
_ASKED_OF_ME = re.compile(
    r"^(?P<aux>do|did|have|am|was|can|should|will|would) (?P<who>i|we|you) "
    r"(?P<verb>[\w']+)(?P<rest>.*)$",
    re.I,
)
_LAST_OF = re.compile(r"\b(?:to|for|with|from|at|by|about|of|on)$", re.I)
_PARENT = re.compile(
    r"^(?:is|was) she (?:an? |the )?(?:single )?(?P<grand>grand)?"
    r"(?:mother|mum|mom|mam|mummy|father|dad|daddy|parent)\?$",
    re.I,
)
_NOW = re.compile(
    r"\s+(?:now|these days|at the moment|right now|currently|nowadays|again|then)$", re.I
)

_USED_TO = re.compile(r"^used to (?!be\b|have\b)|^(?:did )?use to ", re.I)


def _of_children(match: re.Match[str]) -> str:
    """ "Is she a mother" asks for children: whoever has a mother speaks of one too."""
    return f"Does she have {(match['grand'] or '').lower()}children?"


@dataclass(frozen=True, slots=True)
class Choice:
    """What is asked of each of them."""

    said: str
    """As it stands behind "who": "has a dog"."""
    whose: str = ""
    """What of theirs, where that is asked: "wedding"."""

    @property
    def question(self) -> str:
        """The question with yes or no about one of them, with {name}; "" where there is none."""
        if mine := _ASKED_OF_ME.match(_NOW.sub("", self.said)):
            rest = mine["rest"].strip()
            aux, who, verb = mine["aux"].capitalize(), mine["who"].lower(), mine["verb"]
            if _LAST_OF.search(rest):
                return f"{aux} {who} {verb} {rest} {{name}}?"
            return f"{aux} {who} {verb} {{name}} {rest}".rstrip() + "?"
        said = _USED_TO.sub("did ", _NOW.sub("", self.said))
        each = _PARENT.sub(_of_children, question_about_each(said))
        if not re.search(r"\bshe\b", each):
            return ""
        whose = f"{{name}}'s {self.whose}" if self.whose else "{name}"
        return re.sub(r"\bshe\b", whose, each, count=1)


def choice(marked: str) -> Choice | None:
    """What is asked of each of those who are marked; None for another question."""
    for pattern in _CHOICES:
        match = pattern.match(marked)
        if match is not None and (found := _chosen(match, marked)) is not None:
            return found
    return None


def _chosen(match: re.Match[str], marked: str) -> Choice | None:
    parts = match.groupdict()
    more = parts.get("more") or ""
    said = re.sub(rf"^{_OF_THEM}\b|^\s*(?:of|out of|between)\b", "", match["said"], flags=re.I)
    said = re.sub(r"\s+(?:of|between|among)$", "", said.strip(" ,:;-"), flags=re.I)
    kind = (parts.get("kind") or "").strip().lower()
    each_of = more and _OF_EACH.search(said) and not re.search(r"^\W", more.strip())
    if each_of or (more and re.match(r"\s*(?:both|share)\b", more)):
        return None  # "which book have §0 and §1 both read" is asked of each
    said = " ".join(f"{said} {more}".split()).strip(" ,:;-")
    if not said:
        return None
    named = kind and not re.match(r"(?:one|of|out)\b", kind)
    if named and not (is_verbal(said) and re.search(_EITHER, marked, re.I)):
        # "which is the baker", and not "which sport"
        said = f"{kind} {said}"
        if not is_verbal(said):
            return None
    if parts.get("is") or parts.get("one"):
        said = with_verb(said)
    return Choice(said, parts.get("what") or "")

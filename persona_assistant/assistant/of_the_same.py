"""Questions for something of the one whom the question before was about, as if that had been said:
"and the new one?", "what's the daughter up to".
"""

from __future__ import annotations

import re

from persona_assistant.assistant.brought_up import sort_of
from persona_assistant.assistant.question_before import QuestionBefore
from persona_assistant.language import ellipsis
from persona_assistant.language.kin import ALIKE, WIDER, bare
from persona_assistant.language.pronouns import first_pronoun, owner
from persona_assistant.language.the_one import means_another_one, with_the_one
from persona_assistant.pmg import Meant, Query

_OF_USER = re.compile(r"\b(?:my|our)\b", re.IGNORECASE)
_BIRTH = re.compile(r"\b(?:pregnant|expecting|bab(?:y|ies)|due|born|birth|twins)\b", re.IGNORECASE)
""" "The dad" is then the father of the child, and not of the one who has it."""


class OfTheSame(QuestionBefore):
    """See the module's idea."""

    def _another_one(self) -> Query | None:
        """ "And the new one?", "what was the old one called"."""
        same = self._same()
        if same is None or len(same.personas) != 1:
            return None
        if not means_another_one(self.rest) or self.people.mentioned(self.rest):
            return None
        changed = with_the_one(self.before.question, self.rest, self._names(same))
        return Query(changed, meant=same) if changed else None

    def _whose_relative(self) -> Query | None:
        """ "What's the daughter up to": of the one whom the question before was about."""
        people, rest = self.before.people, ellipsis.in_full(self.rest)
        found = ellipsis.relative_without_owner(rest)
        if found is None or len(people) != 1 or self.people.mentioned(rest):
            return None
        start, end, word = found
        if (start, end) == (0, len(rest.rstrip(" ?!."))):
            return None  # a fragment: the question before, of that one
        last = word.split()[-1].lower()
        if last in ("groom", "bride"):
            last = word = "partner"
        if sort_of(last) in ("she", "he") and last not in ALIKE:
            last, word = "partner", "new partner"  # "the new woman"
        kind = "child" if last == "twins" else WIDER.get(bare(last), "")
        if kind in ("", "pet") or not ellipsis.is_question(rest):
            return None
        if first_pronoun(rest, "en") is not None or _OF_USER.search(rest):
            return None
        if kind == "parent" and _BIRTH.search(self.before.question):
            word = "partner"
        meant = Meant(people)
        whose = owner(self._names(meant), "en")
        return Query(f"{rest[:start]}{whose} {word}{rest[end:]}", meant=meant)

    def _one_of_the_children(self) -> Query | None:
        """ "How many kids does Ana have", and "how old is the youngest", "which one is at sea"."""
        people, rest = self.before.people, ellipsis.in_full(self.rest)
        brought = self.before.brought[0] if self.before.brought else ()
        children = [each for each in brought if (each.kind, each.sort) == ("child", "they")]
        if len(people) != 1 or not children or self.people.mentioned(rest):
            return None
        if first_pronoun(rest, "en") is not None or _OF_USER.search(rest):
            return None
        meant, whose = Meant(people), owner(self._names(Meant(people)), "en")
        if found := _WHICH_ONE.match(rest):
            verb = found["verb"] or "is"
            return Query(f"which of {whose} kids {verb} {rest[found.end() :]}", meant=meant)
        changed = _YOUNGEST.sub(f"{whose} youngest child", rest)
        return Query(changed, meant=meant) if changed != rest else None


_WHICH_ONE = re.compile(
    r"^which(?: one| of them)(?:['’]s|\s(?P<verb>is|was|has|[a-z]+(?:s|ed)))\s+(?=\w)", re.I
)
_YOUNGEST = re.compile(r"\bthe (?:youngest|younger)(?: one| child| kid)?(?=$|[\s?!.])", re.I)

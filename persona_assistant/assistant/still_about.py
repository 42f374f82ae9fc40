"""Whether a question that speaks of nobody is still about the person of the question before.

"Which home is Daisy in?", "when are the visiting hours": no word says whose. It goes on about her
where her notes hold the words of it and nobody else's hold more of them, or where it points back
by "it" or "there".
"""

from __future__ import annotations

import re
from collections import Counter

from persona_assistant.assistant.named import People
from persona_assistant.language.clauses import GENERIC
from persona_assistant.language.ellipsis import asks_for_people, is_question
from persona_assistant.language.pronouns import first_pronoun, language_of, speaks_of_somebody
from persona_assistant.language.roles import role
from persona_assistant.language.words import words

_MOST = 9
"""Words of a question that leaves out whom it is about."""
_OTHERS = re.compile(
    r"\b(?:i|me|my|mine|we|us|our|ours|you|your|someone|somebody|anyone|anybody|everyone|everybody"
    r"|nobody|people|friends?|whose)\b",
    re.IGNORECASE,
)
"""Somebody else whom a question may be about."""
_BACK = re.compile(r"\b(?:it|there)\b|\bthat\W*$", re.IGNORECASE)


def leaves_out_whom(rest: str) -> bool:
    """Whether a question of the user's ends where somebody should be named: "when can I visit"."""
    return _WITHOUT_WHOM.match(rest) is not None


_WITHOUT_WHOM = re.compile(
    r"^\W*(?:when|how|where|what\s(?:time|day)s?|which\sdays?|can|could|should|may|do)\b"
    r"(?:\s(?:can|could|do|should|may|must|shall|best))?\s(?:i|we)\s(?:best\s)?"
    r"(?:visit|ring|call|phone|text|see|meet|reach|contact|email|message|get in touch)\W*$",
    re.IGNORECASE,
)


def goes_on(rest: str, persona: int, people: People) -> bool:
    """`rest` is the question without what links it to the one before."""
    if not is_question(rest) or len(rest.split()) > _MOST or language_of(rest) != "en":
        return False
    if _OF_USER_THERE.search(rest):
        return True
    if _OTHERS.search(rest) or asks_for_people(rest) or speaks_of_somebody(rest):
        return False
    if first_pronoun(rest, "en") is not None or role(rest) is not None:
        return False
    return bool(_BACK.search(rest)) or _is_in_the_notes(rest, persona, people)


_OF_USER_THERE = re.compile(
    r"^\W*(?:when|what (?:time|day)|how often)\s(?:am|are|was|were|did|do|should|must|will)"
    r"\s(?:i|we)\b.*\b(?:there|next)\b",
    re.IGNORECASE,
)
""" "When am I next there", of the dentist."""


def _is_in_the_notes(rest: str, persona: int, people: People) -> bool:
    asked = {each.stem for each in words(rest) if each.content} - GENERIC
    held: Counter[int] = Counter()
    for person, texts in people.texts().items():
        told = {each.stem for text in texts for each in words(text)}
        held[person] = len(asked & told)
    return 0 < held[persona] == max(held.values())

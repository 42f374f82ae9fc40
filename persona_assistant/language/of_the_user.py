"""Whether a question may be about the user, so that what they told earlier can answer it.

"When did I move" is, and so may be "when was the boiler repaired". "Where does she live" and "what
does the man with the beard do" are about somebody, and so is a question with a name in it, unless
it speaks of the user as well.
"""

from __future__ import annotations

import re

from persona_assistant.language.person_phrases import person_phrase
from persona_assistant.language.plain_questions import plain_question
from persona_assistant.language.words import words

_USER = re.compile(r"\b(?:i|i'(?:m|ve|ll|d)|me|my|mine|myself|we|us|our|ours)\b", re.I)
_SOMEBODY = re.compile(
    r"\b(?:she|he|hers?|him|his|they|them|their|herself|himself|somebody|someone|anyone|anybody|"
    r"who|whose|whom|(?:this|that|these|those) (?:man|woman|person|guy|one|people))\b",
    re.I,
)
_CALENDAR = re.compile(
    r"^(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|"
    r"August|September|October|November|December|Christmas|Easter|I)$"
)


def speaks_of_the_user(question: str) -> bool:
    """Whether the user occurs in it: "what should I cook for Ana"."""
    return bool(_USER.search(plain_question(question)))


def may_be_of_the_user(question: str) -> bool:
    """Whether it is about nobody else."""
    asked = plain_question(question)
    if not asked or _SOMEBODY.search(asked):
        return False
    if person_phrase(words(re.sub(r"\b(?:my|our)\b", "some", asked, flags=re.I))) is not None:
        return False
    return speaks_of_the_user(question) or not any(map(_is_a_name, asked.split()[1:]))


def _is_a_name(word: str) -> bool:
    bare = word.strip(".,;:!?\"'()").removesuffix("'s")
    return bare[:1].isupper() and not _CALENDAR.match(bare)

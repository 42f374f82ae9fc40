"""Children of a partner, whom no note calls the person's own: "Craig is a paramedic and has a son
of his own", "engaged to Philip. He has two grown-up children".

In a woman's notes a sentence that begins with "he" speaks of her partner.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.genders import gender_of
from persona_assistant.language.kin import ANY, WIDER, bare
from persona_assistant.language.patterns import compiled
from persona_assistant.language.pronouns import Gender
from persona_assistant.pmg import Note
from persona_assistant.reader.reading import Found

_CHILDREN = rf"(?:{ANY}|kids|children|twins|triplets)s?\b"
_HAS = (
    r"\W*(?P<who>she|he)(?:['’]s)?\b[^.;!?]{0,40}?\b(?:has|had|got|brings?|with|w/)\s"
    rf"(?:[\w-]+\s){{0,3}}{_CHILDREN}"
)
_OF_THEIR_OWN = rf"\b{_CHILDREN}\sof\s(?P<whose>his|her)\sown\b"
_PARTNER = (
    r"\b(?:partner|husband|wife|boyfriend|girlfriend|bf|gf|fella|bloke|man|woman|guy"
    r"|engaged to|married|marrying|seeing|dating|met)\b(?:[^.!?\n]{0,30}?\s|,\s|\s)"
    r"(?-i:[A-ZÀ-Þ])[^\W\d_]+"
    r"[^.!?\n]{0,40}[.!?\n]\s*$"
)


def sex_in(notes: Sequence[Note], name: str | None) -> Gender | None:
    """Whether the notes speak of their person as "she" or "he"; None where they leave it open."""
    if name is None or is_user(name):
        return None
    return gender_of([each.text for each in notes], name)


def of_a_partner(text: str, sentence: str, gender: Gender | None) -> bool:
    """Whether a sentence of a note tells of children whom a partner has. `gender` is the person's;
    where it is not known, a partner is spoken of who was named right before."""
    has = compiled(_HAS).match(sentence)
    if gender not in ("she", "he"):
        return (
            has is not None and compiled(_PARTNER).search(text[: text.find(sentence)]) is not None
        )
    own = compiled(_OF_THEIR_OWN).search(sentence)
    return (has is not None and has["who"].lower() != gender) or (
        own is not None and (own["whose"].lower() == "her") != (gender == "she")
    )


def of_own_children(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Sequence[Found]:
    """The places, for a question about somebody's children without those of a partner's."""
    said = {WIDER.get(bare(each)) for each in re.findall(r"[^\W\d_]+", plain(question))}
    if "child" not in said or "partner" in said or name is None:
        return found
    gender = sex_in(notes, name)
    return [each for each in found if not of_a_partner(each.note.text, each.sentence, gender)]

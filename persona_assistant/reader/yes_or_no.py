"""A question with yes or no about somebody, answered by a place that says it in so many words:
"two cats, Mortimer & Plum" for "does Kit have cats".

The network is often unsure of such places, which name a thing among others and no more. They are
weighed as for a list of people, where the same is asked of everybody.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.about_each import question_about_each
from persona_assistant.language.claims import Stance
from persona_assistant.language.date_words import plain
from persona_assistant.language.support import key_groups
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by
from persona_assistant.reader.claimed import claims_in, ended_since
from persona_assistant.reader.reading import Found, Reading

_ASKED = re.compile(
    r"(?:so |and |but )?(?P<verb>does|did|is|was|are|has|have|can|could|will)(?:n['’]t)?\s"
    r"(?P<rest>.+)",
    re.I,
)
_PRONOUNS = frozenset("she he they".split())
_LONGEST = 120
_MOST = 60
"""Notes that are looked through; of more those in which the network found something."""


def in_so_many_words(
    question: str, reading: Reading, notes: Sequence[Note], name: str | None
) -> Reading | None:
    """What the notes claim, where a question with yes or no was declined; None where they claim
    nothing, or the question is of another kind."""
    asked = _about_her(question, name)
    if not asked or not key_groups(asked) or name is None:
        return None
    if len(notes) > _MOST:
        notes = list({each.note: each.note for each in reading.found})
    others = called_by(notes, name) | _named_inside(notes)
    claims = claims_in(asked, replace(reading, found=()), name, notes, others=others)
    told = [(how, each) for how, each in claims if how in _TELLING]
    if not told:
        return None
    newest = max(told, key=lambda each: (each[1].note.date is not None, each[1].note.date))
    states = [each for how, each in told if how is Stance.STATES]
    ended = [each for how, each in told if how is not Stance.STATES]
    best = states[0] if states and not ended_since(states, ended) else newest[1]
    probability = max(best.probability, _seen(best, reading))
    rest = tuple(each for each in reading.found if each.sentence != best.sentence)
    return Reading(True, probability, best.span, (best, *rest))


def _named_inside(notes: Sequence[Note]) -> set[str]:
    """Words with a capital inside a sentence, in small letters: mostly names of others."""
    return {match.group().lower() for each in notes for match in _INSIDE.finditer(each.text)}


_INSIDE = re.compile(r"(?<=[a-zß-ÿ,] )[A-ZÀ-Þ][a-zß-ÿ]+")
_TELLING = (Stance.STATES, Stance.DENIES, Stance.FORMER)


def _seen(place: Found, reading: Reading) -> float:
    same = (each for each in reading.found if each.sentence == place.sentence)
    return max((each.probability for each in same), default=0.0)


def _about_her(question: str, name: str | None) -> str:
    """ "Does she have cats?" of "does kit have cats"; "" for another question."""
    match = _ASKED.fullmatch(question.strip(" ?!.,"))
    if match is None or name is None or len(question) > _LONGEST:
        return ""
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    words = match["rest"].split()
    count = 0
    while count < len(words) and re.sub(r"\W", "", plain(words[count])) in own | _PRONOUNS:
        count += 1
    rest = " ".join(words[count:])
    if not count or not rest or re.search(r"\b(?:or|why|when|where|how)\b", rest, re.I):
        return ""
    verb = match["verb"].lower()
    if verb in ("has", "have"):
        return question_about_each(f"has {rest}")
    return f"{verb.capitalize()} she {rest}?"

"""Questions that name nobody and may be about what the user told: "what about the boiler".

They are answered from reminders, goals and statements in which every word of the question stands
that tells anything, "when is the dentist" from "The dentist is on Monday at 9"; and "what are my
goals" or "what should I not forget" lists those.
"""

from __future__ import annotations

import datetime
import re
import time

from persona_assistant.assistant import recollection
from persona_assistant.assistant.services import Services
from persona_assistant.language.statements import period
from persona_assistant.language.words import words
from persona_assistant.memory.memories import Memory
from persona_assistant.pmg import AbstentionReason, Answer, Query

_MOST = 3
"""Memories that an answer quotes; of a list more."""
_LISTED = 10
_ABOUT = re.compile(
    r"^\W*(?:(?:and|so|ok(?:ay)?|but|now|hey|also|well|by the way)\b\W*)*"
    r"(?:(?:what|how) about|(?:is there |was there |do i have |have i )?(?:anything|something)\b"
    r"|what(?:['’]s| is| was)? (?:it |there |up |again )*(?:with|about)|remind me (?:about|of)"
    r"|what (?:do|did|should|shall|must|can) i (?:\w+ ){0,3}about"
    r"|(?:the|my)\b)",
    re.I,
)
_KINDS = tuple(
    (re.compile(rf"\b(?:my|any|all|which|what) (?:{called})\b|\b(?:{asked})\b", re.I), names)
    for called, asked, names in (
        ("goals?", "do i want to (?:reach|achieve)", ("goal.", "habit.")),
        ("habits?", "do i (?:usually|always|regularly) do", ("habit.",)),
        (
            "reminders?|to[- ]?dos?",
            "(?:should|must|may) i not forget|am i to be reminded|(?:did|have) i (?:ask|asked)"
            "(?: you)? to (?:be reminded|remind me)",
            ("reminder.",),
        ),
    )
)
"""What asks for them, and what their names begin with."""
_FRAME = frozenset("anything something remind reminder thing matter news again know have".split())


def listed(services: Services, query: Query) -> Answer | None:
    """The answer to a question for the user's goals, habits or reminders as such; None for any
    other, and where there are none."""
    started = time.perf_counter()
    names = next((names for pattern, names in _KINDS if pattern.search(query.text)), None)
    if names is None or not _plain(services, query):
        return None
    since, until = period(query.text, datetime.date.today()) or (None, None)
    found = services.store.memories.search(
        [], kinds=["procedural"], since=since, until=until, limit=50
    )
    kept = [each for each in found if each.name.startswith(names)][:_LISTED]
    return recollection.told(services, "", kept, started) if kept else None


def instead(services: Services, query: Query, answer: Answer, typed: Query) -> Answer | None:
    """An answer from what the user told, where a question was not answered that names nobody: as
    it was `typed`, though the conversation may have taken it for one about somebody."""
    nobody = answer.reason is AbstentionReason.ABSENT_PERSONA
    by_talk = answer.reason is AbstentionReason.ABSENT_ATTRIBUTE and query.meant is not None
    if not nobody and not by_talk:
        return None
    started = time.perf_counter()
    if not _plain(services, typed):
        return None
    asked = {word.stem for word in words(typed.text) if word.content} - _FRAME
    if not asked:
        return None
    found = services.store.memories.search(
        sorted(asked), kinds=["procedural", "semantic"], limit=50
    )
    kept = [each for each in found if asked <= _stems(each)]
    kept.sort(key=lambda each: each.kind == "semantic")
    if not _ABOUT.search(typed.text):  # a question, which one of them has to answer
        kept = recollection.read(services, typed.text, kept)
    return recollection.told(services, "", kept[:_MOST], started) if kept else None


def _plain(services: Services, query: Query) -> bool:
    return query.image is None and query.voice is None and services.has_store


def _stems(memory: Memory) -> set[str]:
    return {word.stem for word in words(f"{memory.text} {memory.keywords}")}

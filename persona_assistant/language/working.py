"""Whether a clause of a note tells of somebody's work: it names an occupation or a verb of working,
and does not name it as somebody else's or as what will never be ("she'll never live w/ a chef")."""

from __future__ import annotations

import re

from persona_assistant.language.gloss import in_english
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.words import stem

_A_RACE = (
    r" (?:(?:the|a|an|her|his|their|half) ){0,2}(?:[\w']+ ){0,2}?(?:marathon|10k|5k|\d+k|race"
    r"|parkrun|miles?|in \d)|,| (?:every|most|each|with|on|for fun)\b| ?[.;!)]|$"
)
_WORKS = re.compile(
    r"\b(?:(?:(?<!to )|(?<=used to ))works?(?!\))|worked|working|job|jobs|post|role|position"
    r"|teach\w*"
    rf"|(?:runs?|running)(?!{_A_RACE})"
    r"|manag\w+|head of|employ\w+|clients?|patients|freelanc\w+|hired|promot\w+|contracts?|shifts?"
    r"|wages|salary|boss|career"
    r"|qualified|trained|training as|retrained|retired|drives?|driving|sells?|selling|owns?"
    r"|(?:now|currently) (?:does|doing)|(?:deputy|assistant|vice|acting|head|chief) (?=\w)"
    r"|trains|volunteers?|self[- ]employed|business|laid off|redundant|apprentice\w*|set up"
    r"|opened|makes|quits?|gave up|packed in|desk|office|farm)\b",
    re.I,
)
_NOT_THEIRS = re.compile(
    r"\bnever\b|\b(?:live|lives|lived|living|married|engaged|dating|seeing|met|out) "
    r"(?:to |with |w/ ?)?(?:an? )?$",
    re.I,
)


_NO_WORK = frozenset("market markets".split())
"""Words of the stem of an occupation."""


def tells_of_work(text: str) -> bool:
    """Whether it names an occupation or speaks of working."""
    english = in_english(text)
    named = (
        is_member(stem(word), "occupation")
        for word in re.findall(r"[^\W\d_]+", english)
        if word.lower() not in _NO_WORK
    )
    return _WORKS.search(english) is not None or any(named)


def is_work_at(text: str, start: int, end: int) -> bool:
    """Whether the clause that holds `text[start:end]` tells of work."""
    if text[start:end].strip(" ()").lower() in ("work", "office"):  # "(work)" behind a number
        return False
    cuts = [each.end() for each in re.finditer(r"[.;!?\n(]\s*", text[:start])]
    before = text[cuts[-1] if cuts else 0 : start]
    after = re.split(r"[.;!?\n)]", text[end:])[0]
    return tells_of_work(before + text[start:end] + after) and not _NOT_THEIRS.search(before)

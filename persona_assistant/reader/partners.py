"""Whose partner a verb tells: "got engaged to Sveva", "is with Tom now", "he's seeing Maeve".

Only what is said of the person counts: in "her sister married Tom" the sister has a husband.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ANY
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.noted_names import FULL, is_nationality, no_name

_WHO = rf"(?P<who>{FULL})"
_VERBS = (
    rf"\b(?:married|engaged|marrying)\b(?:[^.;!?,]{{0,40}}?)\sto\s{_WHO}",
    rf"\b(?:married|marrying|marries|weds|wed)\s{_WHO}",
    rf"\b(?:seeing|dating|dates|going\sout\swith|goes\sout\swith|fianc[eé]e?\sis|went\sout\swith"
    rf"|is\snow\smarried\sto)\s{_WHO}",
    rf"\bwith\s{_WHO}(?=\s(?:now|these\sdays|nowadays)\b)",
)
_CUT = re.compile(r"[.;:,!?(\n–—]|\s-\s|\b(?:and|but|so|&)\s")
_SUBJECTS = frozenset(
    "she he they who is was got has had been just now finally recently today also gets getting to"
    " be are were s".split()
)
"""What may stand in front of the verb where the person is its subject."""


def partners(text: str, own: set[str]) -> Iterator[re.Match[str]]:
    """Where a note says whom the person is married to or seeing; `own` are the words of their
    name."""
    for pattern in _VERBS:
        for match in compiled(pattern).finditer(text):
            first = plain(match["who"]).split()[0]
            if no_name(first) or is_nationality(first) or first in own:
                continue
            if _is_theirs(plain(text[: match.start()]), own):
                yield match


def _is_theirs(before: str, own: set[str]) -> bool:
    clause = _CUT.split(before)[-1]
    said = re.findall(r"[^\W\d_]+", clause)
    if any(re.fullmatch(ANY, each) for each in said):
        return False
    first = next(iter(said), "")
    return not first or first in own | _SUBJECTS or first.removesuffix("s") in own

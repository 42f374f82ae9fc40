"""Another one of the things that the question before was about: "and the new one?", "what was the
old one called".

"Who was Ana's first budgie" and "the present one" make "who is Ana's present budgie".
"""

from __future__ import annotations

import re

_PAST = "old|first|previous|former|original|earlier|last"
_PRESENT = "new|present|current|latest|second"
_OF_TWO = "older|elder|younger|eldest|oldest|youngest|big|bigger|little|smaller"
_ADJECTIVE = rf"(?:{_PAST}|{_PRESENT}|{_OF_TWO})"
_THE_ONE = re.compile(
    rf"\b(?:the|his|her|their)\s(?:(?P<which>{_ADJECTIVE})\sone\b"
    r"|one\sbefore(?:\s(?:that|this|him|her|it))?\b)",
    re.IGNORECASE,
)
_NOUNS = (
    re.compile(rf"['’]s?\s(?P<which>{_ADJECTIVE})\s(?P<noun>[^\W\d_]+)", re.IGNORECASE),
    re.compile(r"\bwhat\s(?P<noun>[^\W\d_]+?)s?\s(?:do|does|did|has|have)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:has|have|got|owns?|keeps?)\s(?:got\s)?(?:a|an|any)\s(?P<noun>[^\W\d_]+?)s?\b(?=\W*$)",
        re.IGNORECASE,
    ),
    re.compile(r"['’]s?\s(?P<noun>[^\W\d_]+)(?:['’]s\s\w+|\s(?:called|named))?\W*$", re.IGNORECASE),
)
"""Where a question says what it is about, the surest first."""


def means_another_one(rest: str) -> bool:
    """Whether a question speaks of "the old one" or the like."""
    return _THE_ONE.search(rest) is not None


def with_the_one(question: str, rest: str, name: str) -> str:
    """The question in full; `question` is the one before, about `name`. "" where that is about no
    such thing."""
    meant = _THE_ONE.search(rest)
    said = next((each for pattern in _NOUNS if (each := pattern.search(question))), None)
    if meant is None or said is None:
        return ""
    which, noun = (meant["which"] or "previous").lower(), said["noun"]
    if meant.span() != (0, len(rest.rstrip(" ?!."))):
        return f"{rest[: meant.start()]}{name}'s {which} {noun}{rest[meant.end() :]}"
    verb = "was" if re.fullmatch(_PAST, which) else "is"
    if "which" not in said.groupdict():
        return f"What {verb} {name}'s {which} {noun} called?"
    changed = f"{question[: said.start('which')]}{which}{question[said.end('which') :]}"
    if re.fullmatch(_OF_TWO, which):
        return changed
    return re.sub(r"\b(?:is|was)\b", verb, changed, count=1)

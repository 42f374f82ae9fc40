"""The question before at another time: "and before that?", "how much was it before", "and now?".

"Where does Ana live" and "before that?" make "Where did Ana live before"; "was Ana my boss" and
"who is it now?" make "who is my boss now".
"""

from __future__ import annotations

import re

from persona_assistant.language.ellipsis import in_full

_IT = r"(?:it|that|this|the (?:one|price|amount))"
_WH = r"(?:what|where|who|how (?:much|many|old|often|long)|which|when)"
_WAS = r"(?:\s+(?:was|were|is|did|does|has|had)|'s)"
_BEFORE = (
    r"(?:before|earlier|previously|formerly|until then|up to then|in the past|back then|originally)"
)
_EARLIER = re.compile(
    rf"^\W*(?:(?:{_WH}\b\s*)?{_BEFORE}(?:\s+(?:that|this|then|it|him|her|them))?"
    rf"|{_WH}(?:{_WAS}\s+{_IT}(?:\s+be)?)\s+{_BEFORE}(?:\s+(?:that|this|then|him|her|them))?"
    rf"|where\s+(?:was|were)\s+(?:s?he|they)\s+{_BEFORE}(?:\s+(?:that|this|then))?"
    rf"|{_WH}\s+(?:did\s+{_IT}\s+use\s+to\s+be|used\s+{_IT}\s+to\s+be|{_IT}\s+used\s+to\s+be)"
    rf"(?:\s+{_BEFORE})?|(?:and\s+)?the\s+(?:one|time)\s+before(?:\s+(?:that|this))?)\W*$",
    re.IGNORECASE,
)
_NOW_WORDS = (
    r"(?:right\s+now|now|nowadays|these\s+days|currently|at\s+the\s+moment|at\s+present|today)"
)
_NOW = re.compile(
    rf"^\W*(?:(?P<wh>{_WH})(?:\s+(?:is|are)|'s)\s+(?:it|that)\s+)?(?:as\s+of\s+)?{_NOW_WORDS}\W*$",
    re.IGNORECASE,
)
_HERE = re.compile(rf"\s*\b(?:{_NOW_WORDS}|still)\b", re.IGNORECASE)
_THEN = re.compile(rf"\s*\b(?:{_BEFORE}|used to|first)\b(?:\s+(?:that|then))?", re.IGNORECASE)
_PAST = {
    "do": "did",
    "does": "did",
    "is": "was",
    "'s": " was",
    "are": "were",
    "'re": " were",
    "has": "had",
    "have": "had",
}
_PRESENT = {"was": "is", "were": "are", "had": "has"}
_FRONT = rf"^(?P<wh>\W*(?:(?:{_WH}|whom|whose|why)\b(?:\s[\w'’-]+)*?)?)"
_AT_PRESENT = re.compile(rf"{_FRONT}(?P<verb>\s?\b(?:do|does|is|are|has|have)\b|'s\b|'re\b)", re.I)
_IN_THE_PAST = re.compile(rf"{_FRONT}\s?\b(?P<verb>did|was|were|had)\b", re.IGNORECASE)
_LIVING = re.compile(r"^(\W*where )was (.+?) (?:living|staying|based)$", re.IGNORECASE)
_MANY = re.compile(r"^\s*(?:i|you|we|they|my|our|the\s\w+s)\b|^\s[\w'’ ]+\sand\s", re.IGNORECASE)


def asks_earlier(rest: str) -> bool:
    """Whether a fragment asks the question before of an earlier time."""
    return bool(_EARLIER.match(in_full(rest)))


def in_the_past(question: str) -> str:
    """A question about what holds, of what held before."""
    body = _HERE.sub("", in_full(question.strip()).rstrip(" ?!."))
    found = _AT_PRESENT.search(body)
    if found is not None:
        verb = found["verb"].strip().lower()
        gap = " " if found["wh"].strip() and not _PAST[verb].startswith(" ") else ""
        body = f"{found['wh'].rstrip()}{gap}{_PAST[verb]}{body[found.end() :]}".strip()
    body = _LIVING.sub(r"\1did \2 live", body)
    return body if re.search(r"\bbefore$", body, re.IGNORECASE) else f"{body} before"


def asks_now(rest: str) -> bool:
    """Whether a fragment asks the question before of today."""
    return bool(_NOW.match(in_full(rest)))


def at_present(question: str, rest: str, names: list[str]) -> str:
    """A question about what held, of what holds: `rest` is the fragment, `names` what the person
    is called in the question."""
    body = _THEN.sub("", in_full(question.strip()).rstrip(" ?!."))
    found = _IN_THE_PAST.search(body)
    if found is None:
        return f"{_HERE.sub('', body)} now"
    asked = _NOW.match(in_full(rest))
    wh, behind = found["wh"].strip(), body[found.end() :]
    if not wh and asked is not None and asked["wh"]:
        for name in sorted(names, key=len, reverse=True):
            behind = re.sub(rf"^\s*{re.escape(name)}\b", "", behind, flags=re.IGNORECASE)
        return f"{asked['wh']} is {behind.strip()} now"
    verb = found["verb"].lower()
    present = _PRESENT.get(verb) or ("do" if _MANY.match(behind) else "does")
    return f"{wh} {present}{behind} now".strip()

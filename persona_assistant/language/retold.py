"""What somebody said of themselves, told back: "Call me Sam" - "you asked to be called Sam".

Only where the sentence can be turned surely: who is meant by "we" or by a "you" in it is not known,
and such a sentence is better quoted.
"""

from __future__ import annotations

import re

_POLITE = re.compile(
    r"^(?:(?:please|just|and|so|also|oh|hi|hello|hey|ok(?:ay)?|well)\b[, ]*)+", re.I
)
_END = re.compile(r"[.!\s]+$|,? please[.!\s]*$", re.I)
_WISHES = (
    (re.compile(r"^(?:you can )?call me (?P<rest>.+)$", re.I), "you asked to be called {}"),
    (
        re.compile(r"^remind me (?P<rest>(?:to|that|about|of|when|on|in|at|every)\b.+)$", re.I),
        "you asked to be reminded {}",
    ),
    (
        re.compile(r"^(?:don['’]t|do not) forget (?P<rest>.+)$", re.I),
        "you asked me not to forget {}",
    ),
    (
        re.compile(r"^(?P<rest>(?:keep|give|answer|reply|speak|talk|write|be|use)\b.+)$", re.I),
        "you asked me to {}",
    ),
)
_OWN = re.compile(r"^(?:i|i['’](?:m|ve|d|ll)|my)\b", re.I)
_UNSURE = re.compile(r"\b(?:we|us|our|ours|ourselves|you|your|yours|yourself|mine)\b|[\"“”?]", re.I)
_OF_THE_LISTENER = re.compile(r"\b(?:your|yourself)\b", re.I)
"""Of whoever is asked, in a wish."""
_TURNED = (
    (r"I am|I['’]m", "you are"),
    (r"am I", "are you"),
    (r"I wasn['’]t", "you weren't"),
    (r"I was", "you were"),
    (r"was I", "were you"),
    (r"I['’]ve", "you have"),
    (r"I['’]ll", "you will"),
    (r"I['’]d", "you'd"),
    (r"myself", "yourself"),
    (r"my", "your"),
    (r"me", "you"),
    (r"I", "you"),
    (r"yourself", "myself"),
    (r"your", "my"),
)
_FIRST_PERSON = re.compile(
    "|".join(rf"(?P<t{i}>\b(?:{pattern})\b)" for i, (pattern, _) in enumerate(_TURNED)), re.I
)


def retold(sentence: str) -> str | None:
    """The sentence as a clause about whoever said it, without a full stop: "you said that you live
    in Porto", "you asked to be called Sam". None where it cannot be turned surely."""
    line = _END.sub("", _POLITE.sub("", sentence.strip()))
    wish = wished(line)
    if wish is not None:
        return wish
    if not _OWN.match(line) or _UNSURE.search(line):
        return None
    return f"you said that {_turned(line)}"


def wished(sentence: str) -> str | None:
    """As `retold`, of a wish alone."""
    line = _END.sub("", _POLITE.sub("", sentence.strip()))
    for pattern, told in _WISHES:
        match = pattern.match(line)
        rest = "" if match is None else match["rest"]
        if rest and not _UNSURE.search(_OF_THE_LISTENER.sub("", rest)):
            if told.endswith("me to {}"):
                rest = rest[:1].lower() + rest[1:]
            return told.format(_turned(rest))
    return None


def _turned(text: str) -> str:
    def other(match: re.Match[str]) -> str:
        number = next(i for i in range(len(_TURNED)) if match[f"t{i}"])
        return _TURNED[number][1]

    return _FIRST_PERSON.sub(other, text)

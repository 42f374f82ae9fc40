"""Where and how the user met somebody, told apart from how others met.

"Met him at a food festival" stands in Rob's notes and has no subject: the user met him. That
answers "where did I first come across Rob" and not "how did Rob meet Yvonne".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.places import bounds_of
from persona_assistant.reader.reading import Found

_LONGEST = 160
_SURE = 0.93
_SEEN = 0.1
"""The least probability of a place that tells of the meeting, to be the answer."""
_MEET = (
    r"(?:meet|met|come to know|come across|came across|run into|ran into|bump into|bumped into|"
    r"find|found|"
    r"get to know|got to know|cross paths|crossed paths|get talking|got talking|get chatting|"
    r"got chatting|make friends|become friends|became friends|get introduced|got introduced|"
    r"pick up|picked up|know|known|encounter|come to know|came to know)"
)
_OF_USER = (
    r"^(?:so |and )?(?:where|whereabouts|how|when|on what occasion|(?:in |at )?(?:what|which)\b.*?)"
    r"(?:'d|'s| did| do| was it(?: that)?| have| had|)\s(?:i|we|me and \w+)\s"
    rf"(?:first |ever |originally |actually |even |initially )*{_MEET}\b(?P<whom>.*)$"
)
_OF_OTHERS = (
    r"^(?:so |and )?(?:where|whereabouts|how|when)(?:'d| did| do)?\s"
    r"(?P<who>(?!did\b|do\b)(?:(?!\b(?:i|we|me|my|us)\b).)+?)\s"
    r"(?:first |ever |originally |actually )*(?:meet|met|come across|run into|bump into|get to know"
    r"|find|cross paths with|get together with|get with|pick up)\b(?P<whom>.*)$"
)
_TOLD_BY_USER = (
    r"(?:^|[.;,!?(–—-]\s*|\s(?:and|so|&)\s)(?:(?:we|i|i first|we first|first|both|originally)\s)*"
    r"(?:met|found|got (?:talking|chatting) (?:to|with)(?:\s(?!him|her|them)[^\W\d_]+)?"
    r"|was introduced to|were introduced)\b(?:\s(?:him|her|them|each other|up))?"
    r"(?=\s(?:at|in|on|over|through|via|thru|by|while|when|during|my|our|last|back|outside|near"
    r"|behind|under|online|w/|with|from|as|because|doing|after|playing)\b|[,.;!]|\s*$)"
)
MEETING_PLACE = (
    r"(?:class|classes|club|choir|gym|work|school|uni|team|group|course|church|park|pub|bar|camp"
    r"|lessons|office|league|society|band|gate|allotments?|hostel|ward|workshop|conference)"
)
_FROM = (
    r"[^\W\d_]+(?:\s[^\W\d_]+)?,?\s(?:is\s)?\(?from\s"
    rf"(?P<where>(?:(?:my|our|the|that)\s)?(?:\w+\s){{0,2}}?{MEETING_PLACE})\b"
)
""" "Yuki from pottery class": where somebody is known from."""
_HOW_WE_MET = (
    r"\b(?:how|where|when|why) (?:(?:we|i) (?:first )?(?:met|got talking)"
    r"|i know (?:him|her|them))\b"
)
_SPEAKS = re.compile(
    r"\b(?:met|meet|introduc\w+|bumped|ran into|came across|knew)\b", re.IGNORECASE
)
"""Of somebody's relatives notes tell by the way; a meeting is told where it is spoken of."""
_ASKS_WHAT_THEY_ARE = r"\bknow\b"


def of_the_meeting(question: str, found: Sequence[Found], name: str | None) -> Sequence[Found]:
    """The places for a question of how somebody was met, most probable first: sure of one that
    tells just that, less probable of one that tells of another meeting."""
    if name is None or len(question) > _LONGEST:
        return found
    asked = plain(question).strip(" ?!.")
    own = set(re.findall(r"[^\W\d_]+", plain(name)))
    if match := compiled(_OF_USER).match(asked):
        if _is_another(match["whom"]):
            return [each for each in found if _SPEAKS.search(each.sentence)]
        when = re.match(r"(?:so |and )?(?:when|(?:in )?(?:what|which) year)\b", asked) is not None
        return _weighed(found, only=not re.search(_ASKS_WHAT_THEY_ARE, asked), when=when)
    if compiled(_OF_OTHERS).match(asked):
        return _of_others(asked, found, own)
    return found


def asks_how_they_met(question: str) -> bool:
    """Whether it is asked where or how the user met somebody."""
    asked = plain(question).strip(" ?!.")
    return len(question) <= _LONGEST and compiled(_OF_USER).match(asked) is not None


def speaks_of_meeting(place: Found) -> bool:
    """Whether a place tells of somebody's being met."""
    return _SPEAKS.search(place.sentence) is not None or _tells(place)


def _of_others(asked: str, found: Sequence[Found], own: set[str]) -> Sequence[Found]:
    """The places for how the person met another: a sentence that tells it of that other answers."""
    where = re.match(r"(?:so |and )?where", asked) is not None
    named = [each for each in found if _names(each, asked, own)]
    telling = [
        each
        for each in named
        if each.probability >= _SEEN
        and compiled(_MET_ANOTHER).search(plain(each.sentence))
        and not (where and _tells_no_place(each))
    ]
    if telling:
        best = max(telling, key=lambda each: each.probability)
        first = replace(best, probability=max(best.probability, _LIKELY))
        return [first, *(each.unfit for each in found if each is not best)]
    less = [
        each.unfit
        if (_tells(each) and each not in named)
        or (where and compiled(_MET_ANOTHER).search(plain(each.span)) and _tells_no_place(each))
        else each
        for each in found
    ]
    return sorted(less, key=lambda each: -each.probability)


def _tells_no_place(place: Found) -> bool:
    """Whether it says whom somebody met, and nothing of where or how."""
    met = compiled(_MET_ANOTHER).search(plain(place.sentence))
    behind = plain(place.sentence)[met.end() :] if met else ""
    return re.search(_PLACED, behind) is None


_PLACED = (
    r"\b(?:at|in|on|through|via|thru|by|near|outside|behind|under|over|during|while|when|online|from"
    r"|doing|after|as|for|inside|across|along|there|here)\b"
)
_LIKELY = 0.8
_MET_ANOTHER = (
    r"\b(?:met|meeting|introduced|got together with|got talking to|ran into|bumped into)\b"
)


def _is_another(whom: str) -> bool:
    """Whether somebody else is meant: "Gus's Carly", "her sister"."""
    return bool(
        re.search(r"(?<!who)['’]s?\s+\w|\b(?:his|their)\s\w", whom)
        or re.search(r"\bher\s(?!at\b|in\b|on\b|first\b|again\b|then\b)\w", whom)
    )


def _weighed(found: Sequence[Found], *, only: bool, when: bool) -> Sequence[Found]:
    telling = [each for each in found if each.probability >= _SEEN and _tells(each)]
    if not telling:
        return found
    best = max(telling, key=lambda each: each.probability)
    told = best if when else _where(best)
    first = replace(told, probability=max(best.probability, _SURE))
    rest = [each.unfit if only else each for each in found if each is not best]
    rest = [replace(each, probability=min(each.probability, first.probability)) for each in rest]
    return [first, *sorted(rest, key=lambda each: -each.probability)]


def _tells(place: Found) -> bool:
    said = plain(place.sentence)
    if compiled(_FROM).match(said):
        return True
    return any(compiled(each).search(said) for each in (_TOLD_BY_USER, _HOW_WE_MET))


def _where(place: Found) -> Found:
    """With what stands before "that's how we met" where the span has no more than that."""
    start, _ = bounds_of(place)
    if (known := compiled(_FROM).match(plain(place.sentence))) and len(
        plain(place.sentence)
    ) == len(place.sentence):
        begin, end = known.span("where")
        return replace(place, span=place.sentence[begin:end], start=start + begin)
    said = compiled(_HOW_WE_MET).search(plain(place.span))
    if said is None:
        return place
    before = place.note.text[start : place.start]
    told = re.sub(
        r"[\s,;–—-]+(?:and\s)?(?:(?:that|this|it)(?:['’]?s| is)?|which is)?\s*$",
        "",
        before,
        flags=re.I,
    )
    return replace(place, span=told, start=start) if told.strip() else place


def _names(place: Found, asked: str, own: set[str]) -> bool:
    """Whether the sentence names somebody else of whom the question asks, or tells without a
    subject of the meeting and goes on from one that does: "engaged to Ana! met at work"."""
    others = {each for each in re.findall(r"[^\W\d_]+", asked) if len(each) > 2} - own - _COMMON
    said = plain(place.sentence)
    if re.match(r"(?:they |both )?met\b", said):
        told = plain(place.note.text[: bounds_of(place)[0]]).rstrip(" .;!?\n")
        said = re.split(r"[.;!?\n]", told)[-1] + " " + said
    return bool(others & set(re.findall(r"[^\W\d_]+", said)))


_COMMON = frozenset(
    "where how when did does first meet met ever come across run into bump get know find pick with"
    " his her their the and him them each other originally actually".split()
)

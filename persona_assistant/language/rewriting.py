"""Puts a fragment of a question into the question before: "why?" and "what does Ana do?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.ellipsis import (
    FOR_PEOPLE,
    INDEFINITE,
    PREPOSITIONS,
    asks_for_people,
)
from persona_assistant.language.kin import ANY
from persona_assistant.language.pronouns import Language, joined, language_of, owner

_PLACE = re.compile(rf"^(?P<word>{PREPOSITIONS})\s+\S", re.IGNORECASE)


def with_subject(question: str, name: str) -> str:
    """ "Who has a cat?" and Ben make "Ben has a cat?"; "" for another kind of question."""
    body = question.strip().rstrip(" ?!.")
    shown = re.match(
        r"^(who\s*(?:'s|is|was))\s+(?:this|that|it|she|he|they)\b", body, re.IGNORECASE
    )
    if shown:
        return f"{shown[1]} {name}{body[shown.end() :]}?"
    found = FOR_PEOPLE.match(body)
    if not found:
        return ""
    if of_user := _WHOM_DID_I.match(body):
        return f"{of_user['aux'].capitalize()} {of_user['i']} {of_user['what']} {name}?"
    asked = re.match(r"\s+(is|was|are|has|can|could|will|does)\s+(.+)", body[found.end() :])
    if asked and found.group().strip().lower() == "who":
        if asked[1] == "has":
            return f"Does {name} have {asked[2]}?"
        return f"{asked[1].capitalize()} {name} {asked[2]}?"
    rest = re.sub(
        r"^\s+(?:(?:of\s+)?(?:my|our|the)\s+\w+|them|these|those)\b", "", body[found.end() :]
    )
    return f"{name}{rest}?"


_WHOM_DID_I = re.compile(
    r"^\W*whom?\s(?P<aux>did|do|have|had|am|was|can|should)\s(?P<i>i|we)\s(?P<what>.+)$", re.I
)
""" "Who did I borrow money from"."""


def with_others(question: str) -> str:
    """ "Who has a cat?" makes "Who else has a cat?"."""
    return re.sub(r"^(\W*\w+)", r"\1 else", question.strip(), count=1)


_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|isn't|doesn't)"
)
_ASKED = re.compile(
    rf"^(?P<wh>(?:what|where|when|why|whom?|which|how|since|with|whose)\b[\w\s]*?)"
    rf"(?:\s+(?P<aux>{_AUXILIARY})\b|(?P<short>['’]s\b))\s*(?P<rest>.+)$",
    re.IGNORECASE,
)


_OF_A_STAY = re.compile(
    r"^(?:(?:since|until|till) when|(?:for )?how long(?: for)?)$", re.IGNORECASE
)
_WITH = re.compile(r"^(?:with who|with whom|who with)$", re.IGNORECASE)
_LEFT_BEHIND = re.compile(r"(?<=\w)\s(?:to|in|at|from|for|on)$", re.IGNORECASE)
"""Of "which town did Ana move to", where another question word comes in front."""


def with_question_word(question: str, word: str, said: str) -> str:
    """ "What does Ana do?" and "why" make "Why does Ana do that?"."""
    body = question.strip().rstrip(" ?!.")
    asked = _ASKED.match(body)
    upper = word[:1].upper() + word[1:].lower()
    if upper == "How many" and asks_for_people(body):
        return f"How many people {re.sub(r'^has', 'have', body.partition(' ')[2])}?"
    if asked:
        aux, rest = asked["aux"] or "is", asked["rest"]
        kind = asked["wh"].split()[0].lower()
        if kind == "what" and re.search(r"\bdo\b", rest):
            rest = re.sub(r"\bdo\b", "do that", rest, count=1)
        elif kind in ("what", "who") and aux.lower() in ("is", "are", "was", "were"):
            rest = f"that {rest}"
        elif kind in ("which", "what", "where", "who"):
            rest = _LEFT_BEHIND.sub("", rest)
        if _WITH.match(word):
            return f"Who {aux.lower()} {rest} with?"
        if kind == "where" and _OF_A_STAY.match(word):
            rest = f"{rest} there"
        return f"{upper} {aux.lower()} {rest}?"
    english = language_of(question) == "en"
    if english and re.match(rf"^{_AUXILIARY}\b", body, re.IGNORECASE):
        return f"{upper} {body[0].lower()}{body[1:]}?"
    return f"{question.strip()} {said.strip()}"


def with_part(question: str, part: str) -> str:
    """ "What is Ana's son studying?" and "at which school" make "At which school is Ana's son
    studying?"; "" for a question that asks for somebody's name, or has no question word."""
    body = question.strip().rstrip(" ?!.")
    asked = _ASKED.match(body)
    named = _THING_NAMED.match(body)
    if named is not None and asked is not None:
        where = _PLACE_ASKED.search(part) is not None
        return f"Where is {named['what']}?" if where else ""
    if asked is None or _NAME_ASKED.search(body):
        return ""
    aux, rest = asked["aux"] or "is", asked["rest"]
    if asked["wh"].lower().startswith("what") and aux.lower() in ("does", "do", "did"):
        rest = re.sub(r"\bdo\b", "work", rest, count=1)
    return f"{part[:1].upper()}{part[1:]} {aux.lower()} {rest}?"


def asks_whether(question: str) -> bool:
    """Whether it is a question for yes or no."""
    return re.match(rf"^\W*{_AUXILIARY}\b", question, re.IGNORECASE) is not None


_THING_NAMED = re.compile(
    r"^what(?:['’]?s| is) (?P<what>.+['’]s [\w ]+?) (?:called|named)$", re.IGNORECASE
)
""" "What's Ana's shop called", and "which part of town"."""
_PLACE_ASKED = re.compile(
    r"\b(?:part|area|street|road|town|city|village|neighbou?rhood|end|side|country)\b",
    re.IGNORECASE,
)
_NAME_ASKED = re.compile(r"\b(?:called|named?|names)\b", re.IGNORECASE)


def with_attribute(attribute: str, name: str, default: Language) -> str:
    """ "Phone number" and Ana make "What is Ana's phone number?"."""
    body = re.sub(r"^(?:the|der|die|das)\s+", "", attribute.strip(" ?!.¿"), flags=re.IGNORECASE)
    language = language_of(attribute, default)
    if language == "en":
        if INDEFINITE.match(body):
            return f"Does {name} have {body}?"
        verb = "are" if re.search(r"[^s]s$|children$", body) else "is"
        return f"What {verb} {owner(name, language)} {body}?"
    if language == "de":
        return f"{owner(name, language)} {body}?"
    return f"{body} {'di' if language == 'it' else 'de'} {name}?"


def with_other_part(question: str, fragment: str) -> str:
    """The question with its last part of the same kind changed: "who has a cat" and "a dog" make
    "who has a dog"; "" where it has no such part."""
    part = fragment.strip().rstrip(" ?!.")
    body = question.strip().rstrip(" ?!.")
    placed = _PLACE.match(part)
    if placed:
        word = re.escape(placed["word"])
    elif INDEFINITE.match(part):
        word = r"a|an|any|some|ein|eine|einen|un|una|une|um|uma"
    else:
        return ""
    found = list(re.finditer(rf"\b(?:{word})\s", body, re.IGNORECASE))
    return f"{body[: found[-1].start()]}{part}?" if found else ""


def with_last_word(question: str, fragment: str) -> str:
    """ "Who likes cats?" and "dogs" make "Who likes dogs?"."""
    body = question.strip().rstrip(" ?!.")
    return f"{body.rpartition(' ')[0]} {fragment.strip().rstrip(' ?!.')}?"


def with_other_name(question: str, fragment: str) -> str:
    """A question for yes or no that ends with a proper noun, with another one in its place: "does
    Ana speak French" and "Spanish"; "" for any other."""
    body = question.strip().rstrip(" ?!.")
    last = re.search(r"(?<=\s)[A-Z]\w+$", body)
    asked = re.match(r"^(?:is|are|was|were|do|does|did|has|have|can|will)\b", body, re.IGNORECASE)
    if not last or not asked:
        return ""
    return f"{body[: last.start()]}{fragment.strip().rstrip(' ?!.')}?"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a text calls somebody by name."""

    start: int
    end: int
    owner: bool
    """The name is in the genitive."""


def with_other_person(
    question: str, names: Sequence[str], other: str, placed: Sequence[Placed] = ()
) -> str:
    """The question with another name in place of these; "" where it holds none of them. Without
    names, in place of a name that nobody knows. `placed` is where they are called by a name in
    any spelling."""
    if not names:
        return with_other_stranger(question, other)
    spans = {(each.start, each.end): each.owner for each in placed}
    for name in names:
        parts = [name, *(each for each in name.split() if len(each) > 1)]
        pattern = "|".join(map(re.escape, parts))
        for each in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", question, re.I):
            if not any(first < each.end() and each.start() < last for first, last in spans):
                spans[each.span()] = False
    if not spans:
        return ""
    start, end = min(spans)[0], max(spans)[1]
    owns = spans[max(spans)]
    between = question[start:end]
    if len(names) > 1 and len(between.split()) <= sum(len(each.split()) + 1 for each in names):
        return question[:start] + (owner(other, "en") if owns else other) + question[end:]
    for first, last in sorted(spans, reverse=True):
        new = owner(other, "en") if spans[first, last] else other
        question = question[:first] + new + question[last:]
    return question


def with_other_relative(question: str, name: str, other: str, called: Sequence[str] = ()) -> str:
    """ "What is Ana's sister called?" and "Ana's brother" make "What is Ana's brother called?"; ""
    for a question about no relative of hers. `called` are names of her relatives."""
    parts = "|".join(map(re.escape, [name, *name.split()]))
    names = "|".join(re.escape(each) for each in called)
    pattern = rf"(?<!\w)(?:{parts})(?:['’]s?|s)?\s(?:\w+\s)?(?:{ANY})\b(?!['’])" + (
        rf"(?:\s(?:{names})\b)?" if names else ""
    )
    found = re.search(pattern, question, re.IGNORECASE)
    return f"{question[: found.start()]}{other}{question[found.end() :]}" if found else ""


_STRANGER = re.compile(
    r"(?<!\bin )(?<!\bto )(?<!\bfrom )(?<!\bat )(?<=[\w,] )(?!I\b)[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)*"
)


def with_other_stranger(question: str, other: str) -> str:
    return _STRANGER.sub(lambda _: other, question, count=1) if _STRANGER.search(question) else ""


# --- several people

_OF_THEM = re.compile(r"\b(?:of|among)\s+(?:them|these|those|the\s+(?:two|three|four))\b", re.I)
_BOTH = re.compile(r"\bboth(?:\s+of\s+them)?\b(?!\s+(?:\w+\s+and)\b)", re.IGNORECASE)
_WHICH_ONE = re.compile(r"^which(?:\s+one)?(?=\s+(?:is|was|has|lives|\w+s)\b)", re.IGNORECASE)
_COMPARED = re.compile(
    r"^(?:who|which)(?:'s|\s+(?:is|was|has|lives|earns))\s+(?:the\s+)?(?:more\s+\w+|most\s+\w+|"
    r"\w+(?:er|est))\W*$",
    re.IGNORECASE,
)


def with_them(rest: str, names: Sequence[str]) -> str:
    """A question about these people as such: "which of them", "both", "who is older"; "" for any
    other."""
    if _BOTH.search(rest):
        return _BOTH.sub(lambda _: joined(names), rest, count=1)
    if _OF_THEM.search(rest):
        return _OF_THEM.sub(lambda _: f"of {joined(names)}", rest, count=1)
    if _COMPARED.match(rest):
        return f"{rest.rstrip(' ?!.')}, {joined(names, word='or')}?"
    if _WHICH_ONE.match(rest):
        return _WHICH_ONE.sub(lambda _: f"Which of {joined(names)}", rest)
    return ""


_COMPARES = re.compile(
    r"^\W*(?:who|which)\b.*\b(?:or|of)\b|\bin common\b|\b(?:the same|alike)\b", re.IGNORECASE
)


def compares(question: str) -> bool:
    """Whether a question about several people holds them against each other; one more joins
    them."""
    return bool(_COMPARES.search(question))


_OF_ONE = {"do": "does", "are": "is", "were": "was", "have": "has"}


def about_one(question: str, name: str) -> str:
    """A question that was about several people with its verb for one: "what does Tom do"."""
    plural = re.compile(rf"\b({'|'.join(_OF_ONE)})(?=\s+{re.escape(name)})", re.IGNORECASE)

    def singular(found: re.Match[str]) -> str:
        verb = _OF_ONE[found[1].lower()]
        return verb.capitalize() if found[1][0].isupper() else verb

    return plural.sub(singular, question)

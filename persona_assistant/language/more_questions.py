"""Who of several people has more or less of something, and the question about each of them whose
answer is the number that decides: "who has more kids" asks how many kids each has, "who's in deeper
with me" how much each owes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_OF_LIFE = (
    r"\b(?: (?!than\b)\w+){0,3} (?:years|age|birthdays)\b"
    r"(?! (?:at|in|with|as|of|for|married|together|sober|working)\b)"
)
AGE = re.compile(
    r"\b(?:(?P<old>older|elder|oldest|eldest|senior|born (?:first|earlier|before)|same age|"
    rf"(?:more|most|further|furthest|higher|advanced|ahead|greater){_OF_LIFE})"
    r"|(?P<young>younger|youngest|born (?:later|last|after)|"
    rf"(?:fewer|fewest|less|least|behind){_OF_LIFE}))\b",
    re.I,
)
GAP_ASKED = re.compile(
    r"\bage (?:gap|difference)\b|\bhow (?:much|many years) (?:older|younger)\b"
    r"|\bhow many years (?:are (?:there )?)?(?:between|apart|separate)\b(?!.*\b(?:wedding|marri))",
    re.I,
)
MORE = re.compile(
    r"\b(?:more|most|(?P<least>fewer|fewest|less|least|shorter|shortest|lighter|cheaper|nearer|"
    r"nearest|closer|closest|smaller|smallest)|taller|tallest|heavier|higher|bigger|biggest|longer|"
    r"larger|largest|deeper|deepest|further|farther|furthest)\b",
    re.I,
)
_OF_MINE = re.compile(
    r"^(?P<aux>do|did|have) (?P<who>i|we) (?P<verb>owe|lend|lent|pay|paid|give)\b", re.I
)
"""What the user owes or gave to each: "do I owe more"."""
_IN_DEBT = re.compile(
    r"\b(?:debts?|in debt|indebted|ow(?:es?|ed|ing) (?:me|us|more|most|less|least|the)|"
    r"borrow(?:ed)? .*\b(?:from|off)(?: of)? (?:me|us)|lent (?:me|us) (?:more|most|less)|"
    r"deep(?:er|est) (?:in|with|to)|on the hook)\b",
    re.I,
)
_BY_USER = re.compile(
    r"\b(?:(?:do|am|did|have|are) (?:i|we)|(?:i|we|i'm|we're|i've) (?:more|most|in|deeper)|"
    r"my debts?|(?:lent|loaned) (?:me|us))\b",
    re.I,
)
_COSTS = re.compile(r"\b(?:costs?|cheaper|more expensive|dearer|pricier)\b", re.I)
THEY_OWE, USER_OWES = "How much does {name} owe me?", "How much do i owe {name}?"


@dataclass(frozen=True, slots=True)
class NumberAsked:
    """What decides who has more."""

    question: str
    """About one of them, with {name}."""
    least: bool


def number_asked(said: str, whose: str = "") -> NumberAsked:
    """The question for the number that decides, by what stands behind "who", or behind `whose`
    thing."""
    asked = MORE.search(said) or AGE.search(said)
    least = bool(asked and {"least", "young"} & {k for k, v in asked.groupdict().items() if v})
    return NumberAsked(_of_thing(said, whose) if whose else _question(said), least)


def _of_thing(said: str, whose: str) -> str:
    """How big, old or long something of each is; a debt by its amount."""
    if _IN_DEBT.search(whose):
        return THEY_OWE
    if _COSTS.search(said):
        return f"How much is {{name}}'s {whose}?"
    how = "old" if AGE.search(said) else positive(said)
    return f"How {how} is {{name}}'s {whose}?"


def _question(said: str) -> str:
    if (mine := _OF_MINE.match(said)) and mine["verb"].lower() != "owe":
        return f"How much {mine['aux'].lower()} {mine['who'].lower()} {mine['verb']} {{name}}?"
    if mine or _IN_DEBT.search(said):
        return USER_OWES if _BY_USER.search(said) else THEY_OWE
    counted = re.match(
        r"(?:(?:has|have) (?=got\b))?"
        r"(?:has|have|got|with|owns?|keeps?|speaks?|plays?|knows?|reads?)?\s*(?:the )?"
        r"(?:more|most|fewer|fewest|less) (?P<what>[\w ]+)$",
        said,
        re.I,
    )
    verb = re.match(r"(?P<verb>speak|play|know|read|own|keep)s?\b", said, re.I)
    if counted:
        does = verb["verb"].lower() if verb else "have"
        return f"How many {counted['what']} does {{name}} {does}?"
    if earns := re.match(
        r"(?P<verb>earn|owe|pay|weigh|cost|spend|make)(?P<past>ed|s)?\b", said, re.I
    ):
        aux = "did" if earns["past"] == "ed" else "does"
        return f"How much {aux} {{name}} {earns['verb'].lower()}?"
    if re.search(r"\b(?:near|clos|further|farther|furthest)", said, re.I):
        return "How far away does {name} live?"
    if re.search(r"\b(?:tall|short|high)", said, re.I):
        return "How tall is {name}?"
    return f"How {positive(said)} is {{name}}?"


def positive(said: str) -> str:
    """The plain form of what compares: "taller" as "tall"."""
    word = re.sub(r"^(?:is|are|the)\s+", "", said.strip(), flags=re.I).split()[0].lower()
    return (
        re.sub(r"(?:i?er|i?est)$", "", word) if word not in ("more", "less") else said.split()[-1]
    )

"""Lists of people called by what makes them one sort: "over 60s", "parents of twins", "library
colleagues", "anybody in debt to me".

Each is written out as the question with "who" that it stands for. What the sort is called says what
is true of each of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from persona_assistant.language.patterns import compiled

_LEAD = (
    r"^(?P<lead>(?:how many|any|all|which|what|who(?:'s| is| are)?|list|name|show me|"
    r"(?:are|is) there|do i have|have i got|the|my|our|a|an|some|count of) )*"
)
_NOW = r"(?:,? (?:now|at present|right now|at the moment|still|as of (?:now|today)|currently))*"
_OF_USER = r"(?: (?:of mine|of ours|to me|to us|in my life|i know))?"
_PEOPLE = r"(?:people|persons|ppl|folks?|friends|mates|ones|somebody|someone|anyone|anybody)"
_PARENTS = r"(?:parents?|mums?|moms?|mothers?|dads?|fathers?|guardians?)"
_THINGS = r"(?:stuff|things?|belongings|property|possessions|gear|bits)"
_NO_WORKPLACE = frozenset(
    "former old ex new current present previous all any my our other more female male favourite "
    "favorite nice good close best dear work".split()
)
_GUESTS = (
    r"(?:guests?|visitors?|company|house ?guests?)(?: (?:coming|staying|visiting|due|expected))?"
    r"(?: (?:to|at|with) (?:me|us|mine|ours|my place))?(?P<when> [^:?]+)?"
)
_SORTS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (
        r"(?:(?:people|friends|folks?) )?(?:aged )?(?P<how>over|under)[ -]?(?:the )?"
        r"(?P<age>\d\d|[a-z]+?)(?:['’]?s)?(?: (?:people|folks?|friends))?",
        lambda each: f"is {each['how']} {_age(each['age'])}" if _age(each["age"]) else "",
    ),
    (
        rf"{_PARENTS}(?: (?:and|or|&) {_PARENTS})*(?: (?:of|with|to)) (?P<whom>.+)",
        lambda each: f"has {each['whom']}",
    ),
    (_GUESTS, lambda each: f"is coming to stay{each['when'] or ''}"),
    (
        r"(?P<where>[\w'-]+(?: [\w'-]+)?) (?:colleagues?|co-?workers?|workmates?)",
        lambda each: (
            f"colleagues at the {each['where']}"
            if each["where"].lower() not in _NO_WORKPLACE
            else ""
        ),
    ),
    (
        rf"(?:debtors?|{_PEOPLE} (?:who's |who are |who is )?in debt(?: to (?:me|us))|"
        r"(?:open |unpaid |outstanding )?(?:debts?|loans?|money|cash|ious?)"
        r"(?: (?:that is |that are )?(?:outstanding|owed|owing|due|unpaid|open))*"
        r"(?: (?:to|for) (?:me|us))+)",
        lambda _: "owes me money",
    ),
    (
        r"(?:creditors?|(?:open |unpaid |outstanding )?debts of mine|"
        r"(?:open |unpaid |outstanding )?debts (?:that )?i (?:still )?have)",
        lambda _: "I owe money",
    ),
    (
        rf"(?:{_PEOPLE} )?(?:who |that |whom )?(?:(?:still )?(?:has|have|had)|with)(?: still)?"
        rf"(?: got)? (?:(?:any|some|one|something) of )?(?:"
        rf"my {_THINGS}|{_THINGS} (?:of mine|of ours|i lent\b.*|that (?:is|are) mine"
        r"|(?:that )?(?:they|she|he)(?:'ve| have)? borrowed (?:off|from) me)"
        rf"|(?:something|anything|{_THINGS})(?: that)? (?:that )?(?:belong(?:s|ing)? to (?:me|us)"
        r"|of mine|i lent\b.*|that's mine|is mine|i own)|belongings of mine|belongings)",
        lambda _: "has something of mine",
    ),
)


def of_a_sort(asked: str) -> str:
    """The question with "who" that a plain one stands for; "" for any other."""
    asked = re.sub(r"^who's (?=(?:still )?(?:got)\b)", "who has ", asked, flags=re.I)
    for pattern, said in _SORTS:
        match = compiled(rf"(?i){_LEAD}{pattern}{_OF_USER}{_NOW}$").match(asked)
        if match is None or not (what := said(match)):
            continue
        many = re.match(r"(?:how many|count of)\b", asked, re.I)
        who = "how many people " if many else "who "
        return f"{'how many ' if many else ''}{what}" if what.startswith("coll") else f"{who}{what}"
    return ""


def _age(said: str) -> str:
    number = said.lower()
    tens = _TENS.get(number, number)
    return tens if tens.isdigit() and len(tens) == 2 else ""


_TENS = {
    word: str(value)
    for value, words in (
        (20, "twenty twenties"), (30, "thirty thirties"), (40, "forty forties"),
        (50, "fifty fifties"), (60, "sixty sixties"), (70, "seventy seventies"),
        (80, "eighty eighties"), (90, "ninety nineties"),
    )
    for word in words.split()
}  # fmt: skip

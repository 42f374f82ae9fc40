"""One sentence that says then and now: "lives in Leith since april, was in Perth before".

The network points at one place of a sentence. Where a clause beside it says what was, or what is
now, that is a statement of its own; and a span that runs over both is cut to its clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from persona_assistant.language.patterns import compiled
from persona_assistant.reader.reading import Found

_CUT = re.compile(r"[,;]\s+|\s+-\s+|[.!]+\s+|\n|\s+but\s+|\s+and\s+(?=now\b|used\b|was\b)")
_WAS = (
    r"(?:(?:and|he|she|they|who)\s)*(?:was|were|lived|worked|used to (?:be|live|work)|formerly"
    r"|previously|before that|originally)\s(?:living |working )?(?:in |at |for |with |as |near )?"
    r"(?:an? |the )?(?P<all>\w.*?)(?:\s(?:before(?: that)?|previously|formerly|earlier"
    r"|(?:until|till)\s.*))?"
    r"|(?:in |at |an? )?(?P<other>\w[^,;]{0,30}?)\s(?:before(?: that)?|previously|formerly)"
    r"|(?:\w+\s)?finished (?:at|as|with)\s(?:an? |the )?(?P<left>\w[^,;]{0,30})"
)
_NOW = (
    r"(?:(?:and|but|he|she|they|he's|she's)\s)*(?:now|these days|currently)\s"
    r"(?:it['’]?s |its? is |lives? |works? |living |working |is )?(?:in |at |for |as )?"
    r"(?:an? |the )?"
    r"(?P<all>\w.*?)(?P<other>(?!))?"
)
_GONE = (
    r"(?:[\w'’-]+\s){0,3}(?:sold|left|quit|gave up|given up|got rid of|scrapped|wrote off|ditched"
    r"|lost)\s(?:(?:the|his|her|their|an?|old)\s)*$"
)
_INSTEAD = (
    r"(?:(?:and|but|he|she|they)\s)*(?:now\s)?(?:has|got|has got|bought|drives|driving|runs|rides"
    r"|works|working)\s(?:(?:in|at|for|as)\s)?(?P<all>\w[^,;.!?]{0,40})"
)
"""What came for what is gone: "sold the Corsa, has a blue Golf"."""
_SINCE = r"\s*\b(?:since|seit|desde|depuis|until|till|bis|hasta)\s.*$"
_NAME_BEFORE = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)*(?=\s+$)")


def statements(place: Found) -> tuple[Found, ...]:
    """The place cut to its clause, and what the clause before or behind it says of another time;
    the place as it is where nothing does."""
    text = place.note.text
    clauses = list(_clauses(text))
    at = next(i for i, (_, end) in enumerate(clauses) if place.start < end or i == len(clauses) - 1)
    main = _cut(place, min(clauses[at][1], place.start + len(place.span)))
    beside = [_other(main, *clauses[i]) for i in (at - 1, at + 1) if 0 <= i < len(clauses)]
    if at + 1 < len(clauses) and compiled(_GONE).match(text[clauses[at][0] : main.start]):
        beside.append(_other(main, *clauses[at + 1], ways=(_INSTEAD,)))
    others = [each for each in beside if each is not None and _alike(each, main)]
    return (main, *others) if others else (place,)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for cut in _CUT.finditer(text):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _cut(place: Found, end: int) -> Found:
    """To where its clause ends, without since when: "Leith" of "Leith since april, was in"."""
    text = place.note.text
    span = compiled(_SINCE).sub("", text[place.start : end])
    if span.strip():
        return replace(place, span=span)
    name = _NAME_BEFORE.search(text[: place.start])  # the span is nothing but "since april"
    return replace(place, span=name.group(), start=name.start()) if name else place


def _other(main: Found, start: int, end: int, ways: Sequence[str] = (_WAS, _NOW)) -> Found | None:
    clause = main.note.text[start:end].rstrip(" .!")
    for pattern in ways:
        match = compiled(pattern).fullmatch(clause)
        if match:
            group = next(each for each in match.groupdict() if match[each])
            return replace(main, span=match[group], start=start + match.start(group))
    return None


def _alike(one: Found, other: Found) -> bool:
    """Whether both are names, or neither: a town is no job."""
    return _is_name(one) == _is_name(other)


def _is_name(place: Found) -> bool:
    """Whether it begins with a capital letter that is not its sentence's."""
    begins = re.search(r"(?:^|[.!?\n]\s*)$", place.note.text[: place.start]) is not None
    return place.span[:1].isupper() and not begins


_BEFORE_IT_CHANGED = re.compile(
    r"(?i)\s*,?\s*\bbefore\s+(?:(?:he|she|they|[\w'’]+(?:\s[\w'’]+)?)\s)?"
    r"(?:became|becoming|was|were|being|moved|moving|started|starting|joined|joining|got|getting"
    r"|went|took|turned|switched)\b(?P<after>.*)$"
)


_BEFORE_A_THING = re.compile(
    r"(?i)(?<=\S)\s*,?\s*\bbefore\s+(?!that\b|this\b|now\b|then\b)(?P<after>\S.*)$"
)
_OF_WORK = re.compile(
    r"(?i)\b(?:jobs?|work(?:ed|ing)?|employ(?:ed|er)|for a living|profession|career|doing|do"
    r"|occupation|trade|role|position|workplace|organi[sz]ation|company|firm|wages)\b"
)


def asked_of_before(question: str) -> tuple[str, str]:
    """A question without "before she became a baker" or "before the bakery", and what came then:
    "a baker"; "" where it says no such thing."""
    match = _BEFORE_IT_CHANGED.search(question)
    if match is None and _OF_WORK.search(question):
        match = _BEFORE_A_THING.search(question)
    return (question[: match.start()], match["after"]) if match else (question, "")


def then_of(question: str) -> str:
    """What came after what is asked of: "the Kia" of "which car did she have before the Kia"."""
    after = asked_of_before(question)[1]
    match = None if after else _BEFORE_A_THING.search(question)
    return match["after"].strip(" ?!.") if match else after


_THEN_OF = {"did": "does", "was": "is", "were": "are", "had": "has"}
_FORMERLY = re.compile(
    r"(?i)\s*,?\s*\b(?:(?:just )?before(?: that| then| this| now)?|previously|formerly|earlier"
    r"|originally|beforehand|in the past|used? to)\b(?=\s*[?!.]*$|\s)"
)


def asked_of_now(question: str) -> str:
    """A question for what was before, put for today: "what is the rent" for "what was the rent
    before"; "" for any other. The network then finds what is now and what was."""
    bare = _FORMERLY.sub("", question)
    if bare == question or re.search(r"\bbefore\b", bare):
        return ""

    def now(match: re.Match[str]) -> str:
        of_user = re.match(r"\s+i\b", bare[match.end() :], re.I)
        forms = {"did": "do", "was": "am", "had": "have"} if of_user else _THEN_OF
        return forms.get(match.group().lower(), match.group())

    return re.sub(r"(?i)\b(?:did|was|were|had)\b", now, bare, count=1)

"""Whether a question asks for nothing but somebody's work, and the same in plain words.

"Who pays Ana's wages these days" and "what's Ana up to for a living since the shop closed" ask what
"where does Ana work" and "what does Ana do for a living" ask, which the network knows best. What
is said besides, but for whose work it is and when, makes it another question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.reader.clauses import asked_of_before
from persona_assistant.reader.reading import Found

_OCCUPATION = (
    "job jobs occupation profession trade career vocation living line role position employment"
    " livelihood title gig"
)
_EMPLOYER = (
    "employer employers company firm organisation organization workplace wages outfit salary"
    " paycheck payroll employed employs"
)
_WORKING = (
    "work works working worked do does doing did employ pay pays paid earn earns earning make"
)
_TEACHING = frozenset("teach teaches teaching lecture lectures lecturing".split())
"""What somebody does where they work."""
_FRAME = frozenset(
    "what whats which who whos where wheres whereabouts is are was were s the a an of for in at on"
    " by with from as to these days day now nowadays currently current present presently moment"
    " right today lately again please pls remind tell me could can you know i her his their she he"
    " they it its has have had been got get kind sort type place business her him them up one's"
    " again exactly actually professionally remember still so and off time full bread money keep"
    " title or before previously formerly earlier use used".split()
)
_OF_A_PLACE = frozenset("where wheres whereabouts".split())
_BEFORE = r"\b(?:before|previous|previously|formerly|former|old|used? to|earlier|first|last|past)\b"
_ONCE = r"\b(?:did|was)\b.*\b(?:before(?: that)?|previously|formerly|earlier|used? to \w+)$"
_LONGEST = 300
"""Characters of a question that may be a plain one."""
_TAIL = (
    r"(?<=\S)[\s,](?:ever since|since|now that|after|once|following|now(?= (?:the|she|he|they|\w+"
    r" (?:is|has|was|left|gave|sold|quit|closed|stopped|got|moved)\b)))\s(?P<tail>.*)$"
)


@lru_cache(maxsize=1024)
def asks_for_work(question: str, name: str | None = None) -> bool:
    """Whether it asks for somebody's work alone."""
    if len(question) > _LONGEST:
        return False
    return _parts(asked_of_before(question)[0], name) is not None


_DOES = (
    r"^(?:so |and )?what(?:['’]?s| does| do| did| is) (?:(?!to\b)[\w'’-]+ ){1,5}do(?:ing|es)?"
    r"(?: for (?:work|a living|a job|money))?(?: (?:now|nowadays|these days|again))?$"
)


def asks_what_is_done(question: str) -> bool:
    """Whether it asks what somebody does, whoever that is: "what does Ana's husband do"."""
    return re.match(_DOES, plain(question).strip(" ?!.")) is not None


def in_plain_words(question: str, name: str | None) -> str:
    """The question for somebody's work in plain words, with what came after the work before; ""
    for any other question."""
    if name is None or len(question) > _LONGEST:
        return ""
    main, then = asked_of_before(question)
    found = _parts(main, name)
    if found is None:
        return ""
    said, text = found
    first = name.split()[0]
    employer = bool(said & set(_EMPLOYER.split()) or said & _OF_A_PLACE)
    employer = employer or bool({"who", "whos"} & said and {"work", "works", "working"} & said)
    if then:
        after = question[len(main) :].strip(" ?!.,")
        return f"{f'where did {first} work' if employer else f'what did {first} do'} {after}"
    if re.search(_ONCE, text):
        return f"what was {first}'s job before"
    if re.search(_BEFORE, text) or {"was", "were", "did", "had"} & said:
        return ""
    return f"who does {first} work for" if employer else f"what does {first} do for a living"


def tells_since_when(question: str) -> bool:
    """Whether it says since when: "since the shop closed", which misleads the network."""
    return len(question) <= _LONGEST and re.search(_TAIL, plain(question)) is not None


def _parts(question: str, name: str | None) -> tuple[set[str], str] | None:
    """The words of a question for work, and its text without since when."""
    text = re.sub(_TAIL, "", plain(question).strip(" ?!."))
    text = re.sub(r"\b(what|who|where)['’]s\b", r"\1 s", text)
    said = re.findall(r"[^\W\d_]+(?:'[a-z]+)?", re.sub(r"['’]s\b", " s", text))
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    work = set(f"{_OCCUPATION} {_EMPLOYER} {_WORKING}".split())
    work |= _TEACHING if _OF_A_PLACE.intersection(said) else frozenset()
    rest = [
        each for each in said if each not in work and each not in _FRAME and not _calls(each, own)
    ]
    if rest or not said:
        return None
    words = set(said)
    if words & set(f"{_OCCUPATION} {_EMPLOYER}".split()):
        asks = words & set("what whats which who whos where s".split()) or len(said) <= 5
        return (words, text) if asks else None
    if {"where", "wheres", "whereabouts", "who", "whos"} & words:
        works = {"work", "works", "working", "worked", "employed"} & words
        works |= words & _TEACHING if _OF_A_PLACE & words else set()
        return (words, text) if works else None
    does = re.search(r"\bwhat (?:does|do|is|s|did)\b.*\b(?:do|doing|work|working)\b", text)
    does = does or re.search(r"\bwhat \w+(?: \w+)? does\b", text)
    return (words, text) if does else None


def _calls(word: str, own: set[str]) -> bool:
    return any(word.removesuffix("s") == each.removesuffix("s") for each in own)


_UNPAID = r"\b(?:volunteer\w*|charity shop|unpaid|food bank|for free)\b"


def of_paid_work(question: str, found: Sequence[Found], name: str | None) -> Sequence[Found]:
    """The places for somebody's work; those that tell of unpaid work less probable where another
    may tell of theirs."""
    if not asks_for_work(question, name) or compiled(_UNPAID).search(plain(question)):
        return found
    unpaid = [each for each in found if compiled(_UNPAID).search(plain(each.sentence))]
    if not unpaid or all(each in unpaid or each.probability < _LIKELY for each in found):
        return found
    weighed = [each.unfit if each in unpaid else each for each in found]
    return sorted(weighed, key=lambda each: -each.probability)


_LIKELY = 0.3
"""How probable other work must be for unpaid work to be none."""

"""Questions for an age in other words than "how old": "has she turned 40 yet", "what's peg, 74?".

Whether somebody has reached an age is answered with the age they are: "yes, 41". And what stands
around a question in passing ("at the moment", "exactly", "before his birthday") asks for nothing.
"""

from __future__ import annotations

import re

from persona_assistant.language.date_words import plain

_FIGURE = r"(?P<n>[1-9]\d|1[01]\d)"
_WORD = (
    r"(?!(?:at|no|number|for|size|rent|bill|cost|price|fare|loan|room|pay|paid|owe|owed)\b)[\w'-]+ "
)
_STILL = r"(?:already |just |yet |even |still |now |about )*"
_END = r"(?: (?:yet|already|now|by now|or older|or more|years old|or over|or not|today))*$"
_PASSED = (
    rf"^(?:so )?(?:has|have|is|are|did) (?:{_WORD}){{1,4}}?{_STILL}"
    r"(?P<how>turned|hit|reached|turn|reach|over|past|above|older than|under|below|younger than)"
    rf" {_FIGURE}{_END}"
)
_IS = rf"^(?:so )?(?:is|are) (?:{_WORD}){{1,3}}?{_STILL}{_FIGURE}{_END}"
_GUESSED = rf"^(?:what|wat) (?:is|are) (?:{_WORD}){{1,3}}?{_STILL}{_FIGURE}(?: (?:or )?\d+)*$"
AGE = r"how many birthdays|how many years old|quale eta"
TURNING = (
    r"(?:when|what day|which day|what date) (?:does|do|will|is|are) .*"
    r"(?:\b(?:a|another|one) year older|\bturn(?:s|ing)? \d{1,3})$"
)
"""Asks for somebody's birthday."""
YEAR = r"(?:what|which) year (?:is |was )?(?:[\w'-]+ ){1,3}from$"
"""Asks for somebody's year of birth."""
IN_PASSING = frozenset(
    """where moment roughly exactly about approx approximately nearly almost nowadays these days
    today as present precisely getting turn turned turns turning hit reached birthdays many years
    must then over under past above below than yet already still precise by anyway before after so
    far remember guess think even only just though another be had and or might isn't isnt aren't
    must've older soon anywhere case any want maybe thing mean means little baby hey oh wait sorry
    quick again""".split()
)
"""Words that ask for no other thing, beside an age or a birthday."""
_OF_OTHERS = frozenset("has have had do does did".split())


def asks_age(text: str) -> bool:
    """Whether a question asks for an age without "old" and "age". `text` is in plain words."""
    return any(re.search(each, text) for each in (rf"\b(?:{AGE})\b", _GUESSED, _PASSED, _IS))


def compared(question: str, age: str) -> str:
    """The age, after "yes" or "no" where the question is whether it has been reached."""
    text = " ".join(re.findall(r"[\w'-]+", plain(question)))
    asked = re.search(_PASSED, text) or re.search(_IS, text)
    told = [int(each) for each in re.findall(r"\d+", age)]
    if asked is None or not told:
        return age
    line, how = int(asked["n"]), asked.groupdict().get("how") or ""
    low, high = min(told), max(told)
    if age.startswith("about"):
        low, high = low - 1, high + 1
    over = how in ("over", "past", "above", "older than")
    if how in ("under", "below", "younger than"):
        yes, no = high < line, low >= line
    else:
        yes, no = low >= line + over, high < line + over
    if not how and not re.search(r"\b(?:yet|already|or older|or more|or over)\b", text):
        yes, no = low == high == line, not low <= line <= high  # "is she 40"
    return f"yes, {age}" if yes else f"no, {age}" if no else age


def asks_in_passing(question: str, own: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a question says no more than whose age it is, but for what is said in passing and
    for what the person is called by: "how old is the dentist Ravi, roughly". `own` are the words
    that call the person, `known` those that ask for nothing else."""
    words = re.findall(r"[a-z0-9]+(?:[-'][a-z0-9]+)*", plain(question))
    words = [re.sub(r"'s?$", "", each) for each in words]
    called = [at for at, word in enumerate(words) if word in own]
    if not called:
        return all(_is_plain(each, known) for each in words)
    behind = words[called[-1] + 1 :]
    if _OF_OTHERS & set(behind):
        return all(_is_plain(each, known | own) for each in words)
    first = called[0]
    epithet = first - 1 if first and words[max(0, first - 2)] in ("the", "my", "our") else -1
    return all(
        at in called or at == epithet or _is_plain(word, known) for at, word in enumerate(words)
    )


def _is_plain(word: str, known: frozenset[str]) -> bool:
    return word in known or word in IN_PASSING or word.isdigit()

"""Questions for an age in other words than "how old": "has she turned 40 yet", "what's peg, 74?",
"he must be fifty-something", "how many years has he got on him".

Whether somebody has reached an age is answered with the age they are: "yes, 41". And what stands
around a question in passing ("at the moment", "exactly", "before his birthday") asks for nothing.
"""

from __future__ import annotations

import re

from persona_assistant.language.date_words import CARDINAL, cardinal, plain
from persona_assistant.language.patterns import compiled

_FIGURE = r"(?P<n>[1-9]\d|1[01]\d)"
_ROUGHLY = r"(?:s|ish|-?odd|-?something| ish| odd| something| what)"
"""What makes a number a decade: "30-something", "eighty what"."""
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
_DECADE = r"(?P<n>[2-9]0)s"
_PART = (
    r"(?:early |mid |late |middle |nearly |about |around |pushing |getting on for |what |like "
    r"|now )*"
)
_ROUGH = (
    rf"^(?:is|are) (?:{_WORD}){{1,3}}?{_STILL}{_PART}[1-9]\d{_ROUGHLY}{_END}"
    rf"|\bmakes? (?:{_WORD}){{1,3}}?{_PART}[1-9]\d{_ROUGHLY}?{_END}"
    rf"|^(?:{_WORD}){{1,3}}?(?:is|are) {_PART}(?<=what )[1-9]\d{_ROUGHLY}?{_END}"
)
_IN_DECADE = (
    rf"^(?:so )?(?:is|are) (?:{_WORD}){{1,4}}?(?:still |already )?in (?:his|her|their) "
    rf"{_PART}{_DECADE}"
)
_MUST = (
    rf"^(?:so |and )?(?:{_WORD}){{1,4}}?(?:must|should|has to|have to|has got to|gotta|would) be "
    rf"{_PART}(?:in (?:his|her|their) )?{_PART}[1-9]\d(?:s|ish|odd|something)?"
    r"(?: (?:odd|ish|something))?\b"
)
_YEARS_HAS = (
    rf"^(?:so )?how many (?:years|summers|birthdays) (?:has|have|does|do|did) (?:{_WORD}){{1,4}}?"
    r"(?:got |have |had |lived |seen |clocked up |clocked |racked up |notched up |turned )?"
    r"(?:(?:on|to) (?:him|her|them|the clock)|under (?:his|her|their) belt|behind (?:him|her|them))"
    r"(?: (?:so far|by now|now|today|already|these days))*$"
)
AGE = r"how many birthdays|how many years old|quale eta"
TURNING = (
    r"(?!.*\b(?:rent|price|cost|bill|fare|temperature|mileage|salary|pay|loan|debt|sales)\b)"
    r"(?:when|what day|which day|what date|what year|which year) (?:does|do|did|will|is|are) .*"
    r"(?:\b(?:a|another|one) year older"
    rf"|\b(?:turn(?:s|ing)?|hit|reach|be) (?:\d{{1,3}}|{CARDINAL}))$"
)
"""Asks for somebody's birthday, or for the day on which they are so old."""
YEAR = (
    r"(?:what|which) year (?:is |was )?(?:[\w'-]+ ){1,3}from$"
    r"|^(?:the |in )?(?:what |which )?year (?:was |is )?(?:[\w'-]+ ){1,3}(?:was |is )?born$"
)
"""Asks for somebody's year of birth."""
IN_PASSING = frozenset(
    """will did where moment roughly exactly about approx approximately nearly almost nowadays these
    days today as present precisely getting turn turned turns turning hit reached birthdays many
    years must then over under past above below than yet already still precise by anyway before
    after so far remember guess think even only just though another be had and or might isn't
    isnt aren't must've older soon anywhere case any want maybe thing mean means little baby hey
    oh wait sorry quick again month next door got belt actually by point something odd ish mid
    late early forties fifties sixties seventies eighties nineties thirties twenties say said
    reckon right should must present be really actually exact make makes that what count real
    true far along""".split()
)
"""Words that ask for no other thing, beside an age or a birthday."""
_OF_OTHERS = frozenset("has have had do does did".split())


def asks_age(text: str) -> bool:
    """Whether a question asks for an age without "old" and "age". `text` is in plain words."""
    text = _without_introduction(in_figures(text))
    ways = (_GUESSED, _PASSED, _IS, _IN_DECADE, _MUST, _YEARS_HAS, _OWN_AGE, _WHAT_AGE, _ROUGH)
    return any(re.search(each, text) for each in (rf"\b(?:{AGE})\b", *ways))


def _without_introduction(text: str) -> str:
    """The question itself, of "do you know how many years ..., or how far along is she"."""
    text = re.sub(_INTRODUCED, "", text)
    return re.sub(r" or (?:how|what|where|when|is|has)\b.*", "", text)


_INTRODUCED = (
    r"^(?:(?:so|and|hey|oh|ok|well|um|please|do (?:you|we|i) (?:know|remember|recall)|any idea"
    r"|i wonder|(?:can|could) you (?:tell|remind) me|(?:remind|tell) me) )+"
)
_WHAT_AGE = (
    rf"^(?:what|which) ages? (?:{_WORD}){{1,3}}?(?:is|are|would be|must be|will be)\b"
    r"(?! (?:at|when|for|to))"
)


_OWN_AGE = (
    r"\b(?:what|tell|give|know|remember|say|need|get|wat|whats)\b.*\bage(?: (?:now|today|at present"
    r"|at the moment|at this point|these days|again|is|was|be|currently|exactly))*$"
    r"|(?:what|which) ages? (?:did|do) (?:you|i) (?:say|think|reckon)"
)


def in_figures(text: str) -> str:
    """Numbers from ten on in figures: "in her forties" is "in her 40s"."""
    text = re.sub(r"\b(twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies\b", r"\1y-s", text)
    text = re.sub(r"\b(\w+ty)(?=ish\b|something\b|odd\b)", r"\1 ", text)
    found = compiled(rf"(?<![\w-])(?P<n>{CARDINAL})(?:-(?P<s>s))?(?![\w])").sub(_figure, text)
    return re.sub(r"\b(\d0)-s\b", r"\1s", found)


def _figure(match: re.Match[str]) -> str:
    number = cardinal(match["n"].lower()) or 0
    return f"{number}{match['s'] or ''}" if number >= 10 else match.group()


NEXT = (
    r"\bnext birthday\b|\b(?:turn|be|become|hit|reach)(?:s|ing)? (?:\w+ )?"
    r"(?:next|on (?:my|her|his|their) next)\b|\bnext (?:\w+ )?(?:turn|be)\b"
    r"|^(?:and )?how old will (?:[\w']+ ){1,3}(?:be|turn|be turning)"
    r"(?: (?:then|on that day))?$"
    r"|^(?:and )?how old (?:is|are) (?:[\w']+ ){1,3}turning$"
)
"""Asks for the age that is reached next."""
_ANOTHER_DAY = (
    r"\b(?:when|while|whilst|back then|at the time|in (?:19|20)\d\d|were|did|will|next(?! door)"
    r"|died|passed(?! \d|\s\w+ty\b)|by the time|at (?:his|her|their)|going to|gonna|before"
    r"|after|until|die|dies|ago|turns?|become)\b"
)
_STILL_TODAY = r"\b(?:did (?:you|i|we) (?:say|think|reckon)|before (?:i|we)|did you)\b"


def asks_of_today(question: str) -> bool:
    """Whether an age is asked for as it is today, and not "when he died"; "how old was she again"
    is asked of today."""
    text = " ".join(re.findall(r"[\w'-]+", plain(question)))
    text, retold = re.subn(_STILL_TODAY, "", text)
    if re.search(NEXT, text):
        return True
    if re.search(r"\bwas\b", text) and not (retold or re.search(r"\b(?:again|now|today)\b", text)):
        return False
    return re.search(_ANOTHER_DAY, text) is None


def asked_year(question: str) -> int | None:
    """The year of which an age is asked: "how old was she in 2010"."""
    text = " ".join(re.findall(r"[\w'-]+", plain(question)))
    found = re.search(r"\bin (?:the year )?((?:19|20)\d\d)$", text)
    return int(found[1]) if found else None


def asked_turning(question: str) -> int | None:
    """The age of which it is asked when somebody reaches it: "when does she turn 50"."""
    text = in_figures(" ".join(re.findall(r"[\w'-]+", plain(question))))
    found = re.search(r"\b(?:turn(?:s|ing)?|hit|reach|be) (\d{1,3})$", text)
    return int(found[1]) if found else None


def compared(question: str, age: str) -> str:
    """The age, after "yes" or "no" where the question is whether it has been reached."""
    text = _without_introduction(in_figures(" ".join(re.findall(r"[\w'-]+", plain(question)))))
    asked = re.search(_PASSED, text) or re.search(_IS, text)
    decade = re.search(_IN_DECADE, text)
    told = [int(each) for each in re.findall(r"\d+", age)]
    if decade is not None and told and not age.startswith("about"):
        tens = {each // 10 * 10 for each in told}
        return f"{'yes' if tens == {int(decade['n'])} else 'no'}, {age}" if len(tens) == 1 else age
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
    words = [each for each in words if not compiled(CARDINAL).fullmatch(each)]
    called = [at for at, word in enumerate(words) if word in own]
    if not called:
        return all(_is_plain(each, known) for each in words)
    behind = words[called[-1] + 1 :]
    if _is_said_aside(words[: called[0]], behind, known):
        return True
    if _is_asked_of(question, words, called[0], known):
        return True
    if _OF_OTHERS & set(behind):
        return all(_is_plain(each, known | own) for each in words)
    first = called[0]
    epithet = first - 1 if first and words[max(0, first - 2)] in ("the", "my", "our") else -1
    return all(
        at in called or at == epithet or _is_plain(word, known) for at, word in enumerate(words)
    )


def _is_said_aside(before: list[str], behind: list[str], known: frozenset[str]) -> bool:
    """Whether what stands behind the person is no thing of theirs but an adjunct: "at this point",
    "under his belt", "the landlord i mean"."""
    if not all(_is_plain(each, known) for each in before):
        return False
    other = next((at for at, each in enumerate(behind) if not _is_plain(each, known)), None)
    led = behind[:other][-2:] if other else []
    return other is None or bool(_LEADS.intersection(led))


def _is_asked_of(question: str, words: list[str], at: int, known: frozenset[str]) -> bool:
    """Whether the person at this word is the subject of whom nothing else is said: "what age is
    leon really", and not "leon's dog", "leon when he left"."""
    if not all(_is_plain(each, known) for each in words[:at]):
        return False
    name = words[at]
    behind = re.split(rf"\b{re.escape(name)}", plain(question), maxsplit=1)[1:]
    if not behind or re.match(r"['’]?s\b", behind[0]):
        return False
    first = re.split(r"[,;:?(!]| - | – |\bnot\b|\bor\b", behind[0])[0]
    return re.search(_OF_ANOTHER_THING, first) is None


_OF_ANOTHER_THING = (
    r"\b(?:his|her|their|the|an?|my|our|has|have|had|do|does|did|when|while|once|if|before|after|at|by"
    r"|in|to|and|with)\b"
)
"""What begins another thing or another time behind the person."""
_LEADS = frozenset("at this on in under behind to by for over the my our near from".split())
"""What leads an adjunct."""


def _is_plain(word: str, known: frozenset[str]) -> bool:
    return word in known or word in IN_PASSING or word.isdigit()

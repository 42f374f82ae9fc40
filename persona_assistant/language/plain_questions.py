"""A question in plain form: without greetings, slips of the keys, asides and words for now.

"hey, not counting me, whos got a dog at the moment" asks "who's got a dog".
"""

from __future__ import annotations

import datetime
import difflib
import re
from dataclasses import dataclass, replace

from persona_assistant.language.happened import When, without_when

_LEAD = re.compile(
    r"^(?:(?:hey|hi|hello|ok|okay|so|and|but|please|pls|well|also|now|then|again|um+|uh+)\b[\s,:!-]*"
    r"|(?:can|could|would) you (?:please )?(?:tell me|list|name|say|remind me)\s+"
    r"|(?:please )?(?:tell me|remind me|let me know)\s+"
    r"|(?:do you|can you) (?:know|remember|recall)\s+(?=who|which|whose|how|if)"
    r"|(?:i wonder|i'd like to know|i want to know|i need to know)\s+)+",
    re.I,
)
_ASIDE = re.compile(
    r",?\s*\b(?:not counting|not including|apart from|aside from|besides|other than|"
    r"except(?: for)?|excluding)\s+(?:me|myself|us|ourselves|the user)\b,?\s*"
    r"|(?<!stuff)(?<!thing)(?<!things)(?<!belongings)(?<!gear)\s+(?:in my life|of mine)\b",
    re.I,
)
"""What takes nobody out, for the user is on no list."""
_NOW = re.compile(
    r",?\s+(?:now|these days|at the moment|right now|at present|at the minute|currently|nowadays|"
    r"as of (?:now|today)|by now|right this minute|any ?more|for good|for ever|forever|yet|so far|"
    r"lately|recently|"
    r"since i(?:'ve| have)? (?:known|met|first met) (?:them|him|her|you))$",
    re.I,
)
_ALREADY = re.compile(r"^((?:is|are|was|were|has|have)\s+)(?:already|still|currently|now)\s+", re.I)
_OR_MAY = re.compile(r"\b(?:is|are|was|were) or (?=(?:may|might|could|will)\b)", re.I)
_OR_NOT = re.compile(r"(?<=\w),? or (?:not|no|what|isn't it|aren't they)$", re.I)
_POSSIBLE = re.compile(
    r"\b(?:may|might|could|(?:thinking|thinks?) (?:of|about)|plan(?:s|ning)?|want(?:s|ing)?|"
    r"considering|hop(?:es?|ing)|would like|about to)\b",
    re.I,
)
_AT_HOME = re.compile(
    r"^((?:has|have|keeps?|got|owns?)\b.+) (?:at home|at (?:their|her|his) place|in the house)$",
    re.I,
)
_SOBER = re.compile(
    r"^(?:is |are )?(?:an? )?(?:teetotal|tee-total|teetotall?ers?|sober|abstinent)$", re.I
)
_NO_MORE = re.compile(
    r",? (?:but|and|yet)(?: who| that)? (?:now )?(?:isn't|aren't|is not|are not|doesn't|don't|"
    r"does not|do not|no longer|has left|have left|left|stopped|not)\b[^,]*$"
    r"|, (?:not|no longer)(?: [\w']+){0,2}(?: now| any ?more)?$",
    re.I,
)
"""What says that it is over: "used to work there but doesn't any more"."""
_GAVE_UP = re.compile(
    r"^(?:(?:has|have|'s) )?(?:now |just )?(?:quit|quits|given up|gave up|giving up|stopped|kicked|"
    r"packed in) (?P<doing>smoking|drinking|driving|running|swimming|cycling|teaching|vaping)\b",
    re.I,
)
_FORMERLY = re.compile(r"^(?:has |have )?used to\s+", re.I)
_NO_LONGER = re.compile(
    r"^(?:(?P<be>is|are) )?no longer (?P<said>.+)$"
    r"|^(?:(?P<isnt>is|are)(?:n't| not)|(?:does|do)(?:n't| not)) (?P<rest>.+?)"
    r" any ?(?:more|longer)$",
    re.I,
)
"""What was so once, as "used to" says it: "no longer works there"."""
_HAS_DONE = re.compile(
    r"^(?:got|been|had|lost|gone|won|given|broken|bought|sold|left|done|seen|met|quit|moved|died|"
    r"become|started|passed|had|taken|just (?=\w+ed\b))\b",
    re.I,
)
_OF_THEM = re.compile(
    r"^(?P<all>who|which|what|how many|(?:does |do |is |are |has |have )?any(?:one|body)?)"
    r"(?: ones?| people)?(?: else)? (?:of|among|amongst|out of|from among) (?:all (?:of )?)?"
    r"(?:(?:them|every ?one|every ?body)(?: all)?"
    r"|(?:the |my |all the )?(?:people|persons|folks|ones|friends|every ?one|every ?body)"
    r" (?:that |whom? )?(?:i|we)(?:'ve| have)? (?:know|met))"
    r"(?= \w)(?! (?:is|are|was) (?-i:[A-ZÀ-Þ]))",
    re.I,
)
_AMONG_THEM = re.compile(
    r"^((?:any |all (?:the )?|the )?(?!who|what|which|whose|how|when|where|why)[\w'-]+"
    r"(?: [\w'-]+){0,3}) (?:among|amongst|out of|from among) them(?: all)?(?=[?!. ]*$)",
    re.I,
)
_AND_WHO = re.compile(
    r"(?P<asked>(?:do|does|did|is|are|was|were|has|have|can|could|any).*?)"
    r"(?:[?,;.!]| and)+(?: if so,?)? (?:who|which ones?|whom)(?: (?:is|are|was) (?:it|they|"
    r"that))?$",
    re.I,
)
_OR_ONCE = re.compile(
    r",? \bor (?:was|were|had|did|used to(?: be)?|made it|has been|have been)\b,?(?= \w)", re.I
)
_EVER = re.compile(r"\b(?:has|have|who's|did) ever\b", re.I)
_EXCEPT = re.compile(
    r",? \b(?:apart from|aside from|besides|other than|except(?: for)?|excluding|not counting|"
    r"not including) (?!(?:me|us|myself|ourselves)\b)(?P<whom>[\w'-]+(?: [\w'-]+){0,2})$",
    re.I,
)
_DOES_ANY = re.compile(
    r"^((?:who|which of my friends) do(?:es)?) (?:any|some) (?=\w+(?: \w+)?$)", re.I
)
""" "Who does any volunteering"."""
_KEYWORDS = ("which", "friends", "people", "anyone", "anybody", "everyone", "everybody")
_KNOWN_SLIPS = {
    "whos": "who's",
    "hwo": "who",
    "woh": "who",
    "whoes": "whose",
    "wich": "which",
    "howmany": "how many",
}
_NO_APOSTROPHE = re.compile(r"\b(do|does|did|is|are|was|were|has|have|ca|wo|could|would)nt\b", re.I)


def plain_question(text: str) -> str:
    """A question without what leads to it, with typewriter apostrophes and single spaces."""
    text = " ".join(text.replace("’", "'").replace("ʼ", "'").split())
    text = _ASIDE.sub(" ", _NO_APOSTROPHE.sub(r"\1n't", text)).strip()
    text = _OR_MAY.sub("", _LEAD.sub("", text).strip().rstrip("?!. "))
    text = _OR_NOT.sub("", text)
    if either := _AND_WHO.match(text):
        text = either["asked"].rstrip("?!. ")
    text = _DOES_ANY.sub(r"\1 ", of_my_friends(text))
    return " ".join(_without_slip(at, word) for at, word in enumerate(text.split()))


def of_my_friends(text: str) -> str:
    """ "Who of them all has a dog" as "which of my friends has a dog"; others as they are."""
    match = _OF_THEM.match(text)
    if match is None:
        return _AMONG_THEM.sub(r"\1 among my friends", text)
    asks = "how many" if match["all"].lower() == "how many" else "which"
    return f"{asks} of my friends{text[match.end() :]}"


def without_exceptions(text: str) -> tuple[str, str]:
    """A question without "besides Ana", and whom it leaves out."""
    text = text.strip().rstrip("?!. ")
    match = _EXCEPT.search(text)
    return (text[: match.start()], match["whom"]) if match else (text, "")


def without_once(asked: str) -> tuple[str, bool]:
    """A question without "or was", and whether that or "ever" stands in it: what was so once counts
    too."""
    rest = _OR_ONCE.sub("", asked)
    return rest, rest != asked or _EVER.search(asked) is not None


def _without_slip(at: int, word: str) -> str:
    lower = word.lower()
    if at == 0 and lower in _KNOWN_SLIPS:
        return _KNOWN_SLIPS[lower]
    if at > 6 or len(word) < 5 or not word.isalpha() or lower in _KEYWORDS:
        return word
    near = difflib.get_close_matches(lower, _KEYWORDS, 1, 0.83)
    return near[0] if near and near[0][0] == lower[0] and near[0] != f"{lower}s" else word


@dataclass(frozen=True, slots=True)
class Predicate:
    """What is asked of each, as it stands behind "who"."""

    said: str
    when: When | None
    """Of what happened, when."""
    possible: bool
    """Whether what may come to be counts too."""
    formerly: bool
    """Whether it asks who no longer does."""


def plain_predicate(said: str) -> Predicate:
    """What stands behind "who", without the time it names and without words for now."""
    said = re.sub(r"^(?:who|that)\s+", "", said.strip(" ,"), flags=re.I)
    if owned := re.match(r"(?:who|that)'s\s+", said, re.I):
        said = with_verb(said[owned.end() :])
    if ended := _NO_LONGER.match(said):
        be, what = ended["be"] or ended["isnt"], ended["said"] or ended["rest"]
        said = f"is {what}" if be else f"do {what}" if ended["rest"] else what
        return replace(plain_predicate(said), formerly=True)
    said, when = _past(_ALREADY.sub(r"\1", _NOW.sub("", said)))
    said = _AT_HOME.sub(r"\1", said)
    said = _SOBER.sub("doesn't drink alcohol", said)
    over = _NO_MORE.search(said)
    said = said[: over.start()] if over else said
    said = _GAVE_UP.sub(lambda each: f"used to {_base_of(each['doing'])}", said)
    formerly = _FORMERLY.match(said)
    said = _formerly(said[formerly.end() :]) if formerly else said
    return Predicate(said, when, bool(_POSSIBLE.search(said)), bool(formerly or over))


def _formerly(said: str) -> str:
    """What stands behind "used to", as it was then: "be on the staff" as "is on the staff"."""
    return f"is {said[3:]}" if said.startswith("be ") else f"do {said}"


def without_now(said: str) -> str:
    """What is said, without words for now at its end and behind "I"."""
    return _NOW.sub("", _I_STILL.sub("", said))


_I_STILL = re.compile(
    r"(?<=\b(?:i|I)) (?:still|actually|already|also|currently|now)(?= \w)|"
    r"(?<=\b(?:we|We)) (?:still|actually|already|also|currently|now)(?= \w)"
)


def _base_of(doing: str) -> str:
    """ "Smoke" of "smoking"."""
    root = doing.lower().removesuffix("ing")
    doubled = len(root) > 2 and root[-1] == root[-2] and root[-1] not in "ls"
    return root[:-1] if doubled else _WITH_E.get(root, root)


_WITH_E = {"smok": "smoke", "driv": "drive", "cycl": "cycle", "vap": "vape"}


def with_verb(said: str) -> str:
    """What stands behind "who's", with the verb: "has got a dog", "is retired"."""
    said = re.sub(r"^(?:still|already|also)\s+(?=got\b)", "", said, flags=re.I)
    return f"has {said}" if _HAS_DONE.match(said) else f"is {said}"


def _past(said: str) -> tuple[str, When | None]:
    """Without the time that is named, where it has begun or something is planned for it."""
    today = datetime.date.today()
    rest, when = without_when(said, today)
    if when is None or (when[0] > today and not _TO_COME.match(said)):
        return said, None
    return rest, when


_TO_COME = re.compile(r"(?:(?:is|are) (?!born\b)\w+ing\b|will be \w+ing\b)", re.I)
"""What somebody is going to do, when a time to come is named."""


def each_with_verb(said: str) -> str:
    """ "Has a sister and a dog" as "has a sister and has a dog"."""
    return _TWO_THINGS.sub(r"\1\2 and \1\3", said)


_TWO_THINGS = re.compile(
    r"^((?:has|have|has got|have got|with|keeps?|owns?) )(an? [\w-]+)"
    r" (?:and|as well as|but) (?:also )?((?:an?|no) [\w-]+)$",
    re.I,
)

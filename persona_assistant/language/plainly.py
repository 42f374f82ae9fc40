"""Whether a sentence says of somebody in so many words what a question with yes or no asks:
"two cats", "dog called Biscuit" for "does she have a cat"; "Anna, dentist" for "is she a dentist".

A note is full of such fragments, and a reader that learned from questions about one person is
unsure of them. Whether they are denied, over or somebody else's says `claims`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from persona_assistant.language.lexicon import is_member, lexicon
from persona_assistant.language.patterns import compiled
from persona_assistant.language.support import key_groups, means
from persona_assistant.language.ways import single_ways
from persona_assistant.language.words import Word, stem

_CUT = re.compile(r"[.;,!?:()\[\]\n–—=]\s*|\s[-+|]\s")
_NUMBER = r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|several|some|zwei|drei|dos|tres"
_NUMBERS = rf"{_NUMBER}|deux|trois|due|tre|dois|duas|três"
_ONE = r"an?|one|eine?n?|una?|uno|une|um|uma"
_ADVERB = r"(?:(?:still|also|now|just|already|currently|at home|both|only|really)\s)*"
_HAS = (
    r"\b(?:has|have|'ve|has got|have got|got|owns?|keeps?|kept|inherited|bought|adopted|tiene|"
    r"tienen|hat|ha|tem|possède)\s"
)
_OWN = r"(?:his|her|their|su|sus|seine?|ihre?)"
_QUALITY = (
    r"(?:(?:very|big|small|little|tiny|large|old|young|new|red|black|white|brown|gr[ea]y|ginger|"
    r"blue|green|blond|blonde|long|short|curly|dark|fair|lovely|cute|grown-up|adult|teenage|second|"
    r"rescue|pet|\w+ed|\w+ese|\w+ian|\w+ish)\s)"
)
_WORDS = r"(?:(?!(?:to|been|never|no|not|had|for|of|about|on|in)\b|\w+['’]s\s)[\w'’-]+\s){0,2}"
_HAVING = (
    rf"(?:.*{_HAS}{_ADVERB}(?:.{{1,40}}\s(?:and|&|plus|y|und|et|e)\s)?"
    rf"(?:(?:{_ONE}|{_NUMBERS})\s)?{_WORDS}"
    rf"|(?:.*\s)?(?:{_OWN}|(?:with|w/)\s?(?:{_NUMBERS})|lives (?:with|w/) {_ONE})\s{_WORDS}"
    rf"|(?:.*[,;(]\s)?(?:{_NUMBERS})\s.{{1,30}}\s(?:and|&|\+)\s(?:{_ONE}|{_NUMBERS})\s"
    rf"|(?:and\s|&\s|plus\s)?(?:(?:{_ONE}|{_NUMBERS})\s{_WORDS}|{_QUALITY}+))"
)
_HELD = (
    r"\s*(?:$|[,.;:!?()&+–—=-]|(?:called|named|and|who|which|that|since|now|at|in|with|from|all"
    r"|both)\b)"
)
_KIND_OF = rf"(?!(?:met|saw|the|no|not|walks?|wants?|like|likes|hates?|{_OWN})\b)[^\W\d_]+\s"
"""What stands before it in "border collie called Meg"."""
_TOGETHER_WITH = rf".*(?:\bwith|w/)\s{_QUALITY}*"
"""What stands before it in "lives on a boat with lurcher Rex"."""
_NAMED = r"\s*(?:[:=(]|(?:called|named)\b|(?-i:[A-ZÀ-Þ])|\d)"
"""What stands behind a thing without an article: "dog called Biscuit", "kids Noor 4"."""

_BEING = (
    rf"(?:.*(?:\b(?:is|am|are|was|works as|turned|became|ist|es|est|è|é|as)|'s)\s"
    rf"(?:(?!(?:not|no|to|the|\w+ing)\b)[\w'’-]+\s){{0,3}}"
    rf"|{_ADVERB}(?:(?:an?|my|our)\s)?{_QUALITY}*(?:[a-z]+\s)?)"
)
_BEEN = (
    r"\s*(?:$|[,.;:!?()&+–—=-]|(?:now|in|for|and|but|who|since|from|with|by)\b|w/"
    r"|these days|at(?! \d)\b)"
)
_NOT_OF_THEM = (
    r"\b(?:her|his|their|\w+['’]s)\s(?:\w+\s)?$|\b(?:who|which|that)(?: is|['’]s)\b"
    r"|\b(?:dog|cat|horse|mare|cow|bitch|rabbit)\b"
)
_LIVING = (
    r".*\b(?:li(?:ves?|ved|ving)|based|still|now|moved?|moving|moves|back|settled|home|house|flat|"
    r"apartment|rent(?:s|ing)?|room|lodger|lodging|sublets?|wohnt|lebt|vive|viv[oe]|habite|mora|abita|stays?)\b.{0,30}?"
    r"\b(?:in|to|near|outside|à|en|em|a|nach)\s(?:[\w'’-]+\s)?"
)
_NOT_THERE = r".*\b(?:born|trip|holiday|flight|flew|wedding|visit\w*|party|conference)\b[^,.;]*"
_NOT_HERE = rf"{_NOT_THERE}|.*\bfrom\s(?:the\s)?"

_ASKS_HAVING = re.compile(r"(?:do|does|did|has|have) \w+ (?:have|own|keep|got|possess)\b", re.I)
_ASKS_BEING = re.compile(r"(?:is|are) \w+ |do(?:es)? \w+ work as\b", re.I)
_ASKS_LIVING = re.compile(r"do(?:es)? \w+ live\b", re.I)
_ASKS_DOING = re.compile(
    r"does \w+ (?P<verb>play|speak|ride|drive|collect|wear|hate|love|like|eat|teach|sing|support|"
    r"use|grow|make|run|sell|study|learn|keep) (?:an?\b|the\b)?(?! ?not\b)",
    re.I,
)


def said_plainly(question: str, sentence: str) -> tuple[int, int] | None:
    """From where to where a sentence says what is asked; None where it does not say it plainly."""
    says = _way_of(question)
    keys = key_groups(question)
    if says is None or not keys:
        return None
    places = (place for word in keys[-1] for place in _places(word, sentence))
    for start, end in places:
        cut = max(
            (each.end() for each in _CUT.finditer(sentence) if each.end() <= start), default=0
        )
        behind = next((each.start() for each in _CUT.finditer(sentence, end)), len(sentence))
        clause = sentence[cut:behind]
        others = all(any(means(word, clause) for word in group) for group in keys[:-1])
        if others and says(sentence[cut:start], sentence[end:], sentence[start:end]):
            return start, end
    return None


def _way_of(question: str) -> Callable[[str, str, str], bool] | None:
    if _ASKS_HAVING.match(question):
        return _was_had if question[:3].lower() == "did" else _is_had
    if _ASKS_LIVING.match(question):
        return _is_lived_in
    if (doing := _ASKS_DOING.match(question)) is not None:
        return _doing(stem(doing["verb"]))
    if _ASKS_BEING.match(question) and not re.search(r"\bfrom\b", question):
        return _is_what_they_are
    return None


def _places(word: Word, sentence: str) -> list[tuple[int, int]]:
    return [
        (match.start(), match.end())
        for match in re.finditer(r"[^\W_][\w'’-]*\b(?! in law\b)", sentence)
        if is_called(word, match.group())
    ]


def is_called(word: Word, said: str) -> bool:
    """Whether it is called so, not only something like it: a boat is no car."""
    others = single_ways(word.stem) | frozenset(map(stem, _CALLED.get(word.stem, "").split()))
    if stem(said) == word.stem or stem(said) in others:
        return True
    named = lexicon().kinds.get((word.stem,), frozenset()) & _LIVING_KINDS
    return any(is_member(stem(said), kind) for kind in named)


_LIVING_KINDS = frozenset(("animal", "bird", "fish", "reptile", "rodent", "livestock"))
_CHILDREN = "son daughter child kid toddler twin triplet"
_CALLED = {"kid": _CHILDREN, "child": _CHILDREN, "doctor": "gp physician", "bike": "bicycle"}


def _is_had(before: str, after: str, thing: str) -> bool:
    named = compiled(_NAMED).match(after) is not None
    if (named or compiled(_HELD).match(after)) and compiled(_HAVING).fullmatch(before):
        return True
    if named and compiled(_KIND_OF).fullmatch(before):
        return True
    if named and compiled(_TOGETHER_WITH).fullmatch(before):
        return True
    return not before.strip() and (named or thing.lower() in ("twins", "triplets"))


def _was_had(before: str, after: str, thing: str) -> bool:
    """Whether they had it, where the past is asked about: "had a stroke"."""
    return _is_had(re.sub(r"\bhad\b", "has", before), after, thing)


def _is_what_they_are(before: str, after: str, thing: str) -> bool:
    if re.match(r"\s*\?", after) or compiled(_NOT_OF_THEM).search(before):
        return False
    return bool(compiled(_BEEN).match(after) and compiled(_BEING).fullmatch(before))


def _doing(verb: str) -> Callable[[str, str, str], bool]:
    """Whether it stands behind the verb that is asked for: "still plays the trumpet"."""

    def is_done(before: str, after: str, thing: str) -> bool:
        near = [stem(each) for each in re.findall(r"[^\W\d_]+", before)[-_NEAR:]]
        return verb in near or (verb == stem("keep") and _is_had(before, after, thing))

    return is_done


_NEAR = 4
"""Words between a verb and its object, at most."""


def _is_lived_in(before: str, after: str, thing: str) -> bool:
    return bool(compiled(_LIVING).fullmatch(before)) and not compiled(_NOT_HERE).fullmatch(before)


# --- what is over


def is_gone(thing: str, sentence: str, at: int, later: str) -> bool:
    """Whether a later note says that what a sentence tells of has gone: of "a cat named Tofu", with
    `thing` ending at `at`, "Tofu went to his sister" or "gave the cat away"."""
    named = re.match(
        r"\s*,?\s*(?:(?:(?:called|named)\s|[:=(]\s*)?([A-ZÀ-Þ][\w'’-]+)|(?:called|named)\s(?!the\b|an?\b)(\w+))",
        sentence[at:],
    )
    several = named and re.match(
        r"\s*(?:,|&|\+|and|y|und|et)\s*[A-ZÀ-Þ]", sentence[at + named.end() :]
    )
    names = [re.escape(thing.rstrip("s"))]
    names += [re.escape(named[1] or named[2])] if named and not several else []
    what = rf"\b(?i:{'|'.join(names)})s?\b"
    return bool(
        re.search(rf"{what}[^.;!?\n]{{0,25}}?\b(?i:{_LEFT})", later)
        or re.search(rf"\b(?i:{_GAVE})\b[^.;!?\n]{{0,20}}?{what}", later)
        or re.search(rf"{what}[^.;!?\n]{{0,40}}?\b(?i:{_GAVE}) (?:her|him|it|them)\b", later)
    )


def things_named(question: str, sentence: str) -> list[tuple[int, int]]:
    """From where to where the words of a sentence stand that are what a question asks whether
    somebody has; none for a question that does not ask that."""
    keys = key_groups(question) if _ASKS_HAVING.match(question) else ()
    return [place for word in (keys[-1] if keys else ()) for place in _places(word, sentence)]


_LEFT = (
    r"(?:got|was|were) (?:run over|hit)|rip\b|r\.i\.p|is no more|ran off|went missing|"
    r"went to\b|moved to\b|lives with|died|passed away|ran away|is gone|has gone|"
    r"(?:had to be |was |got |be )?(?:put down|put to sleep)|was (?:put|sold|given|"
    r"rehomed|stolen)|got sold|had to go|found a new home|has a new home"
)
_GAVE = (
    r"shaved(?: off)?|sold|gave(?: away| up)?|rehomed|lost|buried|put down|got rid of|"
    r"no longer (?:has|have)"
)

__all__ = ["is_called", "is_gone", "said_plainly", "things_named"]

"""Questions that leave out what the one before has said: "and Ben?", "why?", "her birthday?".

`opening` takes off what links a question to the one before. What remains may be complete or a
fragment; the other functions put a fragment into the question before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.pronouns import KIN, Language, language_of, owner, plain

_LINK = re.compile(
    r"^[\s¿,.…-]*(?:(?:and|or|but|so|ok|okay|also|then|well|oh|ah|now|right|thanks|thank you|plus|"
    r"und|oder|aber|also|dann|y|pero|entonces|et|mais|alors|puis|e|ed|ma|allora|mas|então)\b"
    r"[\s,:!.¿…-]+)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:(?:what|how)\s+about|what\s+of|how\s+is\s+it\s+(?:with|for)|(?:the\s+)?same\s+"
    r"(?:question\s+)?(?:for|about)|(?:und\s+)?was\s+ist\s+mit|wie\s+(?:ist\s+es|steht\s+es)\s+mit|"
    r"(?:y\s+)?qu[eé]\s+(?:hay\s+de|pasa\s+con|tal)|qu'en\s+est-il\s+de|quid\s+de|"
    r"che\s+(?:ne\s+[eè]|mi\s+dici)\s+di|e\s+quanto\s+a)\s+(?:about\s+|for\s+)?",
    re.IGNORECASE,
)
_CORRECTION = re.compile(
    r"^[\s¿]*(?:(?:no+|nope|nein|non|não|sorry|actually|wait|i|ich|je|yo|eu)\b[\s,.!:-]+)*"
    r"(?:(?:i|we|ich|je)\s+)?(?:mean|meant|meine|meinte|quiero\s+decir|me\s+refiero\s+a|"
    r"veux\s+dire|parle\s+de|intendo|intendevo|quero\s+dizer|(?:am|was|'m)\s+(?:asking|talking)\s+"
    r"about)\b[\s,:]*|^[\s¿]*(?:(?:no+|nope|nein|non|não|sorry|wait)\b[\s,.!:-]+)+",
    re.IGNORECASE,
)
_NOT = re.compile(r"^\W*(?:not|nicht|pas|non)\s+(?P<who>[^,;.?!]+)[,;.?!]*\s*(?P<rest>.*)$", re.I)
_NOT_BEHIND = re.compile(r"^(?P<rest>.+?),?\s+not\s+(?P<who>[^,;.?!]+)\W*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opening:
    """A question without what links it to the one before."""

    rest: str
    linked: bool = False
    """It began with "and" or the like."""
    corrects: bool = False
    """It says that somebody else was meant."""
    rejected: str = ""
    """Who was not meant, in the words of the text."""


def opening(text: str) -> Opening:
    """Takes off "and", "what about", "no, I mean"."""
    rest = " ".join(text.split())
    negated = _NOT.match(_CORRECTION.sub("", rest)) or _NOT_BEHIND.match(rest)
    if negated:
        behind = _CORRECTION.sub("", _LINK.sub("", negated["rest"]))
        return Opening(behind, corrects=True, rejected=negated["who"])
    corrected = _CORRECTION.match(rest)
    if corrected:
        return Opening(_ABOUT.sub("", _LINK.sub("", rest[corrected.end() :])), corrects=True)
    short = _ABOUT.sub("", _LINK.sub("", _ABOUT.sub("", rest)))
    return Opening(short, linked=short != rest)


# --- what kind of fragment

_WHEN_WORDS = (
    "why not|why|since when|until when|when|how long|for how long|how come|how often|"
    "with whom|with who|who with|where to|where from|where exactly|where|what for|how old|how many|"
    "how much|how so|how|warum|wieso|seit wann|wann|wo|woher|wohin|wie lange|mit wem|wie viele|"
    "por que|desde cuando|cuando|adonde|donde|con quien|cuantos|cuantas|como|pourquoi|depuis quand|"
    "quand|ou|avec qui|combien|comment|perche|da quando|quando|dove|con chi|quanti|quante|"
    "desde quando|onde|com quem|quantos|quantas"
)
_ASKS_MORE = re.compile(
    rf"^\W*(?P<wh>{_WHEN_WORDS})(?:\s+(?:is|was|did|does|were|are|war|ist|fue|es|etait|est|era|e|foi)?"
    r"\s*(?:that|this|it|das|es|eso|ca|cela|isso)(?:\s+(?:happen|happened|start|be|exactly))?)?\W*$"
)
_OTHER_ONE = re.compile(
    r"^\W*(?:the\s+)?(?:other(?:\s+(?:one|person|woman|man|guy|girl))?|der\s+andere|die\s+andere|"
    r"(?:el\s+otro|la\s+otra)|l'autre|l'altr[oa]|[oa]\s+outr[oa])\W*$",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"^\W*(?:the\s+)?(first|former|second|latter|third|last)(?:\s+one)?\W*$", re.I
)
_SOMEBODY = re.compile(
    r"^(?:the|that)\s+(?:[\w-]+\s+){0,2}?(?:one|man|woman|guy|girl|boy|lady|person|friend)\s+"
    r"(?:who|with|that|from|in|at|of)\b.*$|^(?:my|our)\s+(?:\w+\s+)?\w+(?:\s+(?:who|with|from)\b.*)?$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|was|were|am|do|does|did|has|have|had|can|could|will|would|should|may|might|must|"
    r"what|who|whom|whose|which|where|when|why|how|i|you|we|he|she|they|tell|show|give|remind|list|"
    r"ist|sind|war|hat|haben|kann|wer|was|wo|wie|wann|warum|ich|es|son|tiene|tengo|est|a|ont|sont|"
    r"qui|quel|quelle|ha|hanno|chi|cosa|qual|tem|sao|quem|mag|mags|isn|doesn|don|didn)\b"
)
_ONLY_ENGLISH = re.compile(r"^(?:a|an|any|some)\b", re.IGNORECASE)
_INDEFINITE = re.compile(r"^(?:a|an|any|some|ein|eine|einen|un|una|une|um|uma)\s+\S", re.IGNORECASE)
_PREPOSITIONS = "in|at|on|with|from|to|for|by|near|during|about|of"
_PLACE = re.compile(rf"^(?P<word>{_PREPOSITIONS})\s+\S", re.IGNORECASE)
_FEW = 6
"""Words, at most, of a fragment that names an attribute."""


def asks_more(rest: str) -> str:
    """The question word of "why?", "when was that?"; "" for anything else."""
    found = _ASKS_MORE.match(plain(rest))
    return rest.lstrip(" ¿")[: len(found["wh"])] if found else ""


def other_one(rest: str) -> bool:
    return bool(_OTHER_ONE.match(rest))


def ordinal(rest: str) -> int | None:
    """Which of several is named by their order: 0 for "the first one", -1 for "the last"."""
    found = _ORDINAL.match(rest)
    places = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "last": -1}
    return places[found[1].lower()] if found else None


def describes_somebody(rest: str) -> bool:
    """Whether a fragment describes a person: "the one with the bees", "my sister"."""
    body = rest.rstrip(" ?!.")
    return bool(_SOMEBODY.match(body)) and (
        not re.match(r"(?:my|our)\b", body, re.IGNORECASE) or bool(KIN.search(body))
    )


def is_relative(rest: str) -> bool:
    """Whether a fragment is about somebody's relative: "her sister"."""
    return bool(KIN.search(rest)) and len(rest.split()) <= 3


def names_attribute(text: str, rest: str, *, linked: bool, owned: bool) -> bool:
    """Whether a fragment without a verb names what is to be told: "and her phone number?".

    Alone, without an owner or a question mark, it may be the description of somebody.
    """
    if not rest.strip(" ?!.") or len(rest.split()) > _FEW or _VERB.search(plain(rest).rstrip("?")):
        return bool(_ONLY_ENGLISH.match(rest)) and not _VERB.search(plain(rest.partition(" ")[2]))
    if linked or owned:
        return True
    placed = re.search(rf"\b(?:{_PREPOSITIONS}|who|that)\b", rest, re.IGNORECASE)
    return text.rstrip().endswith("?") and len(rest.split()) <= 3 and not placed


_ASKS = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:any|tell|show|remind|list|give)\b", re.IGNORECASE
)


def is_question(text: str) -> bool:
    """Rather than a remark, such as "thanks"."""
    start = _LINK.sub("", text).strip(" ¿").split(" ")[0]
    return "?" in text or bool(_ASKS.match(text) or _VERB.match(plain(start)))


_FOR_PEOPLE = re.compile(
    r"^\W*(?:who(?!m|se|\s*(?:'s|is|was)\s+(?:this|that|she|he|in|on|the)\b)|which\s+(?:of|one|people|friends?|person)|"
    r"how\s+many\s+(?:people|of|friends)|wer|qui[eé]n(?:es)?|qui|chi|quem)\b",
    re.IGNORECASE,
)


def asks_for_people(question: str) -> bool:
    """Whether a question asks who it is that something is true of: "who has a cat"."""
    return bool(_FOR_PEOPLE.match(question))


def with_subject(question: str, name: str) -> str:
    """ "Who has a cat?" and Ben make "Ben has a cat?"; "" for another kind of question."""
    body = question.strip().rstrip(" ?!.")
    shown = re.match(
        r"^(who\s*(?:'s|is|was))\s+(?:this|that|it|she|he|they)\b", body, re.IGNORECASE
    )
    if shown:
        return f"{shown[1]} {name}{body[shown.end() :]}?"
    found = _FOR_PEOPLE.match(body)
    if not found:
        return ""
    rest = re.sub(
        r"^\s+(?:(?:of\s+)?(?:my|our|the)\s+\w+|them|these|those)\b", "", body[found.end() :]
    )
    return f"{name}{rest}?"


_MISSING_OWNER = re.compile(
    r"^(?:what|when|where)(?:\s+(?:is|was|are)|'s|s)\s+the\s+(?P<what>[\w-]+(?:\s+[\w-]+)?)\W*$",
    re.IGNORECASE,
)


def missing_owner(rest: str) -> str:
    """What a whole question asks of somebody it does not name: "what's the birthday?"."""
    found = _MISSING_OWNER.match(rest)
    return found["what"] if found else ""


# --- putting fragments into the question before


def with_question_word(question: str, word: str, said: str) -> str:
    """ "What does Ana do?" and "why" make "Why does Ana do that?"."""
    body = question.strip().rstrip(" ?!.")
    auxiliary = (
        r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|isn't|doesn't)"
    )
    asked = re.match(
        rf"^(?P<wh>(?:what|where|when|why|whom?|which|how|since|with|whose)\b[\w\s]*?)"
        rf"(?:\s+(?P<aux>{auxiliary})\b|(?P<short>'s\b))\s*(?P<rest>.+)$",
        body,
        re.IGNORECASE,
    )
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
        return f"{upper} {aux.lower()} {rest}?"
    english = language_of(question) == "en"
    if english and re.match(rf"^{auxiliary}\b", body, re.IGNORECASE):
        return f"{upper} {body[0].lower()}{body[1:]}?"
    return f"{question.strip()} {said.strip()}"


def with_attribute(attribute: str, name: str, default: Language) -> str:
    """ "Phone number" and Ana make "What is Ana's phone number?"."""
    body = re.sub(r"^(?:the|der|die|das)\s+", "", attribute.strip(" ?!.¿"), flags=re.IGNORECASE)
    language = language_of(attribute, default)
    if language == "en":
        if _INDEFINITE.match(body):
            return f"Does {name} have {body}?"
        return f"What is {owner(name, language)} {body}?"
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
    elif _INDEFINITE.match(part):
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


def with_other_person(question: str, names: Sequence[str], other: str) -> str:
    """The question with another name in place of these; "" where it holds none of them. Without
    names, in place of a name that nobody knows."""
    if not names:
        return with_other_stranger(question, other)
    spans = []
    for name in names:
        parts = [name, *(each for each in name.split() if len(each) > 1)]
        pattern = "|".join(map(re.escape, parts))
        spans += [
            each.span() for each in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w)", question, re.I)
        ]
    if not spans:
        return ""
    start, end = min(spans)[0], max(spans)[1]
    between = question[start:end]
    if len(names) > 1 and len(between.split()) <= sum(len(each.split()) + 1 for each in names):
        return question[:start] + other + question[end:]
    for first, last in sorted(spans, reverse=True):
        question = question[:first] + other + question[last:]
    return question


_STRANGER = re.compile(
    r"(?<!\bin )(?<!\bto )(?<!\bfrom )(?<!\bat )(?<=[\w,] )(?!I\b)[A-Z][\w’-]+(?:\s[A-Z][\w’-]+)*"
)


def with_other_stranger(question: str, other: str) -> str:
    return _STRANGER.sub(lambda _: other, question, count=1) if _STRANGER.search(question) else ""

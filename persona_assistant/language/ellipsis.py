"""Questions that leave out what the one before has said: "and Ben?", "why?", "her birthday?".

`opening` takes off what links a question to the one before. What remains may be complete or a
fragment; the other functions put a fragment into the question before.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from persona_assistant.language.kin import ANY
from persona_assistant.language.pronouns import KIN, plain
from persona_assistant.language.words import sentences

_LINK = re.compile(
    r"^[\s¿,.…-]*(?:(?:and|or|but|so|ok|okay|also|then|well|oh|ah|now|right|thanks|thank you|plus|"
    r"und|oder|aber|also|dann|y|pero|entonces|et|mais|alors|puis|e|ed|ma|allora|mas|então)\b"
    r"[\s,:!.¿…]+)+",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"^(?:(?:wh?at|how)\s+(?:about|abt)|what\s+of|how\s+is\s+it\s+(?:with|for)|(?:the\s+)?same\s+"
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
_NOT_BEHIND = re.compile(r"^(?P<rest>.+?),?\s+not\s+(?!to\b)(?P<who>[^,;.?!]+)\W*$", re.IGNORECASE)


_MEANT_BEHIND = re.compile(
    r"^(?P<rest>\S+(?:\s\S+){0,4}?),?\s+(?:i\s+mean|i\s+meant|that\s+is)\W*$", re.IGNORECASE
)
""" "Berg i mean"."""


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
    if meant := _MEANT_BEHIND.match(rest):
        return Opening(_ABOUT.sub("", _LINK.sub("", meant["rest"])), corrects=True)
    corrected = _CORRECTION.match(rest)
    if corrected:
        return Opening(_ABOUT.sub("", _LINK.sub("", rest[corrected.end() :])), corrects=True)
    short = _ABOUT.sub("", _LINK.sub("", _ABOUT.sub("", rest)))
    return Opening(short, linked=short != rest)


# --- what kind of fragment

_WHEN_WORDS = (
    "why not|why|since when|until when|when|how long for|how long|for how long|how come|how often|"
    "with whom|with who|who with|where to|where from|where exactly|where|what for|for what|how old|"
    "how many|"
    "for how much|how much|how so|how|by how much|to whom|to who|who to|from whom|how far|"
    "what day|what year|what time|which day|which year|"
    "warum|wieso|seit wann|wann|wo|woher|wohin|wie lange|mit wem|wie viele|"
    "por que|desde cuando|cuando|adonde|donde|con quien|cuantos|cuantas|como|pourquoi|depuis quand|"
    "quand|ou|avec qui|combien|comment|perche|da quando|quando|dove|con chi|quanti|quante|"
    "desde quando|onde|com quem|quantos|quantas"
)
_HAPPENS = (
    "happen|happened|happening|start|be|take place|taking place|be held|being held|held|for"
    "|going to (?:be|happen)"
)
_ASKS_MORE = re.compile(
    rf"^\W*(?P<wh>{_WHEN_WORDS})(?:(?:['’][sd]|\s+(?:is|was|did|does|were|are|will|would|has|war|ist|fue|es|etait"
    rf"|est|era|e|foi))?\s*(?:that|this|it|das|es|eso|ca|cela|isso)(?:\s+(?:{_HAPPENS}|exactly))*)?\W*$"
)
_ASKS_PART = re.compile(
    r"^\W*(?P<wh>(?:(?:in|at|on|to|from|with|for|by)\s+)?(?:which|what|whose)\s+"
    r"(?P<noun>[^\W\d_]+(?:\s+[^\W\d_]+)?(?:\s+of\s+(?:the\s+)?[^\W\d_]+)?))(?:\s+(?:is|was)\s+(?:that|it|this))?\W*$",
    re.IGNORECASE,
)
_NO_PART = re.compile(r"^(?:of|one|ones|about|else|for|if|now|then|more)\b", re.IGNORECASE)
_WHAT_FOR = re.compile(
    r"^\W*what\s+(?:is|was|were|are|did)\s+(?:it|that|this|they|those)\s+for\W*$", re.IGNORECASE
)
_OTHER_ONE = re.compile(
    r"^\W*(?:the\s+)?(?:other(?:\s+(?:one|person|woman|man|guy|girl))?|der\s+andere|die\s+andere|"
    r"(?:el\s+otro|la\s+otra)|l'autre|l'altr[oa]|[oa]\s+outr[oa])\W*$",
    re.IGNORECASE,
)
_OTHER_NAMESAKE = re.compile(r"^\W*(?:the|my)\s+other\s+(?P<name>[^\W\d_]{2,})\W*$", re.I)
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
    r"qui|quel|quelle|ha|hanno|chi|cosa|qual|tem|sao|quem|mag|mags|whats|wheres|whos|hows|whens|thats|shes|hes|theyre|dont|doesnt|didnt|me|mine|isn|doesn|don|didn)\b"
)
_ANY = re.compile(r"^(?:any|some)\s", re.IGNORECASE)
INDEFINITE = re.compile(r"^(?:a|an|any|some|ein|eine|einen|un|una|une|um|uma)\s+\S", re.IGNORECASE)
PREPOSITIONS = "in|at|on|with|from|to|for|by|near|during|about|of"
_CHILDREN = re.compile(
    r"\b(?:kids|child(?:ren)?|kinder|hijos|enfants|figli|filhos|parents)\b", re.I
)
_DEFINITE = re.compile(r"^(?:the|der|die|das|el|la|le|il|lo|o|a)\s+\w", re.IGNORECASE)
_WRONG = re.compile(
    r"^\W*(?:that'?s\s+|that\s+is\s+)?(?:the\s+)?wrong\s+(?:person|one|man|woman|guy|girl)\W*$",
    re.IGNORECASE,
)
_TOO = re.compile(
    r"(?:,?\s+(?:too|as well|also|auch|también|aussi|anche|também))\W*$", re.IGNORECASE
)
_PLEASE = re.compile(
    r",?\s+(?:please|pls|plz|bitte|por favor|s'il te plaît|s'il vous plaît|per favore)([\s?!.]*)$",
    re.IGNORECASE,
)
_IDEA_OF = re.compile(
    r"^\W*(?:(?:do you have |have you got )?any idea (?:of|about)|(?:do you |d['’]you )?know"
    r"|got)\s+(?=(?:her|his|their)\b)",
    re.IGNORECASE,
)
""" "Any idea of his mobile": his mobile."""
_HASTY = re.compile(r"\b(what|where|who|how|when|that|she|he)(s)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"^\W*(?:who|which|any(?:one|body)|some(?:one|body))\s+else\W*$", re.IGNORECASE
)
_EVERYTHING = re.compile(
    r"^\W*(?:(?:please\s+)?tell\s+me\s+more|what\s+else(?:\s+do\s+(?:you|we|i)\s+know)?)\W*$",
    re.IGNORECASE,
)
_FEW = 6
"""Words, at most, of a fragment that names an attribute."""


def asks_more(rest: str) -> str:
    """The question word of "why?", "when was that?", "what was it for"; "" for anything else."""
    if _WHAT_FOR.match(rest):
        return "what for"
    found = _ASKS_MORE.match(plain(rest))
    return rest.lstrip(" ¿")[: len(found["wh"])] if found else ""


def asks_part(rest: str) -> str:
    """What a fragment asks of the same thing: "at which school?", "whose place is that"; "" for
    anything else."""
    found = _ASKS_PART.match(rest)
    if found is None or _has_verb(found["noun"]) or asks_for_people(rest):
        return ""
    return "" if _NO_PART.search(found["noun"]) else found["wh"]


def other_one(rest: str) -> bool:
    return bool(_OTHER_ONE.match(rest))


def other_namesake(rest: str) -> str:
    """The name in "the other Rosa"; "" for anything else."""
    found = _OTHER_NAMESAKE.match(rest)
    return found["name"] if found and not other_one(rest) else ""


def ordinal(rest: str) -> int | None:
    """Which of several is named by their order: 0 for "the first one", -1 for "the last"."""
    found = _ORDINAL.match(rest)
    return _PLACES[found[1].lower()] if found else None


def describes_somebody(rest: str) -> bool:
    """Whether a fragment describes a person: "the one with the bees", "my sister"."""
    body = rest.rstrip(" ?!.")
    return bool(_SOMEBODY.match(body)) and (
        not re.match(r"(?:my|our)\b", body, re.IGNORECASE) or bool(KIN.search(body))
    )


def is_relative(rest: str) -> bool:
    """Whether a fragment is about one of somebody's relatives: "her sister", without the owner."""
    words = plain(rest).strip(" ?!.").split()
    said = bool(words) and re.fullmatch(rf"(?:{ANY})(?:['’]s)?", words[-1]) is not None
    return said and not _CHILDREN.search(rest) and len(words) <= 3


def _has_verb(rest: str) -> bool:
    """Whether any but an article "a" is a word of questions."""
    return bool(_VERB.search(plain(re.sub(r"^(?:a|an)\s", "", rest, flags=re.IGNORECASE))))


def is_definite(rest: str) -> bool:
    """Whether a fragment is a noun with its article: "the baker"."""
    return bool(_DEFINITE.match(rest)) and len(rest.split()) <= _FEW and not _has_verb(rest)


def rejects(rest: str) -> bool:
    """Whether it says that the answer was about the wrong person."""
    return bool(_WRONG.match(rest))


def without_too(rest: str) -> str:
    return _TOO.sub("", rest)


def without_please(rest: str) -> str:
    return _PLEASE.sub(lambda found: found[1], rest)


def without_idea(rest: str) -> str:
    """Without "any idea of" or "got" in front of what is asked for."""
    return _IDEA_OF.sub("", rest)


def asks_name_or_age(rest: str) -> bool:
    """ "How old is he", "what's her name", "when was she born"."""
    return bool(_NAME_OR_AGE.match(rest))


_NAME_OR_AGE = re.compile(
    r"^\W*(?:how old\b|what(?:['’]?s| is| was)? (?:his|her) (?:name|age|birthday)\b|what age\b"
    r"|when(?:['’]?s| is| was)? (?:s?he born|(?:his|her) (?:birthday|bday))\b"
    r"|what(?:['’]?s| is| was)? s?he called\b)",
    re.IGNORECASE,
)


def in_full(text: str) -> str:
    """Contractions typed without their apostrophe: "whats her number"."""
    return _HASTY.sub(r"\1'\2", text)


def asks_for_others(rest: str) -> bool:
    """ "Who else?"."""
    return bool(_OTHERS.match(rest))


def leans_on_another(rest: str) -> bool:
    """Whether a fragment means nothing without the question before it: "since when?"."""
    return bool(
        asks_more(rest)
        or other_one(rest)
        or ordinal(rest) is not None
        or asks_for_others(rest)
        or asks_everything(rest)
    )


def asks_everything(rest: str) -> bool:
    """ "Tell me more", "what else"."""
    return bool(_EVERYTHING.match(rest))


def names_attribute(text: str, rest: str, *, linked: bool, owned: bool) -> bool:
    """Whether a fragment without a verb names what is to be told: "and her phone number?".

    Alone, without an owner or a question mark, it may be the description of somebody.
    """
    if not rest.strip(" ?!.") or len(rest.split()) > _FEW or _has_verb(rest):
        return False
    if _ANY.match(rest):
        return True
    if linked or owned:
        return True
    placed = re.search(rf"\b(?:{PREPOSITIONS}|who|that)\b", rest, re.IGNORECASE)
    return text.rstrip().endswith("?") and len(rest.split()) <= 3 and not placed


def is_told(text: str) -> bool:
    """Whether it is more of a story, with people of its own, than a question."""
    return len(text.split()) > _LONG or len(sentences(text)) > 1


def names_those(text: str) -> bool:
    """Whether it names those whom "them" means: "Nils or Declan, which of them is a baker"."""
    return bool(_OF_THOSE.search(text))


_LONG = 12
_OF_THOSE = re.compile(
    r"\w (?:or|and|&|vs\.?|versus) \w.*\b(?:of|between) (?:them|these|those|the two)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:and\s+|but\s+|so\s+)?(?:any|tell|show|remind|list|give)\b", re.IGNORECASE
)


_UP_TO = re.compile(r"^(?:until|till|since|from|by|at|in|on|for|up to)\s+(?=wh|how)", re.IGNORECASE)


def is_question(text: str) -> bool:
    """Rather than a remark, such as "thanks"."""
    start = _UP_TO.sub("", _LINK.sub("", text).strip(" ¿")).split(" ")[0]
    return "?" in text or bool(_ASKS.match(text) or _VERB.match(plain(start)))


FOR_PEOPLE = re.compile(
    r"^\W*(?:who(?!m|se|\s*(?:'s|is|was)\s+(?:this|that|she|he|in|on|the)\b)|which\s+(?:of|one|people|friends?|person)|"
    r"how\s+many\s+(?:people|of|friends)|wer|qui[eé]n(?:es)?|qui|chi|quem)\b",
    re.IGNORECASE,
)


def asks_for_people(question: str) -> bool:
    """Whether a question asks who it is that something is true of: "who has a cat"."""
    return bool(FOR_PEOPLE.match(question))


_MISSING_OWNER = re.compile(
    r"^(?:what|when|where)(?:\s+(?:is|was|are)|'s|s)\s+the\s+(?P<what>[\w-]+(?:\s+[\w-]+)?)\W*$",
    re.IGNORECASE,
)


def missing_owner(rest: str) -> str:
    """What a whole question asks of somebody it does not name: "what's the birthday?"."""
    found = _MISSING_OWNER.match(rest)
    return found["what"] if found else ""


_THE_KIN = re.compile(
    rf"\bthe\s(?P<kin>(?:(?:older|younger|eldest|youngest|oldest|other|new)\s)?(?:{ANY})s?|twins|groom|bride|new\s(?:woman|man|lady|guy|chap))\b"
    r"(?!\s(?:of|who|with|in|at|from|i)\b)(?![-'’]\w*-)",
    re.IGNORECASE,
)


def relative_without_owner(rest: str) -> tuple[int, int, str] | None:
    """Where a question speaks of "the daughter", as if it had been said whose, and the word."""
    found = list(_THE_KIN.finditer(rest))
    return (*found[0].span(), found[0]["kin"]) if len(found) == 1 else None


_ONE_OF = re.compile(
    r"\bthe\s+(?:(first|former|second|latter|third|last)(?:\s+one|(?=\W*$))|other\s+one)\b"
    r"(?!['’]s\b)(?:\s*[,:–—-]\s*(?=w|h|is\b|d|c))?",
    re.I,
)
_PLACES = {"first": 0, "former": 0, "second": 1, "latter": 1, "third": 2, "last": -1}


@dataclass(frozen=True, slots=True)
class OneOf:
    """Where a text means one of several people by their order."""

    start: int
    end: int
    place: int | None
    """0 for the first, -1 for the last; None for the other one."""


def one_of(rest: str) -> OneOf | None:
    """ "What does the first one do?"."""
    found = _ONE_OF.search(rest)
    if found is None:
        return None
    return OneOf(*found.span(), _PLACES[found[1].lower()] if found[1] else None)

"""Pronouns that stand for a person, in six languages.

"And where did I meet her?" says of nobody whom it means; "does Ana like her job?" does. A pronoun
is *bare* when nothing in the same question can be what it stands for. Spanish, Italian and
Portuguese may leave the pronoun out: "¿dónde vive?".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from persona_assistant.language.roles import role

Language = Literal["en", "de", "es", "fr", "it", "pt"]
Gender = Literal["she", "he", "they", "any"]
Role = Literal["plain", "possessive", "dropped"]


@dataclass(frozen=True, slots=True)
class Pronoun:
    """Where a pronoun stands in a text, and what it tells of the person."""

    start: int
    end: int
    gender: Gender
    role: Role
    language: Language


_SMALL: dict[Language, str] = {
    "en": "what where when who whose which why how is does did do has have the and of her his "
    "she he they him their them about with was are a an any to for in my i me can will",
    "de": "was und wo wer wie wann warum wieso ist hat hatte kann wohnt lebt arbeitet mag "
    "heisst er sie ihn ihm ihr ihre ihren sein seine seinen mit von der das den dem ein eine "
    "ich macht welche welchen geburtstag fur bei nicht",
    "es": "que donde cuando quien como cual cuantos tiene es el ella su sus y de por con vive "
    "trabaja esta la los las un una mi hijos",
    "fr": "ou quand qui comment quel quelle est elle il son sa ses et de avec habite travaille "
    "des t lui du le la les un une est-ce qu mon ma pour",
    "it": "dove quando chi come cosa qual che e ha lei lui suo sua suoi sue di con vive abita "
    "lavora il la un una quanti mio per fa",
    "pt": "onde quando quem como qual que tem ela ele dela dele seu sua e de com mora vive "
    "trabalha o a um uma quantos meu para faz",
}
_TELLING = {language: frozenset(words.split()) for language, words in _SMALL.items()}
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_FRENCH = re.compile(r"\w-t-(?:ils?|elles?|on)\b|\b(?:qu|est-ce qu|l|j|d|n|c)['’]\w", re.IGNORECASE)


def plain(text: str) -> str:
    """Lower case without accents, letter for letter where the text is composed."""
    folded = (unicodedata.normalize("NFKD", char)[:1] for char in text)
    return "".join(folded).lower()


def language_of(text: str, default: Language = "en") -> Language:
    """By the small words of a text; `default` where they tell nothing."""
    if "¿" in text:
        return "es"
    words = _WORD.findall(plain(text))
    counts = {each: sum(word in known for word in words) for each, known in _TELLING.items()}
    # An accent on an e that stands alone, or on a vowel at the end of a word, is Italian here.
    counts["it"] += len(re.findall(r"\bè\b|perché", text))
    counts["fr"] += len(_FRENCH.findall(text))
    counts["pt"] += len(re.findall(r"\bé\b|[ãõ]", text))
    counts["de"] += len(re.findall(r"[äöüß]", text))
    best = max(counts.values())
    if not best or counts[default] == best:
        return default
    return max(counts, key=lambda each: counts[each])


# --- which words

_KIN = (
    "sister|brother|mother|father|mom|mum|dad|parents?|wife|husband|partner|boyfriend|girlfriend|"
    "son|daughter|child|kids?|children|uncle|aunt|cousin|niece|nephew|grandmother|grandfather|"
    "grandma|grandpa|grandson|granddaughter|boss|neighbou?r|colleague|friend|flatmate|roommate|"
    "fianc[eé]e?|twin|schwester|bruder|mutter|vater|frau|mann|sohn|tochter|freundin|freund|chefin|"
    "chef|nachbarin|nachbar|hermanas?|hermanos?|madre|padre|esposa|marido|hij[oa]s?|amig[oa]s?|"
    "jef[ea]|vecin[oa]|s[oœ]eur|fr[eè]re|m[eè]re|p[eè]re|femme|mari|fils|fille|amie?|voisine?|"
    "sorella|fratello|moglie|marito|figli[oa]|amic[oa]|vicin[oa]|irm[aã]|irm[aã]o|m[aã]e|pai|"
    "filh[oa]|vizinh[oa]"
)
_PERSON = (
    "person|man|woman|guy|girl|boy|lady|gentleman|bloke|fellow|one|friend|speaker|neighbou?r|"
    "colleague|people|frau|mann|person|typ|mujer|hombre|persona|chic[oa]|femme|homme|personne|"
    "dame|donna|uomo|ragazz[oa]|mulher|homem|pessoa|mo[cç][oa]"
)
KIN = re.compile(rf"\b(?:{_KIN})\b", re.IGNORECASE)
_OWN = re.compile(
    r"\b(?:somebody|someone|anybody|anyone|everybody|everyone|nobody|no one|jemand|alguien|"
    r"algu[eé]m|quelqu'un|qualcuno)\b"
    r"|\b(?:my|our|meine?[nrms]?|unsere?|mis?|mon|ma|mes|mi[oa]|meu|minha)\s+(?:\w+\s+)?"
    rf"(?:{_KIN})\b"
    rf"|\b(?:the|a|an|that|this|der|die|den|das|el|la|le|il|lo|o|un|una?|une|ein|eine)\s+"
    rf"(?:[\w-]+\s+){{0,2}}?(?:{_PERSON})\b"
    r"|\b(?:the|that)\s+(?:[\w-]+\s+){1,3}?(?:who|whose|whom)\b",
    re.IGNORECASE,
)
"""What a pronoun behind it may stand for."""
_POINTING = re.compile(
    r"\b(?:(?:this|that|the same)\s+(?P<noun>person|man|woman|guy|girl|boy|lady|gentleman|friend)"
    r"|the\s+(?P<shown>person|man|woman|guy|girl|boy|lady)\s+in\s+(?:this|that|the)\s+"
    r"(?:photo|picture|image|clip|recording))\b(?!\s+(?:who|with|that|from|in|on|over)\b)",
    re.IGNORECASE,
)
"""Points at somebody shown: here, somebody shown before."""
_GENDERS: dict[str, Gender] = {
    **dict.fromkeys(("woman", "girl", "lady"), "she"),
    **dict.fromkeys(("man", "guy", "boy", "gentleman"), "he"),
}
_WHO_HAS = re.compile(
    r"^\W*(?:and\s+|but\s+)?(?:(?:people|friends|folks?|those|mates|colleagues)\s+)?"
    r"(?:who|which|whoever)\b(?!\s*(?:'s|is|was|are|were)\s+(?:she|he|they|her|"
    r"his|their)\b)|^\W*(?:wer|qui[eé]n(?:es)?|qui|chi|quem)\b",
    re.IGNORECASE,
)
"""A question for people: "who lost her job" is about nobody before."""

_TIMES = "time|week|weekend|month|year|summer|winter|spring|autumn|night|christmas|monday|sunday"
_AFTER_OBJECT = (
    r"\s*(?:$|[?.!,;:)]|(?:in|on|at|to|for|with|from|by|about|of|off|up|out|when|where|while|and|or|"
    r"but|if|as|again|before|after|yesterday|today|tonight|ever|now|then|there|here|too|a|an|the|"
    r"this|that|is|was|back|recently|lately|already|yet|so|how|what|why|because|since|until|during|meanwhile|instead|"
    r"tomorrow|later|anyway|alone|sometimes|still|these|most|\w{3,}ly)"
    rf"\b|(?:last|next|first)\s+(?:{_TIMES})\b|(?:last|first)\s*(?:$|[?.!]))"
)
_PATTERNS: dict[Language, tuple[tuple[Gender, Role, str], ...]] = {
    "en": (
        ("she", "plain", r"she|her(?=" + _AFTER_OBJECT + ")"),
        ("he", "plain", r"he|him"),
        ("they", "plain", r"they|them"),
        ("she", "possessive", r"hers?"),
        ("he", "possessive", r"his"),
        ("they", "possessive", r"theirs?"),
    ),
    "de": (
        ("he", "plain", r"er|ihn|ihm"),
        ("any", "plain", r"sie"),
        ("he", "possessive", r"sein(?:e[nmrs]?)?(?=\s+\w)"),
        (
            "any",
            "possessive",
            r"ihr(?:e[nmrs]?)?(?=\s+(?-i:[A-ZÄÖÜ])|\s+\w+e[nrs]?\s+(?-i:[A-ZÄÖÜ]))",
        ),
        ("any", "possessive", r"ihre[nmrs]?(?=\s+\w)"),
        ("she", "plain", r"ihr|ihnen"),
    ),
    "es": (
        ("she", "plain", r"ella"),
        ("he", "plain", r"él"),
        ("they", "plain", r"ellos|ellas"),
        ("any", "possessive", r"sus?(?=\s+\w)"),
    ),
    "fr": (
        ("she", "plain", r"-(?:t-)?elle"),
        ("he", "plain", r"(?<!y a)(?<!y a-t)-(?:t-)?il"),
        ("they", "plain", r"-(?:t-)?(?:ils|elles)"),
        ("she", "plain", r"elle"),
        ("he", "plain", r"il(?!\s+(?:y|faut|fait)\b)|lui"),
        ("they", "plain", r"ils|elles|eux"),
        ("any", "possessive", r"(?:son|sa|ses)(?=\s+\w)"),
        ("they", "possessive", r"leurs?(?=\s+\w)"),
    ),
    "it": (
        ("she", "plain", r"lei|ella"),
        ("he", "plain", r"lui|egli"),
        ("they", "plain", r"loro(?=\s*\W*$)"),
        ("any", "possessive", r"su[oa]|suoi|sue"),
        ("they", "possessive", r"loro"),
    ),
    "pt": (
        ("she", "plain", r"ela"),
        ("he", "plain", r"ele"),
        ("they", "plain", r"eles|elas"),
        ("she", "possessive", r"dela"),
        ("he", "possessive", r"dele"),
        ("they", "possessive", r"del[ae]s"),
        ("any", "possessive", r"(?:seus?|suas?)(?=\s+\w)"),
    ),
}


def _before(pattern: str) -> str:
    """French verbs take a pronoun behind a hyphen: "habite-t-elle"."""
    return r"(?<=\w)" if "-(?:t-)" in pattern else r"(?<![\w-])"


_COMPILED = {
    language: [
        (gender, role, re.compile(rf"{_before(pattern)}(?:{pattern})(?!\w)", re.IGNORECASE))
        for gender, role, pattern in patterns
    ]
    for language, patterns in _PATTERNS.items()
}
_CAPITAL = re.compile(r"(?<=[\w,;:]\s)([A-Z][\w'’-]+)")
_PLACED = re.compile(r"\b(?:in|to|from|at|near)\s+$", re.IGNORECASE)
_TOLD_OF = re.compile(
    r"^\W*(?!(?:Wh\w+|How|Th\w+|It|S?[Hh]e|I|We|You)\b)[A-Z]\w+\s+(?:and|is|was|has|had|called|rang|told|said|wrote|came|visited|asked|met|sent|"
    r"wants|likes|just)\b"
)
"""A story that begins with its person: "Zoe and I met. Does she row?"."""
_DROPPING = re.compile(
    r"^[\W]*(?:[ye]\s+|ed\s+)?(?:(?:de|da|di|a|con|com|en|in)\s+)?(?:donde|dove|onde|cuando|quando|"
    r"como|come|que|cual|cuantos|quantos|quanti|quanti|quantas|cuantas|quante|cosa|che|por que|"
    r"perche|tiene|tem|ha|es|e|vive|trabaja|trabalha|lavora|esta|mora|abita|cuanto|quanto)\b"
)
_FIRST_PERSON = re.compile(r"\b(?:yo|mi|mis|tengo|io|mio|mia|ho|eu|meu|minha|tenho|quiero|hora)\b")


# --- finding them


def bare_pronoun(text: str, default: Language = "en") -> Pronoun | None:
    """The first pronoun of a question that has nothing of its own to stand for; None where there
    is none. Names that are known are the caller's to look for. `default` is the language of the
    conversation."""
    pointing = _POINTING.search(text)
    if pointing:
        noun = (pointing["noun"] or pointing["shown"]).lower()
        return Pronoun(*pointing.span(), _GENDERS.get(noun, "any"), "plain", "en")
    language = language_of(text, default)
    first = first_pronoun(text, language)
    if first is None:
        return _dropped(text, language)
    before = text[: first.start]
    own = role(before)
    if _has_their_own(before) or (first.gender == "they" and _OF_MINE.match(before)):
        return None
    if _OWN.search(before) or _names_somebody(before, language) or (own and own.mine):
        return None
    if _WHO_HAS.search(text) and first.role == "possessive" and not _WHO_CARES.search(text):
        return None
    return first


_WHO_CARES = re.compile(
    r"\bwho(?:['’]?s| is| has| was| else)?\s(?:now\s)?(?:has|got|having|looks?|looking|looked"
    r"|minds?|minding"
    r"|keeps?|keeping|walks?|walking|feeds?|feeding|takes?|taking|took|babysits?|cleans?|mows?"
    r"|delivers?|inherits?|inherited|bought|pays?|paying|drives?|runs?|running|knows?)\b"
    r"[^,;]{0,20}?\s(?:his|her)\s(?!(?:old\s)?(?:job|post|role|place|seat|spot|name)\b)",
    re.IGNORECASE,
)
""" "Who has his dog": another has what is his."""
_SOMEBODYS = re.compile(
    r"\b(?!(?:what|who|where|when|why|how|that|it|there|here|let|s?he)s?['’]?s?\b)[^\W\d_]{2,}['’]?s"
    r"\s+(?:[\w-]+\s+)?(?P<noun>[\w-]+)\s*(?:[,:–—-]|\band\b)",
    re.IGNORECASE,
)


_OF_MINE = re.compile(r"^\W*(?:my|our)\s", re.IGNORECASE)
""" "My tablets, what are they"."""


def _has_their_own(before: str) -> bool:
    """Whether somebody of another's is named first: "Kit's teacher, what's her name"."""
    return any(role(f"the {each['noun']}") is not None for each in _SOMEBODYS.finditer(before))


def first_pronoun(text: str, language: Language) -> Pronoun | None:
    """The first pronoun of the third person, whatever it stands for."""
    found = [
        Pronoun(*match.span(), gender, role, language)
        for gender, role, pattern in _COMPILED[language]
        for match in [pattern.search(text)]
        if match and not _is_formal(match, text, language)
    ]
    return min(found, key=lambda each: each.start, default=None)


def _is_formal(match: re.Match[str], text: str, language: Language) -> bool:
    """German "Sie" inside a sentence addresses the assistant."""
    inside = any(map(str.isalnum, text[: match.start()]))
    return language == "de" and inside and match.group()[0].isupper()


def speaks_of_somebody(text: str) -> bool:
    """Whether a question describes somebody, or holds what may be a name."""
    return bool(_OWN.search(text) or _names_somebody(text, language_of(text)))


_WHO_IS = re.compile(r"^\W*who(?:'s| is| was)\s+(?!this\b|that\b|she\b|he\b)\w+\W*$", re.IGNORECASE)


def asks_who_is(text: str) -> bool:
    """Whether a question asks who somebody is, by one word for them: "who is Zoe?"."""
    return bool(_WHO_IS.match(text))


def _names_somebody(before: str, language: Language) -> bool:
    """Whether a capital in front of the pronoun may be a name that nobody knows."""
    if language == "de":  # where every noun has one
        return False
    if _TOLD_OF.match(before):
        return True
    return any(
        match.group() != "I" and not _PLACED.search(before[: match.start()])
        for match in _CAPITAL.finditer(before)
    )


_THING = re.compile(r"\b(?:(?P<its>its)|it)\b(?=['’]s\b|\s|\W*$)", re.IGNORECASE)
_DUMMY = re.compile(
    r"\bwhat time is it\b|\bis it (?:true|ok|okay|possible|likely|that)\b"
    r"|\bhow(?:'s| is) it going\b|\bhow (?:long|far) is it\b"
    r"|\bit (?:(?:take|matter|rain|snow)s?|that|who)\b"
    r"|\b(?:like|likes|liking|love|loves|loving|enjoy\w*|hate|hates)"
    r" it (?:there|here|at|in|so far)\b",
    re.IGNORECASE,
)


def thing_pronoun(text: str) -> Pronoun | None:
    """ "It" or "its", where it stands for something."""
    found = _THING.search(text)
    if found is None or _DUMMY.search(text):
        return None
    return Pronoun(*found.span(), "any", "possessive" if found["its"] else "plain", "en")


_CLITIC = re.compile(
    r"\bl['’]\s?(?:ai|as|avons|ho|hai|abbiamo)\b|\b(?:la|lo|a|o)\s+(?:conoc|vi\b|conhec|incontr)",
    re.IGNORECASE,
)
"""An object in front of the verb: "où l'ai-je rencontrée ?", "¿dónde la conocí?"."""


def _dropped(text: str, language: Language) -> Pronoun | None:
    if language in ("es", "fr", "it", "pt") and _CLITIC.search(text) and not _OWN.search(text):
        end = len(text.rstrip(" ?!."))
        return Pronoun(end, end, "any", "dropped", language)
    if language not in ("es", "it", "pt"):
        return None
    folded = plain(text)
    if _OWN.search(text) or _FIRST_PERSON.search(folded) or _WHO_HAS.search(text):
        return None
    named = re.search(r"(?<=\s)(?<!¿)[A-Z]\w+", text.strip())
    if named or len(folded.split()) > 6 or not _DROPPING.search(folded):
        return None
    end = len(text.rstrip(" ?!."))
    return Pronoun(end, end, "any", "dropped", language)


# --- putting a name in their place


def replaced(text: str, pronoun: Pronoun, names: Sequence[str]) -> str:
    """The text with names where the pronoun stands: "her job" becomes "Ana's job"."""
    before, said, after = (
        text[: pronoun.start],
        text[pronoun.start : pronoun.end],
        text[pronoun.end :],
    )
    name = joined(names, pronoun.language)
    if pronoun.role == "dropped":
        return f"{before} {name}{after}"
    if pronoun.role == "plain":
        return f"{before}{' ' if said.startswith('-') else ''}{name}{after}"
    if pronoun.language in ("en", "de"):
        return f"{before}{owner(name, pronoun.language)}{after}"
    if said.lower().startswith("del"):
        return f"{before}de {name}{after}"
    end = len(text.rstrip(" ?!."))
    return f"{text[:end]} {'di' if pronoun.language == 'it' else 'de'} {name}{text[end:]}"


def owner(name: str, language: Language) -> str:
    """The name as an owner's: "Ana's", in German "Anas"."""
    if language == "de":
        return f"{name}'" if name[-1:] in "sxzß" else f"{name}s"
    return f"{name}'s"


_AND = {"en": "and", "de": "und", "es": "y", "fr": "et", "it": "e", "pt": "e"}


def joined(names: Iterable[str], language: Language = "en", word: str | None = None) -> str:
    """For example "Ana, Ben and Lia"."""
    *most, last = names
    return f"{', '.join(most)} {word or _AND[language]} {last}" if most else last

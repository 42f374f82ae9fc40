"""Which of somebody's people a question asks for by name: "desmonds mum", "who is Quentin married
to", "what are her kids called".

Only a question that asks for nothing but that name is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from persona_assistant.language.date_words import plain
from persona_assistant.language.kin import ALIKE, bare
from persona_assistant.language.name_words import TITLES

_FRAME = frozenset(
    "who what is are was were s the a an of name names named call called again pls please tell me"
    " remember remind did do have has got can you i know her his their my to by actually now"
    " currently current late new old only and once more that this these days whos whats married"
    " marry marrying engaged seeing dating going out with give could would will s's us"
    " again".split()
)
_EARLIER = frozenset("before previous previously earlier former formerly".split())
_NAMED = r"\b(?:name|names|named|call|called)\b"
_BY_VERB = (
    (r"^who(?:'s|s| is| was) [\w'-]+(?: [\w'-]+)? with(?: now| these days)?\W*$", ("partner",)),
    (r"\b(?:married|engaged) to\b|\bdid\b.*\bmarry\b|\bmarrying\b", ("wife", "husband")),
    (r"\b(?:seeing|dating|going out with)\b", ("partner",)),
)
_CHILD_WITH = (
    r"^who(?:m|['’]?s)?\b.*\b(?:ha(?:ve|s|d)|having|got|expecting|raising)\s(?:(?:a|an|the|her|his|their"
    r"|that)\s)?(?:\w+\s)?(?:baby|kids?|child(?:ren)?|sons?|daughters?|twins|boys?|girls?)\swith\W*$"
)
""" "Who did she have the baby with": a partner is asked for."""
_WITH_BEFORE = (
    r"^who(?:m)? (?:was|did) [\w'-]+(?: [\w'-]+)? (?:with|seeing|dating|going out with|go out with"
    r"|date|see) (?:before|previously)(?: [\w'-]+)?\W*$"
)
""" "Who was Ana with before", "who was Ana seeing before Ben"."""
_DOES = r"\b(?:seeing|dating|going out|marry|married|with|do(?:es)? .*do|his [\w ]+ have)\b"
"""Something that the relative does: more than a name is asked."""
_WHAT_ARE = (
    r"^what are\b.*\w['’]?s['’]? (?:kids|children|sons|daughters|brothers|sisters|siblings)\W*$"
)
_LIKE = 0.75
"""How much of a name a mistyped one has."""
_TERSE = 4
"""Words, at most, of a question that is a name and a relative: "Q's dad, name?"."""


@dataclass(frozen=True, slots=True)
class AskedRelative:
    """Whom of somebody's people a question asks for."""

    words: frozenset[str]
    """Any of them names such a person."""
    former: bool
    """An ex is meant."""
    earlier: bool = False
    """The one before the present one is meant: "who was her girlfriend before"."""


def asked_relative(question: str, name: str | None) -> AskedRelative | None:
    """The relative whose name alone is asked for; None where more is asked, or something else."""
    text = re.sub(r"\bother half\b", "partner", plain(question))
    if re.search(_CHILD_WITH, text):
        return AskedRelative(ALIKE["partner"], False)
    if re.search(_WITH_BEFORE, text):
        return AskedRelative(ALIKE["partner"], False, earlier=True)
    words = [bare(each) for each in re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", text)]
    if "business" in words and "partner" in words:
        words = [each for each in words if each != "business"]
        words[words.index("partner")] = "business partner"
    own = set(re.findall(r"[^\W\d_]+", plain(name or "")))
    if not words or not all(_is_frame(each, own) for each in words):
        return None
    kin = [each.removeprefix("ex-") for each in words if each.removeprefix("ex-") in ALIKE]
    if kin and re.search(_DOES, text):
        return None
    if words[0] in ("who", "whos") and not kin:
        for pattern, of in _BY_VERB:
            if re.search(pattern, text):
                if re.search(r"\bwho was\b|\bused? to\b", text):
                    return None  # whoever it was, it may be over
                wanted = frozenset().union(*(ALIKE[each] for each in of))
                return AskedRelative(wanted, False)
    earlier = bool(_EARLIER & set(words)) and bool(kin)
    former = "ex" in kin or any(each.startswith("ex-") for each in words)
    kin = [each for each in kin if each != "ex"]
    if len(kin) > 1 or not (kin or former):
        return None
    who = words[0] in ("who", "whos") or re.search(_NAMED, text) is not None
    if not (who or _is_terse(words) or re.search(_WHAT_ARE, text)):
        return None
    return AskedRelative(ALIKE[kin[0]] if kin else frozenset({"ex"}), former, earlier)


def partner_by_verb(question: str) -> bool:
    """Whether a verb says that somebody's partner is spoken of: "who is Ana married to"."""
    return any(re.search(pattern, plain(question)) for pattern, _ in _BY_VERB)


def _is_terse(words: Sequence[str]) -> bool:
    return len(words) <= _TERSE and not {"what", "whats", "do", "did", "has", "is"} & set(words)


def _is_frame(word: str, own: set[str]) -> bool:
    if word.removeprefix("ex-") in ALIKE or word in _FRAME | _EARLIER or word in TITLES:
        return True
    return any(_is_like(each, part) for each in (word, word.removesuffix("s")) for part in own)


def _is_like(word: str, name: str) -> bool:
    """A name, with a slip or two, or its first letter or its beginning."""
    if len(word) <= 2:
        return name.startswith(word)
    return name.startswith(word) or SequenceMatcher(None, word, name).ratio() >= _LIKE


def asked_words(question: str) -> frozenset[str]:
    """Words for the relatives that a question speaks of, with those that mean the same."""
    said = re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", plain(question)))
    return frozenset().union(*(ALIKE.get(bare(each), ()) for each in said))

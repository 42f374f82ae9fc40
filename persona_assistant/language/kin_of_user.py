"""A relative of the user's in a question: "mum", "my brothers flat", "meine Mutter".

Only the words that call them so, whoever they are. "Kit's mum", "her brother" and "mum Judith" are
other people's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.spelling import fold

_GROUPS = (
    "mother mum mom mam mama mamma mummy mommy mutter mutti mami maman madre mere mae mamae",
    "father dad papa daddy vater vati papi babbo padre pere pai",
    "sister sis schwester hermana soeur sorella irma",
    "brother bro bruder hermano frere fratello irmao",
    "son boy lad sohn hijo fils figlio filho",
    "daughter girl lass tochter hija fille figlia filha",
    "wife missus ehefrau esposa femme moglie mulher",
    "husband hubby ehemann marido mari marito",
    "girlfriend gf freundin novia",
    "boyfriend bf novio",
    "grandmother grandma gran nan nana granny oma abuela nonna avo",
    "grandfather grandpa grandad granddad opa abuelo nonno",
    "uncle onkel oncle zio",
    "aunt auntie tante zia",
    "cousin cousine primo prima cugino cugina",
    "nephew neffe sobrino neveu sobrinho",
    "niece nichte sobrina sobrinha",
)
GROUP = {word: number for number, words in enumerate(_GROUPS) for word in words.split()}
"""Which words mean the same relative, without accents."""
_WIDER = (
    ("partner spouse", "wife husband girlfriend boyfriend"),
    ("child kid", "son daughter"),
    ("sibling", "sister brother"),
)
_KINDS: dict[str, frozenset[int]] = {
    **{word: frozenset({number}) for word, number in GROUP.items()},
    **{
        word: frozenset(GROUP[each] for each in of.split())
        for words, of in _WIDER
        for word in words.split()
    },
}
_LIKE_NAMES = frozenset(
    "mother mum mom mam mama mamma mummy mommy mutti mami maman father dad papa daddy vati papi "
    "babbo grandma gran nan nana granny oma nonna grandpa grandad granddad opa".split()
)
"""Words by which a relative is called without "my"."""
_ONLY_OWNED = frozenset("boy lad girl lass".split())
"""Words that are a relative only where somebody's is said: "my girl annika"."""
PLURALS: dict[str, frozenset[int]] = {
    "kids": _KINDS["kid"],
    "children": _KINDS["child"],
    "siblings": _KINDS["sibling"],
    "parents": frozenset({GROUP["mother"], GROUP["father"]}),
    "grandparents": frozenset({GROUP["grandmother"], GROUP["grandfather"]}),
}
_WORD = re.compile(r"[^\W\d_]+")
MINE = (
    r"(?:my|our|meine?[nrms]?|unsere?[nrms]?|mi|nuestr[oa]|mon|ma|notre|(?:il\s|la\s)?mi[oa]"
    r"|(?:il\s|la\s)?nostr[oa]|(?:o\s|a\s)?(?:meu|minha)|(?:o\s|a\s)?noss[oa])"
)
_ADJECTIVES = (
    r"(?:(?:own|dear|old|elder|older|eldest|oldest|younger|youngest|big|little|kid|baby|two|both"
    r"|three|2|3)\s+)"
)
_MY = re.compile(rf"(?<![\w'’-]){MINE}\s+{_ADJECTIVES}*$", re.IGNORECASE)
_OTHERS = frozenset(
    "his her their your its whose the a an any some no every each which new another one ex step "
    "half late seine seiner ihre ihrer sein ihr su sus son sa leur suo sua seu der die das la le el"
    " il".split()
)
"""Before these words a relative is somebody else's, or nobody's."""
_ASKING = frozenset("what who where when how that it here there".split())
_NO_OWNERS = frozenset("whats whos wheres whens hows thats its lets does was is has".split())
_SHORT_IS = re.compile(r"\b(?:what|which)\s+\w+['’]s\s*\Z", re.IGNORECASE)
""" "What town's dad in": the ending of the word is "is"."""
_LAW = re.compile(r"(?:\s+|-)(?:in[\s-]+law|of\b|to\s+be\b)", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:are|do|were|have|both|all|any|of|many)\s+\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class KinOfUser:
    """A place where a question calls relatives of the user's."""

    start: int
    end: int
    """With the ending of an owner."""
    kinds: frozenset[int]
    """Who may be meant, as `GROUP` numbers them."""
    owns: bool = False
    """It has the ending of an owner: "mums", "my brother's"."""
    many: bool = False
    """Several may be meant: "my two kids"."""
    mine: bool = False
    """ "My" or "our" stands before it."""


def kin_of_user(text: str) -> Iterator[KinOfUser]:
    """Every place where a text may call relatives of the user's."""
    for match in _WORD.finditer(text):
        word, before = fold(match.group()), text[: match.start()]
        kin = word if word in _KINDS or word in PLURALS else word.removesuffix("s")
        if kin not in _KINDS and kin not in PLURALS:
            continue
        my = _MY.search(before)
        behind = text[match.end() :]
        if _LAW.match(behind) or before.endswith(("-", "'", "’", "@", ".")):
            continue
        if my is None and (kin not in _LIKE_NAMES or _is_anothers(before)):
            continue
        mark = re.match(r"['’]s?(?!\w)", behind)
        end = match.end() + (mark.end() if mark else 0)
        yield KinOfUser(
            my.start() if my else match.start(),
            end,
            PLURALS.get(kin, _KINDS.get(kin, frozenset())),
            owns=mark is not None or kin != word,
            many=kin in PLURALS or (kin != word and mark is None and kin not in _LIKE_NAMES),
            mine=my is not None,
        )


def is_plural(text: str, found: KinOfUser) -> bool:
    """Whether the words around say that it is more than one: "do my brothers"."""
    return found.many and _PLURAL.search(text[: found.start]) is not None


def _is_anothers(before: str) -> bool:
    """Whether the words before say whose relative it is, or that it is no relative's name."""
    last = re.search(r"([\w'’]+)\s*$", before)
    if last is None or not before[last.end(1) :]:
        return False
    word = fold(last[1])
    if word in _OTHERS:
        return True
    stem = re.sub(r"'s?$", "", word)
    if stem != word:
        return stem not in _ASKING and _SHORT_IS.search(before) is None
    return word.endswith("s") and word not in _NO_OWNERS and not is_ordinary(word)


# --- whose notes are of such a relative

_ANY = "|".join(sorted(GROUP, key=len, reverse=True))
_NAMED = re.compile(
    rf"(?:(?P<my>(?<![\w'’-]){MINE})\s+{_ADJECTIVES}*|(?P<before>\w+[\s,.:;!?(]+)?(?<![\w'’-]))"
    rf"(?P<word>{_ANY})(?![\w-])[\s,:=(–—]{{1,3}}(?:(?:is|was)\s+)?(?P<name>[^\W\d_]+)",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    rf"^\W*(?:{MINE}\s+{_ADJECTIVES}*)?(?P<word>{_ANY})(?![\w-])(?:['’]?s\b)?", re.IGNORECASE
)


def named_as_kin(text: str, own: Collection[str]) -> Iterator[int]:
    """As which relative of the user's a note speaks of somebody by one of their `own` names, in
    folded letters: "my girl annika", "son Peter's in Portland"."""
    for each in _NAMED.finditer(text):
        name, word = fold(each["name"]), fold(each["word"])
        if name not in own and name.removesuffix("s") not in own:
            continue
        if each["my"] is None:
            led = each["before"] or ""
            parted = re.search(r"[,.:;!?(]", led) is not None
            if word in _ONLY_OWNED or (not parted and _is_anothers(led)):
                continue
            if re.search(r"['’]s?\s+(?:\w+\s+)?$", text[: each.start("word")]):
                continue
        yield GROUP[word]


def begins_with_kin(text: str) -> str:
    """The word by which a note speaks of a relative of the user's from its first word on, as one
    speaks of somebody by their name: "mum's 66th today"; "" for any other."""
    found = _BEGINS.match(fold(text))
    if found is None:
        return ""
    word = found["word"]
    mine = found.group().strip()[: len(word)] != word
    return word if mine or word in _LIKE_NAMES else ""

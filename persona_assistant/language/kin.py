"""Words for somebody's people: which mean the same, and whether they say "she", "he" or "they"."""

from __future__ import annotations

import re
from typing import Literal

Sex = Literal["she", "he", "they", "any"]

_SEXES: tuple[tuple[str, str, Sex], ...] = (
    ("mother mum mom mam mama mummy mommy mutter madre mere mae", "parent", "she"),
    ("father dad papa daddy vater padre pere pai", "parent", "he"),
    ("sister sis schwester hermana soeur sorella irma", "sibling", "she"),
    ("brother bro bruder hermano frere fratello irmao", "sibling", "he"),
    ("son boy lad sohn hijo fils figlio filho", "child", "he"),
    ("daughter girl tochter hija fille figlia filha", "child", "she"),
    ("baby newborn toddler", "child", "any"),
    ("wife missus", "partner", "she"),
    ("husband hubby hub", "partner", "he"),
    ("girlfriend gf freundin novia", "partner", "she"),
    ("boyfriend bf bloke fella novio", "partner", "he"),
    ("grandmother grandma gran nan nana granny oma abuela nonna", "grandparent", "she"),
    ("grandfather grandpa grandad granddad opa abuelo nonno", "grandparent", "he"),
    ("granddaughter", "grandchild", "she"),
    ("grandson", "grandchild", "he"),
    ("uncle onkel oncle zio", "", "he"),
    ("aunt auntie tante zia", "", "she"),
    ("cousin", "", "any"),
    ("nephew neffe neveu", "", "he"),
    ("niece nichte", "", "she"),
    ("ex", "", "any"),
    ("dog puppy pup hund perro chien cane", "pet", "any"),
    ("cat kitten katze gato gata gatto", "pet", "any"),
    ("horse pony", "pet", "any"),
    ("boss manager", "", "any"),
    ("business partner", "", "any"),
    ("best man", "", "he"),
    ("neighbour neighbor", "", "any"),
    ("flatmate roommate housemate", "", "any"),
    ("landlord landlady", "", "any"),
)
_WIDER = {
    "parent": "parent folk",
    "sibling": "sibling",
    "child": "child kid",
    "partner": "partner spouse fiance fiancee",
    "grandparent": "grandparent",
    "grandchild": "grandchild grandkid",
    "pet": "pet",
}
PLURALS = {"wives": "wife", "children": "child", "babies": "baby", "grandchildren": "grandchild"}
_MANY = frozenset("twins parents folks kids children".split())


def _words(words: str) -> list[str]:
    return [words] if words in ("business partner", "best man") else words.split()


def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for words, wider, _ in _SEXES:
        alike = _words(words)
        for each in alike:
            found.setdefault(each, set()).update(alike)
        if wider:
            above = _WIDER[wider].split()
            for each in above:
                found.setdefault(each, set()).update(above, alike)
            for each in alike:
                # A girl is somebody's child too: what a note calls a child may be meant.
                found[each].update(above if wider in ("partner", "child") else ())
    return {word: frozenset(alike) for word, alike in found.items()}


ALIKE = _groups()
"""For each word the words that mean the same or a kind of it."""
WIDER = {
    word: wider
    for words, wider, _ in _SEXES
    for word in [*_words(words), *_WIDER.get(wider, "").split()]
}
"""Of each word what kind of relative it is: "parent", "" for those that are of no kind."""
ANY = "|".join(sorted((re.escape(each) for each in [*ALIKE, *PLURALS]), key=len, reverse=True))
_SEX = {word: sex for words, _, sex in _SEXES for word in _words(words)}


CONVERSE = {
    "parent": "child",
    "child": "parent",
    "sibling": "sibling",
    "partner": "partner",
    "grandparent": "grandchild",
    "grandchild": "grandparent",
}
"""Of each kind of relative what the other one is to them."""


def bare(word: str) -> str:
    """A word as the tables have it: without an ending of the plural or of an owner."""
    word = re.sub(r"['’]s?$", "", word)
    if word in PLURALS:
        return PLURALS[word]
    return word[:-1] if word.endswith("s") and word[:-1] in ALIKE else word


def may_be_called(word: str, other: str) -> bool:
    """Whether somebody whom a note calls by one word may be asked for by the other: a girlfriend,
    later on, as a wife, and a son as a child."""
    word, other = bare(word), bare(other)
    if word == other or word in ALIKE.get(other, ()):
        return True
    both = WIDER.get(word) == WIDER.get(other) == "partner"
    return both and len({_SEX.get(each, "any") for each in (word, other)} - {"any"}) < 2


def sex_of(word: str) -> Sex:
    """What pronoun a word for somebody's people asks for: "she" for "mum", "they" for "kids"."""
    if word in _MANY or bare(word) != word:
        return "they"
    return _SEX.get(word, "any")

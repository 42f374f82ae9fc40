"""Whether a place holds the sort of thing that a question names: a colour, an animal, weather.

The network may point at a bag with a heron on it where a pet is asked for. A question that names
the sort is answered by a sentence with a member of it, and where only the likeliest sentence has
one, by that one. A question for what somebody said is not answered by what the user asked them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.gloss import in_english
from persona_assistant.language.lexicon import lexicon, sense
from persona_assistant.language.patterns import compiled
from persona_assistant.language.spoken import about_speech
from persona_assistant.language.support import REACTS, names_another, reacts_to_another
from persona_assistant.language.words import stem
from persona_assistant.reader.places import bounds_of
from persona_assistant.reader.reading import Found

_LISTED = {
    "colour": r"\b(?:what|which)(?:'s|'re| is| was| are| were)?(?: the)? colou?rs?\b",
    "animal": r"\b(?:what|which)(?: (?:kind|sort|type) of)? (?:pets?|animals?)\b",
    "weather": r"\b(?:what|how)(?:'s| is| was)?(?: the)? (?:kind of |sort of )?"
    r"(?:weather|sky|it like (?:outside|outdoors))\b",
    "emotion": r"\b(?:what|which|how)(?:'s| is| was| were)? (?:(?:the|his|her|their|\w+'s) )?"
    r"(?:moods?|feelings?|emotions?)\b",
}
"""Sorts whose members the data list so well that a sentence without one holds no such thing."""
_WORN_ASKED = r"^what (?:was|were|is|did|does) .{1,60}\b(?:wear|wearing|dressed in|have on)\b"
_WORN = ("clothing", "footwear", "headwear", "eyewear", "jewellery", "colour")
_WEARS = r"\b(?:wear\w*|wore|worn|dressed|outfit|clothes)\b"
_NAMED = r"\b(?:what|which)(?: (?:kinds?|sorts?|types?) of)? (?P<noun>[a-z]+)\b"
_TOLD_APART = frozenset(
    {"footwear", "headwear", "eyewear", "jewellery", "clothing", "animal", "weather"}
)
_WHETHER = r"(?:so |and |but )?(?:is|are|was|does|do|has|have)\b"
_OWNED = (
    r"(?:\w['’]s|s['’]|\b(?:his|her|their))\s(?:\w+\s)?"
    r"(?P<animal>dog|cat|horse|pony|rabbit|parrot|budgie|tortoise|hamster|goat|snake)\b"
)
""" "Ana's cat": what is told of her dog alone says nothing of it."""
_DISLIKES = (
    r"(?P<dislike>(?:hate|dislike|loathe|detest)[sd]?\b|can(?:no|['’])?t (?:stand|bear)\b"
    r"|(?:do(?:es)?n['’]?t|do(?:es)? not|not) (?:\w+ )?(?:like|love|enjoy|keen)\b"
    r"|not a (?:big )?fan\b)"
)
_LIKES = (
    r"(?:like|love|enjoy|adore|prefer)s?\b(?! to (?:know|be)\b)"
    r"|\b(?:fond of|keen on|mad about|into)\b"
)
_TASTES = rf"(?i)\b(?:{_DISLIKES}|{_LIKES})"
_TASTE_ASKED = (
    rf"^(?:so |and )?(?:what|which)\b.{{0,60}}?\b(?:{_DISLIKES}|(?:like|love|enjoy|adore)s?\b)"
)
_WHO = r"(?:so |and |but )?who(?:m|se|['’]s|s)?\b"
_BREED = r"\bbreed\b|\b(?:kind|sort|type) of (?:dog|cat|horse|pony|rabbit|hen|cow|bird)\b"
_CALLED = r"\b(?P<what>dog|cat|horse|pony|rabbit|hen|cow|bird)(?: called| named|,)? [A-ZÀ-Þ]\w+$"
_ANIMALS = frozenset(
    "a an the his her their my two three pet pets animal dog dogs doggy pup pups puppy cat cats"
    " kitten kitty horse horses pony rabbit rabbits bunny hen hens cow cows bird birds"
    " old new".split()
)
_LIKELY, _SURE = 0.2, 0.8
_DENIES = r"\b(?:no|not|never|without|kein\w*)\b|n['’]t\b"
_TASTE = r"\b(?:mad|crazy|nuts|wild|passionate|keen|big) (?:about|on|into)\b"
_USER_SPOKE = (
    r"[\"”“']\s*,?\s*I (?:asked|said|wanted to know|told|replied|answered)\b|^I (?:asked|told)\b"
)


def of_the_asked_sort(question: str, found: Sequence[Found]) -> list[Found]:
    """The places, most probable first: those less probable that hold nothing of the sort asked
    for, and the only one that does surer."""
    asked, kept = plain(question), list(found)
    for sort, pattern in _LISTED.items():
        if compiled(pattern).search(asked):
            kept = [each if _holds(each, sort) or _denies(each) else each.unfit for each in kept]
    if compiled(_WORN_ASKED).search(asked):
        kept = [each if _is_worn(each) or _denies(each) else each.unfit for each in kept]
    if about_speech(question) is not None:
        kept = [each.unfit if _is_of_the_user(each) else each for each in kept]
    if compiled(_WHETHER).match(asked) and REACTS.search(asked):
        kept = [each.unfit if _reacts_to_another(question, each) else each for each in kept]
    if owned := compiled(_OWNED).search(asked):
        has = f"does she have a {owned['animal']}?"
        kept = [each.unfit if names_another(has, each.sentence) else each for each in kept]
    if compiled(_WHO).match(asked):
        kept = [each.unfit if _is_no_name(each) else each for each in kept]
    if compiled(_BREED).search(asked):
        kept = [each.unfit if _is_no_breed(each) else each for each in map(_with_breed, kept)]
    if taste := compiled(_TASTE_ASKED).search(asked):
        kept = [each.unfit if _is_other_taste(each, taste) else each for each in kept]
    kept.sort(key=lambda each: -each.probability)
    named = compiled(_NAMED).search(asked)
    sorts = lexicon().kinds.get((stem(named["noun"]),), frozenset()) if named else frozenset()
    for sort in sorts & _TOLD_APART:
        holding = [each for each in kept if _holds(each, sort)]
        if holding and holding == kept[:1] and kept[0].probability >= _LIKELY:
            kept[0] = replace(kept[0], probability=max(kept[0].probability, _SURE))
    return kept


def _is_other_taste(place: Found, asked: re.Match[str]) -> bool:
    """Whether it is liked where a dislike is asked for, or the other way round: the verb before
    the words that answer tells."""
    before = place.note.text[bounds_of(place)[0] : place.start + len(place.span)]
    told = list(compiled(_TASTES).finditer(before))
    return bool(told) and (told[-1]["dislike"] is None) != (asked["dislike"] is None)


def _reacts_to_another(question: str, place: Found) -> bool:
    """Whether a place tells an allergy or a fear, and of another thing: bees, where it is cats."""
    said = in_english(place.sentence)
    return REACTS.search(said) is not None and reacts_to_another(question, said)


def _with_breed(place: Found) -> Found:
    """What stands in brackets behind the name, where that alone was found: "(border terrier)"."""
    end = place.start + len(place.span)
    behind = compiled(r"\s?\((?:an? )?(?P<breed>[a-z][a-z -]{2,30})\)").match(place.note.text, end)
    if behind is None or not _is_no_breed(place):
        return place
    return replace(place, span=behind["breed"], start=behind.start("breed"))


def _is_no_breed(place: Found) -> bool:
    """Whether a place says that it is a dog, and not of what breed."""
    name = compiled(_CALLED).search(place.span)
    told = place.span if name is None else place.span[: name.start()] + name["what"]
    said = set(re.findall(r"[^\W\d_]+", plain(told)))
    return bool(said) and said <= _ANIMALS


def _is_no_name(place: Found) -> bool:
    """Whether a place is an e-mail address or a number, which is nobody."""
    said = place.span.strip()
    return not re.search(r"[^\W\d_]", said) or re.fullmatch(r"\S+@\S+", said) is not None


def _holds(place: Found, sort: str) -> bool:
    said = re.sub(r"[-/]", " ", in_english(place.sentence))
    if sort == "emotion":
        said = compiled(_TASTE).sub(" ", said)
    return sort in sense(said).members


def _is_worn(place: Found) -> bool:
    if any(_holds(place, sort) for sort in _WORN):
        return True
    return compiled(_WEARS).search(place.sentence) is not None


def _denies(place: Found) -> bool:
    return compiled(_DENIES).search(place.sentence) is not None


def _is_of_the_user(place: Found) -> bool:
    """Whether the words are the user's own: ' "Anything new?" I asked.'."""
    start, end = bounds_of(place)
    return compiled(_USER_SPOKE).search(place.note.text[start : end + 20]) is not None

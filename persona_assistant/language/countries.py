"""Countries, and the towns that lie in them: Bergen is in Norway, which is in Europe.

`data/countries.txt` holds those that are often spoken of. A town that it lacks is in no country.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.data_files import country_lines
from persona_assistant.language.patterns import compiled

ABROAD = re.compile(
    r"\b(?:abroad|overseas|(?:in|to) (?:an?other|foreign|a foreign|different|a different) "
    r"countr(?:y|ies)|out of the country|outside (?:of )?(?:the|my|this|our) country)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Places:
    country: dict[str, str]
    """By a name or a town in lower case, the country's first name."""
    within: dict[str, frozenset[str]]
    """By a continent, its countries."""
    pattern: re.Pattern[str]
    named: re.Pattern[str]
    """Countries and their adjectives, without towns."""


@lru_cache(maxsize=1)
def _places() -> _Places:
    country: dict[str, str] = {}
    within: dict[str, set[str]] = {}
    named: list[str] = []
    for continent, names, towns in country_lines():
        country |= dict.fromkeys((*names, *towns), names[0])
        named += names
        within.setdefault(continent, set()).add(names[0])
    return _Places(
        country,
        {each: frozenset(members) for each, members in within.items()},
        _any(country),
        _any(named),
    )


def _any(terms: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(terms, key=len, reverse=True)
    return re.compile(rf"(?<![\w'’-])(?:{'|'.join(map(re.escape, longest))})(?![\w-])", re.I)


def countries_asked(question: str) -> frozenset[str] | None:
    """The countries that a question about a home names, by their own name or their continent's;
    None where it names none."""
    places = _places()
    match = compiled(r"(?i)\b(?:in|to) (?:the )?(?P<where>[\w ]+?)\W*$").search(question)
    where = match["where"].lower() if match else ""
    if where in places.within and where != "australia":
        return places.within[where]
    known = places.country.get(where)
    return frozenset({known}) if known and places.named.fullmatch(where) else None


def countries_named(said: str) -> frozenset[str]:
    """The countries that some words name: by their own names, their continents', a part of the
    world's, or their towns'."""
    places = _places()
    found: set[str] = set()
    for each in re.split(r",| or | and |/|&", said.lower()):
        where = re.sub(r"^(?:the|in|from) ", "", each.strip(" ?!."))
        found |= places.within.get(where, frozenset()) if where != "australia" else set()
        found |= _PARTS_OF_THE_WORLD.get(where, set())
    return frozenset(found) | {
        places.country[match.group().lower()]
        for match in places.pattern.finditer(said)
        if match.group() != "us"
    }


_PARTS_OF_THE_WORLD = {
    "scandinavia": {"norway", "sweden", "denmark"},
    "the nordics": {"norway", "sweden", "denmark", "finland", "iceland"},
    "iberia": {"spain", "portugal"},
    "the baltics": {"estonia", "latvia", "lithuania"},
    "benelux": {"belgium", "netherlands", "luxembourg"},
}


def is_country(word: str) -> bool:
    """Whether a word is a country's own name or its people's, and no town's."""
    return _places().named.fullmatch(word) is not None


def is_of_a_nation(word: str) -> bool:
    """Whether a word says of which nation somebody is: "Irish", not "Ireland", and not "Jordan",
    which may be a person's name."""
    return is_country(word) and _places().country[word.lower()] != word.lower()


def country_of(home: str, behind: str = "") -> str | None:
    """The country in which a home lies. What stands right behind it counts first, as in "Halifax
    (the Canadian one)" and "Vancouver, WA"."""
    beside = re.match(r"[^.;!?\n]{0,40}", behind)
    for match in _places().named.finditer(beside.group() if beside else ""):
        before = behind[: match.start()]
        if re.search(r"[(,–-]\W*(?:the |in )?$|\bthe $", before) and "not " not in before:
            return _places().country[match.group().lower()]
    found = [
        _places().country[each.group().lower()]
        for each in _places().pattern.finditer(home)
        if each.group() != "us"
    ]
    return found[-1] if found else None


def mentions_a_place(text: str) -> bool:
    """Whether a text has a country or a town of one."""
    return _places().pattern.search(text) is not None


_OF_MONEY = (
    ("uk", r"£|\bquid\b|(?<!\d)(?:\+44|0(?:1\d{2,3}|20|7\d{3}))\s?\d{3}"),
    ("usa", r"\$|\bbucks\b|(?<!\d)\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"),
    ("switzerland", r"\bCHF\b|\+41"),
    ("germany", r"\+49"),
    ("france", r"\+33"),
)


def home_country(texts: Iterable[str]) -> str | None:
    """The country that the writer of some notes lives in, by the money and the telephone numbers
    that they speak of and the towns that they name; None where that is not clear."""
    votes: Counter[str] = Counter()
    for text in texts:
        found = {_places().country[each.group().lower()] for each in _towns(text)}
        votes.update(found)
        votes.update(
            {name: 3 for name, pattern in _OF_MONEY if compiled(f"(?i){pattern}").search(text)}
        )
    (best, most), *others = [*votes.most_common(2), ("", 0)]
    return best if most >= 2 and all(most > count for _, count in others) else None


def _towns(text: str) -> list[re.Match[str]]:
    return [match for match in _places().pattern.finditer(text) if match.group()[:1].isupper()]

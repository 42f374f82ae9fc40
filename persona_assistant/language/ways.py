"""Ways to say the same of somebody: who was "laid off" was "let go" or "made redundant".

`data/ways.txt` holds them. A question that uses one of a set is answered by a sentence that uses
another; the terms may be of several words, which are then one thing and not several.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.data_files import ways_to_say
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import Word, stem, words

_PASSED_OVER = frozenset("a an the her his their my our your its".split())
_GAP = "~"
_JOIN = " "


@dataclass(frozen=True, slots=True)
class _Ways:
    asked: dict[tuple[str, ...], str]
    """What asks, in stems, and the key under which its set is kept."""
    said: dict[str, str]
    """By key, a pattern of what says it, in stems joined by spaces."""
    single: dict[str, frozenset[str]]
    """By key, the members of one word, in stems."""
    ended: dict[str, str]
    """By key, what says that it is over, likewise; not of every set."""
    told_by: dict[str, tuple[str, ...]]
    """By key, a word of each member, as it is written: what notes are searched for."""


@lru_cache(maxsize=1)
def _ways() -> _Ways:
    found = _Ways({}, {}, {}, {}, {})
    for asking, saying, ending in ways_to_say():
        terms = sorted(map(_stems, (*asking, *saying)), key=len, reverse=True)
        pattern = _any_of(terms)
        ended = _any_of(list(map(_stems, ending))) if ending else None
        told_by = tuple(dict.fromkeys(map(_searched, (*asking, *saying))))
        single = frozenset(each[0] for each in terms if len(each) == 1)
        for each in map(_stems, asking):
            key = _JOIN.join(part for part in each if part != _GAP)
            found.asked[each] = key
            found.said[key], found.single[key], found.told_by[key] = pattern, single, told_by
            if ended is not None:
                found.ended[key] = ended
    return found


def _any_of(terms: Sequence[Sequence[str]]) -> str:
    return rf"(?:^|(?<= ))(?:{'|'.join(map(_pattern, terms))})(?= |$)"


def _stems(term: str) -> tuple[str, ...]:
    return tuple(
        part if part == _GAP else stem(part) for part in term.split() if part not in _PASSED_OVER
    )


def _searched(term: str) -> str:
    return term.split()[-1] if _GAP in term else term


def _pattern(term: Sequence[str]) -> str:
    return _JOIN.join(map(re.escape, term)).replace(rf" {re.escape(_GAP)} ", r" (?:\S+ ){0,2}?")


def merged(asked: Sequence[Word]) -> list[Word]:
    """The words of a question, with those that are a known way to say something as one word."""
    found: list[Word] = []
    kept = [each for each in asked if each.lower not in _PASSED_OVER]
    at = 0
    while at < len(kept):
        size = _longest(kept, at)
        if size < 2:
            found.append(kept[at])
        else:
            run = kept[at : at + size]
            surface = _JOIN.join(each.surface for each in run)
            key = _JOIN.join(each.stem for each in run)
            found.append(Word(surface, surface.lower(), key, True))
        at += max(size, 1)
    return found


def _longest(kept: Sequence[Word], at: int) -> int:
    stems = [each.stem for each in kept[at : at + _LONGEST]]
    known = _ways().asked
    return next((n for n in range(len(stems), 1, -1) if tuple(stems[:n]) in known), 0)


_LONGEST = 6


def has_ways(key: str) -> bool:
    """Whether a stem, or the joined stems of a merged word, asks for a set of ways."""
    return key in _ways().said


def says_one_of(key: str, sentence: str) -> bool:
    """Whether a sentence says it in one of the ways."""
    return _place(_ways().said.get(key), sentence) is not None


def place_of(key: str, sentence: str) -> tuple[int, int] | None:
    """From where to where, in characters, a sentence says it in one of the ways."""
    return _place(_ways().said.get(key), sentence)


def end_of(key: str, sentence: str) -> tuple[int, int] | None:
    """From where to where a sentence says that it is over."""
    return _place(_ways().ended.get(key), sentence)


def _place(pattern: str | None, sentence: str) -> tuple[int, int] | None:
    joined, begins, ends = _joined(sentence)
    match = None if pattern is None else compiled(pattern).search(joined)
    if match is None:
        return None
    first = joined.count(_JOIN, 0, match.start())
    last = joined.count(_JOIN, 0, match.end())
    return begins[first], ends[last]


@lru_cache(maxsize=16384)
def _joined(sentence: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The stems, joined, and where in the sentence each of the words begins and ends."""
    stems, begins, ends = [], [], []
    at = 0
    for each in words(sentence):
        start = sentence.find(each.surface, at)
        at = start + len(each.surface) if start >= 0 else at
        if each.lower in _PASSED_OVER:
            continue
        stems.append(each.stem)
        begins.append(max(start, 0))
        ends.append(at)
    return _JOIN.join(stems), tuple(begins), tuple(ends)


def single_ways(key: str) -> frozenset[str]:
    """The ways that are one word, in stems."""
    return _ways().single.get(key, frozenset())


def search_words(key: str) -> tuple[str, ...]:
    """Words by which notes that say it are found; none for another key."""
    return _ways().told_by.get(key, ())

"""Who is called by name in a text.

A `NameIndex` knows everybody's names by their `spelling`. It finds full names, two parts of a
longer one, one part (a first name, a surname), and, where nobody is called exactly so, what one or
two slips of a finger make of these. "Rose Hall" is not Rose Kelly, and "John Miller" is nobody
where only John Smith is known. A name that is an everyday word too needs a capital inside a
sentence, or a place where nothing but a name can stand: "where did rose move".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from persona_assistant.language.mentions import Mention, first_group, is_linked, longest
from persona_assistant.language.name_words import (
    LINKS,
    TITLES,
    NameWord,
    hyphened,
    is_particle,
    is_short_name,
    name_words,
    pieces,
    readings,
    somebody_else,
    stems,
    unspaced_parts,
)
from persona_assistant.language.ordinary import is_no_name
from persona_assistant.language.rest_of_name import RestOfNames
from persona_assistant.language.slips import Slips
from persona_assistant.language.spelling import APOSTROPHES, keys, runs_on

FULL, PARTS, PART = 1.0, 0.9, 0.8
"""Strength of a full name or an alias, of two parts of a name, and of one."""
_SLIP = 0.25
"""What a mistyped name is worth less, for each slip."""
_PRONOUNS = frozenset("i me you he him she her it we us they them".split())
"""Whoever is called so in the memory ("Me"), beside another name it is the pronoun."""
_SHORTEST = 3
"""Letters of a part that counts by itself whatever it means, in scripts of letters."""


_TOLD_BY = frozenset("with from at who".split())
"""Behind a name at the beginning these words say whose it is: "rose from the bakery"."""


@dataclass(frozen=True)
class _Part:
    people: frozenset[int]
    slips: int = 0


class NameIndex:
    """Everybody's names."""

    def __init__(
        self,
        names: Mapping[int, str],
        aliases: Mapping[int, Sequence[str]] | None = None,
        nicknames: Mapping[int, Sequence[str]] | None = None,
    ) -> None:
        """`aliases` are what the user says people go by too. `nicknames` are what their notes say,
        and count like a part of their name."""
        self._full: defaultdict[str, set[int]] = defaultdict(set)
        self._parts: defaultdict[str, set[int]] = defaultdict(set)
        self._inflected: defaultdict[str, set[int]] = defaultdict(set)
        self._hyphened: defaultdict[str, set[int]] = defaultdict(set)
        self._unspaced: defaultdict[str, set[str]] = defaultdict(set)
        self._one_word_names: defaultdict[str, set[int]] = defaultdict(set)
        self._of_one_word = {each for each, name in names.items() if len(pieces(name)) == 1}
        self._rest = RestOfNames()
        self._without_words: list[tuple[str, int]] = []
        self._longest = 1
        for person, name in names.items():
            self._add(person, name)
        for person, others in (aliases or {}).items():
            for name in others:
                self._add(person, name)
        for person, others in (nicknames or {}).items():
            for name in others:
                self._rest.add(person, pieces(name))
                self._add_parts(person, _without_title(pieces(name)))

    def _add(self, person: int, name: str) -> None:
        found = pieces(name)
        if not found:
            self._without_words.append((name, person))
            return
        self._longest = max(self._longest, len(found))
        inner = _without_title(found)
        if len(found) > 1:
            self._rest.add(person, [each for each in found if not is_particle(each)])
        for whole in {_whole(found), _whole(found, -1), _whole(inner), _whole(inner, -1)}:
            self._full[whole].add(person)
            self._enter(whole, person)
        for each in hyphened(name) if len(inner) > 1 else ():
            self._hyphened[each].add(person)
            self._parts[each].add(person)
        if len(inner) > 1:
            self._add_parts(person, [each for each in inner if not is_particle(each)], name)
        else:
            for key in keys(inner[0]):
                self._one_word_names[key].add(person)
            for part in unspaced_parts(keys(inner[0])[0]):
                self._parts[part].add(person)
                self._enter(part, person)

    def _add_parts(self, person: int, found: Iterable[str], name: str = "") -> None:
        for each in found:
            for key in keys(each):
                if len(key) >= _SHORTEST or (len(key) > 1 and is_short_name(key, name)):
                    self._parts[key].add(person)
                    self._enter(key, person)

    def _enter(self, key: str, person: int) -> None:
        if key.isascii():
            return
        if runs_on(key) and len(key) > 1:
            self._unspaced[key[0]].add(key)
        for stem in stems(key):
            self._inflected[stem].add(person)

    # --- who is called by name

    def mentioned(self, text: str) -> dict[int, float]:
        """Who the text is about by name, and how strong that is: of several names the first, with
        those that are put beside it ("Anna and Ben")."""
        words = name_words(text)
        group = first_group(self._mentions(words), words)
        strength = max((each.strength for each in group), default=0.0)
        found = dict.fromkeys((person for each in group for person in each.people), strength)
        found.update((person, FULL) for name, person in self._without_words if name in text)
        return found

    def mentions(self, text: str) -> list[Mention]:
        """Every place where somebody is called by name, in order."""
        return self._mentions(name_words(text))

    def _mentions(self, words: Sequence[NameWord]) -> list[Mention]:
        found = [
            each
            for each in self._whole_names(words) + self._unspaced_names(words)
            if not self._has_other_surname(words, each)
        ]
        found += self._rest.titled(words, PART)
        whole = {at for each in found for at in range(each.start, each.end)}
        parts = [None if at in whole else self._part(words, at) for at in range(len(words))]
        found += self._joined(words, parts, whole)
        known = {at for each in found for at in range(each.start, each.end)}
        mistyped = [
            part or (None if at in known else self._mistyped(words[at]))
            for at, part in enumerate(parts)
        ]
        if mistyped != parts:
            with_slips = self._joined(words, mistyped, whole)
            sure = any(not each.uncertain for each in found)
            found = [each for each in found if each.start in whole] + [
                each
                for each in with_slips
                if not each.slips
                or not sure
                or each.strength > PART - _SLIP
                or is_linked(words, each)
            ]
        found = found or list(self._rest.both_mistyped(words, PART - _SLIP))
        if any(not each.uncertain for each in found):
            found = [each for each in found if not each.uncertain]
        return sorted(longest(found), key=lambda each: each.start)

    def _whole_names(self, words: Sequence[NameWord]) -> list[Mention]:
        found = []
        for start in range(len(words)):
            joined = [""]
            for end in range(start + 1, min(len(words), start + self._longest) + 1):
                last = words[end - 1]
                if end > start + 1 and not last.near:
                    break
                several, strength = end > start + 1, FULL
                people = self._first(self._full, joined, last)
                if several and not people:
                    people, strength = self._first(self._hyphened, joined, last), PARTS
                beside = not several and bool(people) and self._is_beside(words, start)
                beside = beside and last.key not in _PRONOUNS
                if people and (several or last.possible or beside):
                    unsure = not (several or beside) and last.ordinary and not last.certain
                    found.append(_mention(words, start, end, people, strength, uncertain=unsure))
                following = readings(last.surface) if end == start + 1 else keys(last.surface)
                joined = [each + key for each in joined[:8] for key in following]
        return found

    @staticmethod
    def _first(
        known: Mapping[str, set[int]], joined: Iterable[str], last: NameWord
    ) -> frozenset[int]:
        for reading in readings(last.surface):
            for each in joined:
                if people := known.get(each + reading):
                    return frozenset(people)
        return frozenset()

    def _unspaced_names(self, words: Sequence[NameWord]) -> list[Mention]:
        """Names inside the words of scripts that put no space between words."""
        found = []
        for at, word in enumerate(words):
            if not runs_on(word.key):
                continue
            place = 0
            while place < len(word.key):
                fitting = [
                    key
                    for key in self._unspaced.get(word.key[place], ())
                    if word.key.startswith(key, place)
                ]
                if fitting:
                    key = max(fitting, key=len)
                    full = self._full.get(key)
                    people = frozenset(full or self._parts[key])
                    strength = FULL if full else PART
                    found.append(Mention(at, at + 1, people, strength, key))
                    place += len(key) - 1
                place += 1
        return found

    def _is_beside(self, words: Sequence[NameWord], at: int) -> bool:
        """Whether it is put beside a name: "Daisy and Ben"."""
        return any(
            0 <= other < len(words)
            and words[(at + other) // 2].key in LINKS
            and any(
                each in self._parts or each in self._one_word_names
                for each in readings(words[other].surface)
            )
            for other in (at - 2, at + 2)
        )

    def _goes_on(self, words: Sequence[NameWord], at: int, people: frozenset[int]) -> bool:
        """Whether what follows makes an everyday word a name: "rose k", "rose from the bakery"."""
        behind = words[at + 1] if at + 1 < len(words) else None
        if not people or behind is None or not behind.near or is_no_name(words[at].key):
            return False
        if len(behind.surface) == 1:
            return self._rest.tells(people, behind.surface.lower())
        return (at == 0 or words[at].object) and behind.key in _TOLD_BY

    def _part(self, words: Sequence[NameWord], at: int) -> _Part | None:
        word = words[at]
        people = self._first(self._parts, [""], word)
        if not (word.possible or self._is_beside(words, at) or self._goes_on(words, at, people)):
            return None
        if not people and not word.key.isascii():
            for stem in stems(word.key):
                if inflected := self._inflected.get(stem):
                    people = frozenset(inflected)
                    break
        return _Part(people) if people else None

    def _joined(
        self, words: Sequence[NameWord], parts: Sequence[_Part | None], whole: set[int]
    ) -> list[Mention]:
        """Parts of names put together where they stand side by side. Where they are no one
        person's, or stand beside a name that is nobody's, they are somebody else's name."""
        found, start = [], 0
        while start < len(words):
            first = parts[start]
            if first is None:
                start += 1
                continue
            end, people, slips = start + 1, first.people, first.slips
            while end < len(words) and words[end].near and (following := parts[end]):
                apart = people.isdisjoint(following.people) and self._owns(words[end])
                if apart or self._owns(words[end - 1]):
                    break  # "is tess ravis sister"
                people &= following.people
                slips += following.slips
                end += 1
            strange = words[start].near and (start - 1 in whole or somebody_else(words, start - 1))
            if end < len(words) and words[end].near and not self._owns(words[end - 1]):
                parted = end + 1 == len(words) or not words[end + 1].near
                rest = self._rest.beside(people, words[end], parted=parted)
                people = rest.people
                among = end in whole or somebody_else(words, end)
                strange = strange or (not rest.known and among)
                end += rest.taken
            if people and not strange:
                strength = (PART if end == start + 1 else PARTS) - _SLIP * slips
                unsure = all(each.ordinary and not each.certain for each in words[start:end])
                unsure = unsure and not self._is_beside(words, start)
                unsure = unsure and not self._goes_on(words, start, first.people)
                found.append(
                    _mention(words, start, end, people, strength, slips=slips, uncertain=unsure)
                )
            start = end
        return found

    def _owns(self, word: NameWord) -> bool:
        """Whether it is a name in the genitive, so that what follows is no surname."""
        if word.key in self._parts or word.key in self._full or len(word.key) < 3:
            return False
        marked = word.key.endswith("s") or any(mark in word.surface for mark in APOSTROPHES)
        return marked or not word.key.isascii()

    def _has_other_surname(self, words: Sequence[NameWord], each: Mention) -> bool:
        """Whether a name of one word, or of one with a hyphen, stands beside a word that makes it
        somebody else's name."""
        if each.end > each.start + 1 and each.strength == FULL:
            return False
        before, behind = each.start - 1, each.end
        if words[each.start].near and self._is_anothers(words, before, each.people):
            return True
        if behind == len(words) or not words[behind].near:
            return False
        if each.people & self._of_one_word or self._owns(words[each.end - 1]):
            return False
        return self._is_anothers(words, behind, each.people)

    def _is_anothers(self, words: Sequence[NameWord], at: int, people: frozenset[int]) -> bool:
        part = self._part(words, at)
        return part.people.isdisjoint(people) if part else somebody_else(words, at)

    # --- slips

    @cached_property
    def _slips(self) -> Slips:
        known: defaultdict[str, set[int]] = defaultdict(set)
        for names in (self._parts, self._one_word_names):
            for key, people in names.items():
                known[key] |= people
        return Slips(known)

    def _mistyped(self, word: NameWord) -> _Part | None:
        if not word.mistyped:
            return None
        found = [self._slips.people(typed) for typed in readings(word.surface)]
        likely = [(slips, people) for slips, people in found if people]
        if not likely:
            return None
        fewest = min(slips for slips, _ in likely)
        return _Part(frozenset().union(*(who for slips, who in likely if slips == fewest)), fewest)

    # --- whose name is like another

    def spelled_like(self, name: str) -> frozenset[int]:
        """Whose full name or alias this is but for case, accents, apostrophes, hyphens and
        spaces."""
        found = pieces(name)
        if not found:
            return frozenset(person for each, person in self._without_words if each == name)
        return frozenset().union(
            *(self._full.get(whole, ()) for whole in (_whole(found), _whole(found, -1)))
        )

    def slips_of(self, name: str) -> frozenset[int]:
        """Whose full name or alias it is likely to be with a slip in it."""
        whole = _whole(pieces(name))
        if any(map(str.isdigit, whole)):
            return frozenset()  # one of a series
        slips, people = Slips(self._full).people(whole)
        return people if slips == 1 else frozenset()


def mentioned_names(
    text: str, names: Mapping[int, str], aliases: Mapping[int, Sequence[str]] | None = None
) -> dict[int, float]:
    """As `NameIndex.mentioned`, for few people."""
    return NameIndex(names, aliases).mentioned(text)


def _whole(found: Sequence[str], spelling: int = 0) -> str:
    """A name as one word; `spelling` -1 has its umlauts spelled out."""
    return "".join(keys(each)[spelling] for each in found)


def _without_title(found: Sequence[str]) -> Sequence[str]:
    return [each for each in found if keys(each)[0] not in TITLES] or found


def _mention(
    words: Sequence[NameWord],
    start: int,
    end: int,
    people: frozenset[int],
    strength: float,
    *,
    slips: int = 0,
    uncertain: bool = False,
) -> Mention:
    typed = " ".join(each.surface for each in words[start:end])
    return Mention(start, end, people, strength, typed, slips, uncertain)

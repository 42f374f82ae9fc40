"""Attributes of a person: how they are asked for and how they are stated.

A frame (`data/frames`) pairs patterns of questions with patterns of statements. Knowing that
"what does she do for a living?" asks for the occupation, and that "is a ... @occupation" states
one, bridges questions and notes that share no word.

`ask` lists the ways a question asks for the attribute, `state` the ways a sentence states it,
`hint` the words that make a statement likely but not certain. A sentence that holds one of `unless`
states it of somebody or something else and hints at most. `over` names the frames this one is asked
instead of when both seem to be: footwear is clothing, said more precisely. A `weak` frame is asked
only when no other is.

A pattern is a sequence of elements separated by spaces:

    word        that word, whatever its inflection      a|b|c      one of them
    =word       exactly that word                       !a|b|c     the next word is none of them
    ^word       only as the first word of the sentence  $          the end of the sentence
    @kind       a member of that kind (data/kinds.txt)  *          up to four words of anything
    <Name>      a capitalised word inside a sentence    <number>   digits or a number word
    <Ing>       what somebody is doing: "dancing"       <years>    a number that may be an age
    <Subject>   he, she, they, I, or a capitalised word that opens the sentence

The patterns are general knowledge of English, filled in where the fitting cases (tests/reading:
dev, notes, portraits, riddles; the calibration notes of the generated world) showed a gap. The
bundled benchmark items and the held-out cases were never a source.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from persona_assistant.language.data_files import frame_sources
from persona_assistant.language.lexicon import Term, is_member, lexicon
from persona_assistant.language.words import STOP, Word, stem

STATED, HINTED = 1.0, 0.45
"""Strength of a sentence that states an attribute, and of one that merely smells of it."""

_GAP = 4
_FUNCTION = 0.25
_PRONOUNS = frozenset(("he", "she", "they", "i"))
_NOT_DOING = frozenset(
    """something anything everything nothing during evening morning ceiling wedding building
    darling sibling clothing""".split()
)
_TENS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_TEENS = frozenset("thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())
_YOUNGEST, _OLDEST = 10, 110


class Element(NamedTuple):
    """What one place of a pattern takes: any of these."""

    words: frozenset[str] = frozenset()
    """Stems that fit."""
    literals: frozenset[str] = frozenset()
    """Exact lower-case forms that fit."""
    fields: frozenset[str] = frozenset()
    name: bool = False
    number: bool = False
    subject: bool = False
    doing: bool = False
    years: bool = False
    """Fits a number that may be somebody's age."""
    opening: bool = False
    """Fits only the first word of a sentence, or of what a speaker says ("Dev: Plumber")."""
    closing: bool = False
    """Fits behind the last word too, taking none."""
    gap: bool = False
    refused: bool = False
    """Takes no word, and fits where the next word is none of these."""

    @property
    def function(self) -> bool:
        """Whether only function words fit."""
        content = (
            self.fields or self.name or self.number or self.years or self.subject or self.doing
        )
        return not content and (self.words | self.literals) <= STOP_STEMS


STOP_STEMS = frozenset(STOP) | {stem(word) for word in STOP}

Pattern = tuple[Element, ...]


@dataclass(frozen=True, eq=False)
class Frame:
    """One attribute. Its patterns are compiled when first wanted: a question is compared with how
    all frames are asked for, but a note only with how the few that were asked for are stated."""

    name: str
    group: str
    """bio, dialogue, appearance, emotion or environment: the benchmark's five."""
    sources: Mapping[str, Sequence[str]]
    """The patterns as written, by "ask", "state", "hint" and "unless"."""
    over: frozenset[str] = frozenset()
    """Frames that this one is asked instead of, when both seem to be."""
    weak: bool = False
    """Asked only when no other frame is."""

    @cached_property
    def ask(self) -> tuple[Pattern, ...]:
        return _patterns(self.sources["ask"])

    @cached_property
    def state(self) -> tuple[Pattern, ...]:
        return _patterns(self.sources["state"])

    @cached_property
    def hint(self) -> tuple[Pattern, ...]:
        return _patterns(self.sources["hint"])

    @cached_property
    def unless(self) -> tuple[Pattern, ...]:
        """Sentences that hold one of these state the attribute of somebody or something else."""
        return _patterns(self.sources.get("unless", ()))


@cache
def _element(source: str) -> Element:
    if source == "*":
        return Element(gap=True)
    stems, literals, fields = set(), set(), set()
    name = number = subject = doing = years = closing = False
    opening = source.startswith("^")
    refused = source.startswith("!")
    for part in source.replace("^", "").removeprefix("!").split("|"):
        if part == "$":
            closing = True
        elif part.startswith("@"):
            fields.add(part[1:].split("-")[0])
        elif part == "<Name>":
            name = True
        elif part == "<Subject>":
            subject = True
        elif part == "<Ing>":
            doing = True
        elif part == "<years>":
            years = True
        elif part == "<number>":
            number = True
            fields.add("number")
        elif part.startswith("="):
            literals.add(part[1:])
        elif part.startswith("'"):
            literals.add(part)
        else:
            stems.add(stem(part))
    return Element(
        frozenset(stems),
        frozenset(literals),
        frozenset(fields),
        name,
        number,
        subject,
        doing,
        years,
        opening=opening,
        closing=closing,
        refused=refused,
    )


def _patterns(sources: Sequence[str]) -> tuple[Pattern, ...]:
    return tuple(tuple(_element(part) for part in source.split()) for source in sources)


@lru_cache(maxsize=1)
def frames() -> dict[str, Frame]:
    return {
        name: Frame(
            name,
            source["group"][0],
            source,
            over=frozenset(" ".join(source.get("over", ())).split()),
            weak="weak" in source,
        )
        for name, source in frame_sources().items()
    }


def _fits(element: Element, tokens: Sequence[Word], at: int) -> int:
    """How many words of `tokens` from `at` the element takes; 0 when it does not fit."""
    word = tokens[at]
    if element.opening and not (word.initial or (at == 2 and tokens[1].lower == ":")):
        return 0
    if word.stem in element.words or word.lower in element.literals:
        return 1
    if element.name and word.name_like and not is_member(word.stem, "date"):
        return 1
    if element.subject and (word.lower in _PRONOUNS or _opens_as_subject(word)):
        return 1
    if element.doing and _is_doing(word.lower):
        return 1
    if element.number and (word.surface[0].isdigit() or _compound_number(word.lower)):
        return 1
    if element.years and _may_be_years(word.lower):
        return 1
    if element.fields:
        members = lexicon().members
        for size in (3, 2, 1):
            term: Term = tuple(w.stem for w in tokens[at : at + size])
            if len(term) == size and not element.fields.isdisjoint(members.get(term, ())):
                return size
    return 0


def _opens_as_subject(word: Word) -> bool:
    return word.initial and word.content and word.surface[:1].isupper()


def _is_doing(lower: str) -> bool:
    return len(lower) > 5 and lower.endswith("ing") and lower not in _NOT_DOING


def _compound_number(lower: str) -> bool:
    """ "twenty-seven"."""
    tens, _, ones = lower.partition("-")
    return tens in _TENS and is_member(ones, "number")


def _may_be_years(lower: str) -> bool:
    if lower.isdecimal():
        return _YOUNGEST <= int(lower) <= _OLDEST
    return lower in _TENS | _TEENS or _compound_number(lower)


def _match_from(
    pattern: Pattern, tokens: Sequence[Word], at: int, taken: tuple[int, ...]
) -> tuple[int, ...] | None:
    if not pattern:
        return taken
    head, rest = pattern[0], pattern[1:]
    if head.gap:
        for skip in range(_GAP + 1):
            found = _match_from(rest, tokens, at + skip, taken)
            if found is not None:
                return found
        return None
    if head.refused:
        refused = at < len(tokens) and _fits(head, tokens, at)
        return None if refused else _match_from(rest, tokens, at, taken)
    if at >= len(tokens):
        ends = head.closing and at == len(tokens)
        return _match_from(rest, tokens, at, taken) if ends else None
    size = _fits(head, tokens, at)
    return (
        _match_from(rest, tokens, at + size, taken + tuple(range(at, at + size))) if size else None
    )


def match(pattern: Pattern, tokens: Sequence[Word]) -> tuple[int, ...] | None:
    """Positions of the words the pattern takes, gaps left out; None when it does not occur."""
    for at in range(len(tokens)):
        found = _match_from(pattern, tokens, at, ())
        if found is not None:
            return found
    return None


def specificity(pattern: Pattern) -> float:
    """Longer patterns say more, function words little."""
    taking = (e for e in pattern if not (e.gap or e.refused or (e.closing and e.function)))
    return sum(_FUNCTION if element.function else 1.0 for element in taking)


def stated(frame: Frame, tokens: Sequence[Word]) -> float:
    """How far a sentence states the frame's attribute: STATED, HINTED or 0."""
    if any(match(pattern, tokens) is not None for pattern in frame.state):
        other = frame.unless and any(match(pattern, tokens) is not None for pattern in frame.unless)
        return HINTED if other else STATED
    if any(match(pattern, tokens) is not None for pattern in frame.hint):
        return HINTED
    return 0.0

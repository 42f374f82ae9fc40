"""Of the places for a question those that speak of whom it asks about.

"Where is Ana working" is not answered by "joel found work at a mill", nor "what is Joel's job" by
what Ana does. Whom a question asks about is told by its words: the person, one of their people by
name ("what does joel do"), or by what they are ("what's her husband's job"). A place that a note
says of somebody else counts less; where the network is unsure of the one that a note says of the
very person asked about, it counts more.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.gloss import question_in_english
from persona_assistant.language.kin import ALIKE, ANY, WIDER, bare, sex_of
from persona_assistant.language.ordinary import is_ordinary
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_work import asks_of_work
from persona_assistant.reader.cast import Cast, cast_of
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import SURE, asked_relative
from persona_assistant.reader.subjects import KIND, Subject, subject_at

_ANOTHERS = 0.3
"""What remains of the probability of a place that is said of somebody else."""
_LIKELY = 0.5
"""The probability from which on a place is taken that is said of the very one asked about."""
_OF_ONE = (
    r"\b(?:allerg\w*|intoleran\w*|born|from|eat|eats|drink|drinks|diet|speak|speaks|language"
    r"|languages"
    r"|afraid|scared|operat\w*|surgery)\b"
)
"""What is asked of one person, besides their work."""


@dataclass(frozen=True)
class Asked:
    """One of somebody's people who is asked about."""

    names: frozenset[str]
    kin: frozenset[str]


def said_of(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> tuple[Found, ...]:
    """The places, most probable first, as the module's idea has it."""
    if name is None or is_user(name) or not found:
        return tuple(found)
    question = question_in_english(question)
    cast = cast_of(notes, name)
    asked = of_whom(question, name, cast)
    work = asks_of_work(question)
    if asked is None and not (work or re.search(_OF_ONE, plain(question))):
        return tuple(found)
    if asked is None and also_named(question, cast):
        return tuple(found)
    places = [_weighed(each, asked, cast, work=work) for each in found]
    if (
        asked is not None
        and not asked.kin
        and all(
            each.probability < before.probability
            for each, before in zip(places, found, strict=True)
        )
    ):
        return tuple(found)  # perhaps another name of the person
    return tuple(sorted(places, key=lambda each: -each.probability))


def _weighed(place: Found, asked: Asked | None, cast: Cast, *, work: bool) -> Found:
    subject = subject_at(place.note.text, place.start, cast)
    if asked is None:
        fits = subject.own or not (subject.names or subject.kin)
        return place if fits else replace(place, probability=place.probability * _ANOTHERS)
    unknown = not (subject.own or subject.names or subject.kin) or (
        subject.names and not asked.names and not any(cast.others.get(n) for n in subject.names)
    )
    if unknown:
        return place
    if is_of(subject, asked):
        sure = work and not subject.own and place.probability >= _LIKELY
        return replace(place, probability=max(SURE, place.probability)) if sure else place
    if _speaks_of(place, asked):
        return place
    return replace(place, probability=place.probability * _ANOTHERS)


def is_of(subject: Subject, asked: Asked) -> bool:
    """Whether a subject is the one who is asked about."""
    if asked.names and subject.names:
        return bool(subject.names & asked.names)
    return bool(subject.kin & asked.kin)


def _speaks_of(place: Found, asked: Asked) -> bool:
    """Whether the sentence names the one asked about."""
    said = {bare(each) for each in re.findall(r"[^\W\d_]+(?:['’]s)?", plain(place.sentence))}
    return bool(said & (asked.names | (frozenset() if asked.names else asked.kin)))


# --- whom a question asks about

_BEGINS = (
    r"(?:^|[,:;]|\b(?:and|so|but|do|does|did|is|are|was|were|has|have|had|can|could|will|would|what"
    r"|where|when|how|why|who|about|of|that|s|whats|wheres|whens|hows|whos|waht)|['’]s|['’]re)"
    r"\s*(?:actually\s|still\s|the\s|me\s)?$"
)


def of_whom(question: str, name: str, cast: Cast) -> Asked | None:
    """The one of the person's people who is asked about; None where it is the person, or where
    that is open."""
    if asked_relative(question, name) is not None:
        return None
    low = plain(question)
    own = "|".join(sorted(map(re.escape, cast.own), key=len, reverse=True)) or "(?!)"
    owner = rf"(?:(?:{own})(?:\s(?:{own}))*(?:['’]?s)?|his|her|their)"
    chain = rf"\b{owner}\s{KIND}(?P<kin>{ANY})(?P<owns>['’]?s)?\b(?:\s(?P<who>[^\W\d_]+))?"
    named = also_named(question, cast)
    for match in compiled(chain).finditer(low):
        before = low[: match.start()]
        if re.search(rf"\b(?:{own}|she|he)\s(?:and|&|with|or)\s$", before):
            return None  # "when do ana and her husband move"
        begins = re.search(_BEGINS, before) is not None
        called = bare(match["who"] or "")
        if not begins and called not in cast.others:
            continue
        if called in cast.others:
            return Asked(frozenset({called}), cast.others[called] or frozenset())
        if called in cast.words and not is_ordinary(called):
            return Asked(frozenset({called}), ALIKE[bare(match["kin"])])
        if _is_object(low):
            return None
        if len(named) == 1:
            return Asked(frozenset(named), cast.others[named[0]])
        return _relative(bare(match["kin"]), cast, former="ex" in low.split())
    words = re.findall(r"[^\W\d_]+", low)
    if not named or any(each in cast.own or each.removesuffix("s") in cast.own for each in words):
        return None
    owners = [
        each for each in named if re.search(rf"\b{re.escape(each)}['’]?s\s(?!(?:{ANY})\b)", low)
    ]
    chosen = owners[-1:] if len(named) > 1 else named
    if not chosen:
        return None
    return Asked(frozenset(chosen), cast.others[chosen[0]])


def _is_object(low: str) -> bool:
    """Whether a name is asked for, as in "what are her kids called"."""
    return re.search(r"\b(?:called|named|names?)\b", low) is not None


def also_named(question: str, cast: Cast) -> list[str]:
    """Whom besides the person a question calls by name."""
    said = [
        re.sub(r"['’]s?$", "", each)
        for each in re.findall(r"[^\W\d_]+(?:['’]s?)?", plain(question))
    ]
    keys = [each if each in cast.others else each.removesuffix("s") for each in said]
    return [
        each
        for each in dict.fromkeys(keys)
        if each in cast.others and (cast.others[each] or not is_ordinary(each))
    ]


def _relative(kin: str, cast: Cast, *, former: bool) -> Asked:
    alike = ALIKE.get(kin, frozenset({kin}))
    wider, sex = WIDER.get(kin), sex_of(kin)
    names = {
        name
        for name, words in cast.others.items()
        if words & alike or (wider == "partner" and "partner" in words)
    }
    fitting = {each for each in names if sex in ("any", "they") or cast.sex_of(each) in (None, sex)}
    now = {each for each in fitting if (each in cast.former) == former}
    return Asked(frozenset(now or fitting), alike)

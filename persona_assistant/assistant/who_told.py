"""Who does something, where whoever does it is nobody of the memory: "who's looking after Bess",
"who serviced the boiler", "who does the hedges".

It stands in the notes of the one who has the dog, in those of whom the words describe, or in the
user's own. The reader finds where; it counts where the place names somebody, and speaks of the one
whom the question names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from persona_assistant.assistant.known import notes_of, user
from persona_assistant.assistant.lists import with_sentence
from persona_assistant.assistant.services import Services
from persona_assistant.assistant.told_of import has_word, names_told_of
from persona_assistant.language.claims import Stance, stance
from persona_assistant.language.countries import is_of_a_nation, mentions_a_place
from persona_assistant.language.group_questions import GroupQuestion
from persona_assistant.language.kin import ANY, WIDER, bare
from persona_assistant.language.nicknames import called
from persona_assistant.language.ordinary import is_no_name
from persona_assistant.language.plain_questions import plain_question
from persona_assistant.language.spelling import fold
from persona_assistant.language.support import Support, key_groups, support
from persona_assistant.pmg import Answer, Candidate, Note, PersonAnswer, Query
from persona_assistant.reader.asked_relative import partner_by_verb
from persona_assistant.reader.claimed import FRAGMENT
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.subject import is_said_of_another
from persona_assistant.reader.wording import answer_text

_ASKED = re.compile(
    r"^(?:who(?:m|['’]s)?|(?:which|what)(?=\s\w+\sdo\s(?:we|i)\b))\s(?P<said>.+)$", re.IGNORECASE
)
_PEOPLE = "|".join(each for each in ANY.split("|") if WIDER.get(each) != "pet")
_SOMEBODY = re.compile(
    rf"(?:(?:his|her|their|my|our|the|an?)\s)?(?:[\w'’-]+\s)?(?:{_PEOPLE})\b(?:\s[A-ZÀ-Þ][\w’'-]+)*"
    r"|(?:(?:[Mm]rs?|[Mm]s|[Dd]r|[Mm]iss|[Uu]ncle|[Aa]unt(?:ie)?)\.?\s)?[A-ZÀ-Þ][\w’'-]+"
    r"(?:\s(?:[A-ZÀ-Þ&][\w’'-]*))*"
)
_BY = re.compile(r"\bby\s+(?=\S)")
_IDENTITY = re.compile(
    r"^who(?:['’]?s|\sis|\swas)\s(?!.*\w(?:ing\b|['’]s\s))(?:[^\W\d_]+\.?\s?){1,3}\W*$",
    re.IGNORECASE,
)
""" "Who is Mr Doyle" asks what somebody is."""
_CLAUSE = re.compile(r"[^,;.!?\n()]+")
_HAS = re.compile(r"(?:has|have|had|owns?|owned|got|keeps?)\b", re.IGNORECASE)
_TWO = 2
"""Words that tell what is asked: the name, and what is done."""
_LEAST_NAMED, _LEAST_OWN, _LEAST_SAID = 0.4, 0.6, 0.5
"""How likely a place must be: one that names whom the question names, one in the user's own notes,
one that says all that is asked."""


@dataclass(frozen=True, slots=True)
class _Look:
    """Notes that may tell."""

    holder: int
    notes: Sequence[Note]
    of: str = ""
    """Whom the question names."""


def told(
    services: Services, query: Query, described: Candidate | None = None
) -> PersonAnswer | None:
    """Whom the notes name as the one who does it; None where they do not, or the question is
    another. `described` is whose notes fit the words of the question."""
    asked = _ASKED.match(plain_question(query.text))
    if asked is None or query.image is not None or query.voice is not None:
        return None
    if _IDENTITY.match(plain_question(query.text)) or partner_by_verb(query.text):
        return None
    did = f"Did she {asked['said']}?"
    found = (
        _told_in(services, query.text, did, each) for each in _looks(services, query, described)
    )
    return next((each for each in found if each is not None), None)


def lists_all(services: Services, asked: GroupQuestion, listed: Answer) -> bool:
    """Whether a list is what is asked for. Of somebody, or an animal, of whom one person's notes
    alone tell it is none where nobody listed does all that is asked: who has the dog Bess does not
    walk her for that."""
    named = [
        each
        for each in names_told_of(services, asked.wording)
        if not (
            is_of_a_nation(each[0])
            or _is_where(each[0], asked.wording)
            or re.search(rf"(?i)\b(?:an?|the) {each[0]}\b", asked.wording)  # "a farm" of "Cwm Farm"
        )
    ]
    if not any(len(holders) == 1 for _, holders in named):
        return True
    if not _HAS.match(asked.said) and any(len(key_groups(each)) < _TWO for each in asked.each):
        return False
    return any(
        all(support(each, told.sentence) is Support.FULL for each in asked.each)
        for told in listed.people
    )


def _is_where(name: str, wording: str) -> bool:
    """ "Who's going to Japan": a place and nobody's name."""
    led = re.search(rf"\b(?:to|in|from|for|around) (?:the )?{name}\b", wording, re.IGNORECASE)
    return led is not None and mentions_a_place(name)


def _looks(services: Services, query: Query, described: Candidate | None) -> Iterator[_Look]:
    me = user(services)
    with services.deciding:
        named = bool(services.router.known.by_name.mentions(query.text))
    of = [] if named else list(names_told_of(services, query.text))
    for name, holders in of:
        for holder in holders:
            if described is None or described.persona_id == holder:
                yield _Look(holder, notes_of(services, [holder])[holder], name)
    if described is not None and not named and not of:
        holder = described.persona_id
        yield _Look(holder, notes_of(services, [holder])[holder])
    elif me is not None and not named and not of:
        yield _Look(me.id, notes_of(services, [me.id])[me.id])


def _told_in(services: Services, question: str, did: str, look: _Look) -> PersonAnswer | None:
    me = user(services)
    is_users = me is not None and me.id == look.holder
    name = services.store.people.names()[look.holder]
    reading = services.reader.read(question, look.notes, name="I" if is_users else name)
    for place in reading.found[:1]:
        fragment = _around(FRAGMENT, place)
        full = support(did, fragment) is Support.FULL
        own = called(name, tuple(each.text for each in look.notes))
        if look.of:
            counts = has_word(fragment, fold(look.of)) and place.probability >= _LEAST_NAMED
        elif is_users:
            clause = _around(_CLAUSE, place)
            counts = support(did, clause) >= Support.SOME and place.probability >= _LEAST_OWN
        else:
            counts = full and place.probability >= _LEAST_SAID
        if not counts or stance(did, fragment) is Stance.DENIES:
            return None
        who = _named_in(place.span, look.of)
        theirs = own & set(re.findall(r"[^\W\d_]+", place.span.lower()))
        first = re.match(r"\W*([^\W\d_]+)", fragment)
        begun = first is not None and first[1].lower() in own
        by_them = full and begun and not is_said_of_another(place, own, ())
        by_them = by_them and len(key_groups(did)) > bool(look.of)
        if not who and not is_users and (theirs or by_them):
            who = name
        if who:
            return PersonAnswer(
                look.holder,
                name,
                place.sentence,
                place.note.date,
                place.note.triplet_id,
                place.probability,
                who,
            )
    return None


def _around(pattern: re.Pattern[str], place: Found) -> str:
    """The part of the note, of those that a pattern cuts it into, in which a place ends."""
    end = place.start + len(place.span)
    return next(
        (it.group() for it in pattern.finditer(place.note.text) if it.start() < end <= it.end()),
        place.sentence,
    )


def _named_in(span: str, of: str) -> str:
    """Whoever a span names, beside the one whom the question names; "" where it names nobody."""
    if by := _BY.search(span):
        span = span[by.end() :]
    for match in _SOMEBODY.finditer(span):
        words = match.group().strip().split()
        if not (of and has_word(match.group(), fold(of))) and not _is_thing(words):
            return " ".join(words)
    return ""


def _is_thing(words: Sequence[str]) -> bool:
    """Whether what looks like a name is an everyday word or an animal: "Cat"."""
    key = fold(words[-1])
    return len(words) == 1 and (is_no_name(key) or WIDER.get(bare(key)) == "pet")


def in_words(services: Services, found: PersonAnswer) -> str:
    """The answer with the sentence, and whose note it is in."""
    if found.answer == found.name:
        return f"{with_sentence(found)}."
    note = Note(found.sentence, found.date, found.triplet_id)
    place = Found(note, found.sentence, found.answer, 0, found.probability)
    told = answer_text(Reading(True, found.probability, found.answer, (place,)))
    me = user(services)
    own = me is not None and me.id == found.persona_id
    return told if own else f"{told} It is in a note of {found.name}."

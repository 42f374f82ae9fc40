"""Lists by where people live or come from: "who lives abroad", "anyone outside the UK", "who is
from Chile or Barbados", "who lives in Mylor now".

Where somebody lives is what the same parsing and the same reader say of one person; the country is
that of the place, or else that of the one country that its sentence names.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from persona_assistant.assistant.fragments import fragments, place_at
from persona_assistant.assistant.list_members import led_by_kin
from persona_assistant.assistant.list_owners import Owners
from persona_assistant.language.claims import Stance
from persona_assistant.language.countries import (
    ABROAD,
    countries_asked,
    countries_named,
    country_of,
    home_country,
    is_of_a_nation,
    mentions_a_place,
)
from persona_assistant.language.nicknames import called
from persona_assistant.language.regions import country_of_region, region_named, regions_in
from persona_assistant.pmg import Note
from persona_assistant.reader.home_history import SURE, Home, history_of, homes_of, stems
from persona_assistant.reader.home_owners import is_own
from persona_assistant.reader.home_ties import Tie
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import AnyReader, Found, Reading

People: TypeAlias = Mapping[int, tuple[str, Sequence[Note]]]
Stances: TypeAlias = list[tuple[Stance, Found]]
Finder: TypeAlias = Callable[[AnyReader, People], dict[int, Stances]]

_LIVING = re.compile(
    r"^(?:does|did|has|is|was) she (?:still |currently )?(?:live|lived|living|moved|move|be|been|"
    r"based|settled|stay|in|abroad|overseas|outside|gone|went|go)\b",
    re.I,
)
_OUTSIDE = re.compile(r"\boutside (?:of )?(?:the )?(?P<where>[\w ]+?)\?$", re.I)
_COMES = re.compile(
    r"^(?:is|does|was|did) she (?:originally )?(?:come |born (?:and raised )?|grow up |raised )?"
    r"(?:originally )?(?:from|in) (?P<where>[\w ,-]+?)(?: originally)?\?$",
    re.I,
)
_NATIONAL = re.compile(
    r"^is she (?:an? )?(?:originally )?(?P<what>[a-z]+(?:(?:,|,? or|/) (?:an? )?[a-z]+)*)"
    r"(?: by birth| originally| national| person)?\?$",
    re.I,
)
_ORIGINS = (Tie.FROM, Tie.BORN, Tie.RAISED)
_IN_PLACE = re.compile(
    r"^(?:(?:does|is) she (?:live|living|based)|is she)(?: (?:out|over|up|down|somewhere|still))*"
    r" (?:in|at|on|near) (?:the )?(?P<where>[^?]+)\?$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Asked:
    countries: frozenset[str]
    outside: bool
    """Whether those are meant who live in none of the countries."""
    region: str | None = None
    """The part of the one country that is meant."""

    def meant(self, place: Found) -> bool | None:
        """Whether a place is one that is asked for; None where that is not known."""
        country = _country(place)
        if self.region is None or (country is not None and country not in self.countries):
            return None if country is None else (country in self.countries) is not self.outside
        known = regions_in(place.span) or regions_in(_without_origins(place.sentence))
        return (self.region in known) is not self.outside if len(known) == 1 else None


def needs_a_country(question: str) -> bool:
    """Whether a question depends on where the user lives: "who lives abroad"."""
    return bool(_LIVING.match(question) and ABROAD.search(question))


def finder(question: str, texts: Sequence[str]) -> Finder | None:
    """What finds out whose home or origin a question asks for; None for another question. `texts`
    are all notes, which tell in which country the user lives."""
    if _CARED_FOR.match(question):
        return lambda _, people: {i: list(_in_care(*each)) for i, each in people.items()}
    if _LIVING.match(question) and (asked := _asked(question, texts)) is not None:
        return lambda reader, people: _by_homes(asked, reader, people)
    comes = _COMES.match(question)
    region = region_named(comes["where"]) if comes is not None else None
    countries = countries_named(comes["where"]) if comes is not None else frozenset()
    if region is not None:
        countries = frozenset({country_of_region(region)})
    if countries:
        origin = _Asked(countries, outside=False, region=region)
        return lambda _, people: {i: list(_of_origin(origin, *each)) for i, each in people.items()}
    return None


def _asked(question: str, texts: Sequence[str]) -> _Asked | None:
    if ABROAD.search(question):
        own = home_country(texts)
        return _Asked(frozenset({own}), outside=True) if own else None
    outside = _OUTSIDE.search(question)
    where = outside or _IN_PLACE.match(question)
    if where is not None and (region := region_named(where["where"])) is not None:
        return _Asked(frozenset({country_of_region(region)}), outside is not None, region)
    if outside:
        countries = countries_named(outside["where"])
        return _Asked(countries, outside=True) if countries else None
    asked = countries_asked(question)
    return _Asked(asked, outside=False) if asked is not None else None


def _by_homes(asked: _Asked, reader: AnyReader, people: People) -> dict[int, Stances]:
    told = {i: each for i, each in people.items() if any(_names_a_place(n.text) for n in each[1])}
    found: dict[int, Stances] = {}
    for persona, reading in reader.read_people("Where does she live?", told).items():
        home = _home(reading, *told[persona])
        meant = asked.meant(home) if home is not None else None
        if home is not None and meant is not None:
            found[persona] = [(Stance.STATES if meant else Stance.DENIES, home)]
    return found


def _home(reading: Reading, name: str, notes: Sequence[Note]) -> Found | None:
    """Where somebody lives: by the reader, or by what is parsed where the reader is unsure."""
    if reading.answered:
        return reading.found[0]
    present = _present(name, notes)
    return present.place(reading.found) if present is not None else None


def _country(home: Found) -> str | None:
    """The country of a home: its own, or the one that its sentence names."""
    behind = home.note.text[home.start + len(home.span) :]
    known = country_of(home.span, re.split(r"\bfrom\b", behind)[0])
    if known is not None:
        return known
    beside = countries_named(_without_origins(home.sentence))
    return next(iter(beside)) if len(beside) == 1 else None


def _without_origins(sentence: str) -> str:
    return re.sub(r"\bfrom [^.;]*", "", sentence)


def _names_a_place(text: str) -> bool:
    return mentions_a_place(text) or bool(regions_in(text))


def _present(name: str, notes: Sequence[Note]) -> Home | None:
    return history_of(list(_own(name, notes)))[1]


def _own(name: str, notes: Sequence[Note]) -> Iterator[Home]:
    names = " ".join(sorted(called(name, tuple(each.text for each in notes))))
    for home in homes_of(notes, datetime.date.today()):
        if is_own(home, name, names, notes):
            yield home


def _of_origin(asked: _Asked, name: str, notes: Sequence[Note]) -> Iterator[tuple[Stance, Found]]:
    for home in _own(name, notes):
        if home.stated.tie not in _ORIGINS:
            continue
        place = home.place(())
        meant = asked.meant(replace(place, sentence=place.span))
        if meant is not None:
            yield (Stance.STATES if meant else Stance.DENIES), place
    own = "|".join(map(re.escape, called(name, tuple(each.text for each in notes))))
    for note in notes:
        for match in re.finditer(
            rf"(?:(?i:\b(?:{own})(?:, [\w -]{{1,30}})? from)|{_FOREIGN}) {_PLACE}", note.text
        ):
            place = Found(
                note, sentence_at(note.text, match.start()), match[1], match.start(1), SURE
            )
            if asked.meant(replace(place, sentence=place.span)):
                yield Stance.STATES, place
    if asked.region is None:
        yield from _of_nation(asked, name, notes)


def _of_nation(asked: _Asked, name: str, notes: Sequence[Note]) -> Iterator[tuple[Stance, Found]]:
    """Places that call somebody by their nation alone: "oksana, ukrainian, accountant"."""
    owners = Owners(name, notes)
    for note, start, text in fragments(notes):
        for match in _NATION.finditer(text):
            who = match["what"].lower()
            if not is_of_a_nation(who) or not countries_named(who) & asked.countries:
                continue
            place = place_at(note, start + match.start("what"), start + match.end("what"), SURE)
            if not led_by_kin(text[: match.start()], owners.own) and not owners.is_of_another(
                place
            ):
                yield Stance.STATES, place


_NATION = re.compile(
    r"(?:^|[,;:–-] ?|\b(?:is|he's|she's|hes|shes) )(?:originally |half )?(?P<what>[a-z]+)"
    r"(?=\s*(?:$|[,;.!?(]))",
    re.I,
)


_FOREIGN = (
    r"(?i:(?:^|[.;!?,\n] ?)(?:\w+ )?(?:é d[eao]|es de|è di|viene d[ea]|vient d[eu]|"
    r"(?:kommt|ist|stammt) aus|originaire d[eu]))"
)
"""The same in other languages."""
_PLACE = r"([A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)*)"


_CARE = r"(?:care|nursing|retirement|residential|rest|old people['’]?s|old folks['’]?)"
_CARED_FOR = re.compile(
    rf"^(?:does|is) she (?:live |living |now |still )*in an? (?:{_CARE} )?home(?: now)?\?$", re.I
)
_IN_CARE = re.compile(
    rf"\b{_CARE} home\b|\b(?:in|into|to) (?:a|the) home\b(?! (?:in|on|of|for)\b)|\bpflegeheim\b|"
    r"\bseniorenheim\b|\bresidencia de ancianos\b|\b(?:moved|gone|went|settled|is|now|mum|dad) "
    r"(?:\w+ )?(?:into|in|to) (?-i:[A-Z]\w+(?: [A-Z]\w+)?)(?: today| now)?,? \(?room \d",
    re.I,
)
_NO_RESIDENT = re.compile(
    r"\b(?:work\w*|job|nurse|carer|cook\w*|manage\w*|runs?|visits?|visiting|volunteer\w*|shifts?|"
    r"looking at|look round|might|may need|not|never|wants?|refuse\w*|if)\b|n['’]t\b",
    re.I,
)


def _in_care(name: str, notes: Sequence[Note]) -> Iterator[tuple[Stance, Found]]:
    """Places that say that somebody lives in a care home."""
    owners = Owners(name, notes)
    for note, start, text in fragments(notes):
        match = _IN_CARE.search(text)
        if match is None or _NO_RESIDENT.search(text[: match.end()]):
            continue
        place = place_at(note, start + match.start(), start + match.end(), SURE)
        if not led_by_kin(text[: match.end()], owners.own) and not owners.is_of_another(place):
            yield Stance.STATES, place


def with_present_homes(
    question: str, stances: dict[int, Stances], people: People
) -> dict[int, Stances]:
    """How everybody stands to a question for those who live in a place, with the homes that are
    parsed: who has moved there, and who has moved on since."""
    match = _IN_PLACE.match(question)
    wanted = stems(match["where"]) if match else set()
    if match is None or not wanted:
        return stances
    found = dict(stances)
    for persona, (name, notes) in people.items():
        present = _present(name, notes)
        if present is None:
            continue
        if wanted <= stems(present.stated.text):
            place = present.place(())
            if any(_back_from(match["where"], each, place) for each in notes):
                found[persona] = [(Stance.FORMER, place)]
                continue
            found[persona] = [(Stance.STATES, place), *stances.get(persona, [])]
            continue
        found[persona] = [
            (Stance.FORMER if how is Stance.STATES and _has_moved(present, at) else how, at)
            for how, at in stances.get(persona, [])
        ]
    return found


def with_origins(question: str, stances: dict[int, Stances], people: People) -> dict[int, Stances]:
    """How everybody stands to a question for those of a nation, with where they come from: of "who
    is Irish" who is from Cork."""
    match = _NATIONAL.match(question)
    parts = re.split(r",? or |, |/", re.sub(r"\ban? ", "", match["what"])) if match else []
    if not parts or not all(is_of_a_nation(each) or region_named(each) for each in parts):
        return stances
    found = dict(stances)
    for part in parts:
        region = region_named(part)
        countries = {country_of_region(region)} if region else countries_named(part)
        asked = _Asked(frozenset(countries), outside=False, region=region)
        for persona, told in people.items():
            own = [each for each in _of_origin(asked, *told) if each[0] is Stance.STATES]
            found[persona] = [*own, *found.get(persona, [])]
    return {persona: each for persona, each in found.items() if each}


def _back_from(where: str, note: Note, place: Found) -> bool:
    """Whether a newer note says that they are back from a place."""
    newer = note.date and place.note.date and note.date > place.note.date
    gone = (
        rf"\b(?:back|home|returned|moved) (?:\w+ )?from {re.escape(where)}\b(?! (?:trip|holiday))"
    )
    return bool(newer) and re.search(gone, note.text, re.I) is not None


def _has_moved(present: Home, place: Found) -> bool:
    """Whether a newer note tells of another home than a place. A flat bought in a district that no
    list of towns names may be in the same town."""
    newer = present.note.date and place.note.date and present.note.date > place.note.date
    said = present.note.text[: present.stated.start]
    within = not mentions_a_place(present.stated.text) and _BOUGHT.search(said) is not None
    return bool(newer) and not within


_BOUGHT = re.compile(r"\b(?:bought|buying|keys (?:to|for)|new (?:flat|house))\b[^.;\n]*\W*$", re.I)


__all__ = ["finder", "needs_a_country", "with_origins", "with_present_homes"]

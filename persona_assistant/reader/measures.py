"""What is told in figures and changes: a price, a dose, the day and the hour of a lesson.

Two notes tell the rent, or when the cleaner comes: the newer one holds. It may not say of what it
speaks ("put his price up to £70"), so one that tells of a change counts where it names nothing
else; and one that says both ("from 5mg to 10mg") answers with the new figure, or with the old one
where that is asked for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from persona_assistant.language.chats import is_user
from persona_assistant.language.contacts import Kind, find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import DateOrder
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import STOP, words
from persona_assistant.reader.asked_time import BEFORE, STILL, asks_for_first, says
from persona_assistant.reader.home_ties import is_wished
from persona_assistant.reader.home_times import day_ahead
from persona_assistant.reader.places import bounds_of
from persona_assistant.reader.reading import Found
from persona_assistant.reader.standing import Holds, standing
from persona_assistant.reader.stated import history

_LEAST = 0.15
"""How probable a place must be that tells of a change of the thing."""
_LIKELY = 0.4
"""How probable one must be that tells of no change."""
_SURELY = 0.75
"""What part of the best one's probability makes a change one of what the question asks for."""
WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|mon|tues?|weds?|thurs?|fri|sat|sun)\b"
_CLOCK = r"\d{1,2}(?:[.:]\d\d)?\s?(?:am|pm)\b|\d{1,2}[.:]\d\d\b|\bnoon\b|\bhalf (?:past )?\w+"
_FORMS = {
    "amount": (
        r"\b(?:tenner|fiver)\b|[£$€]\s?\d|\d\s?(?:quid|pounds?|euros?|dollars?|[£$€]|p\b)"
        r"|\d[\d.,]* (?:an?|per) "
    ),
    "time": rf"{_CLOCK}|^\d{{1,2}}$|\bat \w+",
    "day": WEEKDAY,
    "dose": r"\d\s?(?:mg|mcg|µg|g|ml|iu|units?|tablets?|pills?|puffs?|drops?|sachets?)\b",
    "often": (r"\b(?:every|once|twice|daily|weekly|monthly|times|(?:a|per) (?:week|month|year))\b"),
}
_DOSE = (
    r"\b(?:dose|doses|dosage|mg|milligrams?|strength)\b"
    r"|\bhow (?:much|many) .+\b(?:on|taking|takes?)\b"
)
_ONCE = (
    r"\b(?:owe[ds]?|owing|lend|lent|borrow(?:ed)?|loan(?:ed)?|saved?|did|will|won|raised?|spent"
    r"|gave|give|worth|in total|altogether|birthday|bday|born|due|ago|party|wedding|since)\b"
)
"""What is asked of one occasion, or adds up."""
_OF_THEN = r"\b(?:was|were|had|last year|(?:19|20)\d\d)\b"
_CHANGED = (
    r"\b(?:now|nowadays|these days|currently|changed?|changing|moved?|moving|up(?:ped)?|down"
    r"|rais\w+|increas\w+|reduc\w+|lower\w+|dropp\w+|cut|gone|goes|went|going|new|switch\w+|swapp\w+"
    r"|renewed|instead|rather than|asked for|from now|put|doubled|halved|back|only)\b"
)
_FRAME = frozenset(
    word.stem
    for word in words(
        "much many pay paid cost charge price rate fee hourly hour time day date when week weekly"
        " month monthly year come go get take give do be dose dosage strength mg often now current"
        " currently today days change changed changing move moved moving put up upped down raise"
        " raised raising increase increased reduce reduced lower lowered drop dropped cut new"
        " switch switched swap swapped renew renewed instead only can morning afternoon evening"
        " pm am january february march april may june july august september october november"
        " december monday tuesday wednesday thursday friday saturday sunday mondays tuesdays"
        " wednesdays thursdays fridays saturdays sundays pound euro dollar quid per back double"
        " half start end doctor dr bit little again since"
    )
) | {"£", "$", "€"}
_NUMBER = r"[£$€]?\d+(?:[.,:]\d+)*(?:\s?(?:mg|mcg|ml|g|k|am|pm|%|quid|[£$€])(?!\w))?"
FROM_TO = (
    rf"(?:\bfrom\s)?(?<![\w.])(?P<old>{_NUMBER}|{WEEKDAY})(?:\s(?:an?|per)\s\w+)?"
    rf"\s(?:up |down )?(?:to|into|->|→)\s(?P<new>{_NUMBER}|{WEEKDAY})"
)
NOT_BUT = (
    rf"(?<![\w.])(?P<new>{_NUMBER}|{WEEKDAY})(?:\s(?:an?|per)\s\w+)?,?(?:\s(?:now|instead))?,?\s\(?"
    r"(?:and\s)?(?:was|used to be|up from|down from|instead of|rather than|not|no longer)\s"
    rf"(?:on\s)?(?P<old>{_NUMBER}|{WEEKDAY})"
)
_RATE = r"\d\s?(?:an?|per|/)\s?(?:hour|hr|h|walk|lesson|session|visit|week|month|night)\b"
"""What is paid again and again."""
_CHANGES = (
    r"\b(?:chang\w+|mov\w+|rais\w+|increas\w+|reduc\w+|lower\w+|dropp\w+|cut|went|gone|goes|going"
    r"|up|down|upped|switch\w+|swapp\w+|put|rose|fell)\b"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a question asks for in figures, the place that holds first."""

    found: tuple[Found, ...]
    answer: str
    history: str = ""
    earlier: Found | None = None


def of_the_change(question: str, found: Sequence[Found]) -> Sequence[Found]:
    """The places, of "from 5mg to 10mg" the span cut to the new figure, or to the old one where a
    question asks for what was before."""
    side = "old" if says(BEFORE, plain(question)) else "new"
    return [_cut_to_side(each, side) for each in found]


def _tells_both(place: Found) -> bool:
    """Whether a place is what was before in "from £14 to £16"."""
    matches = compiled(FROM_TO).finditer(place.note.text)
    return any(each.start("old") == place.start for each in matches)


def _cut_to_side(place: Found, side: str) -> Found:
    text, end = place.note.text, place.start + len(place.span)
    for match in compiled(NOT_BUT).finditer(text):
        if match.start() < end and place.start < match.end():
            start, stop = match.span(side)
            return replace(place, span=text[start:stop].strip(), start=start)
    for match in compiled(FROM_TO).finditer(text):
        first, last = match.span("old") if side == "new" else match.span()
        if not (first < end and place.start < last):
            continue
        before = re.split(r"[.;\n!?]", text[: match.start()])[-1]
        if not compiled(_CHANGES).search(before):
            continue
        start, stop = match.span(side)
        return replace(place, span=text[start:stop].strip(), start=start)
    return place


def of_the_form(question: str, kind: Kind | None, found: Sequence[Found]) -> tuple[Found, ...]:
    """The places; where the likeliest one tells a price, a time or a dose as it is asked for, those
    that tell none less probable: "stage 7" is no newer hour."""
    form = _form(plain(question), kind)
    if form is None or not found or not _has(form, found[0]):
        return tuple(found)
    return tuple(each if _has(form, each) else each.unfit for each in found)


def measured(
    question: str,
    found: Sequence[Found],
    *,
    kind: Kind | None,
    name: str | None,
    today: datetime.date,
    order: DateOrder = "auto",
) -> Measured | None:
    """What holds of several places that tell what is asked for; None for another question, and
    where no two of them do."""
    asked = plain(question)
    before = says(BEFORE, asked)
    once = compiled(_ONCE).search(re.sub(r"\bdid\b", "", asked) if before else asked)
    at_first = asks_for_first(asked)
    if says(STILL, asked) or once:
        return None
    if compiled(_OF_THEN).search(asked) and not (before or at_first):
        return None
    thing = thing_asked(asked, name)
    if not thing and name is not None and is_user(name):
        return None  # of all that the user pays nothing says which is meant
    form = _form(asked, kind)
    found = [_at_the_thing(each, form, thing) for each in found]
    places = [each for each in found if each.note.date and form and _has(form, each)]
    if form is None:
        places = _in_the_same_words(asked, kind, found)
    alike = of_one_thing(places, thing, name)
    holding = [each for each in alike if holds_now(each, today, order)]
    both = before and any(map(_tells_both, holding))
    if len({each.note.date for each in holding}) < 2 and not both:
        return None
    ordered = sorted(holding, key=newness, reverse=True)
    at = 1 if before and not at_first and not _tells_both(ordered[0]) else 0
    if before and not at_first:
        day = ordered[0].note.date
        ordered = [ordered[0], *(each for each in ordered if each.note.date != day)]
    if at_first:
        ordered.reverse()
    chosen = replace(ordered[at], probability=_together(holding))
    rest = [each for each in found if each is not ordered[at]]
    answer = _with_its_day(chosen) if form in ("time", "day") else chosen.span
    answer = re.sub(r"^(?:up |down )?to\s", "", answer)
    older = next((each for each in ordered[at + 1 :] if plain(each.span) != plain(answer)), None)
    if before or at_first or older is None or older.note.date == chosen.note.date:
        return Measured((chosen, *rest), answer)
    told = history("", chosen.note.date, older.span)
    return Measured((chosen, *rest), answer, told, older)


def thing_asked(asked: str, name: str | None) -> set[str]:
    """The words of a question for a price, a dose or a time that say of what: "rent", "piano"."""
    own = {word.stem for word in words(name or "")}
    said = re.sub(r"(?<=\w)['’]s?\b", "", asked)
    return _content(said) - own


def _content(text: str) -> set[str]:
    said = re.sub(r"(?<=\w)['’]s?\b", "", plain(text))
    return {
        word.stem.removesuffix("s") if len(word.stem) > _SHORT else word.stem
        for word in words(said)
        if word.content and word.lower not in STOP and not word.lower[:1].isdigit()
    } - _FRAME


_SHORT = 3


def _form(asked: str, kind: Kind | None) -> str | None:
    if kind == "amount":
        return "amount"
    if re.search(r"\bhow often\b", asked):
        return "often"
    if kind is None and re.search(_DOSE, asked):
        return "dose"
    if kind == "time":
        return "time"
    if kind is None and re.search(r"\b(?:what|which) days\b", asked):
        return "day"
    if kind == "date" and not re.search(r"\b(?:month|year|date)\b", asked):
        return "day"
    return None


def _has(form: str, place: Found) -> bool:
    if form == "time" and find_details(place.span, "time"):
        return True
    said = _with_its_day(place) if form == "day" else place.span
    return compiled(_FORMS[form]).search(said) is not None


def _in_the_same_words(asked: str, kind: Kind | None, found: Sequence[Found]) -> list[Found]:
    """Of places that say the same but for the figures: "stage 5", "stage 7"."""
    if kind is not None or not re.search(r"\b(?:what|which)\b", asked):
        return []
    likely = [each for each in found if each.note.date and each.probability >= _LIKELY]
    if not likely or not re.search(r"\d", likely[0].span) or not re.search("[a-z]", likely[0].span):
        return []
    shape = _shape(likely[0].span)
    return [each for each in likely if _shape(each.span) == shape]


def _shape(span: str) -> str:
    return re.sub(r"\d+(?:[.,:]\d+)*", "0", plain(span))


def _at_the_thing(place: Found, form: str | None, thing: set[str]) -> Found:
    """Of "10mg ramipril, 40mg simvastatin" the figure beside what is asked for."""
    figure = compiled(_FIGURES.get(form or "", r"(?!)"))
    begin, end = bounds_of(place)
    if end - begin > _LONGEST or len(figure.findall(place.sentence)) < 2:
        return place
    for start, stop in _parts(place.note.text, begin, end):
        part = place.note.text[start:stop]
        told = figure.findall(part)
        if len(told) == 1 and thing & _content(part):
            if start <= place.start < stop:
                return place
            return replace(place, span=told[0], start=start + part.index(told[0]))
    return place


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """From where to where the parts of an enumeration stand."""
    for cut in compiled(r"[,;]\s|\sand\s|\s[&+]\s").finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


_FIGURES = {
    "dose": r"\d+(?:[.,]\d+)?\s?(?:mg|mcg|µg|g|ml|iu)\b",
    "amount": r"[£$€]\s?\d+(?:[.,]\d+)*",
}
_LONGEST = 300


def of_one_thing(places: Sequence[Found], thing: set[str], name: str | None) -> list[Found]:
    """The likeliest place and those that tell of the same."""
    own = {word.stem for word in words(name or "")}
    naming = [each for each in places if thing & _content(each.sentence)]
    likely = [each for each in naming or places if each.probability >= _LIKELY]
    if not likely:
        return []
    best = max(likely, key=lambda each: each.probability)
    near = (_content(best.sentence) | thing) - own
    alike = [best]
    for each in sorted(places, key=lambda it: it.note.date or datetime.date.min):
        if each is best or each.probability < _LEAST:
            continue
        said = _content(each.sentence) - own
        changed = compiled(_CHANGED).search(each.sentence) is not None
        share = _SURELY if thing else _LIKELY
        surely = not naming and each.probability >= share * best.probability
        regular = compiled(_RATE).search(each.sentence) is not None
        told = (changed or regular) and (not said or said & near or surely)
        named = each in naming or (not naming and said & near)
        if told or (named and each.probability >= _LIKELY):
            alike.append(each)
            near |= said if changed else set()
    return alike


def holds_now(place: Found, today: datetime.date, order: DateOrder = "auto") -> bool:
    """Whether a place tells what is so by now, and nothing wished or to come."""
    text, end = place.note.text, place.start + len(place.span)
    if standing(place, order).holds is Holds.NO or is_wished(text, place.start):
        return False
    clause = re.split(r"[,;\n!?(]", text[: place.start])[-1] + place.span
    clause += re.split(r"[,;\n!?)]|\.\s", text[end:])[0]
    clause = compiled(WEEKDAY).sub("", clause)
    day = day_ahead(clause, place.note.date, order) if place.note.date else None
    return day is None or day <= today


def newness(place: Found) -> tuple[datetime.date, bool, float]:
    """What tells which of two places is the newer, the greater one."""
    changed = compiled(_CHANGED).search(place.sentence) is not None
    return place.note.date or datetime.date.min, changed, place.probability


def _together(places: Sequence[Found]) -> float:
    """How sure it is that one of them answers: the network divides its belief between them."""
    none = 1.0
    for each in places:
        none *= 1 - each.probability
    return 1 - none


def _with_its_day(place: Found) -> str:
    """The hour with the day that stands right before it: "thursdays at 6"."""
    day = compiled(rf"\b{WEEKDAY}(?:\s(?:mornings?|afternoons?|evenings?))?,?\s(?:at\s)?$").search(
        place.note.text[: place.start]
    )
    return f"{day.group()}{place.span}" if day else place.span


__all__ = ["Measured", "measured", "of_the_change", "of_the_form", "thing_asked"]

"""What somebody is or was called: a maiden name, a surname, a real name.

Names stand in notes without a word that says what they are: "Ida Berg from choir", "she's Ida Holm
now", "Ada kept her own name, Quist". Which is the maiden name is told by the days of the notes, and
whether somebody took a name by what they did with their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.language.nicknames import nicknames
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_relative import AskedRelative, asked_words
from persona_assistant.reader.layout import bounds
from persona_assistant.reader.noted_names import NAME, no_name
from persona_assistant.reader.reading import Found
from persona_assistant.reader.relatives import SURE, relatives

_MARRIED = r"(?:got\s|gets\s|was\s|is\s)?(?:married|marr(?:y|ying)|the\s(?:wedding|marriage))"
_MAIDEN = re.compile(
    r"\b(?:maiden name|birth name|geburtsname|madchenname|nom de jeune fille)\b|\bnee\b"
    r"|\b(?:old|former|previous|original)\s(?:surname|last name|family name)\b"
    r"|\b(?:was|were)\b.*\b(?:surname|(?:last|family|married) name)\b"
    rf"|\b(?:called|name)\s(?:was\s)?before\s(?:\w+\s)?{_MARRIED}"
)
_SURNAME = re.compile(r"\b(?:surname|last name|family name|married name|nachname)\b")
_REAL = re.compile(
    r"\b(?:real|actual|proper|full|true|given|legal|whole|complete|official)\s(?:first\s)?name\b"
    r"|\breally\scalled\b|\bcalled\sreally\b"
)
_DONE = re.compile(
    r"\b(?:take|took|taken|keep|kept|change|changed|adopt|adopted)\b.*\b(?:name|surname)\b"
)
_KEPT = (
    r"\b(?:kept|keeps?|keeping|stuck with)\s(?:to\s)?(?:her|his|their)\s"
    rf"(?:(?:own|maiden|old|last|family|birth)\s)*(?:name|surname)\b(?:,?\s(?P<who>{NAME}))?"
)
_STAYS = rf"\b(?:stays|stayed|remains|remained|keeps?|kept|keeping)\s(?P<who>{NAME})"
_WAS = rf"\bwas\s(?:an?\s|called\s)?(?P<who>{NAME})\s(?:before|until|till)\b"
_TOOK = (
    rf"\b(?:took|takes|taking|has taken|adopted)\s(?:on\s)?(?:her|his|their|{NAME}['’]s?)\s"
    r"(?:[\w'’-]+\s)?(?:name|surname)\b"
)
_BORN = rf"\b(?:née|nee|geb\.|geborene|maiden name(?:\s(?:is|was))?:?)\s(?P<who>{NAME})"


def with_surnames(
    question: str, found: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Sequence[Found]:
    """The places of the network after those that tell the name asked for; unchanged where none is
    asked for."""
    text = plain(question)
    told = list(_told(text, question, notes, name)) if name else []
    if not told:
        return found
    return (*told, *(each for each in found if each.sentence != told[0].sentence))


def _told(text: str, question: str, notes: Sequence[Note], name: str | None) -> Iterator[Found]:
    kin = asked_words(question)
    own = (name or "").split()
    if _DONE.search(text):
        yield from _done(notes, own)
    elif _MAIDEN.search(text) and not kin:
        yield from _before(notes, own)
    elif _SURNAME.search(text):
        yield from _of_relative(kin, notes, name) if kin else _latest(notes, own)
    elif _REAL.search(text) and not (kin or any(_REAL.search(plain(each.text)) for each in notes)):
        known = nicknames(name or "", [each.text for each in notes])
        least = 2 if _says(text, own) and not known else 1
        yield from (each for each in _in_full(notes, own) if len(each.span.split()) >= least)


def _says(text: str, own: Sequence[str]) -> bool:
    """Whether a question uses the name somebody is remembered by."""
    return any(re.search(rf"\b{re.escape(plain(part))}", text) for part in own if len(part) > 1)


# --- somebody's own name


def _surnames(notes: Sequence[Note], own: Sequence[str]) -> list[Found]:
    """Every surname that the notes put behind somebody's first name; the oldest note first."""
    pattern = compiled(rf"\b(?i:{re.escape(own[0])})\s(?P<who>{NAME})")
    dated = sorted(notes, key=lambda each: each.date.toordinal() if each.date else 0)
    return [place for note in dated for place in _places(pattern, note)]


def _before(notes: Sequence[Note], own: Sequence[str]) -> Iterator[Found]:
    forms = (compiled(_BORN), compiled(_WAS))
    born = [place for form in forms for note in notes for place in _places(form, note)]
    surnames = _surnames(notes, own)
    several = len({plain(each.span) for each in surnames} | {plain(own[-1])}) > 1
    yield from born
    if several and not born:
        yield from surnames[:1]
    elif not born:
        yield from _done(notes, own)


def _latest(notes: Sequence[Note], own: Sequence[str]) -> Iterator[Found]:
    yield from _surnames(notes, own)[-1:]


def _in_full(notes: Sequence[Note], own: Sequence[str]) -> Iterator[Found]:
    """Where the notes have most of the name that somebody is remembered by."""
    parts = "|".join(re.escape(part) for part in own)
    pattern = compiled(rf"\b(?P<who>(?i:{parts})(?:\s(?i:{parts}))*)\b")
    places = [place for note in notes for place in _places(pattern, note)]
    yield from sorted(places, key=lambda each: -len(each.span.split()))[:1]


# --- what was done with a name, and a relative's


def _done(notes: Sequence[Note], own: Sequence[str]) -> Iterator[Found]:
    for note in sorted(notes, key=lambda each: -each.date.toordinal() if each.date else 0):
        for pattern in (_KEPT, _TOOK):
            yield from _places(compiled(pattern), note, whole=True)
        yield from _places(
            compiled(_STAYS), note, whole=True, keep=lambda who: plain(who) in map(plain, own)
        )


def _of_relative(kin: frozenset[str], notes: Sequence[Note], name: str | None) -> Iterator[Found]:
    named = relatives(AskedRelative(kin, False), notes, name)
    first = {plain(each.span.split()[0]) for each in named}
    for note in notes:
        told = set(re.findall(r"[^\W\d_]+", plain(note.text)))
        if first & told:
            yield from _places(compiled(_KEPT), note)
    for each in named:
        if len(parts := each.span.split()) > 1:
            start = each.start + each.span.rindex(parts[-1])
            yield Found(each.note, each.sentence, parts[-1], start, SURE)


def _places(
    pattern: re.Pattern[str],
    note: Note,
    *,
    whole: bool = False,
    keep: Callable[[str], bool] = lambda who: True,
) -> Iterator[Found]:
    """Where the pattern names somebody; `whole`: rather the whole of what it found."""
    for match in pattern.finditer(note.text):
        who = match.groupdict().get("who") or ""
        if (not who and not whole) or (who and (no_name(plain(who)) or not keep(who))):
            continue
        start, end = match.span() if whole else match.span("who")
        span = re.sub(r"['’]s$", "", note.text[start:end])
        sentence = next(note.text[a:b] for a, b in bounds(note.text) if a <= start < b)
        yield Found(note, sentence, span, start, SURE)

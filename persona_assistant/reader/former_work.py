"""The work somebody did before.

Some sentences say it in so many words: "used to sell insurance, now teaches maths", "before
hairdressing she was a nurse". The network finds them, but often points at the work of today beside
it. Where nothing says it, it divides its belief between what somebody does now and what they did;
the dates of the notes say which is which.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from persona_assistant.language.date_words import plain
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import STOP, words
from persona_assistant.language.working import is_work_at, tells_of_work
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_time import ARRIVED, says
from persona_assistant.reader.asked_work import asks_for_work
from persona_assistant.reader.clauses import asked_of_before
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.same_thing import is_newer_work
from persona_assistant.reader.whose import governed_by_relative

_LIKELY = 0.35
_TOGETHER = 0.85
"""How sure the reader must be of the places together that one of them answers."""
_RIGHT = 0.85
_ASKED = re.compile(
    r"\b(?:job|work|occupation|profession|do|does|living)\b.*\b(?:before(?: that)?|previously"
    r"|formerly|earlier)$|\b(?:old|former|previous|last) (?:job|occupation|profession|work)$"
)


def former_work(
    question: str, reading: Reading, notes: Sequence[Note] = (), name: str | None = None
) -> Reading | None:
    """What a sentence says in so many words; else, of a declined reading, the older of two places
    that tell of work. None for another question, and where the dates do not tell them apart."""
    if (told := _told(question, reading, notes, name)) is not None:
        return told
    main, then = asked_of_before(question)
    asked = plain(main).strip(" ?!.") + (" before" if then else "")
    if reading.answered or not _ASKED.search(asked) or says(ARRIVED, plain(question)):
        return None
    places = [each for each in reading.found if each.probability >= _LIKELY and _tells_work(each)]
    came = _roots(then)
    if came and not any(came & _roots(each.sentence) for each in places):
        return None
    dates = {each.note.date for each in places}
    together = sum(each.probability for each in places)
    if None in dates or len(dates) < 2 or together < _TOGETHER:
        return None
    coming = [each for each in places if not came or came & _roots(each.sentence)]
    newest = (min if came else max)(_day(each.note) for each in coming)
    before = [each for each in places if _day(each.note) < newest]
    if not before:
        return None
    best = max(before, key=lambda each: (_day(each.note), each.probability))
    if came and _works_between(best, newest, [each for each in notes if each != best.note]):
        return None
    sure = replace(best, probability=min(together, 1.0) * _RIGHT)
    rest = tuple(each for each in reading.found if each is not best)
    return Reading(True, sure.probability, sure.span, (sure, *rest))


def _tells_work(place: Found) -> bool:
    return is_work_at(place.note.text, place.start, place.start + len(place.span))


# --- said in so many words

_SURE = 0.8
_SEEN = 0.1
"""How probable a sentence must be for the network that says what was before."""
_END = (
    r"(?=\s(?:before|until|till|til|for (?:\w+ ){0,2}(?:years?|yrs?|months?|decades?)|then|but now"
    r"|and (?:now|then)|now|in (?:the )?(?:19|20)\d\d|years ago|back)\b|\s*[,;.!?()\n]|\s+[-–—]"
    r"|\s+&|$)"
)


def _that(name: str) -> str:
    """What was before, up to where it ends."""
    return rf"(?P<{name}>[^\W_](?:[^,;.!?()\n–—]|(?<=\d)[.,](?=\d)){{1,60}}?)" + _END


_WAS = (
    r"\bused to (?:(?:be|work as) )?(?:an? )?"
    + _that("used")
    + r"|\bbefore (?:that|then|this|(?P<then>[\w'’ -]{2,30}?)),? (?:(?:he|she|they)(?:['’]d)? )"
    r"(?:(?:was|were|had been|worked as|worked at|worked for|did|ran) )?(?:an? )?"
    + _that("before")
    + r"|\b(?:was|were|worked as|then|later) an? (?P<was>[^\W_][^,;.!?()\n–—]{1,50}?)"
    r" (?:before|until|till) (?=\w)"
    r"|\b(?:previously|formerly|originally|started (?:out|off) as) (?:was |worked )?(?:as )?"
    r"(?:an? )?" + _that("formerly") + r"|\bretrained from (?:being )?(?:an? )?"
    r"(?P<retrained>[^,;.!?()\n–—]{2,50}?) (?:to|as|into)\b"
)
_ASKS_WAS = r"^what (?:was|were) (?!born)[\w'’-]+(?: [\w'’-]+)?$"
_OF_A_PLACE = r"\b(?:where|who|whom|company|firm|employer|boss|school)\b"
_AFTER = r"\b(?:after|next|first)\b"
_ROOT = 3


def _told(
    question: str, reading: Reading, notes: Sequence[Note], name: str | None
) -> Reading | None:
    """What one sentence says to be what somebody did before; None where several do."""
    asked = plain(question).strip(" ?!.")
    main, then = asked_of_before(question)
    bare = re.sub(_FORMERLY, "", plain(main)).strip(" ?!.")
    of_work = asks_for_work(question, name) or re.search(_ASKS_WAS, bare)
    if not of_work or re.search(_OF_A_PLACE, asked) or says(ARRIVED, asked):
        return None
    if re.search(_AFTER, asked) or not (then or re.search(_FORMERLY, asked)):
        return None
    came = _roots(then)
    told = [each for note in notes for each in _said_before(note)]
    told = [each for each in told if not came & _roots(each.span)]
    if came:
        beside = [each for each in told if came & _roots(each.sentence.replace(each.span, ""))]
        later = any(came & _roots(each.text) for each in notes)
        told = beside or (told if later else [])
    seen = {each.sentence: each.probability for each in reading.found}
    told = [each for each in told if seen.get(each.sentence, 0.0) >= _SEEN]
    if len(told) != 1:
        return None
    best = told[0]
    others = tuple(each for each in reading.found if each.sentence != best.sentence)
    if came and not came & _roots(best.sentence.replace(best.span, "")):
        begun = min((_day(each) for each in notes if came & _roots(each.text)), default=None)
        if begun is None or _works_between(best, begun, notes):
            return None
    here = reading.answered and reading.found[0].sentence == best.sentence
    if not (came or here) and any(is_newer_work(each, best) for each in others):
        return None  # and something else since: that is what was before
    sure = replace(best, probability=max(_SURE, seen[best.sentence]))
    return Reading(True, sure.probability, sure.span, (sure, *others))


def _works_between(before: Found, begun: datetime.date, notes: Sequence[Note]) -> bool:
    """Whether other work is told of after a place, and before what came then had begun."""
    return any(
        tells_of_work(each.text.replace(before.sentence, ""))
        for each in notes
        if _day(before.note) <= _day(each) < begun
    )


def _day(note: Note) -> datetime.date:
    return note.date or datetime.date.min


_FORMERLY = (
    r"\b(?:before|previously|formerly|earlier|originally|used? to|(?:old|former|previous|last) "
    r"(?:job|occupation|profession|work|trade|career))\b"
)


def _said_before(note: Note) -> Iterator[Found]:
    for match in compiled(_WAS).finditer(note.text):
        group = next(
            each for each, said in match.groupdict().items() if said and each not in ("then",)
        )
        start, end = match.span(group)
        if governed_by_relative(note.text, match.start()) or governed_by_relative(note.text, start):
            continue
        if tells_of_work(match.group()):
            span = note.text[start:end].strip()
            yield Found(note, sentence_at(note.text, start), span, start, _SURE)


def _roots(text: str) -> set[str]:
    """The beginnings of its words: "teach" of a teacher and of teaching."""
    stems = (word.stem for word in words(plain(text)) if word.content and word.lower not in STOP)
    return {re.sub(r"(?:er|or|ist)$", "", stem) for stem in stems if len(stem) >= _ROOT}

"""The work of today, where a newer note tells in a few words that the old one is over: "left Boots,
locum now", "made redundant in july", "at Superdrug now".

The network reads "pharmacist at Boots" as work, and hardly "locum now". So the clauses of the newer
notes are looked through for an end of that work, and for what came in its place.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from persona_assistant.language.chats import is_user
from persona_assistant.language.date_words import plain
from persona_assistant.language.dates import find_dates
from persona_assistant.language.genders import gender_of
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import STOP, sentences, words
from persona_assistant.language.working import is_work_at, tells_of_work
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_by
from persona_assistant.reader.asked_time import BEFORE, STILL, asks_for_first, says
from persona_assistant.reader.asked_work import asks_for_work
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.clause_subject import without_subject
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.relative_named import with_relative_named
from persona_assistant.reader.stated import history
from persona_assistant.reader.subject import is_said_of_another

_OF_THEN = r"\b(?:did|was|were|had|used|why|when|how)\b"
_CLAUSE = re.compile(r"[^,;.!?\n()–—]+(?:\.(?=\w)[^,;.!?\n()–—]+)*")
_JOINED = re.compile(r"\s+(?:and|&|but|so|then|-)\s+")
_LEAD = (
    r"(?:(?:and|but|so|then|also|finally|just|has|have|had|is|was|got|been|now|officially)\s"
    r"|['’]?s\s)*"
)
_LEFT = (
    rf"{_LEAD}(?:left|quits?|resigned(?: from)?|finished(?: up)? (?:at|with)|done (?:at|with)"
    r"|(?:jacked|packed|chucked|handed) in|walked out (?:of|on)"
    r"|(?:not|no longer|isn['’]?t|isnt) (?:at|with|in|working (?:at|for))"
    r"|gave up|given up|sold)\s(?P<what>.+)"
)
_JOBLESS = (
    rf"{_LEAD}(?:made redundant|laid off|let go|sacked|fired|out of work|out of a job|unemployed"
    r"|between jobs|stopped working|stopped work|lost (?:his|her|their|the) job|job hunting)\b"
)
_LET_GO = r"(?P<what>.+?)\s(?:have |has )?(?:let (?:her|him|them) go|sacked (?:her|him|them))\b"
_JOB = r"\b(?:job|work|post|company|firm|place|role|position)\b"
_NOW = (
    r"(?P<lead>now|currently)\s(?:(?:is|an?|the|works?|working|doing)\s)*(?P<what>.+)"
    r"|(?P<before>.+?)\s(?:now|nowadays|these days|instead)(?:\s(?:in|at|for|with)\s.+)?"
)
_STARTED = (
    rf"{_LEAD}(?:new (?:job|post|role|gig)\b|(?:(?:got|landed|took|taken) (?:an?|the|her|his) )?"
    r"(?:new )?(?:job|post|role) (?:at|with|as|in|for)\b|join(?:ed|s|ing)\s(?-i:[A-ZÀ-Þ])"
    r"|start(?:s|ed|ing) (?:at|with|as|for)\b"
    r"|work(?:s|ing) (?:at|for|as|in|with)\b|off to (?-i:[A-ZÀ-Þ])"
    r"|gone (?:freelance|self[- ]employed|solo)|went (?:freelance|self[- ]employed|solo)"
    r"|(?:they )?(?:made|promoted) (?:her|him|them) (?!redundant)(?=\w)|promoted to\b"
    r"|set up (?:on|her|his|their)|opened (?:her|his|their|an?)\b)"
)
_BARE = r"(?i)(?:\w+ing|an?|gone|went|self[- ]employed)\b"
_UNPAID = r"\b(?:volunteer\w*|charity|unpaid|allotment|course|class|gym|choir|club)\b"
_COMING = r"(?:starts|starting|joins|joining|off to)\b"
_PLACED = r"(?:at|for|with|in)\s(?:the\s)?(?-i:[A-ZÀ-Þ])"
_SURE = 0.75
"""How sure what the notes say in so many words is to be the work."""
_LONGEST = 600
"""Characters of a sentence that is looked at."""
_SEEN = 0.1
"""How probable the network must hold a clause where nothing says that the old work is over."""
_OLD = 0.2
"""How probable a place must be to tell of work where its words do not."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A clause of a newer note about the person."""

    note: Note
    sentence: str
    text: str
    start: int


def new_work(
    question: str, reading: Reading, notes: Sequence[Note], name: str | None, today: datetime.date
) -> Reading | None:
    """What somebody does today, or a relative of theirs whom the notes name, by a newer note than
    the one that answers; None for another question, and where no newer note tells of a change."""
    if name is None:
        return None
    own = own_names(notes, name)
    others = called_by(notes, name) - own
    named = with_relative_named(question, notes, name)
    said = re.findall(r"[^\W\d_]+", re.sub(r"['’]s\b", "", plain(named.by_name)))
    who = (
        plain(named.who.split()[0]) if named.who else next((it for it in said if it in others), "")
    )
    if who:
        if not _asks_of_now(named.by_name, who):
            return None
        return _told(reading, notes, frozenset({who}), (others | own) - {who}, None, today, who)
    if is_user(name) or not _asks_of_now(question, name):
        return None
    gender = gender_of([each.text for each in notes], name)
    return _told(reading, notes, own, others, gender, today)


def _asked_by_name(question: str, names: Set[str]) -> str:
    """Whom a question asks about by a name that the notes have; "" for nobody."""
    said = re.search(r"(?:\bdoes|['’]s|\bis) ([^\W\d_]+)(?:['’]s)?\b", plain(question))
    return said[1] if said and said[1] in names - _PRONOUNS else ""


_PRONOUNS = frozenset("she he they her his their it the".split())


def _noted(notes: Sequence[Note]) -> frozenset[str]:
    """The words that the notes begin a clause with."""
    found = (re.findall(r"(?:^|[.;!?\n]\s*)([^\W\d_]+)", plain(note.text)) for note in notes)
    return frozenset(word for each in found for word in each)


_AT_IT = r"(?i)\s(?:at|in|for) the [\w'’-]+(?= (?:now|nowadays|these days|at the moment)|\W*$)"
""" "What does Ana do at the bank these days"."""


def _asks_of_now(question: str, name: str) -> bool:
    question = compiled(_AT_IT).sub("", question)
    asked = plain(question)
    if not asks_for_work(question, name) or compiled(_OF_THEN).search(asked):
        return False
    return not says(f"{BEFORE}|{STILL}", asked) and not asks_for_first(asked)


def _told(
    reading: Reading,
    notes: Sequence[Note],
    own: Set[str],
    others: Set[str],
    gender: str | None,
    today: datetime.date,
    relative: str = "",
) -> Reading | None:
    """What the newer notes tell of whoever is called one of `own`; of a `relative` only where the
    sentence has the name."""
    old = _old(reading)
    if old is None or old.note.date is None:
        return None
    newer = [each for each in notes if each.date is not None and each.date > old.note.date]
    left: _Said | None = None
    new: _Said | None = None
    for note in sorted(newer, key=lambda each: each.date or datetime.date.min):
        for said in _clauses(note, own, others, gender):
            if relative and not _is_named_before(relative, said):
                continue
            if _is_left(said.text, old):
                left, new = said, None
            elif _is_new(said, reading, today, over=left is not None):
                new = said
    told = new or left
    if told is None:
        return None
    place = Found(told.note, told.sentence, told.text, told.start, _SURE)
    rest = tuple(each for each in reading.found if each.sentence != told.sentence)
    before = history("", told.note.date, old.span)
    return Reading(True, _SURE, told.text, (place, *rest), old, before)


def _is_named_before(name: str, said: _Said) -> bool:
    begin = said.note.text.rfind(said.sentence, 0, said.start + 1)
    before = plain(said.note.text[max(begin, 0) : said.start])
    return re.search(rf"\b{re.escape(name)}(?:['’]?s)?\b", before) is not None


def _old(reading: Reading) -> Found | None:
    """The place that tells the work which may be over."""
    if reading.answered and reading.earlier is None:
        return reading.found[0]
    if reading.answered:
        return None
    return next(
        (
            each
            for each in reading.found
            if each.probability >= _OLD
            and is_work_at(each.note.text, each.start, each.start + len(each.span))
        ),
        None,
    )


def _clauses(note: Note, own: Set[str], others: Set[str], gender: str | None) -> Iterator[_Said]:
    """What a note says of the person, clause by clause, without its subject."""
    at = 0
    for sentence in sentences(note.text):
        begin = at = note.text.find(sentence, at)
        if len(sentence) > _LONGEST:
            continue
        for match in _CLAUSE.finditer(sentence):
            start = match.start()
            for part in _JOINED.split(match.group()):
                start = sentence.find(part, start)
                place = Found(note, sentence, part, begin + start, 0.0)
                text = without_subject(part.strip(), own)
                if text is None or is_said_of_another(_behind_subject(place), own, others, gender):
                    continue
                text = re.sub(r"^(?:(?:has|have|had|is|was|been)\s)+", "", text)
                yield _Said(note, sentence, text, note.text.find(text, begin + start))


def _behind_subject(place: Found) -> Found:
    """The place of what is said, with the first word before it: it may be whose it is."""
    first = re.match(r"\s*\S+\s*", place.span)
    skip = first.end() if first else 0
    return Found(place.note, place.sentence, place.span[skip:], place.start + skip, 0.0)


def _is_left(clause: str, old: Found) -> bool:
    if compiled(rf"(?i){_JOBLESS}").match(clause):
        return True
    match = compiled(rf"(?i){_LEFT}").match(clause) or compiled(rf"(?i){_LET_GO}").match(clause)
    if match is None:
        return False
    return bool(
        re.match(rf"(?i)(?:the|his|her|their)?\s?{_JOB}", match["what"])
        or _stems(match["what"]) & _stems(old.sentence)
    )


def _is_new(said: _Said, reading: Reading, today: datetime.date, *, over: bool) -> bool:
    clause = said.text
    if compiled(rf"(?i){_UNPAID}").search(clause) or compiled(r"(?i)\bno\b|\bnot\b").search(clause):
        return False
    if compiled(rf"(?i){_COMING}").match(clause) and _is_to_come(said, today):
        return over
    seen = max((it.probability for it in reading.found if it.sentence == said.sentence), default=0)
    if not over and seen < _SEEN:
        return False
    if compiled(rf"(?i){_STARTED}").match(clause):
        return over or seen >= _OLD
    now = compiled(rf"(?i){_NOW}").fullmatch(clause)
    if now is None:
        return over and tells_of_work(clause) and compiled(_BARE).match(clause) is not None
    what = now["what"] or now["before"]
    return tells_of_work(what) or (over and compiled(rf"(?i){_PLACED}").match(what) is not None)


def _is_to_come(said: _Said, today: datetime.date) -> bool:
    """Whether it names a day that is not yet past."""
    dates = find_dates(said.text, said.note.date)
    days = [each.first for each in dates if each.first is not None]
    return any(day > today for day in days)


def _stems(text: str) -> set[str]:
    return {each.stem for each in words(text) if each.lower not in STOP}

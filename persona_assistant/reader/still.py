"""Whether what was so once is so still, by the newest note that speaks of it.

"Sold the narrowboat", "packed in the fags" and "dreads gone" say in words of their own that
something is over. So the clauses that name the thing asked about are gone through in order of time,
and the last one that says it ended, or that it goes on, answers. Where none does, it is left to the
reader.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from persona_assistant.language.date_words import plain
from persona_assistant.language.debts import clauses_of, owed_by
from persona_assistant.language.endings import (
    Course,
    announces_end,
    begins_with,
    course,
    is_theirs,
)
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.patterns import compiled
from persona_assistant.language.plainly import is_called
from persona_assistant.language.ways import end_of, single_ways
from persona_assistant.language.words import Word, stem
from persona_assistant.language.working import is_work_at
from persona_assistant.pmg import Note
from persona_assistant.reader.about_relative import called_partners
from persona_assistant.reader.asked_still import AskedStill, asked_still, things_in
from persona_assistant.reader.asked_time import BEFORE, PRESENT, STILL, says
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.partners import parted_from
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found, Reading

_SURE = 0.87
_QUIT = (
    r"\b(?:quits?|retired|resigned|(?:was|been|got) (?:sacked|fired|let go|laid off"
    r"|made redundant|axed)"
    r"|laid off|handed in (?:his|her|their) notice|lost (?:his|her|their|the) job|left the job"
    r"|took early retirement)\s*(?=$|[,.;!?(]|\s(?:in|at|last|after|and|today|yesterday|now|on"
    r"|over|to))"
)
_PARTED = (
    r"\b(?:split(?:ting up)?(?: up)?|separating|separated|breaking up|divorcing|broke up"
    r"|broken up|divorced|getting divorced|finished"
    r"|called it (?:off|a day)"
    r"|called off the (?:wedding|engagement)|are over"
    r"|(?:is|are) (?:both )?single|got a divorce|over between them"
    r"|that['’]?s (?:all )?over(?= *(?:$|[.,;!]|now\b))"
    r"|parted(?: ways)?|no longer together|not together|left (?:him|her)|walked out)\b(?! (?:the"
    r"|a|his|her)\b)"
)
_BEREFT = r"\b(?:died|dead|passed|lost|buried|widow(?:er|ed)?|dumped|left|moved out|ex|gone|over)\b"
"""How a couple ends beside these, or who leaves."""
_DIED = r"\s(?:(?:has|had|sadly|suddenly|just)\s)*(?:died|passed(?: away)?|is dead)\b"
_PAIRED = (
    r"\b(?:re-?married|(?:got|is|are|newly) (?:married|hitched)|wedding|back together|made up"
    r"|dating|seeing|engaged|new (?:partner|man|woman|fella|bloke|boyfriend|girlfriend|gf|bf))\b"
)
_MARRIED = r"\b(?:re-?married|(?:got|is|are|newly) (?:married|hitched)|wedding)\b"
_COUPLE = rf"{_PAIRED}|\b(?:together|with|w/|married|item|couple|an? thing|going out|lives?)\b"
_OF_A_TIME = (
    r"\b(?:19|20)\d\d\b|\b(?:in|during|last|this|on)\s(?:the )?(?:year|spring|summer|autumn|winter"
    r"|month|week|weekend|january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b"
)
""" "What happened to her knee in 2020" asks for what happened then."""
_CALLED = re.compile(
    r"(?P<what>[a-z]{3,})(?:,| called| named|:| =| \()? ?(?P<name>[A-ZÀ-Þ][a-zà-ÿ'’-]+)"
    r"\b(?!\s?(?:&|\+|\band\b)\s?[A-ZÀ-Þ])"
)


@dataclass(frozen=True, slots=True)
class _Said:
    note: Note
    start: int
    end: int
    course: Course | None

    def place(self) -> Found:
        """The clause as an answer."""
        text = self.note.text[self.start : self.end]
        span = text.strip(" -–&")
        at = self.start + text.index(span)
        return Found(self.note, sentence_at(self.note.text, at), span, at, _SURE)


def still(
    question: str, notes: Sequence[Note], name: str | None, today: datetime.date | None = None
) -> Reading | None:
    """Whether what a question asks is still so, where the notes say that it ended or goes on; None
    for any other question, and where they do not say so."""
    if name is None:
        return None
    own = own_names(notes, name)
    asked = asked_still(question, own)
    if asked is None:
        return _begun_again(question, notes, own)
    if asked.became and compiled(_OF_A_TIME).search(question):
        return None
    said = _all_said(asked, notes, own, today)
    if compiled(r"\balive\b").search(question):
        said = [each for each in said if compiled(_DEAD).search(each.place().span)]
    last = next((each for each in reversed(said) if each.course is not None), None)
    if last is None or (asked.plainly and last.course is Course.GOES_ON):
        return None
    if asked.plainly and _another_since(asked.things, last, notes):
        return None
    place = last.place()
    before = next((each.place() for each in said if each.note is not last.note), None)
    if asked.became:
        answer = place.span
    elif last.course is Course.ENDED:
        answer = f"no: {place.span}"
    else:
        answer = f"yes: {place.span}"
    return Reading(True, _SURE, answer, (place,), before if last.course is Course.ENDED else None)


_DEAD = r"\b(?:died|dead|passed|death|buried|funeral|lost|late|gone|killed)\b"
_YOUNG = {"cat": r"\bkit(?:ten|ty)", "dog": r"\bpup"}


def _another_since(things: Sequence[Word], over: _Said, notes: Sequence[Note]) -> bool:
    """Whether a newer note tells of kittens, where the cat is gone."""
    day = over.note.date or datetime.date.min
    young = [_YOUNG[each.stem] for each in things if each.stem in _YOUNG]
    newer = [each.text for each in notes if each.date and each.date > day]
    return any(compiled(each).search(text) for each in young for text in newer)


def begun_since(question: str, held: Reading, seen: Found | None, threshold: float) -> bool:
    """Whether the reader is sure of a newer note than the one that says that it is over: "back on
    the beer" after "gave up the booze", "got a budgie" after the cat died."""
    over = held.found[0].note.date
    if seen is None or over is None or not held.answer.startswith("no:"):
        return False
    newer = seen.note.date is not None and seen.note.date > over
    plainly = not says(STILL, plain(question)) or compiled(_BACK).search(seen.sentence) is not None
    return newer and plainly and seen.probability >= threshold


_BACK = r"\b(?:back (?:on|at|in|to|with)|again|after all)\b"
_STOPPED = (
    r"^(?:so |and |but )?(?:has|have|did|is) (?:\w+ ){1,2}?(?:really |finally )?(?:stop(?:ped)?"
    r"|quit|g[ai]ve(?:n)? up|pack(?:ed)? in|done with|drop(?:ped)?)(?: on)? (?P<what>.+)$"
)


def _begun_again(question: str, notes: Sequence[Note], own: Set[str]) -> Reading | None:
    """No to "has Ana given up the choir", where she had and is "back in the choir" since."""
    stopped = compiled(_STOPPED).match(plain(question).strip(" ?!."))
    things = things_in(stopped["what"], own) if stopped else ()
    said = _all_said(AskedStill(things, False), notes, own) if things else []
    courses = [each for each in said if each.course is not None]
    if len(courses) < 2 or courses[-1].course is Course.ENDED:
        return None
    place = courses[-1].place()
    return Reading(True, _SURE, f"no: {place.span}", (place,), courses[-2].place())


def over_by_now(
    question: str, best: Found, notes: Sequence[Note], name: str | None
) -> Found | None:
    """Where a note newer than the one that answers says that what a question asks of today has
    ended: "bridge stopped" for "what day is her bridge now"."""
    asked = plain(question)
    if name is None or best.note.date is None or not says(PRESENT, asked) or says(BEFORE, asked):
        return None
    own = own_names(notes, name)
    return ended_since(things_in(asked, own), best.note, notes, own)


def ended_since(
    things: Sequence[Word],
    note: Note,
    notes: Sequence[Note],
    own: Set[str],
    today: datetime.date | None = None,
) -> Found | None:
    """Where a newer note than this one says that what is called so has ended."""
    newer = [each for each in notes if each.date and note.date and each.date > note.date]
    asked = AskedStill(tuple(things), False)
    said = _all_said(asked, newer, own, today, notes) if things and newer else []
    last = next((each for each in reversed(said) if each.course is not None), None)
    return last.place() if last is not None and last.course is Course.ENDED else None


def _all_said(
    asked: AskedStill,
    notes: Sequence[Note],
    own: Set[str],
    today: datetime.date | None = None,
    naming: Sequence[Note] = (),
) -> list[_Said]:
    """The clauses that speak of the thing, oldest first; it may be named in further notes."""
    ordered = sorted(notes, key=lambda each: each.date or datetime.date.min)
    wanted = [*asked.things, *_also_called(asked.things, naming or ordered, own)]
    said: list[_Said] = []
    lent = work = False
    mates = called_partners(notes, " ".join(sorted(own))) if asked.couple else set()
    for note in ordered:
        for start, end in clauses_of(note.text):
            clause = note.text[start:end]
            places = places_of(wanted, clause)
            if _says_its_end(asked, clause, own):
                said.append(_Said(note, start, end, Course.ENDED))
                continue
            if asked.couple and parted_from(clause, set(own)) & (mates | {"him", "her"}):
                said.append(_Said(note, start, end, Course.ENDED))
                continue
            paired_by = _MARRIED if asked.married else _PAIRED
            if asked.couple and not asked.things and compiled(paired_by).search(clause):
                said.clear()
            if not places:
                paired = asked.couple and (said or not asked.things)  # not before they are told of
                if (work and _ends_work(clause, own)) or (paired and _parts(clause, own)):
                    said.append(_Said(note, start, end, Course.ENDED))
                continue
            if owed_by(clause) is not None:
                lent = True
            if asked.couple and _parts(clause, own | {each.lower for each in asked.things}):
                said.append(_Said(note, start, end, Course.ENDED))
                continue
            if asked.couple and any(compiled(_DIED).match(clause, last) for _, last in places):
                said.append(_Said(note, start, end, Course.ENDED))
                continue
            names = own | {each.lower for each in asked.things}
            how = course(clause, places, names, lent=lent)
            if how is None and _is_long_ago(note, today) and announces_end(clause, places, names):
                how = Course.ENDED
            if how is Course.GOES_ON and not said:
                how = None
            if asked.being and not places_of(asked.being, clause):
                how = None
            if asked.couple and how is Course.GOES_ON and not compiled(_COUPLE).search(clause):
                how = None  # one of the two still plays chess
            if asked.couple and how is Course.ENDED and not compiled(_BEREFT).search(clause):
                how = None  # "they sold the house"
            said.append(_Said(note, start, end, how))
            work = work or any(is_work_at(note.text, start + a, start + b) for a, b in places)
    return said


_LONG = datetime.timedelta(days=300)
"""After so long what was announced to end has ended."""


def _is_long_ago(note: Note, today: datetime.date | None) -> bool:
    return note.date is not None and (today or datetime.date.today()) - note.date > _LONG


def _says_its_end(asked: AskedStill, clause: str, own: Set[str]) -> bool:
    """Whether it says in words of its own that what is asked is over for them: of a vegetarian
    "eats meat again"."""
    stems = [each.stem for each in asked.things]
    pairs = [" ".join(each) for each in pairwise(stems)]
    keys = [*stems, *pairs, *(f"{word} {stem}" for stem in stems for word in ("in", "on"))]
    spans = (end_of(each, clause) for each in keys)
    span = next((each for each in spans if each is not None), None)
    return span is not None and begins_with(clause[: span[0]], own)


def _also_called(things: Sequence[Word], notes: Sequence[Note], own: Set[str]) -> Iterator[Word]:
    """The name of a thing, and what the one who is called so is: "whippet Duke"."""
    for note in notes:
        for match in _CALLED.finditer(note.text):
            what, name = match["what"], match["name"]
            if name.lower() in own:
                continue
            if any(_is_called(each, what) for each in things):
                yield Word(name, name.lower(), stem(name), True)
            elif any(each.lower == name.lower() for each in things) and is_member(
                stem(what), "animal"
            ):
                yield Word(what, what, stem(what), True)


def places_of(things: Sequence[Word], text: str) -> list[tuple[int, int]]:
    """Where a text has one of these words, or another for the same."""
    return [
        match.span()
        for match in re.finditer(r"[^\W_][^\W_'’-]*", text)
        if any(_is_called(each, match.group()) for each in things)
    ]


def _is_called(thing: Word, said: str) -> bool:
    """Whether it is called so: also a boat where a narrowboat is asked about, a dog for a"
    " whippet."""
    if is_called(thing, said):
        return True
    root = stem(said)
    if thing.stem in single_ways(root) and len(root) > 2:
        return True
    if _singulars(thing.lower) & _singulars(said.lower()):
        return True
    if len(_root(root)) >= _PART and _root(root) == _root(thing.stem):
        return True
    short, long = sorted((root, thing.stem), key=len)
    return len(short) >= _PART and len(long) > len(short) + 2 and long.endswith(short)


_PART = 4
_SHORTEST = 3


def _root(word: str) -> str:
    """ "weld" of "welding" and "welder"."""
    return re.sub(r"(?:er|or|ist|ing)$", "", word)


def _singulars(word: str) -> set[str]:
    ends = [word.removesuffix(each) for each in ("", "s", "es")]
    return {each for each in ends if len(each) >= _SHORTEST}


def _ends_work(clause: str, own: Set[str]) -> bool:
    match = compiled(_QUIT).search(clause)
    return match is not None and is_theirs(clause[: match.start()], own)


def _parts(clause: str, own: Set[str]) -> bool:
    match = compiled(_PARTED).search(clause)
    if match is None:
        return False
    return match.group().lower().startswith("left ") or is_theirs(clause[: match.start()], own)


__all__ = ["begun_since", "ended_since", "over_by_now", "places_of", "still"]

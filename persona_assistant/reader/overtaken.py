"""Whether a newer note names something else of what one has one of at a time: "is Ana still at the
bank", and since May she runs a café.

Nothing there says that the bank is over. So the reader is asked for her work of today: where the
note of it is newer than the last one that names the bank, and does not name it, the bank is over.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence

from persona_assistant.language.claims import KIN
from persona_assistant.language.lexicon import is_member
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import Word, words
from persona_assistant.language.working import is_work_at, tells_of_work
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_still import asked_still
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.clause_before import clause_before
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found, Reading
from persona_assistant.reader.still import places_of
from persona_assistant.reader.still_stated import LINE
from persona_assistant.reader.whose import governed_by_relative

_SURE = 0.6
"""How probable another work must be."""


_SEEN = 0.1
"""How probable the older statement must be to tell of work, where its words do not say so."""
_HAS = r"^\W*(?:does|do|has|have)\b.*?\b(?:have|has|got|own|owns|keep|keeps|any)\b"
"""What somebody has is no work that other work could overtake."""
_RETIRED = r"\bretire"
_UNPAID = r"\b(?:volunteer|charity|helps? out|allotment|unpaid)"
"""What somebody does who is still retired."""
_STILL_A = r"\bstill (?:an?|the|working|doing|in|on|at)\b"
_RELATIVES = rf"\b(?:his|her|their|my|\w+['’]s) (?:\w+ )?(?:{KIN})\b|^\W*(?:{KIN})\b(?!['’])"


def overtaken(
    question: str, notes: Sequence[Note], name: str | None, read: Callable[[str], Reading]
) -> Reading | None:
    """No, with what is newer; None for a question that does not ask whether some work is still so,
    and where nothing newer is told. `read` asks the reader another question."""
    if name is None:
        return None
    own = own_names(notes, name)
    asked = asked_still(question, own)
    if asked is None or asked.couple or asked.became or not asked.things:
        return None
    if asked.plainly and re.search(_HAS, question, re.IGNORECASE):
        return None
    dated = sorted((each for each in notes if each.date), key=lambda each: each.date or _LONG_AGO)
    naming = [
        (note, place)
        for note in dated
        for place in places_of(asked.things, note.text)
        if not compiled(_RELATIVES).search(clause_before(note.text, place[0]))
    ]
    if not naming:
        return None
    note, (start, end) = naming[-1]
    sentence = sentence_at(note.text, start)
    works = is_work_at(note.text, start, end)
    if note is dated[-1] or not (works or re.search(_STILL_A, question, re.IGNORECASE)):
        return None
    now = read(f"what does {_first(name)} do for a living")
    newer = now.found[0] if now.answered and now.found else None
    if newer is None or newer.probability < _SURE or not _is_newer(newer, note):
        return None
    if governed_by_relative(newer.note.text, newer.start) or not tells_of_work(newer.sentence):
        return None
    if re.search(_RETIRED, question, re.IGNORECASE) and re.search(_UNPAID, newer.sentence, re.I):
        return None
    if asked.plainly and _is_trade(asked.things) and not _is_trade(words(newer.span)):
        return None  # a job at a school leaves open whether it is a teacher's
    seen = any(each.sentence == sentence and each.probability >= _SEEN for each in now.found)
    if not (works or seen):
        return None
    before = Found(note, sentence, note.text[start:end], start, newer.probability)
    return Reading(True, newer.probability, f"no: {newer.span}", now.found, before)


def _is_trade(things: Sequence[Word]) -> bool:
    return any(is_member(each.stem, "occupation") for each in things)


def likely_over(
    question: str, places: Sequence[Found], notes: Sequence[Note], name: str | None
) -> Found | None:
    """The likeliest place, where it is too unsure to answer, but speaks of a change in a newer note
    than one that names the thing: "plays second now" for "does Ana still play lead"."""
    best = places[0]
    if name is None or best.probability < LINE or not compiled(_CHANGED).search(best.sentence):
        return None
    own = own_names(notes, name)
    asked = asked_still(question, own)
    if asked is None or asked.plainly or asked.became:
        return None
    said = {word.stem for word in words(best.sentence) if word.content}
    shared = {word.stem for word in words(question) if word.content and word.lower not in own}
    older = any(
        each.date and best.note.date and each.date < best.note.date
        for each in notes
        if places_of(asked.things, each.text)
    )
    return best if older and said & shared else None


def moved_on(question: str, best: Found, notes: Sequence[Note], name: str | None) -> Reading | None:
    """No to "is Ana still on Mill Lane", where the network is sure of a newer "moved to the Parade"
    that does not name the lane."""
    own = own_names(notes, name) if name is not None else set()
    asked = asked_still(question, own) if name is not None else None
    if asked is None or asked.plainly or asked.became or asked.couple or not asked.things:
        return None
    if not compiled(_MOVED).search(best.sentence) or places_of(asked.things, best.sentence):
        return None
    naming = [each for each in notes if places_of(asked.things, each.text)]
    if not naming or not all(_is_newer(best, each) for each in naming):
        return None
    return Reading(True, best.probability, f"no: {best.span}", (best,))


_MOVED = r"\b(?:moved|switched|changed|transferred|relocated|gone over) (?:\w+ )?(?:to|into)\b"


_CHANGED = (
    r"\b(?:now|again|instead|no more|no longer|any ?more|retired|quit|gave up|stopped|sold|left"
    r"|moved|back|new|changed|switched)\b"
)
_LONG_AGO = datetime.date.min


def _first(name: str) -> str:
    return name.split()[0]


def _is_newer(place: Found, note: Note) -> bool:
    return bool(place.note.date and note.date and place.note.date > note.date)


__all__ = ["likely_over", "moved_on", "overtaken"]

"""Whether what was lent was given back: "did Ana settle up for the dinner", "does Ben still have
the ladder".

The notes tell it in two places, that something was lent and, later, that it came back; the later
one answers. What came back is told by the thing, by the sum, or by "it". A part of a sum that came
back leaves the rest open, and a rest that was forgiven is no debt.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.date_words import plain
from persona_assistant.language.debts import TRANSFERRED, Owes, clauses_of, ends, owed_by
from persona_assistant.language.patterns import compiled
from persona_assistant.language.words import STOP, words
from persona_assistant.pmg import Note
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_SURE = 0.87
_LONGEST = 300
"""Characters of a question that may be such a one."""
_BY = r"(?P<who>[\w'’-]+(?: [\w'’-]+)?)"
_OFTEN = r"(?:ever |yet |finally |already |actually |even |now |really )*"
_DONE = (
    r"(?P<did>settle[ds]?(?= (?:up|the|that|it|his|her|what|for|with me)\b|$)"
    r"|pa(?:y|id)(?= .*\b(?:back|up|off|me|us|what|that|it|for)\b)"
    r"|repa(?:y|id)|return(?:ed)?|g[ia]ve(?:n)?(?= .*\bback\b)|br(?:ing|ought)(?= .*\bback\b)"
    r"|square[ds]?(?: up)?)"
)
_ASKS_DONE = rf"^(?:so )?(?:did|has|have|had) {_BY} {_OFTEN}{_DONE}\b(?P<what>.*)$"
_ASKS_OPEN = (
    rf"^(?:so )?(?:does|do|has|have|is) {_BY} {_OFTEN}(?:still )?{_OFTEN}"
    r"(?:have|got|has|owe|owing|borrowing|holding|keeping|hanging on to)\b(?P<what>.*)$"
)
_ASKS_OWN = (
    r"^(?:so )?(?:(?:is|are|was) (?:my|our) (?P<what>debt|debts|tab|loan|bill|slate)"
    r"|(?:am i|are we) (?:now )?(?:square|squared|quits|even|straight|settled)(?: up)?)"
    rf" (?:with|w/|to|at) {_BY}(?: (?:now |all |already )*(?:settled|paid|cleared|square"
    rf"|wiped)\b.*)?$"
)
_STILL_OWED = r"\bstill (?:owes?|owing|has to|have to)\b"
_ASKS_TO_PAY = (
    r"^(?:so )?do (?P<who>i|we) (?:still |yet )?(?:need|have) to"
    r" (?:settle|pay|give|square|return)\b(?P<what>.*)$"
)
_OWES = r"\bowe|\b(?:need|have) to (?:settle|pay|give|square|return)\b"
_THEY_HAVE = r"\b(?:has|have|got|'s got) (?:got )?(?:my|our)\b"
_USER_HAS = r"\bi(?:'ve| have|'m) (?:still )?(?:got|have|using|borrowing) (?:his|her|their)\b"
_GIVEN = (
    r"\b(?:returned|repaid|settled|squared|cleared|brought|gave|given|got|handed|paid)\b"
    r".*\b(?:back|returned|repaid|settled|squared|cleared|off|in full|debt)\b"
    r"|^\W*(?:(?:he|she|they)(?:'s|'ve)? )?(?:returned|repaid|settled up|paid up)\b"
    r"|\b(?:paid|squared|settled) up\b|\b(?:came|come|is|are|sent) back\b|\w back\s*$"
    r"|\bpaid (?:me|us|him|her|them)\b|\bpaid (?:for )?(?:it|that|his|her|their)\b"
    rf"|{TRANSFERRED}"
)
_FORGIVEN = r"\b(?:forget|forgot about|let (?:him|her|them) off|wrote off|waived|call(?:ed)? it)\b"
_EVEN = (
    r"\b(?:all square|quits)\b|\b(?:sent|gave|paid) (?:me |us )?the (?:other|rest|remaining"
    r"|last|final)\b"
)
_PART = r"\d[\d,.]* of (?:the|my|his|her) \d|\b(?:half|some|part) (?:of )?|\bto go\b|\bleft\b"
_NOT = r"\b(?:not|never|n't|yet to|will|must|should|promised|wants?|need(?:s)? to|if|until)\b|n't"
_REST = rf"\b(?:it|me|us|him|her|them) back\b|\b(?:settled|squared|paid) up\b|{_FORGIVEN}|{_EVEN}"
_MONEY = frozenset(
    "money cash debt back up me us still owe what that for from of the my in end yet all full owed"
    " loan share lent borrowed last debt debts settle up w".split()
)


@dataclass(frozen=True, slots=True)
class Settled:
    answer: str
    """With yes or no, and the words of the note."""
    at: Found


def settled(question: str, notes: Sequence[Note], name: str | None) -> Settled | None:
    """What the notes say to a question whether a debt is open or was settled; None for any other
    question, and where the notes tell of no such debt."""
    if len(question) > _LONGEST:
        return None
    asked = plain(question).strip(" ?!.")
    done = compiled(_ASKS_DONE).match(asked)
    own = compiled(_ASKS_OWN).match(asked)
    match = done or compiled(_ASKS_OPEN).match(asked) or own or compiled(_ASKS_TO_PAY).match(asked)
    if match is None or name is None:
        return None
    owing = _who_owes(match["who"], name)
    if own is not None and owing is Owes.THEY:  # "my debt with Ben"
        done, owing = own, Owes.USER
    if owing is None or (owing is Owes.USER and done is None and not re.search(_OWES, asked)):
        return None
    things = {
        word.stem
        for word in words(match["what"] or "")
        if word.lower not in STOP and word.lower not in _MONEY
    } - {word.stem for word in words(name)}
    told = _told(things, notes, owing, name)
    if told is None:
        return None
    at, is_open = told
    yes = is_open != (done is not None)
    return Settled(f"{'yes' if yes else 'no'}: {at.span}", at)


def _who_owes(who: str, name: str) -> Owes | None:
    first = who.split()[0]
    if re.search(r"['’]s?$", first):  # "Ben's wife"
        return None
    if first in ("i", "we", "my", "our"):
        return Owes.USER
    own = re.findall(r"[^\W\d_]+", plain(name))
    return Owes.THEY if first in ("she", "he", "they") or first in own else None


def _told(
    things: set[str], notes: Sequence[Note], owing: Owes, name: str
) -> tuple[Found, bool] | None:
    """Where the last word on the debt stands, and whether it is open."""
    own = rf"\b(?:{'|'.join(map(re.escape, name.split()))})\b"
    last: tuple[Found, bool] | None = None
    sums: set[str] = set()
    for note in sorted(notes, key=lambda each: each.date or datetime.date.min):
        for start, end in clauses_of(note.text):
            clause = note.text[start:end]
            stems = {word.stem for word in words(clause)}
            is_it = bool(things & stems)
            if (is_it or (last is None and not things)) and _lends(clause, owing):
                last = _place(note, start, end), True
                sums |= set(re.findall(r"\d[\d,]*", sentence_at(note.text, start)))
                continue
            if last is None or not last[1]:
                continue
            if compiled(_STILL_OWED).search(clause) and _lends(clause, owing):
                last = _place(note, start, end), True
                continue
            same = is_it or bool(sums & set(re.findall(r"\d[\d,]*", clause)))
            same = same or (not things and owing in ends(clause))
            same = same or compiled(rf"(?i){_REST}").search(clause) is not None
            paid = compiled(rf"\bpaid {own}").sub("paid them", clause)  # "paid Ben the 20"
            if same and _gives_back(paid, owing):
                last = _place(note, start, end), False
            elif same and compiled(_PART).search(plain(clause)):
                last = _place(note, start, end), True
    return last


def _lends(clause: str, owing: Owes) -> bool:
    if owed_by(clause) is owing:
        return True
    has = _THEY_HAVE if owing is Owes.THEY else _USER_HAS
    return compiled(rf"(?i){has}").search(clause) is not None


def _gives_back(clause: str, owing: Owes) -> bool:
    said = plain(clause)
    if compiled(rf"{_FORGIVEN}|{_EVEN}").search(said):
        return True
    if compiled(_PART).search(said) or compiled(_NOT).search(said):
        return False
    return owing in ends(clause) or compiled(_GIVEN).search(said) is not None


def _place(note: Note, start: int, end: int) -> Found:
    text = note.text[start:end]
    span = text.strip()
    at = start + text.index(span)
    return Found(note, sentence_at(note.text, at), span, at, _SURE)

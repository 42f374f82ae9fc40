"""What is left of a debt of which a part was paid back: "owes me £350", then "paid 200 of the 350".

Only where the notes tell of such a part is there anything to reckon; a debt as a whole is told by
the note that names it.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from persona_assistant.language.date_words import CARDINAL, cardinal, plain
from persona_assistant.language.debts import Owes, clauses_of, ends, owed_by
from persona_assistant.language.patterns import compiled
from persona_assistant.pmg import Note
from persona_assistant.reader.places import sentence_at
from persona_assistant.reader.reading import Found

_SURE = 0.87
_LONGEST = 200
"""Characters of a question that may be such a one."""
_LEFT = (
    r"\b(?:owe[sd]?|owing|outstanding|short|left|remain(?:s|ing)?|in debt|debt|to pay|get back)\b"
)
_ASKS = rf"\b(?:how much|what)\b.*{_LEFT}"
_ASKS_WHOLE = (
    r"^(?:so )?(?:does|do|is|has|have)\b.*\bow(?:e|es|ed|ing)\b.*\b(?:whole|all|full|entire)\b"
    r"|^(?:so )?(?:does|do|is|has|have)\b.*\b(?:whole|all|full|entire)\b.*\bow(?:e|es|ed|ing)\b"
)
_BEFORE = r"\b(?:did|was|were|originally|at first|used to)\b"
_BY_USER = r"\b(?:do|have|am|did) (?:i|we)\b|\b(?:i|we)(?: still)? owe\b|\bmy debt\b"
_SUM = (
    r"(?<![\w.,:/-])(?P<mark>[£$€]\s?)?(?:(?P<n>\d{1,3}(?:[,.]\d{3})+|\d+)(?![\w:/%]|[.,]\d{3})"
    rf"|(?P<word>a hundred|{CARDINAL}))(?:\s?(?P<unit>quid|euros?|pounds?|bucks|dollars?|eur|chf))?"
)
_PAID = r"\b(?:paid|gave|given|sent|transferred|repaid|returned|got|had)\b"
_OF_THE = r"\bof (?:the|my|his|her|their|that|it)\b"
_BACK = r"\b(?:back|repaid|returned|off)\b"
_I_PAID = (
    r"(?:^|\b(?:i|we)(?:'ve| have)? )(?:paid|gave|sent|transferred|repaid|returned)\b"
    r"(?! (?:me|us)\b)"
)
_NOT = (
    r"\b(?:will|must|to|never|not|if|should|wants?|pays|yet|can|promised|when|by|until|till)\b|n't"
)


@dataclass(frozen=True, slots=True)
class Remaining:
    answer: str
    at: Found
    """Where the notes tell of the part that was paid."""


def remaining(question: str, notes: Sequence[Note], name: str | None) -> Remaining | None:
    """What is left of a debt; None for another question, and where no part of it was paid."""
    asked = plain(question).strip(" ?!.") if len(question) <= _LONGEST else ""
    whole = compiled(_ASKS_WHOLE).search(asked) is not None
    if not name or not (whole or compiled(_ASKS).search(asked)) or re.search(_BEFORE, asked):
        return None
    who = Owes.USER if compiled(_BY_USER).search(asked) else Owes.THEY
    told = _reckoned(notes, who)
    if told is None:
        return None
    left, at = told
    if not left:
        return Remaining(f"{'no' if whole else 'nothing'}: {at.span}", at)
    return Remaining(f"no, {left} is left" if whole else left, at)


def _reckoned(notes: Sequence[Note], who: Owes) -> tuple[str, Found] | None:
    """What is left, "" for nothing, and where the last payment is told; None where the notes tell
    of no payment."""
    left: float | None = None
    mark, unit, paid, cleared = "", "", None, None
    for note in sorted(notes, key=lambda each: each.date or datetime.date.min):
        for start, end in clauses_of(note.text):
            clause = note.text[start:end]
            sums = _sums(clause)
            part = _part_paid(clause, sums, who)
            if part is not None:
                whole = sums[1][0] if len(sums) > 1 and re.search(_OF_THE, clause) else None
                base = left if left is not None else whole
                left = None if base is None or base < part else base - part
                paid = None if left is None else _place(note, start, end)
            elif who in ends(clause):
                cleared = _place(note, start, end) if left is not None else cleared
                left, paid = None, None
            elif owed_by(clause) is who and sums:
                if left and not re.search(r"\b(?:still|left|now)\b", clause):
                    return None  # another debt: which of them is meant?
                left, cleared = sums[0][0], None
            if sums and not (mark or unit) and (part is not None or owed_by(clause) is who):
                mark, unit = sums[0][1], sums[0][2]
    last = cleared or (paid if left == 0 else None)
    if last is not None:
        return "", last
    if not left or paid is None:
        return None
    return f"{mark}{left:,.0f}" + (f" {unit}" if unit else ""), paid


def _part_paid(clause: str, sums: Sequence[tuple[float, str, str]], who: Owes) -> float | None:
    """What was paid back, where the clause tells that a part was."""
    said = plain(clause)
    if not sums or not compiled(_PAID).search(said) or compiled(_NOT).search(said.split(" of ")[0]):
        return None
    if not (compiled(_OF_THE).search(said) or compiled(_BACK).search(said)):
        return None
    by_user = compiled(_I_PAID).search(said.strip()) is not None
    of_nobody = re.match(r"\W*(?:paid|repaid|gave) back\b", said) is not None
    if (by_user != (who is Owes.USER) and not of_nobody) or re.search(
        r"\bpaid (?:me|us) for\b", said
    ):
        return None
    if not compiled(_OF_THE).search(said) and re.search(r"\b(?:all|the)\b \W?\d", said):
        return None  # "paid back the 60"
    return sums[0][0]


def _sums(clause: str) -> list[tuple[float, str, str]]:
    """The sums of a clause, each with its sign and its unit."""
    found = []
    for match in compiled(rf"(?i){_SUM}").finditer(clause):
        said = match["word"]
        if said is not None:
            number = 100 if said.lower() == "a hundred" else cardinal(said.lower()) or 0
        else:
            number = int(re.sub(r"\D", "", match["n"]))
        if number > 1:
            found.append((float(number), (match["mark"] or "").strip(), match["unit"] or ""))
    return found


def _place(note: Note, start: int, end: int) -> Found:
    span = note.text[start:end].strip()
    at = note.text.index(span, start)
    return Found(note, sentence_at(note.text, at), span, at, _SURE)

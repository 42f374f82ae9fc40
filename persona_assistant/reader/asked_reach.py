"""What a question for a number or an address says beside it: whom it is of, and what it is for.

"Where do i write to buy a quilt off heather" asks for heather's address, and "i need to phone the
fish man" for the number of just him of whose notes it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persona_assistant.language.contacts import Kind, find_details
from persona_assistant.language.date_words import plain
from persona_assistant.language.words import stem
from persona_assistant.pmg import Note
from persona_assistant.reader.asked_contact import WRITES

_PURPOSE = (
    r"\bto (?!reach|call|ring|phone|text|contact|write|mail|e-?mail|message|get|dial|use|send|speak"
    r"|talk|catch|whatsapp|the\b|her\b|his\b|their\b|my\b|our\b|an?\b|him\b|them\b)"
    r"(?P<verb>[a-z]{3,})\b"
)
_REACHED = (
    r"\b(?:ring|phone|call|text|dial|whatsapp|e-?mail|mail|message|contact|reach|reaching|ringing"
    r"|contacting|calling|phoning|texting|hold of)"
    r" (?:the|my|our) (?P<who>[\w' -]+)$"
)
_ANYBODY = frozenset("man woman guy bloke lady chap girl boy lad fella person one people".split())


def written_to(question: str, notes: Sequence[Note]) -> Kind | None:
    """ "email" for "where do i write to ...", where the notes have such an address."""
    asked = " ".join(re.findall(r"[\w'-]+", plain(question)))
    if not re.search(WRITES, asked):
        return None
    return "email" if any(find_details(each.text, "email") for each in notes) else None


_ANYHOW = r"\b(?:reach(?:ing)?|contact(?:ing)?|hold of|in touch with)\b"
_BY_VOICE = r"\b(?:phone|call|ring|dial|text|sms|number|no|mobile|cell|landline|line|whatsapp|on)\b"


def reached_anyhow(question: str, kind: Kind | None, notes: Sequence[Note]) -> Kind | None:
    """The kind that is asked for; "email" for "how can i reach her" where the notes have such an
    address and no phone number."""
    asked = plain(question)
    if kind != "phone" or not re.search(_ANYHOW, asked) or re.search(_BY_VOICE, asked):
        return kind
    has = {each for each in ("phone", "email") for note in notes if find_details(note.text, each)}
    return "email" if has == {"email"} else kind


def without_purpose(question: str, name: str | None, notes: Sequence[Note]) -> str:
    """The question without what the number or the address is for, and without who the person is
    where the notes say so: "my physio"."""
    asked = plain(question).strip(" ?!.")
    own = re.findall(r"[^\W\d_]+", plain(name or ""))
    purpose = re.search(_PURPOSE, asked)
    if purpose is not None and purpose["verb"] not in own:
        called = re.search(rf"\b(?:{'|'.join(map(re.escape, own))})\b", asked[purpose.end() :])
        behind = asked[purpose.end() + called.start() :] if called else ""
        asked = f"{asked[: purpose.start()]}{behind}"
    reached = re.search(_REACHED, asked)
    if reached is None or set(own) & set(re.findall(r"[^\W\d_]+", reached["who"])):
        return asked
    said = {stem(word) for note in notes for word in re.findall(r"[^\W\d_]+", plain(note.text))}
    words = [each for each in re.findall(r"[^\W\d_]+", reached["who"]) if each not in _ANYBODY]
    if words and all(stem(each) in said for each in words):
        return asked[: reached.start("who")]
    return asked

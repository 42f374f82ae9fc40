"""Somebody else of a person's notes whose age or birthday is asked for by name: "how old was Stan",
"date of birth of Noreen".

Nothing answers but what the notes tell of just that one: not the age of the person the notes are
about, nor of whoever is named beside.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from persona_assistant.language.date_words import plain
from persona_assistant.pmg import Note
from persona_assistant.reader.called_in_notes import own_names
from persona_assistant.reader.noted_names import no_name
from persona_assistant.reader.whose import owners_of

_WORD = r"[^\W\d_]{3,}"
_NO_PERSON = r"\b(?:in|at|from|near|for|on|the)\s+$"
_NAMED = re.compile(r"(?<![\w'’.-])[A-ZÀ-Þ][^\W\d_]+")
_PRONOUN = re.compile(r"\b(?:s?he|they|who|his|her|their|er|sie|elle|il|ella|lui|lei)\b")
_BEGINS = re.compile(r"(?:^|[.!?…\n]\s+)[(+\"']?$")


def named_others(question: str, notes: Sequence[Note], name: str | None) -> frozenset[str]:
    """The names, in plain letters, of those whom a question names and the notes know, beside the
    person."""
    own = set(re.findall(_WORD, plain(name or "")))
    # "Rukhsana (Roxy)", and no beginning of a name: it may be somebody else's
    own |= {
        each for each in own_names(notes, name or "") if not any(it.startswith(each) for it in own)
    }
    said = re.sub(r"['’]s\b", "", plain(question))
    asked = {
        form
        for each in re.finditer(_WORD, said)
        if not re.search(_NO_PERSON, said[: each.start()])
        for form in (each.group(), each.group().removesuffix("s"))
        if len(form) > 2
    }
    if own & asked or not name:
        return frozenset()
    return frozenset(asked & {each for note in notes for each in _named_in(note.text)} - own)


def _named_in(text: str) -> set[str]:
    """The names in a text: with a capital letter, and not only at the beginning of sentences."""
    return {
        plain(each.group())
        for each in _NAMED.finditer(text)
        if not no_name(plain(each.group()))
        and not re.search(_NO_PERSON, text[: each.start()].lower())
    }


_ROW = re.compile(
    r"(?P<row>[A-ZÀ-Þ][\w’'-]+(?:(?:\s?[&+,]\s?|\s(?:and|und|y|et|e)\s)[A-ZÀ-Þ][\w’'-]+)+)"
    r"[\s,:=(–-]*(?:(?:were\s|both\s)*(?:b|born|bday|birthday)\b\.?\s?(?:(?:on|is)\s)?)?$"
)
"""Those of whom something is said together: "Zara & Yusuf (b. 17/10/2019)"."""


def is_of_them(text: str, start: int, others: Collection[str], name: str | None) -> bool:
    """Whether something in a note is of one of these others: a name before it says so, and nobody
    else is named between, nor a sentence begun with the thing."""
    if owners_of(text, start, in_brackets=True) & set(others):
        return True
    before = text[:start]
    row = _ROW.search(before)
    if row and {plain(each) for each in re.findall(r"[^\W\d_]+", row["row"])} & set(others):
        return True
    if _BEGINS.search(before):
        return False
    own = set(re.findall(_WORD, plain(name or "")))
    spoken = [plain(each) for each in re.findall(r"[^\W\d_]+", before)]
    named = _named_in(before)
    known = named | own | set(others)
    last = next((each for each in reversed(spoken) if each in known), "")
    if last not in others and last.removesuffix("s") not in others:
        return False
    sentence = plain(re.split(r"[.!?…\n]\s", before)[-1])
    return last in re.findall(r"[^\W\d_]+", sentence) or _PRONOUN.search(sentence) is not None

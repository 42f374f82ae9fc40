"""Which field of work a question asks for, and which words of a note are work in it.

"Who works in health care" means nurses and pharmacists, and "who could look at my wiring" means an
electrician. `data/classes.txt` holds the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from persona_assistant.language.about_each import singular
from persona_assistant.language.data_files import classes_of_work


@dataclass(frozen=True, slots=True)
class FieldOfWork:
    name: str
    words: re.Pattern[str]
    """What a note calls the work of somebody in it."""


@dataclass(frozen=True, slots=True)
class _Field:
    asked: re.Pattern[str]
    tasks: re.Pattern[str] | None
    field: FieldOfWork


@lru_cache(maxsize=1)
def _fields() -> tuple[_Field, ...]:
    return tuple(
        _Field(
            _any(lists.get("names", ["-"])),
            _any(lists["tasks"]) if "tasks" in lists else None,
            FieldOfWork(name, _any(lists["words"])),
        )
        for name, lists in classes_of_work().items()
    )


def _any(terms: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(terms, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest))})s?(?![\w-]|['’]s)", re.I)


_IN = re.compile(
    r"^(?:do|does|did|is|was|has) she (?:currently |still )?(?:work(?:ed|ing)?|employed|earn \w+ "
    r"living|make \w+ (?:living|money)|have (?:a )?(?:job|career)|do something|something|busy)?"
    r" ?(?:in|with|for|from|as|at|by)? ?(?:(?:an?|the|some kind of) )?"
    r"(?P<what>[\w -]+?)(?: professional| worker| person| people| job| field| sector| work)?\?$",
    re.I,
)
_BUSINESS = (
    r"(?:business(?:es)?|compan(?:y|ies)|firms?|shops?|stores?|stalls?|restaurants?|caf[eé]s?|"
    r"bars?|pubs?|salons?|studios?|clinics?|baker(?:y|ies)|workshops?|agenc(?:y|ies)|trattorias?|"
    r"pizzerias?|brewer(?:y|ies)|hotels?|guest ?houses?|b&bs?|start-?ups?|food trucks?)"
)
_SEVERAL = rf"(?:\w+ )?{_BUSINESS}(?:(?:,| or|, or) (?:an? )?{_BUSINESS})*"
_OWN = re.compile(
    rf"^(?:do|does|did|is|has|have) she (?:(?:own|run|running)s? (?:(?:their|her|his|an?|any) )?"
    rf"(?:own )?{_SEVERAL}(?: of (?:their|her|his) own)?"
    rf"|(?:have|got|manage) (?:(?:their|her|his|an?) )?"
    rf"(?:own {_SEVERAL}|{_SEVERAL} of (?:their|her|his) own))\?$",
    re.I,
)
_OWNS = re.compile(
    r"\b(?:co-?owns?|owns?|owner of|runs?|running|opened|opening|opens|bought(?: out)?|took over|"
    r"taking over|started|set up|sets up|"
    r"(?:has|have) (?=(?:(?:her|his|their|an?) )?own)) (?:up )?(?:(?:an?|the|her|his|their|own|2nd|"
    rf"second|3rd|third|new|small|little|proper) )*(?:[\w'’]+ )?{_BUSINESS}\b"
    r"|\bowns (?:the )?(?-i:[A-ZÀ-Þ])\w+",
    re.I,
)
"""Whether somebody is their own boss: "does she run her own shop or stall?"."""
_HELPS = re.compile(
    r"^(?:could|can|would|might|will|should|may|does|is) (?:she|i|we) (?:be able to |"
    r"able to |know how to )?"
    r"(?:(?:please|maybe|possibly) )?(?:help|fix|repair|mend|sort|check|look|have a look|"
    r"take a look|install|put|"
    r"do|see|deal|call|ask|phone|ring|treat|advise|cut|unblock|replace|translate|take care|handle|"
    r"change|rewire|inspect|service|paint|build|get|write|draw up|prune)\b(?P<what>.*)\?$",
    re.I,
)


def asked_field(question: str) -> FieldOfWork | None:
    """The field of work that a question about one person asks for; None for any other question."""
    if match := _HELPS.match(question):
        what = match["what"]
        found = [
            (task.start(), each.field)
            for each in _fields()
            if each.tasks is not None and (task := each.tasks.search(f" {match.group()}"))
        ]
        return min(found, key=lambda each: each[0])[1] if found and what else None
    match = _OWN.match(question) or _IN.match(question)
    if match is None:
        return None
    if match.re is _OWN:
        return _own_business()
    what = match["what"].strip()
    return _field_called(what) or _one_of(re.split(r",? or |, ", what, flags=re.I))


@lru_cache(maxsize=1)
def _own_business() -> FieldOfWork | None:
    field = _field_called("own business")
    if field is None:
        return None
    words = f"{field.words.pattern}|{_OWNS.pattern}"
    return FieldOfWork(field.name, re.compile(words, re.I))


def _field_called(what: str) -> FieldOfWork | None:
    bare = re.sub(r"^(?:an?|the) ", "", what, flags=re.I)
    for each in _fields():
        if each.asked.fullmatch(bare) or each.asked.fullmatch(what):
            return each.field
    return None


def _one_of(parts: Sequence[str]) -> FieldOfWork | None:
    """Several fields and occupations as one, where at least one is a field: "a medic or a nurse",
    "health care or dentistry"."""
    fields = [_field_called(part) for part in parts]
    if len(parts) < 2 or not any(fields):
        return None
    words = [
        _any_beginning(part) if field is None else field.words.pattern
        for part, field in zip(parts, fields)
    ]
    return FieldOfWork(" or ".join(parts), re.compile("|".join(words), re.I))


def _any_beginning(part: str) -> str:
    """Words that begin as the last one does: "dentist" for "dentistry"."""
    last = singular(part.split()[-1].lower())
    return rf"(?<![\w-]){re.escape(last[:_ROOT])}\w*"


_ROOT = 6

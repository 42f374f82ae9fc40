"""Which field of work a question asks for, and which words of a note are work in it.

"Who works in health care" means nurses and pharmacists, and "who could look at my wiring" means an
electrician. `data/classes.txt` holds the fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

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
    match = _IN.match(question)
    if match is None:
        return None
    what = re.sub(r"^(?:an?|the) ", "", match["what"].strip(), flags=re.I)
    for each in _fields():
        if each.asked.fullmatch(what) or each.asked.fullmatch(match["what"].strip()):
            return each.field
    return None

"""Findings about the people of a memory in words, with the files they stand on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import TYPE_CHECKING, Any, Literal

from numpy.typing import NDArray

if TYPE_CHECKING:
    from persona_assistant.memory import Store
    from persona_assistant.routing.duplicates import Exemplars

_NAMED = 3
"""Files named of each side, at most."""
_THINGS = {"image": "picture", "voice": "clip"}


@dataclass(frozen=True)
class Finding:
    """Something to look at. `files` are those it stands on, `advice` says what to do next."""

    kind: Literal["duplicate", "shared", "misplaced", "mixed"]
    people: tuple[str, ...]
    probability: float
    modalities: tuple[str, ...]
    files: tuple[str, ...]
    sentence: str
    advice: str


class FindingWriter:
    """Turns rows and ids into sentences with names and files."""

    def __init__(self, memory: Store, names: Mapping[int, str]) -> None:
        self._memory, self._names = memory, names

    def duplicate(
        self,
        one: int,
        other: int,
        probability: float,
        senses: Sequence[Exemplars],
        by: tuple[str, ...],
    ) -> Finding:
        files = {
            persona: [
                self._file(e, row) for e in senses if e.sense in by for row in e.rows(persona)
            ]
            for persona in (one, other)
        }
        a, b = self._names[one], self._names[other]
        kinds = {e.kind: None for e in senses if e.sense in by}
        things = " or a ".join(_THINGS[kind] for kind in kinds)
        sense = " and ".join({"image": "face", "voice": "voice"}[kind] for kind in kinds)
        return Finding(
            "duplicate", (a, b), probability, by, (*files[one], *files[other]),
            f"{a} ({_listed(files[one])}) and {b} ({_listed(files[other])}) are likely one person, "
            f"by {sense}.",
            f"If they are one: merge {quote(a)} {quote(b)}. If they are two, reject a {things} "
            f"of {b} for {a}.",
        )  # fmt: skip

    def shared(self, exemplars: Exemplars, row: int, other_row: int) -> Finding:
        a, b, files, thing = self._two(exemplars, row, other_row)
        named = files[0] if files[0] == files[1] else f"{files[0]}, with the other {files[1]}"
        return Finding(
            "shared", (a, b), 1.0, (exemplars.sense,), files,
            f"The same {thing} ({named}) is stored with both {a} and {b}, who cannot be told apart "
            "by it.",
            f"Remove it from whoever it does not show: remove {quote(b)} {quote(files[1])}",
        )  # fmt: skip

    def misplaced(
        self, exemplars: Exemplars, row: int, other_row: int, probability: float
    ) -> Finding:
        a, b, files, thing = self._two(exemplars, row, other_row)
        return Finding(
            "misplaced", (a, b), probability, (exemplars.sense,), files,
            f"The {thing} {files[0]} stored with {a} is likely of {b}: it is like {files[1]} of "
            f"theirs and unlike the other {thing}s of {a}.",
            f"If so: move {quote(a)} {quote(files[0])} --to {quote(b)}",
        )  # fmt: skip

    def mixed(
        self, exemplars: Exemplars, groups: list[NDArray[Any]], probability: float
    ) -> Finding:
        name = self._names[exemplars.owner(int(groups[0][0]))]
        files = [[self._file(exemplars, int(row)) for row in group] for group in groups]
        things = _THINGS[exemplars.kind] + "s"
        return Finding(
            "mixed", (name,), probability, (exemplars.sense,),
            tuple(file for group in files for file in group),
            f"The {things} of {name} are likely of {len(groups)} people: "
            f"{'; '.join(_listed(each) for each in files)}.",
            f"If so: split {quote(name)} {' '.join(map(quote, files[-1][:_NAMED]))} --as NAME",
        )  # fmt: skip

    def _two(
        self, exemplars: Exemplars, row: int, other_row: int
    ) -> tuple[str, str, tuple[str, str], str]:
        """The names of both owners, their files, and what kind of thing these are."""
        a, b = (self._names[exemplars.owner(r)] for r in (row, other_row))
        files = self._file(exemplars, row), self._file(exemplars, other_row)
        return a, b, files, _THINGS[exemplars.kind]

    def _file(self, exemplars: Exemplars, row: int) -> str:
        triplet = self._memory.media.triplet(int(exemplars.triplets[row]))
        media = getattr(triplet, exemplars.kind)
        return media.source or f"the {_THINGS[exemplars.kind]} of triplet {triplet.id}"


def _listed(files: list[str]) -> str:
    more = len(files) - _NAMED
    return ", ".join(files[:_NAMED]) + (f" and {more} more" if more > 0 else "")

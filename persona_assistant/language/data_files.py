"""Reads the word lists and the patterns in `data/`: plain text, one idea a file.

    # a comment
    NAME = text             text to stand wherever `{NAME}` does
    NAME =                  several lines, to stand wherever `{NAME}` is a line of its own
      line
    [section]
    key: value
    key:
      value                 one a line; a line that ends in a backslash goes on in the next

A macro may use those above it. `{does VERBS} REST` is two lines: somebody does one of these, with
the subject, or without it, as notes are jotted down ("She mends", "Mends").

Everything here is read once, when it is first wanted; `lexicon` and `frames` keep what they make.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

Sections: TypeAlias = dict[str, dict[str, list[str]]]
"""section -> key -> values, in the order of the file."""
Macros: TypeAlias = dict[str, list[str]]

DATA = Path(__file__).with_name("data")
FRAME_FILES = (
    "work", "achievements", "origins", "relatives", "life", "tastes", "health", "pastimes",
    "dialogue", "proposals", "appearance", "emotion", "environment", "scene", "company",
)  # fmt: skip
"""Of `data/frames`, in the order in which equally specific attributes are asked."""

_CONTINUED = re.compile(r"\\\n\s*")
_MACRO = re.compile(r"\{([A-Z_]+)\}")
_DOES = re.compile(r"\{does ([^}]+)\} ?(.*)")


def synonym_sets() -> list[list[str]]:
    """Words and terms that can stand for one another, one list a set."""
    return [line.split(", ") for line in _lines(DATA / "synonyms.txt")]


def kinds() -> Sections:
    """Kinds of things: `names` call the kind, `words` are its members."""
    sections, _ = _parsed(DATA / "kinds.txt", {})
    return {
        kind: {key: _listed(lines) for key, lines in entries.items()}
        for kind, entries in sections.items()
    }


def frame_sources() -> Sections:
    """Attributes of a person as written: `group`, `over`, `weak` and the patterns of `ask`,
    `state`, `hint` and `unless`. The language of the patterns is explained in `frames`."""
    _, shared = _parsed(DATA / "frames" / "shared.txt", {})
    found: Sections = {}
    for name in FRAME_FILES:
        sections, macros = _parsed(DATA / "frames" / f"{name}.txt", shared)
        for frame, entries in sections.items():
            found[frame] = {"group": macros["group"], **entries}
    return found


def _listed(lines: list[str]) -> list[str]:
    return [word for line in lines for word in line.rstrip(",").split(", ")]


def _lines(path: Path) -> Iterator[str]:
    """Lines as meant: continued ones joined, comments and empty ones left out."""
    text = _CONTINUED.sub("", path.read_text(encoding="utf-8"))
    return (line for line in text.splitlines() if line and line[0] != "#")


def _parsed(path: Path, known: Mapping[str, list[str]]) -> tuple[Sections, Macros]:
    """The sections of a file and its macros with those it was given."""
    macros: Macros = dict(known)
    sections: Sections = {}
    entries: dict[str, list[str]] = {}
    values: list[str] = []
    for line in _lines(path):
        if line[0] == " ":
            values += _expanded(line.strip(), macros)
        elif line[0] == "[":
            entries = sections[line[1:-1]] = {}
        elif sections:
            key, _, value = line.partition(":")
            values = entries[key] = []
            if value:
                values += _expanded(value.strip(), macros)
        else:
            key, _, value = line.partition(" =")
            values = macros[key] = []
            if value:
                values += _expanded(value.strip(), macros)
    return sections, macros


def _expanded(line: str, macros: Macros) -> list[str]:
    if "{" not in line:
        return [line]
    whole = _MACRO.fullmatch(line)
    if whole:
        return macros[whole[1]]
    line = _MACRO.sub(lambda found: macros[found[1]][0], line)
    does = _DOES.fullmatch(line)
    if does is None:
        return [line]
    verbs, rest = does.groups()
    opening = "|".join(f"^={_third_person(verb)}" for verb in verbs.split("|"))
    return [f"{macros['THEY'][0]} {verbs} {rest}", f"{opening} {rest}"]


def _third_person(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s")

"""Reads the word lists and the patterns in `data/`: plain text, one idea a file.

    # a comment
    NAME = text             text to stand wherever `{NAME}` does
    NAME =                  several lines, to stand wherever `{NAME}` is a line of its own
      line
    [section]
    key: value
    key:
      value                 one a line; after a backslash it goes on in the next, further indented

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

_MACRO = re.compile(r"\{([A-Z_]+)\}")
_DOES = re.compile(r"\{does ([^}]+)\} ?(.*)")


def synonym_sets() -> list[list[str]]:
    """Words and terms that can stand for one another, one list a set."""
    lines = _text(DATA / "synonyms.txt").split("\n")
    return [line.split(", ") for line in lines if line and line[0] != "#"]


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


def _text(path: Path) -> str:
    """The file with continued lines joined."""
    text = path.read_text(encoding="utf-8")
    return text.replace("\\\n    ", "").replace("\\\n  ", "")


def _parsed(path: Path, known: Mapping[str, list[str]]) -> tuple[Sections, Macros]:
    """The sections of a file, and its macros with those that are known already."""
    head, *bodies = _text(path).split("\n[")
    macros: Macros = dict(known)
    for name, values in _entries(head, " ="):
        macros[name] = _expanded(values, macros)
    sections: Sections = {}
    for body in bodies:
        section, _, text = body.partition("]\n")
        sections[section] = {key: _expanded(lines, macros) for key, lines in _entries(text, ":")}
    return sections, macros


def _entries(text: str, mark: str) -> Iterator[tuple[str, list[str]]]:
    """Keys with their values: what stands behind the mark, or the indented lines below."""
    for entry in text.replace("\n  ", "\0").split("\n"):
        if entry and entry[0] != "#":
            head, *values = entry.split("\0")
            key, _, value = head.partition(mark)
            yield key, [value.strip(), *values] if value else values


def _expanded(lines: list[str], macros: Macros) -> list[str]:
    """The lines with macros in their place."""
    if not any("{" in line for line in lines):
        return lines
    return [pattern for line in lines for pattern in _patterns_of(line, macros)]


def _patterns_of(line: str, macros: Macros) -> list[str]:
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

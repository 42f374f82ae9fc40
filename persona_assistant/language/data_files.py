"""Reads the word lists in `data/`: plain text, one idea a file.

    # a comment
    [section]
    key: value, value
    key:
      value, value          more of them; after a backslash a line goes on in the next

Everything here is read once, when it is first wanted; `lexicon` keeps what it makes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

Sections: TypeAlias = dict[str, dict[str, list[str]]]
"""section -> key -> values, in the order of the file."""

DATA = Path(__file__).with_name("data")


def synonym_sets() -> list[list[str]]:
    """Words and terms that can stand for one another, one list a set."""
    lines = _text(DATA / "synonyms.txt").split("\n")
    return [line.split(", ") for line in lines if line and line[0] != "#"]


def ways_to_say() -> list[tuple[list[str], list[str], list[str]]]:
    """Ways to say the same: those that ask and say it, those that only say it, and what says that
    it is over."""
    found = []
    for line in _text(DATA / "ways.txt").split("\n"):
        if line and line[0] != "#":
            rest, _, ends = line.partition(" ! ")
            asks, _, says = rest.partition(" > ")
            found.append(tuple(part.split(", ") if part else [] for part in (asks, says, ends)))
    return [(asks, says, ends) for asks, says, ends in found]


def plain_words() -> list[tuple[str, list[str]]]:
    """Plain words, each with the everyday ones that ask the same."""
    lines = _text(DATA / "plain_words.txt").split("\n")
    told = (line.partition(": ") for line in lines if line and line[0] != "#")
    return [set_ for plain, _, said in told for set_ in _in_each_form(plain, said.split(", "))]


def _in_each_form(plain: str, said: list[str]) -> list[tuple[str, list[str]]]:
    """ "marry|marries: tie|ties the knot" once for each form of the verbs; else as it is."""
    forms = len(plain.split()[0].split("|"))
    return [(_form(plain, at), [_form(each, at) for each in said]) for at in range(forms)]


def _form(words: str, at: int) -> str:
    first, space, rest = words.partition(" ")
    forms = first.split("|")
    return f"{forms[at] if len(forms) > 1 else first}{space}{rest}"


def country_lines() -> list[tuple[str, list[str], list[str]]]:
    """Countries: the continent, what they are called, and the towns in them."""
    return _place_lines("countries.txt")


def region_lines() -> list[tuple[str, list[str], list[str]]]:
    """Parts of countries: the country, what they are called, and the towns in them."""
    return _place_lines("regions.txt")


def _place_lines(file: str) -> list[tuple[str, list[str], list[str]]]:
    found = []
    for line in _text(DATA / file).split("\n"):
        if line and line[0] != "#":
            continent, _, rest = line.partition(": ")
            names, _, towns = rest.partition(" > ")
            found.append((continent, names.split(", "), towns.split(", ") if towns else []))
    return found


def gloss_lines(language: str) -> Iterator[tuple[str, list[str]]]:
    """Of a foreign language, given by its code: English words, and the forms that mean them."""
    for line in (DATA / f"gloss_{language}.txt").read_text(encoding="utf-8").splitlines():
        if line and line[0] != "#":
            gloss, _, forms = line.partition("\t")
            yield gloss, [form.replace("_", " ") for form in forms.split()]


def kinds() -> Sections:
    """Kinds of things: `names` call the kind, `words` are its members."""
    return _sections("kinds.txt")


def classes_of_work() -> Sections:
    """Fields of work: `names` call one, `words` are the jobs in it, `tasks` what they help with."""
    return _sections("classes.txt")


def _sections(file: str) -> Sections:
    _, *bodies = _text(DATA / file).split("\n[")
    found: Sections = {}
    for body in bodies:
        section, _, text = body.partition("]\n")
        found[section] = {key: _listed(lines) for key, lines in _entries(text)}
    return found


def _listed(lines: list[str]) -> list[str]:
    return [word for line in lines for word in line.rstrip(",").split(", ")]


def _text(path: Path) -> str:
    """The file with continued lines joined."""
    text = path.read_text(encoding="utf-8")
    return text.replace("\\\n    ", "").replace("\\\n  ", "")


def _entries(text: str) -> Iterator[tuple[str, list[str]]]:
    """Keys with their values: what stands behind the colon, or the indented lines below."""
    for entry in text.replace("\n  ", "\0").split("\n"):
        if entry and entry[0] != "#":
            head, *values = entry.split("\0")
            key, _, value = head.partition(":")
            yield key, [value.strip(), *values] if value else values

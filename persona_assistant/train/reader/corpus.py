"""A corpus for the reader: notes about invented people, with questions and where the answer stands.

Plain text that a person can write:

    = Marta Oyelaran | 2024-03-12
    Marta tunes pianos, mostly for schools. Her brother is a dentist.
    @ the one who does pianos
    ? what does marta do for work
    > tunes pianos
    ? Is Marta a dentist?
    > ~
    ? any kids?
    > -

`=` begins a note with its person and, if there is one, its date; `@` describes the person without
the name; `?` asks; `>` is the answer as it stands in the note, `-` where the note does not say, `~`
where it comes near. `*` in place of `>` is a whole sentence that answers, whose words nobody
pointed out. Lines that begin with `#` before the first note say whose hand it is.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from persona_assistant.errors import BadInput
from persona_assistant.pmg import Note

_HEADER = re.compile(r"= (?P<name>[^|\s][^|]*?)(?: \| (?P<date>\d{4}-\d\d-\d\d))?")
NOT_STATED, NEAR = "-", "~"


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the person of a note."""

    text: str
    name: str
    note: Note
    answers: tuple[tuple[int, int], ...]
    """Where the answer stands, in characters of the note; several where several places answer.
    Empty where it is not stated."""
    near: bool = False
    """It is not stated, and something like it is."""
    pointed: bool = True
    """The answers are the fewest words that answer, not whole sentences."""

    @property
    def notes(self) -> tuple[Note, ...]:
        return (self.note,)

    @property
    def spots(self) -> tuple[tuple[int, int, int], ...]:
        """(note, start, end) of each answer."""
        return tuple((0, *span) for span in self.answers)


@dataclass(slots=True)
class _Block:
    """A note as it is read."""

    name: str
    date: datetime.date | None
    lines: list[str] = field(default_factory=list)
    asked: list[tuple[str, str, list[tuple[str, str]]]] = field(default_factory=list)
    """(place, question, [(mark, answer)])"""

    def questions(self) -> Iterator[Question]:
        text = "\n".join(self.lines)
        note = Note(text, self.date)
        for place, asked, answers in self.asked:
            if not answers:
                raise BadInput(f"{place}: the question has no answer line; add one")
            stated = [answer for _, answer in answers if answer not in (NOT_STATED, NEAR)]
            for answer in stated:
                if text.count(answer) != 1:
                    raise BadInput(
                        f"{place}: {answer!r} stands {text.count(answer)} times in the note; give "
                        "words that stand there once"
                    )
            spans = tuple((text.index(each), text.index(each) + len(each)) for each in stated)
            near = any(answer == NEAR for _, answer in answers)
            pointed = all(mark == ">" for mark, _ in answers)
            yield Question(asked, self.name, note, spans, near, pointed)


def read_corpus(path: Path) -> list[Question]:
    """All questions of a file, or of every .txt file in a folder, in the order of names.

    Raises BadInput, naming file and line.
    """
    files = sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    if not files:
        raise BadInput(f"{path} holds no .txt file; give the folder of a corpus")
    return [question for file in files for question in _read(file)]


def _read(file: Path) -> Iterator[Question]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{file} cannot be read ({error})") from error
    block: _Block | None = None
    for number, line in enumerate(lines, 1):
        place = f"{file}:{number}"
        if line.startswith("= "):
            if block:
                yield from block.questions()
            block = _begin(line, place)
        elif block is None:
            if line.strip() and not line.startswith("#"):
                raise BadInput(f"{place}: a file begins with '= name | date'")
        else:
            _add(block, line, place)
    if block:
        yield from block.questions()


def _begin(line: str, place: str) -> _Block:
    header = _HEADER.fullmatch(line)
    if header is None:
        raise BadInput(f"{place}: a note begins with '= name | YYYY-MM-DD'")
    try:
        date = datetime.date.fromisoformat(header["date"]) if header["date"] else None
    except ValueError:
        raise BadInput(f"{place}: {header['date']} is no date; write it YYYY-MM-DD") from None
    return _Block(header["name"], date)


def _add(block: _Block, line: str, place: str) -> None:
    mark, rest = line[:2], line[2:].strip()
    if mark == "? ":
        block.asked.append((place, rest, []))
    elif mark in ("> ", "* "):
        if not block.asked:
            raise BadInput(f"{place}: an answer without a question")
        block.asked[-1][2].append((mark[0], rest))
    elif mark == "@ " or not line.strip():
        return
    elif block.asked:
        raise BadInput(f"{place}: a line that is no question and no answer")
    else:
        block.lines.append(line)


def without_wordings_of(
    questions: Iterable[Question], others: Sequence[Question]
) -> list[Question]:
    """The questions whose wording, names left out, occurs nowhere in `others`, and whose person
    does not either."""
    taken, people = {_wording(each) for each in others}, {each.name for each in others}
    return [each for each in questions if _wording(each) not in taken and each.name not in people]


def _wording(question: Question) -> str:
    text = question.text.casefold()
    for part in question.name.casefold().split():
        text = re.sub(rf"\b{re.escape(part)}\b", "they", text)
    return " ".join(re.findall(r"\w+", text))

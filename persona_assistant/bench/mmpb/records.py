"""The table of MMPB as the release's converters write it, and what the model is told of each row.

Every row repeats all that is known of its concept: four descriptions, a preference, five reference
pictures. The run's options decide which of these an item tells; the rest is not kept. Answers are
numbers from one converter and letters or words from the other; both are read. The preference column
of animals, things and characters holds the same filler everywhere and is left out.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from persona_assistant.bench.suite import MAX_PATH, BadRecord, Records
from persona_assistant.errors import RecordError
from persona_assistant.prompt import Turn

ATTRIBUTES = ("human", "animal", "object", "character")
CATEGORIES = ("recognition", "preference")
TASKS = {"awareness": "Awareness", "overconcept": "Appropriateness", "inconsistency": "Coherency"}
"""By the word in the l2-category column."""
CONCEPTS = ("entertainment", "travel", "lifestyle", "shopping", "fashion")
LETTERS = ("A", "B", "C", "D")
TARGETS = {"hetro": "Hetero"}
"""Corrections of the release's spelling."""
LFS_POINTER = b"version https://git-lfs"

_COLUMNS = (
    "index",
    "question",
    *LETTERS,
    "answer",
    "image_path",
    "attribute",
    "category",
    "l2-category",
    "name",
)
_ANSWER_CODES = dict(zip("012345", (*LETTERS, "Yes", "No")))
_ANSWER_WORDS = {word.lower(): word for word in _ANSWER_CODES.values()}
_EMPTY = {"", "nan", "<na>", "null"}
"""What programs write into a table for a missing value."""


@dataclass(frozen=True, slots=True)
class Item:
    """A question about one picture, and what is told of its concept before. Paths as in the
    table."""

    id: str
    name: str
    """Of the concept. A prompt says `<sks>` instead."""
    attribute: str
    category: str
    l2_category: str
    concept: str | None
    """The domain of a preference."""
    target: str | None
    question: str
    options: tuple[tuple[str, str], ...]
    """Letter and text; none for a question that is answered by yes or no."""
    gold: str
    """A letter, "Yes" or "No"; empty without ground truth."""
    picture: str
    description: str
    """Empty when pictures are shown instead."""
    preference: str
    references: tuple[str, ...]
    """Pictures of the concept that the model is shown."""
    conversation: tuple[Turn, ...] = ()
    """The turns between telling and asking."""

    def without_ground_truth(self) -> Item:
        return replace(self, gold="")


def read_table(
    path: Path, options: Mapping[str, str], conversation: tuple[Turn, ...] = ()
) -> Records[Item]:
    """Raises RecordError when there is nothing to read at all; single bad rows are in `bad`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(
            f"{path}: cannot be read ({error.strerror}); give MMPB's dataset.csv"
        ) from None
    if data.startswith(LFS_POINTER):
        raise RecordError(
            f"{path}: a git-lfs pointer, not the file itself; fetch it with: git lfs pull"
        )
    items: list[Item] = []
    bad: list[BadRecord] = []
    seen: dict[str, str] = {}
    for place, row in _rows(data, path):
        try:
            if isinstance(row, RecordError):
                raise row
            item = _item(row, options, conversation)
            if item.id in seen:
                raise RecordError(
                    f"index: expected a new one, found {item.id} again (see {seen[item.id]})"
                )
        except RecordError as error:
            name = row.get("index", "") if isinstance(row, dict) else ""
            usable = re.fullmatch("[0-9]+", name) and name not in seen
            message = f"{path.name}, {place}: {error}"
            bad.append(BadRecord(name if usable else place, RecordError(message)))
        else:
            seen[item.id] = place
            items.append(item)
    if not items and not bad:
        raise RecordError(f"{path}: holds no record; give MMPB's dataset.csv")
    return Records(tuple(items), tuple(bad), hashlib.sha256(data).hexdigest(), path.name)


def _rows(data: bytes, path: Path) -> Iterator[tuple[str, dict[str, str] | RecordError]]:
    """The place of each row, and the row or why it cannot be read."""
    # A byte that is not UTF-8 spoils only its own field.
    text = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
    table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        columns = [column.strip() for column in next(table, [])]
    except csv.Error as error:
        raise RecordError(f"{path}: not a CSV table ({error}); give MMPB's dataset.csv") from None
    if missing := [name for name in _COLUMNS if name not in columns]:
        raise RecordError(f"{path}: no column {', '.join(missing)}; give MMPB's dataset.csv")
    number = 0
    while True:
        number, place = number + 1, f"record {number + 1} (line {table.line_num + 1})"
        try:
            fields = next(table, None)
        except csv.Error as error:
            # It is unknown where the quotation ends, and so where the next row begins.
            yield (
                place,
                RecordError(
                    f"quotation marks do not match ({error}); nothing after it can be read"
                ),
            )
            return
        if fields is None:
            return
        if not fields:
            number -= 1
        elif len(fields) != len(columns):
            yield place, RecordError(f"expected {len(columns)} fields, found {len(fields)}")
        else:
            yield place, dict(zip(columns, fields))


def _item(
    row: Mapping[str, str], options: Mapping[str, str], conversation: tuple[Turn, ...]
) -> Item:
    attribute = _choice(row, "attribute", ATTRIBUTES)
    category = _choice(row, "category", CATEGORIES)
    l2_category = _choice(row, "l2-category", tuple(TASKS))
    choices = _options(row) if l2_category == "inconsistency" else ()
    name = _text(row, "name")
    by_text = options["injection"] == "text"
    preference = (
        _text(row, "preference", optional=category != "preference") if attribute == "human" else ""
    )
    target = _text(row, "target", optional=True)
    return Item(
        id=_index(row),
        name=name,
        attribute=attribute,
        category=category,
        l2_category=l2_category,
        concept=_text(row, "concept", optional=True).lower() or None,
        target=TARGETS.get(target.lower(), target) or None,
        question=_text(row, "question"),
        options=choices,
        gold=_gold(row, dict(choices)),
        picture=_path(row, "image_path"),
        description=_text(row, f"description_{options['description']}") if by_text else "",
        preference=preference,
        references=() if by_text else _references(row, attribute, name, int(options["images"])),
        conversation=conversation,
    )


def _references(row: Mapping[str, str], attribute: str, name: str, count: int) -> tuple[str, ...]:
    """Those of the table, where it has such columns, else where the converters put them."""
    paths = []
    for number in range(1, count + 1):
        column = f"injection_image_{number}"
        if column in row:
            paths.append(_path(row, column))
        else:
            paths.append(_relative(f"{attribute}/train/{name}/{number - 1}.png", "name"))
    return tuple(paths)


# --- fields --------------------------------------------------------------------------------------


def _text(row: Mapping[str, str], column: str, *, optional: bool = False) -> str:
    value = row.get(column, "").strip()
    if value.lower() in _EMPTY or (value == "None" and column not in LETTERS):
        value = ""
    if not value and not optional:
        raise RecordError(f"{column}: expected text, found nothing")
    if not value.isascii() and re.search("[\ud800-\udfff]", value):
        raise RecordError(f"{column}: expected UTF-8 text; get a fresh copy of the table")
    return value


def _choice(row: Mapping[str, str], column: str, choices: tuple[str, ...]) -> str:
    value = _text(row, column, optional=True).lower()
    if value not in choices:
        raise RecordError(
            f"{column}: expected one of {', '.join(choices)}, found {row[column][:40]!r}"
        )
    return value


def _index(row: Mapping[str, str]) -> str:
    match = re.fullmatch(r"([0-9]{1,12})(?:\.0+)?", row["index"].strip())
    if not match:
        raise RecordError(f"index: expected a whole number, found {row['index'][:40]!r}")
    return str(int(match[1]))


def _options(row: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    options = tuple(
        (letter, text) for letter in LETTERS if (text := _text(row, letter, optional=True))
    )
    if len(options) < 2:
        raise RecordError(f"A, B, C, D: expected texts to choose from, found {len(options)}")
    return options


def _gold(row: Mapping[str, str], options: Mapping[str, str]) -> str:
    """A letter where there are options, else "Yes" or "No"."""
    value = row["answer"].strip()
    code = re.fullmatch(r"([0-5])(?:\.0+)?", value)
    answer = _ANSWER_CODES[code[1]] if code else _ANSWER_WORDS.get(value.lower(), "")
    allowed = tuple(options) or ("Yes", "No")
    if answer not in allowed:
        numbers = ", ".join(number for number, each in _ANSWER_CODES.items() if each in allowed)
        expected = f"one of {', '.join(allowed)} (or {numbers})"
        raise RecordError(f"answer: expected {expected}, found {value[:40]!r}")
    return answer


def _path(row: Mapping[str, str], column: str) -> str:
    return _relative(_text(row, column), column)


def _relative(value: str, column: str) -> str:
    path = PurePosixPath(value)
    if (
        path.is_absolute()
        or ".." in path.parts
        or set(value) & set("\\:")
        or not value.isprintable()
        or len(value) > MAX_PATH
    ):
        raise RecordError(
            f"{column}: expected a path below the table's folder, found {value[:80]!r}"
        )
    return str(path)

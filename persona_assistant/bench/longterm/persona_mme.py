"""Persona-MME as a suite: chats of 50 to 500 turns with pictures, then choices and alignment.

A persona's profile is told first, the chat is replayed with the replies in the file, and then all
questions are asked. A case of alignment becomes two questions: the chosen response fits (gold a),
the rejected one does not (gold b). The paper's "Overall" leaves alignment out in its table 1 and
counts it in its table 4; both are given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from persona_assistant.bench.longterm import accounting
from persona_assistant.bench.longterm.choices import before_bracket
from persona_assistant.bench.longterm.files import (
    listed,
    moment,
    one_file,
    read_json,
    table,
    text,
)
from persona_assistant.bench.longterm.items import Item
from persona_assistant.bench.longterm.suite import OPTIONS, LongTermSuite
from persona_assistant.bench.longterm.systems import DatedSession, DatedTurn, History
from persona_assistant.bench.suite import BadRecord, Column, Counts, Metrics, Option, Records, Row
from persona_assistant.errors import RecordError

BUCKETS = {"50": "32k", "100": "32k", "200": "128k", "500": "128k"}
"""Turns of a dialogue, which name its folder -> tokens of its context."""
_GIVE = "the folder with Persona-MME.json and samples"
_TIME = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d")
_MARKER = "<img>"
_FITS = {"a": "It fits the user.", "b": "It does not fit the user."}
ALIGNMENT = "Personality Alignment"


class PersonaMME(LongTermSuite):
    name = "persona-mme"
    title = "Persona-MME"
    description = (
        "a user's chats with pictures: 2,034 choices and 812 alignments, accuracy "
        "(arXiv 2604.13074)"
    )
    dataset = "ClareNie/Persona-MME"
    pull_patterns: tuple[str, ...] = ("*.json", "*.png", "*.jpg", "*.jpeg", "*.webp", "README.md")
    options: tuple[Option, ...] = (
        *OPTIONS,
        Option("length", "32k", ("32k", "128k", "all"), "tokens of a dialogue"),
    )
    slices: Mapping[str, tuple[str, ...]] = {"type": (), "question type": (), "turns": ()}
    columns: tuple[Column, ...] = (
        Column("n", "n"),
        Column("Overall", "Over-\nall"),
        Column("with alignment", "with\nalign-\nment"),
        Column("alignment", "align-\nment"),
        *accounting.COLUMNS,
    )
    headline = "with alignment"

    def read(self, data: Path, options: Mapping[str, str]) -> Records[Item]:
        """Raises RecordError when there is nothing to read at all."""
        path = one_file(data, ("Persona-MME.json",), _GIVE)
        document, sha256 = read_json(path, _GIVE)
        if not isinstance(document, list) or not document:
            raise RecordError(f"{path}: expected a list of questions; give {_GIVE}")
        items: list[Item] = []
        bad: list[BadRecord] = []
        dialogues: dict[str, History | RecordError] = {}
        for number, record in enumerate(document, start=1):
            name = f"question {number}"
            try:
                question = table(record, name)
                place = text(question, "data_path")
                turns = next((p for p in PurePosixPath(place).parts if p in BUCKETS), "")
                if options["length"] not in ("all", BUCKETS.get(turns)):
                    continue
                if place not in dialogues:
                    dialogues[place] = _dialogue(path.parent, place)
                history = dialogues[place]
                if isinstance(history, RecordError):
                    raise history
                items += _items(name, place, turns, history, question)
            except RecordError as error:
                bad.append(BadRecord(name, RecordError(f"{path.name}, {name}: {error}")))
        if not items and not bad:
            raise RecordError(
                f"{path}: holds no question with length={options['length']}; give {_GIVE}"
            )
        return Records(tuple(items), tuple(bad), sha256, path.name)

    def strata(self, item: Item) -> tuple[str, ...]:
        return (item.labels["type"], item.labels["turns"])

    def count(self, row: Row) -> Counts:
        right = before_bracket(row.reply.text) == row.case.gold
        alignment = bool(row.case.facts["alignment"])
        return {
            "n": 1,
            "right": right,
            "aligned": alignment,
            "right_aligned": right and alignment,
            **accounting.count(row),
        }

    def metrics(self, counts: Mapping[str, Any]) -> Metrics:
        """From summed counts, numbers or arrays of one shape:

        Overall         accuracy of the choices, without alignment (the paper's table 1)
        with alignment  accuracy of choices and alignment together (its table 4)
        alignment       accuracy of the judgements of alignment
        """
        choices = counts["n"] - counts["aligned"]
        return {
            "n": counts["n"] if not isinstance(counts["n"], (int, float)) else int(counts["n"]),
            "Overall": accounting.ratio(counts["right"] - counts["right_aligned"], choices),
            "with alignment": accounting.ratio(counts["right"], counts["n"]),
            "alignment": accounting.ratio(counts["right_aligned"], counts["aligned"]),
            **accounting.metrics(counts),
        }


def _dialogue(home: Path, place: str) -> History | RecordError:
    """The dialogue at a path of the file, or why it cannot be read."""
    try:
        path = _below(home, place)
        path = path / "user_data.json" if path.is_dir() else path
        document, _ = read_json(path, _GIVE)
        user = table(document, place)
        profile = table(user.get("profile", {}), "profile")
        pictures = iter([str(each) for each in listed(user, "imgs", optional=True)])
        sessions = [
            _session(home, path.parent, number, session, pictures)
            for number, session in enumerate(listed(user, "sessions"), start=1)
        ]
    except RecordError as error:
        return error
    told = {str(name): str(value) for name, value in profile.items()}
    return History("user", "assistant", tuple(sessions), told)


def _session(
    home: Path, folder: Path, number: int, session: Any, pictures: Iterator[str]
) -> DatedSession:
    """Raises RecordError."""
    if not isinstance(session, list):
        raise RecordError(f"sessions: expected a list of turns, found {session!r:.40}")
    turns = []
    for at, each in enumerate(session, start=1):
        turn = table(each, f"session {number}")
        when = moment(text(turn, "time"), *_TIME)
        asked = text(turn, "user")
        shown = [next(pictures, None) for _ in range(asked.count(_MARKER))]
        paths = tuple(_picture(home, folder, each) for each in shown if each is not None)
        id = f"{number}:{at}"
        turns += [
            DatedTurn("user", asked, f"{id}:user", None, when, paths),
            DatedTurn("assistant", text(turn, "assistant"), f"{id}:assistant", None, when),
        ]
    return DatedSession(str(number), turns[0].at if turns else None, tuple(turns))


def _picture(home: Path, folder: Path, place: str) -> Path:
    """Beside the dialogue, or where the file of questions is. Raises RecordError."""
    beside = _below(folder, place)
    return beside if beside.exists() else _below(home, place)


def _below(home: Path, place: str) -> Path:
    """Raises RecordError for a path that leaves the folder."""
    parts = PurePosixPath(place)
    if parts.is_absolute() or ".." in parts.parts:
        raise RecordError(f"expected a path below the benchmark's folder, found {place!r:.60}")
    return home / parts


def _items(
    name: str, place: str, turns: str, history: History, question: Mapping[str, Any]
) -> Iterator[Item]:
    """One with choices, two of alignment. Raises RecordError."""
    labels = {
        "type": text(question, "type"),
        "question type": text(question, "question_type", optional=True),
        "turns": turns,
    }
    query = text(question, "query")
    asked_at = moment(text(question, "time"), *_TIME)
    if question.get("choices") is not None:
        options = table(question["choices"], "choices")
        choices = {str(key).strip("() ").lower(): str(value) for key, value in options.items()}
        gold = text(question, "answer").strip("() ").lower()
        if gold not in choices:
            raise RecordError(f"answer: expected one of {', '.join(choices)}, found {gold!r:.40}")
        yield Item(
            name, place, history, query, labels, asked_at, choices, gold=gold,
            facts={"alignment": False},
        )  # fmt: skip
    elif question.get("alignment") is None:
        raise RecordError("choices: expected them or alignment, found neither")
    if question.get("alignment") is not None:
        pair = table(question["alignment"], "alignment")
        for response, gold in (("chosen", "a"), ("rejected", "b")):
            asked = (
                f"{query}\nDoes this response fit the user's personality?\n{text(pair, response)}"
            )
            yield Item(
                f"{name}, {response}", place, history, asked,
                {**labels, "type": ALIGNMENT, "question type": ALIGNMENT},
                asked_at, _FITS, gold=gold, facts={"alignment": True},
            )  # fmt: skip

"""LoCoMo as a suite: two people talk over months, and questions are asked about it.

Five categories of question; those of the last, adversarial, ask of one speaker what the other said,
and the right answer is to abstain. F1 is the published metric, over all five; "Right" is the share
that a judge calls right, and for the adversarial ones abstaining. Pictures are read by the captions
in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from persona_assistant.bench.longterm import accounting
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
from persona_assistant.bench.longterm.token_f1 import f1, f1_of_list
from persona_assistant.bench.suite import BadRecord, Column, Counts, Metrics, Option, Records, Row
from persona_assistant.errors import BadInput, RecordError

CATEGORIES = {
    4: "single-hop",
    1: "multi-hop",
    2: "temporal",
    3: "open-domain",
    5: "adversarial",
}
"""By the number in the file."""
_ADVERSARIAL = "adversarial"
_GIVE = "LoCoMo's locomo10.json"
_DATE = "%I:%M %p on %d %B, %Y"
_ABSTAINED = ("no information available", "not mentioned")
"""By which the published scorer knows an answer that abstains."""
_RULE = (
    "The reference may be a date in other words or a list; the answer has to name the same day or "
    "period, or all that the list has."
)


class LoCoMo(LongTermSuite):
    name = "locomo"
    title = "LoCoMo"
    description = (
        "what two people said over months: 10 conversations, 5 categories, F1 and Right "
        "(arXiv 2402.17753)"
    )
    dataset = ""  # its authors give the file out with their code
    options: tuple[Option, ...] = (
        *OPTIONS,
        Option(
            "conversations",
            "all",
            (),
            "which: sample ids such as conv-26, or numbers from 1, with commas",
            free=True,
        ),
    )
    slices: Mapping[str, tuple[str, ...]] = {
        "category": tuple(CATEGORIES.values()),
        "conversation": (),
    }
    columns: tuple[Column, ...] = (
        Column("n", "n"),
        Column("Right", "Right"),
        Column("F1", "F1"),
        Column("evidence", "evi-\ndence"),
        *accounting.COLUMNS,
    )
    headline = "Right"

    def read(self, data: Path, options: Mapping[str, str]) -> Records[Item]:
        """Raises RecordError when there is nothing to read at all, BadInput for a conversation
        that is not there."""
        path = one_file(data, ("locomo10.json", "*.json"), _GIVE)
        document, sha256 = read_json(path, _GIVE)
        if not isinstance(document, list) or not document:
            raise RecordError(f"{path}: expected a list of conversations; give {_GIVE}")
        items: list[Item] = []
        bad: list[BadRecord] = []
        for number, record in _chosen(document, options["conversations"]):
            place = f"conversation {number}"
            try:
                whole = table(record, place)
                sample = text(whole, "sample_id", optional=True) or place
                history = _history(table(whole.get("conversation"), "conversation"))
                questions = listed(whole, "qa")
            except RecordError as error:
                bad.append(BadRecord(place, RecordError(f"{path.name}, {place}: {error}")))
                continue
            for at, question in enumerate(questions, start=1):
                name = f"{sample}/{at}"
                try:
                    items.append(_item(name, sample, history, table(question, "question")))
                except RecordError as error:
                    bad.append(BadRecord(name, RecordError(f"{path.name}, {name}: {error}")))
        if not items and not bad:
            raise RecordError(f"{path}: holds no question; give {_GIVE}")
        return Records(tuple(items), tuple(bad), sha256, path.name)

    def strata(self, item: Item) -> tuple[str, ...]:
        return (item.labels["category"],)

    def count(self, row: Row) -> Counts:
        adversarial = row.case.labels["category"] == _ADVERSARIAL
        said = row.reply.text.lower()
        abstained = row.reply.abstained or any(each in said for each in _ABSTAINED)
        right = abstained if adversarial else row.correct and not abstained
        return {
            "n": 1,
            "right": right,
            "f1": _f1(row, abstained),
            "abstained": abstained,
            **accounting.found(row),
            **accounting.count(row),
        }

    def metrics(self, counts: Mapping[str, Any]) -> Metrics:
        """From summed counts, numbers or arrays of one shape:

        Right      by the judge; where the question is adversarial, abstained
        F1         mean token F1 as published; where adversarial, 1 for abstaining
        evidence   share of the turns that hold the answer among those it rests on
        abstained  share of all questions
        """
        return {
            "n": counts["n"] if not isinstance(counts["n"], (int, float)) else int(counts["n"]),
            "Right": accounting.ratio(counts["right"], counts["n"]),
            "F1": accounting.ratio(counts["f1"], counts["n"]),
            "evidence": accounting.ratio(counts["found"], counts["with_evidence"]),
            "abstained": accounting.ratio(counts["abstained"], counts["n"]),
            **accounting.metrics(counts),
        }


def _f1(row: Row, abstained: bool) -> float:
    category = row.case.labels["category"]
    if category == _ADVERSARIAL:
        return float(abstained)
    said = row.reply.text
    if category == "multi-hop":
        return f1_of_list(said, row.case.gold)
    return f1(said, row.case.gold)


def _chosen(document: list[Any], which: str) -> Iterator[tuple[int, Any]]:
    """The conversations with their numbers, from 1. Raises BadInput."""
    numbered = list(enumerate(document, start=1))
    if which == "all":
        yield from numbered
        return
    names = {
        str(record["sample_id"]): number
        for number, record in numbered
        if isinstance(record, dict) and "sample_id" in record
    }
    names |= {str(number): number for number, _ in numbered}
    wanted = [name.strip() for name in which.split(",")]
    for name in wanted:
        if name not in names:
            raise BadInput(
                f"conversations={name}: no such one; the file has {len(numbered)}: "
                f"{', '.join(sorted(name for name in names if not name.isdigit()))}",
                code="bench_option",
            )
    numbers = {names[name] for name in wanted}
    yield from (each for each in numbered if each[0] in numbers)


def _history(conversation: Mapping[str, Any]) -> History:
    """Raises RecordError."""
    numbers = sorted(
        int(match[1]) for key in conversation if (match := re.fullmatch(r"session_(\d+)", key))
    )
    sessions = []
    for number in numbers:
        key = f"session_{number}"
        at = moment(text(conversation, f"{key}_date_time"), _DATE)
        turns = [table(turn, key) for turn in listed(conversation, key)]
        sessions.append(
            DatedSession(
                f"D{number}",
                at,
                tuple(
                    DatedTurn(
                        text(turn, "speaker"),
                        text(turn, "text", optional=True),
                        text(turn, "dia_id"),
                        text(turn, "blip_caption", optional=True) or None,
                    )
                    for turn in turns
                ),
            )
        )
    if not sessions:
        raise RecordError("conversation: expected session_1 and so on, found none")
    sessions.sort(key=lambda session: session.at or datetime.min)
    return History(
        text(conversation, "speaker_a"), text(conversation, "speaker_b"), tuple(sessions)
    )


def _item(name: str, sample: str, history: History, question: Mapping[str, Any]) -> Item:
    """Raises RecordError."""
    number = question.get("category")
    if number not in CATEGORIES:
        raise RecordError(f"category: expected 1 to 5, found {number!r:.40}")
    category = CATEGORIES[number]
    adversarial = category == _ADVERSARIAL
    gold = "" if adversarial else text(question, "answer")
    if category == "open-domain":
        gold = gold.split(";")[0].strip()  # what follows is the annotator's reason
    evidence = [
        id
        for each in listed(question, "evidence", optional=True)
        for id in re.findall(r"D\d+:\d+", str(each))
    ]
    return Item(
        id=name,
        sample=sample,
        history=history,
        question=text(question, "question"),
        labels={"category": category, "conversation": sample},
        gold=gold,
        judged=not adversarial,
        facts={"answerable": not adversarial, "rule": _RULE},
        evidence=tuple(dict.fromkeys(evidence)),
    )

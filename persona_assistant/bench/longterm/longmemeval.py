"""LongMemEval as a suite: a user's chats with an assistant over months, one question about each.

The files oracle, S and M differ in how many sessions surround those that hold the answer. Published
is the accuracy that a language model as judge gives by rules for each type of question; they are
told to the judge as `rule`, in words of this project. Questions whose id ends in "_abs" cannot be
answered: right is an answer that says so.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from persona_assistant.bench.suite import BadRecord, Column, Counts, Metrics, Option, Records, Row
from persona_assistant.errors import RecordError

TYPES = (
    "single-session-user",
    "single-session-preference",
    "single-session-assistant",
    "multi-session",
    "temporal-reasoning",
    "knowledge-update",
)
_ABSTENTION = "_abs"
_GIVE = "longmemeval_oracle.json, longmemeval_s.json or longmemeval_m.json"
_DATES = ("%Y/%m/%d (%a) %H:%M", "%Y/%m/%d %H:%M", "%Y/%m/%d (%a)", "%Y/%m/%d")
_WHOLE = "Part of what the reference says is not enough; steps that lead to it are allowed."
_RULES = {
    "temporal-reasoning": f"{_WHOLE} A count of days, weeks or months may be off by one.",
    "knowledge-update": "Former information beside it is allowed, as long as the answer gives the "
    "latest, which the reference states.",
    "single-session-preference": "The reference says what a fitting answer would take into "
    "account. Right is an answer that recalls and uses what the user told of themselves; it need "
    "not cover every point.",
}
_UNANSWERABLE = (
    "The question cannot be answered, and the reference explains why. Right is an answer that says "
    "that it cannot be answered or that this was never told; here declining is right."
)


class LongMemEval(LongTermSuite):
    name = "longmemeval"
    title = "LongMemEval"
    description = (
        "what a user told an assistant over months: 500 questions, 6 types, accuracy "
        "(arXiv 2410.10813)"
    )
    dataset = "xiaowu0162/longmemeval-cleaned"
    options: tuple[Option, ...] = (
        *OPTIONS,
        Option("file", "s", ("oracle", "s", "m"), "which of the files, where a folder is given"),
    )
    slices: Mapping[str, tuple[str, ...]] = {"type": TYPES, "abstention": ("yes", "no")}
    columns: tuple[Column, ...] = (
        Column("n", "n"),
        Column("Accuracy", "Accu-\nracy"),
        Column("by type", "by\ntype"),
        Column("abstention", "abst-\nention"),
        Column("evidence", "evi-\ndence"),
        *accounting.COLUMNS,
    )
    headline = "Accuracy"

    def read(self, data: Path, options: Mapping[str, str]) -> Records[Item]:
        """Raises RecordError when there is nothing to read at all."""
        which = options["file"]
        names = (f"longmemeval_{which}.json", f"longmemeval_{which}_cleaned.json")
        path = one_file(data, names, _GIVE)
        document, sha256 = read_json(path, _GIVE)
        if not isinstance(document, list) or not document:
            raise RecordError(f"{path}: expected a list of questions; give {_GIVE}")
        items: list[Item] = []
        bad: list[BadRecord] = []
        seen: set[str] = set()
        for number, record in enumerate(document, start=1):
            place = f"record {number}"
            try:
                item = _item(table(record, place))
                if item.id in seen:
                    raise RecordError(f"question_id: {item.id!r} is there twice")
            except RecordError as error:
                bad.append(BadRecord(place, RecordError(f"{path.name}, {place}: {error}")))
                continue
            seen.add(item.id)
            items.append(item)
        return Records(tuple(items), tuple(bad), sha256, path.name)

    def strata(self, item: Item) -> tuple[str, ...]:
        return (item.labels["type"],)

    def count(self, row: Row) -> Counts:
        unanswerable = row.case.labels["abstention"] == "yes"
        abstained = row.reply.abstained
        right = abstained or row.correct if unanswerable else row.correct and not abstained
        kind = row.case.labels["type"]
        return {
            "n": 1,
            "right": right,
            "unanswerable": unanswerable,
            "right_unanswerable": right and unanswerable,
            **{f"n {each}": each == kind for each in TYPES},
            **{f"right {each}": right and each == kind for each in TYPES},
            **accounting.found(row),
            **accounting.count(row),
        }

    def metrics(self, counts: Mapping[str, Any]) -> Metrics:
        """From summed counts, numbers or arrays of one shape:

        Accuracy    share of right answers
        by type     mean of the accuracies of the types that are there
        abstention  accuracy over the questions that cannot be answered
        evidence    share of the turns that hold the answer among those it rests on
        """
        rates = [accounting.ratio(counts[f"right {each}"], counts[f"n {each}"]) for each in TYPES]
        return {
            "n": counts["n"] if not isinstance(counts["n"], (int, float)) else int(counts["n"]),
            "Accuracy": accounting.ratio(counts["right"], counts["n"]),
            "by type": accounting.mean_of(rates),
            "abstention": accounting.ratio(counts["right_unanswerable"], counts["unanswerable"]),
            "evidence": accounting.ratio(counts["found"], counts["with_evidence"]),
            **accounting.metrics(counts),
        }


def _item(record: Mapping[str, Any]) -> Item:
    """Raises RecordError."""
    name = text(record, "question_id")
    kind = text(record, "question_type")
    if kind not in TYPES:
        raise RecordError(f"question_type: expected one of {', '.join(TYPES)}, found {kind!r:.40}")
    unanswerable = name.endswith(_ABSTENTION)
    ids = [str(each) for each in listed(record, "haystack_session_ids")]
    dates = listed(record, "haystack_dates")
    sessions = listed(record, "haystack_sessions")
    if not len(ids) == len(dates) == len(sessions):
        raise RecordError(
            "haystack_sessions: expected as many as haystack_dates and haystack_session_ids, "
            f"found {len(sessions)}, {len(dates)} and {len(ids)}"
        )
    told: list[DatedSession] = []
    evidence: list[str] = []
    for at, (id, date, turns) in enumerate(zip(ids, dates, sessions), start=1):
        if not isinstance(turns, list):
            raise RecordError(f"haystack_sessions, {id}: expected a list, found {turns!r:.40}")
        unique = id if ids.count(id) == 1 else f"{id}#{at}"
        read = []
        for number, each in enumerate(turns, start=1):
            turn = table(each, f"haystack_sessions, {id}")
            place = f"{unique}:{number}"
            read.append(DatedTurn(text(turn, "role"), text(turn, "content", optional=True), place))
            if turn.get("has_answer"):
                evidence.append(place)
        told.append(DatedSession(unique, moment(str(date), *_DATES), tuple(read)))
    told.sort(key=lambda session: session.at or datetime.min)
    return Item(
        id=name,
        sample=name,
        history=History("user", "assistant", tuple(told)),
        question=text(record, "question"),
        labels={"type": kind, "abstention": "yes" if unanswerable else "no"},
        asked_at=moment(text(record, "question_date"), *_DATES),
        gold=text(record, "answer"),
        judged=True,
        facts={"rule": _UNANSWERABLE if unanswerable else _RULES.get(kind, _WHOLE)},
        evidence=tuple(evidence),
    )

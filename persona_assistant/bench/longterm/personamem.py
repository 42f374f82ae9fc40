"""PERSONAMEM as a suite: a user's chats about many topics, and four replies to choose from.

A question is put at some point of a context that many questions share; what comes later is not
told. The release names the types of question in two ways; both are read.
"""

from __future__ import annotations

import ast
import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from persona_assistant import json_documents
from persona_assistant.bench.longterm import accounting
from persona_assistant.bench.longterm.choices import ScoredByChoice
from persona_assistant.bench.longterm.files import one_file, read_bytes, table, text
from persona_assistant.bench.longterm.items import Item
from persona_assistant.bench.longterm.suite import OPTIONS, LongTermSuite
from persona_assistant.bench.longterm.systems import DatedSession, DatedTurn, History
from persona_assistant.bench.suite import BadRecord, Column, Option, Records
from persona_assistant.errors import RecordError

ALIASES = {
    "recalling_facts_mentioned_by_the_user": "recall_user_shared_facts",
    "acknowledge_latest_user_preference": "acknowledge_latest_user_preferences",
    "recalling_the_reasons_behind_previous_updates": "revisit_reasons_behind_preference_updates",
    "generalizing_to_new_scenarios": "generalize_to_new_scenarios",
}
"""Names of one release -> those of the other."""
TYPES = (
    "recall_user_shared_facts",
    "acknowledge_latest_user_preferences",
    "track_full_preference_evolution",
    "revisit_reasons_behind_preference_updates",
    "provide_preference_aligned_recommendations",
    "suggest_new_ideas",
    "generalize_to_new_scenarios",
)
_INSTRUCTION = (
    "Choose the reply that fits the user best. Give the letter of one option in brackets, such as "
    "(a), after the tag <final_answer>."
)


class PersonaMem(ScoredByChoice, LongTermSuite):
    name = "personamem"
    title = "PERSONAMEM"
    description = (
        "users whose preferences change: 589 to 2,700 choices in 7 types, accuracy "
        "(arXiv 2504.14225)"
    )
    dataset = "bowen-upenn/PersonaMem"
    options: tuple[Option, ...] = (
        *OPTIONS,
        Option("length", "32k", ("32k", "128k", "1M"), "tokens of a context"),
    )
    slices: Mapping[str, tuple[str, ...]] = {"type": TYPES, "topic": ()}
    columns: tuple[Column, ...] = (
        Column("n", "n"),
        Column("Accuracy", "Accu-\nracy"),
        Column("unparsed", "un-\nparsed"),
        *accounting.COLUMNS,
    )
    headline = "Accuracy"

    def read(self, data: Path, options: Mapping[str, str]) -> Records[Item]:
        """`data`: the folder, or its table of questions with the contexts beside it. Raises
        RecordError when there is nothing to read at all."""
        length = options["length"]
        give = f"PERSONAMEM's questions_{length}.csv and shared_contexts_{length}.jsonl"
        path = one_file(data, (f"questions_{length}.csv",), give)
        raw = read_bytes(path, give)
        beside = path.with_name(f"shared_contexts_{length}.jsonl")
        contexts, bad = _contexts(read_bytes(beside, give), beside.name)
        items: list[Item] = []
        rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig", "replace"), newline=""))
        for number, row in enumerate(rows, start=1):
            place = f"record {number}"
            try:
                items.append(_item(row, contexts))
            except RecordError as error:
                name = row.get("question_id") or place
                bad.append(BadRecord(name, RecordError(f"{path.name}, {place}: {error}")))
        if not items and not bad:
            raise RecordError(f"{path}: holds no question; give {give}")
        return Records(tuple(items), tuple(bad), hashlib.sha256(raw).hexdigest(), path.name)

    def strata(self, item: Item) -> tuple[str, ...]:
        return (item.labels["type"],)


class _Context:
    """A context's messages, and its sessions: each begins with a system message."""

    def __init__(self, messages: list[Mapping[str, Any]]) -> None:
        self.length = len(messages)
        self._turns = [
            DatedTurn(text(each, "role"), text(each, "content", optional=True), f"message {at}")
            for at, each in enumerate(messages)
        ]
        starts = [at for at, turn in enumerate(self._turns) if turn.speaker == "system"]
        self._starts = sorted({0, *starts})
        ends = [*self._starts[1:], self.length]
        self._sessions = [self._session(*each) for each in zip(self._starts, ends)]

    def until(self, end: int) -> History:
        """What was said before the message at `end`; whole sessions are shared."""
        whole = [
            session
            for session, last in zip(self._sessions, [*self._starts[1:], self.length])
            if last <= end
        ]
        begun = [at for at in self._starts if at < end]
        part = (self._session(begun[-1], end),) if len(begun) > len(whole) else ()
        return History("user", "assistant", (*whole, *part))

    def _session(self, start: int, end: int) -> DatedSession:
        return DatedSession(f"from message {start}", None, tuple(self._turns[start:end]))


def _contexts(data: bytes, name: str) -> tuple[dict[str, _Context], list[BadRecord]]:
    contexts: dict[str, _Context] = {}
    bad = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            for id, messages in table(json_documents.loads(line), "context").items():
                if not isinstance(messages, list):
                    raise RecordError(f"{id}: expected a list of messages")
                contexts[id] = _Context([table(each, "message") for each in messages])
        except (ValueError, RecordError) as error:
            place = f"line {number}"
            bad.append(BadRecord(f"{name}, {place}", RecordError(f"{name}, {place}: {error}")))
    return contexts, bad


def _item(row: Mapping[str, Any], contexts: Mapping[str, _Context]) -> Item:
    """Raises RecordError."""
    shared = text(row, "shared_context_id")
    if shared not in contexts:
        raise RecordError(f"shared_context_id: {shared!r:.24} is not among the contexts")
    end = text(row, "end_index_in_shared_context")
    if not end.strip().isdigit():
        raise RecordError(f"end_index_in_shared_context: expected a number, found {end!r:.40}")
    choices = dict(_options(text(row, "all_options")))
    gold = text(row, "correct_answer").strip("() \n").lower()
    if gold not in choices:
        raise RecordError(f"correct_answer: expected one of {', '.join(choices)}, found {gold!r}")
    kind = text(row, "question_type")
    asked = "user_question_or_message" if "user_question_or_message" in row else "question"
    return Item(
        id=text(row, "question_id"),
        sample=text(row, "persona_id", optional=True) or shared,
        history=contexts[shared].until(int(end)),
        question=text(row, asked),
        labels={"type": ALIASES.get(kind, kind), "topic": text(row, "topic", optional=True)},
        choices=choices,
        instruction=_INSTRUCTION,
        gold=gold,
    )


def _options(literal: str) -> Iterator[tuple[str, str]]:
    """Letter and text, from a list as Python writes it. Raises RecordError."""
    try:
        options = ast.literal_eval(literal)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        options = None
    if not isinstance(options, list) or not options:
        raise RecordError(f"all_options: expected a list of texts, found {literal!r:.60}")
    for option in options:
        match = re.match(r"\s*\(([a-z])\)\s*(.*)", str(option), re.DOTALL)
        if match is None:
            raise RecordError(f'all_options: expected "(a) ...", found {option!r:.40}')
        yield match[1], match[2]

"""A run in its folder: what was asked, what was answered, what the judge decided, how it was made.

`items.jsonl` is the plan. It names every item with all that judging, scoring and reporting need,
and the key of its answer. It is written anew when a run starts, so that the folder is always about
the latest request. Answers and verdicts are logs that only grow: an answer whose key is not in the
plan any more stays in the log and is used again when the plan has it again.

    items.jsonl  answers.jsonl  verdicts.jsonl  scores.json  card.json  card.md  local.json
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona_assistant import atomic, json_documents
from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.log import Log
from persona_assistant.bench.suite import Case, Reply
from persona_assistant.bench.verdicts import verdict_key
from persona_assistant.errors import BadInput

ITEMS, ANSWERS, VERDICTS = "items.jsonl", "answers.jsonl", "verdicts.jsonl"
SCORES, CARD, CARD_TEXT, LOCAL = "scores.json", "card.json", "card.md", "local.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the plan."""

    case: Case
    key: str | None
    """Of its answer; None where no prompt could be built."""
    error: str | None = None
    """Why no prompt could be built."""


@dataclass(slots=True)
class Run:
    """`folder` None: kept in memory only."""

    folder: Path | None
    card: dict[str, Any] = field(default_factory=dict)
    """The run card: see `run_card`."""
    entries: list[Entry] = field(default_factory=list)
    answers: Log = field(default_factory=lambda: Log(None))
    verdicts: Log = field(default_factory=lambda: Log(None))
    errors: dict[str, str] = field(default_factory=dict)
    """Errors in this process, by item id."""

    @classmethod
    def start(
        cls,
        folder: Path | None,
        card: Mapping[str, Any],
        entries: Sequence[Entry],
        local_paths: Mapping[str, str],
    ) -> Run:
        """A run in a new folder, or the next call in one that holds earlier answers. Raises
        BadInput, DiskFull."""
        run = cls(folder, dict(card), list(entries))
        if folder is None:
            return run
        run.answers, run.verdicts = Log(folder / ANSWERS), Log(folder / VERDICTS)
        try:
            lines = [
                {**entry.case.to_json(), "key": entry.key, "error": entry.error}
                for entry in run.entries
            ]
            atomic.write_text(folder / ITEMS, "".join(_json_line(line) for line in lines))
            atomic.write_text(folder / LOCAL, _json_file(dict(local_paths)))
            # Scores of another plan must not be left beside this one.
            (folder / SCORES).unlink(missing_ok=True)
        except BaseException:
            run.close()
            raise
        return run

    @classmethod
    def open(cls, folder: Path, *, writing: bool = False) -> Run:
        """The run in a folder; `writing` when verdicts are to be added. Raises BadInput."""
        if not (folder / ITEMS).is_file():
            raise BadInput(f"{folder}: not a folder of a bench run", code="bench_not_a_run")
        run = cls(folder, _read_document(folder / CARD), _read_entries(folder / ITEMS))
        run.answers = Log.read(folder / ANSWERS)
        run.verdicts = Log(folder / VERDICTS) if writing else Log.read(folder / VERDICTS)
        return run

    @property
    def name(self) -> str:
        return self.folder.resolve().name if self.folder else "run"

    @property
    def local_paths(self) -> dict[str, str]:
        """Where "data" and "assets" are on this machine."""
        return self._document_if_there(LOCAL) or {}

    @property
    def scores(self) -> dict[str, Any] | None:
        """The content of scores.json; None before the run was scored."""
        return self._document_if_there(SCORES)

    def _document_if_there(self, name: str) -> dict[str, Any] | None:
        if self.folder is None or not (self.folder / name).is_file():
            return None
        return _read_document(self.folder / name)

    def replies(self) -> dict[str, Reply]:
        """Answers to the items of the plan, by item id."""
        replies = {}
        for entry in self.entries:
            line = self.answers.get(entry.key) if entry.key else None
            if line is not None:
                replies[entry.case.id] = Reply.from_json(line)
        return replies

    def verdicts_by(self, judge: str, fingerprint: str) -> dict[str, bool]:
        """A judge's verdicts by item id, for judged cases only. The lexical judge costs nothing
        and is asked on the spot; of other judges the verdicts in the log count. An empty answer is
        wrong without asking."""
        replies = self.replies()
        judged = [
            (entry.case, replies[entry.case.id])
            for entry in self.entries
            if entry.case.judged and entry.case.id in replies
        ]
        if judge == LexicalJudge.name:
            lexical = LexicalJudge()
            return {case.id: lexical.judge(case.gold, reply.text) for case, reply in judged}
        verdicts = {}
        for case, reply in judged:
            key = verdict_key(judge, fingerprint, case, reply.text)
            line = self.verdicts.get(key)
            if line is not None:
                verdicts[case.id] = bool(line["correct"])
            elif not reply.text.strip():
                verdicts[case.id] = False
        return verdicts

    def write_scores(self, scores: Mapping[str, Any]) -> None:
        if self.folder is not None:
            atomic.write_text(self.folder / SCORES, _json_file(scores))

    def write_card(self, text: str) -> None:
        """card.json from `card`, and `text` as card.md."""
        if self.folder is not None:
            atomic.write_text(self.folder / CARD, _json_file(self.card))
            atomic.write_text(self.folder / CARD_TEXT, text)

    def close(self) -> None:
        self.answers.close()
        self.verdicts.close()

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _json_line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


def _json_file(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


_RUN_AGAIN = "run the same benchmark into it again; its answers are kept"


def _read_document(path: Path) -> dict[str, Any]:
    try:
        document = json_documents.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict):
            return document
    except (OSError, ValueError):
        pass
    raise BadInput(f"{path}: missing or damaged; {_RUN_AGAIN}")


def _read_entries(path: Path) -> list[Entry]:
    entries = []
    # Not splitlines: a question may hold characters that other programs take for line ends.
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(filter(None, lines), start=1):
        try:
            document = json_documents.loads(line)
            key, error = document.pop("key"), document.pop("error")
            entries.append(Entry(Case.from_json(document), key, error))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadInput(f"{path}, line {number}: damaged; {_RUN_AGAIN}") from None
    return entries

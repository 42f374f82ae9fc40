"""A run, in its folder: what was asked, what was answered, what the judge said, how it came about.

`items.jsonl` is the plan. It names every item with all that judging, scoring and reporting need,
and the key under which its answer is found; it is written whole when a run starts, so that the
folder is always about the last thing that was asked for. Answers and verdicts are logs that only
grow: an answer whose key nobody asks for any more stays and does no harm, and is found again when
it is asked for again.

    items.jsonl  answers.jsonl  verdicts.jsonl  scores.json  card.json  card.md  local.json
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from persona_assistant.bench.lexical import LexicalJudge
from persona_assistant.bench.log import Log, key_of
from persona_assistant.bench.suite import Case, Reply
from persona_assistant.errors import BadInput

ITEMS, ANSWERS, VERDICTS = "items.jsonl", "answers.jsonl", "verdicts.jsonl"
SCORES, CARD, CARD_TEXT, LOCAL = "scores.json", "card.json", "card.md", "local.json"

_REPLY = ("text", "routed", "outcome", "seconds", "tokens", "prompt_tokens", "computed_tokens")


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of the plan."""

    case: Case
    key: str | None
    """Of its answer; None where it could not even be posed."""
    error: str | None = None
    """Why not."""


@dataclass(slots=True)
class Run:
    """`folder` None: kept in memory only."""

    folder: Path | None
    about: dict[str, Any] = field(default_factory=dict)
    """The run card."""
    entries: list[Entry] = field(default_factory=list)
    answers: Log = field(default_factory=lambda: Log(None))
    verdicts: Log = field(default_factory=lambda: Log(None))
    errors: dict[str, str] = field(default_factory=dict)
    """What went wrong in this process, by item id."""

    @classmethod
    def start(
        cls,
        folder: Path | None,
        about: Mapping[str, Any],
        entries: Sequence[Entry],
        local: Mapping[str, str],
    ) -> Run:
        """A run in a new folder, or the next call in one that holds earlier answers. Raises
        BadInput."""
        run = cls(folder, dict(about), list(entries))
        if folder is None:
            return run
        run.answers, run.verdicts = Log(folder / ANSWERS), Log(folder / VERDICTS)
        try:
            lines = [
                {**entry.case.to_json(), "key": entry.key, "error": entry.error}
                for entry in run.entries
            ]
            _replace(folder / ITEMS, "".join(_line(line) for line in lines))
            _replace(folder / LOCAL, json.dumps(dict(local), indent=2, ensure_ascii=False) + "\n")
            # Scores of another plan must not lie beside this one.
            (folder / SCORES).unlink(missing_ok=True)
        except BaseException:
            run.close()
            raise
        return run

    @classmethod
    def open(cls, folder: Path, *, writing: bool = False) -> Run:
        """The run in a folder; `writing` when verdicts are to be added. Raises BadInput."""
        if not (folder / ITEMS).is_file():
            raise BadInput(
                f"{folder}: not a folder of a bench run; make one with: bench run SUITE --out {folder}"
            )
        run = cls(folder, _document(folder / CARD), _entries(folder / ITEMS))
        run.answers = Log.reading(folder / ANSWERS)
        run.verdicts = Log(folder / VERDICTS) if writing else Log.reading(folder / VERDICTS)
        return run

    @property
    def name(self) -> str:
        return self.folder.resolve().name if self.folder else "run"

    @property
    def local(self) -> dict[str, str]:
        """Where data and media lie on this machine."""
        return (
            _document(self.folder / LOCAL)
            if self.folder and (self.folder / LOCAL).is_file()
            else {}
        )

    @property
    def scores(self) -> dict[str, Any] | None:
        """What scores.json holds; None before the run was scored."""
        return (
            _document(self.folder / SCORES)
            if self.folder and (self.folder / SCORES).is_file()
            else None
        )

    def replies(self) -> dict[str, Reply]:
        """Answers to the items of the plan, by item id."""
        found = {}
        for entry in self.entries:
            line = self.answers.get(entry.key) if entry.key else None
            if line is not None:
                found[entry.case.id] = Reply(**{name: line.get(name) for name in _REPLY})
        return found

    def verdicts_of(self, name: str, fingerprint: str) -> dict[str, bool]:
        """What a judge said of the answers, by item id; only of cases that are judged. The lexical
        judge costs nothing and is asked on the spot."""
        found = {}
        replies = self.replies()
        if name == LexicalJudge.name:
            judge = LexicalJudge()
            return {
                entry.case.id: judge.judge(entry.case.gold, replies[entry.case.id].text)
                for entry in self.entries
                if entry.case.judged and entry.case.id in replies
            }
        for entry in self.entries:
            reply = replies.get(entry.case.id)
            if reply is None or not entry.case.judged:
                continue
            line = self.verdicts.get(
                key_of(
                    judge=name, fingerprint=fingerprint, gold=entry.case.gold, prediction=reply.text
                )
            )
            if line is not None:
                found[entry.case.id] = line["correct"]
            elif not reply.text.strip():
                found[entry.case.id] = False
        return found

    def write_scores(self, scores: Mapping[str, Any]) -> None:
        if self.folder is not None:
            _replace(self.folder / SCORES, json.dumps(scores, indent=2, ensure_ascii=False) + "\n")

    def write_card(self, text: str) -> None:
        """card.json from `about`, and `text` as card.md."""
        if self.folder is not None:
            _replace(
                self.folder / CARD, json.dumps(self.about, indent=2, ensure_ascii=False) + "\n"
            )
            _replace(self.folder / CARD_TEXT, text)

    def close(self) -> None:
        self.answers.close()
        self.verdicts.close()


def _line(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False) + "\n"


def _replace(path: Path, text: str) -> None:
    """Whole or not at all. Raises BadInput."""
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BadInput(
            f"{path}: cannot be written ({error.strerror}); make room and run again"
        ) from None


def _document(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    except (OSError, ValueError):
        pass
    raise BadInput(
        f"{path}: missing or damaged; run the same bench run again, its answers are kept"
    )


def _entries(path: Path) -> list[Entry]:
    entries = []
    # Not splitlines: a question may hold characters that other programs take for line ends.
    lines = path.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(filter(None, lines), start=1):
        try:
            found = json.loads(line)
            key, error = found.pop("key"), found.pop("error")
            entries.append(Entry(Case.from_json(found), key, error))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BadInput(
                f"{path}, line {number}: damaged; run the same bench run again, its answers are kept"
            ) from None
    return entries

"""The small MMPB as read by the suite."""

from __future__ import annotations

from pathlib import Path

from mmpb_items import options, rows, write_table

from persona_assistant.bench.media import Assets
from persona_assistant.bench.mmpb.suite import MMPB
from persona_assistant.bench.suite import Conditions, Records
from persona_assistant.pmg import Picture
from persona_assistant.prompt import Prompt

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
SUITE = MMPB()


def read(data: Path, **changed: str) -> Records:
    return SUITE.read(data, options(**changed))


def errors(records: Records) -> dict[str, str]:
    return {bad.id: str(bad.error) for bad in records.bad}


def table_with(tmp_path: Path, number: int, **changed: str) -> Records:
    """The table with one row changed."""
    found = rows()
    found[number] |= changed
    return read(write_table(tmp_path, found))


def pose(data: Path, at: int, *, drop: tuple[str, ...] = (), **changed: str) -> Prompt:
    item = read(data, **changed).items[at]
    conditions = Conditions(drop=frozenset(drop), options=options(**changed))
    return SUITE.build_prompt(
        item.without_ground_truth(), Assets(data if data.is_dir() else data.parent), conditions
    )


def said(prompt: Prompt) -> list[tuple[str, list[str]]]:
    """Turn by turn; a picture as the name of its file."""
    turns = [(turn.role, turn.parts) for turn in prompt.before] + [("user", prompt.parts)]
    return [
        (role, [part.source if isinstance(part, Picture) else part for part in parts])
        for role, parts in turns
    ]

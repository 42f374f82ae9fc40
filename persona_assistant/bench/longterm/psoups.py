"""P-SOUPS, as AlignX packages it: which of two responses suits somebody's profile?

The release says neither how the question was worded nor in which order the two responses stood.
Both are this harness's own here: the order is drawn for every record from the fixed seed 20260509
and the record's place, so that it is the same in every run.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from persona_assistant.bench.longterm import accounting
from persona_assistant.bench.longterm.choices import ScoredByChoice
from persona_assistant.bench.longterm.files import one_file, read_json, table, text
from persona_assistant.bench.longterm.items import Item
from persona_assistant.bench.longterm.suite import LongTermSuite
from persona_assistant.bench.longterm.systems import History
from persona_assistant.bench.suite import BadRecord, Column, Records
from persona_assistant.errors import RecordError

FILES = {
    "Expertise": "student_phd.json",
    "Informativeness": "concise_detail.json",
    "Style": "friendly_unfriendly.json",
}
SEED = 20_260_509
_GIVE = f"the folder P-Soups with {', '.join(FILES.values())}"


class PSoups(ScoredByChoice, LongTermSuite):
    name = "p-soups"
    title = "P-SOUPS"
    description = (
        "which of two responses suits a profile: 1,800 choices in 3 dimensions, accuracy "
        "(arXiv 2310.11564)"
    )
    dataset = "JinaLeejnl/AlignX"
    pull_patterns: tuple[str, ...] = ("*P-Soups/*.json", "README.md")
    slices: Mapping[str, tuple[str, ...]] = {"dimension": tuple(FILES), "gold": ("a", "b")}
    columns: tuple[Column, ...] = (
        Column("n", "n"),
        Column("Accuracy", "Accu-\nracy"),
        Column("unparsed", "un-\nparsed"),
        *accounting.COLUMNS,
    )
    headline = "Accuracy"

    def read(self, data: Path, options: Mapping[str, str]) -> Records[Item]:
        """`data`: the folder, or one of its files. Raises RecordError when there is nothing to
        read at all."""
        items: list[Item] = []
        bad: list[BadRecord] = []
        hashes, names = [], []
        for dimension, file in FILES.items():
            if not data.is_dir() and data.name != file:
                continue
            path = one_file(data, (file,), _GIVE)
            document, sha256 = read_json(path, _GIVE)
            hashes.append(sha256)
            names.append(path.name)
            if not isinstance(document, list):
                raise RecordError(f"{path}: expected a list of records; give {_GIVE}")
            for number, record in enumerate(document, start=1):
                name = f"{dimension}/{number}"
                try:
                    items.append(_item(name, dimension, table(record, "record")))
                except RecordError as error:
                    message = f"{path.name}, record {number}: {error}"
                    bad.append(BadRecord(name, RecordError(message)))
        if not items and not bad:
            raise RecordError(f"{data}: holds no record; give {_GIVE}")
        return Records(tuple(items), tuple(bad), "+".join(hashes), ", ".join(names))

    def strata(self, item: Item) -> tuple[str, ...]:
        return (item.labels["dimension"],)


def _item(name: str, dimension: str, record: Mapping[str, Any]) -> Item:
    """Raises RecordError."""
    responses = [text(record, "chosen"), text(record, "rejected")]
    gold = random.Random(f"{SEED} {name}").choice("ab")
    if gold == "b":
        responses.reverse()
    prompt = text(record, "prompt")
    return Item(
        id=name,
        sample=f"{dimension}: {prompt}",  # prompts repeat
        history=History("user", "assistant", (), {"profile": text(record, "profile")}),
        question=f"Which response to this message suits the user?\n{prompt}",
        labels={"dimension": dimension, "gold": gold},
        choices=dict(zip("ab", responses)),
        gold=gold,
    )

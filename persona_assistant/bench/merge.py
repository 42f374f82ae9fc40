"""Merges the shards of one run, made on several machines, into one run folder.

Shards belong together when everything that identifies a run is equal: suite, data, engine, route,
settings, conditions. Other folders are refused with the difference. A missing shard becomes an
error of the result, so that it can be scored and is never taken for the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant.bench import run_card
from persona_assistant.bench.run import Entry, Run
from persona_assistant.bench.suite import Case
from persona_assistant.errors import BadInput

_SHARD_PATTERN = r"(\d+(?:,\d+)*)/(\d+)"
"""As in a card: "2/8", or "1,2,5/8" after merging some."""

_MAY_DIFFER = ("shard", "engine", "data.file")
"""Names that may differ between shards, because the content is compared by hash."""

_PART_FIELDS = (
    "time",
    "wall_seconds",
    "answering_seconds",
    "answer_tokens",
    "tokens_per_second",
    "concurrency",
    "endpoints",
    "commit",
    "source_sha256",
    "versions",
    "hardware",
)
"""What the result's card keeps of each shard's card."""


@dataclass(slots=True)
class _Shards:
    """A folder with one shard, or with several that were merged before."""

    run: Run
    numbers: list[int]
    """Of its shards, from 1."""
    count: int

    @property
    def name(self) -> str:
        return str(self.run.folder)


def merge(folders: Sequence[Path], out: Path) -> Run:
    """The shards in `folders` as one run in `out`, which must be new or empty. The run is open for
    writing.

    A folder may itself be a merge of some shards. Items that are in several shards must have the
    same answer. Raises BadInput for folders that do not belong together, naming the difference.
    """
    if not folders:
        raise BadInput("nothing to merge; give the folders of the parts")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"{out}: not empty; give a new folder", code="bench_out")
    parts = [_part(folder) for folder in folders]
    for part in parts[1:]:
        _check_same_run(parts[0], part)
    entries = _entries(parts)
    answers = _answers(parts, {entry.key for entry in entries})
    verdicts = {
        line["key"]: line for part in reversed(parts) for line in part.run.verdicts.results()
    }

    count = parts[0].count
    present = sorted({number for part in parts for number in part.numbers})
    missing = [number for number in range(1, count + 1) if number not in present]
    entries += [
        Entry(
            Case(_missing(number, count), _missing(number, count), {}, ""),
            None,
            f"part {number}/{count} is not there; merge again with its folder",
        )
        for number in missing
    ]
    merged_card = _merged_card(parts, present, missing)
    run = Run.start(out, merged_card, entries, parts[0].run.local_paths)
    try:
        run.answers.extend(answers.values())
        run.verdicts.extend(verdicts.values())
        run.write_card(run_card.render_markdown(run.card, {}))
    except BaseException:
        run.close()
        raise
    return run


def _part(folder: Path) -> _Shards:
    run = Run.open(folder)
    identity = run.card.get("run")
    shard = (identity.get("shard") or "1/1") if isinstance(identity, dict) else ""
    match = re.fullmatch(_SHARD_PATTERN, shard)
    if not match:
        raise BadInput(f"{folder}: its card does not say what was run; run the shard again")
    return _Shards(run, sorted(map(int, match[1].split(","))), int(match[2]))


def _check_same_run(first: _Shards, other: _Shards) -> None:
    if first.count != other.count:
        raise BadInput(
            f"{first.name} and {other.name} are not parts of one run: "
            f"one is of {first.count} part(s), the other of {other.count}"
        )
    ours, theirs = first.run.card["run"], other.run.card["run"]
    may_differ = _MAY_DIFFER if ours.get("identity") and theirs.get("identity") else _MAY_DIFFER[:1]
    for name, one, two in _differences(ours, theirs):
        if name not in may_differ:
            raise BadInput(
                f"{first.name} and {other.name} are not parts of one run: "
                f"{name} is {_shorten(one)} in one and {_shorten(two)} in the other"
            )


def _differences(ours: Any, theirs: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key in [*ours, *(key for key in theirs if key not in ours)]:
            yield from _differences(
                ours.get(key), theirs.get(key), f"{name}.{key}" if name else key
            )
    elif ours != theirs:
        yield name, ours, theirs


def _shorten(value: Any) -> str:
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _entries(parts: Sequence[_Shards]) -> list[Entry]:
    """Every item once, samples in the order of the whole run."""
    by_id: dict[str, _PlacedEntry] = {}
    for part in parts:
        for placed in _placed(part):
            name = placed.entry.case.id
            earlier = by_id.setdefault(name, placed)
            _check_same_question(earlier, placed)
            if earlier.entry.key is None:
                by_id[name] = placed
    return [placed.entry for placed in sorted(by_id.values(), key=lambda placed: placed.place)]


@dataclass(frozen=True, slots=True)
class _PlacedEntry:
    entry: Entry
    place: int
    """Index of its sample in the whole run."""
    folder: str


def _placed(part: _Shards) -> Iterator[_PlacedEntry]:
    """The entries with their places: samples go to the shards in turn."""
    absent = {_missing(number, part.count) for number in range(1, part.count + 1)}
    samples: dict[str, int] = {}
    for entry in part.run.entries:
        if entry.key is not None or entry.case.id not in absent:
            sample = samples.setdefault(entry.case.sample, len(samples))
            turn, at = divmod(sample, len(part.numbers))
            yield _PlacedEntry(entry, turn * part.count + part.numbers[at] - 1, part.name)


def _check_same_question(one: _PlacedEntry, two: _PlacedEntry) -> None:
    keys = {one.entry.key, two.entry.key} - {None}
    if one.entry.case != two.entry.case or len(keys) > 1:
        raise BadInput(
            f"{one.entry.case.id} was not asked alike in {one.folder} and {two.folder}: "
            "its data or its media differ"
        )


def _answers(parts: Sequence[_Shards], keys: set[str | None]) -> dict[str, Mapping[str, Any]]:
    by_key: dict[str, tuple[Mapping[str, Any], str]] = {}
    for part in parts:
        for line in part.run.answers.results():
            if line["key"] not in keys:
                continue
            earlier, where = by_key.setdefault(line["key"], (line, part.name))
            if any(earlier.get(name) != line.get(name) for name in ("text", "routed", "outcome")):
                raise BadInput(
                    f"{line.get('id')} was answered differently in {where} and {part.name}: "
                    f"{_shorten(repr(earlier.get('text')))} and {_shorten(repr(line.get('text')))}"
                )
    return {key: line for key, (line, _) in by_key.items()}


def _merged_card(
    parts: Sequence[_Shards], present: Sequence[int], missing: Sequence[int]
) -> dict[str, Any]:
    cards, count = [part.run.card for part in parts], parts[0].count
    first = cards[0]
    files = sorted(
        {file for card in cards for file in (card.get("missing_media") or {}).get("files", ())}
    )
    judges = [card.get("judge") for card in cards]
    stale = ("result", "wall_seconds", "tokens_per_second")
    kept = {name: value for name, value in first.items() if name not in stale}
    return {
        **kept,
        "state": "incomplete" if missing else "merged",
        "run": {
            **first["run"],
            "shard": f"{','.join(map(str, present))}/{count}" if missing else None,
        },
        "judge": judges[0] if all(judge == judges[0] for judge in judges) else None,
        "notes": list(dict.fromkeys(note for card in cards for note in card.get("notes", ()))),
        "missing_media": {"count": len(files), "files": files},
        "answering_seconds": sum(card.get("answering_seconds") or 0.0 for card in cards),
        "answer_tokens": sum(card.get("answer_tokens") or 0 for card in cards),
        "answers_reused": sum(card.get("answers_reused") or 0 for card in cards),
        "parts": [part for card in cards for part in card.get("parts") or [_part_summary(card)]],
    }


def _part_summary(card: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "shard": card["run"].get("shard"),
        **{name: card[name] for name in _PART_FIELDS if name in card},
    }


def _missing(number: int, count: int) -> str:
    return f"part {number}/{count}"

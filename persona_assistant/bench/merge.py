"""Parts of one run, made on several machines, put together into one run folder.

Parts belong together when everything that identifies a run is the same: suite, data, engine, route,
settings, conditions. Anything else is refused, and what differs is said. Parts that are missing
stand in the result as errors, so that it can be scored and is never taken for the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from persona_assistant.bench import card
from persona_assistant.bench.run import Entry, Run
from persona_assistant.bench.suite import Case
from persona_assistant.errors import BadInput

_SHARDS = r"(\d+(?:,\d+)*)/(\d+)"
"""As in a card: "2/8", or "1,2,5/8" after merging some."""

_NOT_ALIKE = ("shard", "engine", "data.file")
"""Of what identifies a run, the names may differ: content is compared by hash."""

_OF_A_PART = (
    "time", "wall_seconds", "answering_seconds", "answer_tokens", "tokens_per_second", "concurrency",
    "endpoints", "commit", "source_sha256", "versions", "hardware",
)  # fmt: skip
"""Of a part's card, what says how it was made."""


@dataclass(slots=True)
class _Part:
    run: Run
    numbers: list[int]
    """Which shards it holds, from 1."""
    of: int

    @property
    def name(self) -> str:
        return str(self.run.folder)


def merge(folders: Sequence[Path], out: Path) -> Run:
    """The parts in `folders` as one run in `out`, which must be new or empty. The run is open for
    writing.

    A folder may itself come from merging some of the parts. Items that are in several parts must
    have the same answer. Raises BadInput for folders that do not belong together, naming the
    difference.
    """
    if not folders:
        raise BadInput("nothing to merge; give the folders of the parts")
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise BadInput(f"{out}: not empty; give --out a new folder")
    parts = [_part(folder) for folder in folders]
    for part in parts[1:]:
        _belong_together(parts[0], part)
    entries = _entries(parts)
    answers = _answers(parts, {entry.key for entry in entries})
    verdicts = {line["key"]: line for part in reversed(parts) for line in part.run.verdicts.all()}

    present, of = {number for part in parts for number in part.numbers}, parts[0].of
    missing = [number for number in range(1, of + 1) if number not in present]
    entries += [
        Entry(
            Case(_missing(number, of), _missing(number, of), {}, ""),
            None,
            f"part {number}/{of} is not there; merge again with its folder",
        )
        for number in missing
    ]
    run = Run.start(out, _about(parts, sorted(present), missing), entries, parts[0].run.local)
    try:
        run.answers.extend(answers.values())
        run.verdicts.extend(verdicts.values())
        run.write_card(card.markdown(run.about, {}))
    except BaseException:
        run.close()
        raise
    return run


def _part(folder: Path) -> _Part:
    run = Run.open(folder)
    identified = run.about.get("run")
    found = isinstance(identified, dict) and re.fullmatch(_SHARDS, identified.get("shard") or "1/1")
    if not found:
        raise BadInput(
            f"{folder}: its card does not say what was run; run the same bench run again"
        )
    return _Part(run, sorted(map(int, found[1].split(","))), int(found[2]))


def _belong_together(first: _Part, other: _Part) -> None:
    if first.of != other.of:
        raise BadInput(
            f"{first.name} and {other.name} are not parts of one run: one is of {first.of} part(s), "
            f"the other of {other.of}"
        )
    ours, theirs = first.run.about["run"], other.run.about["run"]
    skipped = _NOT_ALIKE if ours.get("identity") and theirs.get("identity") else _NOT_ALIKE[:1]
    for name, one, two in _differences(ours, theirs):
        if name not in skipped:
            raise BadInput(
                f"{first.name} and {other.name} are not parts of one run: {name} is {_shown(one)} in one and "
                f"{_shown(two)} in the other"
            )


def _differences(ours: Any, theirs: Any, name: str = "") -> Iterator[tuple[str, Any, Any]]:
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        for key in [*ours, *(key for key in theirs if key not in ours)]:
            yield from _differences(
                ours.get(key), theirs.get(key), f"{name}.{key}" if name else key
            )
    elif ours != theirs:
        yield name, ours, theirs


def _shown(value: Any) -> str:
    said = str(value)
    return said if len(said) <= 80 else said[:77] + "..."


def _entries(parts: Sequence[_Part]) -> list[Entry]:
    """Every item once, samples in the order of the whole run."""
    found: dict[str, _Placed] = {}
    for part in parts:
        for placed in _placed(part):
            name = placed.entry.case.id
            earlier = found.setdefault(name, placed)
            _same_question(earlier, placed)
            if earlier.entry.key is None:
                found[name] = placed
    return [placed.entry for placed in sorted(found.values(), key=lambda placed: placed.place)]


@dataclass(frozen=True, slots=True)
class _Placed:
    entry: Entry
    place: int
    """Of its sample, in the whole run."""
    folder: str


def _placed(part: _Part) -> Iterator[_Placed]:
    """Samples were dealt to the parts in turn."""
    absent = {_missing(number, part.of) for number in range(1, part.of + 1)}
    samples: dict[str, int] = {}
    for entry in part.run.entries:
        if entry.key is not None or entry.case.id not in absent:
            turn, seat = divmod(
                samples.setdefault(entry.case.sample, len(samples)), len(part.numbers)
            )
            yield _Placed(entry, turn * part.of + part.numbers[seat] - 1, part.name)


def _same_question(one: _Placed, two: _Placed) -> None:
    keys = {one.entry.key, two.entry.key} - {None}
    if one.entry.case != two.entry.case or len(keys) > 1:
        raise BadInput(
            f"{one.entry.case.id} was not asked alike in {one.folder} and {two.folder}: "
            "its data or its media differ"
        )


def _answers(parts: Sequence[_Part], keys: set[str | None]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, tuple[Mapping[str, Any], str]] = {}
    for part in parts:
        for line in part.run.answers.all():
            if line["key"] not in keys:
                continue
            earlier, there = found.setdefault(line["key"], (line, part.name))
            if any(earlier.get(name) != line.get(name) for name in ("text", "routed", "outcome")):
                raise BadInput(
                    f"{line.get('id')} was answered differently in {there} and {part.name}: "
                    f"{_shown(repr(earlier.get('text')))} and {_shown(repr(line.get('text')))}"
                )
    return {key: line for key, (line, _) in found.items()}


def _about(
    parts: Sequence[_Part], present: Sequence[int], missing: Sequence[int]
) -> dict[str, Any]:
    cards, of = [part.run.about for part in parts], parts[0].of
    first = cards[0]
    files = sorted(
        {file for card in cards for file in (card.get("missing_media") or {}).get("files", ())}
    )
    judges = [card.get("judge") for card in cards]
    stale = ("result", "wall_seconds", "tokens_per_second")
    about = {name: value for name, value in first.items() if name not in stale}
    return {
        **about,
        "state": "incomplete" if missing else "merged",
        "run": {
            **first["run"],
            "shard": f"{','.join(map(str, present))}/{of}" if missing else None,
        },
        "judge": judges[0] if all(judge == judges[0] for judge in judges) else None,
        "notes": list(dict.fromkeys(note for card in cards for note in card.get("notes", ()))),
        "missing_media": {"count": len(files), "files": files},
        "answering_seconds": sum(card.get("answering_seconds") or 0.0 for card in cards),
        "answer_tokens": sum(card.get("answer_tokens") or 0 for card in cards),
        "answers_reused": sum(card.get("answers_reused") or 0 for card in cards),
        "parts": [part for card in cards for part in card.get("parts") or [_made(card)]],
    }


def _made(card: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "shard": card["run"].get("shard"),
        **{name: card[name] for name in _OF_A_PART if name in card},
    }


def _missing(number: int, of: int) -> str:
    return f"part {number}/{of}"

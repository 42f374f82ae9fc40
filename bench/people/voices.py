"""How well recorded people are told apart by their voices: figures for a folder of people.

    python bench/people/voices.py FOLDER [--draws N] [--json]

FOLDER holds a sub-folder with clips for each person. Two tables are printed.

The encoder: every clip, made worse, against every other clip as it is. "EER" is the equal error
rate, "FNMR" the share of pairs of one person below the score that one pair of two people in a
hundred reaches. What holds no speech or is taken for a synthetic voice is counted under "left out".

The library: in each draw a third of the people, and two at least, are strangers; of the others two
clips each are remembered. Every other clip asks, made worse: "right", "wrong" and "unknown" are
shares of the clips of people who are remembered, "strangers" is the share of strangers' clips that
got a name.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT)]

from persona_assistant import app  # noqa: E402
from persona_assistant.assistant import Assistant  # noqa: E402
from persona_assistant.encoders.speaker import SpeakerEncoder  # noqa: E402
from persona_assistant.errors import MediaError  # noqa: E402
from persona_assistant.fitting.real_voices import CONDITIONS, Signal, read_people  # noqa: E402
from persona_assistant.media import voice_from_samples  # noqa: E402
from persona_assistant.memory import Store  # noqa: E402
from persona_assistant.pmg import Clip, Outcome  # noqa: E402
from persona_assistant.settings import Settings  # noqa: E402

SEED = 13
REMEMBERED = 2
"""Clips of each person."""


@dataclass(frozen=True)
class Row:
    """One condition; shares from 0 to 1."""

    condition: str
    eer: float
    fnmr: float
    left_out: int
    right: float = 0.0
    wrong: float = 0.0
    unknown: float = 0.0
    strangers: float = 0.0
    asked: int = 0
    """Clips of people who are remembered, in all draws."""
    asked_by_strangers: int = 0


def worse(signal: Signal, condition: str, number: int) -> Clip | None:
    """The clip in that condition; None where nothing is left of it."""
    rng = np.random.default_rng((SEED, number))
    try:
        return voice_from_samples(CONDITIONS[condition](signal, rng))
    except MediaError:
        return None


def encoded(encoder: SpeakerEncoder, clips: list[Signal], condition: str) -> NDArray[np.float32]:
    """(clips, dim); NaN for a clip in which no recorded voice was found."""
    vectors = np.full((len(clips), encoder.dim), np.nan, np.float32)
    for number, signal in enumerate(clips):
        clip = worse(signal, condition, number)
        try:
            found = encoder.examine(clip) if clip else ()
        except MediaError:
            continue
        if found:
            vectors[number] = found[0].vector
    return vectors


def rates(genuine: NDArray[np.float32], impostor: NDArray[np.float32]) -> tuple[float, float]:
    """Equal error rate, and FNMR at an FMR of 1 %."""
    at = np.sort(np.concatenate([genuine, impostor]))
    missed = np.searchsorted(np.sort(genuine), at) / len(genuine)
    fooled = 1 - np.searchsorted(np.sort(impostor), at) / len(impostor)
    equal = int(np.abs(missed - fooled).argmin())
    strict = float(np.quantile(impostor, 0.99))
    return float(missed[equal] + fooled[equal]) / 2, float((genuine < strict).mean())


def told_apart(people: list[list[Signal]]) -> list[Row]:
    """The encoder alone, in every condition."""
    encoder = SpeakerEncoder()
    clips = [clip for own in people for clip in own]
    who = np.repeat(np.arange(len(people)), [len(own) for own in people])
    enrolled = encoded(encoder, clips, "whole")
    same = who[:, None] == who
    other = ~np.eye(len(who), dtype=bool)
    rows = []
    for condition in CONDITIONS:
        asked = enrolled if condition == "whole" else encoded(encoder, clips, condition)
        scores = asked @ enrolled.T
        there = np.isfinite(scores)
        eer, fnmr = rates(scores[same & other & there], scores[~same & there])
        rows.append(Row(condition, eer, fnmr, int(np.isnan(asked[:, 0]).sum())))
        print(f"{condition}: done", file=sys.stderr)
    return rows


def recognised(people: list[list[Signal]], draws: int) -> dict[str, dict[str, float]]:
    """Condition -> what the library answered."""
    rng = np.random.default_rng(SEED)
    counts = {
        c: dict.fromkeys(("right", "wrong", "unknown", "named", "silent"), 0) for c in CONDITIONS
    }
    for draw in range(draws):
        order = rng.permutation(len(people))
        strangers = set(order[: max(2, len(people) // 3)].tolist())
        with Store.temporary() as store:
            assistant = app.assistant_over(store, Settings(engine="extractive"))
            rest: list[tuple[int, str | None, Signal]] = []
            for person, own in enumerate(people):
                chosen = rng.permutation(len(own)).tolist()
                name = None if person in strangers else f"Person {person}"
                if name:
                    kept = remembered(assistant, name, own, chosen)
                    chosen = [k for k in chosen if k not in kept]
                rest += [(person * 1000 + k, name, own[k]) for k in chosen]
            for condition in CONDITIONS:
                for number, name, signal in rest:
                    clip = worse(signal, condition, number)
                    counts[condition][_answer(assistant, clip, name)] += 1
        print(f"draw {draw + 1} of {draws}: done", file=sys.stderr)
    return {condition: _shares(count) for condition, count in counts.items()}


def remembered(assistant: Assistant, name: str, clips: list[Signal], order: list[int]) -> list[int]:
    """Adds the first `REMEMBERED` clips, in this order, that are good enough; says which."""
    kept: list[int] = []
    for number in order:
        if len(kept) == REMEMBERED:
            break
        try:
            assistant.add(name, voices=[voice_from_samples(clips[number])])
        except MediaError as error:
            print(f"{name}, clip {number}: {error}", file=sys.stderr)
        else:
            kept.append(number)
    return kept


def _answer(assistant: Assistant, clip: Clip | None, name: str | None) -> str:
    try:
        edge = assistant.who(voice=clip) if clip else None
    except MediaError:
        edge = None
    matched = edge is not None and edge.outcome is Outcome.MATCHED
    if name is None:
        return "named" if matched else "silent"
    if edge is None or not matched:
        return "unknown"
    return "right" if edge.persona == name else "wrong"


def _shares(count: dict[str, int]) -> dict[str, float]:
    known = count["right"] + count["wrong"] + count["unknown"]
    strange = count["named"] + count["silent"]
    shares = {name: count[name] / max(known, 1) for name in ("right", "wrong", "unknown")}
    return shares | {
        "strangers": count["named"] / max(strange, 1),
        "asked": known,
        "asked_by_strangers": strange,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--draws", type=int, default=6, help="choices of strangers (0: none)")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    given = parser.parse_args()
    people = list(read_people(given.folder).values())
    rows = told_apart(people)
    if given.draws:
        answers = recognised(people, given.draws)
        rows = [Row(**(asdict(row) | answers[row.condition])) for row in rows]
    if given.json:
        print(json.dumps({"people": len(people), "rows": [asdict(row) for row in rows]}, indent=1))
        return 0
    print(f"{sum(map(len, people))} clips of {len(people)} people")
    print(f"{'condition':18}{'EER':>7}{'FNMR':>7}{'left out':>10}", end="")
    print(f"{'right':>8}{'wrong':>8}{'unknown':>9}{'strangers':>11}")
    for row in rows:
        print(f"{row.condition:18}{row.eer:7.1%}{row.fnmr:7.1%}{row.left_out:10}", end="")
        print(f"{row.right:8.1%}{row.wrong:8.1%}{row.unknown:9.1%}{row.strangers:11.1%}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
